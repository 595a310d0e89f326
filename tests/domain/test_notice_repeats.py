"""When a notice goes out by itself: rules read, next times, months that end early, lunar dates against a published table."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain.lunar_years import LunarDay, lunar_date, next_lunar
from bot.domain.notice_repeats import Every, next_time, read_repeat

NOW = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("每天8点", "2026-11-25 08:00"),
        ("每日下午3点", "2026-11-24 15:00"),
        ("每周五下午3点", "2026-11-27 15:00"),
        ("每星期天", "2026-11-29 09:00"),
        ("每个工作日", "2026-11-25 09:00"),
        ("每月31号上午9点", "2026-11-30 09:00"),
        ("每月底", "2026-11-30 09:00"),
        ("每月24号上午9点", "2026-12-24 09:00"),
        ("每年2月29日", "2027-02-28 09:00"),
        ("每年6月1日上午8点半", "2027-06-01 08:30"),
        ("每年农历九月初九", "2027-10-08 09:00"),
        ("每年腊月廿三", "2027-01-30 09:00"),
        ("每年正月十五", "2027-02-20 09:00"),
        ("每周六 节假日不发", None),
    ],
    ids=lambda one: str(one),
)
def test_the_next_time(text: str, when: str | None) -> None:
    rule = read_repeat(text)
    assert rule is not None
    if when is None:
        with pytest.raises(AssertionError):
            next_time(rule, NOW, weekday)
        return
    assert next_time(rule, NOW, weekday).strftime("%Y-%m-%d %H:%M") == when


@pytest.mark.parametrize("text", ["明天上午9点", "", "😀", "每月40号", "每年13月1日", "没有"], ids=repr)
def test_what_is_no_rule(text: str) -> None:
    assert read_repeat(text) is None


def test_the_31st_is_the_last_day_of_every_shorter_month() -> None:
    rule = read_repeat("每月31号")
    assert rule is not None
    times, at = list[date](), NOW
    for _ in range(4):
        at = next_time(rule, at, weekday)
        times.append(at.date())
    assert times == [date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


@given(
    st.sampled_from(["每天8点", "每周三", "每月31号", "每年2月29日", "每年腊月三十", "每个工作日"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2040, 12, 31)),
)
def test_a_next_time_is_later_and_there_is_none_between(text: str, naive: datetime) -> None:
    rule = read_repeat(text)
    assert rule is not None
    after = naive.replace(tzinfo=SHANGHAI)
    found = next_time(rule, after, weekday)
    assert found > after
    assert next_time(rule, found - timedelta(seconds=1), weekday) == found


CHONGYANG = {2026: (10, 18), 2027: (10, 8), 2028: (10, 26), 2029: (10, 16), 2030: (10, 5)}
"""Handbook §7, measured with another program."""


@pytest.mark.parametrize(("year", "day"), CHONGYANG.items())
def test_the_ninth_of_the_ninth(year: int, day: tuple[int, int]) -> None:
    assert next_lunar(9, 9, date(year, 6, 1)) == date(year, *day)
    assert lunar_date(date(year, *day)) == LunarDay(9, 9, leap=False)


def test_new_years_and_leap_months() -> None:
    assert next_lunar(1, 1, date(2027, 1, 1)) == date(2027, 2, 6)
    leaps = {}
    for year in (2025, 2026, 2028, 2031, 2033):
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        leaps[year] = sorted({found.month for day in days if (found := lunar_date(day)).leap})
    assert leaps == {2025: [6], 2026: [], 2028: [5], 2031: [3], 2033: [11]}


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_lunar_days_follow_each_other(day: date) -> None:
    today, tomorrow = lunar_date(day), lunar_date(day + timedelta(days=1))
    assert (tomorrow.day == today.day + 1 and tomorrow.month == today.month) or (tomorrow.day == 1 and today.day >= 29)


def test_rules_say_what_they_are() -> None:
    rule = read_repeat("每月1号下午2点 节假日不发 错过补发")
    assert rule is not None
    assert (rule.every, rule.day, rule.at.hour, rule.skips_holidays, rule.catches_up) == (
        Every.MONTH,
        1,
        14,
        True,
        True,
    )
