"""Reversals of points that wait for a second person, or were signed by one."""

from datetime import datetime

import sqlalchemy as sa

from bot.domain.points import Reversal
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.points import points_reversal


def ask_reversal(db: Db, code: TownId, number: int, by: PersonId, at: datetime, reason: str) -> None:
    """Somebody wants a check-in's points reversed."""
    db.execute(
        sa.insert(points_reversal).values(
            town=code, number=number, asked_by=by, asked_at=at, reason=reason, approved_by=None, approved_at=None
        )
    )


def find_reversal(db: Db, code: TownId, number: int) -> Reversal | None:
    """The reversal of a check-in, waiting or done."""
    row = db.first(
        sa.select(
            points_reversal.c.number,
            points_reversal.c.asked_by,
            points_reversal.c.asked_at,
            points_reversal.c.reason,
            points_reversal.c.approved_by,
            points_reversal.c.approved_at,
        ).where(points_reversal.c.town == code, points_reversal.c.number == number)
    )
    return Reversal(*row) if row else None


def list_waiting(db: Db, code: TownId) -> list[Reversal]:
    """What waits for a second person, by number."""
    c = points_reversal.c
    columns = (c.number, c.asked_by, c.asked_at, c.reason, c.approved_by, c.approved_at)
    where = (c.town == code) & c.approved_by.is_(None)
    return [Reversal(*row) for row in db.all(sa.select(*columns).where(where).order_by(c.number))]


def approve_reversal(db: Db, code: TownId, number: int, by: PersonId, at: datetime) -> None:
    """A second person agrees."""
    db.execute(
        sa.update(points_reversal)
        .where(points_reversal.c.town == code, points_reversal.c.number == number)
        .values(approved_by=by, approved_at=at)
    )


def drop_reversal(db: Db, code: TownId, number: int) -> None:
    """A waiting reversal is given up."""
    db.execute(
        sa.delete(points_reversal).where(
            points_reversal.c.town == code,
            points_reversal.c.number == number,
            points_reversal.c.approved_by.is_(None),
        )
    )
