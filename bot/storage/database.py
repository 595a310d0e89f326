"""The two engines behind one metadata: SQLite (WAL, synchronous=FULL) and PostgreSQL. One connection writes, the others only read."""

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.estimates import write_estimates
from bot.storage.guards import write_guards
from bot.storage.migrations import HEAD, revision, stamp
from bot.storage.schema import metadata
from bot.storage.sealing import Ring, lend, ring_of

Statement = sa.sql.expression.Executable


class Db:
    """A connection as the floors above see it: run a statement, get rows. Transactions belong to the writer."""

    def __init__(self, connection: sa.Connection, compiled: dict[Any, Any]) -> None:
        self._connection = connection
        self.compiled = compiled
        """What ``Prepared`` has made ready for this database."""
        self.dialect: Dialect = connection.dialect
        raw = connection.connection.driver_connection
        assert raw is not None
        self._raw: Any = raw

    def run(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], returns: bool) -> list[tuple[Any, ...]]:
        """Run driver SQL (``Prepared``'s road)."""
        cursor = self._raw.execute(sql, parameters)
        return cursor.fetchall() if returns else []

    def count(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> int:
        """Run driver SQL that writes; how many rows it touched."""
        return int(self._raw.execute(sql, parameters).rowcount)

    def say(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a bare command such as BEGIN or a PRAGMA; its rows, if it has any."""
        cursor = self._raw.execute(sql)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def command(self, sql: str) -> None:
        """Run a bare command that has no rows, the quickest way: two stand around every unit."""
        self._raw.execute(sql)

    def all(
        self, statement: Statement, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        """All rows of a statement."""
        return self._connection.execute(statement, parameters or {}).all()

    def first(
        self, statement: Statement, parameters: Mapping[str, Any] | None = None
    ) -> sa.Row[*tuple[Any, ...]] | None:
        """The first row, or None."""
        return self._connection.execute(statement, parameters or {}).first()

    def scalar(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        return self._connection.execute(statement, parameters or {}).scalar()

    def execute(
        self, statement: Statement, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Run a writing statement; how many rows it touched."""
        return self._connection.execute(statement, parameters or {}).rowcount

    @property
    def is_sqlite(self) -> bool:
        """Some housekeeping is SQLite's own."""
        return self.dialect.name == "sqlite"


class WrongSettings(Exception):
    """SQLite does not keep a setting that durability or erasure depends on."""


class TownTaken(Exception):
    """Another process owns the town: it holds the lock on its writing connection (PostgreSQL)."""


def lock_of(town: str) -> int:
    """The number of a town's advisory lock: the same in every process, far from numbers that others may use."""
    return int.from_bytes(hashlib.blake2b(f"xianglin:{town}".encode(), digest_size=8).digest(), signed=True)


class Database:
    """Where a town's rows live. ``url`` is SQLAlchemy's; ``sqlite:///…`` or ``postgresql+psycopg://…``.

    ``ring`` seals what names or quotes a person; None keeps it in the open (rehearsals).
    """

    def __init__(self, url: str, ring: Ring | None = None) -> None:
        self.url = sa.make_url(url)
        self.ring = ring
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"hide_parameters": True, "json_serializer": _as_json}
        self._writing = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, **options)
        self._reading = sa.create_engine(self.url, **options)
        lend(self._writing.dialect, ring)
        lend(self._reading.dialect, ring)
        self._compiled: dict[Any, Any] = {}
        self._owned: str | None = None
        if self.is_sqlite:
            event.listen(self._writing, "connect", _writes)
            event.listen(self._reading, "connect", _reads)
            event.listen(self._reading, "begin", _begins)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def own(self, town: str) -> None:
        """From now on every writing connection holds the town's lock: losing the one ends the other (PostgreSQL).

        On SQLite a process is alone by a lock on the file (``serve`` takes it).
        """
        self._owned = town

    @contextmanager
    def writer(self) -> Generator[Db]:
        """The writing connection: in autocommit, so that BEGIN and COMMIT are said by hand and mean what they say.

        Raises:
            TownTaken: another process owns the town.
        """
        with self._writing.connect() as connection:
            db = Db(connection, self._compiled)
            if self._owned is None or self.is_sqlite:
                yield db
                return
            lock = lock_of(self._owned)
            (got,) = db.say(f"SELECT pg_try_advisory_lock({lock})")
            if not got[0]:
                raise TownTaken(self._owned)
            try:
                yield db
            finally:
                with suppress(SQLAlchemyError):  # by itself the server lets go of it only a while after we have gone
                    db.say(f"SELECT pg_advisory_unlock({lock})")

    @contextmanager
    def reader(self) -> Generator[Db]:
        """A consistent view for reading; cannot write."""
        with self._reading.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield Db(connection, self._compiled)

    def is_empty(self) -> bool:
        """Whether no table of ours exists yet."""
        with self._writing.connect() as connection:
            return not sa.inspect(connection).has_table("town")

    @contextmanager
    def migrating(self) -> Generator[sa.Connection]:
        """The bare connection in one transaction, for changing tables; undone whole when anything raises."""
        with self._writing.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            write_estimates(connection)
            write_guards(connection)
            connection.exec_driver_sql("COMMIT")

    def is_current(self) -> bool:
        """Whether its tables are those of this program."""
        with self._writing.connect() as connection:
            return revision(connection) == HEAD

    def create_tables(self) -> None:
        """Make all tables of the metadata in an empty database: what all the migrations together make (tested), without Alembic."""
        with self.migrating() as connection:
            metadata.create_all(connection)
            stamp(connection)

    def close(self) -> None:
        """Let go of all connections."""
        self._writing.dispose()
        self._reading.dispose()


def compact(db: Db) -> None:
    """Make erasure complete in the file: SQLite keeps ghosts of deleted rows until VACUUM and a truncated journal (measured)."""
    if (ring := ring_of(db.dialect)) is not None:
        ring.forget()
    if db.is_sqlite:
        db.say("VACUUM")
        db.say("PRAGMA wal_checkpoint(TRUNCATE)")


def _as_json(value: object) -> str:
    """Chinese as it is: shorter, and a byte search of the file sees it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_SETTINGS: Mapping[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "secure_delete": ("ON", 1),
    "busy_timeout": ("10000", 10000),
    "foreign_keys": ("ON", 1),
    "temp_store": ("MEMORY", 2),
}
"""What the writing connection asks of SQLite, and what SQLite says when it has it. Without temp_store, what a savepoint could take back
may lie in a temporary file: people's words where nobody erases them, and 20 µs a message."""


def _writes(raw: Any, _record: object) -> None:
    for name, (wanted, kept) in _SETTINGS.items():
        raw.execute(f"PRAGMA {name}={wanted}")
        found = raw.execute(f"PRAGMA {name}").fetchone()[0]
        if found != kept:  # a network drive without shared memory, a library built without secure_delete
            raise WrongSettings(f"PRAGMA {name} is {found}, not {kept}")


def _begins(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _reads(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver would otherwise begin nothing before a SELECT: no consistent view
    for pragma in ("busy_timeout=5000", "query_only=1"):
        raw.execute(f"PRAGMA {pragma}")
