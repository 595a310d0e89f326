"""Spot checks of visits. The warden is in no column: what a household answered is not among the warden's data, and cannot be found by them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.spot_checks import Answer, SpotCheck, State, Verdict
from bot.ids import TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, sealed, town

spot_check = sa.Table(
    "spot_check",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("village", sa.Text, nullable=False),
    personal("household", sa.Text),
    personal("asked", sa.Text),
    plain("drawn_at", At, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("answer", sa.Text),
    plain("answered_at", At),
    plain("verdict", sa.Text),
    personal("judged_by", sa.Text),
    plain("judged_at", At),
    sealed("spot_check.remark", nullable=False),
    sa.Index("ix_spot_check_village", "town", "village", "drawn_at"),
)
_FIELDS = (
    "number",
    "village",
    "household",
    "asked",
    "drawn_at",
    "state",
    "answer",
    "answered_at",
    "verdict",
    "judged_by",
    "judged_at",
    "remark",
)
_COLUMNS = tuple(spot_check.c[name] for name in _FIELDS)


def _made(row: Sequence[Any]) -> SpotCheck:
    values = dict(zip(_FIELDS, row, strict=True))
    values["state"] = State(values["state"])
    values["answer"] = Answer(values["answer"]) if values["answer"] else None
    values["verdict"] = Verdict(values["verdict"]) if values["verdict"] else None
    return SpotCheck(**values)


def _row(found: SpotCheck) -> dict[str, Any]:
    row = {name: getattr(found, name) for name in _FIELDS}
    for name in ("state", "answer", "verdict"):
        row[name] = row[name].value if row[name] is not None else None
    return row


def add(db: Db, code: TownId, found: SpotCheck) -> None:
    """A visit has been drawn."""
    db.execute(sa.insert(spot_check).values(town=code, **_row(found)))


def change(db: Db, code: TownId, found: SpotCheck) -> None:
    """It has been answered, lapsed or judged."""
    c = spot_check.c
    db.execute(sa.update(spot_check).where(c.town == code, c.number == found.number).values(**_row(found)))


def find(db: Db, code: TownId, number: int) -> SpotCheck | None:
    """The spot check of a check-in."""
    row = db.first(sa.select(*_COLUMNS).where(spot_check.c.town == code, spot_check.c.number == number))
    return _made(row) if row else None


def list_of_village(db: Db, code: TownId, village: UnitId, since: datetime) -> list[SpotCheck]:
    """Those drawn in a village since a moment, the oldest first."""
    c = spot_check.c
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(c.town == code, c.village == village, c.drawn_at >= since)
        .order_by(c.drawn_at, c.number)
    )
    return [_made(row) for row in rows]


def list_verified(db: Db, code: TownId, village: UnitId, since: datetime) -> list[int]:
    """Numbers of the check-ins that a supervisor has found to be told and not made."""
    c = spot_check.c
    rows = db.all(
        sa.select(c.number)
        .where(c.town == code, c.village == village, c.verdict == Verdict.VERIFIED.value, c.judged_at >= since)
        .order_by(c.number)
    )
    return [int(row[0]) for row in rows]


def erase_before(db: Db, code: TownId, homes: datetime, rows: datetime) -> int:
    """Which household it was is forgotten first, then the whole of it."""
    c = spot_check.c
    blanked = db.execute(
        sa.update(spot_check).where(c.town == code, c.drawn_at < homes, c.household.is_not(None)).values(household=None)
    )
    return blanked + db.execute(sa.delete(spot_check).where(c.town == code, c.drawn_at < rows))


def breaches(db: Db, code: TownId) -> list[str]:
    """Nobody stays named after the answer; a verdict needs a “no” and somebody who found out."""
    c = spot_check.c
    faults = (
        ("答过了还记着问的是谁", (c.state != State.ASKED.value) & c.asked.is_not(None)),
        ("没人说没来,却有结论", c.verdict.is_not(None) & (c.answer.is_(None) | (c.answer != Answer.NOT.value))),
        ("有结论没有人", c.verdict.is_not(None) & c.judged_by.is_(None)),
    )
    return [
        f"抽查#{row[0]}: {fault}"
        for fault, wrong in faults
        for row in db.all(sa.select(c.number).where(c.town == code, wrong).order_by(c.number))
    ]
