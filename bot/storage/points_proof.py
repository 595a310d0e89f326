"""Is the ledger sound? What ``xianglin check`` proves of it by recounting (handbook I26, I28, I30)."""

import sqlalchemy as sa

from bot.domain import points as rules
from bot.domain.point_rules import Book, RuleState
from bot.domain.points import Entry
from bot.ids import TownId, UnitId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.directory import unit
from bot.storage.point_rules import list_versions
from bot.storage.points import ledger, points_reversal, points_sum


def breaches(db: Db, code: TownId) -> list[str]:
    """I26, I28, I30: the sums are the ledger's, reversed means nothing left, nobody is below zero, no cap is exceeded."""
    return [
        *_sum_breaches(db, code),
        *_cause_breaches(db, code),
        *_reversal_breaches(db, code),
        *_cap_breaches(db, code),
    ]


def _sum_breaches(db: Db, code: TownId) -> list[str]:
    kind = sa.case((ledger.c.refers.is_(None), ledger.c.kind), else_=rules.LATE)
    keys = (ledger.c.warden, ledger.c.period, kind)
    summed = db.all(sa.select(*keys, sa.func.sum(ledger.c.amount)).where(ledger.c.town == code).group_by(*keys))
    proven = {(row[0], row[1], row[2]): int(row[3]) for row in summed}
    kept = {
        (row.warden, row.period, row.kind): int(row.amount)
        for row in db.all(sa.select(points_sum).where(points_sum.c.town == code))
    }
    lines = [
        f"积分 {key[0]} {key[1]} {key[2]}: 合计 {kept.get(key, 0)},流水 {proven.get(key, 0)}"
        for key in sorted(proven.keys() | kept.keys())
        if proven.get(key, 0) != kept.get(key, 0)
    ]
    return lines + [
        f"积分 {key[0]} {key[1]} {key[2]}: 低于零"
        for key, amount in sorted(kept.items())
        if amount < 0 and key[2] != rules.LATE  # what corrects a locked period may be more than the running one has
    ]


def _cause_breaches(db: Db, code: TownId) -> list[str]:
    rows = db.all(
        sa.select(ledger.c.cause, sa.func.sum(ledger.c.amount)).where(ledger.c.town == code).group_by(ledger.c.cause)
    )
    posted = {str(row[0]): int(row[1]) for row in rows}
    lines = [f"流水 {cause}: 低于零" for cause, amount in sorted(posted.items()) if amount < 0]
    for number, points in db.all(sa.select(check_in.c.number, check_in.c.points).where(check_in.c.town == code)):
        if posted.get(f"check_in:{number}", 0) != points:
            lines.append(f"打卡#{number}: 记着 {points} 分,流水是 {posted.get(f'check_in:{number}', 0)} 分")
    return lines


def _reversal_breaches(db: Db, code: TownId) -> list[str]:
    """Each reversal takes back exactly what its cause and kind had brought by then."""
    rows = db.all(
        sa.select(ledger.c.cause, ledger.c.kind, ledger.c.entry, ledger.c.amount)
        .where(ledger.c.town == code)
        .order_by(ledger.c.id)
    )
    brought: dict[tuple[str, str], int] = {}
    lines: list[str] = []
    for cause, kind, entry, amount in rows:
        before = brought.get((cause, kind), 0)
        if entry == Entry.REVERSAL.value and amount != -before:
            lines.append(f"流水 {cause}: 冲正 {amount},原来是 {before}")
        brought[cause, kind] = before + int(amount)
    alone = db.all(
        sa.select(points_reversal.c.number).where(
            points_reversal.c.town == code, points_reversal.c.approved_by == points_reversal.c.asked_by
        )
    )
    return lines + [f"打卡#{row[0]}: 冲正没有第二个人同意" for row in alone]


def _cap_breaches(db: Db, code: TownId) -> list[str]:
    """The general caps, from what has been posted: those that held for the town on each day (a village's are never above them).

    What was reckoned by a table of the configuration is left out: the rows do not say what its caps are.
    """
    book = _book(db, code)
    routine = [kind for kind, line in book.initial.lines.items() if line.routine]
    rows = db.all(
        sa.select(ledger.c.warden, ledger.c.day, sa.func.sum(ledger.c.amount))
        .where(ledger.c.town == code, ledger.c.kind.in_(routine))
        .group_by(ledger.c.warden, ledger.c.day)
    )
    versions = db.all(sa.select(ledger.c.rules).where(ledger.c.town == code).distinct())
    if any(str(row[0]).partition("+")[0] != book.initial.version for row in versions):
        return []
    lines: list[str] = []
    months: dict[tuple[str, str], tuple[int, int]] = {}
    for warden, day, amount in rows:
        a_day, a_month = book.caps_on(day)
        if int(amount) > a_day:
            lines.append(f"积分 {warden} {day}: 日常 {amount} 分,超过每天 {a_day} 分")
        month = (str(warden), rules.month_of(day))
        before, most = months.get(month, (0, 0))
        months[month] = before + int(amount), max(most, a_month)
    return lines + [
        f"积分 {warden} {month}: 日常 {amount} 分,超过每月 {most} 分"
        for (warden, month), (amount, most) in sorted(months.items())
        if amount > most
    ]


def _book(db: Db, code: TownId) -> Book:
    """The built-in table with all that was agreed; the town's unit is the one without a parent."""
    town = db.scalar(sa.select(unit.c.id).where(unit.c.town == code, unit.c.parent.is_(None)))
    versions = list_versions(db, code, RuleState.AGREED)
    return Book(rules.PointRules(), UnitId(town or code), tuple(versions))
