"""How far notices have got in the outbox: their messages to groups, each under a key of number, version and chat."""

from datetime import datetime

import sqlalchemy as sa

from bot.ids import ChatId, TownId
from bot.storage.database import Db
from bot.storage.outbox import OPEN, State, outbox
from bot.storage.prepared import Prepared

InChatRow = tuple[ChatId, str, State, datetime, datetime | None, str]
"""Chat, key, state, not before, settled at, error."""

BY_HAND = "by hand"
"""Stands as the error of a message that a person was to pass on, once they have said what became of it."""

_state_of = Prepared(
    sa.select(outbox.c.state).where(outbox.c.town == sa.bindparam("code"), outbox.c.key == sa.bindparam("key"))
)


def list_in_chats(db: Db, code: TownId, about: str, chat: ChatId | None = None) -> list[InChatRow]:
    """(chat, key, state, not before, settled at, error) of the keyed group messages about one matter, everywhere or in one, oldest first."""
    here = outbox.c.chat == chat if chat is not None else outbox.c.chat.is_not(None)
    rows = db.all(
        sa.select(outbox.c.chat, outbox.c.key, outbox.c.state, outbox.c.not_before, outbox.c.settled_at, outbox.c.error)
        .where(outbox.c.town == code, outbox.c.about == about, here, outbox.c.key.is_not(None))
        .order_by(outbox.c.id)
    )
    return [(ChatId(row[0]), str(row[1]), State(row[2]), row[3], row[4], str(row[5])) for row in rows]


def latest_in_chats(db: Db, code: TownId, root: str, version: int | None = None) -> dict[ChatId, InChatRow]:
    """What each group was sent last of a notice in all its versions, or in one."""
    about = f"notice:{root}"
    latest: dict[ChatId, InChatRow] = {}
    for row in list_in_chats(db, code, about):
        told = row[1].removeprefix(f"{about}:").partition(":")[0]
        if told.isdigit() and version in (None, int(told)):
            latest[row[0]] = row
    return latest


def list_going_out(db: Db, code: TownId) -> list[str]:
    """The numbers of the notices of which something has still to be sent to a group, the oldest first."""
    rows = db.all(
        sa.select(outbox.c.about, sa.func.min(outbox.c.id))
        .where(
            outbox.c.town == code,
            outbox.c.state.in_(OPEN),
            outbox.c.chat.is_not(None),
            outbox.c.key.is_not(None),
            outbox.c.about.startswith("notice:"),
        )
        .group_by(outbox.c.about)
        .order_by(sa.func.min(outbox.c.id))
    )
    return [str(row[0]).removeprefix("notice:") for row in rows]


def skip_in_chats(db: Db, code: TownId, about: str, at: datetime) -> int:
    """Drop the keyed group messages about one matter that have not gone out yet: a correction or withdrawal takes their place."""
    return db.execute(
        sa.update(outbox)
        .where(
            outbox.c.town == code,
            outbox.c.about == about,
            outbox.c.chat.is_not(None),
            outbox.c.key.is_not(None),
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value, State.BY_HAND.value)),
        )
        .values(state=State.SKIPPED.value, settled_at=at, error="replaced")
    )


def was_sent(db: Db, code: TownId, key: str) -> bool:
    """Whether the message of that key has reached its place, as far as we know."""
    row = _state_of.one(db, code=code, key=key)
    return row is not None and row[0] in {State.SENT.value, State.UNKNOWN.value}
