"""The clocks of a concern: until when it must be taken and done, when of that is said a word (handbook §5.2)."""

from datetime import datetime, timedelta

from bot.domain import calendar
from bot.domain.concerns import Level
from bot.domain.directory import Tier
from bot.domain.settings import Settings

RECALLS = (timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=30))
"""Ruling 4: when those called for a red matter are called again."""
_NUDGE = 0.75
"""At so much of the time that there is, those whose turn it is are reminded once."""
_DAYS_TO_RESOLVE = {Tier.NEIGHBOURHOOD: 5, Tier.GRID: 5, Tier.VILLAGE: 7, Tier.TOWN: 15}
_LONGER = {1: 2, 2: 5, 5: 5}
"""At the top, where it can go no further: asked again a working day after the deadline, two later, then once a week."""


def acknowledge_by(level: Level, now: datetime, settings: Settings) -> datetime:
    """Until when somebody must have taken it; then it goes one tier up."""
    match level:
        case Level.RED:
            return now + RECALLS[-1]
        case Level.ORANGE:
            return now + timedelta(hours=1)
        case Level.YELLOW:
            return calendar.add_working_hours(now, 8, settings)
        case Level.BLUE:
            return calendar.add_working_days(now, 1, settings)


def resolve_by(level: Level, tier: Tier, now: datetime, settings: Settings) -> datetime:
    """Until when it should be done."""
    match level:
        case Level.RED | Level.ORANGE:
            return now + timedelta(hours=24)
        case Level.YELLOW:
            return calendar.add_working_days(now, 3, settings)
        case Level.BLUE:
            return calendar.add_working_days(now, _DAYS_TO_RESOLVE[tier], settings)


def nudge_at(level: Level, start: datetime, end: datetime, settings: Settings) -> datetime | None:
    """When three quarters of the time from ``start`` to ``end`` are over; None for red and orange, which are called again anyhow."""
    if level in {Level.RED, Level.ORANGE} or end <= start:
        return None
    hours = calendar.working_hours_between(start, end, settings)
    return calendar.add_working_hours(start, hours * _NUDGE, settings) if hours > 0 else None


def time_left(level: Level, now: datetime, due: datetime, settings: Settings) -> float:
    """Hours that are left: of red and orange by the clock, of the others working hours."""
    if level in {Level.RED, Level.ORANGE}:
        return max((due - now) / timedelta(hours=1), 0.0)
    return calendar.working_hours_between(now, due, settings)


def due_after(level: Level, now: datetime, hours: float, settings: Settings) -> datetime:
    """When ``hours`` of the same kind are over."""
    if level in {Level.RED, Level.ORANGE}:
        return now + timedelta(hours=hours)
    return calendar.add_working_hours(now, hours, settings)


def remind_at(
    level: Level, since: datetime | None, due: datetime | None, now: datetime, settings: Settings
) -> datetime:
    """When those at the top are asked again, the span from ``since`` to ``due`` having passed in vain. Red and orange: every working day."""
    days = 1
    if level not in {Level.RED, Level.ORANGE} and since is not None and due is not None:
        passed = (gap for gap in _LONGER if calendar.add_working_days(since, gap, settings) == due)
        days = next((_LONGER[gap] for gap in passed), 1)
    return calendar.add_working_days(now, days, settings)
