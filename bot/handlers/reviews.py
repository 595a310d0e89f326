"""审核, 通过, 驳回, 改分: another person looks at what wardens told (handbook §3.5, §4.4). ``通过1`` is the number #1, never a place in a list."""

import re

from bot.actions import points
from bot.actions import reviews as act
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import points as say_points
from bot.texts import reviews as say

router = Router("reviews")

_RANKS = {Role.GRID_LEADER: 5, Role.VILLAGE_STAFF: 4, Role.CARE_OFFICER: 8}
_RANGE = re.compile(r"#?\s*(\d{1,9})\s*(?:-|~|—|–|到|至)+\s*#?\s*(\d{1,9})")
_ONE = re.compile(r"#?\s*(\d{1,9})")
_HELD = re.compile(r"^\s*[#\s]*(\d{1,9})\s*(?:号)?[\s:,]*(?:调解)?(?:成功|调成了?|调好了?|说和了?|和好了?)\s*$")
_REASONED = re.compile(r"^[#\s]*(\d{1,9})\s*(?:号)?[\s:,、]*(.*)$", re.DOTALL)
_CHANGED = re.compile(
    r"^[#\s]*(\d{1,9})\s*(?:号)?[\s:,]+(?:改成|改为|给|成|为)?\s*(\d{1,3})\s*分?(?!\d)[\s:,]*(.*)$", re.DOTALL
)


@router.command(
    "审核",
    "待审",
    "review",
    asks=Action.REVIEW_CHECK_IN,
    where=Where.PRIVATE,
    help=Help("审核打卡", _RANKS),
    phrases=("审核打卡", "看看待审的", "有哪些要审的", "待审打卡"),
)
def queue(ctx: Context) -> list[Outbound]:
    """审核 — what waits in one's scope, own and own household's left out."""
    waiting = act.queue(ctx.work)
    items = [(one, act.warden_name(ctx.work, one)) for one in waiting.records[:10]]
    return ctx.reply(say.queue(items, len(waiting.records), ctx.work.today, waiting.decides))


@router.command("通过", "通過", "审核通过", "审过", "approve", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def approve(ctx: Context) -> list[Outbound]:
    """通过231, 通过 1-8, 通过 3、5 — the numbers of check-ins."""
    if held := _HELD.match(ctx.text):
        record = act.approve_held(ctx.work, int(held[1]))
        return ctx.reply(say.held(record, act.warden_name(ctx.work, record)), about=record.cause)
    numbers = _numbers(ctx.text)
    if not numbers:
        return ctx.reply(say.how_to_approve())
    done, skipped = act.approve(ctx.work, numbers)
    if not done and len(skipped) == 1:
        raise Refused(skipped[0])
    shown = skipped[:5] if len(numbers) <= 10 or not done else skipped[:2]
    return ctx.reply(say.approved([(one, act.warden_name(ctx.work, one)) for one in done], shown))


def _numbers(text: str) -> list[int]:
    """The numbers that were said, in order and once each.

    Raises:
        Refused: more than may be approved at once.
    """
    numbers: list[int] = []
    rest = text
    for found in _RANGE.finditer(text):
        first, last = sorted((int(found[1]), int(found[2])))
        if last - first >= act.MOST_AT_ONCE:
            raise Refused(say.too_many(act.MOST_AT_ONCE))
        numbers += range(first, last + 1)
        rest = rest.replace(found[0], " ", 1)
    numbers += [int(found[1]) for found in _ONE.finditer(rest)]
    if len(numbers) > act.MOST_AT_ONCE:
        raise Refused(say.too_many(act.MOST_AT_ONCE))
    return list(dict.fromkeys(numbers))


@router.command("驳回", "退回打卡", "reject", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def reject(ctx: Context) -> list[Outbound]:
    """驳回 号 原因 — the warden is told why; also refuses a reversal that waits for a second person."""
    number, reason = _reasoned(ctx.text, ctx.original)
    if number is None or len(reason) < 2:
        return ctx.reply(say.how_to_reject(number))
    if points.has_waiting_reversal(ctx.work, number):
        told = points.refuse_reversal(ctx.work, number, reason)
        return ctx.reply(say_points.reversal_dropped(number)) + told
    record, told = act.reject(ctx.work, number, reason)
    return ctx.reply(say.rejected(record, act.warden_name(ctx.work, record)), about=record.cause) + told


@router.command("改分", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def change(ctx: Context) -> list[Outbound]:
    """改分 号 分数 原因 — approve with other points, within the table."""
    found = _CHANGED.match(ctx.text)
    if found is None or len(found[3].strip()) < 2:
        number, _ = _reasoned(ctx.text, "")
        return ctx.reply(say.how_to_change(number, None))
    reason = found[3].strip()[:200]
    record, told = act.approve_changed(ctx.work, int(found[1]), int(found[2]), reason)
    return ctx.reply(say.changed(record, act.warden_name(ctx.work, record)), about=record.cause) + told


def _reasoned(text: str, original: str) -> tuple[int | None, str]:
    """``231 那天没去`` → the number and the reason, as it was written where possible."""
    found = _REASONED.match(text.strip())
    if found is None:
        return None, ""
    written = re.match(r"^[#＃\s]*[\d０-９]{1,9}\s*号?[\s:：,，、]*(.*)$", original.strip(), re.DOTALL)
    return int(found[1]), (written[1] if written else found[2]).strip()[:200]
