"""Months of the lunar year with their leap months (九月初九, 腊月廿三), reckoned from new moons and the sun's place. Pure.

The month that holds the winter solstice is the eleventh; between two such months thirteen make one of them a leap month: the first
that the sun passes without reaching a multiple of 30°. The sun follows Meeus, “Astronomical Algorithms”, chapter 25 (0.01°).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import floor, radians, sin

from bot.clock import SHANGHAI
from bot.domain.lunar_days import new_moon_days

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """九月初九; ``leap`` for 闰."""

    month: int
    day: int
    leap: bool


def lunar_date(day: date) -> LunarDay:
    """The day of the lunar calendar."""
    for months in (_months(day.year + 1), _months(day.year)):
        for first, month, leap in reversed(months):
            if first <= day:
                return LunarDay(month, (day - first).days + 1, leap)
    raise AssertionError("a day before its own year")


def next_lunar(month: int, day: int, after: date) -> date:
    """The first such day after ``after``; in a month of 29 days its last one stands for 三十. Leap months are not meant."""
    starts = sorted(
        (first, number)
        for year in (after.year, after.year + 1, after.year + 2)
        for first, number, leap in _months(year)
        if not leap and number == month
    )
    for first, _ in starts:
        length = next(begin - first for begin in new_moon_days(first + timedelta(days=20), 2) if begin > first).days
        found = first + timedelta(days=min(day, length) - 1)
        if found > after:
            return found
    raise AssertionError("a lunar month comes every year")


@lru_cache(maxsize=64)
def _months(year: int) -> tuple[tuple[date, int, bool], ...]:
    """(first day, number, leap) of the months from the eleventh of ``year`` - 1 to the eleventh of ``year``, that one left out."""
    begin, end = _eleventh(year - 1), _eleventh(year)
    firsts = [one for one in new_moon_days(begin, 15) if begin <= one < end]
    has_leap = len(firsts) == 13
    found: list[tuple[date, int, bool]] = []
    number, leapt = 11, not has_leap
    for place, first in enumerate(firsts):
        until = firsts[place + 1] if place + 1 < len(firsts) else end
        leap = not leapt and place > 0 and _term(first) == _term(until)
        leapt = leapt or leap
        if place and not leap:
            number = number % 12 + 1
        found.append((first, number, leap))
    return tuple(found)


def _eleventh(year: int) -> date:
    """First day of the month that holds the winter solstice (270°) of ``year``."""
    solstice = next(
        day for day in (date(year, 12, 19) + timedelta(days=n) for n in range(7)) if _term(day + timedelta(days=1)) >= 9
    )
    return max(one for one in new_moon_days(solstice - timedelta(days=31), 3) if one <= solstice)


def _term(day: date) -> int:
    """How many times 30° the sun has behind it when ``day`` begins in China."""
    moment = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(seconds=69)
    t = (moment - _J2000) / timedelta(days=36525)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    return floor(((mean + centre - 0.00569 - 0.00478 * sin(node)) % 360) / 30)
