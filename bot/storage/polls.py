"""Polls, ballots without names, results. Rules of this file: a ballot row has no person and no time; at the close the secret and the keys are
gone and the rows stand in another order, under the shown unit that they belong to (handbook §4.5, I33–I35)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.poll_results import Cell
from bot.domain.polls import Ballot, Poll, PollState
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.people import account
from bot.storage.schema import At, metadata, personal, plain, sealed, town

LEAST = 5
"""What ``breaches`` holds results against, whatever a town sets."""

poll = sa.Table(
    "poll",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("template", sa.Text, nullable=False),
    plain("scope", sa.Text, nullable=False),
    plain("half", sa.Text, nullable=False),
    plain("opens_at", At, nullable=False),
    plain("closes_at", At, nullable=False),
    plain("state", sa.Text, nullable=False),
    sealed("poll.secret", nullable=False),
)

poll_unit = sa.Table(
    "poll_unit",
    metadata,
    town(),
    plain("poll", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, primary_key=True),
)

ballot = sa.Table(
    "ballot",
    metadata,
    town(),
    plain("poll", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("key", sa.Text, primary_key=True),
    plain("unit", sa.Text, nullable=False),
    sealed("ballot.answers", "json", nullable=False),
    sealed("ballot.wish", nullable=False),
)

poll_result = sa.Table(
    "poll_result",
    metadata,
    town(),
    plain("poll", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, primary_key=True),
    plain("ballots", sa.Integer, nullable=False),
    plain("eligible", sa.Integer, nullable=False),
    plain("tally", sa.JSON, nullable=False),
    plain("inside", sa.Text, nullable=False),
)

poll_wish = sa.Table(
    "poll_wish",
    metadata,
    town(),
    plain("poll", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, primary_key=True),
    plain("place", sa.Integer, primary_key=True, autoincrement=False),
    sealed("poll_wish.text", nullable=False),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A free answer that may be read: of which shown unit, never of whom."""

    unit: UnitId
    text: str


_COLUMNS = (
    poll.c.number,
    poll.c.template,
    poll.c.scope,
    poll.c.half,
    poll.c.opens_at,
    poll.c.closes_at,
    poll.c.state,
    poll.c.secret,
)


def _poll(row: Any) -> Poll:
    return Poll(row[0], row[1], UnitId(row[2]), row[3], row[4], row[5], PollState(row[6]), row[7])


def add(db: Db, code: TownId, new: Poll, units: Iterable[UnitId]) -> None:
    """Store a poll and the neighbourhoods that it asks."""
    db.execute(
        sa.insert(poll).values(
            town=code,
            number=new.number,
            template=new.template,
            scope=new.scope,
            half=new.half,
            opens_at=new.opens_at,
            closes_at=new.closes_at,
            state=new.state.value,
            secret=new.secret,
        )
    )
    db.execute(sa.insert(poll_unit), [{"town": code, "poll": new.number, "unit": unit} for unit in units])


def find(db: Db, code: TownId, number: int) -> Poll | None:
    """A poll by its number."""
    row = db.first(sa.select(*_COLUMNS).where(poll.c.town == code, poll.c.number == number))
    return _poll(row) if row else None


def list_polls(db: Db, code: TownId) -> list[Poll]:
    """All polls, the latest first."""
    rows = db.all(sa.select(*_COLUMNS).where(poll.c.town == code).order_by(poll.c.number.desc()))
    return [_poll(row) for row in rows]


def list_open(db: Db, code: TownId) -> list[Poll]:
    """Those not yet closed, the earliest end first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(poll.c.town == code, poll.c.state == PollState.OPEN.value)
        .order_by(poll.c.closes_at, poll.c.number)
    )
    return [_poll(row) for row in rows]


def units_of(db: Db, code: TownId, number: int) -> list[UnitId]:
    """The neighbourhoods that a poll asks."""
    rows = db.all(
        sa.select(poll_unit.c.unit)
        .where(poll_unit.c.town == code, poll_unit.c.poll == number)
        .order_by(poll_unit.c.unit)
    )
    return [UnitId(row[0]) for row in rows]


def units_covered(db: Db, code: TownId, half: str) -> frozenset[UnitId]:
    """Neighbourhoods already asked in that half-year, or being asked now."""
    joined = poll.join(poll_unit, (poll.c.town == poll_unit.c.town) & (poll.c.number == poll_unit.c.poll))
    rows = db.all(
        sa.select(poll_unit.c.unit)
        .select_from(joined)
        .where(poll.c.town == code, (poll.c.half == half) | (poll.c.state == PollState.OPEN.value))
    )
    return frozenset(UnitId(row[0]) for row in rows)


def put_ballot(db: Db, code: TownId, number: int, cast: Ballot) -> None:
    """Cast a ballot; one of the same key is replaced whole."""
    row: dict[str, Any] = {"unit": cast.unit, "answers": dict(cast.answers), "wish": cast.wish}
    statement = insert(ballot).values(town=code, poll=number, key=cast.key, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "poll", "key"], set_=row))


def erase_ballot(db: Db, code: TownId, number: int, key: str) -> int:
    """Take one ballot out of an open poll: its voter has their data erased."""
    return db.execute(sa.delete(ballot).where(ballot.c.town == code, ballot.c.poll == number, ballot.c.key == key))


def list_ballots(db: Db, code: TownId, number: int) -> list[Ballot]:
    """All ballots of a poll; the order says nothing."""
    rows = db.all(
        sa.select(ballot.c.key, ballot.c.unit, ballot.c.answers, ballot.c.wish)
        .where(ballot.c.town == code, ballot.c.poll == number)
        .order_by(ballot.c.key)
    )
    return [Ballot(row[0], UnitId(row[1]), row[2], row[3]) for row in rows]


def close(db: Db, code: TownId, number: int, state: PollState, shuffled: Iterable[Ballot]) -> None:
    """Destroy the secret and all keys; write the ballots anew in the order given, which must be a shuffled one."""
    db.execute(sa.delete(ballot).where(ballot.c.town == code, ballot.c.poll == number))
    rows = [
        {"town": code, "poll": number, "key": str(place), "unit": one.unit, "answers": dict(one.answers), "wish": ""}
        for place, one in enumerate(shuffled, 1)
    ]
    if rows:
        db.execute(sa.insert(ballot), rows)
    db.execute(sa.update(poll).where(poll.c.town == code, poll.c.number == number).values(state=state.value, secret=""))


def put_results(db: Db, code: TownId, number: int, found: Iterable[Cell], wishes: Iterable[Wish]) -> None:
    """Store what may be shown. Written once, at the close."""
    rows = [
        {
            "town": code,
            "poll": number,
            "unit": cell.unit,
            "ballots": cell.ballots,
            "eligible": cell.eligible,
            "tally": {name: dict(options) for name, options in cell.tally.items()},
            "inside": cell.inside,
        }
        for cell in found
    ]
    said = [
        {"town": code, "poll": number, "unit": wish.unit, "place": place, "text": wish.text}
        for place, wish in enumerate(wishes, 1)
    ]
    if rows:
        db.execute(sa.insert(poll_result), rows)
    if said:
        db.execute(sa.insert(poll_wish), said)


def list_results(db: Db, code: TownId, number: int) -> dict[UnitId, Cell]:
    """What may be shown of a closed poll, by unit."""
    c = poll_result.c
    rows = db.all(
        sa.select(c.unit, c.ballots, c.eligible, c.tally, c.inside)
        .where(c.town == code, c.poll == number)
        .order_by(c.unit)
    )
    found: dict[UnitId, Cell] = {}
    for row in rows:
        tally: Mapping[str, Mapping[str, int]] = row[3]
        found[UnitId(row[0])] = Cell(UnitId(row[0]), row[1], row[2], tally, UnitId(row[4]))
    return found


def list_wishes(db: Db, code: TownId, number: int) -> list[Wish]:
    """The free answers that may be read."""
    c = poll_wish.c
    rows = db.all(sa.select(c.unit, c.text).where(c.town == code, c.poll == number).order_by(c.unit, c.place))
    return [Wish(UnitId(row[0]), row[1]) for row in rows]


def list_bound(db: Db, code: TownId) -> frozenset[PersonId]:
    """Everybody who has an account: who can be reached and can vote."""
    rows = db.all(sa.select(account.c.person).where(account.c.town == code).distinct())
    return frozenset(PersonId(row[0]) for row in rows)


def breaches(db: Db, code: TownId) -> list[str]:
    """Rules of polls that the rows break (I34, I35)."""
    found: list[str] = []
    for one in list_polls(db, code):
        cast = list_ballots(db, code, one.number)
        shown = list_results(db, code, one.number)
        if one.state is PollState.OPEN:
            if shown or list_wishes(db, code, one.number):
                found.append(f"测评{one.number}号还没截止,却已有结果")
            if len(one.secret) < 32 or any(len(row.key) < 32 for row in cast):
                found.append(f"测评{one.number}号开着,密钥不完整")
            continue
        if one.secret or any(len(row.key) >= 32 for row in cast):
            found.append(f"测评{one.number}号已截止,密钥或票号还在")
        found += [f"测评{one.number}号公布了不足{LEAST}票的结果" for cell in shown.values() if cell.ballots < LEAST]
        for cell in shown.values():
            rest = cell.ballots - sum(inner.ballots for inner in shown.values() if inner.inside == cell.unit)
            if 0 < rest < LEAST or rest < 0:
                found.append(f"测评{one.number}号的结果相减能算出不足{LEAST}票的一组")
        if list_wishes(db, code, one.number) and not shown:
            found.append(f"测评{one.number}号没有公布结果,却留着意见")
    return found
