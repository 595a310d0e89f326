"""Verbs of wardens: record a check-in, add what was left out, edit, withdraw, tell again after a rejection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.check_in_marks import mark
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain import points as point_rules
from bot.domain.check_ins import CheckIn, Kind, State, Unmet, key_of
from bot.domain.consents import Purpose
from bot.domain.directory import WARDEN_ROLES, Person, Tier, UnitKind
from bot.domain.points import Act, Cut, PointRules
from bot.domain.residents import Resident
from bot.domain.roles import Action, Grant, Role
from bot.ids import HouseholdId, PersonId, UnitId
from bot.storage import audit, consents, towns
from bot.storage import check_in_histories as histories
from bot.storage import check_ins as rows
from bot.storage import points as point_rows
from bot.storage import residents as resident_rows
from bot.texts import check_ins as say

WAITING = "check_in_waiting"
"""The town's one timer over all that waits: reminds of what is seven days old, approves what is fourteen (scheduler.check_ins)."""


_WARDENS = frozenset(WARDEN_ROLES)


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a service was for: a household or person of the list, or words."""

    target: str = ""
    household: HouseholdId | None = None
    person: PersonId | None = None
    unit: UnitId | None = None

    @classmethod
    def of(cls, resident: Resident, text: str, at_home: bool) -> "Whom":
        """The person named; the household alone when a home was named."""
        return cls(text, resident.household, None if at_home else resident.person, resident.unit)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing done, all questions answered: what ``record`` writes down."""

    kind: Kind
    day: date
    minutes: int | None
    whom: Whom
    note: str
    unmet: Unmet | None = None
    extra: bool = False
    need: str = ""
    task: str = ""
    reason: str = ""
    doubtful: bool = False
    """Perhaps nobody was met, though it is not said."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it. ``merged``: it was told before; ``kept``: and has been reviewed, so that nothing changed."""

    record: CheckIn
    merged: bool = False
    kept: bool = False
    cut: Cut | None = None
    need: str = ""
    """A need told now, for the first time."""
    counts: bool = True
    """May count for a task or a pledge."""


def units_of(work: Work, person: Person) -> list[UnitId]:
    """The neighbourhoods that a warden or grid leader serves, their own as a warden first."""
    offices = work.directory.offices_of(person.id, work.today)
    own = [office.unit for office in offices if office.role in WARDEN_ROLES]
    below = [
        unit.id
        for office in offices
        if office.role is Role.GRID_LEADER
        for unit in work.directory.below(office.unit)
        if unit.tier is Tier.NEIGHBOURHOOD
    ]
    return list(dict.fromkeys([*own, *below]))


def residents_of(work: Work, person: Person) -> list[Resident]:
    """Everybody that ``person``'s words are resolved against: one query a neighbourhood."""
    found: list[Resident] = []
    for unit in units_of(work, person):
        away = work.directory.units[unit].kind is UnitKind.MIGRANT if unit in work.directory.units else False
        found += resident_rows.list_residents(work.db, work.town, unit, person.id, away=away)
    return found if len(found) < 2 else list({(one.household, one.person): one for one in found}.values())


def home_unit(work: Work, person: Person) -> UnitId:
    """The unit that a record without a household belongs to: the warden's own, else that of the grid leader's office."""
    offices = work.directory.offices_of(person.id, work.today)
    for roles in (_WARDENS, frozenset({Role.GRID_LEADER})):
        for office in offices:
            if office.role in roles:
                return office.unit
    return offices[0].unit if offices else person.unit or UnitId("")


def may_check_in(work: Work) -> bool:
    """Whether the actor serves as a warden or grid leader."""
    return work.grant(Action.CHECK_IN) is not Grant.NO


def check_day(work: Work, day: date, several: int = 1) -> bool:
    """Whether a day may still be told, with ``several`` backfills in all; True when a reason is needed.

    Raises:
        Refused: too long ago, or too many backfills this month.
    """
    assert work.actor is not None
    if (work.today - day).days > rules.OLDEST_DAYS:
        raise Refused(say.too_old())
    if day < work.today:
        month = work.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if histories.count_backfills(work.db, work.town, work.actor.id, month) + several > rules.BACKFILLS_A_MONTH:
            raise Refused(say.too_many_backfills())
    return rules.needs_reason(day, work.today)


def record(work: Work, told: Sequence[Told]) -> list[Recorded]:
    """Write down what the actor has done; the same household, day and kind told twice is one record.

    Raises:
        Refused: the actor is no warden.
    """
    if not may_check_in(work):
        raise Refused(say.own_household())
    return [_record(work, one) for one in told]


def _record(work: Work, told: Told) -> Recorded:
    assert work.actor is not None
    if consents.refuses(work.db, work.town, told.whom.person, Purpose.VISIT):
        told = replace(told, note="", need="")  # counted, not told (handbook I48)
    if (standing := standing_of(work, told.kind, told.day, told.whom)) is not None:
        return merge(work, standing, told)
    unit = told.whom.unit or home_unit(work, work.actor)
    table = tables.table(work, unit, told.day)
    value = point_rules.worth(table, told.kind, told.minutes, extra=told.extra, met=told.unmet is None)
    number = towns.next_number(work.db, work.town, "check_in")
    expected, cut = _hoped(work, told, table, number, value)
    new = CheckIn(
        number=number,
        warden=work.actor.id,
        unit=unit,
        home=work.actor.household,
        kind=told.kind,
        day=told.day,
        minutes=told.minutes,
        household=told.whom.household,
        person=told.whom.person,
        target=told.whom.target,
        note=told.note,
        unmet=told.unmet,
        extra=told.extra,
        need=told.need,
        task=told.task,
        backfill=told.day < work.today,
        reason=told.reason,
        state=State.SUBMITTED,
        value=value,
        expected=expected,
        points=0,
        rejections=0,
        said_at=work.now,
    )
    rows.add(work.db, work.town, new)
    counts = mark(work, new, new=True)
    _note(work, new, "submit", "", State.SUBMITTED)
    await_review(work)
    if new.backfill:  # it stands before later ones in the canonical order
        points.recount(work, new.warden, point_rules.period_of(new.day))
        new = rows.find(work.db, work.town, new.number) or new
    return Recorded(new, cut=cut, need=new.need, counts=counts)


def await_review(work: Work) -> None:
    """See to it that somebody is reminded of what waits: the town's one timer, which is looked for only when it may have fired."""
    armed = work.remembered.get(WAITING)
    if not isinstance(armed, datetime) or armed <= work.now:
        work.remembered[WAITING] = rows.arm(work.db, work.town, WAITING, work.now + rules.REMINDED_AFTER)


def standing_of(work: Work, kind: Kind, day: date, whom: Whom, but: int = 0) -> CheckIn | None:
    """The record of the same household or person, day and kind, if there is one."""
    assert work.actor is not None
    key = key_of(kind, whom.household, whom.person, whom.target)
    if not key:
        return None
    same = rows.list_same_day(work.db, work.town, work.actor.id, day, kind, whom.household)
    return next((one for one in same if one.key == key and one.number != but), None)


def _hoped(work: Work, told: Told, table: PointRules, number: int, value: int) -> tuple[int, Cut | None]:
    """What a new record brings as the last of its day: exact for today, as it has the highest number."""
    assert work.actor is not None
    whom = told.whom
    act = Act("", told.kind, told.day, number, value, key_of(told.kind, whom.household, whom.person, whom.target))
    earlier = point_rows.list_bringing(work.db, work.town, work.actor.id, _since(told), told.day)
    return point_rules.room_for(table, act, earlier)


def caps_of(work: Work, record: CheckIn) -> tuple[int, int]:
    """The general caps of the day and the month under which a record stands."""
    table = tables.table(work, record.unit, record.day)
    return table.a_day, table.a_month


def _since(told: Told) -> date:
    """From where the caps of this kind look back."""
    month = told.day.replace(day=1)
    if told.kind is Kind.LEAD:
        return told.day.replace(month=3 * ((told.day.month - 1) // 3) + 1, day=1)
    if told.kind is Kind.CONTACT:
        return min(month, told.day - timedelta(days=told.day.weekday()))
    return month


def merge(work: Work, standing: CheckIn, told: Told) -> Recorded:
    """The same visit told again: what is new goes into the record that stands."""
    need = told.need if told.need != standing.need else ""
    if standing.state is not State.SUBMITTED:
        return Recorded(standing, merged=True, kept=True, need=need)
    minutes = max((one for one in (standing.minutes, told.minutes) if one is not None), default=None)
    met = standing.unmet is None or (told.unmet is None and not told.doubtful)
    merged = replace(
        standing,
        minutes=minutes,
        unmet=None if met else standing.unmet,
        extra=standing.extra or told.extra,
        note=standing.note if told.note in standing.note else f"{standing.note}\n{told.note}"[:2000],
        need=standing.need or told.need,
        task=standing.task or told.task,
    )
    return Recorded(store(work, standing, merged, "merge"), merged=True, need=need)


def store(work: Work, before: CheckIn, after: CheckIn, verb: str) -> CheckIn:
    """Write a changed record; its period is counted anew when that may move points."""
    if after == before:
        return after
    if not after.set_by_hand:
        table = tables.table(work, after.unit, after.day)
        value = point_rules.worth(table, after.kind, after.minutes, extra=after.extra, met=after.unmet is None)
        after = replace(after, value=value)
    rows.change(work.db, work.town, after)
    if (before.task, before.note, before.day) != (after.task, after.note, after.day):
        mark(work, after)
    _note(work, after, verb, before.state.value, after.state)
    moved = (before.value, before.state, before.key, before.kind, before.day)
    if moved == (after.value, after.state, after.key, after.kind, after.day):
        return after
    return _recounted(work, before, after)


def _recounted(work: Work, before: CheckIn, after: CheckIn) -> CheckIn:
    if after.state not in rules.HOPED and after.expected:
        after = replace(after, expected=0)
        rows.change(work.db, work.town, after)
    for period in {point_rules.period_of(before.day), point_rules.period_of(after.day)}:
        points.recount(work, after.warden, period)
    return rows.find(work.db, work.town, after.number) or after


def find_own(work: Work, number: int) -> CheckIn:
    """A record of the actor's.

    Raises:
        Refused: there is none, or it is somebody else's.
    """
    found = rows.find(work.db, work.town, number)
    if found is None or found.warden != work.actor_id:
        raise Refused(say.not_yours(number))
    return found


def list_mine(work: Work) -> list[CheckIn]:
    """The actor's records of this month, the latest first."""
    assert work.actor_id is not None
    return histories.list_of_warden(work.db, work.town, work.actor_id, work.today.replace(day=1))


def names_somebody(work: Work, names: Sequence[str]) -> bool:
    """Whether a full name of somebody in the town is among ``names``."""
    return resident_rows.is_name(work.db, work.town, names)


def _note(work: Work, about: CheckIn, verb: str, before: str, after: State) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "check_ins",
        str(about.number),
        verb,
        before,
        after.value,
    )


def watchers(work: Work, record: CheckIn) -> Iterator[PersonId]:
    """The care officers near a record: told when nobody opened at somebody cared for."""
    for office in work.directory.holders_above(Role.CARE_OFFICER, record.unit, work.today):
        if office.person != record.warden:
            yield office.person
