"""Those who stand in: the question whether they will, and asking another (handbook §3.4)."""

from typing import cast

from bot.actions import leave as act
from bot.actions import leave_answers as reading
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import leave as rules
from bot.domain import leave_days
from bot.domain.directory import Office
from bot.domain.questions import Question
from bot.forms import Draft, Form, Misread, NotAnswer, Step, start
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import leave as say

router = Router("leave")


def _read_agrees(ctx: Context, _draft: Draft) -> object:
    meant = reading.agrees(ctx)
    if meant is None:
        raise NotAnswer
    return meant


def _answered(ctx: Context, draft: Draft) -> list[Outbound]:
    number = int(str(draft["leave"]))
    text, told = (act.agree if draft["agrees"] else act.decline)(ctx.work, number)
    return [*ctx.reply(text, about=f"leave:{number}"), *told]


def _unanswered(work: Work, question: Question) -> list[Outbound]:
    return act.not_answered(work, int(str(question.draft["leave"])))


router.form(
    Form(
        act.ASK,
        (Step("agrees", lambda _work, draft: str(draft["text"]), _read_agrees),),
        _answered,
        lives=act.ANSWER_WITHIN,
        lapse=_unanswered,
        waits=True,
        repeats=False,
    )
)


@router.command("愿意代班", "同意代班", "代班可以", where=Where.PRIVATE, phrases=("我愿意代班", "我代班"))
def agree(ctx: Context) -> list[Outbound]:
    """愿意代班 — also when the question is no longer open."""
    return _decide(ctx, agrees=True)


@router.command(
    "不能代班", "不代班", "代不了班", where=Where.PRIVATE, phrases=("我代不了班", "我不能代班", "不愿意代班")
)
def decline(ctx: Context) -> list[Outbound]:
    """不能代班."""
    return _decide(ctx, agrees=False)


def _decide(ctx: Context, *, agrees: bool) -> list[Outbound]:
    waiting = act.waiting_for(ctx.work, ctx.person.id)
    if not waiting:
        raise Refused(say.asked_in_vain())
    return _answered(ctx, {"leave": waiting[0].number, "agrees": agrees})


# --- another ----------------------------------------------------------------------------------------------------------------


@router.command("换代班", "换代班人", "请人代班", where=Where.PRIVATE)
def another(ctx: Context) -> list[Outbound]:
    """换代班 程大勇 — somebody else is asked to stand in."""
    said = ctx.text.strip()
    if not act.standing(ctx.work):
        raise Refused(say.none_to_end())
    name, options = leave_days.deputies_named(said, reading.and_oneself(ctx))
    options = options or rules.meant(said, reading.and_oneself(ctx))
    if len(options) != 1:
        listed = [one.name for one in options or act.choices(ctx.work, ctx.person.id)]
        text = say.which_deputy(name or said, listed) if options else say.unknown_deputy(said) if said else ""
        return start(ctx, AGAIN, {"names": listed, "text": text or say.ask_deputy(listed)})
    return _asked_another(ctx, options[0])


def _asked_another(ctx: Context, deputy: Office) -> list[Outbound]:
    one, told = act.ask_another(ctx.work, deputy)
    return [*ctx.reply(say.taken(one, deputy.name), about=f"leave:{one.number}"), *told]


def _named_options(ctx: Context, draft: Draft) -> list[Office]:
    names = cast("list[str]", draft.get("names") or [])
    among = {one.name: one for one in reversed(act.candidates(ctx.work, ctx.person.id))}
    return [among[name] for name in names if name in among]


def _read_who(ctx: Context, draft: Draft) -> object:
    chosen = reading.chosen(ctx, _named_options(ctx, draft))
    return "" if chosen is None else chosen.person


def _read_who_or_else(ctx: Context, draft: Draft) -> object:
    """In a question that waits for days anything else said is something else."""
    try:
        return _read_who(ctx, draft)
    except Misread as misread:
        if len(ctx.full) > 4:
            raise NotAnswer from misread
        raise


def _who(ctx: Context, draft: Draft) -> list[Outbound]:
    chosen = str(draft["who"])
    if not chosen:
        mine = act.standing(ctx.work)
        return ctx.reply(say.taken(mine[0], "", act.above(ctx.work, ctx.person.id)) if mine else say.none_to_end())
    office = next((one for one in reading.and_oneself(ctx) if one.person == chosen), None)
    if office is None:
        raise Refused(say.unknown_deputy(""))
    return _asked_another(ctx, office)


AGAIN = router.form(Form("leave_again", (Step("who", lambda _w, draft: str(draft["text"]), _read_who),), _who))
router.form(
    Form(
        act.ANOTHER,
        (Step("who", lambda _work, draft: str(draft["text"]), _read_who_or_else),),
        _who,
        lives=act.ANSWER_WITHIN,
        waits=True,
        repeats=False,
    )
)
