"""Looking into the outbox: one message, what has been sent, what still waits. Nothing here changes a row."""

import sqlalchemy as sa

from bot.ids import TownId
from bot.messages import InChat, Place, ToPerson
from bot.storage.database import Db
from bot.storage.outbox import COLUMNS, Delivery, delivery_of, is_open, outbox


def find(db: Db, code: TownId, number: int) -> Delivery | None:
    """One message by its row number."""
    row = db.first(sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.id == number))
    return delivery_of(row) if row else None


def find_by_key(db: Db, code: TownId, key: str) -> Delivery | None:
    """The message of that key."""
    row = db.first(sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.key == key))
    return delivery_of(row) if row else None


def find_by_platform_id(db: Db, code: TownId, platform: str, platform_id: str) -> Delivery | None:
    """The message of ours that a platform knows by that id: what a quote means."""
    row = db.first(
        sa.select(*COLUMNS).where(
            outbox.c.town == code, outbox.c.platform == platform, outbox.c.platform_id == platform_id
        )
    )
    return delivery_of(row) if row else None


def list_open(db: Db, code: TownId) -> list[Delivery]:
    """All that has not been settled yet, in the order in which it would go."""
    rows = db.all(sa.select(*COLUMNS).where(outbox.c.town == code, is_open).order_by(outbox.c.priority, outbox.c.id))
    return [delivery_of(row) for row in rows]


def last_delivery(db: Db, code: TownId) -> int:
    """The number of the latest message sent; 0 when none has been."""
    return int(db.scalar(sa.select(sa.func.max(outbox.c.delivery)).where(outbox.c.town == code)) or 0)


def list_sent(db: Db, code: TownId, after: int, most: int = 500, *, to: Place | None = None) -> list[Delivery]:
    """What has been sent after delivery number ``after``, oldest first, everywhere or at one place."""
    statement = sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.delivery > after)
    if isinstance(to, InChat):
        statement = statement.where(outbox.c.chat == to.chat)
    elif isinstance(to, ToPerson):
        statement = statement.where(outbox.c.person == to.person)
    return [delivery_of(row) for row in db.all(statement.order_by(outbox.c.delivery).limit(most))]


def list_about(db: Db, code: TownId, about: str) -> list[Delivery]:
    """Every message about one matter, oldest first: how far a notice has got."""
    rows = db.all(sa.select(*COLUMNS).where(outbox.c.town == code, outbox.c.about == about).order_by(outbox.c.id))
    return [delivery_of(row) for row in rows]


def count_by_state(db: Db, code: TownId) -> dict[str, int]:
    """How many there are in each state, for metrics."""
    rows = db.all(sa.select(outbox.c.state, sa.func.count()).where(outbox.c.town == code).group_by(outbox.c.state))
    return {str(row[0]): int(row[1]) for row in rows}
