"""What a record does not say for sure: asked once, in the answer that tells of the record; it stands as it is when nobody answers.

Rules of this file: of everything told in one sentence at most one thing is asked; the kind goes before whether anybody was met; what the
reviewer has looked at is not changed any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions import check_in_changes as changes
from bot.actions import check_in_prompts as prompts
from bot.actions import check_ins as act
from bot.actions.check_in_reading import SEPARATE, Draft, Reading, without
from bot.actions.check_ins import Recorded
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain.check_in_sentences import extra_in
from bot.domain.check_ins import CheckIn, Kind, State, Unmet
from bot.domain.speech import plain_speech
from bot.forms import ask
from bot.messages import Outbound
from bot.normal import normalise
from bot.texts import check_ins as say

MET, NEAR = "check_in_met", "check_in_near"
"""The two questions, by the names of their forms."""
LIVES = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is to be asked of a record: which of ``near`` it was; without any, whether somebody was met."""

    near: tuple[Kind, ...] = ()


def doubts(reading: Reading) -> list[Doubt | None]:
    """For each of what ``check_in_reading.told`` tells."""
    found: list[Doubt | None] = []
    for sentence in reading.sentences:
        unmet = [Doubt() if one.doubtful else None for one in sentence.targets]
        if len(sentence.targets) < 2:
            found.append(Doubt(sentence.near) if sentence.near else next(iter(unmet), None))
        elif sentence.kind in SEPARATE:
            found += [Doubt(sentence.near)] * len(unmet) if sentence.near else unmet
        else:
            found.append(None)
    return found


def first(recorded: Sequence[Recorded], doubted: Sequence[Doubt | None]) -> tuple[list[CheckIn], Doubt] | None:
    """The first thing in doubt, with the new records that it is about."""
    new = [(one.record, doubt) for one, doubt in zip(recorded, doubted, strict=False) if doubt and not one.merged]
    return ([record for record, doubt in new if doubt is new[0][1]], new[0][1]) if new else None


def ask_about(ctx: Context, records: Sequence[CheckIn], doubt: Doubt, text: str) -> list[Outbound]:
    """``text``, which tells of the records, with the question put below it."""
    record = records[0]
    draft: Draft = {
        "number": record.number,
        "more": [one.number for one in records[1:]],
        "kind": record.kind.value,
        "kinds": [one.value for one in doubt.near],
        "warden": record.warden,
    }
    form, step, prompt = (NEAR, "near", prompts.ask_near) if doubt.near else (MET, "met", prompts.ask_met)
    replies = ctx.reply(f"{text}\n{prompt(ctx.work, draft)}", about=record.cause, why=form)
    return ask(ctx.work, ctx.person.id, form, step, draft, replies[0], lives=LIVES) or ctx.reply(
        text, about=record.cause
    )


def settle_met(work: Work, number: int, unmet: Unmet | None) -> CheckIn:
    """Say afterwards whether anybody was met.

    Raises:
        Refused: it has been reviewed.
    """
    mine = _waiting(work, number)
    return act.store(work, mine, replace(mine, unmet=unmet), "settle_met")


def settle_kind(work: Work, numbers: Sequence[int], kind: Kind) -> list[Recorded]:
    """Say afterwards of which kind it was; when that has been told before, the two become one.

    Raises:
        Refused: it has been reviewed.
    """
    mine = [_waiting(work, number) for number in numbers]
    if len(mine) > 1 and kind not in SEPARATE:  # one thing done for all of them
        target = "、".join(dict.fromkeys(one.target for one in mine))[:60]
        for one in mine[1:]:
            act.store(work, one, replace(one, state=State.MERGED), "merge")
        mine = [replace(mine[0], target=target)]
    return [_rewritten(work, one, kind) for one in mine]


def _rewritten(work: Work, mine: CheckIn, kind: Kind) -> Recorded:
    extra = extra_in(kind, plain_speech(normalise(mine.note)))
    after = replace(mine, kind=kind, extra=extra)
    if kind is Kind.MEDIATE:  # its parties are not named (handbook §5.1)
        note = without(mine.note, mine.target.split("、"))
        after = replace(after, note=note, target="", household=None, person=None)
    return changes.rewrite(work, mine, after, "settle_kind")


def _waiting(work: Work, number: int) -> CheckIn:
    mine = act.find_own(work, number)
    if mine.state is not State.SUBMITTED:
        raise Refused(say.cannot_edit(mine))
    return mine
