"""Groups that one person has asked to bind, and that wait for a second (handbook §1.2)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.directory import ChatKind
from bot.ids import ChatId, PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, town

chat_request = sa.Table(
    "chat_request",
    metadata,
    town(),
    plain("chat", sa.Text, primary_key=True),
    plain("unit", sa.Text, nullable=False),
    plain("kind", sa.Text, nullable=False),
    personal("asked_by", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Somebody has asked that this group be bound to that unit."""

    chat: ChatId
    unit: UnitId
    kind: ChatKind
    asked_by: PersonId
    asked_at: datetime


def put(db: Db, code: TownId, asked: ChatRequest) -> None:
    """Write it; an earlier one for the group is replaced."""
    row = {"unit": asked.unit, "kind": asked.kind.value, "asked_by": asked.asked_by, "asked_at": asked.asked_at}
    statement = insert(chat_request).values(town=code, chat=asked.chat, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "chat"], set_=row))


def find(db: Db, code: TownId, chat: ChatId) -> ChatRequest | None:
    """What has been asked for a group."""
    c = chat_request.c
    row = db.first(sa.select(c.chat, c.unit, c.kind, c.asked_by, c.asked_at).where(c.town == code, c.chat == chat))
    return ChatRequest(row[0], row[1], ChatKind(row[2]), row[3], row[4]) if row else None


def erase(db: Db, code: TownId, chat: ChatId) -> None:
    """It has been answered, or has lapsed."""
    db.execute(sa.delete(chat_request).where(chat_request.c.town == code, chat_request.c.chat == chat))
