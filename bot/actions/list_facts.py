"""Counting a quarter's rows for the lists: who may be put forward, and what the staff might look at. Nothing is entered here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.context import Work
from bot.domain import calendar, list_rules
from bot.domain import lists as rules
from bot.domain.check_ins import Kind as Service
from bot.domain.directory import WARDEN_ROLES
from bot.domain.list_rules import Quarter
from bot.domain.lists import Subject
from bot.domain.poll_results import Cell
from bot.domain.polls import OVERALL
from bot.domain.settlements import SettlementState
from bot.ids import PersonId, UnitId
from bot.storage import check_ins, settlements, spot_checks
from bot.storage import list_facts as rows


def quarters(work: Work, village: UnitId, period: str) -> list[tuple[Subject, Quarter]]:
    """Each warden of a village with the quarter's counts, up to today when it is not over."""
    wardens = rules.wardens_of(work.directory, village, work.today)
    if not wardens:
        return []
    first, last = rules.days_of(period)
    since, until = calendar.at(first, time(0)), calendar.at(last + timedelta(days=1), time(0))
    counts = rows.count_concerns(work.db, work.town, [one.person for one in wardens], since, until)
    rows.add_visits(work.db, work.town, counts, first, last)
    rows.add_advice(work.db, work.town, counts, first, last)
    cells = rows.satisfaction(work.db, work.town, since, until)
    overdue = rows.count_supervised_overdue(work.db, work.town, _units(work, wardens), since, until)
    months = _months(since, min(until, work.now))
    first_of_league = _of_settlement(work, village, period)
    found: list[tuple[Subject, Quarter]] = []
    for one in wardens:
        late = (
            0
            if work.directory.is_away(one.person, work.today)
            else sum(overdue.get(at, 0) for at in _held(work, one.person))
        )
        counted = _quarter(work, counts[one.person], one, cells, months)
        named = one.person in first_of_league
        found.append((one, replace(counted, supervised_overdue=late, first=named)))
    return found


def _of_settlement(work: Work, village: UnitId, period: str) -> frozenset[PersonId]:
    """The few of each league who may be named, once the half-year is locked: the quarter's own half, or the one before."""
    year, quarter = int(period[:4]), int(period[5:])
    half = {1: f"{year - 1}H2", 2: f"{year}H1", 3: f"{year}H1", 4: f"{year}H2"}[quarter]
    for settled in (half, half[:4]):  # a town may settle by the year
        found = settlements.find(work.db, work.town, village, settled)
        if found is not None and found.state is SettlementState.LOCKED:
            return frozenset(one.warden for one in settlements.list_candidates(work.db, work.town, village, settled))
    return frozenset()


def _months(since: datetime, until: datetime) -> int:
    """Months of the quarter that are over or have begun."""
    return max(1, min(3, until.month - since.month + 1 if until.year == since.year else 3))


def _quarter(work: Work, counts: rows.Counts, one: Subject, cells: dict[UnitId, Cell], months: int) -> Quarter:
    cell = next((cells[unit] for unit in _held(work, one.person) if unit in cells), None)
    enough = cell is not None and cell.valid >= max(list_rules.LEAST_BALLOTS, work.settings.poll_threshold)
    said: Mapping[str, int] = cell.tally[OVERALL.name] if cell is not None and enough else dict[str, int]()
    return Quarter(
        closed=counts.closed,
        on_time=counts.on_time,
        cared=len(counts.cared),
        visited=list_rules.covered(counts.months, counts.cared, months),
        mediations=counts.mediations,
        emergencies=counts.kinds[Service.EMERGENCY.value],
        leads=counts.kinds[Service.LEAD.value],
        advice=counts.advice,
        ballots=cell.valid if cell is not None and enough else 0,
        satisfied=said.get("很满意", 0) + said.get("满意", 0),
        unconfirmed_visits=unconfirmed(work, one.person),
    )


def unconfirmed(work: Work, warden: PersonId) -> int:
    """Visits of a warden in the last half-year that were told and not made, as the supervisors have verified."""
    since = work.now - timedelta(days=183)
    villages = {found.id for unit in _held(work, warden) if (found := work.directory.village_of(unit)) is not None}
    numbers = [one for at in villages for one in spot_checks.list_verified(work.db, work.town, at, since)]
    told = [check_ins.find(work.db, work.town, number) for number in numbers]
    return sum(1 for one in told if one is not None and one.warden == warden)


def _held(work: Work, warden: PersonId) -> list[UnitId]:
    """The neighbourhoods that a warden serves."""
    held = work.directory.offices_of(warden, work.today)
    return [office.unit for office in held if office.role in WARDEN_ROLES and office.stands_in_for is None]


def _units(work: Work, wardens: list[Subject]) -> list[UnitId]:
    return [unit for one in wardens for unit in _held(work, one.person)]
