"""The outbox as a queue: what may go now, what is being sent, what became of it. For ``deliver`` and what merges for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.ids import TownId
from bot.messages import Place, Priority
from bot.storage.database import Db
from bot.storage.outbox import COLUMNS, OPEN, Delivery, State, delivery_of, outbox, place_key, place_of
from bot.storage.prepared import Prepared
from bot.storage.schema import At

_open_states: list[sa.ColumnElement[Any]] = [sa.literal_column(f"'{state}'") for state in OPEN]
_earlier = outbox.alias("earlier")
_blocks = sa.and_(
    _earlier.c.town == outbox.c.town,
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.id < outbox.c.id,
    _earlier.c.state.in_(_open_states),
    sa.or_(_earlier.c.wakes, sa.not_(outbox.c.wakes)),
)
_due = Prepared(
    sa.select(*COLUMNS)
    .where(
        outbox.c.town == sa.bindparam("code"),
        outbox.c.state.in_(_open_states),  # the words of the partial index
        outbox.c.state != sa.literal_column("'sending'"),
        outbox.c.not_before <= sa.bindparam("now", type_=At),
        sa.not_(sa.exists().where(_blocks)),
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_sending = Prepared(
    sa.update(outbox)
    .where(outbox.c.town == sa.bindparam("code"), outbox.c.id == sa.bindparam("row"))
    .values(state=sa.literal_column("'sending'"), attempts=outbox.c.attempts + sa.literal_column("1"))
)
_sent = Prepared(
    sa.update(outbox)
    .where(outbox.c.town == sa.bindparam("code"), outbox.c.id == sa.bindparam("row"))
    .values(
        state=sa.literal_column("'sent'"),
        settled_at=sa.bindparam("at"),
        delivery=sa.bindparam("number"),
        platform=sa.bindparam("by"),
        platform_id=sa.bindparam("sent_as"),
    )
)


def list_sendable(db: Db, code: TownId, now: datetime, most: int) -> list[Delivery]:
    """What may be sent now, at most one a place and priority: due, with nothing unsettled before it there.

    What is held for quiet hours does not stand in the way of what may wake (an answer at night to who has just spoken).
    """
    return [delivery_of(row) for row in _due(db, code=code, now=now, most=most)]


def next_due(db: Db, code: TownId, after: datetime) -> datetime | None:
    """When the next message held back until later than ``after`` may be sent."""
    found: datetime | None = db.scalar(
        sa.select(outbox.c.not_before)
        .where(
            outbox.c.town == code,
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value)),
            outbox.c.not_before > after,
        )
        .order_by(outbox.c.not_before)
        .limit(1)
    )
    return found


def mark_sending(db: Db, code: TownId, number: int) -> None:
    """It is about to be handed to the platform."""
    _sending(db, code=code, row=number)


def mark_sent(db: Db, code: TownId, number: int, at: datetime, delivery: int, platform: str, platform_id: str) -> None:
    """The platform has it."""
    _sent(db, code=code, row=number, at=at, number=delivery, by=platform, sent_as=platform_id)


def mark(
    db: Db, code: TownId, number: int, state: State, at: datetime, error: str, not_before: datetime | None = None
) -> None:
    """Any other fate; ``error`` is ours, never the platform's text."""
    values: dict[str, Any] = {"state": state.value, "error": error, "settled_at": None if not_before else at}
    if not_before is not None:
        values["not_before"] = not_before
    db.execute(sa.update(outbox).where(outbox.c.town == code, outbox.c.id == number).values(**values))


def put_off(db: Db, code: TownId, number: int, until: datetime, *, card: bool = False) -> None:
    """Its place keeps quiet hours, or has had enough this week (``card``): not before ``until``."""
    values: dict[str, Any] = {"not_before": until} | ({"card": True} if card else {})
    db.execute(sa.update(outbox).where(outbox.c.town == code, outbox.c.id == number).values(**values))


def list_interrupted(db: Db, code: TownId) -> list[Delivery]:
    """Those that were being sent when the process ended."""
    rows = db.all(sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.state == State.SENDING.value))
    return [delivery_of(row) for row in rows]


def list_sent_times(db: Db, code: TownId, platform: str, since: datetime) -> list[tuple[datetime, Place]]:
    """When and where a platform's account has sent since then, oldest first: what pacing must remember over a restart."""
    rows = db.all(
        sa.select(outbox.c.settled_at, outbox.c.chat, outbox.c.person)
        .where(
            outbox.c.town == code,
            outbox.c.platform == platform,
            outbox.c.settled_at > since,
            outbox.c.carrier.is_(None),
        )
        .order_by(outbox.c.settled_at)
    )
    return [(row[0], place_of(row[1], row[2], None)) for row in rows]


def list_held(db: Db, code: TownId, to: Place, now: datetime) -> list[Delivery]:
    """What nobody asked for and is due at one place, in order: what may become one message."""
    lanes = [f"{int(priority)}:{place_key(to)}" for priority in (Priority.NOTICE, Priority.DIGEST)]
    rows = db.all(
        sa.select(*COLUMNS)
        .where(
            outbox.c.town == code,
            outbox.c.lane.in_(lanes),
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value)),
            outbox.c.not_before <= now,
            sa.not_(outbox.c.wakes),
        )
        .order_by(outbox.c.priority, outbox.c.id)
    )
    return [delivery_of(row) for row in rows]


def carry(db: Db, code: TownId, carrier: int, members: Sequence[int]) -> None:
    """These go as one message: they are being sent as soon as it is."""
    db.execute(
        sa.update(outbox)
        .where(outbox.c.town == code, outbox.c.id.in_(members))
        .values(carrier=carrier, state=State.SENDING.value, attempts=outbox.c.attempts + 1)
    )


def settle_members(
    db: Db, code: TownId, carrier: int, state: State, at: datetime, platform: str, not_before: datetime | None = None
) -> None:
    """What was merged shares the fate of the message that carried it; one to be tried again is free once more."""
    values: dict[str, Any] = {"state": state.value, "settled_at": at, "platform": platform or None}
    if not_before is not None:
        values = {"state": state.value, "not_before": not_before, "carrier": None}
    db.execute(sa.update(outbox).where(outbox.c.town == code, outbox.c.carrier == carrier).values(**values))


def list_members(db: Db, code: TownId, carrier: int) -> list[Delivery]:
    """What was merged into a message."""
    rows = db.all(sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.carrier == carrier).order_by(outbox.c.id))
    return [delivery_of(row) for row in rows]
