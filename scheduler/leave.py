"""What happens to leaves by itself: the first morning, and the first morning after (handbook §4.6)."""

from bot.actions import leave as act
from bot.actions import leave_endings as endings
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import TimerWork


def starts(work: Work, subject: str) -> list[Outbound]:
    """Who stands in is told what lies there."""
    return endings.begin(work, int(subject))


def ends(work: Work, subject: str) -> list[Outbound]:
    """Everything goes back to who was away."""
    return endings.end(work, int(subject))


TIMERS: dict[str, TimerWork] = {act.STARTS: starts, act.ENDS: ends}
