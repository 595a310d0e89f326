"""What all tables share: the metadata, the types, and the two ways to make a column.

Rules of this file: the town is first in every primary and unique key; ids come from the app (``Work.new_id``), never from the
engine; a column is made by ``personal``, ``sealed``, ``blind`` or ``plain`` and by nothing else, so that erasing and exporting a
person's data can walk the metadata (handbook §9, reliability.md §7). An unmarked column fails a test. ``sealed`` is for every text
that names or quotes somebody (bot/storage/sealing.py); ``personal`` alone is for ids of persons, days, numbers.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from bot.clock import SHANGHAI
from bot.storage.sealing import Blind, Sealed, SealedBytes

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class At(sa.types.TypeDecorator[datetime]):
    """A moment: microseconds since 1970 in a BigInteger, aware and in Asia/Shanghai outside. Naive times are refused."""

    impl = sa.BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """How a moment goes into the column; the last one is remembered, for all rows of a unit say the same ``now``."""
        last: tuple[datetime | None, int | None] = (None, None)

        def process(value: datetime | None) -> int | None:
            nonlocal last
            known, reckoned = last
            if value is known:
                return reckoned
            reckoned = _as_microseconds(value)
            last = (value, reckoned)
            return reckoned

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """How it comes out."""
        return _as_moment


def _as_microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a naive time reached the database")
    return (value - EPOCH) // _MICROSECOND


def _as_moment(value: int | None) -> datetime | None:
    return None if value is None else (EPOCH + timedelta(microseconds=value)).astimezone(SHANGHAI)


def personal(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    """A column that holds something about a person: their words, name, number, or who they are."""
    return sa.Column(name, type_, info={"personal": True}, **options)


def sealed(label: str, kind: str = "text", **options: Any) -> sa.Column[Any]:
    """A personal column whose values are encrypted in the file; ``label`` is ``table.column``, ``kind`` text, date, json or bytes.

    It can be read and written, but no condition or order may be put on it: for equality it needs a ``blind`` column beside it.
    """
    type_ = SealedBytes(label) if kind == "bytes" else Sealed(label, kind)
    return personal(label.partition(".")[2], type_, **options)


def blind(label: str, **options: Any) -> sa.Column[Any]:
    """The blind index of the sealed column ``name``: ``table.name_key``, written with the same text, asked for equality."""
    return personal(label.partition(".")[2], Blind(label), **options)


def plain(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    """A column that says nothing about anybody."""
    return sa.Column(name, type_, info={"personal": False}, **options)


def town() -> sa.Column[Any]:
    """The first column of every table."""
    return plain("town", sa.Text, primary_key=True, autoincrement=False)


def row_id() -> sa.Column[Any]:
    """A row's number within the town, given by the app."""
    return plain("id", sa.BigInteger, primary_key=True, autoincrement=False)
