"""Verbs of a notice's life up to its release: submit, approve, send back (handbook §4.1, rulings 8, 23)."""

from dataclasses import replace

from bot.actions import notice_reading as reading
from bot.actions import notice_schedules as schedules
from bot.actions.errors import Refused
from bot.actions.notice_drafts import check_audience, check_days, check_words, made
from bot.actions.notice_release import (
    may_sign,
    next_number,
    note,
    please_approve,
    reach,
    release,
    release_correction,
    to_person,
)
from bot.context import Work
from bot.domain.notices import Draft, Notice, State
from bot.messages import Outbound
from bot.storage import notices as rows
from bot.storage import timers
from bot.texts import notice_urgent as say_urgent
from bot.texts import notices as say

Told = tuple[str, list[Outbound]]
"""What the actor is told, and the messages to others."""


def submit(work: Work, draft: Draft, number: str = "") -> Told:
    """送审 — goes out at once inside the own unit, else waits for another person. ``number`` is that of a returned draft.

    Raises:
        UserError: a gate, or a day that has passed meanwhile; the draft stays.
    """
    unit = check_audience(work, draft.audience)
    check_words(work, draft)
    check_days(work, draft)
    returned = rows.find(work.db, work.town, number) if number else None
    if returned is not None and returned.state is State.DRAFT and returned.author == work.actor_id:
        found = made(work, draft, unit, returned.series, returned.serial)
    else:
        found = made(work, draft, unit, *next_number(work, unit))
    if not found.second and found.send_at is not None:
        return schedules.schedule(work, found, State.DRAFT), []
    if not found.second:
        return say.released(found, reading.reach(work, draft.audience)), release(work, found, State.DRAFT)
    rows.put(work.db, work.town, found)
    note(work, found, "submit", State.DRAFT, State.PENDING)
    others = reading.approvers(work, but=found.author)
    return say.waits(found, list(others.values())), please_approve(work, found, others)


def approve(work: Work, found: Notice) -> Told:
    """批准 — another 镇干部 or 镇管理员 lets it go, or has looked at an urgent one that is already out.

    Raises:
        Refused: not by this person, or not in this state.
    """
    assert work.actor is not None
    may_sign(work, found)
    overdue = found.receipt_until is not None and found.receipt_until <= work.now
    if found.state is State.RELEASED and found.review_due is not None and found.approver is None:
        return _review(work, found)
    if found.state is not State.PENDING:
        raise Refused(say.not_now(found))
    if overdue or (found.expired(work.today) and not found.corrects):
        raise Refused(say.too_late(found))
    signed = replace(found, approver=work.actor.id)
    reached = reach(work, found)
    if found.send_at is not None and not found.corrects and (found.send_at > work.now or found.repeats):
        told = schedules.schedule(work, signed, State.PENDING)
        return told, [to_person(found, found.author, f"{say.approved_by(work.actor.name)}{told}")]
    messages = release_correction(work, signed) if found.corrects else release(work, signed, State.PENDING)
    told = say.approved_to_author(found, work.actor.name, reached)
    return say.approved(found, reached), [*messages, to_person(found, found.author, told)]


def send_back(work: Work, found: Notice, reason: str) -> Told:
    """退改 — with a reason, to the author, who may go on with the draft.

    Raises:
        Refused: not by this person, or nothing waits.
    """
    assert work.actor is not None
    may_sign(work, found)
    if found.state is not State.PENDING:
        raise Refused(say.not_now(found))
    returned = replace(found, state=State.DRAFT, reason=reason[:200])
    rows.put(work.db, work.town, returned)
    note(work, found, "send_back", State.PENDING, State.DRAFT)
    told = say.sent_back_to_author(returned, work.actor.name)
    return say.sent_back(found), [to_person(found, found.author, told)]


def list_returned(work: Work) -> list[Notice]:
    """Drafts of the actor that were sent back, the latest first."""
    found = rows.list_in_state(work.db, work.town, State.DRAFT, work.actor_id) if work.actor_id else []
    return [one for one in found if not one.corrects]


def list_waiting_for(work: Work) -> list[Notice]:
    """What the actor may sign now, the latest first."""
    waiting = [
        *rows.list_in_state(work.db, work.town, State.PENDING),
        *(one for one in rows.list_unreviewed(work.db, work.town) if one.state is State.RELEASED),
    ]
    return [one for one in waiting if one.author != work.actor_id]


def _review(work: Work, found: Notice) -> Told:
    assert work.actor is not None
    rows.put(work.db, work.town, replace(found, approver=work.actor.id))
    timers.cancel(work.db, work.town, found.number, "notice_review")
    note(work, found, "review", State.RELEASED, State.RELEASED)
    told = say_urgent.reviewed_to_author(found, work.actor.name)
    return say_urgent.reviewed(found), [to_person(found, found.author, told)]
