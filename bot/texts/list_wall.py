"""The wall version of a published list: one page of HTML for A4, large print, with a place for the seal (handbook M26, M28)."""

from collections.abc import Sequence
from datetime import date
from html import escape

from bot.domain.calendar import short_day
from bot.domain.list_states import Kind
from bot.texts.lists import NAMES, quarter

_STYLE = """
@page { size: A4 portrait; margin: 14mm; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; color: #1a1a1a; background: #fff; line-height: 1.45; font-size: 24pt;
  font-family: "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei", sans-serif; }
main { max-width: 182mm; margin: 0 auto; padding: 6mm; border: 1.6mm solid var(--ink); border-radius: 3mm; min-height: 262mm;
  display: flex; flex-direction: column; }
header { text-align: center; border-bottom: .6mm solid var(--ink); padding-bottom: 4mm; }
h1 { margin: 0; font-size: 60pt; letter-spacing: .3em; text-indent: .3em; color: var(--ink); line-height: 1.15; }
header p { margin: 1mm 0 0; font-size: 24pt; }
ol { list-style: none; margin: 5mm 0; padding: 0; flex: 1; }
li { display: flex; gap: 5mm; padding: 3.5mm 0; border-bottom: .3mm dashed #999; break-inside: avoid; font-size: 26pt; }
li > span { color: var(--ink); font-weight: 700; min-width: 12mm; text-align: right; }
li b { font-size: 30pt; }
.none { flex: 1; display: grid; place-items: center; font-size: 40pt; }
footer { display: flex; justify-content: space-between; gap: 6mm; align-items: flex-end; break-inside: avoid; font-size: 22pt; }
footer p { margin: 0 0 1mm; }
.seal { flex: none; width: 46mm; height: 46mm; border: .6mm dashed #888; border-radius: 50%; display: grid; place-items: center; color: #666; font-size: 22pt; }
.signed { text-align: right; font-size: 22pt; margin: 3mm 0 0; }
.red { --ink: #b3160f; } .plain { --ink: #1f3f66; }
@media screen { body { background: #e9e9e9; } main { background: #fff; margin: 8mm auto; width: 182mm; } }
"""


def _line(place: int, name: str, text: str) -> str:
    who = f"<b>{escape(name)}</b> " if name else ""
    return f"<li><span>{place}</span><div>{who}{escape(text)}</div></li>"


def page(
    kind: Kind,
    village: str,
    period: str,
    number: int | None,
    lines: Sequence[tuple[int, str, str]],
    shown_for: tuple[date, date] | None,
    phone: str,
    bot: str,
    printed_on: date,
) -> str:
    """The whole document. ``lines``: (its place, name or empty, words); ``shown_for``: the public notice from and to."""
    name, look = NAMES[kind], "red" if kind is Kind.HONOUR else "plain"
    of = f"{escape(village)} {quarter(period)}" if period else escape(village)
    under = f"<p>{of}{f'(榜{number})' if number else ''}</p>"
    if kind is Kind.REMINDER:
        under += "<p>只写该做没做的事,不评人</p>"
    items = "".join(_line(*one) for one in lines)
    body = f"<ol>{items}</ol>" if lines else '<div class="none">本期没有</div>'
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(village)}{name}</title>'
        f"<style>{_STYLE}</style></head>\n"
        f'<body><main class="{look}"><header><h1>{name}</h1>{under}</header>\n{body}\n'
        f"<footer><div>{_notice(shown_for, phone, bot, number)}</div>"
        f'<div class="seal">盖章处</div></footer>\n'
        f'<p class="signed">{escape(village)}党支部 {escape(village)}村民委员会<br>{_day(printed_on)}</p>'
        "</main></body></html>\n"
    )


def _notice(shown_for: tuple[date, date] | None, phone: str, bot: str, number: int | None) -> str:
    window = f"<p>公示期:{short_day(shown_for[0])}至{short_day(shown_for[1])}</p>" if shown_for else ""
    call = f"<p>监督电话:{escape(phone) if phone else '____________'}</p>"
    by_chat = f"<p>微信私聊{escape(bot)}:监督 榜{number} 意见</p>" if number else ""
    return window + call + by_chat


def _day(day: date) -> str:
    return f"{day.year}年{short_day(day)}"
