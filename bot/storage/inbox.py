"""Messages that have been taken in: their ids and fates, never their words. What makes a redelivery harmless."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, town

inbox = sa.Table(
    "inbox",
    metadata,
    town(),
    plain("message", sa.Text, primary_key=True),
    plain("at", At, nullable=False),
    personal("person", sa.Text),
    plain("state", sa.Text, nullable=False),
    plain("fault", sa.Text, nullable=False),
)

_first = Prepared(
    insert(inbox)
    .values(
        town=sa.bindparam("code"),
        message=sa.bindparam("message"),
        at=sa.bindparam("at"),
        person=sa.bindparam("person"),
        state=sa.bindparam("state"),
        fault=sa.bindparam("fault"),
    )
    .on_conflict_do_nothing()
)


_known = Prepared(
    sa.select(inbox.c.at).where(inbox.c.town == sa.bindparam("code"), inbox.c.message == sa.bindparam("message"))
)


def first_time(
    db: Db, code: TownId, message: str, at: datetime, person: PersonId | None, state: str = "done", fault: str = ""
) -> bool:
    """Note a message; False when it has been here before."""
    return bool(_first.count(db, code=code, message=message, at=at, person=person, state=state, fault=fault))


def was_here(db: Db, code: TownId, message: str) -> bool:
    """Whether a message has been taken in."""
    return bool(_known(db, code=code, message=message))


def find_taken(db: Db, code: TownId, message: str, person: PersonId) -> datetime | None:
    """When a message of ``person`` was taken in; None when it never was, or was somebody else's."""
    row = db.first(
        sa.select(inbox.c.at).where(inbox.c.town == code, inbox.c.message == message, inbox.c.person == person)
    )
    return row[0] if row else None


def erase_before(db: Db, code: TownId, before: datetime) -> int:
    """Forget old ids: no platform redelivers that late."""
    return db.execute(sa.delete(inbox).where(inbox.c.town == code, inbox.c.at < before))
