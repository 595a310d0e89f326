"""Days of the lunar month (初九), reckoned from the new moon. Pure. Good enough to ask back with, which is all it is used for.

The new moon follows Meeus, “Astronomical Algorithms”, chapter 49, with its larger terms: right to some minutes; a lunar month begins
on the day of the new moon in China's time.
"""

from datetime import UTC, date, datetime, timedelta
from math import floor, radians, sin

from bot.clock import SHANGHAI

_MONTH = 29.530588861
_DELTA_T = timedelta(seconds=69)
_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_EPOCH_JULIAN = 2451545.0


def lunar_day(day: date) -> int:
    """1 for 初一 … 30 for 三十."""
    about = floor((day - date(2000, 1, 6)).days / _MONTH)
    first = max(begin for k in range(about - 1, about + 3) if (begin := _new_moon_day(k)) <= day)
    return (day - first).days + 1


def last_lunar_day(number: int, today: date) -> date | None:
    """The latest day up to ``today`` that is the ``number``-th of its lunar month, within 60 days."""
    days = (today - timedelta(days=back) for back in range(60))
    return next((day for day in days if lunar_day(day) == number), None)


def new_moon_days(since: date, count: int) -> list[date]:
    """First days of lunar months, from the one that ``since`` lies in (or the one before) on."""
    about = floor((since - date(2000, 1, 6)).days / _MONTH) - 1
    days = [_new_moon_day(k) for k in range(about, about + count + 3)]
    begin = max(place for place, day in enumerate(days) if day <= since)
    return days[begin : begin + count]


def _new_moon_day(k: int) -> date:
    t = k / 1236.85
    julian = 2451550.09766 + _MONTH * k + 0.00015437 * t * t
    sun = radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    e = 1 - 0.002516 * t
    julian += (
        -0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * latitude)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * latitude)
        - 0.00057 * sin(moon + 2 * latitude)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * latitude)
        + 0.00038 * e * sin(sun - 2 * latitude)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(node)
    )
    moment = _EPOCH + timedelta(days=julian - _EPOCH_JULIAN) - _DELTA_T
    return moment.astimezone(SHANGHAI).date()
