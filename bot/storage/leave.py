"""Leaves: whose, from when to when, who stands in. Why is not kept. The tree reads them (``storage.directory``)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.domain import leave as rules
from bot.domain.directory import Absence
from bot.domain.leave import Leave, State
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.people import person
from bot.storage.schema import At, metadata, personal, plain, town

leave = sa.Table(
    "leave",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("person", sa.Text, nullable=False),
    personal("first", sa.Date, nullable=False),
    personal("last", sa.Date, nullable=False),
    personal("deputy", sa.Text),
    personal("asked", sa.Text),
    plain("state", sa.Text, nullable=False),
    plain("made_at", At, nullable=False),
    sa.Index("ix_leave_person", "town", "person"),
)
_FIELDS = ("number", "person", "first", "last", "deputy", "asked", "state", "made_at")
_COLUMNS = tuple(leave.c[name] for name in _FIELDS)
_standing = leave.c.state == State.STANDING.value


def _leave(row: Sequence[Any]) -> Leave:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    values["state"] = State(values["state"])
    return Leave(**values)


def _row(one: Leave) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _FIELDS} | {"state": one.state.value}


def add(db: Db, code: TownId, one: Leave) -> None:
    """Store a new leave."""
    db.execute(sa.insert(leave).values(town=code, **_row(one)))


def change(db: Db, code: TownId, one: Leave) -> None:
    """Store what has become of it."""
    rest = {name: value for name, value in _row(one).items() if name != "number"}
    db.execute(sa.update(leave).where(leave.c.town == code, leave.c.number == one.number).values(**rest))


def find(db: Db, code: TownId, number: int) -> Leave | None:
    """One leave."""
    row = db.first(sa.select(*_COLUMNS).where(leave.c.town == code, leave.c.number == number))
    return _leave(row) if row else None


def list_of(db: Db, code: TownId, who: PersonId, since: date) -> list[Leave]:
    """A person's standing leaves that last till ``since`` or later, the earliest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(leave.c.town == code, leave.c.person == who, _standing, leave.c.last >= since)
        .order_by(leave.c.first)
    )
    return [_leave(row) for row in rows]


def list_with(db: Db, code: TownId, who: PersonId, since: date) -> list[Leave]:
    """Standing leaves in which ``who`` stands in, or has been asked to."""
    mine = sa.or_(leave.c.deputy == who, leave.c.asked == who)
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(leave.c.town == code, mine, _standing, leave.c.last >= since)
        .order_by(leave.c.first, leave.c.number)
    )
    return [_leave(row) for row in rows]


def list_absences(db: Db, code: TownId) -> list[Absence]:
    """All standing leaves as the tree knows them."""
    deputy = person.alias("deputy")
    joined = leave.outerjoin(deputy, (leave.c.town == deputy.c.town) & (leave.c.deputy == deputy.c.id))
    rows = db.all(
        sa.select(leave.c.person, leave.c.first, leave.c.last, leave.c.deputy, deputy.c.name, deputy.c.household)
        .select_from(joined)
        .where(leave.c.town == code, _standing)
        .order_by(leave.c.first, leave.c.number)
    )
    return [Absence(r[0], r[1], r[2], r[3], r[4] or "", r[5]) for r in rows]


def erase_before(db: Db, code: TownId, day: date) -> int:
    """Forget leaves that were over by then: their period has long been settled."""
    return db.execute(sa.delete(leave).where(leave.c.town == code, leave.c.last <= day))


def breaches(db: Db, code: TownId) -> list[str]:
    """Nobody stands in for themselves; two leaves of a person never overlap; none is longer than it may be."""
    rows = db.all(sa.select(*_COLUMNS).where(leave.c.town == code, _standing).order_by(leave.c.person, leave.c.first))
    found: list[str] = []
    before: Leave | None = None
    for row in rows:
        one = _leave(row)
        if one.deputy == one.person:
            found.append(f"请假{one.number}: 自己代自己的班")
        if one.last < one.first or one.days > rules.MOST_DAYS:
            found.append(f"请假{one.number}: 起止不对")
        if before is not None and before.person == one.person and before.last >= one.first:
            found.append(f"请假{one.number}: 和请假{before.number}重叠")
        before = one
    return found
