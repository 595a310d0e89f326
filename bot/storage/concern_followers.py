"""Who says “me too” to a concern, with a report of their own that has been merged or without one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, town

follower = sa.Table(
    "concern_follower",
    metadata,
    town(),
    plain("concern", sa.Text, primary_key=True),
    personal("person", sa.Text, primary_key=True),
    plain("at", At, nullable=False),
    sa.Index("ix_concern_follower_person", "town", "person"),
)
_of = Prepared(
    sa.select(follower.c.person)
    .where(follower.c.town == sa.bindparam("code"), follower.c.concern == sa.bindparam("number"))
    .order_by(follower.c.at, follower.c.person)
)


def add(db: Db, code: TownId, number: str, who: PersonId, at: datetime) -> bool:
    """One more; False when they were among them already."""
    values = {"town": code, "concern": number, "person": who, "at": at}
    return bool(db.execute(insert(follower).values(**values).on_conflict_do_nothing()))


def drop(db: Db, code: TownId, number: str, who: PersonId) -> bool:
    """No longer; False when they were not among them."""
    c = follower.c
    return bool(db.execute(sa.delete(follower).where(c.town == code, c.concern == number, c.person == who)))


def list_of(db: Db, code: TownId, number: str) -> list[PersonId]:
    """Who follows a concern, the first first."""
    return [PersonId(row[0]) for row in _of(db, code=code, number=number)]


def list_followed(db: Db, code: TownId, who: PersonId) -> list[str]:
    """Numbers of what a person follows, the latest first."""
    c = follower.c
    rows = db.all(sa.select(c.concern).where(c.town == code, c.person == who).order_by(c.at.desc()))
    return [str(row[0]) for row in rows]


def all_followers(db: Db, code: TownId) -> dict[str, list[PersonId]]:
    """Followers by number: for counting households."""
    found: dict[str, list[PersonId]] = {}
    c = follower.c
    for row in db.all(sa.select(c.concern, c.person).where(c.town == code).order_by(c.at)):
        found.setdefault(str(row[0]), []).append(PersonId(row[1]))
    return found


def move(db: Db, code: TownId, old: str, new: str) -> None:
    """What has been merged takes its followers along."""
    for person in list_of(db, code, old):
        row = db.first(
            sa.select(follower.c.at).where(
                follower.c.town == code, follower.c.concern == old, follower.c.person == person
            )
        )
        if row is not None:
            add(db, code, new, person, row[0])
    db.execute(sa.delete(follower).where(follower.c.town == code, follower.c.concern == old))


def erase(db: Db, code: TownId, number: str) -> None:
    """Forget who followed."""
    db.execute(sa.delete(follower).where(follower.c.town == code, follower.c.concern == number))
