"""What is said about learning: examples to approve, and why a sentence goes where it goes."""

from collections.abc import Sequence

from bot.domain.concerns import Concern
from bot.domain.slots import Slots

HELP_BOOK = "词库(分错类的句子)"
_SHOWN = 40


def listed(lines: Sequence[tuple[str, str, str]], more: int) -> str:
    """Those that wait: sentence, what was guessed, what was chosen."""
    told = [
        f"{place} “{_short(text)}”:{_change(guessed, chosen)}" for place, (text, guessed, chosen) in enumerate(lines, 1)
    ]
    rest = [f"另有{more}条,办完这些再看。"] if more else []
    return "\n".join(["分错过类的句子,学不学?", *told, *rest, "学的回“词库 通过 1 2”,不学的回“词库 不要 1”。"])


def nothing() -> str:
    """None wait."""
    return "没有等着学的句子。有人改了类别,会排到这里,由您定学不学。\n想知道一句话为什么分到哪类,回“为何 路灯坏了”。"


def decided(count: int, *, approved: bool, left: int) -> str:
    """Some have been decided."""
    done = f"好的,这{count}条学了,以后本镇这样的话会往这类分。" if approved else f"好的,这{count}条不学,句子已删。"
    return f"{done}\n" + (f"还有{left}条,回“词库”接着看。" if left else "都看完了,辛苦!")


def no_such(count: int) -> str:
    """A place that is not in the list."""
    if not count:
        return nothing()
    return f"没有这个序号,现在有1到{count}。先回“词库”看一遍,再回“词库 通过 1”或“词库 不要 1”。"


def ask_what() -> str:
    """为何 without anything."""
    return "想问哪句话?这样写:“为何 路灯坏了”,或者“为何 7号”问已登记的那件。"


def unknown(number: str) -> str:
    """为何 with a number that is not theirs."""
    return f"没找到您能看的{number}号。回“进度”看自己的号,再问“为何 号”。"


def because(
    name: str,
    words: Sequence[str],
    others: Sequence[str],
    confidence: float,
    alarm: str,
    redirect: str,
    slots: Slots,
    *,
    sure: bool,
) -> str:
    """Why a sentence goes where it goes."""
    if alarm:
        return f"这句听着是急事({_ALARMS[alarm]}),会先报电话、再叫人。只是问问的话,没有登记,也没有叫人。"
    if redirect:
        channel = "12388(纪检监察举报)" if redirect == "DISCIPLINE" else "12348(法律援助)"
        return f"这句属于法定渠道的事,会告诉您找{channel},不登记。这句没有存。"
    by = "、".join(f"“{word}”" for word in words) or "没有哪个词特别像"
    asked = "会直接给编号" if sure else f"把握不大,会让您在{name}、{'、'.join(others)}里选"
    heard = "、".join(part for part in (slots.where, slots.since, slots.households) if part)
    also = f"还听出:{heard}。" if heard else ""
    return f"会分到{name}:{by},把握{round(confidence * 100)}%,{asked}。{also}这句没有存。"


def because_filed(one: Concern, name: str, words: Sequence[str]) -> str:
    """Why a concern is filed as it is."""
    if one.complaint:
        return f"【{one.number}】反映的是经手的人,从上一级办起。"
    by = f":因为说到{'、'.join(f'“{word}”' for word in words)}" if words else ""
    return f"【{one.number}】归在{name}{by}。不对的话,没人接单前回“换类别”能改。"


def no_words(one: Concern) -> str:
    """A concern whose words are gone."""
    return f"【{one.number}】的内容已经删了,说不了原因。"


_ALARMS = {
    "LIFE": "急病、落水",
    "FIRE": "火情",
    "POLICE": "治安",
    "TRAFFIC": "车祸",
    "GEO": "险情",
    "POWERLINE": "触电隐患",
    "FRAUD": "正在被骗",
    "CRISIS": "心里过不去",
}


def _short(text: str) -> str:
    said = text.replace("\n", " ")
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"


def _change(guessed: str, chosen: str) -> str:
    return f"没把握,是{chosen}" if guessed == chosen else f"原猜{guessed},改成{chosen}"
