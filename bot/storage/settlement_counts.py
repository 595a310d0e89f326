"""What a settlement counts, each in one statement for the whole town: points of the sums, households contacted, the satisfaction of polls."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bot.domain.check_ins import COUNTED
from bot.domain.poll_results import Cell
from bot.domain.polls import half_of
from bot.ids import PersonId, TownId, UnitId
from bot.storage import polls
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.directory import office
from bot.storage.people import household, person
from bot.storage.points import points_sum

Some = Sequence[PersonId] | None
"""Whose: a village's few hundred at most, or None for everybody's (a list of the whole town would be longer than the counting)."""


def _of(column: sa.ColumnElement[str], wardens: Some) -> list[sa.ColumnElement[bool]]:
    return [] if wardens is None else [column.in_(wardens)]


def points_of(db: Db, code: TownId, periods: Sequence[str], wardens: Some = None) -> dict[PersonId, int]:
    """The points of some half-years together."""
    c = points_sum.c
    rows = db.all(
        sa.select(c.warden, sa.func.sum(c.amount))
        .where(c.town == code, c.period.in_(periods), *_of(c.warden, wardens))
        .group_by(c.warden)
    )
    return {PersonId(row[0]): int(row[1]) for row in rows}


def contacted(
    db: Db, code: TownId, quarters: Sequence[tuple[date, date]], wardens: Some = None
) -> dict[tuple[PersonId, UnitId], list[int]]:
    """How many households of a neighbourhood each warden has met in each quarter."""
    c, h = check_in.c, household.c
    met = _met(code, quarters, c.household, wardens)
    rows = db.all(
        sa.select(met.c.warden, h.unit, met.c.quarter, sa.func.count())
        .select_from(met.join(household, (h.town == code) & (h.id == met.c.whom)))
        .where(h.away.is_(False))
        .group_by(met.c.warden, h.unit, met.c.quarter)
    )
    return _by_quarter(rows, len(quarters))


def contacted_away(
    db: Db, code: TownId, quarters: Sequence[tuple[date, date]], wardens: Some = None
) -> dict[tuple[PersonId, UnitId], list[int]]:
    """The same of those away, who have no household: persons."""
    c, p = check_in.c, person.c
    met = _met(code, quarters, c.person, wardens)
    rows = db.all(
        sa.select(met.c.warden, p.unit, met.c.quarter, sa.func.count())
        .select_from(met.join(person, (p.town == code) & (p.id == met.c.whom)))
        .where(p.household.is_(None), p.unit.is_not(None), p.id != met.c.warden)
        .group_by(met.c.warden, p.unit, met.c.quarter)
    )
    return _by_quarter(rows, len(quarters))


def _met(
    code: TownId, quarters: Sequence[tuple[date, date]], whom: sa.ColumnElement[str], wardens: Some
) -> sa.Subquery:
    c = check_in.c
    quarter = sa.case(*((c.day <= last, place) for place, (_, last) in enumerate(quarters)), else_=len(quarters))
    return (
        sa.select(c.warden, quarter.label("quarter"), whom.label("whom"))
        .where(
            c.town == code,
            c.day.between(quarters[0][0], quarters[-1][1]),
            c.state.in_([state.value for state in COUNTED]),
            whom.is_not(None),
            c.unmet.is_(None),
            *_of(c.warden, wardens),
        )
        .distinct()
        .subquery()
    )


def _by_quarter(rows: Sequence[sa.Row[*tuple[object, ...]]], count: int) -> dict[tuple[PersonId, UnitId], list[int]]:
    found: dict[tuple[PersonId, UnitId], list[int]] = {}
    for warden, unit, quarter, households in rows:
        key = PersonId(str(warden)), UnitId(str(unit))
        found.setdefault(key, [0] * count)[int(str(quarter))] = int(str(households))
    return found


def count_households(db: Db, code: TownId) -> dict[UnitId, int]:
    """How many households live in each neighbourhood (those away left out)."""
    h = household.c
    rows = db.all(sa.select(h.unit, sa.func.count()).where(h.town == code, h.away.is_(False)).group_by(h.unit))
    return {UnitId(row[0]): int(row[1]) for row in rows}


def homes_of_holders(db: Db, code: TownId, wardens: Some = None) -> dict[PersonId, UnitId]:
    """In which neighbourhood the holders of offices live themselves: nobody visits their own household."""
    p, h = person.c, household.c
    held = sa.select(office.c.person).where(office.c.town == code, *_of(office.c.person, wardens)).distinct().subquery()
    rows = db.all(
        sa.select(p.id, h.unit)
        .select_from(
            held.join(person, (p.town == code) & (p.id == held.c.person)).join(
                household, (h.town == code) & (h.id == p.household)
            )
        )
        .where(h.away.is_(False))
    )
    return {PersonId(row[0]): UnitId(row[1]) for row in rows}


def list_away(db: Db, code: TownId) -> dict[UnitId, set[PersonId]]:
    """Who is away, by the neighbourhood of those away that they belong to."""
    p = person.c
    rows = db.all(
        sa.select(p.unit, p.id).where(p.town == code, p.household.is_(None), p.unit.is_not(None), p.away.is_(True))
    )
    found: dict[UnitId, set[PersonId]] = {}
    for unit, who in rows:
        found.setdefault(UnitId(unit), set()).add(PersonId(who))
    return found


def results_of_polls(db: Db, code: TownId, first: date, last: date) -> dict[UnitId, Cell]:
    """What was published of the polls of these days, by unit; the later one counts."""
    halves = {half_of(first), half_of(last)}
    found: dict[UnitId, Cell] = {}
    for poll in reversed(polls.list_polls(db, code)):
        if poll.half in halves:
            found |= polls.list_results(db, code, poll.number)
    return found
