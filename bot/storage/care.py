"""Whom a warden looks in on: the care list of the roster (handbook M40, M41). Read only by the carer and the care officer."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import HouseholdId, PersonId, TownId
from bot.storage.database import Db
from bot.storage.people import person
from bot.storage.schema import blind, metadata, personal, sealed, town

care = sa.Table(
    "care",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    blind("care.kind_key", primary_key=True),
    sealed("care.kind", nullable=False),
    sealed("care.often", nullable=False),
    personal("carer", sa.Text),
    personal("agreed_on", sa.Date),
    sa.Index("ix_care_carer", "town", "carer"),
)


@dataclass(frozen=True, slots=True)
class Cared:
    """One person on the care list, as one kind; ``agreed_on`` None: consent is still to be had."""

    person: PersonId
    kind: str
    often: str
    carer: PersonId | None
    agreed_on: date | None


_COLUMNS = (care.c.person, care.c.kind, care.c.often, care.c.carer, care.c.agreed_on)


def put(db: Db, code: TownId, one: Cared) -> None:
    """Write an entry, or what has changed of it."""
    row = {"often": one.often, "carer": one.carer, "agreed_on": one.agreed_on}
    statement = insert(care).values(town=code, person=one.person, kind_key=one.kind, kind=one.kind, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "person", "kind_key"], set_=row))


def list_all(db: Db, code: TownId) -> list[Cared]:
    """The whole list."""
    rows = db.all(sa.select(*_COLUMNS).where(care.c.town == code).order_by(care.c.person))
    return sorted((Cared(*row) for row in rows), key=lambda one: (one.person, one.kind))


def list_of_carer(db: Db, code: TownId, carer: PersonId) -> list[Cared]:
    """Those whom one warden looks in on."""
    rows = db.all(sa.select(*_COLUMNS).where(care.c.town == code, care.c.carer == carer).order_by(care.c.person))
    return sorted((Cared(*row) for row in rows), key=lambda one: (one.person, one.kind))


def is_looked_in_on(db: Db, code: TownId, home: HouseholdId | None, who: PersonId | None) -> bool:
    """Whether a warden looks in on somebody of a household, or on ``who`` where there is no household."""
    if home is None:
        meant: sa.ColumnElement[bool] = care.c.person == who
    else:
        members = sa.select(person.c.id).where(person.c.town == code, person.c.household == home)
        meant = care.c.person.in_(members)
    agreed = care.c.carer.is_not(None) & care.c.agreed_on.is_not(None)
    return db.first(sa.select(care.c.person).where(care.c.town == code, meant, agreed).limit(1)) is not None


def erase_person(db: Db, code: TownId, who: PersonId) -> None:
    """Somebody is no longer on the list: nobody is reminded of them from now on."""
    db.execute(sa.delete(care).where(care.c.town == code, care.c.person == who))
