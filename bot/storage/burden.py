"""How many messages that nobody asked for each group and each person has had in a week: counts, never what they said (减负)."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import ChatId, PersonId, TownId
from bot.messages import InChat, Place
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import metadata, personal, plain, town

push = sa.Table(
    "push",
    metadata,
    town(),
    plain("week", sa.Date, primary_key=True),
    personal("place", sa.Text, primary_key=True),
    plain("pushes", sa.Integer, nullable=False),
    plain("folded", sa.Integer, nullable=False),
)

_add = Prepared(
    insert(push)
    .values({name: sa.bindparam(name) for name in ("town", "week", "place", "pushes", "folded")})
    .on_conflict_do_update(
        index_elements=["town", "week", "place"],
        set_={
            "pushes": push.c.pushes + sa.literal_column("excluded.pushes"),
            "folded": push.c.folded + sa.literal_column("excluded.folded"),
        },
    )
)
_count = Prepared(
    sa.select(push.c.pushes).where(
        push.c.town == sa.bindparam("code"), push.c.week == sa.bindparam("monday"), push.c.place == sa.bindparam("at")
    )
)


def monday_of(day: date) -> date:
    """The week in which a day lies."""
    return day - timedelta(days=day.weekday())


def key_of(to: Place) -> str:
    """A place as the counts name it."""
    return f"chat:{to.chat}" if isinstance(to, InChat) else f"person:{to.person}"


def add(db: Db, code: TownId, to: Place, day: date, pushes: int = 1, folded: int = 0) -> None:
    """One more message there, or one that was folded into the day's card."""
    _add(db, town=code, week=monday_of(day), place=key_of(to), pushes=pushes, folded=folded)


def count(db: Db, code: TownId, to: Place, day: date) -> int:
    """How many it has had this week."""
    row = _count.one(db, code=code, monday=monday_of(day), at=key_of(to))
    return int(row[0]) if row else 0


def by_place(db: Db, code: TownId, day: date) -> tuple[dict[ChatId, tuple[int, int]], dict[PersonId, tuple[int, int]]]:
    """(messages, folded) of the week, of every group and every person that had any."""
    rows = db.all(
        sa.select(push.c.place, push.c.pushes, push.c.folded).where(push.c.town == code, push.c.week == monday_of(day))
    )
    chats: dict[ChatId, tuple[int, int]] = {}
    persons: dict[PersonId, tuple[int, int]] = {}
    for place, pushes, folded in rows:
        kind, _, name = str(place).partition(":")
        if kind == "chat":
            chats[ChatId(name)] = (int(pushes), int(folded))
        else:
            persons[PersonId(name)] = (int(pushes), int(folded))
    return chats, persons


def count_folded(db: Db, code: TownId, day: date) -> int:
    """How many were folded into cards in the week of ``day``, everywhere."""
    statement = sa.select(sa.func.sum(push.c.folded)).where(push.c.town == code, push.c.week == monday_of(day))
    return int(db.scalar(statement) or 0)


def erase_before(db: Db, code: TownId, before: date) -> int:
    """Counts of weeks long past."""
    return db.execute(sa.delete(push).where(push.c.town == code, push.c.week < before))
