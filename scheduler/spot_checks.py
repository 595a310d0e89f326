"""Monday's lot: some of last week's visits are asked about (handbook §4.4)."""

from datetime import datetime

from bot.actions import spot_checks as act
from bot.context import Work
from bot.messages import Outbound
from scheduler.jobs import CatchUp, Job


def draw(work: Work, _due: datetime) -> list[Outbound]:
    """J31: in every village, three in a hundred and at least one in four weeks."""
    return act.draw(work)


JOBS = [Job("spot_check", "J31", {"day_of_week": "mon", "hour": 10, "minute": 0}, draw, CatchUp.SKIP)]
