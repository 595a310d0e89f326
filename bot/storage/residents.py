"""The people that a warden's words are resolved against: one query a neighbourhood, joined with those whom the warden looks in on."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.residents import CARED_FOR, Resident
from bot.ids import PersonId, TownId, UnitId
from bot.storage.care import care
from bot.storage.database import Db
from bot.storage.people import household, person
from bot.storage.prepared import Prepared

_CODE = sa.bindparam("code", type_=sa.Text)
_WHO = sa.bindparam("who", type_=sa.Text)


_homes = (
    sa.select(
        household.c.id,
        household.c.head,
        person.c.id,
        person.c.name,
        household.c.unit,
        person.c.gender,
        person.c.born,
        person.c.tags,
        household.c.away,
        sa.literal_column("0", sa.Integer),
    )
    .select_from(
        household.outerjoin(person, (household.c.town == person.c.town) & (household.c.id == person.c.household))
    )
    .where(household.c.town == _CODE, household.c.unit == sa.bindparam("of_unit"))
)


_absent = sa.select(
    person.c.household,
    sa.type_coerce(sa.null(), household.c.head.type),  # columns of a union are opened as those of its first part
    person.c.id,
    person.c.name,
    person.c.unit,
    person.c.gender,
    person.c.born,
    person.c.tags,
    person.c.away,
    sa.literal_column("0", sa.Integer),
).where(person.c.town == _CODE, person.c.unit == sa.bindparam("of_unit"), person.c.household.is_(None))


_cared = (
    sa.select(
        person.c.household,
        household.c.head,
        person.c.id,
        person.c.name,
        person.c.unit,
        person.c.gender,
        person.c.born,
        person.c.tags,
        person.c.away,
        sa.literal_column("1", sa.Integer),
    )
    .select_from(
        care.join(person, (care.c.town == person.c.town) & (care.c.person == person.c.id)).outerjoin(
            household, (household.c.town == person.c.town) & (household.c.id == person.c.household)
        )
    )
    .where(care.c.town == _CODE, care.c.carer == _WHO)
)
_near = Prepared(_homes.union_all(_cared))
_away = Prepared(_absent)
_cared_alone = Prepared(_cared)


def list_residents(db: Db, code: TownId, unit: UnitId, carer: PersonId, *, away: bool) -> list[Resident]:
    """Households and their people of a neighbourhood (``away``: those away, who have none), and those whom ``carer`` looks in on."""
    if away:  # not one query: a column of a union is opened in one way, and the heads of these are names of persons
        rows = [*_away(db, code=code, of_unit=unit), *_cared_alone(db, code=code, who=carer)]
    else:
        rows = _near(db, code=code, of_unit=unit, who=carer)
    found: dict[tuple[Any, Any], Resident] = {}
    for home, head, who, name, at, gender, born, tags, absent, cared in rows:
        marks = f"{tags} {CARED_FOR}" if cared else tags or ""
        found[home, who] = Resident(home, head or name, who, name or head, at, gender or "", born, marks, bool(absent))
    return list(found.values())


def is_name(db: Db, code: TownId, names: Sequence[str]) -> bool:
    """Whether one of ``names`` is the full name of somebody in the town."""
    if not names:
        return False
    found = sa.select(person.c.id).where(person.c.town == code, person.c.name_key.in_(names)).limit(1)
    return db.first(found) is not None
