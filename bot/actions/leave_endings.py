"""What becomes of a leave: it begins, is shortened or lengthened, ends by itself or by 销假; what was taken in hand goes back."""

from dataclasses import replace
from datetime import date, timedelta

from bot.actions import leave as act
from bot.actions.concern_handling import hand_to, open_cases
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import leave as rules
from bot.domain.concern_states import FINAL
from bot.domain.concern_states import State as ConcernState
from bot.domain.leave import Leave, State
from bot.domain.roles import Role
from bot.ids import PersonId
from bot.messages import Outbound
from bot.storage import concerns, people, timers
from bot.storage import leave as rows
from bot.texts import leave as say


def begin(work: Work, number: int) -> list[Outbound]:
    """The first morning: who stands in is told what lies there; without anybody the grid leader."""
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.STANDING or not one.first <= work.today <= one.last:
        return []
    name, _, where = act.named(work, one)
    if one.deputy is not None:
        before = rows.list_of(work.db, work.town, one.person, one.first - timedelta(days=1))
        if any(e.last == one.first - timedelta(days=1) and e.deputy == one.deputy for e in before):
            return []  # the second half of a leave that was lengthened
        matters = len([e for e in open_cases(work, one.deputy) if _lies_at(work, e.desk, one.person)])
        return [act.to(one.deputy, say.starts(name, where, matters, one.last), one)]
    leaders: dict[PersonId, None] = {}
    for office in rules.substituted(work.directory, one.person, work.today):
        for held in work.directory.holders_above(Role.GRID_LEADER, office.unit, work.today):
            leaders.setdefault(held.person)
    return [act.to(who, say.starts_without(name, where, one.last), one) for who in leaders if who != one.person]


def _lies_at(work: Work, desk: str, person: PersonId) -> bool:
    return any(office.unit == desk for office in rules.substituted(work.directory, person, work.today))


def end(work: Work, number: int) -> list[Outbound]:
    """The first morning after: everything is theirs again."""
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.STANDING or one.last >= work.today:
        return []
    if any(e.first == one.last + timedelta(days=1) for e in rows.list_of(work.db, work.town, one.person, work.today)):
        return []  # lengthened: not yet back
    name, _, where = act.named(work, one)
    handed = _hand_back(work, one)
    told = [act.to(one.person, say.back(where, handed), one)] if where else []
    return told + ([act.to(one.deputy, say.thanks(name, where), one)] if one.deputy and where else [])


def _on_end(work: Work, one: Leave) -> list[Leave]:
    """The leave with those before it without a gap: one that was lengthened has several parts."""
    earlier = rows.list_of(work.db, work.town, one.person, one.first - timedelta(days=rules.MOST_DAYS + 1))
    found = [one]
    for other in sorted(earlier, key=lambda each: each.first, reverse=True):
        if other.last == found[0].first - timedelta(days=1):
            found.insert(0, other)
    return found


def _hand_back(work: Work, one: Leave) -> int:
    """What who stood in had taken at the desks of who is back, and not finished."""
    parts = _on_end(work, one)
    stood_in = {part.deputy for part in parts} - {None, one.person}
    desks = {office.unit for office in rules.substituted(work.directory, one.person, work.today)}
    done = {*FINAL, ConcernState.RESOLVED, ConcernState.FILED}
    theirs = [
        case
        for case in concerns.list_open(work.db, work.town)
        if case.claimed_by in stood_in
        and case.claimed_at is not None
        and case.claimed_at.date() >= parts[0].first
        and case.desk in desks
        and case.state not in done
        and one.person not in case.hidden_from
    ]
    for case in theirs:
        hand_to(work, case, one.person)
    return len(theirs)


def come_back(work: Work, day: date | None) -> tuple[str, list[Outbound]]:
    """销假: from ``day`` (today) on the actor is there again; what they are told, and the messages to others.

    Raises:
        Refused: no leave, or a day outside it.
    """
    mine = act.standing(work)
    if not mine:
        raise Refused(say.none_to_end())
    one, later = mine[0], mine[1:]
    name, post, where = act.named(work, one)
    if day is not None and day > work.today:
        if not one.first < day <= one.last:
            raise Refused(say.bad_return(one))
        behind = _cancel_behind(work, one, later, name)
        return say.back_on(day), behind + _shorten(work, one, day - timedelta(days=1))
    told = _cancel_behind(work, one, later, name)
    if one.first >= work.today:
        told += _cancel(work, one, name)
        text = say.tell_village_cancelled(name, post, where, one)
        known = one.deputy is not None or one.asked is None
        told += act.tell_village(work, one, text) if known and one.first > work.today else []
        return say.cancelled(one), told
    shorter = replace(one, last=work.today - timedelta(days=1), asked=None)
    rows.change(work.db, work.town, shorter)
    act.note(work, shorter, "come_back", "", "")
    timers.cancel(work.db, work.town, str(one.number), act.STARTS, act.ENDS)
    work.changed_directory()
    handed = _hand_back(work, one)
    told += [act.to(one.deputy, say.thanks(name, where), one)] if one.deputy else []
    told += act.tell_village(work, one, say.tell_village_back(name, post, where))
    return say.back_early(where, handed), told


def _cancel_behind(work: Work, one: Leave, later: list[Leave], name: str) -> list[Outbound]:
    """What was added behind without a gap is not needed either."""
    told: list[Outbound] = []
    last = one.last
    for other in later:
        if other.first == last + timedelta(days=1):
            told += _cancel(work, other, name)
            last = other.last
    return told


def _cancel(work: Work, one: Leave, name: str) -> list[Outbound]:
    rows.change(work.db, work.town, replace(one, state=State.CANCELLED, asked=None))
    act.note(work, one, "cancel", one.state.value, State.CANCELLED.value)
    timers.cancel(work.db, work.town, str(one.number), act.STARTS, act.ENDS)
    work.changed_directory()
    who = one.deputy or one.asked
    return [act.to(who, say.not_needed(name, one), one)] if who else []


def _shorten(work: Work, one: Leave, last: date) -> list[Outbound]:
    changed = replace(one, last=last)
    rows.change(work.db, work.town, changed)
    act.note(work, changed, "shorten", "", "")
    act.arm(work, changed)
    work.changed_directory()
    text = say.tell_deputy_shorter(work.directory.name(one.person), changed)
    return [act.to(one.deputy, text, changed)] if one.deputy else []


def move_end(work: Work, last: date) -> tuple[str, list[Outbound]]:
    """请假 改到 …: earlier, or later; for the days behind who stands in is asked again.

    Raises:
        Refused: no leave, or not these days.
    """
    mine = act.standing(work)
    if not mine:
        raise Refused(say.none_to_end())
    one = mine[0]
    for other in mine[1:]:
        if other.first == one.last + timedelta(days=1):
            one = other
    if last == one.last:
        return say.same_end(one), []
    if last < one.last:
        if last < max(one.first, work.today):
            raise Refused(say.bad_return(one))
        return say.shortened(replace(one, last=last)), _shorten(work, one, last)
    who = one.deputy or one.asked
    office = next((o for o in act.candidates(work, one.person) if o.person == who), None)
    if office is not None:
        theirs = rows.list_of(work.db, work.town, office.person, one.last)
        away = any(each.overlaps(one.last + timedelta(days=1), last) for each in theirs)
        if away or not people.list_accounts(work.db, work.town, office.person):
            office = None
    added, told = act.take(work, one.last + timedelta(days=1), last, office)
    return say.lengthened(added, office.name if office else "", act.above(work, one.person)), told
