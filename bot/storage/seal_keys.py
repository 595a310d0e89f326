"""Which keys the values of this database are sealed with: their ids, never the keys. What a start is checked against."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.storage.database import Database, Db
from bot.storage.schema import metadata, plain, town
from bot.storage.sealing import NoKey, Ring
from bot.storage.towns import find_town

seal_key = sa.Table(
    "seal_key",
    metadata,
    town(),
    plain("use", sa.Text, primary_key=True),
    plain("key", sa.Text, primary_key=True),
)
"""``town`` is ALL here: keys belong to the database."""

ALL = "*"
SEALS, INDEXES = "seal", "index"


def list_keys(db: Db) -> set[tuple[str, str]]:
    """(use, id) of every key that values may be sealed with."""
    return {(str(row[0]), str(row[1])) for row in db.all(sa.select(seal_key.c.use, seal_key.c.key))}


def note(db: Db, ring: Ring) -> None:
    """From now on values may be sealed with the ring's current key."""
    rows = [{"town": ALL, "use": SEALS, "key": ring.current}, {"town": ALL, "use": INDEXES, "key": ring.index_id}]
    db.execute(insert(seal_key).on_conflict_do_nothing(), rows)


def drop_others(db: Db, ring: Ring) -> None:
    """No value is sealed with an older key any more."""
    db.execute(sa.delete(seal_key).where(seal_key.c.use == SEALS, seal_key.c.key != ring.current))


def missing(noted: set[tuple[str, str]], ring: Ring | None) -> list[str]:
    """Ids of keys that are needed and not at hand."""
    at_hand: set[tuple[str, str]] = set()
    if ring is not None:
        at_hand = {(SEALS, one) for one in ring.ids} | {(INDEXES, ring.index_id)}
    return sorted(key for _, key in noted - at_hand)


def match(database: Database) -> bool:
    """Hold the keys at hand against those the database needs, before anything else is read or written.

    False: it was kept in the open until now and must be sealed whole before it is used.

    Raises:
        NoKey: one is missing; nothing has been changed.
    """
    with database.reader() as db:
        noted = list_keys(db)
    if lacking := missing(noted, database.ring):
        raise NoKey(lacking)
    ring = database.ring
    if ring is None or (SEALS, ring.current) in noted:
        return True
    with database.writer() as db:
        if not noted and find_town(db) is not None:
            return False
        db.say("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN")
        note(db, ring)
        db.say("COMMIT")
    return True
