"""A trial of a change of the points table that is counted in pieces: the next one at once, with everybody's messages between them."""

from bot.actions import point_trials
from scheduler.jobs import TimerWork

TIMERS: dict[str, TimerWork] = {point_trials.TIMER: point_trials.go_on}
