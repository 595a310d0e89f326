"""Copies of a whole database: a backup is always an SQLite file, whatever engine it came from, and can be restored into either."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bot.storage.database import Database, Db
from bot.storage.schema import metadata
from bot.storage.seal_keys import match, seal_key
from bot.storage.sealing import Blind, SealedBytes

_ROWS = 10_000
_ROWS_WITH_FILES = 10
"""Each may be megabytes."""


class BadBackup(Exception):
    """A file that is no backup of ours, or a damaged one; the text says which."""


def write_backup(database: Database, target: Path) -> None:
    """Copy everything as it stands at one moment into a new SQLite file. Safe while another process writes."""
    if database.path is not None:
        source = sqlite3.connect(f"file:{database.path}?mode=ro", uri=True, timeout=10)
        try:
            source.execute("VACUUM INTO ?", (str(target),))  # no free pages: what was erased is not in the copy
        finally:
            source.close()
        _without_open_ballots(target)
        return
    copy = Database(f"sqlite:///{target}", database.ring)
    copy.create_tables()
    match(copy)
    copy_rows(database, copy)
    copy.close()  # the connections that have read it, else it cannot leave WAL
    with copy.writer() as db:
        db.say("PRAGMA journal_mode=DELETE")
    copy.close()
    _without_open_ballots(target)


def _without_open_ballots(backup: Path) -> None:
    """Polls still open are kept without their ballots and their secret: together they would tell who voted what (handbook I35)."""
    db = sqlite3.connect(backup, isolation_level=None)
    try:
        opened = "SELECT town, number FROM poll WHERE state = 'open'"
        db.execute(f"DELETE FROM ballot WHERE (town, poll) IN ({opened})")  # noqa: S608  # our own words
        if db.execute("UPDATE poll SET secret = '' WHERE state = 'open'").rowcount:
            db.execute("VACUUM")  # nothing of them in free pages
    finally:
        db.close()


def open_polls_again(database: Database, new_secret: Callable[[], str]) -> int:
    """After a restore: polls whose secret was left out get a new one, and are voted anew; how many those were."""
    table = metadata.tables["poll"]
    with database.writer() as db:
        rows = db.all(sa.select(table.c.town, table.c.number).where(table.c.state == "open", table.c.secret == ""))
        db.say("BEGIN")
        for code, number in rows:
            this = (table.c.town == code) & (table.c.number == number)
            db.execute(sa.update(table).where(this).values(secret=new_secret()))
        db.say("COMMIT")
    return len(rows)


def verify(backup: Path) -> None:
    """Whether a file is a whole backup.

    Raises:
        BadBackup: it is not.
    """
    try:
        db = sqlite3.connect(f"file:{backup}?mode=ro", uri=True)
        try:
            found = [row[0] for row in db.execute("PRAGMA integrity_check")]
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        finally:
            db.close()
    except sqlite3.DatabaseError as fault:
        raise BadBackup("不是备份文件,或者已经损坏") from fault
    if found != ["ok"]:
        raise BadBackup("文件已经损坏")
    if missing := {"town", "inbox", "outbox"} - tables:
        raise BadBackup(f"不是乡邻的备份(缺少 {min(missing)})")


def is_empty(database: Database) -> bool:
    """Whether no row of ours is there."""
    if database.is_empty():
        return True
    with database.reader() as db:
        return all(
            db.first(sa.select(sa.literal(1)).select_from(table).limit(1)) is None
            for table in metadata.tables.values()
            if table is not seal_key
        )


def copy_rows(source: Database, target: Database) -> None:
    """Every row of ``source`` as it stands at one moment, into the empty tables of ``target``, in one transaction."""
    with source.reader() as rows, target.writer() as into:
        if not rows.is_sqlite:
            rows.say("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        into.say("BEGIN")
        for table in metadata.sorted_tables:
            if table is not seal_key:  # what is written is sealed with the target's own key
                _copy_table(rows, into, table)
        into.say("COMMIT")


def _copy_table(rows: Db, into: Db, table: sa.Table) -> None:
    most = _ROWS_WITH_FILES if any(isinstance(column.type, SealedBytes) for column in table.columns) else _ROWS
    every = sa.select(table).order_by(*table.primary_key.columns).limit(most)
    names = [column.key for column in table.columns]
    blinds = {column.key: column.type.of for column in table.columns if isinstance(column.type, Blind)}
    done = 0
    while found := rows.all(every.offset(done)):
        copies = [dict(zip(names, row, strict=True)) for row in found]
        into.execute(sa.insert(table), [copy | {key: copy[of] for key, of in blinds.items()} for copy in copies])
        done += len(found)
