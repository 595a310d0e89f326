"""Verbs of polls: open, vote, remind, close. Looking at results is in ``poll_results``."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import poll_results as results
from bot.domain import polls as rules
from bot.domain.directory import ChatKind, Person, Tier, Unit
from bot.domain.masking import without_people
from bot.domain.polls import Ballot, Barred, Poll, PollState
from bot.domain.roles import MATRIX, Action, Grant, Role
from bot.ids import UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, people, questions, timers, towns
from bot.storage import polls as rows
from bot.storage.polls import Wish
from bot.texts import polls as say

T = TypeVar("T")

BALLOT_FORM = "ballot"
"""The form of an unfinished ballot: its open questions die with the poll."""


def least(work: Work) -> int:
    """The threshold: a town may ask for more than five, never for fewer (I34)."""
    return max(rows.LEAST, work.settings.poll_threshold)


# --- opening ---------------------------------------------------------------------------------------------------------


def open_scheduled(work: Work, due: datetime) -> list[Outbound]:
    """J17: P1 for every neighbourhood with a warden that has not been asked in this half-year; opens by itself (ruling 23)."""
    town = work.directory.town
    if town is None:
        return []
    late = work.now - due >= timedelta(days=1)
    begins = calendar.at(work.today, time(9)) if late else due
    asked = _askable(work, town.id)
    if not asked:
        return []
    _, told = _open(work, town.id, asked, begins, begins + rules.OPEN_FOR)
    return told


def launchable(work: Work, scope: UnitId) -> list[Unit]:
    """The neighbourhoods that the actor could ask now.

    Raises:
        Refused: the scope is not the actor's, or nothing in it is left to ask.
    """
    granted = work.grant(Action.LAUNCH_POLL)
    if granted is Grant.NO or not any(work.directory.covers(own, scope) for own in launch_scopes(work)):
        raise Refused(say.scope_not_yours("、".join(work.directory.title(unit) for unit in launch_scopes(work))))
    asked = _askable(work, scope)
    if not asked:
        raise Refused(say.nothing_to_ask(work.directory.title(scope)))
    return asked


def count_neighbourhoods(work: Work, scope: UnitId) -> int:
    """How many neighbourhoods lie in ``scope``, asked or not."""
    return sum(unit.tier is Tier.NEIGHBOURHOOD for unit in work.directory.below(scope))


def launch_scopes(work: Work) -> tuple[UnitId, ...]:
    """Units in whose scope the actor may open a poll: the units of the offices to which the matrix grants it."""
    if work.actor is None:
        return ()
    held = work.directory.offices_of(work.actor.id, work.today)
    return tuple(dict.fromkeys(o.unit for o in held if _grants(o.role)))


def _grants(role: Role) -> bool:
    return MATRIX[Action.LAUNCH_POLL].of(role) is not Grant.NO


def launch(work: Work, scope: UnitId, closes_at: datetime) -> tuple[Poll, int, list[Outbound]]:
    """Open a poll by a person's decision; the poll, how many neighbourhoods it asks, the announcements.

    Raises:
        Refused: see ``launchable``.
    """
    asked = launchable(work, scope)
    poll, told = _open(work, scope, asked, work.now, closes_at)
    return poll, len(asked), told


def _askable(work: Work, scope: UnitId) -> list[Unit]:
    covered = rows.units_covered(work.db, work.town, rules.half_of(work.today))
    return rules.units_to_ask(work.directory, scope, covered, work.today)


def _open(
    work: Work, scope: UnitId, asked: list[Unit], opens_at: datetime, closes_at: datetime
) -> tuple[Poll, list[Outbound]]:
    number = towns.next_number(work.db, work.town, "poll")
    half = rules.half_of(opens_at.date())
    poll = Poll(number, "P1", scope, half, opens_at, closes_at, PollState.OPEN, work.token(32))
    rows.add(work.db, work.town, poll, [unit.id for unit in asked])
    timers.set_timer(work.db, work.town, "poll_close", str(number), closes_at)
    for place, when in enumerate(rules.reminders(opens_at, closes_at), 1):
        timers.set_timer(work.db, work.town, "poll_remind", f"{number}:{place}", when)
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "polls", str(number), "open", "", "open")
    text = say.opened(work.settings.bot_name, closes_at)
    return poll, _to_groups(work, poll, [unit.id for unit in asked], text, "open")


def _to_groups(work: Work, poll: Poll, units: list[UnitId], text: str, what: str) -> list[Outbound]:
    return [
        Outbound(
            InChat(chat.id),
            text,
            Priority.NOTICE,
            about=f"poll:{poll.number}",
            why=f"poll {what}",
            key=f"poll:{poll.number}:{what}:{chat.id}",
        )
        for unit in units
        for chat in work.directory.chats_of(unit, ChatKind.NEIGHBOURHOOD, ChatKind.MIGRANT)
    ]


def remind(work: Work, subject: str) -> list[Outbound]:
    """T+7 and T+13: the same words to every group, whoever has voted (I36). A late one gives way to the next."""
    number, _, place = subject.partition(":")
    poll = rows.find(work.db, work.town, int(number))
    if poll is None or not poll.takes_votes(work.now):
        return []
    later = rules.reminders(poll.opens_at, poll.closes_at)[int(place) :]
    if any(when <= work.now for when in later):
        return []
    text = say.reminded(work.settings.bot_name, poll.closes_at)
    return _to_groups(work, poll, rows.units_of(work.db, work.town, poll.number), text, f"remind{place}")


# --- voting ----------------------------------------------------------------------------------------------------------


def is_open_for(work: Work, unit: UnitId | None) -> bool:
    """Whether a poll is being held in or around ``unit`` (the chat's)."""
    for poll in rows.list_open(work.db, work.town):
        if poll.takes_votes(work.now):
            units = rows.units_of(work.db, work.town, poll.number)
            if any(unit and work.directory.covers(unit, asked) for asked in units):
                return True
    return False


def poll_to_answer(work: Work, person: Person, next_opens: datetime | None) -> Poll:
    """The open poll that ``person`` may answer.

    Raises:
        Refused: there is none for them; says why.
    """
    going = [poll for poll in rows.list_open(work.db, work.town) if poll.takes_votes(work.now)]
    if not going:
        raise Refused(say.not_open(next_opens))
    _must_be_entitled(work, person)
    for poll in going:
        if person.unit in rows.units_of(work.db, work.town, poll.number):
            return poll
    raise Refused(say.not_asked_here())


def _must_be_entitled(work: Work, person: Person) -> None:
    why = rules.barred(work.directory, person, work.today)
    if why is not None:
        raise Refused(
            {
                Barred.GUEST: say.unknown_person,
                Barred.ELSEWHERE: say.elsewhere,
                Barred.MINOR: say.minor,
                Barred.VACANT: say.vacant,
                Barred.OWN_HOUSEHOLD: say.own_household,
            }[why]()
        )


def cast(work: Work, number: int, answers: dict[str, str], wish: str) -> None:
    """Put the actor's ballot in, in place of an earlier one. No audit row, no time, no name.

    Raises:
        Refused: the poll is over, or the actor may not vote in it.
    """
    person, poll = work.actor, rows.find(work.db, work.town, number)
    if poll is None or person is None:
        raise Refused(say.not_open(None))
    if not poll.takes_votes(work.now):
        raise Refused(say.too_late(poll.closes_at))
    _must_be_entitled(work, person)
    if person.unit is None or person.unit not in rows.units_of(work.db, work.town, number):
        raise Refused(say.not_asked_here())
    clean = without_people(wish, _names_around(work, person.unit)) if wish else ""
    rows.put_ballot(
        work.db, work.town, number, Ballot(rules.new_key(poll.secret, person.id), person.unit, answers, clean)
    )


def _names_around(work: Work, unit: UnitId) -> set[str]:
    """Names of the village of ``unit`` and of all who hold an office."""
    village = work.directory.village_of(unit)
    inside = [found.id for found in work.directory.below(village.id)] if village else [unit]
    named = {person.name for person in people.list_of_units(work.db, work.town, inside)}
    return named | {office.name for office in work.directory.offices}


# --- closing ---------------------------------------------------------------------------------------------------------


def close(work: Work, number: int) -> list[Outbound]:
    """Count what may be shown, destroy secret and keys, shuffle the rows, erase ballots half answered; all in this unit of work.

    A poll that is already closed, or not yet due, stays as it is.
    """
    poll = rows.find(work.db, work.town, number)
    if poll is None or poll.state is not PollState.OPEN or work.now < poll.closes_at:
        return []
    cast_ = rows.list_ballots(work.db, work.town, number)
    found = results.cells(work.directory, cast_, _eligible(work, number), least(work))
    shown = frozenset(cell.unit for cell in found)
    state = PollState.PUBLISHED if found else PollState.WITHHELD
    grouped = [replace(one, unit=_group(work, one.unit, shown)) for one in cast_]
    rows.close(work.db, work.town, number, state, _shuffled(work, grouped))
    said = [Wish(place, one.wish) for one in cast_ if one.wish and (place := _readers(work, one.unit, shown))]
    rows.put_results(work.db, work.town, number, found, _shuffled(work, said))
    timers.cancel(work.db, work.town, str(number), "poll_close")
    for reminder in (1, 2):
        timers.cancel(work.db, work.town, f"{number}:{reminder}", "poll_remind")
    audit.put(work.db, work.town, work.new_id(), work.now, None, "polls", str(number), "close", "open", state.value)
    return _tell_interrupted(work, number)


def close_due(work: Work) -> list[Outbound]:
    """J18: close whatever is past its time."""
    return [told for poll in rows.list_open(work.db, work.town) for told in close(work, poll.number)]


def _eligible(work: Work, number: int) -> dict[UnitId, int]:
    units = rows.units_of(work.db, work.town, number)
    counted = dict.fromkeys(units, 0)
    bound = rows.list_bound(work.db, work.town)
    for person in people.list_of_units(work.db, work.town, units):
        if person.unit is not None and person.id in bound:
            counted[person.unit] += rules.barred(work.directory, person, work.today) is None
    return counted


def _group(work: Work, unit: UnitId, shown: frozenset[UnitId]) -> UnitId:
    return results.lowest_shown((up.id for up in work.directory.up(unit)), shown)


def _readers(work: Work, unit: UnitId, shown: frozenset[UnitId]) -> UnitId:
    """Where a free answer may be read: the village when it is shown, else the town; never a smaller place."""
    wide = (up.id for up in work.directory.up(unit) if up.tier in {Tier.VILLAGE, Tier.TOWN})
    return results.lowest_shown(wide, shown)


def _shuffled(work: Work, things: list[T]) -> list[T]:
    keyed = [(work.token(16), place) for place in range(len(things))]
    return [things[place] for _, place in sorted(keyed)]


def _tell_interrupted(work: Work, number: int) -> list[Outbound]:
    told: list[Outbound] = []
    for open_ in questions.list_waiting(work.db, work.town, BALLOT_FORM):
        if open_.draft.get("poll") == number:
            questions.erase(work.db, work.town, open_.id)
            told.append(Outbound(ToPerson(open_.person), say.closed_meanwhile(), why="poll closed"))
    return told
