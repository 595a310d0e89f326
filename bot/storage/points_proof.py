"""Is the ledger sound? What ``xianglin check`` proves of it by recounting (handbook I26, I28, I30)."""

from datetime import date

import sqlalchemy as sa

from bot.domain import points as rules
from bot.domain.point_rules import MOST_DEDUCTED, Book, RuleState
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
        *_deduction_breaches(db, code),
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
        if amount < 0 and key[2] not in {rules.LATE, rules.DEDUCTION}
        # what corrects a locked period may be more than the running one has; what the branch takes off is proven below
    ]


def _cause_breaches(db: Db, code: TownId) -> list[str]:
    total = sa.func.sum(ledger.c.amount).label("total")
    brought = (ledger.c.town == code) & (ledger.c.kind != rules.DEDUCTION)
    sums = sa.select(ledger.c.cause, total).where(brought).group_by(ledger.c.cause)
    lines = [f"流水 {row[0]}: 低于零" for row in db.all(sums.having(total < 0).order_by(ledger.c.cause))]
    posted = sums.where(ledger.c.cause.like("check_in:%")).subquery()
    cause = sa.literal("check_in:") + sa.cast(check_in.c.number, sa.Text)
    found = sa.func.coalesce(posted.c.total, 0)
    wrong = db.all(
        sa.select(check_in.c.number, check_in.c.points, found)
        .select_from(check_in.outerjoin(posted, posted.c.cause == cause))
        .where(check_in.c.town == code, check_in.c.points != found)
        .order_by(check_in.c.number)
    )
    return lines + [f"打卡#{number}: 记着 {points} 分,流水是 {total_} 分" for number, points, total_ in wrong]


def _deduction_breaches(db: Db, code: TownId) -> list[str]:
    """I30: nothing is granted below zero; what was taken off was decided by somebody, is no more than the rule may say, and leaves nobody below zero."""
    c = ledger.c
    below = db.all(sa.select(c.id).where(c.town == code, c.entry == Entry.GRANT.value, c.amount < 0).order_by(c.id))
    lines = [f"流水 {row[0]}: 记分记成了负数" for row in below]
    undecided = (c.entry == Entry.DEDUCTION.value) & (c.by.is_(None) | (c.kind != rules.DEDUCTION))
    lines += [f"流水 {row[0]}: 扣分没有人审定" for row in db.all(sa.select(c.id).where(c.town == code, undecided))]
    total = sa.func.sum(c.amount)
    taken = sa.select(c.cause, total).where(c.town == code, c.kind == rules.DEDUCTION).group_by(c.cause)
    lines += [
        f"流水 {row[0]}: 扣分 {row[1]},不在 0 到 {MOST_DEDUCTED} 之间"
        for row in db.all(taken.having((total > 0) | (total < -MOST_DEDUCTED)).order_by(c.cause))
    ]
    s = points_sum.c
    with_one = sa.select(s.warden, s.period).where(s.town == code, s.kind == rules.DEDUCTION, s.amount < 0).subquery()
    sums = (
        sa.select(s.warden, s.period, sa.func.sum(s.amount))
        .join_from(points_sum, with_one, (s.warden == with_one.c.warden) & (s.period == with_one.c.period))
        .where(s.town == code)
        .group_by(s.warden, s.period)
        .having(sa.func.sum(s.amount) < 0)
    )
    return lines + [f"积分 {row[0]} {row[1]}: 扣分以后低于零" for row in db.all(sums)]


def _reversal_breaches(db: Db, code: TownId) -> list[str]:
    """Each reversal takes back exactly what its cause and kind had brought by then."""
    reversed_ = sa.select(ledger.c.cause).where(ledger.c.town == code, ledger.c.entry == Entry.REVERSAL.value)
    rows = db.all(
        sa.select(ledger.c.cause, ledger.c.kind, ledger.c.entry, ledger.c.amount)
        .where(ledger.c.town == code, ledger.c.cause.in_(reversed_))
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
    versions = db.all(sa.select(ledger.c.rules).where(ledger.c.town == code).distinct())
    if any(str(row[0]).partition("+")[0] != book.initial.version for row in versions):
        return []
    return [*_day_breaches(db, code, book), *_month_breaches(db, code, book)]


def _routine(book: Book) -> list[str]:
    return [kind for kind, line in book.initial.lines.items() if line.routine]


def _day_breaches(db: Db, code: TownId, book: Book) -> list[str]:
    total = sa.func.sum(ledger.c.amount)
    rows = db.all(
        sa.select(ledger.c.warden, ledger.c.day, total)
        .where(ledger.c.town == code, ledger.c.kind.in_(_routine(book)))
        .group_by(ledger.c.warden, ledger.c.day)
        .having(total > min(cap for cap, _ in book.all_caps()))
    )
    return [
        f"积分 {warden} {day}: 日常 {amount} 分,超过每天 {book.caps_on(day)[0]} 分"
        for warden, day, amount in rows
        if int(amount) > book.caps_on(day)[0]
    ]


def _month_breaches(db: Db, code: TownId, book: Book) -> list[str]:
    total = sa.func.sum(ledger.c.amount)
    year, month = sa.extract("year", ledger.c.day), sa.extract("month", ledger.c.day)
    rows = db.all(
        sa.select(ledger.c.warden, year, month, total)
        .where(ledger.c.town == code, ledger.c.kind.in_(_routine(book)))
        .group_by(ledger.c.warden, year, month)
        .having(total > min(cap for _, cap in book.all_caps()))
    )
    lines: list[str] = []
    for warden, year_, month_, amount in rows:
        most = max(book.caps_on(date(int(year_), int(month_), day))[1] for day in range(1, 29))
        if int(amount) > most:
            lines.append(f"积分 {warden} {int(year_)}-{int(month_):02}: 日常 {amount} 分,超过每月 {most} 分")
    return lines


def _book(db: Db, code: TownId) -> Book:
    """The built-in table with all that was agreed; the town's unit is the one without a parent."""
    town = db.scalar(sa.select(unit.c.id).where(unit.c.town == code, unit.c.parent.is_(None)))
    versions = list_versions(db, code, RuleState.AGREED)
    return Book(rules.PointRules(), UnitId(town or code), tuple(versions))
