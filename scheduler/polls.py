"""Polls by the clock: opening twice a year, reminders, the close (J17, J18)."""

from bot.actions import polls as act
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import CatchUp, Job, TimerWork


def _close(work: Work, subject: str) -> list[Outbound]:
    return act.close(work, int(subject))


JOBS = [
    Job("poll_p1", "J17", {"month": "6,12", "day": 1, "hour": 9, "minute": 0}, act.open_scheduled, CatchUp.LATEST),
    # each poll closes by its own deadline row; once a day whatever such a row has missed
    Job("poll_close", "J18", {"hour": 0, "minute": 10}, lambda work, _due: act.close_due(work), CatchUp.LATEST),
]

TIMERS: dict[str, TimerWork] = {"poll_close": _close, "poll_remind": act.remind}
