"""What reporters have been told about their concerns without having asked: counted, so that it stays little."""

from datetime import datetime

import sqlalchemy as sa

from bot.ids import PersonId, TownId
from bot.storage.audit import audit
from bot.storage.database import Db
from bot.storage.outbox import outbox

_NEW_ROUND = ("rate_bad", "reopen")


def round_began(db: Db, code: TownId, number: str) -> datetime | None:
    """When the concern was last reopened; None when never."""
    c = audit.c
    row = db.first(
        sa.select(c.at)
        .where(c.town == code, c.area == "concern", c.subject == number, c.verb.in_(_NEW_ROUND))
        .order_by(c.id.desc())
        .limit(1)
    )
    return row[0] if row else None


def count_unprompted(db: Db, code: TownId, about: str, since: datetime) -> dict[PersonId, int]:
    """How many messages about it each person has been sent, or is going to be, that answer nothing."""
    c = outbox.c
    rows = db.all(
        sa.select(c.person, sa.func.count())
        .where(c.town == code, c.about == about, c.answers.is_(None), c.person.is_not(None), c.made_at >= since)
        .group_by(c.person)
    )
    return {PersonId(row[0]): int(row[1]) for row in rows}
