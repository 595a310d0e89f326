"""Who changed what, when, from which state to which: no words of anybody (handbook §4, I51)."""

from datetime import datetime

import sqlalchemy as sa

from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, town

audit = sa.Table(
    "audit",
    metadata,
    town(),
    row_id(),
    plain("at", At, nullable=False),
    personal("actor", sa.Text),
    plain("area", sa.Text, nullable=False),
    plain("subject", sa.Text, nullable=False),
    plain("verb", sa.Text, nullable=False),
    plain("before", sa.Text, nullable=False),
    plain("after", sa.Text, nullable=False),
    sa.Index("ix_audit_subject", "town", "area", "subject"),
)

_insert = Prepared(
    sa.insert(audit),
    ("town", "id", "at", "actor", "area", "subject", "verb", "before", "after"),
)


def put(
    db: Db,
    code: TownId,
    number: int,
    at: datetime,
    actor: PersonId | None,
    area: str,
    subject: str,
    verb: str,
    before: str = "",
    after: str = "",
) -> None:
    """One row; ``actor`` None is the system. ``before`` and ``after`` are states or codes, never free text."""
    _insert(
        db, town=code, id=number, at=at, actor=actor, area=area, subject=subject, verb=verb, before=before, after=after
    )


def list_of(db: Db, code: TownId, area: str, subject: str) -> list[tuple[datetime, PersonId | None, str, str, str]]:
    """(when, who, verb, before, after) of one subject, oldest first."""
    rows = db.all(
        sa.select(audit.c.at, audit.c.actor, audit.c.verb, audit.c.before, audit.c.after)
        .where(audit.c.town == code, audit.c.area == area, audit.c.subject == subject)
        .order_by(audit.c.id)
    )
    return [(r[0], r[1], r[2], r[3], r[4]) for r in rows]


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """Forget rows of long ago (handbook §9.5: three years)."""
    return db.execute(sa.delete(audit).where(audit.c.town == code, audit.c.at < before))


Row = tuple[int, datetime, PersonId | None, str, str, str, str]
"""(row, when, who, area, verb, before, after)."""


def list_of_subject(db: Db, code: TownId, subject: str) -> list[Row]:
    """All rows of whatever is called ``subject``, oldest first: the page's “why”."""
    rows = db.all(
        sa.select(audit.c.id, audit.c.at, audit.c.actor, audit.c.area, audit.c.verb, audit.c.before, audit.c.after)
        .where(audit.c.town == code, audit.c.subject == subject)
        .order_by(audit.c.id)
    )
    return [(r[0], r[1], r[2], r[3], r[4], r[5], r[6]) for r in rows]
