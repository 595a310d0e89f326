"""What people said of a published list: read by the supervisors alone, kept for a year (handbook §3.3 监督, §4.7)."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.lists import Answer, Objection
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, sealed, town

list_objection = sa.Table(
    "list_objection",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("issue", sa.BigInteger, nullable=False),
    plain("entry", sa.BigInteger),
    plain("hides", sa.Boolean, nullable=False),
    personal("person", sa.Text, nullable=False),
    plain("by_warden", sa.Boolean, nullable=False),
    sealed("list_objection.text", nullable=False),
    plain("at", At, nullable=False),
    plain("state", sa.Text, nullable=False),
    personal("answered_by", sa.Text),
    plain("answered_at", At),
    sealed("list_objection.answer", nullable=False),
    sa.Index("ix_list_objection_issue", "town", "issue"),
    sa.Index("ix_list_objection_person", "town", "person"),
)

_NAMES = tuple(one.name for one in fields(Objection))
_COLUMNS = [list_objection.c[name] for name in _NAMES]


def _objection(row: Any) -> Objection:
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    values["state"] = Answer(values["state"])
    return Objection(**values)


def _row(one: Objection) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _NAMES} | {"state": one.state.value}


def add(db: Db, code: TownId, new: Objection) -> None:
    """Store what was said."""
    db.execute(sa.insert(list_objection).values(town=code, **_row(new)))


def change(db: Db, code: TownId, changed: Objection) -> None:
    """Store the answer."""
    c = list_objection.c
    rest = {name: value for name, value in _row(changed).items() if name != "number"}
    db.execute(sa.update(list_objection).where(c.town == code, c.number == changed.number).values(**rest))


def find(db: Db, code: TownId, number: int) -> Objection | None:
    """One by its number."""
    c = list_objection.c
    row = db.first(sa.select(*_COLUMNS).where(c.town == code, c.number == number))
    return _objection(row) if row else None


def list_open(db: Db, code: TownId, issues: Collection[int]) -> list[Objection]:
    """Those of some issues that nobody has answered, the oldest first."""
    c = list_objection.c
    where = (c.town == code) & c.issue.in_(sorted(issues)) & (c.state == Answer.OPEN.value)
    return [_objection(row) for row in db.all(sa.select(*_COLUMNS).where(where).order_by(c.number))]


def list_open_about(db: Db, code: TownId, entry: int) -> list[Objection]:
    """Open ones that keep an entry hidden, the oldest first."""
    c = list_objection.c
    where = (c.town == code) & (c.entry == entry) & c.hides.is_(True) & (c.state == Answer.OPEN.value)
    return [_objection(row) for row in db.all(sa.select(*_COLUMNS).where(where).order_by(c.number))]


def count_since(db: Db, code: TownId, who: PersonId, since: datetime) -> int:
    """How many somebody has sent since then."""
    c = list_objection.c
    where = (c.town == code) & (c.person == who) & (c.at >= since)
    return int(db.scalar(sa.select(sa.func.count()).select_from(list_objection).where(where)) or 0)


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """Forget what was answered, or said, so long ago."""
    c = list_objection.c
    return db.execute(sa.delete(list_objection).where(c.town == code, c.at < before, c.state != Answer.OPEN.value))


def breaches(db: Db, code: TownId) -> list[str]:
    """I40: whoever has answered is not who objected."""
    c = list_objection.c
    rows = db.all(sa.select(c.number).where(c.town == code, c.answered_by == c.person))
    return [f"监督意见{row[0]}号由提意见的人自己答复" for row in rows]
