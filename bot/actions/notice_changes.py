"""Verbs after the release: correct and withdraw (handbook §4.1, rulings 8, 18)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import files
from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.actions.notice_drafts import gate
from bot.actions.notice_release import (
    fates_of,
    next_number,
    note,
    please_approve,
    standing_keys,
    to_chat,
    to_person,
    who_manages,
)
from bot.context import Work
from bot.domain import notices as rules
from bot.domain.notices import Fate, Notice, Receipt, State
from bot.messages import Attachment, Outbound
from bot.storage import notice_deliveries as deliveries
from bot.storage import notice_relays as relays
from bot.storage import notices as rows
from bot.storage import timers
from bot.texts import notice_posts as posts
from bot.texts import notice_relays as say_relays
from bot.texts import notices as say

Told = tuple[str, list[Outbound]]
"""What the actor is told, and the messages to others."""


def may_correct(work: Work, original: Notice) -> None:
    """Whether the actor may correct it now.

    Raises:
        Refused: not theirs, or not in this state.
    """
    if not reading.manages(work, original):
        raise Refused(say.not_yours(original, who_manages(work, original)))
    if original.released_at is None:
        raise Refused(say.not_out_yet(original))
    if original.state is State.WITHDRAWN:
        raise Refused(say.not_now(original))


def correct(work: Work, original: Notice, text: str, attachments: Sequence[Attachment] = ()) -> Told:
    """更正 — always signed by another person, then to exactly the chats that got the original.

    Raises:
        UserError: a gate (also of ``attachments``, which take the place of the original's), or nothing to correct.
        Refused: not theirs.
    """
    assert work.actor is not None
    may_correct(work, original)
    if fault := gate(work, "body", text):
        raise UserError(fault)
    if not any(fate is not Fate.LOST for fate in fates_of(work, original.number).values()):
        raise UserError(say.nobody_got_it(original))
    keys = tuple(files.take(work, attachments)) if attachments else ()
    series, serial = next_number(work, original.unit)
    found = replace(
        original,
        number=rules.number_of(series, serial),
        series=series,
        serial=serial,
        author=work.actor.id,
        body=text.strip(),
        plain_text="",
        attachment=files.summary(work, keys)
        if keys
        else (reading.latest_correction(work, original) or original).attachment,
        files=keys,
        receipt=Receipt.NONE,
        receipt_until=None,
        relay=rules.Relay.AUTO,
        send_at=None,
        repeats="",
        copy_of="",
        reminded=0,
        reminded_at=None,
        state=State.PENDING,
        second=True,
        made_at=work.now,
        approver=None,
        released_at=None,
        review_due=None,
        corrects=original.number,
        trouble_told_at=None,
        closed_persons=None,
        closed_answered=None,
    )
    rows.put(work.db, work.town, found)
    note(work, found, "submit", State.DRAFT, State.PENDING)
    others = reading.approvers(work, but=found.author)
    return say.waits_correction(found, list(others.values())), please_approve(work, found, others)


def withdraw(work: Work, found: Notice) -> Told:
    """撤回通知 — one that has not gone out is dropped; one that has is declared void in the chats that got it.

    Raises:
        Refused: not theirs, or it is void already.
    """
    assert work.actor is not None
    if not reading.manages(work, found) and not rules.may_approve(work.roles()):
        raise Refused(say.not_yours(found, who_manages(work, found)))
    if found.state in {State.WITHDRAWN, State.CANCELLED}:
        raise Refused(say.not_now(found))
    if found.state is not State.RELEASED:
        rows.put(work.db, work.town, replace(found, state=State.CANCELLED))
        timers.cancel(work.db, work.town, found.number)
        note(work, found, "cancel", found.state, State.CANCELLED)
        return say.cancelled(found), []
    original = reading.original_of(work, found)
    if original.second and not original.urgent and not _signs_alone(work, original):
        others = reading.approvers(work, but=original.author)
        asking = say.please_withdraw(original, work.actor.name)
        return say.withdraw_needs_other(original), [to_person(original, other, asking) for other in others]
    return _declare_void(work, original)


def _signs_alone(work: Work, original: Notice) -> bool:
    """What took a second person to let out takes one to call back."""
    return rules.may_approve(work.roles()) and work.actor_id != original.author


def _declare_void(work: Work, original: Notice) -> Told:
    had = fates_of(work, original.number)
    told_by = {
        one.place: one for one in relays.list_by_hand(work.db, work.town, original.number) if one.state == "done"
    }
    relays.stop(work.db, work.town, original.number, work.now)
    stopped = deliveries.skip_in_chats(work.db, work.town, f"notice:{original.number}", work.now)
    void = replace(original, state=State.WITHDRAWN, receipt_until=None, review_due=None)
    rows.put(work.db, work.town, void)
    timers.cancel(work.db, work.town, original.number)
    note(work, original, "withdraw", State.RELEASED, State.WITHDRAWN)
    words = posts.withdrawn(original)
    got = [chat for chat, fate in had.items() if fate is Fate.GOT]
    messages = [
        replace(
            to_chat(original, chat, words),
            key=f"notice:{original.number}:withdrawn:{chat}",
            recalls=standing_keys(work, original.number, chat),
        )
        for chat in got
    ]
    messages += [
        replace(
            to_person(original, one.person, say_relays.please_void(original, reading.place_name(work, place))),
            wakes=False,
        )
        for place, one in told_by.items()
        if one.person is not None and place in work.directory.units
    ]
    if original.author != work.actor_id:
        messages.append(to_person(original, original.author, say.withdrawn(original, len(got), stopped)))
    return say.withdrawn(original, len(got), stopped), messages


def expire(work: Work, number: str) -> list[Outbound]:
    """Its last day is over: what has not gone out does not go any more, nobody need pass it on."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.RELEASED or not found.expired(work.today):
        return []
    deliveries.skip_in_chats(work.db, work.town, f"notice:{number}", work.now)
    relays.stop(work.db, work.town, number, work.now)
    return []
