"""What waits for a person: a tier that passes a notice on by hand, a group that the bot is not in (handbook §4.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, sealed, town

relay = sa.Table(
    "notice_relay",
    metadata,
    town(),
    plain("number", sa.Text, primary_key=True),
    plain("unit", sa.Text, primary_key=True),
    plain("lines", sa.JSON, nullable=False),
    plain("state", sa.Text, nullable=False),
    personal("person", sa.Text),
    plain("due_at", At, nullable=False),
    plain("settled_at", At),
)

by_hand = sa.Table(
    "notice_by_hand",
    metadata,
    town(),
    plain("number", sa.Text, primary_key=True),
    plain("version", sa.Integer, primary_key=True),
    plain("place", sa.Text, primary_key=True),
    personal("person", sa.Text),
    plain("state", sa.Text, nullable=False),
    sealed("notice_by_hand.reason", nullable=False),
    plain("at", At, nullable=False),
    sa.Index("ix_notice_by_hand_person", "town", "person", "state"),
)


@dataclass(frozen=True, slots=True)
class Relay:
    """A unit that passes a notice on: ``waiting``, ``passed`` (by a person), ``auto`` (by itself) or ``stopped``."""

    number: str
    unit: UnitId
    lines: tuple[tuple[UnitId, str], ...]
    """What the tiers above (and, once passed, this one) have added."""
    state: str
    person: PersonId | None
    """Who passed it on."""
    due_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A group (or a neighbourhood without one) that a person must tell: ``waiting``, ``done`` or ``cannot``."""

    number: str
    version: int
    place: str
    """Id of the group, or of the neighbourhood that has none."""
    person: PersonId | None
    """Who has been asked."""
    state: str
    reason: str
    at: datetime


_RELAY = (
    relay.c.number,
    relay.c.unit,
    relay.c.lines,
    relay.c.state,
    relay.c.person,
    relay.c.due_at,
    relay.c.settled_at,
)
_BY_HAND = tuple(column for column in by_hand.columns if column.name != "town")


def _relay(row: Any) -> Relay:
    lines = tuple((UnitId(unit), str(line)) for unit, line in row[2])
    return Relay(row[0], UnitId(row[1]), lines, row[3], row[4], row[5], row[6])


def put(db: Db, code: TownId, found: Relay) -> bool:
    """Begin one; False when that unit has had this notice to pass on before (the loop guard)."""
    row = _row(code, found)
    return bool(db.execute(insert(relay).values(row).on_conflict_do_nothing()))


def change(db: Db, code: TownId, found: Relay) -> None:
    """What has become of it."""
    row = _row(code, found)
    db.execute(
        sa.update(relay)
        .where(relay.c.town == code, relay.c.number == found.number, relay.c.unit == found.unit)
        .values(**{name: row[name] for name in ("lines", "state", "person", "due_at", "settled_at")})
    )


def _row(code: TownId, found: Relay) -> dict[str, Any]:
    return {
        "town": code,
        "number": found.number,
        "unit": found.unit,
        "lines": [list(line) for line in found.lines],
        "state": found.state,
        "person": found.person,
        "due_at": found.due_at,
        "settled_at": found.settled_at,
    }


def find(db: Db, code: TownId, number: str, unit: UnitId) -> Relay | None:
    """What one unit has to pass on."""
    row = db.first(sa.select(*_RELAY).where(relay.c.town == code, relay.c.number == number, relay.c.unit == unit))
    return _relay(row) if row else None


def list_of(db: Db, code: TownId, number: str) -> list[Relay]:
    """All relays of a notice."""
    rows = db.all(sa.select(*_RELAY).where(relay.c.town == code, relay.c.number == number).order_by(relay.c.unit))
    return [_relay(row) for row in rows]


def list_waiting_at(db: Db, code: TownId, unit: UnitId) -> list[Relay]:
    """What waits at one unit, the earliest due first."""
    rows = db.all(
        sa.select(*_RELAY)
        .where(relay.c.town == code, relay.c.unit == unit, relay.c.state == "waiting")
        .order_by(relay.c.due_at)
    )
    return [_relay(row) for row in rows]


def stop(db: Db, code: TownId, number: str, at: datetime) -> int:
    """A withdrawn or expired notice is passed on by nobody any more."""
    db.execute(
        sa.update(by_hand)
        .where(by_hand.c.town == code, by_hand.c.number == number, by_hand.c.state == "waiting")
        .values(state="stopped", at=at)
    )
    return db.execute(
        sa.update(relay)
        .where(relay.c.town == code, relay.c.number == number, relay.c.state == "waiting")
        .values(state="stopped", settled_at=at)
    )


def put_by_hand(db: Db, code: TownId, found: ByHand) -> bool:
    """Ask a person; False when this version has been asked for at that place before."""
    values = {column.name: getattr(found, column.name) for column in _BY_HAND}
    return bool(db.execute(insert(by_hand).values(town=code, **values).on_conflict_do_nothing()))


def settle_by_hand(db: Db, code: TownId, found: ByHand) -> None:
    """What has become of it."""
    db.execute(
        sa.update(by_hand)
        .where(
            by_hand.c.town == code,
            by_hand.c.number == found.number,
            by_hand.c.version == found.version,
            by_hand.c.place == found.place,
        )
        .values(state=found.state, reason=found.reason, at=found.at)
    )


def list_by_hand(db: Db, code: TownId, number: str) -> list[ByHand]:
    """All places of a notice that a person must tell, the latest version first."""
    rows = db.all(
        sa.select(*_BY_HAND)
        .where(by_hand.c.town == code, by_hand.c.number == number)
        .order_by(by_hand.c.version.desc(), by_hand.c.place)
    )
    return [ByHand(*row) for row in rows]


def list_asked_of(db: Db, code: TownId, person: PersonId) -> list[ByHand]:
    """What waits for one person, the latest first."""
    rows = db.all(
        sa.select(*_BY_HAND)
        .where(by_hand.c.town == code, by_hand.c.person == person, by_hand.c.state == "waiting")
        .order_by(by_hand.c.at.desc(), by_hand.c.number.desc())
    )
    return [ByHand(*row) for row in rows]
