"""抽查, and the one question that a household is asked about a visit (handbook §4.4)."""

import re

from bot.actions import spot_checks as act
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain.questions import Question
from bot.domain.roles import Action, Role
from bot.domain.spot_checks import ANSWERED_WITHIN, Answer, Verdict
from bot.forms import Draft, Form, NotAnswer, Step
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import spot_checks as say

router = Router("spot_checks")

_SAID = re.compile(r"^[#\s]*(\d{1,9})(?!\d)\s*(?:号|那条)?[\s:,]*(.*)$", re.DOTALL)
_ANSWERS: tuple[tuple[Answer, re.Pattern[str]], ...] = (
    (Answer.UNSURE, re.compile(r"记不(?:清|得|住|起来)|忘(?:了|记)|不知道|不清楚|不晓得|说不准|好像|可能|不在家")),
    (Answer.NOT, re.compile(r"没(?:有)?(?:来|见|看|去)|不曾|未来|没有$|^没$|^否$|冇来|冇见")),
    (Answer.CAME, re.compile(r"来(?:过|了|的)|^来$|见(?:过|着|到)了?|有来|看过|去过|^有$|^是的?$|^对$|^嗯+$")),
)
_VERDICTS: tuple[tuple[Verdict, re.Pattern[str]], ...] = (
    (Verdict.VERIFIED, re.compile(r"^(?:有出入|不属实|没去|虚报|不实)")),
    (Verdict.MISTAKEN, re.compile(r"^(?:是)?(?:记错|写错|说错|弄错|搞错)了?")),
    (Verdict.TRUE, re.compile(r"^(?:情况)?(?:属实|真的|去过|确实去|核实过了?|没问题)")),
)


@router.command(
    "抽查",
    "走访抽查",
    "spotcheck",
    asks=Action.SPOT_CHECK,
    where=Where.PRIVATE,
    help=Help("走访抽查", {Role.SUPERVISOR: 4}),
    phrases=("看看抽查", "抽查情况", "抽查结果"),
)
def spot_checks(ctx: Context) -> list[Outbound]:
    """抽查; 抽查 231 属实/记错了/有出入 说明; 抽查 231 来过/没来/记不清 — sums, and what a talk brought to light."""
    found = _SAID.match(ctx.text.strip(" 。.!"))
    if found is None:
        pages = [say.overview(one.village, one.month, one.sums, one.items) for one in act.overview(ctx.work)]
        return ctx.reply("\n".join(pages))
    number, words = int(found[1]), found[2].strip()
    if not act.has_to_judge(ctx.work, number):
        return _by_hand(ctx, number, words)
    for verdict, pattern in _VERDICTS:
        if matched := pattern.match(words):
            act.judge(ctx.work, number, verdict, words[matched.end() :].strip(" ,:。"))
            return ctx.reply(say.judged(number, verdict))
    raise Refused(say.how(number))


def _by_hand(ctx: Context, number: int, words: str) -> list[Outbound]:
    said = _read(words)
    if said is None:
        raise Refused(say.how_by_hand(number))
    act.note_by_hand(ctx.work, number, said)
    return ctx.reply(say.noted(number, said))


def _read(words: str) -> Answer | None:
    if words.strip(" 。.!,") in say.CHOICES:
        return (Answer.CAME, Answer.NOT, Answer.UNSURE)[say.CHOICES.index(words.strip(" 。.!,"))]
    return next((answer for answer, pattern in _ANSWERS if pattern.search(words)), None)


def _ask(work: Work, _draft: Draft) -> str:
    village = work.directory.village_of(work.actor.unit) if work.actor is not None else None
    return say.question(village.name if village is not None else "村里")


def _came(ctx: Context, _draft: Draft) -> object:
    bare = ctx.full.strip(" .。!,")
    number = answers.number(bare)
    if number in {1, 2, 3}:
        return (Answer.CAME, Answer.NOT, Answer.UNSURE)[number - 1].value
    said = _read(bare) if len(bare) <= 14 else None
    if said is None:
        raise NotAnswer
    return said.value


def _answered(ctx: Context, draft: Draft) -> list[Outbound]:
    in_time, others = act.answer(ctx.work, int(str(draft["number"])), Answer(str(draft["came"])))
    return ctx.reply(say.thanks() if in_time else say.already_over()) + others


def _lapsed(work: Work, question: Question) -> list[Outbound]:
    act.lapse(work, int(str(question.draft["number"])))
    return []


QUESTION = router.form(
    Form(
        act.FORM,
        (Step(act.STEP, _ask, _came),),
        _answered,
        lives=ANSWERED_WITHIN,
        lapse=_lapsed,
        waits=True,
        repeats=False,
    )
)
