"""What handlers say of concerns: 接单, 进展, 办结, 说明, 转, 退回, 延期, 挂起; and replies that quote one (handbook §3.4, §3.5)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.actions import concern_handling as act
from bot.actions import concern_moves as moves
from bot.actions import concern_ratings as ratings
from bot.actions import concern_steps as steps
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain import calendar, numerals
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern
from bot.domain.directory import WARDEN_ROLES
from bot.domain.notice_dates import day_ahead
from bot.domain.roles import Action, Grant, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import concerns as rows
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say

router = Router("concerns")

_HANDLERS = (*WARDEN_ROLES, Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.CARE_OFFICER, Role.DUTY)

_DONE = re.compile(
    r"^(?:已经?|都)?(?:办好|弄好|修好|搞好|换好|装好|办完|办结|解决|处理好|修完|疏通)(?:了|啦)?(?!.{0,2}(?:一半|大半|部分|才|没|吗))[,，。:：\s]*"
)
_ENDED = re.compile(
    r"(?:修|弄|办|搞|换|装|接|清|补|铺|治|处理|打扫|安装)(?:好|完)(?:了|啦)|(?:解决|疏通|清理|通|亮|好)(?:了|啦)(?:$|[,.。!！])|(?:有水|来水|来电|有电)了|办结$"
)
"""换了新灯泡修好了: how it was done stands before it."""
_NOT_YET = re.compile(
    r"(?:没|未|不能|没法|还要|还得|还差|快要?|马上|准备|打算|等|明天|后天|才能|争取|差不多|差一点)[^,，。]{0,6}(?:修|弄|办|搞|换|装|接|清|通|好|完|解决|处理|亮|来|行)"
    r"|一半|大半|部分|吗|[?？]"
)
_HOW_LONG = 6
"""Shortest account of how something was done."""

_TAKING = frozenset(
    {"接单", "我来", "接", "接了", "收到", "好的", "好", "我去", "我去看看", "我来办", "ACK", "1", "马上去", "知道了"}
)

_SPAN = re.compile(rf"({numerals.NUMBER})\s*个?(?:工作)?(?:天|日)|(\d{{1,2}})")
_DAY = re.compile(
    r"(?:挂|延)?到?\s*(\d{1,2}月\d{1,2}[日号]?|\d{1,2}号|下?(?:周|星期|礼拜)[一二三四五六日天]|月底|年底)(?:前|为止)?"
)
_MOST_DAYS = 366


def _case(ctx: Context, word: str, among: Callable[[Concern], bool]) -> tuple[Concern, str]:
    """The concern meant by number, by quote, or by being the only one that fits; and the words behind the number.

    Raises:
        Refused: none, or several.
    """
    said, end = rules.take_number(ctx.text)
    rest = ctx.original[end:].strip() if len(ctx.original) == len(ctx.text) else ctx.text[end:].strip()
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    if said:
        found = act.find_case(ctx.work, said)
    else:
        fitting = [one for one in act.open_cases(ctx.work, ctx.person.id) if among(one)]
        if len(fitting) != 1:
            few = say_progress.numbers(fitting[: rules.LISTED])
            raise Refused(
                tell.several(word, few) if fitting else say_progress.which(word) if rest else tell.none_to_claim()
            )
        found = fitting[0]
    if ctx.in_group and found.private:
        raise Refused(tell.keep_private())
    return found, rest


def _waits(one: Concern) -> bool:
    return one.state is State.FILED


def _taken(one: Concern) -> bool:
    return one.state in {State.CLAIMED, State.IN_PROGRESS, State.ON_HOLD}


@router.command(
    "接单",
    "jiedan",
    "claim",
    "我来办",
    "我来",
    "接",
    "接了",
    "我接",
    "我接了",
    asks=Action.HANDLE_CONCERN,
    help=Help(say.HELP_CLAIM, dict.fromkeys(_HANDLERS, 4)),
)
def claim(ctx: Context) -> list[Outbound]:
    """接单 7 — a handler takes a concern."""
    found, _ = _case(ctx, "接单", _waits)
    return _claimed(ctx, found)


def _claimed(ctx: Context, found: Concern) -> list[Outbound]:
    moved, told = act.claim(ctx.work, found)
    if ctx.in_group:
        shown = tell.claimed_here(moved, steps.who_handles(ctx.work, moved))
        told = [one for one in told if one.to != ctx.place]  # the group hears it by this answer
        return ctx.reply(shown, about=moved.about) + told
    text = tell.claimed(moved, moved.text[:120], steps.reporter_name(ctx.work, moved))
    return ctx.reply(text, about=moved.about) + told


_VERBS = {
    "接": "接单",
    "我来": "接单",
    "我接": "接单",
    "办": "办结",
    "弄": "办结",
    "修": "办结",
    "搞": "办结",
    "进展": "进展",
}
_NUMBER_FIRST = re.compile(
    r"^【?([a-z]{2,8}\d{4}-\d{1,5}|\d{1,4})】?号?[\s,:.]*(我来|我接|接单|接了|接|办结|办好|弄好|修好|搞好|进展)了?[\s,:.。!]*(.*)$",
    re.DOTALL,
)


@router.pattern(_NUMBER_FIRST.pattern, guests=True)
def number_first(ctx: Context) -> list[Outbound]:
    """7号接单, 7号修好了 换了灯泡 — the number stands first."""
    found = _NUMBER_FIRST.match(ctx.full)
    assert found is not None
    verb = next(word for head, word in _VERBS.items() if found[2].startswith(head))
    return ctx.go(f"{verb} {found[1]} {found[3]}".strip())


@router.pattern(r"^【?[a-z]{2,8}\d{4}-\d{1,5}】?号?$", guests=True)
def number_alone(ctx: Context) -> list[Outbound]:
    """KQ2611-007 — how does it stand?"""
    return ctx.go(f"进度 {rules.number_in(ctx.full)}")


@router.command("进展", "jinzhan", "news", asks=Action.HANDLE_CONCERN)
def progress(ctx: Context) -> list[Outbound]:
    """进展 7 做到哪一步 — a handler reports."""
    found, words = _case(ctx, "进展", _taken)
    if not rules.has_words(words):
        return ctx.reply(tell.progress_how(found.short))
    moved, told = act.progress(ctx.work, found, words)
    return ctx.reply(tell.progressed(moved), about=moved.about) + told


@router.command("办结", "banjie", "done", asks=Action.HANDLE_CONCERN)
def resolve(ctx: Context) -> list[Outbound]:
    """办结 7 供电所换了灯泡 — done, and how."""
    found, how = _case(ctx, "办结", _taken)
    return _resolved(ctx, found, how)


@router.command(
    "办好了", "弄好了", "修好了", "搞好了", "办完了", "解决了",
    guests=True,
    phrases=(
        "已经修好了", "已经办好了", "已经弄好了", "已经搞好了", "已经解决了", "都修好了", "都办好了", "都弄好了", "修好啦", "办好啦", "弄好啦",
        "修完了", "弄完了", "换好了", "装好了", "处理好了", "处理完了", "疏通了", "搞定了", "已经处理好了", "已经处理了", "已办结", "都解决了",
    ),
)  # fmt: skip
def it_is_done(ctx: Context) -> list[Outbound]:
    """修好了 — a handler says how it was done, or the reporter that it is."""
    waiting = [
        one
        for one in rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id)
        if one.state is State.RESOLVED and one.reporter == ctx.person.id != one.claimed_by
    ]
    taken = [one for one in act.open_cases(ctx.work, ctx.person.id) if _taken(one)]
    if waiting and not (taken and (ctx.text or ctx.quoted)):
        number = ctx.quoted.removeprefix("concern:") if ctx.quoted.startswith("concern:") else waiting[0].number
        return ctx.go(f"评价 {number} 满意")
    if not taken and ctx.work.grant(Action.HANDLE_CONCERN) is Grant.NO:
        return ctx.reply(say_progress.good_to_hear())
    return resolve(ctx)


def _resolved(ctx: Context, found: Concern, how: str) -> list[Outbound]:
    if not act.says_how(how) and _taken(found) and act.handles(ctx.work, found, ctx.person.id):
        return ctx.begin("concern_how", {"number": found.number})
    moved, told = act.resolve(ctx.work, found, how)
    if moved.state is not State.RESOLVED:
        return ctx.reply(tell.explained(moved), about=moved.about) + told
    asked = moved.reporter != ctx.person.id and ratings.may_be_rated(moved)
    return ctx.reply(tell.resolved(moved) if asked else tell.resolved_own(moved), about=moved.about) + told


@router.command("说明", "explain", asks=Action.HANDLE_CONCERN, where=Where.PRIVATE)
def explain(ctx: Context) -> list[Outbound]:
    """说明 7 写给本人的话 — the written explanation after two reopenings."""
    found, words = _case(ctx, "说明", ratings.awaits_explanation)
    moved, told = act.explain(ctx.work, found, words)
    return ctx.reply(tell.explained(moved), about=moved.about) + told


@router.command("转办", "转", "派单", "reassign", asks=Action.HANDLE_CONCERN)
def pass_on(ctx: Context) -> list[Outbound]:
    """转 7 给韩雪 / 转 7 这事要镇环卫来办 — to a named colleague, else to the next tier."""
    found, words = _case(ctx, "转", lambda one: _waits(one) or _taken(one))
    person = moves.holder_named(ctx.work, found, words)
    if person is not None and person != ctx.person.id:
        reason = words.lstrip("给 ")[len(ctx.work.directory.name(person)) :].strip(" ,，:：")
        moved, told = moves.reassign(ctx.work, found, person, reason)
        return ctx.reply(tell.passed(moved, ctx.work.directory.name(person)), about=moved.about) + told
    moved, told = moves.pass_up(ctx.work, found, words)
    return ctx.reply(tell.passed(moved, steps.who_handles(ctx.work, moved)), about=moved.about) + told


@router.command("退回", "sendback", asks=Action.HANDLE_CONCERN)
def send_back(ctx: Context) -> list[Outbound]:
    """退回 7 原因 — one tier down."""
    found, words = _case(ctx, "退回", lambda one: _waits(one) or _taken(one))
    if len(words.strip()) < 2:
        raise Refused(tell.why_needed("退回", found.short))
    moved, told = moves.send_back(ctx.work, found, words)
    return ctx.reply(tell.passed(moved, steps.who_handles(ctx.work, moved)), about=moved.about) + told


@router.command("延期", "extend", asks=Action.HANDLE_CONCERN)
def extend(ctx: Context) -> list[Outbound]:
    """延期 7 3天 等配件 — once, at most ten working days."""
    found, words = _case(ctx, "延期", _taken)
    days, reason = _days(words, ctx.work.today, working=lambda day: calendar.is_working_day(day, ctx.work.settings))
    if not 1 <= days <= 10 or len(reason) < 2:
        raise Refused(tell.extend_how(found.short))
    moved, told = act.extend(ctx.work, found, days, reason)
    return ctx.reply(tell.extended(moved), about=moved.about) + told


@router.command("挂起", "hold", asks=Action.HANDLE_CONCERN)
def hold(ctx: Context) -> list[Outbound]:
    """挂起 7 7天 等配件 — the clock is paused."""
    found, words = _case(ctx, "挂起", _taken)
    days, reason = _days(words, ctx.work.today)
    if not 1 <= days <= 30 or len(reason) < 2:
        raise Refused(tell.hold_how(found.short))
    moved, told = act.hold(ctx.work, found, days, reason)
    assert moved.due_at is not None
    return ctx.reply(tell.held(moved, moved.due_at), about=moved.about) + told


def _days(words: str, today: date, *, working: Callable[[date], bool] | None = None) -> tuple[int, str]:
    """How many days, or until which day (``working``: only such days count); and the reason beside it."""
    if named := _DAY.search(words):
        day = day_ahead(named[1], today) or today
        rest = (words[: named.start()] + words[named.end() :]).strip(" ,，:：后")
        days = [today + timedelta(days=one + 1) for one in range(min((day - today).days, _MOST_DAYS))]
        return len([one for one in days if working is None or working(one)]), rest
    found = _SPAN.search(words)
    if found is None:
        return 0, words
    return numerals.whole(found[1] or found[2]), (words[: found.start()] + words[found.end() :]).strip(" ,，:：到后")


@router.otherwise(30)
def quoted(ctx: Context) -> list[Outbound] | None:
    """A reply to one of the bot's messages about a concern: taking, done, news, or an addition."""
    if not ctx.quoted.startswith("concern:") or not ctx.full:
        return None
    number = ctx.quoted.removeprefix("concern:")
    found = rows.find_concern(ctx.db, ctx.work.town, number)
    if found is None or ctx.person.id in found.hidden_from:
        return ctx.reply(say_progress.not_found())
    if ctx.in_group and found.private:
        return ctx.reply(tell.keep_private())
    if act.handles(ctx.work, found, ctx.person.id):
        return _handler_replies(ctx, found)
    if ctx.person.id in {found.reporter, found.collected_by}:
        return _reporter_replies(ctx, found)
    return ctx.reply(say_progress.not_found())


def _handler_replies(ctx: Context, found: Concern) -> list[Outbound]:
    said = ctx.full.strip(" .。!！,，")
    if found.state is State.FILED and said in _TAKING:
        return _claimed(ctx, found)
    if done := _DONE.match(ctx.full):
        return _resolved(ctx, found, ctx.full[done.end() :])
    if len(said) >= _HOW_LONG and _ENDED.search(said) and not _NOT_YET.search(said):
        return _resolved(ctx, found, ctx.full_original.strip())
    if found.state is State.FILED:
        raise Refused(tell.claim_first(found))
    moved, told = act.progress(ctx.work, found, ctx.full_original)
    return ctx.reply(tell.progressed(moved), about=moved.about) + told


def _reporter_replies(ctx: Context, found: Concern) -> list[Outbound]:
    if found.state is State.RESOLVED:
        return ctx.go(f"评价 {found.number} {ctx.full}")
    return ctx.go(f"补充 {found.number} {ctx.full_original}")
