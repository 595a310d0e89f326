"""Changing the key: every sealed value is opened and sealed anew, batch by batch. Broken off, it goes on where it stopped."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from bot.storage import seal_keys
from bot.storage.database import Database, Db
from bot.storage.schema import metadata
from bot.storage.sealing import MARK, Blind, Ring, Sealed, SealedBytes

BATCH = 500
BATCH_OF_FILES = 10
"""Each may be megabytes."""


def sealed_columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Every column that is sealed."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedBytes):
                yield table, column


def count_old(db: Db, ring: Ring) -> int:
    """Values that the current key has not sealed: in the open, or under an older key."""
    return sum(
        int(db.scalar(sa.select(sa.func.count()).select_from(table).where(_old(column, ring))) or 0)
        for table, column in sealed_columns()
    )


def reseal(database: Database) -> Iterator[int]:
    """Seal anew what the current key has not sealed; yields how many values each batch held. No other process may be at work.

    Safe to break off anywhere: a value is under one key or the other, and both are noted until all is done.
    """
    ring = database.ring
    assert ring is not None
    with database.writer() as db:
        for table, column in sealed_columns():
            while done := _batch(db, ring, table, column):
                yield done
        db.say("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN")
        seal_keys.note(db, ring)
        seal_keys.drop_others(db, ring)
        db.say("COMMIT")


def _batch(db: Db, ring: Ring, table: sa.Table, column: sa.Column[Any]) -> int:
    keys = [one for one in table.primary_key.columns if not isinstance(one.type, Blind)]
    blinds = [one for one in table.primary_key.columns if isinstance(one.type, Blind)]
    raw = [sa.type_coerce(one, sa.Text).label(one.name) for one in blinds]
    names = [one.name for one in (*keys, *blinds)]
    most = BATCH_OF_FILES if isinstance(column.type, SealedBytes) else BATCH
    rows = db.all(sa.select(column, *keys, *raw).where(_old(column, ring)).limit(most))
    db.say("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN")
    for value, *key in rows:
        this = [
            (sa.type_coerce(table.c[name], sa.Text) == sa.literal(part, sa.Text))
            if isinstance(table.c[name].type, Blind)
            else table.c[name] == part
            for name, part in zip(names, key, strict=True)
        ]
        indexed = [one for one in table.columns if isinstance(one.type, Blind) and one.type.of == column.name]
        db.execute(sa.update(table).where(*this).values({column: value} | dict.fromkeys(indexed, value)))
    db.say("COMMIT")
    return len(rows)


def _old(column: sa.Column[Any], ring: Ring) -> sa.ColumnElement[bool]:
    mark = f"{MARK}{ring.current}"
    if isinstance(column.type, SealedBytes):
        stored = sa.type_coerce(column, sa.LargeBinary)
        return column.is_not(None) & (sa.func.substr(stored, 1, len(mark)) != sa.literal(mark.encode(), sa.LargeBinary))
    stored_text = sa.type_coerce(column, sa.Text)
    return column.is_not(None) & (stored_text != "") & (sa.func.substr(stored_text, 1, len(mark)) != mark)
