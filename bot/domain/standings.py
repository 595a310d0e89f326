"""How wardens stand at a settlement: months served, leagues, the ranking key, bands (handbook §5.1, §9.3). Pure.

Rules of this file: leagues are never mixed; who served a part of the period is compared by the month; leave and illness count as not
serving, never as serving badly; of a place in a league only a third is ever told, and only to its warden; the top may be named, the bottom never.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.directory import UnitKind
from bot.domain.points import period_days
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

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


_NOWHERE = UnitId("")


@dataclass(frozen=True, slots=True)
class Result:
    """A person's result: what is told in private, and whether the red list may be proposed."""

    standing: Standing
    band: Band
    candidate: bool
    unit: UnitId = _NOWHERE
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
            _result(one, first_place[one.key], len(ranked), candidate=place < most) for place, one in enumerate(ranked)
        ]
        found += [Result(one, Band.NONE, candidate=False) for one in members if not one.months or league is League.NONE]
    return found


def _order(one: Standing) -> tuple[int, int, int, str]:
    coverage, points, satisfaction = one.key
    return -coverage, -points, -satisfaction, one.warden


def _result(one: Standing, shared: int, count: int, *, candidate: bool) -> Result:
    told = count >= LEAST_FOR_BANDS and (one.points or one.coverage)
    return Result(one, _BANDS[shared * 3 // count] if told else Band.NONE, candidate=candidate and one.points > 0)


_BANDS = (Band.FRONT, Band.MIDDLE, Band.BACK)


def count_by_league(results: Iterable[Result]) -> Mapping[League, int]:
    """How many of each league."""
    return Counter(one.standing.league for one in results)
