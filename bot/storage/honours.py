"""Honours of wardens that count for points, with the document that shows each (handbook §5.1)."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from bot.domain.honours import STANDING, WAITING, Honour, Level, State
from bot.domain.points import HONOURS
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.points import points_credit
from bot.storage.schema import At, metadata, personal, plain, sealed, town

honour = sa.Table(
    "honour",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("warden", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("level", sa.Text, nullable=False),
    sealed("honour.name", nullable=False),
    sealed("honour.basis", nullable=False),
    plain("day", sa.Date, nullable=False),
    plain("state", sa.Text, nullable=False),
    personal("asked_by", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
    personal("decided_by", sa.Text),
    plain("decided_at", At),
    personal("back_by", sa.Text),
    sealed("honour.reason", nullable=False),
    sa.Index("ix_honour_warden", "town", "warden"),
)
_COLUMNS = [honour.c[one.name] for one in fields(Honour)]


def _honour(row: Sequence[Any]) -> Honour:
    values: dict[str, Any] = dict(zip((one.name for one in fields(Honour)), row, strict=True))
    values["level"], values["state"] = Level(values["level"]), State(values["state"])
    return Honour(**values)


def _row(one: Honour) -> dict[str, Any]:
    row = {field.name: getattr(one, field.name) for field in fields(Honour)}
    return row | {"level": one.level.value, "state": one.state.value}


def add(db: Db, code: TownId, new: Honour) -> None:
    """Somebody has told of one."""
    db.execute(sa.insert(honour).values(town=code, **_row(new)))


def change(db: Db, code: TownId, changed: Honour) -> None:
    """What has become of it."""
    values = {name: value for name, value in _row(changed).items() if name != "number"}
    db.execute(sa.update(honour).where(honour.c.town == code, honour.c.number == changed.number).values(**values))


def find(db: Db, code: TownId, number: int) -> Honour | None:
    """One, by its number."""
    row = db.first(sa.select(*_COLUMNS).where(honour.c.town == code, honour.c.number == number))
    return _honour(row) if row else None


def list_of(db: Db, code: TownId, warden: PersonId) -> list[Honour]:
    """All of a warden, the earliest first."""
    where = (honour.c.town == code) & (honour.c.warden == warden)
    return [_honour(row) for row in db.all(sa.select(*_COLUMNS).where(where).order_by(honour.c.number))]


def list_waiting(db: Db, code: TownId) -> list[Honour]:
    """What waits for a second person, the earliest first."""
    where = (honour.c.town == code) & honour.c.state.in_([one.value for one in WAITING])
    return [_honour(row) for row in db.all(sa.select(*_COLUMNS).where(where).order_by(honour.c.number))]


def breaches(db: Db, code: TownId) -> list[str]:
    """Nobody agrees with themself or decides about themself; nothing counts that does not stand."""
    found = [_honour(row) for row in db.all(sa.select(*_COLUMNS).where(honour.c.town == code))]
    lines = [
        f"荣誉 {one.number}: 没有第二个人同意"
        for one in found
        if (one.state in STANDING and one.decided_by in {None, one.asked_by})
        or (one.state is State.REVOKED and one.decided_by in {None, one.back_by})
    ]
    lines += [f"荣誉 {one.number}: 本人给自己记的" for one in found if one.warden in {one.asked_by, one.decided_by}]
    standing = {str(one.number) for one in found if one.state in STANDING}
    c = points_credit.c
    credits_ = db.all(sa.select(c.cause).where(c.town == code, c.kind.in_(HONOURS), c.standing.is_(True)))
    return lines + [f"积分 {row[0]}: 没有这项荣誉" for row in credits_ if str(row[0]).split(":")[1] not in standing]
