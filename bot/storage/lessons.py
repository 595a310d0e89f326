"""Examples that residents and handlers give by choosing a category, and what staff decided about them."""

from typing import Any

import sqlalchemy as sa

from bot.domain.lessons import MOST, Fate, Lesson
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town

lesson = sa.Table(
    "lesson",
    metadata,
    town(),
    row_id(),
    plain("at", At, nullable=False),
    personal("person", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    sealed("lesson.text", nullable=False),
    plain("guessed", sa.Text, nullable=False),
    plain("chosen", sa.Text, nullable=False),
    plain("fate", sa.Text, nullable=False),
    sa.Index("ix_lesson_fate", "town", "fate"),
)

_COLUMNS = [column for column in lesson.columns if column.name != "town"]
_approved = Prepared(
    sa.select(lesson.c.id)
    .where(lesson.c.town == sa.bindparam("code"), lesson.c.fate == sa.literal_column(f"'{Fate.APPROVED.value}'"))
    .order_by(lesson.c.id.desc())
    .limit(sa.literal_column(str(MOST)))
)


def _lesson(row: Any) -> Lesson:
    number, at, person, unit, text, guessed, chosen, fate = row
    return Lesson(number, at, PersonId(person), UnitId(unit), text, guessed, chosen, Fate(fate))


def add(db: Db, code: TownId, one: Lesson) -> None:
    """Keep an example."""
    db.execute(
        sa.insert(lesson).values(
            town=code,
            id=one.id,
            at=one.at,
            person=one.person,
            unit=one.unit,
            text=one.text,
            guessed=one.guessed,
            chosen=one.chosen,
            fate=one.fate.value,
        )
    )


def list_by(db: Db, code: TownId, fate: Fate) -> list[Lesson]:
    """All of one fate, the oldest first."""
    rows = db.all(sa.select(*_COLUMNS).where(lesson.c.town == code, lesson.c.fate == fate.value).order_by(lesson.c.id))
    return [_lesson(row) for row in rows]


def approved_ids(db: Db, code: TownId) -> tuple[int, ...]:
    """The latest approved ones, by their rows: whether anything new has been taught."""
    return tuple(int(row[0]) for row in reversed(_approved(db, code=code)))


def decide(db: Db, code: TownId, number: int, fate: Fate) -> None:
    """Staff have decided; what was refused loses its words."""
    values = {"fate": fate.value} | ({"text": ""} if fate is Fate.REFUSED else {})
    db.execute(sa.update(lesson).where(lesson.c.town == code, lesson.c.id == number).values(**values))
