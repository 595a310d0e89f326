"""The two engines behind one metadata: SQLite (WAL, synchronous=FULL) and PostgreSQL. One connection writes, the others only read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from bot.storage.estimates import write_estimates
from bot.storage.schema import metadata

Statement = sa.sql.expression.Executable


class Db:
    """A connection as the floors above see it: run a statement, get rows. Transactions belong to the writer."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.dialect: Dialect = connection.dialect
        raw = connection.connection.driver_connection
        assert raw is not None
        self._raw: Any = raw

    def run(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], returns: bool) -> list[tuple[Any, ...]]:
        """Run driver SQL (``Prepared``'s road)."""
        cursor = self._raw.execute(sql, parameters)
        return [tuple(row) for row in cursor.fetchall()] if returns else []

    def say(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a bare command such as BEGIN or a PRAGMA; its rows, if it has any."""
        cursor = self._raw.execute(sql)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

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


class Database:
    """Where a town's rows live. ``url`` is SQLAlchemy's; ``sqlite:///…`` or ``postgresql+psycopg://…``."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"hide_parameters": True, "json_serializer": _as_json}
        self._writing = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, **options)
        self._reading = sa.create_engine(self.url, **options)
        if self.is_sqlite:
            sa.event.listen(self._writing, "connect", _writes)
            sa.event.listen(self._reading, "connect", _reads)
            sa.event.listen(self._reading, "begin", _begins)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def writer(self) -> Iterator[Db]:
        """The writing connection: in autocommit, so that BEGIN and COMMIT are said by hand and mean what they say."""
        with self._writing.connect() as connection:
            yield Db(connection)

    @contextmanager
    def reader(self) -> Iterator[Db]:
        """A consistent view for reading; cannot write."""
        with self._reading.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield Db(connection)

    def is_empty(self) -> bool:
        """Whether no table of ours exists yet."""
        with self._writing.connect() as connection:
            return not sa.inspect(connection).has_table("town")

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """The bare connection in one transaction, for changing tables; undone whole when anything raises."""
        with self._writing.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            write_estimates(connection)
            connection.exec_driver_sql("COMMIT")

    def create_tables(self) -> None:
        """Make all tables of the metadata in an empty database."""
        with self._writing.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            metadata.create_all(connection)
            write_estimates(connection)
            connection.exec_driver_sql("COMMIT")

    def close(self) -> None:
        """Let go of all connections."""
        self._writing.dispose()
        self._reading.dispose()


def compact(db: Db) -> None:
    """Make erasure complete in the file: SQLite keeps ghosts of deleted rows until VACUUM and a truncated journal (measured)."""
    if db.is_sqlite:
        db.say("VACUUM")
        db.say("PRAGMA wal_checkpoint(TRUNCATE)")


def _as_json(value: object) -> str:
    """Chinese as it is: shorter, and a byte search of the file sees it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _writes(raw: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begins(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _reads(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver would otherwise begin nothing before a SELECT: no consistent view
    for pragma in ("busy_timeout=5000", "query_only=1"):
        raw.execute(f"PRAGMA {pragma}")
