"""Check-ins: what wardens told, how far each has got; one by one, and those of a day that a new one may be the same as."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.check_ins import HOPED, CheckIn, Kind, State, Unmet
from bot.ids import HouseholdId, PersonId, TownId
from bot.storage import timers
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, sealed, town
from bot.storage.timers import timer

check_in = sa.Table(
    "check_in",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("warden", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    personal("home", sa.Text),
    plain("kind", sa.Text, nullable=False),
    plain("day", sa.Date, nullable=False),
    plain("minutes", sa.Integer),
    personal("household", sa.Text),
    personal("person", sa.Text),
    sealed("check_in.target", nullable=False),
    sealed("check_in.note", nullable=False),
    plain("unmet", sa.Text),
    plain("extra", sa.Boolean, nullable=False),
    sealed("check_in.need", nullable=False),
    sealed("check_in.task", nullable=False),
    plain("backfill", sa.Boolean, nullable=False),
    sealed("check_in.reason", nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("value", sa.Integer, nullable=False),
    plain("expected", sa.Integer, nullable=False),
    plain("points", sa.Integer, nullable=False),
    plain("rejections", sa.Integer, nullable=False),
    plain("said_at", At, nullable=False),
    personal("reviewer", sa.Text),
    plain("reviewed_at", At),
    sealed("check_in.remark", nullable=False),
    plain("set_by_hand", sa.Boolean, nullable=False),
    plain("concern", sa.Text, nullable=False),
)
waits = check_in.c.state == State.SUBMITTED.value
_brings = check_in.c.expected > 0
sa.Index("ix_check_in_waiting", check_in.c.town, check_in.c.said_at, sqlite_where=waits, postgresql_where=waits)
sa.Index(
    "ix_check_in_bringing",
    check_in.c.town,
    check_in.c.warden,
    check_in.c.day,
    sqlite_where=_brings,
    postgresql_where=_brings,
)
sa.Index("ix_check_in_day", check_in.c.town, check_in.c.day, check_in.c.kind)
sa.Index(
    "ix_check_in_household", check_in.c.town, check_in.c.warden, check_in.c.day, check_in.c.kind, check_in.c.household
)

_FIELDS = (
    "number",
    "warden",
    "unit",
    "home",
    "kind",
    "day",
    "minutes",
    "household",
    "person",
    "target",
    "note",
    "unmet",
    "extra",
    "need",
    "task",
    "backfill",
    "reason",
    "state",
    "value",
    "expected",
    "points",
    "rejections",
    "said_at",
    "reviewer",
    "reviewed_at",
    "remark",
    "set_by_hand",
    "concern",
)
COLUMNS = tuple(check_in.c[name] for name in _FIELDS)


def is_one_of(states: Iterable[State]) -> sa.ColumnElement[bool]:
    """An IN list that can be prepared: the states are ours, not anybody's words."""
    return check_in.c.state.in_([sa.literal_column(f"'{state}'") for state in sorted(states)])


_insert = Prepared(sa.insert(check_in), ("town", *_FIELDS))
_this = (check_in.c.town == sa.bindparam("code"), check_in.c.number == sa.bindparam("which"))
_find = Prepared(sa.select(*COLUMNS).where(*_this))
_change = Prepared(
    sa.update(check_in)
    .where(*_this)
    .values({name: sa.bindparam(f"new_{name}") for name in _FIELDS if name != "number"})
)
_set_points = Prepared(
    sa.update(check_in).where(*_this).values(points=sa.bindparam("brought"), expected=sa.bindparam("hoped"))
)
_same_day = Prepared(
    sa.select(*COLUMNS)
    .where(
        check_in.c.town == sa.bindparam("code"),
        check_in.c.warden == sa.bindparam("who"),
        check_in.c.day == sa.bindparam("on"),
        check_in.c.kind == sa.bindparam("of_kind"),
        check_in.c.household == sa.bindparam("home"),
        is_one_of(HOPED),
    )
    .order_by(check_in.c.number)
)
_same_words = Prepared(
    sa.select(*COLUMNS)
    .where(
        check_in.c.town == sa.bindparam("code"),
        check_in.c.warden == sa.bindparam("who"),
        check_in.c.day == sa.bindparam("on"),
        check_in.c.kind == sa.bindparam("of_kind"),
        check_in.c.household.is_(None),
        check_in.c.target != sa.literal_column("''"),
        is_one_of(HOPED),
    )
    .order_by(check_in.c.number)
)
_arm = Prepared(
    insert(timer)
    .values(
        town=sa.bindparam("code"),
        kind=sa.bindparam("of_kind"),
        subject=sa.literal_column("''"),
        fire_at=sa.bindparam("at"),
        attempts=sa.literal_column("0"),
    )
    .on_conflict_do_nothing()
)


def made(row: Sequence[Any]) -> CheckIn:
    """A row of ``COLUMNS`` as a record."""
    values = dict(zip(_FIELDS, row, strict=True))
    values["kind"], values["state"] = Kind(values["kind"]), State(values["state"])
    values["unmet"] = Unmet(values["unmet"]) if values["unmet"] else None
    return CheckIn(**values)


_values = attrgetter(*_FIELDS)


def _row(record: CheckIn) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(_FIELDS, _values(record), strict=True))
    row["kind"], row["state"] = record.kind.value, record.state.value
    row["unmet"] = record.unmet.value if record.unmet else None
    return row


def add(db: Db, code: TownId, record: CheckIn) -> None:
    """Store a new record."""
    _insert(db, town=code, **_row(record))


def change(db: Db, code: TownId, record: CheckIn) -> None:
    """Store what has become of it."""
    rest = {f"new_{name}": value for name, value in _row(record).items() if name != "number"}
    _change(db, code=code, which=record.number, **rest)


def find(db: Db, code: TownId, number: int) -> CheckIn | None:
    """A record by the number that people say."""
    row = _find.one(db, code=code, which=number)
    return made(row) if row else None


def list_same_day(
    db: Db, code: TownId, who: PersonId, day: date, kind: Kind, home: HouseholdId | None
) -> list[CheckIn]:
    """A warden's records of one kind on one day at a household (None: about somebody who is on no list)."""
    if home is None:
        rows = _same_words(db, code=code, who=who, on=day, of_kind=kind.value)
    else:
        rows = _same_day(db, code=code, who=who, on=day, of_kind=kind.value, home=home)
    return [made(row) for row in rows]


def set_points(db: Db, code: TownId, number: int, points: int, expected: int) -> None:
    """What a record has brought, and what it brings if all goes well."""
    _set_points(db, code=code, which=number, brought=points, hoped=expected)


def mark_reversed(db: Db, code: TownId, number: int) -> None:
    """It counts no more."""
    db.execute(
        sa.update(check_in)
        .where(check_in.c.town == code, check_in.c.number == number)
        .values(state=State.REVERSED.value, points=0, expected=0)
    )


def arm(db: Db, code: TownId, kind: str, at: datetime) -> datetime:
    """Set the town's one timer of ``kind``, unless it is set already (then it comes earlier); when it comes."""
    if _arm.count(db, code=code, of_kind=kind, at=at):
        return at
    set_already = timers.find(db, code, kind, "")
    return set_already.fire_at if set_already is not None else at
