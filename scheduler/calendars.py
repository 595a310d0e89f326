"""The official calendar of next year (J29)."""

from bot.actions import calendars as act
from scheduler.jobs import Job

JOBS = [Job("calendar_check", "J29", {"month": 12, "day": 1, "hour": 9, "minute": 0}, act.check)]
