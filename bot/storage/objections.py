"""Objections of wardens to their settled result, and what was answered (handbook §5.1: within three days, by a person)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.settlements import Objection, ObjectionState
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, sealed, town

settlement_objection = sa.Table(
    "settlement_objection",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, nullable=False),
    plain("period", sa.Text, nullable=False),
    personal("warden", sa.Text, nullable=False),
    sealed("settlement_objection.text", nullable=False),
    plain("at", At, nullable=False),
    plain("due_at", At, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("amount", sa.Integer, nullable=False),
    sealed("settlement_objection.answer", nullable=False),
    personal("answered_by", sa.Text),
    plain("answered_at", At),
    sa.Index("ix_settlement_objection_unit", "town", "unit", "period"),
)
_COLUMNS = tuple(one for one in settlement_objection.c if one.name != "town")
_WAITING = (ObjectionState.OPEN.value, ObjectionState.SECOND.value)


def _objection(row: Sequence[Any]) -> Objection:
    number, unit, period, warden, text, at, due_at, state, amount, answer, answered_by, answered_at = row
    return Objection(
        number,
        UnitId(unit),
        period,
        warden,
        text,
        at,
        due_at,
        ObjectionState(state),
        amount,
        answer,
        answered_by,
        answered_at,
    )


def _row(one: Objection) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "period": one.period,
        "warden": one.warden,
        "text": one.text,
        "at": one.at,
        "due_at": one.due_at,
        "state": one.state.value,
        "amount": one.amount,
        "answer": one.answer,
        "answered_by": one.answered_by,
        "answered_at": one.answered_at,
    }


def add(db: Db, code: TownId, new: Objection) -> None:
    """A new one."""
    db.execute(sa.insert(settlement_objection).values(town=code, number=new.number, **_row(new)))


def change(db: Db, code: TownId, one: Objection) -> None:
    """What has become of it."""
    c = settlement_objection.c
    db.execute(sa.update(settlement_objection).where(c.town == code, c.number == one.number).values(**_row(one)))


def find(db: Db, code: TownId, number: int) -> Objection | None:
    """By its number."""
    c = settlement_objection.c
    row = db.first(sa.select(*_COLUMNS).where(c.town == code, c.number == number))
    return _objection(row) if row else None


def list_waiting(db: Db, code: TownId, unit: UnitId | None = None, period: str = "") -> list[Objection]:
    """Those that a person must still deal with, the oldest first; of one settlement, or all."""
    c = settlement_objection.c
    where = [c.town == code, c.state.in_(_WAITING)]
    where += [c.unit == unit, c.period == period] if unit is not None else []
    return [_objection(row) for row in db.all(sa.select(*_COLUMNS).where(*where).order_by(c.number))]


def find_waiting_of(db: Db, code: TownId, warden: PersonId, unit: UnitId, period: str) -> Objection | None:
    """A person's own objection that still waits."""
    return next((one for one in list_waiting(db, code, unit, period) if one.warden == warden), None)


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """What was said and answered that long ago is forgotten; that there was an objection, and how it ended, stays."""
    c = settlement_objection.c
    return db.execute(
        sa.update(settlement_objection)
        .where(c.town == code, c.at < before, c.state.not_in(_WAITING), sa.or_(c.text != "", c.answer != ""))
        .values(text="", answer="")
    )


def breaches(db: Db, code: TownId) -> list[str]:
    """Nothing waits in a locked settlement, and nobody answers their own."""
    from_settlement = metadata.tables["settlement"]
    c, s = settlement_objection.c, from_settlement.c
    rows = db.all(
        sa.select(c.number)
        .select_from(
            settlement_objection.join(from_settlement, (c.town == s.town) & (c.unit == s.unit) & (c.period == s.period))
        )
        .where(c.town == code, c.state.in_(_WAITING), s.state == "locked")
    )
    own = db.all(sa.select(c.number).where(c.town == code, c.answered_by == c.warden))
    return [f"异议{row[0]}: 没答复就锁定了" for row in rows] + [f"异议{row[0]}: 自己答复了自己" for row in own]
