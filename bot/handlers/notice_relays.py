"""转达, 已发, 发不了, 代转; 停发, 续发, 定时通知: how a notice gets on its way (handbook §3.5, §4.2)."""

import re
from dataclasses import replace

from bot.actions import notice_by_hand as by_hand
from bot.actions import notice_reading as reading
from bot.actions import notice_schedules as schedules
from bot.actions import notice_spread as act
from bot.actions import platforms
from bot.context import Context, Work
from bot.domain import notices as rules
from bot.domain.notices import Notice, Reference, State
from bot.messages import Outbound
from bot.router import Router, Where
from bot.storage.outbox import Delivery
from bot.texts import notice_relays as say
from bot.texts import notices as say_notices

router = Router("notice_relays")


def _named(ctx: Context) -> tuple[Reference | None, str]:
    """The notice named in the message or by quoting, and the words behind it."""
    found = rules.read_reference(ctx.original) or rules.read_reference(ctx.text)
    if found is not None:
        return found, found.rest.strip()
    kind, _, number = ctx.quoted.partition(":")
    return (rules.read_reference(number) if kind == "notice" else None), ctx.original.strip()


def _find(ctx: Context, named: Reference) -> Notice | None:
    found = reading.find_named(ctx.work, named, lambda one: one.state is State.RELEASED)
    return reading.original_of(ctx.work, found) if found is not None else None


@router.command("转达", "zhuanda", "转通知", where=Where.WORK)
def relay(ctx: Context) -> list[Outbound]:
    """转达 31 咱村的到村部办 — passes a notice on, with a line of its own."""
    named, line = _named(ctx)
    if named is None:
        waiting = act.list_mine(ctx.work)
        if len(waiting) != 1:
            return ctx.reply(say.which([one.number for one in waiting]))
        found = waiting[0]
    elif (meant := _find(ctx, named)) is not None:
        found = meant
    else:
        return ctx.reply(say_notices.not_found(named.number or str(named.serial)))
    text, others = act.pass_on(ctx.work, found, line if re.search(r"\w", line) else "")
    return ctx.reply(text, about=f"notice:{found.number}") + others


@router.command("已发", "yifa", "已转发", "转了", "已转达", where=Where.PRIVATE)
def passed(ctx: Context) -> list[Outbound]:
    """已发 31 — a person has told a group that the bot is not in."""
    return ctx.reply(by_hand.told(ctx.work, by_hand.mine(ctx.work, _number(ctx))))


@router.command("发不了", "fabuliao", "转不了", "发不出去", where=Where.PRIVATE)
def cannot(ctx: Context) -> list[Outbound]:
    """发不了 31 群解散了 — they could not, and why."""
    named, reason = _named(ctx)
    places = by_hand.mine(ctx.work, _number(ctx))
    if not re.search(r"\w", reason if named is not None else ctx.original):
        return ctx.reply(say.cannot_how(places[0].number))
    text, others = by_hand.cannot(ctx.work, places, reason)
    return ctx.reply(text) + others


def _number(ctx: Context) -> str:
    """The full number of what is meant; empty when none is named."""
    named, _ = _named(ctx)
    if named is None:
        return ""
    if named.number:
        return named.number
    waiting = {one.number for one in by_hand.list_waiting(ctx.work)}
    return next((one for one in sorted(waiting) if one.endswith(f"-{named.serial:03d}")), str(named.serial))


@router.command("代转", "daizhuan", where=Where.PRIVATE)
def copy(ctx: Context) -> list[Outbound]:
    """代转 31 — the text to copy into a group that the bot is not in."""
    named, _ = _named(ctx)
    if named is None:
        return ctx.reply(say.copy_which())
    found = _find(ctx, named)
    if found is None:
        return ctx.reply(say_notices.not_found(named.number or str(named.serial)))
    answer = ctx.reply(by_hand.ready_text(ctx.work, found), about=f"notice:{found.number}")
    return [replace(one, files=reading.files_of(ctx.work, reading.original_of(ctx.work, found))) for one in answer]


@router.command("停发", "tingfa", "暂停通知", where=Where.WORK)
def pause(ctx: Context) -> list[Outbound]:
    """停发 31 — a scheduled notice waits; 停发 微信, 停发 全部 — the kill switch of a platform."""
    if platforms.names_platform(ctx.work, ctx.text):
        text, told = platforms.stop(ctx.work, ctx.text)
        return [*platforms.past_the_switch(ctx.reply(text)), *told]
    found = _scheduled(ctx)
    if found is None:
        return ctx.reply(say_notices.which_scheduled("停发", platforms=platforms.may_stop(ctx.work)))
    return ctx.reply(schedules.pause(ctx.work, found))


@router.command("续发", "xufa", "恢复通知", "接着发", where=Where.WORK)
def go_on(ctx: Context) -> list[Outbound]:
    """续发 31 — and goes on."""
    found = _scheduled(ctx)
    if found is None:
        return ctx.reply(say_notices.which_scheduled("续发"))
    return ctx.reply(schedules.go_on(ctx.work, found))


_PLAINLY = {
    "暂停": "停发",
    "停掉": "停发",
    "先停": "停发",
    "恢复": "续发",
    "继续": "续发",
    "取消": "撤回通知",
    "撤回": "撤回通知",
    "作废": "撤回通知",
}


@router.pattern(rf"^(?:{'|'.join(_PLAINLY)})(?:通知|发送)?\s*【?[a-z]{{1,8}}\d{{2}}-\d{{3,5}}】?")
def plainly(ctx: Context) -> list[Outbound]:
    """暂停 HS26-001, 取消 HS26-001 — by the number of a notice."""
    verb = next(word for word in _PLAINLY if ctx.full.startswith(word))
    rest = re.sub(r"^(?:通知|发送)?\s*", "", ctx.full_original.strip()[len(verb) :])
    return ctx.go(f"{_PLAINLY[verb]} {rest}")


def _scheduled(ctx: Context) -> Notice | None:
    named, _ = _named(ctx)
    if named is None:
        waiting = schedules.list_mine(ctx.work)
        return waiting[0] if len(waiting) == 1 else None
    return reading.find_named(ctx.work, named, lambda one: one.state is State.SCHEDULED)


@router.command("定时通知", "dingshi", "定时", where=Where.WORK)
def scheduled(ctx: Context) -> list[Outbound]:
    """定时通知 — what is going to go out by itself."""
    return ctx.reply(
        say_notices.scheduled_list([say_notices.scheduled_line(one) for one in schedules.list_mine(ctx.work)])
    )


@router.on_by_hand("notice")
def no_bot_there(work: Work, number: str, delivery: Delivery) -> list[Outbound]:
    """A group without the bot: its warden passes the notice on."""
    return by_hand.ask_for_group(work, number, delivery)
