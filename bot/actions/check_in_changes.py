"""Verbs on one's own records: say whom it was about, edit, withdraw, tell again after a rejection."""

from dataclasses import replace
from datetime import datetime

from bot.actions.check_ins import Recorded, Told, Whom, await_review, find_own, merge, standing_of, store
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain.check_in_sentences import Sentence
from bot.domain.check_ins import CheckIn, Kind, State
from bot.domain.visit_absence import has_met
from bot.storage import check_in_histories as histories
from bot.texts import check_ins as say


def name_target(work: Work, number: int, whom: Whom) -> Recorded:
    """Say afterwards whom a record was about; when that has been told before, the two become one."""
    mine = find_own(work, number)
    if mine.state is not State.SUBMITTED:
        raise Refused(say.cannot_edit(mine))
    named = replace(
        mine,
        household=whom.household,
        person=whom.person,
        target=whom.target,
        unit=whom.unit or mine.unit,
    )
    return rewrite(work, mine, named, "name_target")


def edit(work: Work, number: int, told: Told, said: Sentence) -> Recorded:
    """Change one's own record within 24 hours: only what ``said`` speaks of.

    Raises:
        Refused: not one's own, too late, or reviewed.
    """
    mine = find_own(work, number)
    if not rules.may_edit(mine, work.now):
        raise Refused(say.cannot_edit(mine))
    whom = told.whom
    changed = replace(
        mine,
        kind=told.kind,
        day=told.day,
        backfill=told.day < mine.said_at.date(),
        reason=told.reason or mine.reason,
        minutes=mine.minutes if told.minutes is None else told.minutes,
        unmet=told.unmet if told.unmet or said.targets or has_met(told.note) else mine.unmet,
        extra=told.extra or mine.extra,
        note=f"{mine.note}\n改:{told.note}"[:2000],
        need=told.need or mine.need,
    )
    if said.targets:
        changed = replace(
            changed,
            household=whom.household,
            person=whom.person,
            target=whom.target,
            unit=whom.unit or mine.unit,
        )
    return rewrite(work, mine, changed, "edit")


def rewrite(work: Work, before: CheckIn, after: CheckIn, verb: str) -> Recorded:
    """Write a changed record; when that has been told before, the two become one."""
    whom = Whom(after.target, after.household, after.person, after.unit)
    standing = standing_of(work, after.kind, after.day, whom, but=after.number)
    if standing is None:
        return Recorded(store(work, before, after, verb))
    store(work, before, replace(before, state=State.MERGED), "merge")
    told = Told(
        after.kind, after.day, after.minutes, whom, after.note, after.unmet, after.extra, after.need, after.task
    )
    return merge(work, standing, told)


def latest(work: Work, word: str) -> int:
    """The number of what the actor told last within 24 hours, for the command ``word``.

    Raises:
        Refused: nothing was told, or the last message told of several.
    """
    assert work.actor_id is not None
    found = histories.list_told_since(work.db, work.town, work.actor_id, work.now - rules.EDITABLE_FOR)
    if not found:
        raise Refused(say.nothing_lately())
    last = found[-1]
    together = [one.number for one in found if (one.said_at, one.note) == (last.said_at, last.note)]
    if len(together) > 1:
        raise Refused(say.which_of(together, word))
    return last.number


def told_at(work: Work, at: datetime) -> list[CheckIn]:
    """What the actor told in the message that came ``at``."""
    assert work.actor_id is not None
    return [one for one in histories.list_told_since(work.db, work.town, work.actor_id, at) if one.said_at == at]


def withdraw(work: Work, number: int) -> CheckIn:
    """Take back one's own record before it has been reviewed.

    Raises:
        Refused: not one's own, or reviewed.
    """
    mine = find_own(work, number)
    if mine.state not in {State.SUBMITTED, State.REJECTED}:
        raise Refused(say.cannot_withdraw(mine))
    return store(work, mine, replace(mine, state=State.WITHDRAWN), "withdraw")


def resubmit(work: Work, number: int, text: str) -> CheckIn:
    """Tell a rejected record again, once (handbook §4.4).

    Raises:
        Refused: not rejected, or rejected twice.
    """
    mine = find_own(work, number)
    if mine.state is not State.REJECTED or mine.rejections > 1:
        raise Refused(say.cannot_resubmit(mine))
    note = f"{mine.note}\n{text}"[:2000] if text else mine.note
    await_review(work)
    again = replace(mine, state=State.SUBMITTED, note=note, said_at=work.now, reviewer=None, reviewed_at=None)
    return store(work, mine, again, "resubmit")


def note_concern(work: Work, number: int, concern: str) -> None:
    """The need of a record has become a concern; a hazard that was reported thereby counts as such."""
    mine = find_own(work, number)
    reported = mine.kind is Kind.SAFETY and mine.state is State.SUBMITTED
    store(work, mine, replace(mine, concern=concern, extra=mine.extra or reported), "file_concern")
