"""Working days and hours over the official years 2024–2026, with make-up workdays; pause and resume to the minute."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import calendar
from bot.domain import concern_clocks as clocks
from bot.domain.concerns import Level
from bot.domain.settings import Settings

# As the State Council announced them: (first, last) days off, and weekend days that are worked.
HOLIDAYS = {
    2024: ["01-01", "02-10 02-17", "04-04 04-06", "05-01 05-05", "06-10", "09-15 09-17", "10-01 10-07"],
    2025: ["01-01", "01-28 02-04", "04-04 04-06", "05-01 05-05", "05-31 06-02", "10-01 10-08"],
    2026: ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"],
}
WORKED = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


def day(year: int, text: str) -> date:
    month, number = text.split("-")
    return date(year, int(month), int(number))


@pytest.mark.parametrize("year", HOLIDAYS)
def test_every_day_of_the_year(year: int) -> None:
    off: set[date] = set()
    for span in HOLIDAYS[year]:
        first, last = (day(year, part) for part in (span.split() * 2)[:2])
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    worked = {day(year, part) for part in WORKED[year].split()}
    assert all(one.weekday() >= 5 for one in worked)
    found = date(year, 1, 1)
    while found.year == year:
        expected = found in worked or (found.weekday() < 5 and found not in off)
        assert calendar.is_working_day(found, Settings()) is expected, found
        found += timedelta(days=1)


def test_an_unknown_year_counts_weekdays_and_is_known_once_entered() -> None:
    assert not calendar.knows(2031, Settings())
    assert calendar.is_working_day(date(2031, 1, 6), Settings())
    assert not calendar.is_working_day(date(2031, 1, 4), Settings())
    entered = Settings(day_overrides={date(2031, 1, 6): False, date(2031, 1, 4): True})
    assert calendar.knows(2031, entered)
    assert not calendar.is_working_day(date(2031, 1, 6), entered)
    assert calendar.is_working_day(date(2031, 1, 4), entered)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2024-02-09 15:00", 8, "2024-02-18 15:00"),  # 除夕那天2024年要上班;春节后周日补班
        ("2024-09-13 17:00", 2, "2024-09-14 09:00"),  # 周六补班
        ("2025-09-26 17:30", 1, "2025-09-28 08:30"),  # 周日补班
        ("2025-09-30 17:30", 1, "2025-10-09 08:30"),  # 国庆
        ("2026-02-13 17:00", 9, "2026-02-14 18:00"),  # 周六补班
        ("2026-02-14 17:59", 0.5, "2026-02-24 08:29"),  # 春节
        ("2026-10-09 11:59", 4.5, "2026-10-10 08:29"),
        ("2026-11-27 11:30", 1, "2026-11-27 14:30"),
        ("2026-11-28 11:30", 1, "2026-11-30 09:00"),
    ],
)
def test_working_hours_over_holidays_and_make_up_days(start: str, hours: float, due: str) -> None:
    begin, end = (datetime.fromisoformat(one).replace(tzinfo=SHANGHAI) for one in (start, due))
    assert calendar.add_working_hours(begin, hours, Settings()) == end


moments = st.integers(0, 3 * 366 * 24 * 60 - 90 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
)


@given(moments, st.integers(1, 60 * 40), st.integers(0, 60 * 24 * 30), st.sampled_from(list(Level)))
def test_a_pause_takes_nothing_and_gives_nothing(start: datetime, minutes: int, pause: int, level: Level) -> None:
    town = Settings()
    due = clocks.due_after(level, start, minutes / 60, town)
    left = clocks.time_left(level, start, due, town)
    assert round(left * 60) == minutes
    later = start + timedelta(minutes=pause)
    again = clocks.due_after(level, later, left, town)
    assert round(clocks.time_left(level, later, again, town) * 60) == minutes
    assert again.replace(microsecond=0).second in {0, 59}
