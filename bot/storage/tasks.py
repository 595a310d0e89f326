"""Key tasks, and which check-ins count for them. A mark is two numbers: what was done stands in the check-in alone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.check_ins import HOPED
from bot.domain.tasks import Progress, State, Task
from bot.ids import PersonId, TownId, UnitId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, town

task = sa.Table(
    "task",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("author", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("units", sa.JSON, nullable=False),
    plain("title", sa.Text, nullable=False),
    plain("body", sa.Text, nullable=False),
    plain("tag", sa.Text, nullable=False),
    plain("points", sa.JSON, nullable=False),
    plain("made_at", At, nullable=False),
    plain("until", sa.Date, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("ended_at", At),
    sa.Index("ix_task_until", "town", "until"),
)

task_mark = sa.Table(
    "task_mark",
    metadata,
    town(),
    plain("check_in", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("task", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Index("ix_task_mark_task", "town", "task"),
)

_FIELDS = (
    "number", "author", "unit", "units", "title", "body", "tag", "points", "made_at", "until", "state", "ended_at",
)  # fmt: skip
_COLUMNS = tuple(task.c[name] for name in _FIELDS)
_running = Prepared(
    sa.select(*_COLUMNS).where(
        task.c.town == sa.bindparam("code"),
        task.c.until >= sa.bindparam("on"),
        task.c.state != sa.literal_column(f"'{State.WITHDRAWN.value}'"),
    )
)
"""In no order: asked for one, the planner would walk all tasks there have ever been."""


def _task(row: Sequence[Any]) -> Task:
    values = dict(zip(_FIELDS, row, strict=True))
    values["units"] = tuple(UnitId(one) for one in values["units"])
    values["points"], values["state"] = tuple(values["points"]), State(values["state"])
    return Task(**values)


def _row(one: Task) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in _FIELDS}
    return row | {"units": list(one.units), "points": list(one.points), "state": one.state.value}


def add(db: Db, code: TownId, one: Task) -> None:
    """Store a new task."""
    db.execute(sa.insert(task).values(town=code, **_row(one)))


def change(db: Db, code: TownId, one: Task) -> None:
    """Store what has become of it."""
    rest = {name: value for name, value in _row(one).items() if name != "number"}
    db.execute(sa.update(task).where(task.c.town == code, task.c.number == one.number).values(**rest))


def find(db: Db, code: TownId, number: int) -> Task | None:
    """One task."""
    row = db.first(sa.select(*_COLUMNS).where(task.c.town == code, task.c.number == number))
    return _task(row) if row else None


def list_since(db: Db, code: TownId, day: date) -> list[Task]:
    """Tasks, open or ended, whose last day is ``day`` or later: what a check-in of that day may count for."""
    return sorted((_task(row) for row in _running(db, code=code, on=day)), key=lambda one: one.number)


def list_open(db: Db, code: TownId) -> list[Task]:
    """All open tasks, what ends first first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(task.c.town == code, task.c.state == State.OPEN.value)
        .order_by(task.c.until, task.c.number)
    )
    return [_task(row) for row in rows]


def put_marks(db: Db, code: TownId, check_in_number: int, tasks: Iterable[int]) -> None:
    """A check-in counts for these tasks and no others."""
    mine = (task_mark.c.town == code) & (task_mark.c.check_in == check_in_number)
    wanted = set(tasks)
    there = {int(row[0]) for row in db.all(sa.select(task_mark.c.task).where(mine))}
    if gone := there - wanted:
        db.execute(sa.delete(task_mark).where(mine, task_mark.c.task.in_(sorted(gone))))
    for number in sorted(wanted - there):
        db.execute(insert(task_mark).values(town=code, check_in=check_in_number, task=number).on_conflict_do_nothing())


_marks = Prepared(
    sa.select(task_mark.c.task).where(
        task_mark.c.town == sa.bindparam("code"), task_mark.c.check_in == sa.bindparam("number")
    )
)


def list_marks(db: Db, code: TownId, check_ins: Sequence[int]) -> list[int]:
    """The tasks that any of these check-ins counts for."""
    return sorted({int(row[0]) for number in check_ins for row in _marks(db, code=code, number=number)})


_joined = task_mark.join(check_in, (task_mark.c.town == check_in.c.town) & (task_mark.c.check_in == check_in.c.number))
_counts = (
    sa.func.count(sa.distinct(check_in.c.warden)),
    sa.func.count(),
    sa.func.count(sa.distinct(check_in.c.household)),
)


def _standing(code: TownId, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    states = check_in.c.state.in_([state.value for state in HOPED])
    return task_mark.c.town == code, task_mark.c.task == number, states


def progress(db: Db, code: TownId, number: int, who: PersonId | None = None) -> Progress:
    """What has been recorded for a task, by everybody or by one warden."""
    mine = () if who is None else (check_in.c.warden == who,)
    row = db.first(sa.select(*_counts).select_from(_joined).where(*_standing(code, number), *mine))
    return Progress(*(int(one) for one in row)) if row else Progress()


def progress_by_unit(db: Db, code: TownId, number: int) -> dict[UnitId, Progress]:
    """The same by the unit where it was done."""
    rows = db.all(
        sa.select(check_in.c.unit, *_counts)
        .select_from(_joined)
        .where(*_standing(code, number))
        .group_by(check_in.c.unit)
    )
    return {UnitId(row[0]): Progress(int(row[1]), int(row[2]), int(row[3])) for row in rows}


def wardens_by_unit(db: Db, code: TownId, number: int) -> set[tuple[PersonId, UnitId]]:
    """Who has recorded something, and where: to be counted, never to be shown."""
    rows = db.all(
        sa.select(check_in.c.warden, check_in.c.unit).select_from(_joined).where(*_standing(code, number)).distinct()
    )
    return {(PersonId(row[0]), UnitId(row[1])) for row in rows}
