"""The ledger of service points: entries are only ever added. Beside it the sums, written in the same transaction, and what waits for a
second signature."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain import points as rules
from bot.domain.check_ins import Kind, key_of
from bot.domain.points import Act, Entry
from bot.ids import PersonId, TownId
from bot.storage.check_ins import check_in
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town

ledger = sa.Table(
    "ledger",
    metadata,
    town(),
    row_id(),
    personal("warden", sa.Text, nullable=False),
    plain("period", sa.Text, nullable=False),
    plain("day", sa.Date, nullable=False),
    plain("kind", sa.Text, nullable=False),
    plain("entry", sa.Text, nullable=False),
    plain("amount", sa.Integer, nullable=False),
    plain("cause", sa.Text, nullable=False),
    plain("rules", sa.Text, nullable=False),
    plain("at", At, nullable=False),
    personal("by", sa.Text),
    personal("second", sa.Text),
    sealed("ledger.reason", nullable=False),
    plain("refers", sa.Text),
    sa.Index("ix_ledger_warden", "town", "warden", "period"),
    sa.Index("ix_ledger_cause", "town", "cause"),
)

points_sum = sa.Table(
    "points_sum",
    metadata,
    town(),
    personal("warden", sa.Text, primary_key=True),
    plain("period", sa.Text, primary_key=True),
    plain("kind", sa.Text, primary_key=True),
    plain("amount", sa.Integer, nullable=False),
)

points_credit = sa.Table(
    "points_credit",
    metadata,
    town(),
    plain("kind", sa.Text, primary_key=True),
    plain("cause", sa.Text, primary_key=True),
    personal("warden", sa.Text, nullable=False),
    plain("day", sa.Date, nullable=False),
    plain("standing", sa.Boolean, nullable=False),
    plain("value", sa.Integer, nullable=False),
    plain("points", sa.Integer, nullable=False),
    sa.Index("ix_points_credit_warden", "town", "warden", "day"),
    sa.Index("ix_points_credit_cause", "town", "cause"),
)

points_reversal = sa.Table(
    "points_reversal",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("asked_by", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
    sealed("points_reversal.reason", nullable=False),
    personal("approved_by", sa.Text),
    plain("approved_at", At),
)

_bringing = Prepared(
    sa.select(
        check_in.c.number,
        check_in.c.kind,
        check_in.c.day,
        check_in.c.household,
        check_in.c.person,
        check_in.c.target,
        check_in.c.expected,
    )
    .where(
        check_in.c.town == sa.bindparam("code"),
        check_in.c.warden == sa.bindparam("who"),
        check_in.c.day >= sa.bindparam("since"),
        check_in.c.day <= sa.bindparam("until"),
        check_in.c.expected > sa.literal_column("0", sa.Integer),
    )
    .union_all(
        sa.select(
            sa.literal_column("0", sa.Integer),
            points_credit.c.kind,
            points_credit.c.day,
            sa.null(),
            sa.null(),
            points_credit.c.cause,
            points_credit.c.points,
        ).where(
            points_credit.c.town == sa.bindparam("code"),
            points_credit.c.warden == sa.bindparam("who"),
            points_credit.c.day >= sa.bindparam("since"),
            points_credit.c.day < sa.bindparam("until"),
            points_credit.c.points > sa.literal_column("0", sa.Integer),
        )
    )
)


def post(
    db: Db,
    code: TownId,
    number: int,
    warden: PersonId,
    day: date,
    kind: str,
    entry: Entry,
    amount: int,
    cause: str,
    version: str,
    at: datetime,
    *,
    by: PersonId | None = None,
    second: PersonId | None = None,
    reason: str = "",
    counts_in: str | None = None,
) -> None:
    """Add an entry, and its amount to the sum of its period; ``counts_in``: its own is locked, it counts in that one and refers to its own."""
    period = counts_in or rules.period_of(day)
    row: dict[str, Any] = {
        "id": number,
        "warden": warden,
        "period": period,
        "day": day,
        "kind": kind,
        "entry": entry.value,
        "amount": amount,
        "cause": cause,
        "rules": version,
        "at": at,
        "by": by,
        "second": second,
        "reason": reason,
        "refers": rules.period_of(day) if counts_in else None,
    }
    db.execute(sa.insert(ledger).values(town=code, **row))
    summed = rules.LATE if counts_in else kind
    adding = insert(points_sum).values(town=code, warden=warden, period=period, kind=summed, amount=amount)
    db.execute(
        adding.on_conflict_do_update(
            index_elements=["town", "warden", "period", "kind"], set_={"amount": points_sum.c.amount + amount}
        )
    )


def sums_by_cause(db: Db, code: TownId, warden: PersonId, period: str) -> dict[tuple[str, str], int]:
    """What each (cause, kind) of a period has brought, later corrections included."""
    of_period = sa.or_(sa.and_(ledger.c.period == period, ledger.c.refers.is_(None)), ledger.c.refers == period)
    rows = db.all(
        sa.select(ledger.c.cause, ledger.c.kind, sa.func.sum(ledger.c.amount))
        .where(ledger.c.town == code, ledger.c.warden == warden, of_period)
        .group_by(ledger.c.cause, ledger.c.kind)
    )
    return {(str(row[0]), str(row[1])): int(row[2]) for row in rows}


def balance(db: Db, code: TownId, warden: PersonId, period: str) -> dict[str, int]:
    """Sums of a period by kind; kinds that came to nothing left out."""
    rows = db.all(
        sa.select(points_sum.c.kind, points_sum.c.amount)
        .where(
            points_sum.c.town == code,
            points_sum.c.warden == warden,
            points_sum.c.period == period,
            points_sum.c.amount != 0,
        )
        .order_by(points_sum.c.amount.desc(), points_sum.c.kind)
    )
    return {str(row[0]): int(row[1]) for row in rows}


def lifetime(db: Db, code: TownId, warden: PersonId) -> int:
    """Everything a warden has ever earned."""
    statement = sa.select(sa.func.sum(points_sum.c.amount)).where(
        points_sum.c.town == code, points_sum.c.warden == warden
    )
    return int(db.scalar(statement) or 0)


def add_credit(db: Db, code: TownId, warden: PersonId, kind: str, cause: str, day: date, value: int) -> bool:
    """Note something that is posted by itself; False when it has been noted before."""
    row = {"town": code, "kind": kind, "cause": cause, "warden": warden, "day": day, "standing": True}
    statement = insert(points_credit).values(**row, value=value, points=0)
    return db.first(statement.on_conflict_do_nothing().returning(points_credit.c.cause)) is not None


def has_credit(db: Db, code: TownId, cause: str) -> bool:
    """Whether a cause has a standing credit."""
    c = points_credit.c
    where = (c.town == code) & (c.cause == cause) & c.standing.is_(True)
    return db.first(sa.select(c.cause).where(where).limit(1)) is not None


def was_credited(db: Db, code: TownId, cause: str) -> bool:
    """Whether a cause has ever had a credit."""
    c = points_credit.c
    return db.first(sa.select(c.cause).where(c.town == code, c.cause == cause).limit(1)) is not None


def drop_credits(db: Db, code: TownId, cause: str) -> list[tuple[PersonId, date]]:
    """Let the standing credits of a cause count no more; whose they were, and of which day."""
    standing = (points_credit.c.town == code) & (points_credit.c.cause == cause) & points_credit.c.standing.is_(True)
    rows = db.all(sa.select(points_credit.c.warden, points_credit.c.day).where(standing))
    db.execute(sa.update(points_credit).where(standing).values(standing=False, points=0))
    return [(PersonId(row[0]), row[1]) for row in rows]


def list_credits(db: Db, code: TownId, warden: PersonId, first: date, last: date) -> list[Act]:
    """A warden's standing credits of some days, as acts."""
    rows = db.all(
        sa.select(points_credit.c.cause, points_credit.c.kind, points_credit.c.day, points_credit.c.value).where(
            points_credit.c.town == code,
            points_credit.c.warden == warden,
            points_credit.c.day.between(first, last),
            points_credit.c.standing.is_(True),
        )
    )
    return [Act(row[0], row[1], row[2], 0, row[3]) for row in rows]


def list_bringing(db: Db, code: TownId, warden: PersonId, since: date, until: date) -> list[tuple[Act, int]]:
    """What brings a warden something from ``since`` on and comes before a new check-in of ``until``, each with its points: never many."""
    return [
        (Act(target, kind, day, 0, points), points)
        if not number
        else (Act("", kind, day, number, points, key_of(Kind(kind), household, person, target)), points)
        for number, kind, day, household, person, target, points in _bringing(
            db, code=code, who=warden, since=since, until=until
        )
    ]


def set_credit_points(db: Db, code: TownId, kind: str, cause: str, points: int) -> None:
    """What a credit has brought."""
    db.execute(
        sa.update(points_credit)
        .where(points_credit.c.town == code, points_credit.c.kind == kind, points_credit.c.cause == cause)
        .values(points=points)
    )
