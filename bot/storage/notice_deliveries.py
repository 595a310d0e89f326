"""How far notices have got in the outbox: their messages to groups, each under a key of number, version and chat."""

from datetime import datetime

import sqlalchemy as sa

from bot.ids import ChatId, TownId
from bot.storage.database import Db
from bot.storage.outbox import State, outbox
from bot.storage.prepared import Prepared

InChatRow = tuple[ChatId, str, State, datetime, datetime | None, str]
"""Chat, key, state, not before, settled at, error."""

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
