"""Digests by the clock (J06–J10). What was missed while down is sent once, the latest only."""

from bot.actions import digest_reading as reading
from bot.actions import digests as act
from scheduler.jobs import CatchUp, Job, TimerWork

JOBS = [
    Job(reading.MORNING, "J06", {"day_of_week": "mon", "hour": 7, "minute": 30}, reading.mornings, CatchUp.SKIP),
    Job(act.VILLAGE, "J07", {"day_of_week": "mon", "hour": 8, "minute": 30}, act.villages, CatchUp.LATEST),
    Job(act.GRID, "J07", {"day_of_week": "mon", "hour": 8, "minute": 30}, act.grids, CatchUp.LATEST),
    Job(act.TOWN, "J08", {"day_of_week": "mon", "hour": 9, "minute": 0}, act.town, CatchUp.LATEST),
    Job(act.NEIGHBOURHOOD, "J09", {"day_of_week": "sun", "hour": 19, "minute": 0}, act.neighbourhoods, CatchUp.LATEST),
    Job(act.MIGRANT, "J10", {"day_of_week": "sun", "hour": 19, "minute": 30}, act.migrants, CatchUp.LATEST),
]

TIMERS: dict[str, TimerWork] = {"digest_late": act.late}
