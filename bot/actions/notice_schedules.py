"""Verbs of notices that go out later, once or again and again: schedule, send when it is time, pause, go on (handbook §4.1)."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused
from bot.actions.notice_release import next_number, note, release, who_manages
from bot.context import Work
from bot.domain import calendar
from bot.domain import notice_repeats as repeats
from bot.domain import notices as rules
from bot.domain.notices import Notice, State
from bot.messages import Outbound, Priority, ToPerson
from bot.storage import notices as rows
from bot.storage import timers
from bot.texts import notices as say


def schedule(work: Work, found: Notice, before: State) -> str:
    """Signed: it waits for its time. What the author and the signer are told."""
    when = found.send_at or work.now
    if found.repeats and when <= work.now:
        when = _following(work, found) or work.now
    rows.put(work.db, work.town, replace(found, state=State.SCHEDULED, send_at=when, reason=""))
    timers.set_timer(work.db, work.town, "notice_send", found.number, when)
    note(work, found, "schedule", before, State.SCHEDULED)
    return say.scheduled(found, when)


def _following(work: Work, found: Notice) -> datetime | None:
    rule = repeats.read_repeat(found.repeats)
    works = partial(calendar.is_working_day, settings=work.settings)
    return repeats.next_time(rule, work.now, works) if rule is not None else None


def send_now(work: Work, number: str) -> list[Outbound]:
    """Its time has come: it goes out; one that repeats sends a copy under a new number and waits for its next time."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.SCHEDULED or found.paused or found.send_at is None:
        return []
    if not found.repeats:
        return _send_once(work, found, found.send_at)
    following = _following(work, found)
    if following is None:
        return []
    rule = repeats.read_repeat(found.repeats)
    missed = work.now - found.send_at > repeats.LATE and not (rule and rule.catches_up)
    rows.put(work.db, work.town, replace(found, send_at=following))
    timers.set_timer(work.db, work.town, "notice_send", number, following)
    if missed:
        return [_to_author(found, say.missed(found, found.send_at, following))]
    copy = _copy(work, found, found.send_at)
    messages = release(work, copy, State.SCHEDULED)
    return [*messages, _to_author(found, say.repeated(found, copy, following))]


def _send_once(work: Work, found: Notice, when: datetime) -> list[Outbound]:
    over = found.expired(work.today) or (found.receipt_until is not None and found.receipt_until <= work.now)
    if over:
        rows.put(work.db, work.town, replace(found, state=State.CANCELLED))
        note(work, found, "miss", State.SCHEDULED, State.CANCELLED)
        return [_to_author(found, say.missed(found, when, None))]
    return release(work, found, State.SCHEDULED)


def _copy(work: Work, found: Notice, when: datetime) -> Notice:
    """One time of a repeating notice: valid, and open for receipts, as long as the first was meant to be."""
    series, serial = next_number(work, found.unit)
    valid = max((found.valid_until - found.made_at.date()).days, 1)
    asked = None if found.receipt_until is None else work.now + (found.receipt_until - found.made_at)
    return replace(
        found,
        number=rules.number_of(series, serial),
        series=series,
        serial=serial,
        copy_of=found.number,
        repeats="",
        send_at=when,
        valid_until=work.today + (found.valid_until - found.made_at.date()) if valid > 1 else work.today,
        receipt_until=asked,
    )


def _to_author(found: Notice, text: str) -> Outbound:
    return Outbound(ToPerson(found.author), text, Priority.NOTICE, about=f"notice:{found.number}", why="schedule")


def pause(work: Work, found: Notice) -> str:
    """停发 — it waits until 续发.

    Raises:
        Refused: not theirs, or not scheduled.
    """
    _may(work, found)
    if found.paused:
        raise Refused(say.paused_already(found))
    rows.put(work.db, work.town, replace(found, paused=True))
    timers.cancel(work.db, work.town, found.number, "notice_send")
    note(work, found, "pause", State.SCHEDULED, State.SCHEDULED)
    return say.paused(found)


def go_on(work: Work, found: Notice) -> str:
    """续发 — at its next time from now on; a single one whose time has passed goes out tomorrow at that hour.

    Raises:
        Refused: not theirs, or not paused.
    """
    _may(work, found)
    if not found.paused:
        raise Refused(say.not_paused(found))
    when = _following(work, found) if found.repeats else found.send_at
    if when is None or when <= work.now:
        when = calendar.next_time(work.now, (found.send_at or work.now).time())
    rows.put(work.db, work.town, replace(found, paused=False, send_at=when))
    timers.set_timer(work.db, work.town, "notice_send", found.number, when)
    note(work, found, "resume", State.SCHEDULED, State.SCHEDULED)
    return say.scheduled(found, when)


def _may(work: Work, found: Notice) -> None:
    if not reading.manages(work, found):
        raise Refused(say.not_yours(found, who_manages(work, found)))
    if found.state is not State.SCHEDULED:
        raise Refused(say.not_scheduled(found))


def list_mine(work: Work) -> list[Notice]:
    """What is scheduled and in the actor's charge, the next first."""
    waiting = rows.list_in_state(work.db, work.town, State.SCHEDULED)
    mine = [one for one in waiting if reading.manages(work, one) or rules.may_approve(work.roles())]
    return sorted(mine, key=lambda one: (one.send_at is None, one.send_at or work.now, one.number))
