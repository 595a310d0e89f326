"""Days and hours: working days, working hours, quiet hours (handbook §5.2, §7, rulings 6, 10, 24). Pure; times are aware and in Asia/Shanghai."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import chinese_calendar

from bot.clock import SHANGHAI
from bot.domain.directory import ChatKind
from bot.domain.settings import Settings

_DAY = timedelta(days=1)


def is_working_day(day: date, settings: Settings) -> bool:
    """By the town's own table, then the official calendar; a year it does not know: Monday to Friday."""
    if day in settings.day_overrides:
        return settings.day_overrides[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_known_year(year: int) -> bool:
    """Whether the official calendar has this year (otherwise staff must enter its 调休 days, J29)."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def knows(year: int, settings: Settings) -> bool:
    """Whether the working days of a year are known: officially, or by the town's own table."""
    return is_known_year(year) or any(day.year == year for day in settings.day_overrides)


def next_working_day(day: date, settings: Settings) -> date:
    """``day`` itself, or the first working day after it."""
    while not is_working_day(day, settings):
        day += _DAY
    return day


def at(day: date, hour: time) -> datetime:
    """A moment of the town's day."""
    return datetime.combine(day, hour, SHANGHAI)


def _shifts(start: datetime, settings: Settings) -> Iterator[tuple[datetime, datetime]]:
    """Working spans from ``start`` on, the first cut at it."""
    day = start.date()
    while True:
        if is_working_day(day, settings):
            for begin, end in (settings.morning, settings.afternoon):
                opens, closes = max(at(day, begin), start), at(day, end)
                if opens < closes:
                    yield opens, closes
        day += _DAY


def add_working_hours(start: datetime, hours: float, settings: Settings) -> datetime:
    """When ``hours`` working hours from ``start`` are over; the count begins at the next working hour."""
    left = timedelta(hours=hours)
    for opens, closes in _shifts(start, settings):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise AssertionError("the shifts never end")


def add_working_days(start: datetime, days: int, settings: Settings) -> datetime:
    """The end of working hours on the ``days``-th working day after the day of ``start``."""
    day = start.date()
    for _ in range(days):
        day = next_working_day(day + _DAY, settings)
    return at(day, settings.afternoon[1])


def working_hours_between(start: datetime, end: datetime, settings: Settings) -> float:
    """Working hours that lie between two moments; 0 when ``end`` is not later."""
    total = timedelta(0)
    for opens, closes in _shifts(start, settings):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total / timedelta(hours=1)


def next_open(kind: ChatKind | None, now: datetime, settings: Settings) -> datetime:
    """``now``, or the next moment at which an unprompted message may go to such a chat (None: a private one).

    Work groups: working days, office hours. All others keep the residents' quiet hours (handbook §7, rulings 10 and 24).
    """
    if kind is not None and kind.is_work:
        opens, closes = settings.work_group_open
        if is_working_day(now.date(), settings) and now < at(now.date(), closes):
            return max(now, at(now.date(), opens))
        return at(next_working_day(now.date() + _DAY, settings), opens)
    for begin, end in settings.residents_quiet:
        if begin <= end:
            if at(now.date(), begin) <= now < at(now.date(), end):
                return at(now.date(), end)
        elif now >= at(now.date(), begin):
            return at(now.date() + _DAY, end)
        elif now < at(now.date(), end):
            return at(now.date(), end)
    return now


def next_time(now: datetime, hour: time) -> datetime:
    """The next moment, after ``now``, at which the clock shows ``hour``."""
    today = at(now.date(), hour)
    return today if today > now else at(now.date() + _DAY, hour)


def day_name(day: date) -> str:
    """``11月24日(周二)``: dates as people read them (handbook §3.2)."""
    return f"{day.month}月{day.day}日(周{'一二三四五六日'[day.weekday()]})"


def far_day_name(day: date, today: date) -> str:
    """The same, with the year when it is another one."""
    return day_name(day) if day.year == today.year else f"{day.year}年{day_name(day)}"


def short_day(day: date) -> str:
    """``11月24日``, where the day of the week says nothing."""
    return f"{day.month}月{day.day}日"


def moment_name(when: datetime) -> str:
    """``11月24日(周二)上午9点``, with minutes when there are any."""
    hour = when.hour
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 19 else "晚上"
    clock = f"{hour if hour <= 12 else hour - 12}点" + (f"{when.minute}分" if when.minute else "")
    return day_name(when.date()) + part + clock
