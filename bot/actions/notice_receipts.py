"""Verbs of receipts beyond 收到: 去不了 with a reason, the tree by unit, the private list of wardens, reminders (handbook §4.2, I16)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.actions.notice_release import note, who_manages
from bot.context import Work
from bot.domain import notices as rules
from bot.domain.directory import Chat, Person, Unit
from bot.domain.notices import Level, Notice, Receipt, State
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, Priority, ToPerson
from bot.storage import notices as rows
from bot.storage import timers
from bot.texts import notice_progress as say_progress
from bot.texts import notice_receipts as say
from bot.texts import notices as say_notices

SHOWN = 12


def answer_cannot(work: Work, person: Person, found: Notice, chat: Chat | None, reason: str) -> None:
    """去不了 — an answer like any other, with its reason."""
    unit = reading.neighbourhood_of(work, person, chat.unit if chat else None)
    answer = rows.Answer(person.id, unit, person.household, "cannot", None, work.now, reason.strip()[:200])
    rows.put_answer(work.db, work.town, found.number, answer)


def _within(work: Work, found: Notice) -> tuple[UnitId, ...]:
    within = reading.sight(work, found)
    if not within:
        raise Refused(say_progress.receipts_for_staff(reading.somebody_with(work, Role.VILLAGE_STAFF)))
    if found.receipt is Receipt.NONE:
        raise UserError(say_progress.no_receipt_asked(found))
    return within


def show_tree(work: Work, found: Notice) -> str:
    """回执 31 明细 — counts by unit, as they stand now; never who has not answered.

    Raises:
        Refused: the actor is in charge of no part of it.
    """
    within = _within(work, found)
    units = _branches(work, found, within)
    lines: list[str] = []
    for unit in units[:SHOWN]:
        counted = reading.tally(work, found, (unit.id,))
        name = work.directory.title(unit.id)
        lines.append(say.branch(name, counted.answered, counted.asked, counted.persons, counted.cannot))
    return say.tree(found, lines, len(units) - len(lines))


def _branches(work: Work, found: Notice, within: Sequence[UnitId]) -> list[Unit]:
    """One tier below what the actor sees, as far as it is addressed; a neighbourhood stands for itself."""
    branches: list[Unit] = []
    for unit in within:
        below = [one for one in work.directory.children(unit) if found.audience.concerns(work.directory, one.id)]
        branches += below or [work.directory.units[unit]]
    return branches


def show_reasons(work: Work, found: Notice) -> str:
    """回执 31 原因 — why people cannot, without their names; in private.

    Raises:
        Refused: the actor is in charge of no part of it.
    """
    within = _within(work, found)
    answers = [
        a.reason
        for a in rows.list_answers(work.db, work.town, found.number)
        if a.kind == "cannot" and a.unit and any(work.directory.covers(above, a.unit) for above in within)
    ]
    return say.reasons(found, [reason for reason in answers if reason][:SHOWN], len(answers))


def show_names(work: Work, found: Notice) -> str:
    """回执 31 名单 — wardens who have not answered an urgent notice, to those in charge of them, in private (I16).

    Raises:
        Refused: it is not urgent, or not in the actor's charge.
    """
    within = _within(work, found)
    if not found.urgent:
        raise Refused(say.names_only_urgent(found))
    silent = {
        warden: unit
        for warden, unit in silent_wardens(work, found).items()
        if any(work.directory.covers(above, unit) for above in within)
    }
    lines = [f"{work.directory.name(warden)}({work.directory.title(unit)})" for warden, unit in silent.items()]
    return say.names(found, lines[:40])


def silent_wardens(work: Work, found: Notice) -> dict[PersonId, UnitId]:
    """Wardens who have not answered themselves and from whose neighbourhood nobody has; each with one of their neighbourhoods."""
    answers = rows.list_answers(work.db, work.town, found.number)
    persons, units = {a.person for a in answers}, {a.unit for a in answers}
    counts_all = found.receipt is Receipt.COUNT and not found.urgent
    silent: dict[PersonId, UnitId] = {}
    for unit in found.audience.neighbourhoods(work.directory):
        warden = reading.wardens_of(work, unit.id)
        if warden is None or warden in persons or (counts_all and unit.id in units):
            continue
        silent.setdefault(warden, unit.id)
    return silent


def remind(work: Work, found: Notice) -> tuple[str, list[Outbound]]:
    """催回执 — in private to wardens who have not answered; at most twice, four hours apart.

    Raises:
        Refused: not the actor's, closed, too often or too soon.
    """
    if not reading.manages(work, found):
        raise Refused(say_notices.not_yours(found, who_manages(work, found)))
    if found.receipt is Receipt.NONE:
        raise UserError(say_progress.no_receipt_asked(found))
    if found.state is not State.RELEASED or found.receipt_until is None or found.receipt_until <= work.now:
        raise Refused(say.closed(found))
    if found.reminded >= rules.MOST_REMINDED:
        raise Refused(say.reminded_enough(found))
    if found.reminded_at is not None and work.now < found.reminded_at + rules.REMIND_APART:
        raise Refused(say.too_soon(found, found.reminded_at + rules.REMIND_APART))
    messages = _remind(work, found)
    return say.reminded(found, len(messages)), messages


def _remind(work: Work, found: Notice) -> list[Outbound]:
    silent = silent_wardens(work, found)
    if not silent:
        return []
    rows.put(work.db, work.town, replace(found, reminded=found.reminded + 1, reminded_at=work.now))
    note(work, found, "remind", State.RELEASED, State.RELEASED)
    valid = reading.latest_correction(work, found) or found
    text = say.please_answer(found, valid.body)
    about = f"notice:{found.number}"
    return [
        Outbound(
            ToPerson(warden),
            text,
            Priority.NOTICE,
            about=about,
            why="receipt reminder",
            key=f"notice-remind:{found.number}:{found.reminded + 1}:{warden}",
        )
        for warden in silent
    ]


def _next(work: Work, found: Notice) -> None:
    assert found.receipt_until is not None
    half = work.now + (found.receipt_until - work.now) / 2
    when = max(half, work.now + rules.REMIND_APART)
    if when < found.receipt_until - timedelta(minutes=30):
        timers.set_timer(work.db, work.town, "notice_remind", found.number, when)


def remind_by_itself(work: Work, number: str) -> list[Outbound]:
    """The half of the time is over."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.RELEASED or found.receipt_until is None:
        return []
    too_soon = found.reminded_at is not None and work.now < found.reminded_at + rules.REMIND_APART
    most = 1 if found.level is Level.IMPORTANT and found.receipt is Receipt.COUNT else rules.MOST_REMINDED
    if found.receipt_until <= work.now or found.reminded >= most:
        return []
    messages = [] if too_soon else _remind(work, found)
    if found.reminded + 1 < most or too_soon:
        _next(work, found)
    return messages
