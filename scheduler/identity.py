"""A claim of a name that nobody has answered goes to the next who may vouch."""

from bot.actions import identity as act
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import TimerWork


def _unanswered(work: Work, subject: str) -> list[Outbound]:
    return act.ask_next(work, int(subject))


TIMERS: dict[str, TimerWork] = {act.TIMER: _unanswered}
