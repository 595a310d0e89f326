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
    plain("files", sa.Text),
    sealed("outbox.choices", "json"),
    plain("recalls", sa.Text),
    sa.UniqueConstraint("town", "key"),
    sa.Index("ix_outbox_about", "town", "about"),
)
is_open = outbox.c.state.in_(OPEN)
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
    sqlite_where=is_open,
    postgresql_where=is_open,
)
sa.Index(
    "ix_outbox_open",
    outbox.c.town,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=is_open,
    postgresql_where=is_open,
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
    files: tuple[str, ...] = ()
    """Keys of the files that go with it (``storage.files``)."""
    choices: tuple[str, ...] = ()
    """What can be answered with its number."""
    recalls: tuple[str, ...] = ()
    """Keys of the messages that this one declares void."""


COLUMNS = (
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
    outbox.c.files,
    outbox.c.choices,
    outbox.c.recalls,
    outbox.c.account,
)
_names = [column.name for column in outbox.columns]
_put = Prepared(insert(outbox), _names)
_put_once = Prepared(insert(outbox).values({name: sa.bindparam(name) for name in _names}).on_conflict_do_nothing())


def delivery_of(row: Any) -> Delivery:
    """A row of ``COLUMNS``."""
    return Delivery(
        row[0],
        place_of(row[1], row[2], row[-1]),
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
        tuple(row[22].split()) if row[22] else (),
        tuple(row[23]) if row[23] else (),
        tuple(row[24].split("\n")) if row[24] else (),
    )


def place_of(chat: str | None, person: str | None, account: str | None) -> Place:
    """Where a row goes."""
    if chat is not None:
        return InChat(ChatId(chat))
    platform, _, address = (account or "").partition(" ")
    return ToPerson(PersonId(person or ""), (platform, address) if account else None)


def _lane(message: Outbound) -> str:
    """Within a lane nothing overtakes: one place, one priority."""
    return f"{int(message.priority)}:{place_key(message.to)}"


def place_key(to: Place) -> str:
    """A place as lanes name it: a person on a certain platform is one of their own, so that it does not wait for another that is away."""
    if isinstance(to, InChat):
        return f"chat:{to.chat}"
    return f"person:{to.person}@{to.account[0]}" if to.account else f"person:{to.person}"


def put(db: Db, code: TownId, number: int, message: Outbound, at: datetime, not_before: datetime) -> bool:
    """Queue a message; False when its key has been used before."""
    if message.replaces is not None:
        skip(db, code, message.replaces, at)
    row = _row(code, number, message, at, not_before)
    if message.key is None:  # nearly every reply: nothing can be in its way
        _put(db, **row)
        return True
    return bool(_put_once.count(db, **row))


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
        "files": " ".join(message.files) or None,
        "choices": list(message.choices) or None,
        "recalls": "\n".join(message.recalls) or None,
    }


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
