"""How each platform stands, as the process last saw it; groups in which the bot found itself; groups that probably have a new id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.roles import Role
from bot.ids import ChatId, TownId
from bot.storage.database import Db
from bot.storage.directory import chat_address, office, unit
from bot.storage.people import account
from bot.storage.schema import At, metadata, plain, town

platform = sa.Table(
    "platform",
    metadata,
    town(),
    plain("name", sa.Text, primary_key=True),
    plain("up", sa.Boolean, nullable=False),
    plain("trouble", sa.Text, nullable=False),
    plain("since", At, nullable=False),
    plain("told", sa.Boolean, nullable=False),
    plain("paused", sa.Boolean, nullable=False),
)

found_chat = sa.Table(
    "found_chat",
    metadata,
    town(),
    plain("platform", sa.Text, primary_key=True),
    plain("address", sa.Text, primary_key=True),
    plain("name", sa.Text, nullable=False),
    plain("at", At, nullable=False),
)

chat_move = sa.Table(
    "chat_move",
    metadata,
    town(),
    plain("platform", sa.Text, primary_key=True),
    plain("new", sa.Text, primary_key=True),
    plain("old", sa.Text, nullable=False),
    plain("at", At, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One platform: its link, and whether people have stopped sending on it."""

    name: str
    up: bool
    trouble: str
    since: datetime
    told: bool = False
    """Whether staff have been told of this outage."""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class FoundChat:
    """A group of a platform that is bound to nothing."""

    platform: str
    address: str
    name: str
    at: datetime


def put(db: Db, code: TownId, found: Standing) -> None:
    """Write how a platform stands."""
    row: dict[str, Any] = {
        "up": found.up,
        "trouble": found.trouble,
        "since": found.since,
        "told": found.told,
        "paused": found.paused,
    }
    statement = insert(platform).values(town=code, name=found.name, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "name"], set_=row))


def list_all(db: Db, code: TownId) -> list[Standing]:
    """Every platform that has ever been connected, by name."""
    c = platform.c
    rows = db.all(sa.select(c.name, c.up, c.trouble, c.since, c.told, c.paused).where(c.town == code).order_by(c.name))
    return [Standing(*row) for row in rows]


def find(db: Db, code: TownId, name: str) -> Standing | None:
    """How a platform stands."""
    return next((one for one in list_all(db, code) if one.name == name), None)


def reaches(db: Db, code: TownId, roles: Sequence[Role], names: Sequence[str], day: date) -> bool:
    """Whether anybody who holds one of ``roles`` at the town has an account on one of the platforms ``names``. Reads nothing that is sealed."""
    at_town = sa.exists().where(unit.c.town == office.c.town, unit.c.id == office.c.unit, unit.c.parent.is_(None))
    found = (
        sa.select(office.c.person)
        .join(account, (account.c.town == office.c.town) & (account.c.person == office.c.person))
        .where(
            office.c.town == code,
            office.c.role.in_([role.value for role in roles]),
            office.c.since <= day,
            sa.or_(office.c.until.is_(None), office.c.until >= day),
            account.c.platform.in_(names),
            at_town,
        )
    )
    return db.first(found) is not None


def put_found(db: Db, code: TownId, found: FoundChat) -> None:
    """The bot is in a group, or the group has another name now."""
    row: dict[str, Any] = {"name": found.name, "at": found.at}
    statement = insert(found_chat).values(town=code, platform=found.platform, address=found.address, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "platform", "address"], set_=row))


def list_found(db: Db, code: TownId) -> list[FoundChat]:
    """Groups in which the bot is and that are bound to nothing, the latest first."""
    c = found_chat.c
    bound = sa.exists().where(
        chat_address.c.town == c.town, chat_address.c.platform == c.platform, chat_address.c.address == c.address
    )
    rows = db.all(
        sa.select(c.platform, c.address, c.name, c.at)
        .where(c.town == code, ~bound)
        .order_by(c.at.desc(), c.platform, c.address)
    )
    return [FoundChat(*row) for row in rows]


def groups(db: Db, code: TownId, name: str) -> dict[str, str]:
    """Every group of a platform that is known, bound or found: what it was called last (empty: never heard) by its address."""
    bound = db.all(
        sa.select(chat_address.c.address).where(chat_address.c.town == code, chat_address.c.platform == name)
    )
    c = found_chat.c
    found = db.all(sa.select(c.address, c.name).where(c.town == code, c.platform == name))
    return {str(row[0]): "" for row in bound} | {str(row[0]): str(row[1]) for row in found}


def find_found(db: Db, code: TownId, name: str, address: str) -> FoundChat | None:
    """A group in which the bot is, bound or not."""
    c = found_chat.c
    row = db.first(
        sa.select(c.platform, c.address, c.name, c.at).where(c.town == code, c.platform == name, c.address == address)
    )
    return FoundChat(*row) if row else None


def erase_found(db: Db, code: TownId, name: str, address: str) -> None:
    """The bot is not in that group any more."""
    c = found_chat.c
    db.execute(sa.delete(found_chat).where(c.town == code, c.platform == name, c.address == address))


def put_move(db: Db, code: TownId, name: str, old: str, new: str, now: datetime) -> None:
    """A bound group is probably the one at ``new`` now; waits for a person."""
    row: dict[str, Any] = {"old": old, "at": now}
    statement = insert(chat_move).values(town=code, platform=name, new=new, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "platform", "new"], set_=row))


def find_move(db: Db, code: TownId, name: str, new: str) -> str | None:
    """The former address of what is probably the group at ``new``."""
    c = chat_move.c
    row = db.first(sa.select(c.old).where(c.town == code, c.platform == name, c.new == new))
    return str(row[0]) if row else None


def erase_move(db: Db, code: TownId, name: str, new: str) -> None:
    """It has been answered."""
    c = chat_move.c
    db.execute(sa.delete(chat_move).where(c.town == code, c.platform == name, c.new == new))


def move_chat(db: Db, code: TownId, name: str, old: str, new: str) -> ChatId | None:
    """The group at ``old`` is at ``new`` from now on; its id, None when there was none. What stood at ``new`` (never bound) goes."""
    c = chat_address.c
    row = db.first(sa.select(c.chat).where(c.town == code, c.platform == name, c.address == old))
    if row is None:
        return None
    db.execute(sa.delete(chat_address).where(c.town == code, c.platform == name, c.address == new))
    db.execute(sa.update(chat_address).where(c.town == code, c.platform == name, c.address == old).values(address=new))
    return ChatId(row[0])
