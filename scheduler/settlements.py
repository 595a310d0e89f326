"""The half-year's settlement by the clock: the draft (J19), the public notice and its end, objections that nobody answers (J25)."""

from datetime import datetime

from bot.actions import objections
from bot.actions import settlements as act
from bot.context import Work
from bot.domain.settlements import last_ended
from bot.messages import Outbound
from scheduler.jobs import CatchUp, Job, TimerWork


def settle(work: Work, due: datetime) -> list[Outbound]:
    """J19: draft the period that has ended, village by village; a town that settles by the year does so in January."""
    yearly = work.settings.points_yearly
    if yearly and due.month != 1:
        return []
    return act.draft(work, last_ended(due.date(), yearly=yearly))


JOBS = [Job("settle", "J19", {"month": "1,7", "day": 8, "hour": 2, "minute": 0}, settle, CatchUp.LATEST)]

TIMERS: dict[str, TimerWork] = {
    act.NOTICE_TIMER: act.open_notice,
    act.END_TIMER: act.end_notice,
    objections.DUE_TIMER: objections.remind,
}
