"""What persons have allowed and forbidden: one row each time, dated, kept as the proof of it (handbook §4.8, §9.5)."""

from datetime import datetime

import sqlalchemy as sa

from bot.domain.consents import Purpose
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, town

consent = sa.Table(
    "consent",
    metadata,
    town(),
    row_id(),
    personal("person", sa.Text, nullable=False),
    plain("purpose", sa.Text, nullable=False),
    plain("given", sa.Boolean, nullable=False),
    plain("at", At, nullable=False),
    sa.Index("ix_consent_person", "town", "person", "purpose"),
)

_latest = Prepared(
    sa.select(consent.c.given)
    .where(
        consent.c.town == sa.bindparam("code"),
        consent.c.person == sa.bindparam("who"),
        consent.c.purpose == sa.bindparam("what"),
    )
    .order_by(consent.c.id.desc())
    .limit(sa.literal_column("1"))
)


def add(db: Db, code: TownId, number: int, who: PersonId, purpose: Purpose, given: bool, at: datetime) -> None:
    """A yes or a no; the last one counts."""
    row = {"id": number, "person": who, "purpose": purpose.value, "given": given, "at": at}
    db.execute(sa.insert(consent).values(town=code, **row))


def refuses(db: Db, code: TownId, who: PersonId | None, purpose: Purpose) -> bool:
    """Whether somebody has said no to a purpose: asked before every processing for it (I48)."""
    if who is None:
        return False
    found = _latest.one(db, code=code, who=who, what=purpose.value)
    return found is not None and not found[0]


def list_latest(db: Db, code: TownId, who: PersonId) -> dict[Purpose, tuple[bool, datetime]]:
    """What counts now of everything that somebody has decided, and since when."""
    c = consent.c
    rows = db.all(sa.select(c.purpose, c.given, c.at).where(c.town == code, c.person == who).order_by(c.id))
    return {Purpose(row[0]): (bool(row[1]), row[2]) for row in rows}


def list_refusing(db: Db, code: TownId, purpose: Purpose) -> set[str]:
    """Everybody who has said no to a purpose and not yes since."""
    c = consent.c
    rows = db.all(sa.select(c.person, c.given).where(c.town == code, c.purpose == purpose.value).order_by(c.id))
    last = {str(row[0]): bool(row[1]) for row in rows}
    return {who for who, given in last.items() if not given}


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """Forget old decisions that a newer one has taken the place of; what counts now is kept as long as it counts."""
    newer = consent.alias()
    replaced = sa.exists().where(
        newer.c.town == consent.c.town,
        newer.c.person == consent.c.person,
        newer.c.purpose == consent.c.purpose,
        newer.c.id > consent.c.id,
    )
    return db.execute(sa.delete(consent).where(consent.c.town == code, consent.c.at < before, replaced))
