"""When a notice goes out by itself: 明天上午9点; 每天, 每周五, 每月31号, 每年6月1日, 每年农历九月初九. Pure; texts are normalised."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain import calendar, lunar_years, notice_dates, numerals

MORNING = time(9)
"""When no hour is named."""
LATE = timedelta(hours=12)
"""A time missed by more than this (the process was down) is left out, unless the rule says 补发."""


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LUNAR = "lunar"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule. The 31st of a shorter month is its last day, so is 29 February and a lunar 30th."""

    every: Every
    at: time
    weekday: int = 0
    month: int = 0
    day: int = 0
    skips_holidays: bool = False
    catches_up: bool = False
    """A missed time is made good however late it is."""


_N = numerals.NUMBER
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LUNAR_DAY = re.compile(
    r"(?:农历|阴历)?(闰)?(正|冬|腊|十[一二]|[一二三四五六七八九十]|\d{1,2})月(初|廿|十|二十|三十)?([一二三四五六七八九十]|\d{1,2})?"
)
_YEAR = re.compile(rf"每年({_N})月({_N})[日号]?")
_MONTH = re.compile(rf"每(?:个)?月(?:的)?(?:({_N})[日号]|月?(底|末|最后一天))")
_WEEK = re.compile(r"每(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_SKIPS = re.compile(
    r"(?:节假日|放假|假日|假期|休息日)(?:期间)?(?:时)?(?:不发|跳过|除外|不算|停发)|(?:遇|除)(?:节假日|放假)"
)
_CATCHES_UP = re.compile(r"(?:错过|漏了|过了)(?:也|就|的)?(?:要)?补发|补发")


def read_repeat(text: str) -> Repeat | None:
    """The rule in ``text``; None when it does not say 每."""
    said = re.sub(r"\s+", "", text)
    more = (_hour(said), bool(_SKIPS.search(said)), bool(_CATCHES_UP.search(said)))
    if "每年" in said and (lunar := _lunar(said)) is not None:
        return _made(Every.LUNAR, *more, month=lunar[0], day=lunar[1])
    if found := _YEAR.search(said):
        month, day = numerals.whole(found[1]), numerals.whole(found[2])
        return _made(Every.YEAR, *more, month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if found := _MONTH.search(said):
        day = numerals.whole(found[1]) if found[1] else 31
        return _made(Every.MONTH, *more, day=day) if 1 <= day <= 31 else None
    if found := _WEEK.search(said):
        weekday = "一二三四五六日".find(found[1].replace("天", "日").replace("7", "日"))
        return _made(Every.WEEK, *more, weekday=weekday if weekday >= 0 else int(found[1]) - 1)
    if re.search(r"每(?:个)?工作日", said):
        return _made(Every.WORKDAY, *more)
    return _made(Every.DAY, *more) if re.search(r"每天|每日|天天", said) else None


def _made(
    every: Every, at: time, skips: bool, catches: bool, *, weekday: int = 0, month: int = 0, day: int = 0
) -> Repeat:
    return Repeat(every, at, weekday, month, day, skips, catches)


def _hour(said: str) -> time:
    return notice_dates.hour_of(said) or MORNING


def _lunar(said: str) -> tuple[int, int] | None:
    """(month, day) of a lunar date: said to be one, or written as only lunar dates are (初九, 廿三, 腊月)."""
    found = _LUNAR_DAY.search(said)
    if found is None or not re.search(r"农历|阴历|初|廿|正月|冬月|腊月", said):
        return None
    month = _LUNAR_MONTHS.get(found[2]) or numerals.whole(found[2])
    head, tail = found[3] or "", found[4] or ""
    if head in {"", "初"}:
        day = numerals.whole(tail) if tail else 0
    else:
        day = {"廿": 20, "十": 10, "二十": 20, "三十": 30}[head] + (
            numerals.whole(tail) % 10 if tail and tail != "十" else 0
        )
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 30 else None


def next_time(rule: Repeat, after: datetime, works: Callable[[date], bool]) -> datetime:
    """The first time of the rule after ``after``; ``works`` says which days are working days."""
    day = after.date() if calendar.at(after.date(), rule.at) > after else after.date() + timedelta(days=1)
    for _ in range(2000):
        day = _next_day(rule, day)
        if (rule.every is not Every.WORKDAY and not rule.skips_holidays) or works(day):
            return calendar.at(day, rule.at)
        day += timedelta(days=1)
    raise AssertionError("a rule without a day")


def _next_day(rule: Repeat, since: date) -> date:
    """The first day of the rule from ``since`` on."""
    if rule.every in {Every.DAY, Every.WORKDAY}:
        return since
    if rule.every is Every.WEEK:
        return since + timedelta(days=(rule.weekday - since.weekday()) % 7)
    if rule.every is Every.LUNAR:
        return lunar_years.next_lunar(rule.month, rule.day, since - timedelta(days=1))
    months = range(14) if rule.every is Every.MONTH else range(30)
    for ahead in months:
        year, month = since.year + (since.month - 1 + ahead) // 12, (since.month - 1 + ahead) % 12 + 1
        if rule.every is Every.YEAR and month != rule.month:
            continue
        found = date(year, month, min(rule.day, notice_dates.days_in(year, month)))
        if found >= since:
            return found
    raise AssertionError("every month has a last day")
