"""What people are asked to grant on the phone is told some hours' requests at once."""

from bot.actions import platforms as act
from scheduler.jobs import TimerWork

TIMERS: dict[str, TimerWork] = {act.ASKED: act.tell_asked}
