"""What is held about a person, found by walking the marks of the metadata; and the switches a person has set."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.schema import metadata, personal, plain, town

preference = sa.Table(
    "preference",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    plain("name", sa.Text, primary_key=True),
)

QUIET = "quiet"
"""Notices and digests are not sent to this person in private."""


def switch(db: Db, code: TownId, who: PersonId, name: str, *, on: bool) -> None:
    """Set or clear a switch."""
    if on:
        db.execute(insert(preference).values(town=code, person=who, name=name).on_conflict_do_nothing())
    else:
        c = preference.c
        db.execute(sa.delete(preference).where(c.town == code, c.person == who, c.name == name))


def is_on(db: Db, code: TownId, who: PersonId, name: str) -> bool:
    """Whether a person has set a switch."""
    c = preference.c
    return db.first(sa.select(c.name).where(c.town == code, c.person == who, c.name == name)) is not None


@dataclass(frozen=True, slots=True)
class Holding:
    """So many rows of a table have this person in that column."""

    table: str
    column: str
    count: int


WORDS: frozenset[tuple[str, str]] = frozenset(
    {
        ("account", "address"),
        ("ballot", "answers"),
        ("ballot", "key"),
        ("ballot", "wish"),
        ("care", "kind"),
        ("care", "often"),
        ("check_in", "home"),
        ("check_in", "household"),
        ("check_in", "need"),
        ("check_in", "note"),
        ("check_in", "reason"),
        ("check_in", "remark"),
        ("check_in", "target"),
        ("check_in", "task"),
        ("concern", "resolution"),
        ("concern", "text"),
        ("concern_attachment", "name"),
        ("concern_note", "text"),
        ("household", "head"),
        ("household", "place"),
        ("ledger", "reason"),
        ("notice", "reason"),
        ("notice_receipt", "household"),
        ("outbox", "account"),
        ("outbox", "lane"),
        ("outbox", "text"),
        ("person", "gender"),
        ("person", "household"),
        ("person", "id"),
        ("person", "name"),
        ("person", "phone"),
        ("person", "tags"),
        ("person", "unit"),
        ("points_reversal", "reason"),
        ("poll_wish", "text"),
    }
)
"""Personal columns that hold words, or a household: none of them is an id of a person."""


def columns_of_persons() -> Iterator[tuple[sa.Table, sa.Column[object]]]:
    """Every column that says who a person is, by the marks."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.info["personal"] and isinstance(column.type, sa.Text) and (table.name, column.name) not in WORDS:
                yield table, column


def holdings(db: Db, code: TownId, who: PersonId) -> list[Holding]:
    """Where a person is found, with counts; the person's own row is not among them."""
    found: list[Holding] = []
    for table, column in columns_of_persons():
        count = int(
            db.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.town == code, column == who)) or 0
        )
        if count:
            found.append(Holding(table.name, column.name, count))
    return found


def rows_of(db: Db, code: TownId, who: PersonId, table: str, column: str, most: int) -> list[dict[str, object]]:
    """The rows themselves, the newest last; columns by name."""
    source = metadata.tables[table]
    order = list(source.primary_key.columns)
    rows = db.all(
        sa.select(source)
        .where(source.c.town == code, source.c[column] == who)
        .order_by(*(one.desc() for one in order))
        .limit(most)
    )
    names = [column.name for column in source.columns]
    return [dict(zip(names, row, strict=True)) for row in reversed(rows)]
