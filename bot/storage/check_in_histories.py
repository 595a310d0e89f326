"""Check-ins over a time: those of a warden's period, of a month, of a day, how many wait; and whether they are sound."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.check_ins import COUNTED, HOPED, CheckIn, Kind, State
from bot.ids import PersonId, TownId
from bot.storage.check_ins import COLUMNS, check_in, is_one_of, made, waits
from bot.storage.database import Db
from bot.storage.people import person
from bot.storage.prepared import Prepared

_of_period = Prepared(
    sa.select(*COLUMNS)
    .where(
        check_in.c.town == sa.bindparam("code"),
        check_in.c.warden == sa.bindparam("who"),
        check_in.c.day.between(sa.bindparam("first"), sa.bindparam("last")),
        is_one_of(HOPED),
    )
    .order_by(check_in.c.day, check_in.c.number)
)


def list_of_period(db: Db, code: TownId, who: PersonId, first: date, last: date) -> list[CheckIn]:
    """A warden's records that count or may yet, in the canonical order."""
    return [made(row) for row in _of_period(db, code=code, who=who, first=first, last=last)]


def list_of_warden(db: Db, code: TownId, who: PersonId, first: date, most: int = 400) -> list[CheckIn]:
    """A warden's own records since ``first``, merged and withdrawn ones left out, the latest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(
            check_in.c.town == code,
            check_in.c.warden == who,
            check_in.c.day >= first,
            check_in.c.state.not_in([State.MERGED.value, State.WITHDRAWN.value]),
        )
        .order_by(check_in.c.day.desc(), check_in.c.number.desc())
        .limit(most)
    )
    return [made(row) for row in rows]


def list_told_since(db: Db, code: TownId, who: PersonId, since: datetime) -> list[CheckIn]:
    """A warden's own records told since a moment, the oldest first; merged and withdrawn ones left out."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(
            check_in.c.town == code,
            check_in.c.warden == who,
            check_in.c.day >= (since - timedelta(days=200)).date(),
            check_in.c.said_at >= since,
            check_in.c.state.not_in([State.MERGED.value, State.WITHDRAWN.value]),
        )
        .order_by(check_in.c.said_at, check_in.c.number)
    )
    return [made(row) for row in rows]


def list_visits_of_day(db: Db, code: TownId, day: date) -> list[CheckIn]:
    """All visits of a day, those of care among them, the oldest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(
            check_in.c.town == code,
            check_in.c.day == day,
            check_in.c.kind.in_([Kind.CARE.value, Kind.VISIT.value]),
            check_in.c.state.in_([state.value for state in HOPED]),
        )
        .order_by(check_in.c.said_at, check_in.c.number)
    )
    return [made(row) for row in rows]


def count_waiting(db: Db, code: TownId, who: PersonId) -> int:
    """How many of a warden's records wait."""
    return int(
        db.scalar(sa.select(sa.func.count()).where(check_in.c.town == code, check_in.c.warden == who, waits)) or 0
    )


def count_backfills(db: Db, code: TownId, who: PersonId, since: datetime) -> int:
    """How many records a warden has told late since ``since``."""
    return int(
        db.scalar(
            sa.select(sa.func.count()).where(
                check_in.c.town == code,
                check_in.c.warden == who,
                check_in.c.backfill.is_(True),
                check_in.c.said_at >= since,
                check_in.c.state.not_in([State.MERGED.value, State.WITHDRAWN.value]),
            )
        )
        or 0
    )


def breaches(db: Db, code: TownId) -> list[str]:
    """I27: nobody reviews their own or their household's; what does not count brings nothing."""
    joined = check_in.outerjoin(person, (check_in.c.town == person.c.town) & (check_in.c.reviewer == person.c.id))
    faults = (
        ("自己审了自己的", check_in.c.reviewer == check_in.c.warden),
        ("审核人是同户的人", (check_in.c.home == person.c.household) & (check_in.c.reviewer != check_in.c.warden)),
        (
            "没有通过,却记着分",
            check_in.c.state.not_in([state.value for state in COUNTED]) & (check_in.c.points != 0),
        ),
        ("分是负的", (check_in.c.points < 0) | (check_in.c.expected < 0) | (check_in.c.value < 0)),
    )
    return [
        f"打卡#{row[0]}: {fault}"
        for fault, wrong in faults
        for row in db.all(sa.select(check_in.c.number).select_from(joined).where(check_in.c.town == code, wrong))
    ]
