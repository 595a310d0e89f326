"""What digests read: concerns that are not private, counts of check-ins and of messages. Reads only; no table of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.check_ins import HOPED
from bot.domain.check_ins import State as CheckInState
from bot.domain.concern_states import FINAL, State
from bot.domain.concerns import Concern, Outcome
from bot.domain.digests import Matter, Period, Visits, titled
from bot.domain.directory import Tier
from bot.ids import ChatId, TownId, UnitId
from bot.storage.check_ins import check_in
from bot.storage.concerns import concern
from bot.storage.database import Db
from bot.storage.outbox import State as DeliveryState
from bot.storage.outbox import outbox

_UNCOUNTED = (State.WITHDRAWN.value, State.REJECTED.value, State.REDIRECTED.value)


def list_matters(db: Db, code: TownId, period: Period) -> list[Matter]:
    """Concerns filed or resolved in the period or the one before it, and all that are open. Private ones and complaints are not among them."""
    c, since, until = concern.c, period.before.since, period.until
    touched = sa.or_(
        sa.and_(c.filed_at > since, c.filed_at <= until),
        sa.and_(c.resolved_at > since, c.resolved_at <= until),
        c.state.not_in([state.value for state in FINAL]),
    )
    rows = db.all(
        sa.select(
            c.number,
            c.title,
            c.text,
            c.category,
            c.unit,
            c.state,
            c.tier,
            c.outcome,
            c.filed_at,
            c.resolved_at,
            c.due_at,
            c.ack_due_at,
        )
        .where(c.town == code, c.private.is_(False), c.complaint.is_(False), c.state.not_in(_UNCOUNTED), touched)
        .order_by(c.filed_at, c.number)
    )
    return [_matter(row) for row in rows]


def _matter(row: Any) -> Matter:
    return Matter(
        number=row.number,
        title=titled(row.title, row.text),
        category=row.category,
        unit=UnitId(row.unit),
        state=State(row.state),
        tier=Tier(row.tier),
        outcome=Outcome(row.outcome),
        filed_at=row.filed_at,
        resolved_at=row.resolved_at,
        due_at=row.due_at,
        ack_due_at=row.ack_due_at,
    )


def matter_of(found: Concern) -> Matter:
    """A concern as a digest knows it, for those who handle it."""
    return _matter(found)


def visits_by_unit(db: Db, code: TownId, period: Period) -> dict[UnitId, Visits]:
    """By neighbourhood: records of services in the period, households visited, records that wait for review now."""
    c = check_in.c
    rows = db.all(
        sa.select(c.unit, sa.func.count(), sa.func.count(sa.distinct(c.household)))
        .where(
            c.town == code,
            c.day >= period.first,
            c.day <= period.last,
            c.state.in_([state.value for state in HOPED]),
        )
        .group_by(c.unit)
    )
    waiting = db.all(
        sa.select(c.unit, sa.func.count())
        .where(c.town == code, c.state == CheckInState.SUBMITTED.value)
        .group_by(c.unit)
    )
    found = {UnitId(row[0]): Visits(int(row[1]), int(row[2])) for row in rows}
    for row in waiting:
        unit = UnitId(row[0])
        found[unit] = found.get(unit, Visits()).plus(Visits(waiting=int(row[1])))
    return found


def chats_reached(db: Db, code: TownId, root: str) -> frozenset[ChatId]:
    """Groups in which a notice, in any of its versions, has arrived."""
    rows = db.all(
        sa.select(outbox.c.chat)
        .where(
            outbox.c.town == code,
            outbox.c.about == f"notice:{root}",
            outbox.c.state == DeliveryState.SENT.value,
            outbox.c.chat.is_not(None),
        )
        .distinct()
    )
    return frozenset(ChatId(row[0]) for row in rows)


def count_group_messages(db: Db, code: TownId, since: datetime, until: datetime, chats: Iterable[ChatId]) -> int:
    """How many messages the bot has sent to these groups: what people's phones had to bear."""
    return int(
        db.scalar(
            sa.select(sa.func.count())
            .select_from(outbox)
            .where(
                outbox.c.town == code,
                outbox.c.chat.in_(list(chats)),
                outbox.c.state == DeliveryState.SENT.value,
                outbox.c.settled_at > since,
                outbox.c.settled_at <= until,
            )
        )
        or 0
    )
