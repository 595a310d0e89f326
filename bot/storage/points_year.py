"""Sums of a year's locked results: the year's first are found without counting."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.settlements import SettlementState
from bot.domain.standings import League
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import metadata, personal, plain, town
from bot.storage.settlements import settlement, settlement_result

points_year = sa.Table(
    "points_year",
    metadata,
    town(),
    plain("year", sa.Integer, primary_key=True, autoincrement=False),
    personal("warden", sa.Text, primary_key=True),
    plain("league", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("points", sa.Integer, nullable=False),
    sa.Index("ix_points_year_points", "town", "year", "league", "points"),
    sa.Index("ix_points_year_unit", "town", "year", "unit"),
)


def add_to_year(db: Db, code: TownId, unit: UnitId, period: str) -> None:
    """A settlement is locked: its results are added to the sums of the year."""
    r = settlement_result.c
    columns = ("town", "year", "warden", "league", "unit", "points")
    found = sa.select(r.town, sa.literal(int(period[:4])), r.warden, r.league, r.unit, r.points).where(
        r.town == code, r.unit == unit, r.period == period
    )
    adding = insert(points_year).from_select(columns, found)
    more = {
        "league": adding.excluded.league,
        "unit": adding.excluded.unit,
        "points": points_year.c.points + adding.excluded.points,
    }
    db.execute(adding.on_conflict_do_update(index_elements=["town", "year", "warden"], set_=more))


def list_year(
    db: Db, code: TownId, year: int, units: Sequence[UnitId], most: int = 10
) -> list[tuple[League, PersonId, int]]:
    """(league, who, points) of a year's locked settlements, the most first, at most so many of each league (no units: the whole town)."""
    c = points_year.c
    found: list[tuple[League, PersonId, int]] = []
    for league in (League.VILLAGE, League.BUILDING, League.MIGRANT):
        where = [c.town == code, c.year == year, c.league == league.value, c.points > 0]
        where += [c.unit.in_(units)] if units else []
        rows = db.all(sa.select(c.warden, c.points).where(*where).order_by(c.points.desc(), c.warden).limit(most))
        found += [(league, PersonId(row[0]), int(row[1])) for row in rows]
    return found


def pseudonymise(db: Db, code: TownId, who: PersonId, period: str, name: PersonId) -> None:
    """When the year's last half goes under another name, so does the sum of the year."""
    if period.endswith("H2"):
        y = points_year.c
        mine = (y.town == code) & (y.year == int(period[:4])) & (y.warden == who)
        db.execute(sa.update(points_year).where(mine).values(warden=name))


def breaches(db: Db, code: TownId) -> list[str]:
    """The sums of a year are those of its locked results."""
    y, r, c = points_year.c, settlement_result.c, settlement.c
    kept = {
        (row[0], str(row[1])): int(row[2])
        for row in db.all(sa.select(y.year, y.warden, y.points).where(y.town == code))
    }
    years: dict[tuple[int, str], int] = {}
    joined = settlement_result.join(settlement, (c.town == r.town) & (c.unit == r.unit) & (c.period == r.period))
    locked = c.state == SettlementState.LOCKED.value
    for period, warden, points in db.all(
        sa.select(r.period, r.warden, r.points).select_from(joined).where(r.town == code, locked)
    ):
        key = (int(period[:4]), str(warden))
        years[key] = years.get(key, 0) + int(points)
    return [
        f"结算 {key[0]}年 {key[1]}: 全年记着 {kept.get(key, 0)} 分,各期合计 {years.get(key, 0)}"
        for key in sorted(kept.keys() | years.keys())
        if not key[1].startswith("former-") and kept.get(key, 0) != years.get(key, 0)
    ]
