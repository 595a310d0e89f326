"""Runs of scheduled jobs: inserted once a fire time, so that two schedulers make one run (architecture.md, the way of a job)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import TownId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, plain, town

job_run = sa.Table(
    "job_run",
    metadata,
    town(),
    plain("job", sa.Text, primary_key=True),
    plain("unit", sa.Text, primary_key=True),
    plain("fire_at", At, primary_key=True),
    plain("state", sa.Text, nullable=False),
    plain("attempts", sa.Integer, nullable=False),
    plain("next_try", At),
    sa.Index("ix_job_run_next_try", "town", "next_try"),
)


def claim(db: Db, code: TownId, job: str, unit: str, fire_at: datetime) -> bool:
    """Take a run; False when it has been taken."""
    statement = insert(job_run).values(
        town=code, job=job, unit=unit, fire_at=fire_at, state="done", attempts=0, next_try=None
    )
    return db.first(statement.on_conflict_do_nothing().returning(job_run.c.job)) is not None


def note_fault(
    db: Db, code: TownId, job: str, unit: str, fire_at: datetime, attempts: int, next_try: datetime | None
) -> None:
    """A run met a fault: to be tried again at ``next_try``, or given up (None)."""
    row = {"state": "failed", "attempts": attempts, "next_try": next_try}
    statement = insert(job_run).values(town=code, job=job, unit=unit, fire_at=fire_at, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "job", "unit", "fire_at"], set_=row))


def settle(db: Db, code: TownId, job: str, unit: str, fire_at: datetime) -> None:
    """A run that had failed has now been done."""
    db.execute(
        sa.update(job_run)
        .where(job_run.c.town == code, job_run.c.job == job, job_run.c.unit == unit, job_run.c.fire_at == fire_at)
        .values(state="done", next_try=None)
    )


def list_retries(db: Db, code: TownId, now: datetime) -> list[tuple[str, str, datetime, int]]:
    """(job, unit, fire_at, attempts) of failed runs whose next try has come."""
    rows = db.all(
        sa.select(job_run.c.job, job_run.c.unit, job_run.c.fire_at, job_run.c.attempts)
        .where(job_run.c.town == code, job_run.c.next_try <= now)
        .order_by(job_run.c.next_try)
    )
    return [(r[0], r[1], r[2], r[3]) for r in rows]


def last_fired(db: Db, code: TownId, job: str) -> datetime | None:
    """The latest fire time of a job that has been taken."""
    found: datetime | None = db.scalar(
        sa.select(job_run.c.fire_at)
        .where(job_run.c.town == code, job_run.c.job == job)
        .order_by(job_run.c.fire_at.desc())
        .limit(1)
    )
    return found


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """Forget runs of long ago, save the row that tells the last of each job."""
    return db.execute(sa.delete(job_run).where(job_run.c.town == code, job_run.c.fire_at < before))


def next_retry(db: Db, code: TownId) -> datetime | None:
    """When the next failed run is tried again."""
    found: datetime | None = db.scalar(sa.select(sa.func.min(job_run.c.next_try)).where(job_run.c.town == code))
    return found
