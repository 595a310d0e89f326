"""Reading the ledger back, for its warden: the entries, and what a balance comes from."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bot.domain.check_ins import COUNTED
from bot.domain.points import Entry, LedgerEntry
from bot.ids import PersonId, TownId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.points import ledger


def reversed_points(db: Db, code: TownId, warden: PersonId, period: str) -> int:
    """How much was taken back by reversals in a period."""
    statement = sa.select(sa.func.sum(ledger.c.amount)).where(
        ledger.c.town == code,
        ledger.c.warden == warden,
        ledger.c.period == period,
        ledger.c.entry == Entry.REVERSAL.value,
    )
    return -int(db.scalar(statement) or 0)


def list_entries(db: Db, code: TownId, warden: PersonId, most: int = 20) -> list[LedgerEntry]:
    """The latest entries, the latest first."""
    rows = db.all(
        sa.select(
            ledger.c.id,
            ledger.c.day,
            ledger.c.kind,
            ledger.c.entry,
            ledger.c.amount,
            ledger.c.cause,
            ledger.c.at,
            ledger.c.reason,
            ledger.c.rules,
            ledger.c.refers,
        )
        .where(ledger.c.town == code, ledger.c.warden == warden)
        .order_by(ledger.c.at.desc(), ledger.c.id.desc())
        .limit(most)
    )
    return [LedgerEntry(r[0], r[1], r[2], Entry(r[3]), r[4], r[5], r[6], r[7], r[8], r[9] or "") for r in rows]


def list_versions(db: Db, code: TownId, warden: PersonId, period: str) -> list[str]:
    """The versions of the table that a period's entries were reckoned by, the oldest first."""
    rows = db.all(
        sa.select(ledger.c.rules)
        .where(ledger.c.town == code, ledger.c.warden == warden, ledger.c.period == period)
        .group_by(ledger.c.rules)
        .order_by(sa.func.min(ledger.c.day))
    )
    return [str(row[0]) for row in rows]


def sum_of_entries(db: Db, code: TownId, warden: PersonId, period: str, entry: Entry, kinds: Sequence[str]) -> int:
    """What entries of one sort have added to a period; the given kinds of service left out."""
    statement = sa.select(sa.func.sum(ledger.c.amount)).where(
        ledger.c.town == code,
        ledger.c.warden == warden,
        ledger.c.period == period,
        ledger.c.entry == entry.value,
        ledger.c.refers.is_(None),
        ledger.c.kind.not_in(kinds),
    )
    return int(db.scalar(statement) or 0)


def count_check_ins(db: Db, code: TownId, warden: PersonId, first: date, last: date) -> list[tuple[str, int, int]]:
    """(kind, how many approved, points by the table) of a warden's days, what brought most first: what 为什么 explains."""
    rows = db.all(
        sa.select(check_in.c.kind, sa.func.count(), sa.func.sum(check_in.c.value))
        .where(
            check_in.c.town == code,
            check_in.c.warden == warden,
            check_in.c.day.between(first, last),
            check_in.c.state.in_([state.value for state in COUNTED]),
        )
        .group_by(check_in.c.kind)
        .order_by(sa.func.sum(check_in.c.points).desc(), check_in.c.kind)
    )
    return [(str(row[0]), int(row[1]), int(row[2])) for row in rows]
