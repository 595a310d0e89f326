"""The answers to what a record does not say for sure: whether anybody was met, which of two kinds it was."""

from bot.actions import check_in_answers as reading_answers
from bot.actions import check_in_doubts as act
from bot.actions import check_in_needs as needs
from bot.actions import check_in_prompts as prompts
from bot.actions.check_in_reading import Draft
from bot.context import Context
from bot.domain.check_ins import Kind, Unmet
from bot.forms import Form, Step
from bot.messages import Outbound
from bot.router import Router
from bot.texts import check_in_questions as asking
from bot.texts import check_ins as say

router = Router("check_in_doubts")


def _met(ctx: Context, draft: Draft) -> list[Outbound]:
    number, said = int(str(draft["number"])), str(draft["met"])
    if not said:
        return ctx.reply(asking.as_told(number), about=f"check_in:{number}")
    record = act.settle_met(ctx.work, number, Unmet(said))
    return ctx.reply(say.edited(record, ctx.work.today), about=record.cause) + needs.alert_carers(ctx.work, [record])


def _near(ctx: Context, draft: Draft) -> list[Outbound]:
    number, kind = int(str(draft["number"])), Kind(str(draft["near"]))
    if kind.value == draft["kind"]:
        return ctx.reply(asking.as_told(number), about=f"check_in:{number}")
    today = ctx.work.today
    settled = act.settle_kind(ctx.work, [number, *reading_answers.numbers(draft.get("more"))], kind)
    lines = [
        say.merged(one.record, today, one.kept) if one.merged else say.edited(one.record, today) for one in settled
    ]
    return ctx.reply("\n".join(lines), about=settled[0].record.cause)


router.form(
    Form(
        act.MET,
        (Step("met", prompts.ask_met, reading_answers.read_met),),
        _met,
        lives=act.LIVES,
        waits=True,
        repeats=False,
    )
)
router.form(
    Form(
        act.NEAR,
        (Step("near", prompts.ask_near, reading_answers.read_near, words=frozenset(reading_answers.KIND_WORDS)),),
        _near,
        lives=act.LIVES,
        waits=True,
        repeats=False,
    )
)
