"""Deadlines of concerns: not taken, not done, not rated, called again, held (handbook §5.2)."""

from bot.actions import alarms, concerns
from bot.actions import concern_handling as act
from scheduler.jobs import TimerWork

TIMERS: dict[str, TimerWork] = {
    concerns.ACK: act.not_taken_in_time,
    concerns.DUE: act.not_done_in_time,
    concerns.RATING: act.not_rated_in_time,
    concerns.HOLD: act.resume,
    concerns.RECALL: alarms.call_again,
    concerns.PHOTO: concerns.drop_attachment,
}
