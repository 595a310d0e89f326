"""What happens to key tasks by itself: the last day is over (handbook M17)."""

from bot.actions import tasks as act
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import TimerWork


def ends(work: Work, subject: str) -> list[Outbound]:
    """A summary to the author, a thank-you to the work groups."""
    return act.end_by_time(work, int(subject))


TIMERS: dict[str, TimerWork] = {act.ENDS: ends}
