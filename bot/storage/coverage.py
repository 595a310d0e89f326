"""Which households were contacted: from check-ins alone, nothing is filled in. Contacted is met: a closed door is not (handbook §5.1)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bot.domain.check_ins import HOPED
from bot.domain.coverage import Coverage
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.people import household, person


def _met(code: TownId) -> list[sa.ColumnElement[bool]]:
    return [
        check_in.c.town == code,
        check_in.c.unmet.is_(None),
        check_in.c.state.in_([state.value for state in HOPED]),
    ]


def by_unit(db: Db, code: TownId, since: date, until: date) -> dict[UnitId, Coverage]:
    """Of every neighbourhood: households at home there, and those met from ``since`` to ``until``, whoever went.

    Of a neighbourhood of people away: persons.
    """
    of_homes = [household.c.town == code, household.c.away.is_(False)]
    homes = db.all(sa.select(household.c.unit, sa.func.count()).where(*of_homes).group_by(household.c.unit))
    met = [*_met(code), check_in.c.day.between(since, until)]
    visited = db.all(
        sa.select(household.c.unit, sa.func.count(sa.distinct(household.c.id)))
        .select_from(
            household.join(check_in, (household.c.town == check_in.c.town) & (household.c.id == check_in.c.household))
        )
        .where(*of_homes, *met)
        .group_by(household.c.unit)
    )
    of_away = [
        person.c.town == code,
        person.c.household.is_(None),
        person.c.unit.is_not(None),
        person.c.known.is_(True),
    ]
    members = db.all(sa.select(person.c.unit, sa.func.count()).where(*of_away).group_by(person.c.unit))
    called = db.all(
        sa.select(person.c.unit, sa.func.count(sa.distinct(person.c.id)))
        .select_from(person.join(check_in, (person.c.town == check_in.c.town) & (person.c.id == check_in.c.person)))
        .where(*of_away, *met)
        .group_by(person.c.unit)
    )
    reached = {UnitId(row[0]): int(row[1]) for row in called} | {UnitId(row[0]): int(row[1]) for row in visited}
    return {UnitId(row[0]): Coverage(int(row[1]), reached.get(UnitId(row[0]), 0)) for row in (*members, *homes)}


def last_days(db: Db, code: TownId, unit: UnitId) -> dict[HouseholdId, date]:
    """The day on which each household of a neighbourhood was last met; those never met are not in it."""
    rows = db.all(
        sa.select(household.c.id, sa.func.max(check_in.c.day))
        .select_from(
            household.join(check_in, (household.c.town == check_in.c.town) & (household.c.id == check_in.c.household))
        )
        .where(household.c.town == code, household.c.unit == unit, *_met(code))
        .group_by(household.c.id)
    )
    return {HouseholdId(row[0]): row[1] for row in rows}


def last_days_of_persons(db: Db, code: TownId, persons: Sequence[PersonId]) -> dict[PersonId, date]:
    """The day on which each of these was last met or spoken to: they themselves, or whoever of the home when a home was named."""
    themselves = check_in.c.person == person.c.id
    at_home = check_in.c.person.is_(None) & (check_in.c.household == person.c.household)
    found: dict[PersonId, date] = {}
    for meant in (themselves, at_home):
        rows = db.all(
            sa.select(person.c.id, sa.func.max(check_in.c.day))
            .select_from(person.join(check_in, (person.c.town == check_in.c.town) & meant))
            .where(person.c.id.in_(list(persons)), *_met(code))
            .group_by(person.c.id)
        )
        for who, day in rows:
            found[PersonId(who)] = max(day, found.get(PersonId(who), day))
    return found
