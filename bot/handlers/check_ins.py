"""打卡, 补记, 我的打卡, 改打卡, 撤销打卡, 重报: a warden tells what was done, as one tells a neighbour (handbook §3.4, §3.7)."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bot.actions import check_in_answers as reading_answers
from bot.actions import check_in_changes as changes
from bot.actions import check_in_doubts as doubts
from bot.actions import check_in_hearing as hearing
from bot.actions import check_in_needs as needs
from bot.actions import check_in_prompts as prompts
from bot.actions import check_in_reading as reading
from bot.actions import check_in_summary as summary
from bot.actions import check_ins as act
from bot.actions import concern_handling as handling
from bot.actions import concerns
from bot.actions.check_in_reading import LONGEST, Draft, Missing
from bot.actions.check_ins import Recorded
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain import check_ins as rules
from bot.domain.check_in_corrections import correction
from bot.domain.check_in_sentences import belongs_in_private, names_possible, read_sentence
from bot.domain.check_in_telling import Telling
from bot.domain.check_ins import CheckIn, Kind
from bot.domain.directory import ChatKind
from bot.domain.roles import Action, Role
from bot.domain.service_words import kind_words
from bot.domain.urgent import find_urgent
from bot.forms import Form, Step, start, withdraw
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import alarms as say_alarm
from bot.texts import check_in_questions as asking
from bot.texts import check_ins as say

router = Router("check_ins")

_WARDENS = (Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN)
_EDITED = re.compile(r"^[#\s]*(\d{1,9})(?!\d)\s*(?:号)?[\s:,]*(.*)$", re.DOTALL)
_GROUPS = frozenset({ChatKind.VILLAGE_WORK, ChatKind.GRID})


@router.command(
    "打卡",
    "daka",
    asks=Action.CHECK_IN,
    help=Help("打卡:做完事说一句", {**dict.fromkeys(_WARDENS, 1), Role.GRID_LEADER: 4}),
    glued=True,
    phrases=("我要打卡", "走访完了", "走访回来了", "刚走访完"),
)
def check_in(ctx: Context) -> list[Outbound]:
    """打卡 — what was done, in one sentence; what is missing is asked."""
    said = ctx.text or ("" if "打卡" in ctx.full or ctx.command == "daka" else ctx.full)
    if ctx.in_group:
        return _in_group(ctx, said)
    if (wanted := correction(said)) is not None and wanted.number is not None:  # 打卡231 改成昨天
        return ctx.go(f"{'撤销打卡' if wanted.new is None else '改打卡'} {wanted.number} {wanted.new or ''}".strip())
    if any((wrong := correction(words)) and wrong.new == "" for words in (said, f"刚才那条{said}")):  # 打卡记错了
        return ctx.go(f"改打卡 {changes.latest(ctx.work, '改打卡')}")
    return _begin(ctx, said, ctx.original or said, late=False)


@router.command("补记", "补打卡", "buji", asks=Action.CHECK_IN, where=Where.PRIVATE, glued=True)
def backfill(ctx: Context) -> list[Outbound]:
    """补记 — the same for an earlier day."""
    return _begin(ctx, ctx.text, ctx.original, late=True)


@router.command("关爱记录", "guanai_jilu", asks=Action.CHECK_IN, where=Where.PRIVATE)
def care_record(ctx: Context) -> list[Outbound]:
    """关爱记录 谁 平安/有事 — a care visit."""
    return _begin(ctx, f"关爱 {ctx.text}".strip(), f"关爱 {ctx.original}".strip(), late=False)


@router.otherwise(18)
def told_in_passing(ctx: Context) -> list[Outbound] | None:
    """A warden's sentence that can only be a check-in: 今天去马大爷家走访了半小时; @ed in a work group by the group's rule."""
    if not ctx.person.known or (ctx.chat is not None and not ctx.chat.kind.is_work):
        return None
    heard = hearing.hear(ctx.work, ctx.full)
    if ctx.in_group:
        return ctx.go(f"打卡 {ctx.full_original}") if heard is Telling.SURE else None
    if heard is Telling.UNDONE:
        return ctx.reply(say.not_done())
    return _begin(ctx, ctx.full, ctx.full_original, late=False) if heard is Telling.SURE else None


@router.otherwise(48)
def perhaps_told(ctx: Context) -> list[Outbound] | None:
    """What may be a check-in and is nothing else: asked, rather than filed as a matter of the neighbourhood."""
    if ctx.in_group or not ctx.person.known or hearing.hear(ctx.work, ctx.full) is not Telling.DOUBTFUL:
        return None
    if concerns.understand(ctx.work, ctx.full_original).sure:
        return None
    return start(ctx, PERHAPS, {"said": ctx.full[:LONGEST], "note": ctx.full_original[:LONGEST]})


# --- from the sentence to the record -------------------------------------------------------------------------------


def _begin(ctx: Context, said: str, note: str, *, late: bool) -> list[Outbound]:
    if not said.strip():
        return start(ctx, WHAT, {"late": late})
    return _proceed(ctx, {"said": said[:LONGEST], "note": note[:LONGEST], "late": late})


def _proceed(ctx: Context, draft: Draft) -> list[Outbound]:
    """Ask for the next thing that is missing, or write down what was done.

    Raises:
        Refused: it lies in the future or too far back, or is no service.
    """
    draft = reading.settled(draft)
    understood = reading.read(ctx.work, draft)
    if understood.missing is Missing.WHAT:
        kept = {name: value for name, value in draft.items() if name not in {"said", "note"}}
        return start(ctx, WHAT, kept)
    if understood.missing is not None:
        return start(ctx, _QUESTIONS[understood.missing], {**draft, **understood.hint})
    told = reading.told(draft, understood)
    if understood.edited is not None:
        return _set_right(
            ctx, changes.edit(ctx.work, understood.edited.number, told[0], understood.sentence), say.edited
        )
    recorded = act.record(ctx.work, told)
    text = summary.told_back(ctx.work, recorded, shared=any(one.shared for one in understood.sentences))
    return _follow_up(ctx, recorded, doubts.doubts(understood), text) or ctx.reply(text, about=recorded[0].record.cause)


def _follow_up(
    ctx: Context, recorded: list[Recorded], doubted: Sequence[doubts.Doubt | None], text: str
) -> list[Outbound]:
    """One question at most: a need heard on the visit is offered as a concern, what is in doubt is asked, or whom it was about."""
    alerts = needs.alert_carers(ctx.work, [one.record for one in recorded if not one.merged])
    alerts += needs.tell_carers_of_news(ctx.work, [one.record for one in recorded])
    if needy := [one for one in recorded if one.need]:
        urgent = next((found for one in needy if (found := find_urgent(one.need)) is not None and found.sure), None)
        advice = f"\n{say_alarm.hotline(urgent.alarm)}" if urgent is not None else ""
        return _offer(ctx, [(one.record.number, one.need) for one in needy], text + advice) + alerts
    if (doubt := doubts.first(recorded, doubted)) is not None:
        _take_back_questions(ctx)
        return doubts.ask_about(ctx, *doubt, text) + alerts
    alone = recorded[0].record
    if len(recorded) == 1 and alone.kind in {Kind.VISIT, Kind.CARE} and not alone.target and not recorded[0].merged:
        _take_back_questions(ctx)
        draft = {"number": alone.number, "kind": alone.kind.value, "warden": alone.warden}
        return start(ctx, TARGET, draft, before=text) + alerts
    return [*ctx.reply(text, about=alone.cause), *alerts] if alerts else []


def _offer(ctx: Context, needy: Sequence[tuple[int, str]], before: str) -> list[Outbound]:
    """Ask, in private, whether a need becomes a concern; one after the other where there are several."""
    _take_back_questions(ctx)
    (number, need), *more = needy
    draft: Draft = {"number": number, "need": need, "warden": ctx.person.id, "more": more}
    return start(ctx, NEED, draft, before=before, privately=True)


def _take_back_questions(ctx: Context) -> None:
    """An older follow-up is not answered by the answer to a newer one."""
    for form in ("check_in_need", "check_in_target", doubts.MET, doubts.NEAR):
        withdraw(ctx.work, form, lambda draft: draft.get("warden") == ctx.person.id)


def _set_right(ctx: Context, recorded: Recorded, said: Callable[[CheckIn, date], str]) -> list[Outbound]:
    record, today = recorded.record, ctx.work.today
    news = needs.tell_carers_of_news(ctx.work, [record])
    if recorded.merged:
        return ctx.reply(say.merged(record, today, recorded.kept), about=record.cause) + news
    return ctx.reply(said(record, today), about=record.cause) + needs.alert_carers(ctx.work, [record]) + news


def _in_group(ctx: Context, said: str) -> list[Outbound]:
    """In a work group: nothing that touches others' affairs is stored, and the answer is never an echo (handbook §3.4)."""
    assert ctx.chat is not None
    name = ctx.work.settings.bot_name
    if ctx.chat.kind not in _GROUPS:
        return ctx.reply(say.not_in_group(name))
    said = said[:LONGEST]
    if not said.strip():
        return ctx.reply(say.group_needs_words(name))
    draft: Draft = {"said": said, "note": ctx.original[:LONGEST]}
    understood = reading.read(ctx.work, draft)
    if any(belongs_in_private(said, one) for one in understood.sentences) or act.names_somebody(
        ctx.work, names_possible(said)
    ):
        return ctx.reply(say.others_affairs())
    if understood.missing is not None:  # a group is no place for questions
        return ctx.reply(say.group_needs_words(name))
    recorded = act.record(ctx.work, reading.told(draft, understood))
    reply = ctx.reply(say.recorded_in_group([one.record.number for one in recorded]), about=recorded[0].record.cause)
    needy = [(one.record.number, one.need) for one in recorded if one.need]
    return reply + _offer(ctx, needy, "") if needy else reply


# --- one's own records ------------------------------------------------------------------------------------------------


@router.command("改打卡", "修改打卡", "打卡修改", asks=Action.CHECK_IN, where=Where.PRIVATE)
def edit_check_in(ctx: Context) -> list[Outbound]:
    """改打卡 号 … — within 24 hours."""
    found = _EDITED.match(ctx.text.strip())
    if found is None:
        return ctx.reply(say.which_number("改打卡"))
    number, rest = int(found[1]), found[2].strip()
    mine = act.find_own(ctx.work, number)
    if not rules.may_edit(mine, ctx.now):
        raise Refused(say.cannot_edit(mine))
    said = re.sub(r"^(?:改成|改为|改|换成|是|应该是)\s*", "", rest)[:LONGEST]
    residents = act.residents_of(ctx.work, ctx.person)
    sentence = read_sentence(said, residents, ctx.work.today, ctx.person.household, None)
    if not (kind_words(said) or sentence.targets or sentence.day or sentence.minutes is not None or sentence.substance):
        return ctx.reply(say.edit_how(number))
    return _proceed(ctx, {"said": said, "note": said, "edit": number})


# --- questions back -----------------------------------------------------------------------------------------------------


def _what(ctx: Context, draft: Draft) -> list[Outbound]:
    said, note = reading_answers.texts(draft["what"])
    kept = {name: value for name, value in draft.items() if name != "what"}
    return _proceed(ctx, {**kept, "said": said, "note": note})


def _perhaps(ctx: Context, draft: Draft) -> list[Outbound]:
    if draft["meant"]:
        return _proceed(ctx, {"said": draft["said"], "note": draft["note"]})
    return ctx.go(f"反映 {draft['note']}") if draft["meant"] is None else ctx.reply(asking.not_meant())


def _who(ctx: Context, draft: Draft) -> list[Outbound]:
    done = reading.picked(draft) | {str(draft["asked"]): str(draft["pick"])}
    kept = {name: value for name, value in draft.items() if name not in {"pick", "asked", "names", "keys"}}
    return _proceed(ctx, {**kept, "who": done})


def _need(ctx: Context, draft: Draft) -> list[Outbound]:
    others: list[Outbound] = []
    if draft["file"]:
        number, others = needs.file_need(ctx.work, int(str(draft["number"])), str(draft["need"]))
        own = next((one for one in handling.open_cases(ctx.work, ctx.person.id) if one.number == number), None)
        text, about = say.concern_yours(own) if own else say.concern_filed(number), f"concern:{number}"
    else:
        text, about = say.concern_declined(), ""
    more = reading_answers.pairs(draft.get("more"))
    return (_offer(ctx, more, text) if more else ctx.reply(text, about=about)) + others


def _target(ctx: Context, draft: Draft) -> list[Outbound]:
    recorded = changes.name_target(ctx.work, int(str(draft["number"])), reading_answers.as_whom(draft["whom"]))
    return _set_right(ctx, recorded, say.target_added)


WHAT = router.form(
    Form("check_in_what", (Step("what", prompts.ask_what, reading_answers.read_what, free=True),), _what)
)
PERHAPS = router.form(
    Form("check_in_perhaps", (Step("meant", prompts.ask_meant, reading_answers.read_meant),), _perhaps)
)
KIND = router.form(Form("check_in_kind", (Step("kind", prompts.ask_kind, reading_answers.read_kind),), _proceed))
WHO = router.form(Form("check_in_who", (Step("pick", prompts.ask_who, reading_answers.read_who),), _who))
DAY = router.form(Form("check_in_day", (Step("day", prompts.ask_day, reading_answers.read_day),), _proceed))
MINUTES = router.form(
    Form("check_in_minutes", (Step("minutes", prompts.ask_minutes, reading_answers.read_minutes),), _proceed)
)
REASON = router.form(
    Form("check_in_reason", (Step("reason", prompts.ask_reason, reading_answers.read_reason, free=True),), _proceed)
)
NEED = router.form(
    Form(
        "check_in_need",
        (Step("file", prompts.ask_need, reading_answers.read_need, words=frozenset({"转", "转办"})),),
        _need,
        lives=timedelta(hours=2),
        waits=True,
        repeats=False,
    )
)
TARGET = router.form(
    Form(
        "check_in_target",
        (Step("whom", prompts.ask_target, reading_answers.read_target),),
        _target,
        lives=timedelta(minutes=30),
        waits=True,
        repeats=False,
    )
)
_QUESTIONS = {
    Missing.KIND: KIND,
    Missing.WHO: WHO,
    Missing.DAY: DAY,
    Missing.MINUTES: MINUTES,
    Missing.REASON: REASON,
}
