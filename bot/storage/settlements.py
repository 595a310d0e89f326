"""Settlements of half-years: how far each village's has got, each person's result, and the objections to it (handbook §5.1, I29)."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.settlements import Settlement, SettlementState, parts_of
from bot.domain.standings import Band, League, Result, Standing
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, town

settlement = sa.Table(
    "settlement",
    metadata,
    town(),
    plain("unit", sa.Text, primary_key=True),
    plain("period", sa.Text, primary_key=True),
    plain("state", sa.Text, nullable=False),
    plain("drafted_at", At, nullable=False),
    personal("drafted_by", sa.Text),
    plain("notice_at", At, nullable=False),
    personal("approved_by", sa.Text),
    personal("signed_by", sa.Text),
    personal("locked_by", sa.Text),
    plain("locked_at", At),
)

settlement_result = sa.Table(
    "settlement_result",
    metadata,
    town(),
    plain("period", sa.Text, primary_key=True),
    personal("warden", sa.Text, primary_key=True),
    plain("unit", sa.Text, nullable=False),
    plain("league", sa.Text, nullable=False),
    plain("points", sa.Integer, nullable=False),
    plain("months", sa.Integer, nullable=False),
    plain("coverage", sa.Integer),
    plain("satisfaction", sa.Integer),
    plain("band", sa.Text, nullable=False),
    plain("candidate", sa.Boolean, nullable=False),
    plain("told", sa.Integer),
    sa.Index("ix_settlement_result_unit", "town", "unit", "period"),
    sa.Index("ix_settlement_result_warden", "town", "warden"),
)

_COLUMNS = tuple(one for one in settlement.c if one.name != "town")
_RESULT = tuple(one for one in settlement_result.c if one.name not in {"town", "told"})


def _settlement(row: Sequence[Any]) -> Settlement:
    unit, period, state, *rest = row
    return Settlement(UnitId(unit), period, SettlementState(state), *rest)


def _result(row: Sequence[Any]) -> Result:
    period, warden, unit, league, points, months, coverage, satisfaction, band, candidate = row
    standing = Standing(PersonId(warden), League(league), points, months, coverage, satisfaction)
    return Result(standing, Band(band), bool(candidate), UnitId(unit), period)


def put(db: Db, code: TownId, new: Settlement) -> None:
    """A settlement, or how far it has got."""
    row: dict[str, Any] = {
        "state": new.state.value,
        "drafted_at": new.drafted_at,
        "drafted_by": new.drafted_by,
        "notice_at": new.notice_at,
        "approved_by": new.approved_by,
        "signed_by": new.signed_by,
        "locked_by": new.locked_by,
        "locked_at": new.locked_at,
    }
    adding = insert(settlement).values(town=code, unit=new.unit, period=new.period, **row)
    db.execute(adding.on_conflict_do_update(index_elements=["town", "unit", "period"], set_=row))


def find(db: Db, code: TownId, unit: UnitId, period: str) -> Settlement | None:
    """The settlement of a village and period."""
    c = settlement.c
    row = db.first(sa.select(*_COLUMNS).where(c.town == code, c.unit == unit, c.period == period))
    return _settlement(row) if row else None


def list_of_period(db: Db, code: TownId, period: str) -> list[Settlement]:
    """All villages' settlements of a period."""
    c = settlement.c
    rows = db.all(sa.select(*_COLUMNS).where(c.town == code, c.period == period).order_by(c.unit))
    return [_settlement(row) for row in rows]


def list_open(db: Db, code: TownId) -> list[Settlement]:
    """All that are not locked, the oldest period first."""
    c = settlement.c
    rows = db.all(
        sa.select(*_COLUMNS).where(c.town == code, c.state != SettlementState.LOCKED.value).order_by(c.period, c.unit)
    )
    return [_settlement(row) for row in rows]


def put_results(
    db: Db, code: TownId, unit: UnitId, period: str, results: Iterable[Result], *, fresh: bool = False
) -> None:
    """The results of a village, in place of the former (``fresh``: there are none); what each has been told stays noted."""
    c = settlement_result.c
    told: dict[PersonId, int] = {}
    if not fresh:
        told = points_told(db, code, unit, period)
        db.execute(sa.delete(settlement_result).where(c.town == code, c.unit == unit, c.period == period))
    rows = [
        {
            "town": code,
            "period": period,
            "warden": one.warden,
            "unit": unit,
            "league": one.standing.league.value,
            "points": one.standing.points,
            "months": one.standing.months,
            "coverage": one.standing.coverage,
            "satisfaction": one.standing.satisfaction,
            "band": one.band.value,
            "candidate": one.candidate,
            "told": told.get(one.warden),
        }
        for one in results
    ]
    if rows:
        db.execute(sa.insert(settlement_result), rows)


def points_told(db: Db, code: TownId, unit: UnitId, period: str) -> dict[PersonId, int]:
    """How many points each was told in the public notice."""
    c = settlement_result.c
    rows = db.all(
        sa.select(c.warden, c.told).where(c.town == code, c.unit == unit, c.period == period, c.told.is_not(None))
    )
    return {PersonId(row[0]): int(row[1]) for row in rows}


def note_told(db: Db, code: TownId, unit: UnitId, period: str) -> None:
    """Each is now told their points as they stand."""
    c = settlement_result.c
    db.execute(
        sa.update(settlement_result)
        .where(c.town == code, c.unit == unit, c.period == period)
        .values(told=settlement_result.c.points)
    )


def list_results(db: Db, code: TownId, unit: UnitId, period: str) -> list[Result]:
    """All results of a village, in no order that tells anything."""
    c = settlement_result.c
    rows = db.all(sa.select(*_RESULT).where(c.town == code, c.unit == unit, c.period == period).order_by(c.warden))
    return [_result(row) for row in rows]


def list_candidates(db: Db, code: TownId, unit: UnitId, period: str) -> list[Result]:
    """Who may be proposed for the red list: the first of each league. Consent and the branch's decision are the list's own matter."""
    found = [one for one in list_results(db, code, unit, period) if one.candidate]
    return sorted(found, key=lambda one: (one.standing.league, one.warden))


def find_result(db: Db, code: TownId, warden: PersonId, period: str) -> Result | None:
    """One person's result."""
    c = settlement_result.c
    row = db.first(sa.select(*_RESULT).where(c.town == code, c.period == period, c.warden == warden))
    return _result(row) if row else None


def find_of_warden(db: Db, code: TownId, warden: PersonId, period: str) -> Settlement | None:
    """The settlement (of the half-year, or of its year) in which a person's points of ``period`` are settled; None before the draft."""
    r, c = settlement_result.c, settlement.c
    row = db.first(
        sa.select(*_COLUMNS)
        .select_from(
            settlement.join(settlement_result, (c.town == r.town) & (c.unit == r.unit) & (c.period == r.period))
        )
        .where(r.town == code, r.warden == warden, r.period.in_((period, period[:4])))
        .order_by(c.period.desc())
        .limit(1)
    )
    return _settlement(row) if row else None


def is_locked(db: Db, code: TownId, warden: PersonId, period: str) -> bool:
    """Whether a person's points of a half-year are locked (I29)."""
    found = find_of_warden(db, code, warden, period)
    return found is not None and found.state is SettlementState.LOCKED


def list_in_notice(db: Db, code: TownId, warden: PersonId) -> list[Settlement]:
    """Settlements in which a person's result is drafted and not yet locked, the latest period first."""
    r, c = settlement_result.c, settlement.c
    rows = db.all(
        sa.select(*_COLUMNS)
        .select_from(
            settlement.join(settlement_result, (c.town == r.town) & (c.unit == r.unit) & (c.period == r.period))
        )
        .where(r.town == code, r.warden == warden, c.state != SettlementState.LOCKED.value)
        .order_by(c.period.desc())
    )
    return [_settlement(row) for row in rows]


def pseudonymise(db: Db, code: TownId, who: PersonId, period: str, name: PersonId) -> None:
    """A person's result stands under ``name`` from now on."""
    c = settlement_result.c
    wanted = (period, period[:4]) if period.endswith("H2") else (period,)
    db.execute(
        sa.update(settlement_result).where(c.town == code, c.warden == who, c.period.in_(wanted)).values(warden=name)
    )


def breaches(db: Db, code: TownId) -> list[str]:
    """I29: a locked result is what its period's ledger says, and nothing was added to it after the lock; three persons have signed."""
    from_sums = _sums_of_locked(db, code)
    lines = [
        f"结算 {period} {warden}: 锁定的是 {points} 分,流水合计 {total}"
        for period, warden, points, total in from_sums
        if points != max(0, total)
    ]
    c = settlement.c
    for row in db.all(sa.select(*_COLUMNS).where(c.town == code, c.state == SettlementState.LOCKED.value)):
        found = _settlement(row)
        signers = [found.approved_by, found.signed_by, found.locked_by]
        if None in signers or len(set(signers)) != len(signers):
            lines.append(f"结算 {found.subject}: 批准、签字、锁定要是三个人")
    return lines


def _sums_of_locked(db: Db, code: TownId) -> list[tuple[str, str, int, int]]:
    from_table = metadata.tables["ledger"]
    r, c = settlement_result.c, settlement.c
    periods = db.all(sa.select(c.period).where(c.town == code, c.state == SettlementState.LOCKED.value).distinct())
    found: list[tuple[str, str, int, int]] = []
    for (period,) in periods:
        sums = (
            sa.select(from_table.c.warden, sa.func.sum(from_table.c.amount).label("total"))
            .where(from_table.c.town == code, from_table.c.period.in_(parts_of(period)))
            .group_by(from_table.c.warden)
            .subquery()
        )
        rows = db.all(
            sa.select(r.warden, r.points, sa.func.coalesce(sums.c.total, 0))
            .select_from(
                settlement_result.join(
                    settlement, (c.town == r.town) & (c.unit == r.unit) & (c.period == r.period)
                ).outerjoin(sums, sums.c.warden == r.warden)
            )
            .where(r.town == code, r.period == period, c.state == SettlementState.LOCKED.value)
        )
        found += [(period, str(row[0]), int(row[1]), int(row[2])) for row in rows]
    return found
