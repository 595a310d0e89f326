"""Versions of the points table: what the town or a village has changed, from which day, and who agreed (handbook §5.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.point_rules import RuleState, RuleVersion
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, town

point_rule = sa.Table(
    "point_rule",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, nullable=False),
    plain("since", sa.Date, nullable=False),
    plain("changes", sa.JSON, nullable=False),
    plain("state", sa.Text, nullable=False),
    personal("asked_by", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
    personal("decided_by", sa.Text),
    plain("decided_at", At),
)
_COLUMNS = tuple(one for one in point_rule.c if one.name != "town")


def _version(row: Sequence[Any]) -> RuleVersion:
    number, unit, since, changes, state, asked_by, asked_at, decided_by, decided_at = row
    return RuleVersion(number, unit, since, dict(changes), RuleState(state), asked_by, asked_at, decided_by, decided_at)


def add(db: Db, code: TownId, new: RuleVersion) -> None:
    """A version that somebody wants."""
    db.execute(
        sa.insert(point_rule).values(
            town=code,
            number=new.number,
            unit=new.unit,
            since=new.since,
            changes=dict(new.changes),
            state=new.state.value,
            asked_by=new.asked_by,
            asked_at=new.asked_at,
        )
    )


def find(db: Db, code: TownId, number: int) -> RuleVersion | None:
    """One version."""
    row = db.first(sa.select(*_COLUMNS).where(point_rule.c.town == code, point_rule.c.number == number))
    return _version(row) if row else None


def list_versions(db: Db, code: TownId, state: RuleState) -> list[RuleVersion]:
    """All of a state, in the order of their days."""
    c = point_rule.c
    rows = db.all(sa.select(*_COLUMNS).where(c.town == code, c.state == state.value).order_by(c.since, c.number))
    return [_version(row) for row in rows]


def decide(db: Db, code: TownId, number: int, state: RuleState, by: PersonId, at: datetime) -> None:
    """A second person agrees or not."""
    c = point_rule.c
    db.execute(
        sa.update(point_rule)
        .where(c.town == code, c.number == number, c.state == RuleState.PROPOSED.value)
        .values(state=state.value, decided_by=by, decided_at=at)
    )


def breaches(db: Db, code: TownId) -> list[str]:
    """Nobody agrees with themself, and no version holds from before it was agreed."""
    lines: list[str] = []
    for one in list_versions(db, code, RuleState.AGREED):
        if one.decided_by is None or one.decided_by == one.asked_by:
            lines.append(f"积分规则 {one.number}: 没有第二个人同意")
        if one.decided_at is None or one.since <= one.decided_at.date():
            lines.append(f"积分规则 {one.number}: 从 {one.since} 起,定的时候已经到了")
    return lines
