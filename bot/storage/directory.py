"""Units, chats and offices: the rows behind ``domain.directory``."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.directory import Chat, ChatKind, ChatState, Directory, Office, Tier, Unit, UnitKind
from bot.domain.roles import Role
from bot.ids import ChatId, HouseholdId, PersonId, TownId, UnitId
from bot.storage import leave
from bot.storage.database import Db
from bot.storage.people import household, person
from bot.storage.schema import metadata, personal, plain, town

unit = sa.Table(
    "unit",
    metadata,
    town(),
    plain("id", sa.Text, primary_key=True),
    plain("name", sa.Text, nullable=False),
    plain("tier", sa.Text, nullable=False),
    plain("parent", sa.Text),
    plain("kind", sa.Text, nullable=False),
    plain("place", sa.Text, nullable=False),
    plain("oversize_reason", sa.Text, nullable=False),
)

chat = sa.Table(
    "chat",
    metadata,
    town(),
    plain("id", sa.Text, primary_key=True),
    plain("name", sa.Text, nullable=False),
    plain("kind", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("state", sa.Text, nullable=False),
)

chat_address = sa.Table(
    "chat_address",
    metadata,
    town(),
    plain("platform", sa.Text, primary_key=True),
    plain("address", sa.Text, primary_key=True),
    plain("chat", sa.Text, nullable=False),
    sa.Index("ix_chat_address_chat", "town", "chat"),
)

office = sa.Table(
    "office",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    plain("role", sa.Text, primary_key=True),
    plain("unit", sa.Text, primary_key=True),
    plain("since", sa.Date, primary_key=True),
    plain("until", sa.Date),
    plain("source", sa.Text, nullable=False),
)


def read_directory(db: Db, code: TownId) -> Directory:
    """The whole tree, with the number of resident households of each neighbourhood."""
    counted = {
        row[0]: int(row[1])
        for row in db.all(
            sa.select(household.c.unit, sa.func.count())
            .where(household.c.town == code, household.c.away.is_(False))
            .group_by(household.c.unit)
        )
    }
    units = [
        Unit(
            UnitId(r.id),
            r.name,
            Tier(r.tier),
            UnitId(r.parent) if r.parent else None,
            UnitKind(r.kind),
            r.place,
            r.oversize_reason,
            counted.get(r.id, 0),
        )
        for r in db.all(sa.select(unit).where(unit.c.town == code).order_by(unit.c.id))
    ]
    chats = [
        Chat(ChatId(r.id), r.name, ChatKind(r.kind), UnitId(r.unit), ChatState(r.state))
        for r in db.all(sa.select(chat).where(chat.c.town == code).order_by(chat.c.id))
    ]
    joined = office.join(person, (office.c.town == person.c.town) & (office.c.person == person.c.id))
    offices = [
        Office(
            PersonId(r.person),
            r.name,
            Role(r.role),
            UnitId(r.unit),
            r.since,
            r.until,
            r.source,
            HouseholdId(r.household) if r.household else None,
        )
        for r in db.all(
            sa.select(office, person.c.name, person.c.household)
            .select_from(joined)
            .where(office.c.town == code)
            .order_by(office.c.since, office.c.person)
        )
    ]
    return Directory.of(units, chats, offices, leave.list_absences(db, code))


def put_unit(db: Db, code: TownId, found: Unit) -> None:
    """Write a unit, or what has changed of it."""
    _put(
        db,
        unit,
        ("town", "id"),
        {
            "town": code,
            "id": found.id,
            "name": found.name,
            "tier": found.tier.value,
            "parent": found.parent,
            "kind": found.kind.value,
            "place": found.place,
            "oversize_reason": found.oversize_reason,
        },
    )


def put_chat(db: Db, code: TownId, found: Chat, platform: str, address: str) -> None:
    """Write a chat and where a platform has it."""
    row = {
        "town": code,
        "id": found.id,
        "name": found.name,
        "kind": found.kind.value,
        "unit": found.unit,
        "state": found.state.value,
    }
    _put(db, chat, ("town", "id"), row)
    _put(
        db,
        chat_address,
        ("town", "platform", "address"),
        {"town": code, "platform": platform, "address": address, "chat": found.id},
    )


def put_office(db: Db, code: TownId, held: Office) -> None:
    """Write an office, or its new end."""
    row = {
        "town": code,
        "person": held.person,
        "role": held.role.value,
        "unit": held.unit,
        "since": held.since,
        "until": held.until,
        "source": held.source,
    }
    _put(db, office, ("town", "person", "role", "unit", "since"), row)


def find_chat_at(db: Db, code: TownId, platform: str, address: str) -> ChatId | None:
    """Our id of a platform's chat; None when nobody has registered it."""
    row = db.first(
        sa.select(chat_address.c.chat).where(
            chat_address.c.town == code, chat_address.c.platform == platform, chat_address.c.address == address
        )
    )
    return ChatId(row[0]) if row else None


def list_addresses(db: Db, code: TownId) -> list[tuple[str, str, ChatId]]:
    """All (platform, address, chat)."""
    rows = db.all(
        sa.select(chat_address.c.platform, chat_address.c.address, chat_address.c.chat).where(
            chat_address.c.town == code
        )
    )
    return [(r[0], r[1], ChatId(r[2])) for r in rows]


def _put(db: Db, table: sa.Table, key: tuple[str, ...], row: dict[str, Any]) -> None:
    rest = {name: value for name, value in row.items() if name not in key}
    statement = insert(table).values(row)
    db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


def unregistered(number: ChatId) -> Chat:
    """A chat in which the bot was spoken to and which nobody has registered: bound to no unit, pending."""
    return Chat(number, "", ChatKind.NEIGHBOURHOOD, UnitId(""), ChatState.PENDING)
