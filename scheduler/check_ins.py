"""What happens to check-ins by itself: reminders to reviewers, approval after fourteen days, an alert when nobody opened (J11, J13)."""

from datetime import datetime, timedelta

from bot.actions import check_in_needs as needs
from bot.actions import check_ins as act
from bot.actions import reviews
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain.check_ins import CheckIn
from bot.messages import Outbound, ToPerson
from bot.storage import check_in_queue as queued
from bot.storage import check_ins as rows
from bot.texts import reviews as say
from scheduler.jobs import CatchUp, Job, TimerWork

_LEEWAY = timedelta(days=1)
"""A reminder is given once, also when the process was down at its time."""


def look_at_waiting(work: Work, _subject: str) -> list[Outbound]:
    """Something has waited for seven days: its reviewers are told once. For fourteen: the patient kinds are approved, the others stay."""
    reminded, approved = work.now - rules.REMINDED_AFTER, work.now - rules.APPROVED_AFTER
    waiting = queued.list_waiting_since(work.db, work.town, reminded)
    ripe = [one for one in waiting if one.said_at <= approved and one.kind in rules.PATIENT_KINDS]
    reviews.approve_by_time(work, ripe)
    following = [
        told + span
        for told, span in (
            (queued.oldest_waiting(work.db, work.town, reminded), rules.REMINDED_AFTER),
            (queued.oldest_waiting(work.db, work.town, approved, rules.PATIENT_KINDS), rules.APPROVED_AFTER),
        )
        if told is not None
    ]
    if following:
        rows.arm(work.db, work.town, act.WAITING, min(following))
    late = [one for one in waiting if one not in ripe and reminded - one.said_at <= _LEEWAY]
    return _nudges(work, late, f"reminder:{work.now:%Y%m%d%H%M}")


def nudge(work: Work, due: datetime) -> list[Outbound]:
    """J11: each reviewer is told in private how many wait; nobody when nothing waits."""
    waiting = queued.list_waiting_since(work.db, work.town, work.now)
    return _nudges(work, waiting, f"nudge:{due:%Y%m%d}")


def _nudges(work: Work, records: list[CheckIn], key: str) -> list[Outbound]:
    messages: list[Outbound] = []
    for person, mine in reviews.reviewers_waiting(work, records).items():
        oldest = min(one.said_at for one in mine)
        text = say.nudge(len(mine), (work.now - oldest).days)
        messages.append(Outbound(ToPerson(person), text, why="打卡待审提醒", key=f"{key}:{person}"))
    return messages


def care_alert(work: Work, _due: datetime) -> list[Outbound]:
    """J13: at somebody cared for nobody opened today, and there has been no news since."""
    return needs.alerts_of_day(work, work.today)


TIMERS: dict[str, TimerWork] = {act.WAITING: look_at_waiting}
JOBS = [
    Job("review_nudge", "J11", {"day_of_week": "tue,fri", "hour": 9, "minute": 0}, nudge, CatchUp.SKIP),
    Job("care_alert", "J13", {"hour": needs.ALERT_AT.hour, "minute": needs.ALERT_AT.minute}, care_alert),
]
