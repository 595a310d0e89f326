"""What the rows of a quarter say of wardens, counted: the material of ``domain.list_rules``. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.check_ins import COUNTED, Kind
from bot.domain.concern_states import State
from bot.domain.concerns import Outcome
from bot.domain.points import ADVICE
from bot.domain.poll_results import Cell
from bot.domain.polls import PollState
from bot.ids import PersonId, TownId, UnitId
from bot.storage import polls
from bot.storage.care import care
from bot.storage.check_ins import check_in
from bot.storage.concerns import concern
from bot.storage.database import Db
from bot.storage.people import person
from bot.storage.points import points_credit


@dataclass
class Counts:
    """Of one warden."""

    closed: int = 0
    on_time: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    mediations: int = 0
    months: dict[str, set[int]] = field(default_factory=lambda: defaultdict[str, set[int]](set))
    """Person on the care list → months in which they were seen."""
    cared: dict[str, str] = field(default_factory=dict[str, str])
    """Person on the care list → how often."""
    advice: int = 0


def count_concerns(
    db: Db, code: TownId, who: Iterable[PersonId], since: datetime, until: datetime
) -> dict[PersonId, Counts]:
    """Concerns that these wardens took and that were closed in the span; on time: no deadline passed, never reopened."""
    c = concern.c
    found: dict[PersonId, Counts] = {one: Counts() for one in who}
    ended = (c.state == State.CLOSED.value) & c.outcome.in_([Outcome.RATED.value, Outcome.UNRATED.value])
    where = (c.town == code) & c.claimed_by.in_(sorted(found)) & ended & c.closed_at.between(since, until)
    for warden, overdue, reopened in db.all(sa.select(c.claimed_by, c.overdue, c.reopened).where(where)):
        found[PersonId(warden)].closed += 1
        found[PersonId(warden)].on_time += not overdue and not reopened
    return found


def add_visits(db: Db, code: TownId, found: dict[PersonId, Counts], first: date, last: date) -> None:
    """What was done and approved, by kind; who of the care list was seen in which month."""
    c = check_in.c
    where = (
        (c.town == code)
        & c.warden.in_(sorted(found))
        & c.day.between(first, last)
        & c.state.in_([state.value for state in COUNTED])
    )
    at_home: dict[tuple[str, str], set[int]] = defaultdict(set)
    """Months in which a home was cared for, when only the home was named: whoever of it is on the list was seen."""
    for warden, kind, day, seen, home, extra, unmet in db.all(
        sa.select(c.warden, c.kind, c.day, c.person, c.household, c.extra, c.unmet).where(where)
    ):
        counts = found[PersonId(warden)]
        counts.kinds[kind] += 1
        counts.mediations += kind == Kind.MEDIATE.value and bool(extra)
        if kind == Kind.CARE.value and not unmet:
            (counts.months[seen] if seen else at_home[warden, home or ""]).add(day.month)
    k = care.c
    cared = (k.town == code) & k.carer.in_(sorted(found)) & (k.agreed_on <= first)
    whose = care.outerjoin(person, (k.town == person.c.town) & (k.person == person.c.id))
    for carer, who, often, home in db.all(
        sa.select(k.carer, k.person, k.often, person.c.household).select_from(whose).where(cared)
    ):
        counts = found[PersonId(carer)]
        counts.cared[who] = str(often)
        if home and (months := at_home.get((carer, home))):
            counts.months[who] |= months


def add_advice(db: Db, code: TownId, found: dict[PersonId, Counts], first: date, last: date) -> None:
    """Proposals that were adopted."""
    c = points_credit.c
    where = (c.town == code) & (c.kind == ADVICE) & c.standing.is_(True) & c.day.between(first, last)
    for (warden,) in db.all(sa.select(c.warden).where(where, c.warden.in_(sorted(found)))):
        found[PersonId(warden)].advice += 1


def satisfaction(db: Db, code: TownId, since: datetime, until: datetime) -> dict[UnitId, Cell]:
    """Published results of polls that closed in the span, by unit; the latest poll counts."""
    found: dict[UnitId, Cell] = {}
    for poll in reversed(polls.list_polls(db, code)):
        if poll.state is PollState.PUBLISHED and since <= poll.closes_at <= until:
            found |= polls.list_results(db, code, poll.number)
    return found


def count_supervised_overdue(
    db: Db, code: TownId, units: Iterable[UnitId], since: datetime, until: datetime
) -> dict[UnitId, int]:
    """Matters of these neighbourhoods that the town watches over and whose deadline has passed; complaints are not among them."""
    c = concern.c
    where = (
        (c.town == code)
        & c.unit.in_(sorted(units))
        & c.supervised.is_(True)
        & c.complaint.is_(False)
        & (c.overdue > 0)
        & c.filed_at.between(since, until)
    )
    rows = db.all(sa.select(c.unit, sa.func.count()).where(where).group_by(c.unit))
    return {UnitId(row[0]): int(row[1]) for row in rows}
