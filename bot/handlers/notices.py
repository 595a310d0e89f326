"""批准, 退改, 更正, 撤回通知, 紧急通知: what becomes of a notice that has been written (handbook §3.6, §4.1)."""

import re

from bot.actions import approvals
from bot.actions import notice_changes as changes
from bot.actions import notice_drafts as drafts
from bot.actions import notice_reading as reading
from bot.actions import notice_release as signing
from bot.actions import notice_urgent as urgent
from bot.actions import notices as act
from bot.context import Context, Work
from bot.domain import notices as rules
from bot.domain.notices import Level, Notice, Reference, Relay, State
from bot.domain.roles import Action, Grant, Role
from bot.forms import Blocked, Form, Misread, Step, start
from bot.forms import Draft as Answers
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import notices as rows
from bot.texts import notice_urgent as say_urgent
from bot.texts import notices as say

router = Router("notices")

LEVELS = {
    "red": Level.RED, "红": Level.RED, "红色": Level.RED, "特急": Level.RED, "红色预警": Level.RED,
    "orange": Level.ORANGE, "橙": Level.ORANGE, "橙色": Level.ORANGE, "紧急": Level.ORANGE, "橙色预警": Level.ORANGE,
}  # fmt: skip
_LEVEL = re.compile(r"^\s*(red|orange|红色预警|橙色预警|红色|橙色|红|橙|特急|紧急)\s*[:,。]?\s*")
_HEAD_OF_ORIGINAL = re.compile(
    r"^\s*(?:[rｒ][eｅ][dｄ]|[oｏ][rｒ][aａ][nｎ][gｇ][eｅ]|红色预警|橙色预警|红色|橙色|红|橙|特急|紧急|紅色|紅)\s*[:,:，。]?\s*",
    re.IGNORECASE,
)
_BY_HAND = re.compile(r"^逐级(?:转达)?\s*[:：,，]?\s*")
"""An orange notice may go from tier to tier; after half an hour it goes by itself."""


def _quoted(ctx: Context) -> Reference | None:
    """The notice that a quoted message of the bot speaks of."""
    kind, _, number = ctx.quoted.partition(":")
    return rules.read_reference(number) if kind == "notice" else None


def _named(ctx: Context) -> tuple[Reference | None, str]:
    """The notice named in the message or by quoting, and what else was written."""
    found = rules.read_reference(ctx.original) or rules.read_reference(ctx.text)
    if found is not None:
        return found, found.rest.strip()
    return _quoted(ctx), ctx.original.strip()


def _words_of(named: Reference) -> str:
    return named.number or str(named.serial)


@router.command(
    "批准",
    "pizhun",
    "同意发",
    where=Where.WORK,
    help=Help(say.HELP_APPROVE, {Role.TOWN_STAFF: 3, Role.TOWN_ADMIN: 1}),
)
def approve(ctx: Context) -> list[Outbound]:
    """批准 T26-031 — the second signature of a notice; 批准 #231 — that of a reversal of points."""
    if (done := approvals.approve(ctx.work, ctx.text)) is not None:
        return ctx.reply(done.text) + done.others
    signing.may_sign(ctx.work, None)
    named, _ = _named(ctx)
    waiting = act.list_waiting_for(ctx.work)
    if named is None:
        if not ctx.text.strip() and len(waiting) == 1:
            return _approve(ctx, waiting[0])
        return ctx.reply(say.which_to_approve([one.number for one in waiting]))
    found = reading.find_named(ctx.work, named, lambda one: any(one.number == other.number for other in waiting))
    return _approve(ctx, found) if found else ctx.reply(say.nothing_waits(_words_of(named)))


def _approve(ctx: Context, found: Notice) -> list[Outbound]:
    text, others = act.approve(ctx.work, found)
    return ctx.reply(text, about=f"notice:{found.number}") + others


@router.command("退改", "tuigai", "退稿", "退回修改", where=Where.WORK)
def send_back(ctx: Context) -> list[Outbound]:
    """退改 T26-031 理由 — back to the author, with a reason."""
    signing.may_sign(ctx.work, None)
    named, reason = _named(ctx)
    if named is None:
        return ctx.reply(say.which_to_send_back([one.number for one in act.list_waiting_for(ctx.work)]))
    found = reading.find_named(ctx.work, named, lambda one: one.state is State.PENDING)
    if found is None:
        return ctx.reply(say.nothing_waits(_words_of(named)))
    if not re.search(r"\w", reason):
        return ctx.reply(say.need_reason(found.number))
    text, others = act.send_back(ctx.work, found, reason)
    return ctx.reply(text) + others


def _read_correction(ctx: Context, _draft: Answers) -> str:
    text = ctx.original.strip()
    if not re.search(r"\w", ctx.text):
        raise Misread(say.correct_how())
    if fault := drafts.gate(ctx.work, "body", text):
        raise Blocked(fault)
    return text


def _finish_correction(ctx: Context, draft: Answers) -> list[Outbound]:
    found = rows.find(ctx.db, ctx.work.town, str(draft["number"]))
    return _correct(ctx, found, str(draft["text"])) if found else ctx.reply(say.not_found(str(draft["number"])))


def _ask_correction(_work: Work, draft: Answers) -> str:
    return say.ask_correction(str(draft["number"]))


CORRECTION = router.form(
    Form(
        "notice_correction",
        (Step("text", _ask_correction, _read_correction, free=True),),
        _finish_correction,
        alarms=False,
    )
)


@router.command("更正", "gengzheng", where=Where.WORK)
def correct(ctx: Context) -> list[Outbound]:
    """更正 T26-031 新内容 — about a notice; without a number, about one's own data (ruling 8)."""
    named, text = _named(ctx)
    if named is None:
        if ctx.original.strip() and (ctx.work.grant(Action.CREATE_NOTICE) is Grant.NO or _OWN_DATA.search(ctx.text)):
            return ctx.go(f"登记错了 {ctx.original}")
        return ctx.reply(say.correct_own_data())
    found = reading.find_named(
        ctx.work, named, lambda one: one.released_at is not None and reading.manages(ctx.work, one)
    )
    if found is None:
        return ctx.reply(f"{say.not_found(_words_of(named))}\n{say.correct_own_data()}")
    original = reading.original_of(ctx.work, found)
    if not re.search(r"\w", text):
        changes.may_correct(ctx.work, original)
        return start(ctx, CORRECTION, {"number": original.number})
    return _correct(ctx, original, text)


_OWN_DATA = re.compile("我|登记|名册")
"""An author who corrects without a number may have forgotten it."""


def _correct(ctx: Context, original: Notice, text: str) -> list[Outbound]:
    told, others = changes.correct(ctx.work, original, text, ctx.attachments)
    return ctx.reply(told) + others


@router.command("撤回通知", "chehuitongzhi", "作废通知", "撤通知", where=Where.WORK)
def withdraw(ctx: Context) -> list[Outbound]:
    """撤回通知 T26-031 — dropped before it goes out, void afterwards."""
    named, _ = _named(ctx)
    if named is None:
        return ctx.reply(say.withdraw_which())
    found = reading.find_named(ctx.work, named, lambda one: reading.manages(ctx.work, one))
    if found is None:
        return ctx.reply(say.not_found(_words_of(named)))
    text, others = changes.withdraw(ctx.work, found)
    return ctx.reply(text) + others


@router.command(
    "紧急通知",
    "jinjitongzhi",
    asks=Action.EMERGENCY_NOTICE,
    where=Where.WORK,
    help=Help(say.HELP_URGENT, {Role.TOWN_STAFF: 7, Role.TOWN_ADMIN: 7, Role.VILLAGE_STAFF: 9}),
)
def send_urgent(ctx: Context) -> list[Outbound]:
    """紧急通知 red 三组沿河住户马上转移 — at once at any hour, reviewed within two hours (ruling 11)."""
    level = _LEVEL.match(ctx.text)
    text = _HEAD_OF_ORIGINAL.sub("", ctx.original, count=1).strip()
    if level is None or not re.search(r"\w", text):
        return ctx.reply(say_urgent.urgent_how())
    said, relay = ctx.text[level.end() :], Relay.AUTO
    if (by_hand := _BY_HAND.match(text)) is not None:
        text, said, relay = text[by_hand.end() :].strip(), _BY_HAND.sub("", said, count=1), Relay.MANUAL
    told, others = urgent.send_urgent(ctx.work, LEVELS[level[1]], text, said, relay, ctx.attachments)
    return ctx.reply(told) + others
