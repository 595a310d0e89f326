"""Check-ins as reviewers and the clock read them: what waits, since when, and what a record is compared with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.check_ins import HOPED, CheckIn, Kind
from bot.ids import TownId, UnitId
from bot.storage.check_ins import COLUMNS, check_in, made, waits
from bot.storage.database import Db


def list_waiting(db: Db, code: TownId, units: Sequence[UnitId], most: int = 200) -> list[CheckIn]:
    """Records of these units that wait for a reviewer, the oldest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(check_in.c.town == code, waits, check_in.c.unit.in_(units))
        .order_by(check_in.c.said_at, check_in.c.number)
        .limit(most)
    )
    return [made(row) for row in rows]


def list_of_units(db: Db, code: TownId, units: Sequence[UnitId], first: date, most: int = 2000) -> list[CheckIn]:
    """Records of these units that count or may yet, of days since ``first``, the latest first: what a reviewer's eye compares with."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(
            check_in.c.town == code,
            check_in.c.unit.in_(units),
            check_in.c.day >= first,
            check_in.c.state.in_([state.value for state in HOPED]),
        )
        .order_by(check_in.c.day.desc(), check_in.c.number.desc())
        .limit(most)
    )
    return [made(row) for row in rows]


def list_waiting_since(db: Db, code: TownId, until: datetime, most: int = 5000) -> list[CheckIn]:
    """Records told up to ``until`` that still wait, the oldest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(check_in.c.town == code, waits, check_in.c.said_at <= until)
        .order_by(check_in.c.said_at, check_in.c.number)
        .limit(most)
    )
    return [made(row) for row in rows]


def oldest_waiting(db: Db, code: TownId, after: datetime, kinds: Iterable[Kind] = tuple(Kind)) -> datetime | None:
    """When the longest-waiting record of those told after ``after`` was told."""
    found: datetime | None = db.scalar(
        sa.select(sa.func.min(check_in.c.said_at)).where(
            check_in.c.town == code,
            waits,
            check_in.c.said_at > after,
            check_in.c.kind.in_([kind.value for kind in kinds]),
        )
    )
    return found
