"""请假, 销假: who is away from when to when and who stands in, in one sentence or by questions (handbook §3.4)."""

import re
from dataclasses import replace
from datetime import date
from typing import cast

from bot.actions import leave as act
from bot.actions import leave_answers as reading
from bot.actions import leave_endings as endings
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import leave as rules
from bot.domain import leave_days
from bot.domain.directory import SUBSTITUTED, Office
from bot.domain.roles import Action
from bot.forms import Blocked, Draft, Form, Misread, Several, Step, start
from bot.ids import PersonId
from bot.messages import Outbound
from bot.router import Router, Where
from bot.storage import people
from bot.texts import leave as say
from bot.texts import people as say_people

router = Router("leave")

_SHORT = 30
_TAKEN_BACK = re.compile(r"不请假|不休假|假.{0,3}取消|取消.{0,10}假(?!装|如|设)|假不请|不请这个假|不用请假")
_MOVE = re.compile(r"^(?:改(?:到|成|为)?|延(?:长|期)?(?:到|至)?|续(?:到|至)?|提前(?:到|至)?|缩短(?:到|至)?)\s*(.+)$")
_UNTIL = re.compile(r"^(?:请|休)?(?:到|至)\s*([^,，。]{1,12})$")
_ANOTHER = re.compile(
    r"^(?:代班人?|换人|换代班人?|找人代班?|改(?:由|让|请)?代班)\s*(?:换|改|是|由|让|请|给)?成?\s*(.*)$"
)


@router.command(
    "请假",
    "qingjia",
    "我要请假",
    "请个假",
    "告假",
    where=Where.PRIVATE,
    glued=True,
    phrases=("我要请假", "我想请假", "怎么请假", "想请个假"),
)
def take_leave(ctx: Context) -> list[Outbound]:
    """请假 12月1日 12月10日 李大山 — or the questions, or how it stands."""
    text = ctx.text.strip(" .。!")
    if another := _ANOTHER.match(text):
        return ctx.go(f"换代班 {another[1]}")
    if moved := _MOVE.match(text):
        return _move(ctx, moved[1])
    span = leave_days.read_span(text, ctx.work.today)
    mine = act.standing(ctx.work)
    if mine and (longer := _UNTIL.match(text)):  # 请假到12月20号, of a leave that stands
        return _move(ctx, longer[1])
    if span.first is None and _ASKS.search(text) and not mine:
        return ctx.reply(say.how())
    if span.first is None and mine and (not text or _ASKS.search(text)):
        known = [(one, ctx.work.directory.name(one.deputy or PersonId(""))) for one in mine]
        return ctx.reply(say.standing(known, act.above(ctx.work, ctx.person.id)))
    return _begin(ctx, span)


_ASKS = re.compile(r"怎么|咋|什么时候|啥时候|几号|哪天|几天|多久|条|吗$|[?]")


@router.otherwise(12)
def said_in_passing(ctx: Context) -> list[Outbound] | None:
    """12月1号到10号我去儿子家,让老李代一下 — a warden's private sentence that can only be leave."""
    if not ctx.person.known or not rules.substituted(ctx.work.directory, ctx.person.id, ctx.work.today):
        return None
    if not ctx.in_group and _TAKEN_BACK.search(ctx.full) and len(ctx.full) <= _SHORT:
        return come_back(replace(ctx, text=""))
    if not leave_days.sounds_like_leave(ctx.full):
        return None
    if ctx.in_group:
        return ctx.reply(say_people.come_private(ctx.work.settings.bot_name))
    return _begin(ctx, leave_days.read_span(ctx.full, ctx.work.today))


def _begin(ctx: Context, span: leave_days.Span) -> list[Outbound]:
    if not rules.substituted(ctx.work.directory, ctx.person.id, ctx.work.today):
        raise Refused(say.nothing_to_leave())
    draft: dict[str, object] = {}
    if span.first is not None:
        draft["first"] = span.first.isoformat()
    if span.first is not None and span.last is not None:
        act.check_days(ctx.work, ctx.person.id, span.first, span.last)
        draft["last"] = span.last.isoformat()
    among = reading.and_oneself(ctx)
    said, options = leave_days.deputies_named(span.rest, among)
    before = ""
    if len(options) == 1 and "last" in draft:
        try:
            act.check_deputy(ctx.work, ctx.person.id, options[0], *reading.days(draft))
        except Refused as told:
            before = str(told)
        else:
            draft["deputy"] = options[0].person
    elif len(options) == 1:
        draft["wanted"] = options[0].person
    elif len(options) > 1:
        draft["several"] = [one.person for one in options]
        draft["said"] = said
    elif leave_days.wants_nobody(span.rest) and "last" in draft:
        draft["deputy"] = ""
    elif said:
        before = say.unknown_deputy(said)
    if "last" in draft and date.fromisoformat(str(draft["last"])) < ctx.work.today:
        draft["deputy"] = ""
    return start(ctx, FORM, draft, before=before)


def _read_first(ctx: Context, _draft: Draft) -> object:
    span = leave_days.read_span(ctx.text, ctx.work.today)
    if span.first is None:
        raise Misread(say.bad_day())
    if span.last is None:
        return span.first.isoformat()
    try:
        act.check_days(ctx.work, ctx.person.id, span.first, span.last)
    except Refused as told:
        raise Blocked(str(told)) from told
    found: dict[str, object] = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    options = leave_days.deputies_named(span.rest, act.candidates(ctx.work, ctx.person.id))[1]
    if len(options) == 1:
        try:
            act.check_deputy(ctx.work, ctx.person.id, options[0], span.first, span.last)
        except Refused as told:
            return Several(found, str(told))
        found["deputy"] = options[0].person
    return Several(found)


def _read_last(ctx: Context, draft: Draft) -> object:
    first = date.fromisoformat(str(draft["first"]))
    text = f"{first.year}年{first.month}月{first.day}日 {ctx.text}"
    span = leave_days.read_span(text, ctx.work.today)
    if span.last is None:
        raise Misread(say.bad_day())
    try:
        act.check_days(ctx.work, ctx.person.id, first, span.last)
    except Refused as told:
        raise Blocked(str(told)) from told
    return span.last.isoformat()


def _options(work: Work, draft: Draft) -> list[Office]:
    """Those who are shown with numbers."""
    assert work.actor is not None
    several = cast("list[str]", draft.get("several") or [])
    if several:
        among = act.candidates(work, work.actor.id)
        return [one for one in among if one.person in several]
    return act.choices(work, work.actor.id)


def _ask_deputy(work: Work, draft: Draft) -> str:
    names = [one.name for one in _options(work, draft)]
    assert work.actor is not None
    if draft.get("several"):
        return say.which_deputy(str(draft["said"]), names)
    return say.ask_deputy(names, above=act.above(work, work.actor.id))


def _read_deputy(ctx: Context, draft: Draft) -> object:
    chosen = reading.chosen(ctx, _options(ctx.work, draft))
    if chosen is None:
        return ""
    try:
        act.check_deputy(ctx.work, ctx.person.id, chosen, *reading.days(draft))
    except Refused as told:
        raise Blocked(str(told)) from told
    return chosen.person


def _take(ctx: Context, draft: Draft) -> list[Outbound]:
    first, last = reading.days(draft)
    wanted = str(draft.get("deputy") or "")
    deputy = next((one for one in act.candidates(ctx.work, ctx.person.id) if one.person == wanted), None)
    one, told = act.take(ctx.work, first, last, deputy)
    if last < ctx.work.today:
        return ctx.reply(say.recorded_past(one))
    return [
        *ctx.reply(
            say.taken(one, deputy.name if deputy else "", act.above(ctx.work, ctx.person.id)),
            about=f"leave:{one.number}",
        ),
        *told,
    ]


def _no_deputy_needed(draft: Draft) -> bool:
    return "deputy" not in draft


FORM = router.form(
    Form(
        "leave",
        (
            Step("first", lambda _work, _draft: say.ask_first(), _read_first),
            Step("last", lambda _work, draft: say.ask_last(date.fromisoformat(str(draft["first"]))), _read_last),
            Step("deputy", _ask_deputy, _read_deputy, needed=_no_deputy_needed),
        ),
        _take,
    )
)


# --- other days, back -----------------------------------------------------------------------------------------------------


def _move(ctx: Context, said: str) -> list[Outbound]:
    mine = act.standing(ctx.work)
    if not mine:
        raise Refused(say.none_to_end())
    span = leave_days.read_span(said, ctx.work.today)
    day = span.last or span.first
    if day is None:
        raise Refused(say.bad_day())
    text, told = endings.move_end(ctx.work, day)
    return [*ctx.reply(text), *told]


@router.command(
    "销假",
    "xiaojia",
    "取消请假",
    "不请假了",
    where=Where.PRIVATE,
    phrases=("我回来了", "我销假", "我要销假", "假不请了", "不请假", "提前回来了", "我提前回来了"),
)
def come_back(ctx: Context) -> list[Outbound]:
    """销假 [12月8日] — back today, or on a day within the leave."""
    day = leave_days.read_span(ctx.text, ctx.work.today).first if ctx.text else None
    text, told = endings.come_back(ctx.work, day)
    return [*ctx.reply(text), *told]


@router.command("登记请假", "代请假", asks=Action.RECORD_LEAVE, where=Where.PRIVATE)
def record_for(ctx: Context) -> list[Outbound]:
    """登记请假 何玉梅 10月1日 10月20日 — by the village, also afterwards."""
    span = leave_days.read_span(ctx.text, ctx.work.today)
    if span.first is None or span.last is None:
        return ctx.reply(say.record_how())
    directory, today = ctx.work.directory, ctx.work.today
    mine = [o.unit for o in directory.offices_of(ctx.person.id, today)]
    among = [o for o in directory.offices if o.role in SUBSTITUTED and o.holds_on(today)]
    near = [o for o in among if any(directory.covers(unit, o.unit) for unit in mine) and o.person != ctx.person.id]
    name, options = leave_days.deputies_named(span.rest, near)
    if len({one.person for one in options}) != 1:
        return ctx.reply(say.not_your_warden(name or span.rest.strip()[:10]))
    person = people.get_person(ctx.db, ctx.work.town, options[0].person)
    one, told = act.record_for(ctx.work, person, span.first, span.last)
    return [*ctx.reply(say.recorded_for(person.name, one)), *told]
