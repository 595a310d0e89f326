"""What happens to pledges by itself: shown when nobody looks for a week, asked to be renewed in January (handbook M32)."""

from bot.actions import pledges as act
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import TimerWork


def unseen(work: Work, subject: str) -> list[Outbound]:
    """The village has not looked at it."""
    return act.nobody_has_looked(work, int(subject))


def over(work: Work, subject: str) -> list[Outbound]:
    """Its year is over."""
    return act.year_is_over(work, int(subject))


TIMERS: dict[str, TimerWork] = {act.UNSEEN: unseen, act.OVER: over}
