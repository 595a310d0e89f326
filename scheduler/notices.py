"""Deadlines of notices: receipts close, a review is overdue, red calls wardens again, lost deliveries are told (handbook §4.1, §4.2)."""

from bot.actions import notice_changes as changes
from bot.actions import notice_receipts as receipts
from bot.actions import notice_schedules as schedules
from bot.actions import notice_spread as spread
from bot.actions import notice_urgent as act
from scheduler.jobs import TimerWork

TIMERS: dict[str, TimerWork] = {
    "notice_receipt": act.close_receipts,
    "notice_review": act.remind_review,
    "notice_red": act.call_wardens_again,
    "notice_trouble": act.tell_trouble,
    "notice_remind": receipts.remind_by_itself,
    "notice_nudge": spread.nudge,
    "notice_relay": spread.relay_by_itself,
    "notice_send": schedules.send_now,
    "notice_expiry": changes.expire,
}
