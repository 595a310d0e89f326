"""What is to be sent, and how far it has got. Written in the transaction that causes it (architecture.md, the way of a message)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import ChatId, PersonId, TownId
from bot.messages import InChat, Outbound, Place, Priority, ToPerson
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town


class State(StrEnum):
    """Life of a delivery (handbook §4.2)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """Refused for now; tried again at ``not_before``."""
    DEAD = "dead"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    """The platform may have it: shown to the sender, never sent again unasked."""
    BY_HAND = "by_hand"
    """Waits for a person: the bot is not there, or the platform wants a hand to press send (``已发``, ``发不了``)."""


OPEN = (State.QUEUED.value, State.SENDING.value, State.FAILED.value)

outbox = sa.Table(
    "outbox",
    metadata,
    town(),
    row_id(),
    plain("chat", sa.Text),
    personal("person", sa.Text),
    sealed("outbox.account"),
    personal("lane", sa.Text, nullable=False),
    sealed("outbox.text", nullable=False),
    plain("priority", sa.Integer, nullable=False),
    plain("answers", sa.Text),
    plain("wakes", sa.Boolean, nullable=False),
    plain("about", sa.Text, nullable=False),
    plain("why", sa.Text, nullable=False),
    plain("key", sa.Text),
    plain("state", sa.Text, nullable=False),
    plain("attempts", sa.Integer, nullable=False),
    plain("made_at", At, nullable=False),
    plain("not_before", At, nullable=False),
    plain("settled_at", At),
    plain("delivery", sa.BigInteger),
    plain("platform", sa.Text),
    plain("platform_id", sa.Text),
    plain("error", sa.Text, nullable=False),
    plain("edits", sa.Text),
    plain("card", sa.Boolean, nullable=False),
    plain("carrier", sa.BigInteger),
    sa.UniqueConstraint("town", "key"),
    sa.Index("ix_outbox_about", "town", "about"),
)
_is_open = outbox.c.state.in_(OPEN)
# Most columns are empty while a message waits: their indexes hold only what has been filled in, so that thousands go in at once.
for _name, _columns, _filled, _unique in (
    ("uq_outbox_town_delivery", ("delivery",), outbox.c.delivery, True),
    ("ix_outbox_platform_id", ("platform", "platform_id"), outbox.c.platform_id, False),
    ("ix_outbox_settled_at", ("settled_at",), outbox.c.settled_at, False),
    ("ix_outbox_carrier", ("carrier",), outbox.c.carrier, False),
):
    sa.Index(
        _name,
        outbox.c.town,
        *(outbox.c[_column] for _column in _columns),
        unique=_unique,
        sqlite_where=_filled.is_not(None),
        postgresql_where=_filled.is_not(None),
    )
sa.Index(
    "ix_outbox_lane",
    outbox.c.town,
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
sa.Index(
    "ix_outbox_open",
    outbox.c.town,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of the outbox as ``deliver`` and the pages see it."""

    id: int
    to: Place
    text: str
    priority: Priority
    answers: str | None
    wakes: bool
    about: str
    why: str
    key: str | None
    state: State
    attempts: int
    made_at: datetime
    not_before: datetime
    settled_at: datetime | None
    delivery: int | None
    """Its number in the order in which things were sent; None until it was."""
    platform: str | None
    platform_id: str | None
    error: str
    edits: str | None = None
    """Key of the message that this one corrects: changed in place where the platform can."""
    card: bool = False
    """Over the week's budget: goes into the day's one card (handbook §0.1, 减负)."""
    carrier: int | None = None
    """Row of the message into which this one was merged."""


_COLUMNS = (
    outbox.c.id,
    outbox.c.chat,
    outbox.c.person,
    outbox.c.text,
    outbox.c.priority,
    outbox.c.answers,
    outbox.c.wakes,
    outbox.c.about,
    outbox.c.why,
    outbox.c.key,
    outbox.c.state,
    outbox.c.attempts,
    outbox.c.made_at,
    outbox.c.not_before,
    outbox.c.settled_at,
    outbox.c.delivery,
    outbox.c.platform,
    outbox.c.platform_id,
    outbox.c.error,
    outbox.c.edits,
    outbox.c.card,
    outbox.c.carrier,
    outbox.c.account,
)
_names = [column.name for column in outbox.columns]
_put = Prepared(insert(outbox), _names)
_put_once = Prepared(
    insert(outbox).values({name: sa.bindparam(name) for name in _names}).on_conflict_do_nothing().returning(outbox.c.id)
)
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
    sa.select(*_COLUMNS)
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


def _delivery(row: Any) -> Delivery:
    return Delivery(
        row[0],
        _place(row[1], row[2], row[-1]),
        row[3],
        Priority(row[4]),
        row[5],
        bool(row[6]),
        row[7],
        row[8],
        row[9],
        State(row[10]),
        row[11],
        row[12],
        row[13],
        row[14],
        row[15],
        row[16],
        row[17],
        row[18],
        row[19],
        bool(row[20]),
        row[21],
    )


def _place(chat: str | None, person: str | None, account: str | None) -> Place:
    if chat is not None:
        return InChat(ChatId(chat))
    platform, _, address = (account or "").partition(" ")
    return ToPerson(PersonId(person or ""), (platform, address) if account else None)


def _lane(message: Outbound) -> str:
    """Within a lane nothing overtakes: one place, one priority."""
    return f"{int(message.priority)}:{_place_key(message.to)}"


def _place_key(to: Place) -> str:
    return f"chat:{to.chat}" if isinstance(to, InChat) else f"person:{to.person}"


def put(db: Db, code: TownId, number: int, message: Outbound, at: datetime, not_before: datetime) -> bool:
    """Queue a message; False when its key has been used before."""
    if message.replaces is not None:
        skip(db, code, message.replaces, at)
    row = _row(code, number, message, at, not_before)
    if message.key is None:  # nearly every reply: nothing can be in its way
        _put(db, **row)
        return True
    return bool(_put_once(db, **row))


def put_many(db: Db, code: TownId, messages: Sequence[tuple[int, Outbound, datetime]], at: datetime) -> list[int]:
    """Queue (row number, message, not before) in one statement; the numbers of those whose key was new.

    For a notice to hundreds of chats: a third of the time of ``put`` for each. The row numbers must rise.
    """
    if not messages:
        return []
    for _, message, _ in messages:
        if message.replaces is not None:
            skip(db, code, message.replaces, at)
    rows = [_row(code, number, message, at, not_before) for number, message, not_before in messages]
    db.execute(insert(outbox).on_conflict_do_nothing(), rows)
    found = db.all(
        sa.select(outbox.c.id)
        .where(outbox.c.town == code, outbox.c.id.between(messages[0][0], messages[-1][0]))
        .order_by(outbox.c.id)
    )
    return [int(row[0]) for row in found]


def _row(code: TownId, number: int, message: Outbound, at: datetime, not_before: datetime) -> dict[str, Any]:
    """A new message as a row."""
    to = message.to
    return {
        "town": code,
        "id": number,
        "chat": to.chat if isinstance(to, InChat) else None,
        "person": to.person if isinstance(to, ToPerson) else None,
        "account": " ".join(to.account) if isinstance(to, ToPerson) and to.account else None,
        "lane": _lane(message),
        "text": message.text,
        "priority": int(message.priority),
        "answers": message.answers,
        "wakes": message.wakes,
        "about": message.about,
        "why": message.why,
        "key": message.key,
        "state": State.QUEUED.value,
        "attempts": 0,
        "made_at": at,
        "not_before": not_before,
        "settled_at": None,
        "delivery": None,
        "platform": None,
        "platform_id": None,
        "error": "",
        "edits": message.edits,
        "card": False,
        "carrier": None,
    }


def list_sendable(db: Db, code: TownId, now: datetime, most: int) -> list[Delivery]:
    """What may be sent now, at most one a place and priority: due, with nothing unsettled before it there.

    What is held for quiet hours does not stand in the way of what may wake (an answer at night to who has just spoken).
    """
    return [_delivery(row) for row in _due(db, code=code, now=now, most=most)]


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


def skip(db: Db, code: TownId, key: str, at: datetime) -> bool:
    """Drop a message that has not gone out yet; False when it has, or never was."""
    return bool(
        db.execute(
            sa.update(outbox)
            .where(
                outbox.c.town == code, outbox.c.key == key, outbox.c.state.in_((State.QUEUED.value, State.FAILED.value))
            )
            .values(state=State.SKIPPED.value, settled_at=at)
        )
    )


def list_interrupted(db: Db, code: TownId) -> list[Delivery]:
    """Those that were being sent when the process ended."""
    rows = db.all(sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.state == State.SENDING.value))
    return [_delivery(row) for row in rows]


def list_open(db: Db, code: TownId) -> list[Delivery]:
    """All that has not been settled yet, in the order in which it would go."""
    rows = db.all(sa.select(*_COLUMNS).where(outbox.c.town == code, _is_open).order_by(outbox.c.priority, outbox.c.id))
    return [_delivery(row) for row in rows]


def last_delivery(db: Db, code: TownId) -> int:
    """The number of the latest message sent; 0 when none has been."""
    return int(db.scalar(sa.select(sa.func.max(outbox.c.delivery)).where(outbox.c.town == code)) or 0)


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
    return [(row[0], _place(row[1], row[2], None)) for row in rows]


def list_held(db: Db, code: TownId, to: Place, now: datetime) -> list[Delivery]:
    """What nobody asked for and is due at one place, in order: what may become one message."""
    lanes = [f"{int(priority)}:{_place_key(to)}" for priority in (Priority.NOTICE, Priority.DIGEST)]
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(
            outbox.c.town == code,
            outbox.c.lane.in_(lanes),
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value)),
            outbox.c.not_before <= now,
            sa.not_(outbox.c.wakes),
        )
        .order_by(outbox.c.priority, outbox.c.id)
    )
    return [_delivery(row) for row in rows]


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
    rows = db.all(sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.carrier == carrier).order_by(outbox.c.id))
    return [_delivery(row) for row in rows]


def find_by_key(db: Db, code: TownId, key: str) -> Delivery | None:
    """The message of that key."""
    row = db.first(sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.key == key))
    return _delivery(row) if row else None


def list_sent(db: Db, code: TownId, after: int, most: int = 500, *, to: Place | None = None) -> list[Delivery]:
    """What has been sent after delivery number ``after``, oldest first, everywhere or at one place."""
    statement = sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.delivery > after)
    if isinstance(to, InChat):
        statement = statement.where(outbox.c.chat == to.chat)
    elif isinstance(to, ToPerson):
        statement = statement.where(outbox.c.person == to.person)
    return [_delivery(row) for row in db.all(statement.order_by(outbox.c.delivery).limit(most))]


def list_about(db: Db, code: TownId, about: str) -> list[Delivery]:
    """Every message about one matter, oldest first: how far a notice has got."""
    rows = db.all(sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.about == about).order_by(outbox.c.id))
    return [_delivery(row) for row in rows]


def find(db: Db, code: TownId, number: int) -> Delivery | None:
    """One message by its row number."""
    row = db.first(sa.select(*_COLUMNS).where(outbox.c.town == code, outbox.c.id == number))
    return _delivery(row) if row else None


def find_by_platform_id(db: Db, code: TownId, platform: str, platform_id: str) -> Delivery | None:
    """The message of ours that a platform knows by that id: what a quote means."""
    row = db.first(
        sa.select(*_COLUMNS).where(
            outbox.c.town == code, outbox.c.platform == platform, outbox.c.platform_id == platform_id
        )
    )
    return _delivery(row) if row else None


def count_by_state(db: Db, code: TownId) -> dict[str, int]:
    """How many there are in each state, for metrics."""
    rows = db.all(sa.select(outbox.c.state, sa.func.count()).where(outbox.c.town == code).group_by(outbox.c.state))
    return {str(row[0]): int(row[1]) for row in rows}


def oldest_overdue(db: Db, code: TownId, now: datetime) -> datetime | None:
    """Since when the longest-waiting due message has been waiting: whether the outbox moves."""
    found: datetime | None = db.scalar(
        sa.select(sa.func.min(outbox.c.not_before)).where(
            outbox.c.town == code, outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now
        )
    )
    return found


def erase_texts_before(db: Db, code: TownId, before: datetime) -> int:
    """Blank the words of private messages settled long ago (handbook §9.5); the rows stay as counts."""
    return db.execute(
        sa.update(outbox)
        .where(outbox.c.town == code, outbox.c.settled_at < before, outbox.c.person.is_not(None), outbox.c.text != "")
        .values(text="")
    )
