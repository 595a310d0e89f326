"""What goes into a digest, and whether there is anything to say at all (handbook §6). Pure.

Rules of this file: only concerns that are not private; no words of anybody: a concern is called by its title (a word of the taxonomy) and by
place words out of a closed list; a week is compared with the one before only when both have at least five; a number of people below
three is not told; a phone line or a season line alone is nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain import calendar
from bot.domain.concern_states import FINAL, State
from bot.domain.concerns import Outcome
from bot.domain.directory import Directory, Tier, Unit
from bot.domain.notices import Notice
from bot.domain.notices import State as NoticeState
from bot.domain.settings import Settings
from bot.ids import UnitId

WEEK = timedelta(days=7)
COMPARABLE = 5
FEW = 3
REPEATED = 3
"""Reports of the same thing from which on it is named as a common matter."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a digest is about: after ``since``, up to and with ``until`` (what has happened just now is in it)."""

    since: datetime
    until: datetime

    @property
    def first(self) -> date:
        """The first day in its name: a span from evening to evening begins with the next day."""
        return self.since.date() if self.since.time() == time(0) else self.since.date() + timedelta(days=1)

    @property
    def last(self) -> date:
        """The last day in its name."""
        return (self.until - timedelta(microseconds=1)).date()

    @property
    def before(self) -> "Period":
        """The same span before it, for comparing."""
        return Period(self.since - (self.until - self.since), self.since)

    def holds(self, when: datetime | None) -> bool:
        """Whether ``when`` lies in it."""
        return when is not None and self.since < when <= self.until


def _midnight(day: date) -> datetime:
    return calendar.at(day, time(0))


def staff_period(due: datetime, settings: Settings) -> Period:
    """Of a run due on a Monday: the week before, and weeks before that in which no digest went out because nobody worked.

    Run by hand on another day: this week so far.
    """
    day = due.date()
    monday = day - timedelta(days=day.weekday())
    if day != monday:
        return Period(_midnight(monday), due)
    first = monday - WEEK
    while not any(calendar.is_working_day(first + timedelta(days=n), settings) for n in range(7)):
        first -= WEEK
    return Period(_midnight(first), _midnight(monday))


def residents_period(due: datetime) -> Period:
    """The seven days up to the run: Sunday evening to Sunday evening."""
    return Period(due - WEEK, due)


@dataclass(frozen=True, slots=True)
class Matter:
    """A concern as a digest may know it: never the reporter, never their words."""

    number: str
    title: str
    category: str
    unit: UnitId
    state: State
    tier: Tier
    outcome: Outcome
    filed_at: datetime
    resolved_at: datetime | None
    due_at: datetime | None
    ack_due_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something."""
        return self.state not in FINAL and self.state is not State.RESOLVED

    @property
    def is_done(self) -> bool:
        """Resolved, and nobody has said that it is not."""
        return self.state in {State.RESOLVED, State.CLOSED} and self.resolved_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Nobody has taken it in time, or it has not been done in time; what is on hold waits with a reason."""
        if not self.is_open or self.state is State.ON_HOLD:
            return False
        late_to_take = self.state is State.FILED and self.ack_due_at is not None and self.ack_due_at < now
        return late_to_take or (self.due_at is not None and self.due_at < now)


PLACES = (
    "村口", "村头", "村尾", "村东", "村西", "村南", "村北", "东头", "西头", "南头", "北头", "桥头", "路口", "巷口", "弯道",
    "坡上", "河边", "河堤", "塘边", "水塘", "水库", "渠边", "广场", "篮球场", "学校门口", "幼儿园门口", "村部", "卫生室门口",
    "祠堂", "晒场", "打谷场", "后山", "山脚", "机耕路", "进村路", "主路", "公交站", "站台", "停车场", "楼道", "单元门", "小区门口",
)  # fmt: skip
"""Words for places that point at nobody."""


def titled(title: str, text: str) -> str:
    """``村口路灯``: the title, with the first place word of the report before it. ``text`` is only searched, never shown."""
    found = [(text.find(place), place) for place in PLACES if place in text]
    place = min(found)[1] if found else ""
    return title if not place or place in title or title in place else place + title


_TROUBLE = re.compile(r"(?<=..)(?:坏掉?|烂|不亮|破|裂|倒|松)了?$")


def mended(title: str) -> str:
    """``村口路灯坏`` once it is mended: ``村口路灯``."""
    return _TROUBLE.sub("", title)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many concerns of some units were new, done, open, overdue; with the week before."""

    new: int
    new_before: int
    done: int
    done_before: int
    open: int
    overdue: int
    at_town: int
    categories: tuple[tuple[str, int], ...]
    """The three that came most."""
    repeated: tuple[tuple[str, int], ...]
    """(title, reports) of what at least three reported."""

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.new or self.done or self.open)


def counted(matters: Iterable[Matter], period: Period, now: datetime) -> Counts:
    """Count the concerns of one place."""
    found = list(matters)
    new = [one for one in found if period.holds(one.filed_at)]
    categories = Counter(one.category for one in new)
    titles = Counter(one.title for one in new)
    earlier = period.before if period.until - period.since == WEEK else Period(period.since, period.since)
    return Counts(
        new=len(new),
        new_before=sum(earlier.holds(one.filed_at) for one in found),
        done=sum(one.is_done and period.holds(one.resolved_at) for one in found),
        done_before=sum(one.is_done and earlier.holds(one.resolved_at) for one in found),
        open=sum(one.is_open for one in found),
        overdue=sum(one.is_overdue(now) for one in found),
        at_town=sum(one.is_open and one.tier is Tier.TOWN for one in found),
        categories=tuple(sorted(categories.items(), key=lambda pair: (-pair[1], pair[0]))[:3]),
        repeated=tuple(
            sorted((pair for pair in titles.items() if pair[1] >= REPEATED), key=lambda p: (-p[1], p[0]))[:3]
        ),
    )


def comparable(now: int, before: int) -> bool:
    """Whether the week before is told beside this one."""
    return now >= COMPARABLE and before >= COMPARABLE


@dataclass(frozen=True, slots=True)
class Visits:
    """Check-ins of some units: how many records, how many households; how many wait for review."""

    records: int = 0
    households: int = 0
    waiting: int = 0

    def plus(self, other: "Visits") -> "Visits":
        return Visits(self.records + other.records, self.households + other.households, self.waiting + other.waiting)


def summed(visits: Mapping[UnitId, Visits], directory: Directory, place: UnitId) -> Visits:
    """All of a place and below."""
    total = Visits()
    for unit, found in visits.items():
        if directory.covers(place, unit):
            total = total.plus(found)
    return total


def fixed_titles(matters: Iterable[Matter], unit: UnitId, grid: UnitId | None, period: Period) -> tuple[str, ...]:
    """Titles of what was done for a neighbourhood, or for its grid as a whole; each once, the latest last."""
    places = {unit, grid}
    done = [
        one
        for one in matters
        if one.unit in places and one.is_done and period.holds(one.resolved_at) and one.outcome is not Outcome.EXPLAINED
    ]
    done.sort(key=lambda one: (one.resolved_at or one.filed_at, one.number))
    return tuple(dict.fromkeys(mended(one.title) for one in done))


def still_valid(notices: Sequence[Notice], directory: Directory, unit: UnitId, today: date) -> list[Notice]:
    """Released notices for ``unit`` that still hold, what ends first first."""
    found = [
        one
        for one in notices
        if one.state is NoticeState.RELEASED and not one.expired(today) and one.audience.holds(directory, unit)
    ]
    latest = {(one.unit, one.title, one.body): one for one in sorted(found, key=lambda one: one.number)}
    return sorted(latest.values(), key=lambda one: (one.valid_until, one.number))  # of a repeated one the latest copy


def is_fresh(notice: Notice, period: Period, today: date) -> bool:
    """New in the period, or ending in the seven days to come: worth a message of its own, twice in a notice's life."""
    return period.holds(notice.released_at) or today < notice.valid_until <= today + WEEK


_SEASONS: tuple[tuple[frozenset[int], str], ...] = (
    (frozenset({12, 1, 2}), "heating"),
    (frozenset({11, 3, 4}), "forest_fire"),
    (frozenset({5}), "straw"),
    (frozenset({6, 7, 8, 9}), "drowning"),
    (frozenset({10}), "straw"),
)


def season_of(day: date) -> str:
    """Which safety line belongs to the month (handbook J16)."""
    return next(name for months, name in _SEASONS if day.month in months)


def neighbourhoods_with_groups(directory: Directory, *, migrant: bool) -> list[Unit]:
    """The neighbourhoods of the one kind or the other, in the order of their codes."""
    return sorted(
        (
            unit
            for unit in directory.units.values()
            if unit.tier is Tier.NEIGHBOURHOOD and (unit.kind.value == "migrant") is migrant
        ),
        key=lambda unit: unit.id,
    )
