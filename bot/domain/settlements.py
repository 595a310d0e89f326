"""The half-year's settlement: months served, leagues, the ranking key, bands, the path from draft to lock (handbook §5.1, §1.4). Pure.

Rules of this file: leagues are never mixed; who served a part of the period is compared by the month; leave and illness count as not
serving, never as serving badly; of a place in a league only a third is ever told, and only to its warden; the top may be named, the bottom never.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import at
from bot.domain.directory import UnitKind
from bot.domain.points import period_days
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

REVIEWS_UNTIL = timedelta(days=7)
"""So long after a period's end its check-ins may still be reviewed before the draft."""
NOTICE_AT = time(9)
NOTICE_DAYS = 5
ANSWER_WITHIN = timedelta(days=3)
SERVED_DAYS = 15
"""From so many days on a month counts as served."""
LEAST_FOR_BANDS = 3
FULL = 10_000
"""Coverage and satisfaction are whole hundredths of a percent."""


class League(StrEnum):
    """Who is compared with whom."""

    VILLAGE = "village"
    BUILDING = "building"
    MIGRANT = "migrant"
    NONE = "none"
    """Grid leaders: their points are settled, they are compared with nobody."""


_LEAGUES: dict[Role, League] = {
    Role.WARDEN: League.VILLAGE,
    Role.BUILDING_WARDEN: League.BUILDING,
    Role.MIGRANT_WARDEN: League.MIGRANT,
    Role.GRID_LEADER: League.NONE,
}
_BY_KIND = {UnitKind.BUILDING: League.BUILDING, UnitKind.MIGRANT: League.MIGRANT}


def league_of(role: Role, kind: UnitKind) -> League | None:
    """The league of an office: of a building or of those away also where the roster says 邻长; None for other offices."""
    league = _LEAGUES.get(role)
    return _BY_KIND.get(kind, league) if league is not None and league is not League.NONE else league


class Band(StrEnum):
    """A place in a league, as far as its warden is told it."""

    FRONT = "front"
    MIDDLE = "middle"
    BACK = "back"
    NONE = "none"
    """Not told: served no month, too few in the league, or nothing counted (it is voluntary)."""


class SettlementState(StrEnum):
    """From draft to lock."""

    DRAFT = "draft"
    NOTICE = "notice"
    CLOSED = "closed"
    """The public notice is over: the branch approves."""
    APPROVED = "approved"
    SIGNED = "signed"
    LOCKED = "locked"


class Signing(StrEnum):
    """The three signatures after the notice, each of another person."""

    APPROVE = "approve"
    SIGN = "sign"
    LOCK = "lock"


SIGNED_IN: dict[Signing, tuple[SettlementState, SettlementState, Role]] = {
    Signing.APPROVE: (SettlementState.CLOSED, SettlementState.APPROVED, Role.BRANCH_SECRETARY),
    Signing.SIGN: (SettlementState.APPROVED, SettlementState.SIGNED, Role.SUPERVISOR),
    Signing.LOCK: (SettlementState.SIGNED, SettlementState.LOCKED, Role.TOWN_ADMIN),
}
"""In which state each comes, to which it leads, whose it is."""


def next_signing(state: SettlementState) -> Signing | None:
    """Which signature comes next; None while none can come."""
    return next((one for one, (before, _, _) in SIGNED_IN.items() if before is state), None)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settlement of one village and period."""

    unit: UnitId
    period: str
    state: SettlementState
    drafted_at: datetime
    drafted_by: PersonId | None
    """None: by the clock."""
    notice_at: datetime
    """When the public notice begins."""
    approved_by: PersonId | None = None
    signed_by: PersonId | None = None
    locked_by: PersonId | None = None
    locked_at: datetime | None = None

    @property
    def subject(self) -> str:
        """How timers and audit rows call it: ``KQ:2026H2``."""
        return f"{self.unit}:{self.period}"

    @property
    def notice_until(self) -> date:
        """The last day of the public notice."""
        return self.notice_at.date() + timedelta(days=NOTICE_DAYS - 1)

    @property
    def notice_ends_at(self) -> datetime:
        """When it is over: the morning after its last day."""
        return self.notice_at + timedelta(days=NOTICE_DAYS)


def parts_of(period: str) -> tuple[str, ...]:
    """The half-years that a period (a half-year or a whole year) is made of."""
    return (period,) if "H" in period else (f"{period}H1", f"{period}H2")


def last_ended(today: date, *, yearly: bool) -> str:
    """The period that ended last."""
    if yearly:
        return str(today.year - 1)
    return f"{today.year}H1" if today.month > 6 else f"{today.year - 1}H2"


def may_draft_from(period: str) -> date:
    """The first day on which a period may be settled: seven days are left for reviews."""
    return period_days(period)[1] + REVIEWS_UNTIL + timedelta(days=1)


def notice_begins(now: datetime) -> datetime:
    """The next nine o'clock."""
    today = at(now.date(), NOTICE_AT)
    return today if today >= now else at(now.date() + timedelta(days=1), NOTICE_AT)


_YEAR = re.compile(r"(\d{4})年?|(今年|本年|去年|上一?年|前年)")
_FIRST = re.compile(r"上半年|1\s*(?:月)?\s*[-–—~到至]\s*6月|h1\b", re.IGNORECASE)
_SECOND = re.compile(r"下半年|7\s*(?:月)?\s*[-–—~到至]\s*12月|h2\b", re.IGNORECASE)
_LAST = re.compile(r"上一?期|上个?半年|上次")
_WHOLE = re.compile(r"全年|年度|一年")


def read_period(text: str, today: date, *, yearly: bool) -> tuple[str | None, str]:
    """The period that ``text`` names (its latest one that has begun), and the rest of the text; None when it names none."""
    first, second, last = _FIRST.search(text), _SECOND.search(text), _LAST.search(text)
    whole = _WHOLE.search(text)
    found = first or second or last or whole
    rest = text.replace(found[0], " ", 1) if found else text
    year = _YEAR.search(rest)
    if year is not None and (found is not None or yearly):
        rest = rest.replace(year[0], " ", 1)
    said = _year(year, today) if year is not None and (found is not None or yearly) else None
    if last is not None and not first and not second:
        return last_ended(today, yearly=yearly), rest.strip()
    if first or second:
        half = 1 if first else 2
        this = said if said is not None else today.year if half == 1 or today.month > 6 else today.year - 1
        return (str(this) if yearly else f"{this}H{half}"), rest.strip()
    if whole or said is not None:
        return str(said if said is not None else today.year - (1 if yearly else 0)), rest.strip()
    return None, text.strip()


def _year(found: re.Match[str], today: date) -> int:
    if found[1]:
        return int(found[1])
    return today.year - {"今年": 0, "本年": 0, "前年": 2}.get(found[2], 1)


# --- who served how long --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of office within a period."""

    role: Role
    unit: UnitId
    first: date
    last: date


def months_of(period: str) -> list[tuple[date, date]]:
    """First and last day of each month."""
    first, last = period_days(period)
    begins = [date(first.year, month, 1) for month in range(first.month, last.month + 1)]
    ends = [one - timedelta(days=1) for one in begins[1:]] + [last]
    return list(zip(begins, ends, strict=True))


def _overlap(first: date, last: date, other_first: date, other_last: date) -> int:
    return max(0, (min(last, other_last) - max(first, other_first)).days + 1)


def months_served(period: str, terms: Iterable[Term], away: Iterable[tuple[date, date]]) -> list[int]:
    """For each month of the period 1 when it was served for fifteen days or more, leave and illness taken out, else 0."""
    spans, gone = _joined((one.first, one.last) for one in terms), _joined(away)
    months = months_of(period)
    if not gone and len(spans) == 1 and spans[0] == (months[0][0], months[-1][1]):
        return [1] * len(months)  # nearly everybody: the whole period
    found: list[int] = []
    for first, last in months:
        days = 0
        for since, until in spans:
            begin, end = max(first, since), min(last, until)
            if begin <= end:
                days += (end - begin).days + 1 - sum(_overlap(begin, end, left, back) for left, back in gone)
        found.append(1 if days >= SERVED_DAYS else 0)
    return found


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days without overlaps."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        elif first <= last:
            merged.append((first, last))
    return merged


# --- comparing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person brings into the settlement."""

    warden: PersonId
    league: League
    points: int
    months: int
    coverage: int | None = None
    """Households contacted at least once a quarter, of all; the mean of the quarters served. None: there are none to contact."""
    satisfaction: int | None = None

    @property
    def per_month(self) -> int:
        """Hundredths of a point for each month served."""
        return self.points * 100 // self.months if self.months else 0

    @property
    def key(self) -> tuple[int, int, int]:
        """What the league is ordered by. Who had nobody to contact, or was not rated, is not put back for it."""
        return (
            FULL if self.coverage is None else self.coverage,
            self.per_month,
            FULL if self.satisfaction is None else self.satisfaction,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A person's result: what is told in private, and whether the red list may be proposed."""

    standing: Standing
    band: Band
    candidate: bool
    unit: UnitId | None = None
    period: str = ""

    @property
    def warden(self) -> PersonId:
        return self.standing.warden


def coverage_of(contacted: Sequence[int], households: int, quarters: Sequence[bool]) -> int | None:
    """The mean share of households contacted over the quarters served."""
    served = [min(count, households) for count, counts in zip(contacted, quarters, strict=True) if counts]
    if not households or not served:
        return None
    return sum(served) * FULL // (households * len(served))


def quarters_served(months: Sequence[int]) -> list[bool]:
    """Which quarters have a month that was served."""
    return [any(months[place : place + 3]) for place in range(0, len(months), 3)]


def compare(standings: Iterable[Standing]) -> list[Result]:
    """Bands and candidates, league by league. Equal keys are in the same, the better band."""
    found: list[Result] = []
    leagues: dict[League, list[Standing]] = {}
    for one in standings:
        leagues.setdefault(one.league, []).append(one)
    for league, members in leagues.items():
        ranked = sorted((one for one in members if one.months and league is not League.NONE), key=_order)
        first_place: dict[tuple[int, int, int], int] = {}
        for place, one in enumerate(ranked):
            first_place.setdefault(one.key, place)
        most = min(3, max(1, len(ranked) // 10))
        found += [
            _result(one, first_place.get(one.key) if one in ranked else None, len(ranked), most, place)
            for place, one in enumerate(ranked)
        ]
        found += [Result(one, Band.NONE, candidate=False) for one in members if not one.months or league is League.NONE]
    return found


def _order(one: Standing) -> tuple[int, int, int, str]:
    coverage, points, satisfaction = one.key
    return -coverage, -points, -satisfaction, one.warden


def _result(one: Standing, shared: int | None, count: int, most: int, place: int) -> Result:
    told = count >= LEAST_FOR_BANDS and shared is not None and (one.points or one.coverage)
    band = _BANDS[shared * 3 // count] if told and shared is not None else Band.NONE
    return Result(one, band, candidate=place < most and one.points > 0)


_BANDS = (Band.FRONT, Band.MIDDLE, Band.BACK)


# --- objections -----------------------------------------------------------------------------------------------------


class ObjectionState(StrEnum):
    """Life of an objection to a result."""

    OPEN = "open"
    SECOND = "second"
    """Found right, with points to add: waits for a second person."""
    UPHELD = "upheld"
    DECLINED = "declined"


MOST_ADDED = 30
"""So many points may be added for one objection."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A warden says why the result is wrong; a person answers within three days."""

    number: int
    unit: UnitId
    period: str
    warden: PersonId
    text: str
    at: datetime
    due_at: datetime
    state: ObjectionState = ObjectionState.OPEN
    amount: int = 0
    answer: str = ""
    answered_by: PersonId | None = None
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a person must still do something."""
        return self.state in {ObjectionState.OPEN, ObjectionState.SECOND}


def count_by_league(results: Iterable[Result]) -> Mapping[League, int]:
    """How many of each league."""
    counts: dict[League, int] = {}
    for one in results:
        counts[one.standing.league] = counts.get(one.standing.league, 0) + 1
    return counts
