"""The town itself and its running numbers (concerns, notices, check-ins)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import metadata, plain
from bot.storage.schema import town as town_column

town = sa.Table("town", metadata, town_column(), plain("name", sa.Text, nullable=False))

counter = sa.Table(
    "counter",
    metadata,
    town_column(),
    plain("name", sa.Text, primary_key=True),
    plain("value", sa.BigInteger, nullable=False),
)

_upsert = insert(counter).values(town=sa.bindparam("town"), name=sa.bindparam("name"), value=sa.literal_column("1"))
_next = Prepared(
    _upsert.on_conflict_do_update(
        index_elements=["town", "name"], set_={"value": counter.c.value + sa.literal_column("1")}
    ).returning(counter.c.value)
)


_current = Prepared(
    sa.select(counter.c.value).where(counter.c.town == sa.bindparam("code"), counter.c.name == sa.bindparam("called"))
)

ROSTER = "roster"
"""The running number of imports that changed something."""


def find_town(db: Db) -> tuple[TownId, str] | None:
    """Code and name of the one town of this database; None before the first import."""
    row = db.first(sa.select(town.c.town, town.c.name).order_by(town.c.town).limit(1))
    return (TownId(row[0]), str(row[1])) if row else None


def put_town(db: Db, code: TownId, name: str) -> None:
    """Write the town, or its new name."""
    statement = insert(town).values(town=code, name=name)
    db.execute(statement.on_conflict_do_update(index_elements=["town"], set_={"name": name}))


def current_number(db: Db, code: TownId, name: str) -> int:
    """The last of the running numbers called ``name``; 0 before the first."""
    row = _current.one(db, code=code, called=name)
    return int(row[0]) if row else 0


def next_number(db: Db, code: TownId, name: str) -> int:
    """The next of the running numbers called ``name``, from 1; a rolled back unit gives its number back."""
    row = _next.one(db, town=code, name=name)
    assert row is not None
    return int(row[0])
