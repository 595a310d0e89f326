"""审核, 通过, 驳回, 改分: another person looks at what wardens told (handbook §3.5, §4.4). ``通过1`` is the number #1, never a place in a list."""

import re
from typing import cast

from bot.actions import point_reversals
from bot.actions import review_queue as queues
from bot.actions import reviews as act
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain.roles import Action, Role
from bot.forms import Draft, Form, NotAnswer, Step, start
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
    """审核, 审核 三组, 审核 231 — what waits in one's scope, own and own household's left out; a number: that one in full."""
    said = ctx.text.strip(" 。.!")
    if (found := _ONE.fullmatch(said)) is not None:
        record, seen = queues.look_at(ctx.work, int(found[1]))
        return ctx.reply(
            say.in_full(record, act.warden_name(ctx.work, record), seen, ctx.work.today), about=record.cause
        )
    further = _FURTHER.fullmatch(said)
    about = "" if further or said in _EVERYTHING else said[:20]
    before = int(further[1]) if further else 0
    waiting = queues.queue(ctx.work, about)
    page = waiting.records[before : before + 8]
    items = [(one, act.warden_name(ctx.work, one)) for one in page]
    seen_in = queues.seen_in(ctx.work, page)
    return ctx.reply(say.queue(items, seen_in, len(waiting.records), before, ctx.work.today, waiting.decides))


_FURTHER = re.compile(r"后\s*(\d{1,4})条?")
_EVERYTHING = frozenset({"全部", "所有", "打卡", "列表", "看看"})


@router.command("全部通过", "通过全部", "都通过", "全通过", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def approve_all(ctx: Context) -> list[Outbound]:
    """全部通过 — asked once more, with the numbers; what comes in meanwhile is not among them."""
    waiting = queues.queue(ctx.work, ctx.text.strip(" 。.!")[:20])
    if not waiting.records or not waiting.decides:
        return ctx.reply(say.none_to_approve())
    numbers = [one.number for one in waiting.records[: act.MOST_AT_ONCE]]
    flagged = sorted(queues.seen_in(ctx.work, waiting.records[: act.MOST_AT_ONCE]))
    draft = {"numbers": numbers, "flagged": flagged, "left": len(waiting.records) - len(numbers)}
    return start(ctx, ALL, draft)


def _ask_all(_work: Work, draft: Draft) -> str:
    return say.ask_all(_whole(draft["numbers"]), _whole(draft["flagged"]), int(str(draft["left"])))


def _whole(value: object) -> list[int]:
    return [int(str(one)) for one in cast("list[object]", value)]


def _read_all(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full.strip(" .。!,"))
    if said is None:
        raise NotAnswer
    return said


def _all(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["sure"]:
        return ctx.reply(say.left_waiting())
    done, skipped = act.approve(ctx.work, _whole(draft["numbers"]))
    return ctx.reply(say.approved([(one, act.warden_name(ctx.work, one)) for one in done], skipped[:3]))


ALL = router.form(Form("review_all", (Step("sure", _ask_all, _read_all),), _all))


@router.command("通过", "通過", "审核通过", "审过", "approve", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def approve(ctx: Context) -> list[Outbound]:
    """通过231, 通过 1-8, 通过 3、5 — the numbers of check-ins."""
    if held := _HELD.match(ctx.text):
        record, more = act.approve_held(ctx.work, int(held[1]))
        return ctx.reply(say.held(record, more, act.warden_name(ctx.work, record)), about=record.cause)
    if ctx.text.strip(" 。.!吧了") in _EVERYTHING:
        return ctx.go("全部通过")
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
    if number is None:
        return ctx.reply(say.how_to_reject(number))
    if len(reason) < 2:
        return start(ctx, WHY, {"number": number})
    if point_reversals.has_waiting_reversal(ctx.work, number):
        told = point_reversals.refuse_reversal(ctx.work, number, reason)
        return ctx.reply(say_points.reversal_dropped(number)) + told
    record, told = act.reject(ctx.work, number, reason)
    return ctx.reply(say.rejected(record, act.warden_name(ctx.work, record)), about=record.cause) + told


def _read_why(ctx: Context, _draft: Draft) -> object:
    if len(re.findall(r"\w", ctx.full.replace("ACK", ""))) < _A_WORD or ctx.full.endswith(("?", "吗")):
        raise NotAnswer
    return ctx.full_original.strip()


def _finish_why(ctx: Context, draft: Draft) -> list[Outbound]:
    return ctx.go(f"驳回 {draft['number']} {draft['why']}")


WHY = router.form(
    Form(
        "review_why",
        (Step("why", lambda _w, draft: say.how_to_reject(int(str(draft["number"]))), _read_why),),
        _finish_why,
        waits=True,
        repeats=False,
    )
)
_A_WORD = 2
"""Shortest reason."""


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
