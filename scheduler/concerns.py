"""Deadlines of concerns: not taken, not done, not rated, called again, held (handbook §5.2)."""

from bot.actions import alarms
from bot.actions import concern_media as media
from bot.actions import concern_moves as moves
from bot.actions import concern_ratings as ratings
from bot.actions import concern_steps as steps
from scheduler.jobs import TimerWork

TIMERS: dict[str, TimerWork] = {
    steps.ACK: moves.not_taken_in_time,
    steps.DUE: moves.not_done_in_time,
    steps.RATING: ratings.not_rated_in_time,
    steps.HOLD: moves.resume,
    steps.RECALL: alarms.call_again,
    steps.NUDGE: moves.nudge,
    steps.PHOTO: media.drop_attachment,
}
