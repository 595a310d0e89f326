"""Households, persons, their accounts on platforms, and the one-time codes that bind them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.directory import Person
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, blind, metadata, personal, plain, sealed, town

household = sa.Table(
    "household",
    metadata,
    town(),
    plain("id", sa.Text, primary_key=True),
    plain("unit", sa.Text, nullable=False),
    sealed("household.head", nullable=False),
    sealed("household.place", nullable=False),
    personal("away", sa.Boolean, nullable=False),
    sa.Index("ix_household_unit", "town", "unit"),
)

person = sa.Table(
    "person",
    metadata,
    town(),
    personal("id", sa.Text, primary_key=True),
    sealed("person.name", nullable=False),
    blind("person.name_key", nullable=False),
    personal("unit", sa.Text),
    personal("household", sa.Text),
    plain("known", sa.Boolean, nullable=False),
    personal("gender", sa.Text, nullable=False),
    sealed("person.born", "date"),
    personal("lunar", sa.Boolean, nullable=False),
    sealed("person.phone", nullable=False),
    personal("phone_public", sa.Boolean, nullable=False),
    sealed("person.tags", nullable=False),
    personal("away", sa.Boolean, nullable=False),
    sa.Index("ix_person_unit", "town", "unit"),
    sa.Index("ix_person_household", "town", "household"),
    sa.Index("ix_person_name_key", "town", "name_key"),
)

account = sa.Table(
    "account",
    metadata,
    town(),
    plain("platform", sa.Text, primary_key=True),
    blind("account.address_key", primary_key=True),
    sealed("account.address", nullable=False),
    personal("person", sa.Text, nullable=False),
    plain("at", At, nullable=False),
    sa.Index("ix_account_person", "town", "person"),
)

_COLUMNS = (
    person.c.id,
    person.c.name,
    person.c.unit,
    person.c.household,
    person.c.known,
    person.c.gender,
    person.c.born,
    person.c.lunar,
    person.c.phone,
    person.c.phone_public,
    person.c.tags,
    person.c.away,
)
_by_account = Prepared(
    sa.select(*_COLUMNS)
    .select_from(account.join(person, (account.c.town == person.c.town) & (account.c.person == person.c.id)))
    .where(
        account.c.town == sa.bindparam("code"),
        account.c.platform == sa.bindparam("platform"),
        account.c.address_key == sa.bindparam("address"),
    )
)
_by_id = Prepared(sa.select(*_COLUMNS).where(person.c.town == sa.bindparam("code"), person.c.id == sa.bindparam("who")))


def _person(row: tuple[object, ...]) -> Person:
    return Person(*row)  # type: ignore[arg-type]  # the columns above stand in the order of the fields


def find_by_account(db: Db, code: TownId, platform: str, address: str) -> Person | None:
    """Who an account of a platform belongs to (a guest included); None for one never seen."""
    row = _by_account.one(db, code=code, platform=platform, address=address)
    return _person(row) if row else None


def find_person(db: Db, code: TownId, who: PersonId) -> Person | None:
    """A person by id."""
    row = _by_id.one(db, code=code, who=who)
    return _person(row) if row else None


def get_person(db: Db, code: TownId, who: PersonId) -> Person:
    """A person by id.

    Raises:
        LookupError: there is none.
    """
    found = find_person(db, code, who)
    if found is None:
        raise LookupError("no such person")
    return found


def list_named(db: Db, code: TownId, name: str) -> list[Person]:
    """Known persons of that very name."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(person.c.town == code, person.c.name_key == name, person.c.known.is_(True))
        .order_by(person.c.id)
    )
    return [_person(tuple(row)) for row in rows]


def list_all(db: Db, code: TownId) -> list[Person]:
    """Everybody, guests included."""
    rows = db.all(sa.select(*_COLUMNS).where(person.c.town == code).order_by(person.c.id))
    return [_person(tuple(row)) for row in rows]


def list_of_units(db: Db, code: TownId, units: list[UnitId]) -> list[Person]:
    """Known persons whose neighbourhood is one of ``units``."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(person.c.town == code, person.c.unit.in_(units), person.c.known.is_(True))
        .order_by(person.c.household, person.c.id)
    )
    return [_person(tuple(row)) for row in rows]


def list_household(db: Db, code: TownId, home: HouseholdId) -> list[Person]:
    """Everybody of a household."""
    rows = db.all(sa.select(*_COLUMNS).where(person.c.town == code, person.c.household == home).order_by(person.c.id))
    return [_person(tuple(row)) for row in rows]


def put_person(db: Db, code: TownId, found: Person) -> None:
    """Write a person, or what has changed."""
    row = {"town": code, "name_key": found.name} | {column.name: getattr(found, column.name) for column in _COLUMNS}
    statement = insert(person).values(row)
    rest = {name: value for name, value in row.items() if name not in {"town", "id"}}
    db.execute(statement.on_conflict_do_update(index_elements=["town", "id"], set_=rest))


def put_persons(db: Db, code: TownId, found: Sequence[Person]) -> None:
    """Write many persons at once: a roster."""
    names = [column.name for column in _COLUMNS]
    rows = [{"town": code, "name_key": one.name} | {name: getattr(one, name) for name in names} for one in found]
    _put_many(db, person, rows)


def put_households(db: Db, code: TownId, found: Sequence[tuple[str, str, str, str, bool]]) -> None:
    """Write many households at once: (id, unit, head, place, away)."""
    names = ("id", "unit", "head", "place", "away")
    _put_many(db, household, [{"town": code} | dict(zip(names, one, strict=True)) for one in found])


def put_accounts(db: Db, code: TownId, found: Sequence[tuple[str, str, PersonId]], at: datetime) -> None:
    """Bind many accounts at once: (platform, address, person)."""
    _put_many(
        db,
        account,
        [{"town": code, "platform": p, "address_key": a, "address": a, "person": who, "at": at} for p, a, who in found],
    )


def _put_many(db: Db, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """One statement for all rows; rows that are there are overwritten."""
    if not rows:
        return
    statement = insert(table)
    key = [column.name for column in table.primary_key.columns]
    rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    db.execute(statement.on_conflict_do_update(index_elements=key, set_=rest), rows)


def put_household(db: Db, code: TownId, home: str, unit: str, head: str, place: str, away: bool) -> None:
    """Write a household, or what has changed."""
    row = {"unit": unit, "head": head, "place": place, "away": away}
    statement = insert(household).values(town=code, id=home, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "id"], set_=row))


def list_households(db: Db, code: TownId, unit: UnitId) -> list[tuple[HouseholdId, str, bool, str]]:
    """(household, its head's name, whether it is away, where it lies) of a neighbourhood."""
    rows = db.all(
        sa.select(household.c.id, household.c.head, household.c.away, household.c.place)
        .where(household.c.town == code, household.c.unit == unit)
        .order_by(household.c.id)
    )
    return [(HouseholdId(row[0]), str(row[1]), bool(row[2]), str(row[3] or "")) for row in rows]


def put_account(db: Db, code: TownId, platform: str, address: str, who: PersonId, at: datetime) -> None:
    """Bind an account to a person, taking it from whomever it was bound to."""
    statement = insert(account).values(
        town=code, platform=platform, address_key=address, address=address, person=who, at=at
    )
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["town", "platform", "address_key"], set_={"person": who, "at": at}
        )
    )


def list_accounts(db: Db, code: TownId, who: PersonId) -> list[tuple[str, str]]:
    """(platform, address) of a person, the latest bound first."""
    rows = db.all(
        sa.select(account.c.platform, account.c.address)
        .where(account.c.town == code, account.c.person == who)
        .order_by(account.c.at.desc(), account.c.address_key)
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def list_accounts_named(db: Db, code: TownId, platform: str) -> list[tuple[str, PersonId, str]]:
    """(address, person, name) of every account on a platform."""
    joined = account.join(person, (account.c.town == person.c.town) & (account.c.person == person.c.id))
    rows = db.all(
        sa.select(account.c.address, person.c.id, person.c.name)
        .select_from(joined)
        .where(account.c.town == code, account.c.platform == platform)
        .order_by(account.c.at, account.c.address_key)
    )
    return [(str(row[0]), PersonId(row[1]), str(row[2])) for row in rows]


def list_public_phones(db: Db, code: TownId) -> list[str]:
    """Phones whose owners have agreed that they are shown."""
    rows = db.all(sa.select(person.c.phone).where(person.c.town == code, person.c.phone_public.is_(True)))
    return [str(row[0]) for row in rows if row[0]]
