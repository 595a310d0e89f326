"""Pledges of wardens, the village's list to choose from, and the check-ins that show one kept."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.check_ins import COUNTED
from bot.domain.pledges import Pledge, State
from bot.ids import PersonId, TownId, UnitId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, sealed, town

pledge = sa.Table(
    "pledge",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("person", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("year", sa.Integer, nullable=False),
    sealed("pledge.items", "json", nullable=False),
    plain("state", sa.Text, nullable=False),
    sealed("pledge.reason", nullable=False),
    personal("reviewer", sa.Text),
    plain("made_at", At, nullable=False),
    plain("decided_at", At),
    sa.Index("ix_pledge_person", "town", "person", "year"),
)

pledge_choice = sa.Table(
    "pledge_choice",
    metadata,
    town(),
    plain("unit", sa.Text, primary_key=True),
    plain("place", sa.Integer, primary_key=True, autoincrement=False),
    plain("text", sa.Text, nullable=False),
)

pledge_evidence = sa.Table(
    "pledge_evidence",
    metadata,
    town(),
    plain("check_in", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("pledge", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("item", sa.Integer, nullable=False),
    sa.Index("ix_pledge_evidence_pledge", "town", "pledge"),
)

_FIELDS = ("number", "person", "unit", "year", "items", "state", "reason", "reviewer", "made_at", "decided_at")
_COLUMNS = tuple(pledge.c[name] for name in _FIELDS)


def _pledge(row: Sequence[Any]) -> Pledge:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    values["items"], values["state"] = tuple(values["items"]), State(values["state"])
    return Pledge(**values)


def _row(one: Pledge) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in _FIELDS}
    return row | {"items": list(one.items), "state": one.state.value}


def add(db: Db, code: TownId, one: Pledge) -> None:
    """Store a new one."""
    db.execute(sa.insert(pledge).values(town=code, **_row(one)))


def change(db: Db, code: TownId, one: Pledge) -> None:
    """Store what has become of it."""
    rest = {name: value for name, value in _row(one).items() if name != "number"}
    db.execute(sa.update(pledge).where(pledge.c.town == code, pledge.c.number == one.number).values(**rest))


def find(db: Db, code: TownId, number: int) -> Pledge | None:
    """One by its number."""
    row = db.first(sa.select(*_COLUMNS).where(pledge.c.town == code, pledge.c.number == number))
    return _pledge(row) if row else None


_shown = Prepared(
    sa.select(*_COLUMNS)
    .where(
        pledge.c.town == sa.bindparam("code"),
        pledge.c.person == sa.bindparam("who"),
        pledge.c.year == sa.bindparam("of_year"),
        pledge.c.state == sa.literal_column(f"'{State.PUBLISHED.value}'"),
    )
    .order_by(pledge.c.number.desc())
)


def find_shown(db: Db, code: TownId, who: PersonId, year: int) -> Pledge | None:
    """What a warden has publicly promised for a year."""
    row = _shown.one(db, code=code, who=who, of_year=year)
    return _pledge(row) if row else None


def list_of(db: Db, code: TownId, who: PersonId) -> list[Pledge]:
    """All of a person, the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS).where(pledge.c.town == code, pledge.c.person == who).order_by(pledge.c.number.desc())
    )
    return [_pledge(row) for row in rows]


def list_waiting(db: Db, code: TownId, units: Sequence[UnitId]) -> list[Pledge]:
    """Those of these units that the village has not looked at."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(pledge.c.town == code, pledge.c.state == State.SUBMITTED.value, pledge.c.unit.in_(list(units)))
        .order_by(pledge.c.number)
    )
    return [_pledge(row) for row in rows]


def list_choices(db: Db, code: TownId, village: UnitId) -> list[str]:
    """What a village offers to choose from; empty: it has set nothing."""
    c = pledge_choice.c
    rows = db.all(sa.select(c.text).where(c.town == code, c.unit == village).order_by(c.place))
    return [str(row[0]) for row in rows]


def put_choices(db: Db, code: TownId, village: UnitId, texts: Sequence[str]) -> None:
    """What it offers from now on."""
    c = pledge_choice.c
    db.execute(sa.delete(pledge_choice).where(c.town == code, c.unit == village))
    for place, text in enumerate(texts, 1):
        db.execute(sa.insert(pledge_choice).values(town=code, unit=village, place=place, text=text))


def put_evidence(db: Db, code: TownId, check_in_number: int, pledge_number: int, items: Iterable[int]) -> None:
    """A check-in shows this promise kept (the first of ``items``), or none any more."""
    c = pledge_evidence.c
    mine = (c.town == code) & (c.check_in == check_in_number)
    item = next(iter(items), None)
    if item is None:
        db.execute(sa.delete(pledge_evidence).where(mine))
        return
    row = {"town": code, "check_in": check_in_number, "pledge": pledge_number, "item": item}
    db.execute(
        insert(pledge_evidence)
        .values(row)
        .on_conflict_do_update(index_elements=["town", "check_in", "pledge"], set_={"item": item})
    )


_evidence = Prepared(
    sa.select(pledge_evidence.c.pledge, pledge_evidence.c.item).where(
        pledge_evidence.c.town == sa.bindparam("code"), pledge_evidence.c.check_in == sa.bindparam("number")
    )
)


def list_evidence(db: Db, code: TownId, check_ins: Sequence[int]) -> list[tuple[int, int]]:
    """(pledge, promise) that these check-ins show kept."""
    return sorted(
        {(int(row[0]), int(row[1])) for number in check_ins for row in _evidence(db, code=code, number=number)}
    )


def count_kept(db: Db, code: TownId, number: int) -> dict[int, int]:
    """How often each promise was shown kept, by check-ins that a reviewer has seen."""
    joined = pledge_evidence.join(
        check_in, (pledge_evidence.c.town == check_in.c.town) & (pledge_evidence.c.check_in == check_in.c.number)
    )
    rows = db.all(
        sa.select(pledge_evidence.c.item, sa.func.count())
        .select_from(joined)
        .where(
            pledge_evidence.c.town == code,
            pledge_evidence.c.pledge == number,
            check_in.c.state.in_([state.value for state in COUNTED]),
        )
        .group_by(pledge_evidence.c.item)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def erase_before(db: Db, code: TownId, before: datetime, year: int) -> int:
    """Forget what was never shown or was taken down long ago, and whole years long over."""
    gone = [state.value for state in (State.RETURNED, State.WITHDRAWN, State.REPLACED)]
    old = sa.or_(pledge.c.year < year, sa.and_(pledge.c.state.in_(gone), pledge.c.made_at < before))
    return db.execute(sa.delete(pledge).where(pledge.c.town == code, old))


def list_kept(db: Db, code: TownId, who: PersonId, first: date, last: date) -> list[tuple[int, date]]:
    """(check-in, its day) of a warden's that show a promise kept and that a reviewer has seen: what brings points."""
    joined = pledge_evidence.join(
        check_in, (pledge_evidence.c.town == check_in.c.town) & (pledge_evidence.c.check_in == check_in.c.number)
    )
    rows = db.all(
        sa.select(check_in.c.number, check_in.c.day)
        .select_from(joined)
        .where(
            check_in.c.town == code,
            check_in.c.warden == who,
            check_in.c.day.between(first, last),
            check_in.c.state.in_([state.value for state in COUNTED]),
        )
        .order_by(check_in.c.day, check_in.c.number)
    )
    return [(int(row[0]), row[1]) for row in rows]
