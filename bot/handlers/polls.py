"""测评, 测评结果, /发测评: voting in private only, looking at what was published, opening a poll (handbook §3.3, §3.6, §4.5)."""

import re
from collections.abc import Callable
from datetime import datetime, time

from bot.actions import poll_results as results
from bot.actions import polls as act
from bot.context import Context, Work
from bot.domain import calendar
from bot.domain import polls as rules
from bot.domain.polls import OVERALL, P1, WISH, Item
from bot.domain.roles import Action, Role
from bot.forms import Blocked, Draft, Form, Step, start
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import questions
from bot.texts import polls as say

router = Router("polls")

_STAFF = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.SUPERVISOR, Role.TOWN_STAFF, Role.TOWN_ADMIN)


def _next_scheduled(now: datetime) -> datetime:
    """When J17 comes next."""
    fires = (calendar.at(now.date().replace(year=year, month=month, day=1), time(9)) for year, month in _months(now))
    return next(when for when in fires if when > now)


def _months(now: datetime) -> tuple[tuple[int, int], ...]:
    return (now.year, 6), (now.year, 12), (now.year + 1, 6)


# --- voting ----------------------------------------------------------------------------------------------------------


@router.command(
    "测评",
    "答题",
    "打分",
    "poll",
    asks=Action.VOTE,
    help=Help(say.HELP_VOTE, {Role.VILLAGER: 15}),
    guests=True,
    phrases=(
        "我要测评", "参加测评", "做测评", "满意度测评", "邻长测评", "我要打分", "我来打分", "我来测评", "去测评", "开始测评", "给邻长打分", "我要给邻长打分", "评邻长",
        "我要答题", "我来答题", "我要投票", "投票", "改票", "我要改票", "重新测评", "再测一遍",
    ),
)  # fmt: skip
def answer_poll(ctx: Context) -> list[Outbound]:
    """测评 — the questions one after the other, in private; answering again replaces the ballot."""
    if ctx.in_group:
        return ctx.reply(say.said_aloud())
    poll = act.poll_to_answer(ctx.work, ctx.person, _next_scheduled(ctx.now))
    return start(ctx, BALLOT, {"poll": poll.number}, before=say.introduction(poll))


@router.alarm
def vote_aloud(ctx: Context) -> list[Outbound] | None:
    """``@小邻 我给邻长打很满意`` in a group: told that it was no vote; nothing of it is kept."""
    if ctx.chat is None or ctx.asked or ctx.overheard:
        return None
    if not ctx.quoted.startswith("poll:") and not rules.sounds_like_a_ballot(ctx.full):
        return None
    return ctx.reply(say.said_aloud(), why="vote in a group") if act.is_open_for(ctx.work, ctx.chat.unit) else None


@router.otherwise(40)
def vote_by_sentence(ctx: Context) -> list[Outbound] | None:
    """``我给邻长打很满意`` in private: no vote either, but the questions begin."""
    if ctx.in_group or not rules.sounds_like_a_ballot(ctx.full) or not rules.names_the_poll(ctx.full):
        return None
    if not ctx.person.known or not act.is_open_for(ctx.work, ctx.person.unit):
        return None
    poll = act.poll_to_answer(ctx.work, ctx.person, None)
    return start(ctx, BALLOT, {"poll": poll.number}, before=say.begin_with_the_questions())


@router.pattern(
    r"(?:怎么|咋|如何|在哪里?|去哪)(?:样)?(?:做|参加|答|给邻长)?(?:测评|打分|投票)|(?:测评|打分|投票)(?:是|要|该)?(?:怎么|咋|如何|在哪|是啥|是什么)",
    guests=True,
)
def how_to_vote(ctx: Context) -> list[Outbound]:
    """测评怎么投 — in private, and nobody can see it."""
    return ctx.reply(say.how_to_vote())


_WHO_VOTED = (
    r"(?:谁|哪个|哪些人|哪几个|哪几户|哪家|几户人|什么人)(?:都|还|给我|给邻长)?(?:没有?|还没|不)?"
    r"(?:投|打分|打的|打了|给的|评|选|答|参加测评|测评|不满意|很?满意)"
)


@router.pattern(_WHO_VOTED, guests=True)
@router.pattern(
    r"(?:我|我家|他|她)(?:上次|昨天|刚才)?(?:投|选|打)(?:了|的)?(?:是|的是)?(?:啥|什么|哪个|多少分|几分)"
    r"|^[一-龥]{2,6}(?:(?:投|选)了?的?(?:是)?(?:啥|什么|哪个)|打了?的?(?:是)?(?:几|多少)分)$",
    guests=True,
)
@router.pattern(
    r"(?:没投|没答|没测评|未投)的?(?:人|户|名单|有谁|是谁|有哪些)|(?:投票|测评)(?:的)?名单|查(?:一下|下)?谁投",
    guests=True,
)
def who_voted(ctx: Context) -> list[Outbound]:
    """谁投了不满意, 谁没投 — nobody can know."""
    return ctx.reply(say.secret_ballot())


def _ask(place: int, item: Item) -> Callable[[Work, Draft], str]:
    return lambda _work, _draft: say.question(place, item)


def _another_asked_since(ctx: Context) -> bool:
    """Whether something else has asked this person for a number since the ballot did: a ballot must not take that answer."""
    first, *others = questions.list_open(ctx.db, ctx.work.town, ctx.person.id, "")
    return first.asked_at is not None and any(o.asked_at is not None and o.asked_at > first.asked_at for o in others)


def _read(place: int, item: Item) -> Callable[[Context, Draft], object]:
    def read(ctx: Context, _draft: Draft) -> object:
        if _another_asked_since(ctx):
            raise Blocked(say.asked_again(place, item))
        chosen = rules.read_choice(item, ctx.text)
        if chosen is None:  # never counted as a failure: nobody else may take over a ballot
            raise Blocked(say.unclear(item))
        return chosen

    return read


def _read_wish(ctx: Context, _draft: Draft) -> object:
    if not ctx.text.strip():
        raise Blocked(say.wish_unreadable())
    wish = rules.read_wish(ctx.text, ctx.original)
    if len(wish) > rules.LONGEST_WISH:
        raise Blocked(say.wish_too_long(rules.LONGEST_WISH))
    return wish


def _cast(ctx: Context, draft: Draft) -> list[Outbound]:
    chosen = {item.name: str(draft[item.name]) for item in P1}
    act.cast(ctx.work, int(str(draft["poll"])), chosen, str(draft.get(WISH, "")))
    return ctx.reply(say.cast())


def _given_up(ctx: Context, draft: Draft) -> list[Outbound]:
    if OVERALL.name in draft and ctx.full.strip("。.!！~ ") == "不用了":  # the answer of many to “还想让邻长做点啥”
        return _cast(ctx, draft)
    return ctx.reply(say.given_up())


BALLOT = router.form(
    Form(
        act.BALLOT_FORM,
        (
            *(Step(item.name, _ask(place, item), _read(place, item)) for place, item in enumerate(P1)),
            Step(WISH, lambda _work, _draft: say.wish(), _read_wish, free=True),
        ),
        _cast,
        cancelled=_given_up,
    )
)


# --- results ---------------------------------------------------------------------------------------------------------


_NUMBER = re.compile(r"^\s*(?:【?测评)?\s*第?\s*([0-9]{1,6})(?![0-9]*(?:组|邻|网格|号楼))\s*(?:号|次)?】?")


def _number_and_place(text: str) -> tuple[int | None, str]:
    found = _NUMBER.match(text)
    return (int(found[1]), text[found.end() :].strip()) if found else (None, text.strip())


@router.command(
    "测评结果",
    "满意度结果",
    "打分结果",
    "pollresult",
    asks=Action.SEE_POLL_RESULTS,
    where=Where.PRIVATE,
    help=Help(say.HELP_RESULTS, dict.fromkeys((*_STAFF, Role.WARDEN, Role.GRID_LEADER), 16)),
    phrases=("满意率", "满意率多少", "测评结果出来了吗", "测评咋样了", "测评怎么样了", "测评结果怎么样"),
)
def see_results(ctx: Context) -> list[Outbound]:
    """测评结果 [号] [哪里] — what was published at the close, for one's own place."""
    number, place = _number_and_place(ctx.text)
    return ctx.reply(results.results(ctx.work, number, place))


@router.command("测评意见", "pollwishes", asks=Action.SEE_POLL_RESULTS, where=Where.PRIVATE)
def see_wishes(ctx: Context) -> list[Outbound]:
    """测评意见 [号] — the free answers, without names and in no order, for village and town."""
    number, _ = _number_and_place(ctx.text)
    return ctx.reply(results.wishes(ctx.work, number))
