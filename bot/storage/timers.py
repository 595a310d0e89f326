"""Deadlines of concerns, polls, notices: rows made in the transaction that needs them, so that none is lost and each fires once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, plain, town

timer = sa.Table(
    "timer",
    metadata,
    town(),
    plain("kind", sa.Text, primary_key=True),
    plain("subject", sa.Text, primary_key=True),
    plain("fire_at", At, nullable=False),
    plain("attempts", sa.Integer, nullable=False),
    sa.Index("ix_timer_fire_at", "town", "fire_at"),
)
_new = insert(timer).values(
    town=sa.bindparam("code"),
    kind=sa.bindparam("of_kind"),
    subject=sa.bindparam("of"),
    fire_at=sa.bindparam("at"),
    attempts=sa.literal_column("0"),
)
_set = Prepared(
    _new.on_conflict_do_update(
        index_elements=["town", "kind", "subject"],
        set_={"fire_at": _new.excluded.fire_at, "attempts": _new.excluded.attempts},
    )
)


@dataclass(frozen=True, slots=True)
class Timer:
    """One deadline: what kind, of what, when; ``attempts`` counts the faults it has met."""

    kind: str
    subject: str
    fire_at: datetime
    attempts: int


def set_timer(db: Db, code: TownId, kind: str, subject: str, fire_at: datetime) -> None:
    """Set a deadline; one of that kind for that subject is moved."""
    _set(db, code=code, of_kind=kind, of=subject, at=fire_at)


def cancel(db: Db, code: TownId, subject: str, *kinds: str) -> None:
    """Drop the deadlines of a subject, of these kinds (none named: all)."""
    _cancel(len(kinds))(db, code=code, of=subject, **{f"kind_{place}": kind for place, kind in enumerate(kinds)})


@cache
def _cancel(kinds: int) -> Prepared:
    """The statement that drops so many kinds (0: all)."""
    statement = sa.delete(timer).where(timer.c.town == sa.bindparam("code"), timer.c.subject == sa.bindparam("of"))
    wanted = [timer.c.kind == sa.bindparam(f"kind_{place}") for place in range(kinds)]
    return Prepared(statement.where(sa.or_(*wanted)) if wanted else statement)


def list_due(db: Db, code: TownId, now: datetime, most: int = 64) -> list[Timer]:
    """Deadlines that have come, earliest first."""
    rows = db.all(
        sa.select(timer.c.kind, timer.c.subject, timer.c.fire_at, timer.c.attempts)
        .where(timer.c.town == code, timer.c.fire_at <= now)
        .order_by(timer.c.fire_at, timer.c.kind, timer.c.subject)
        .limit(most)
    )
    return [Timer(*row) for row in rows]


def find(db: Db, code: TownId, kind: str, subject: str) -> Timer | None:
    """One deadline."""
    row = db.first(
        sa.select(timer.c.kind, timer.c.subject, timer.c.fire_at, timer.c.attempts).where(
            timer.c.town == code, timer.c.kind == kind, timer.c.subject == subject
        )
    )
    return Timer(*row) if row else None


def next_due(db: Db, code: TownId) -> datetime | None:
    """When the next deadline comes."""
    row = db.first(sa.select(timer.c.fire_at).where(timer.c.town == code).order_by(timer.c.fire_at).limit(1))
    return row[0] if row else None


def put_off(db: Db, code: TownId, late: Timer, until: datetime) -> None:
    """Its work met a fault: try again then."""
    db.execute(
        sa.update(timer)
        .where(timer.c.town == code, timer.c.kind == late.kind, timer.c.subject == late.subject)
        .values(fire_at=until, attempts=late.attempts + 1)
    )
