"""What happens to check-ins by itself: reminders to reviewers, approval after fourteen days, an alert when nobody opened (J11, J13)."""

from datetime import datetime, timedelta

from bot.actions import check_in_needs as needs
from bot.actions import check_ins as act
from bot.actions import reviews
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain.check_ins import CheckIn
from bot.messages import Outbound, ToPerson
from bot.storage import check_ins as rows
from bot.texts import reviews as say
from scheduler.jobs import CatchUp, Job, TimerWork


def remind(work: Work, _subject: str) -> list[Outbound]:
    """Something has waited for seven days: its reviewers are told, and the timer set for the next."""
    moment = work.now - rules.REMINDED_AFTER
    late = [one for one in rows.list_waiting_since(work.db, work.town, moment) if _is_fresh(one, moment)]
    following = rows.oldest_waiting(work.db, work.town, moment)
    if following is not None:
        rows.arm(work.db, work.town, act.REMINDER, following + rules.REMINDED_AFTER)
    return _nudges(work, late, f"reminder:{work.now:%Y%m%d%H%M}")


def _is_fresh(record: CheckIn, moment: datetime) -> bool:
    """Told of once; a day of leeway when the process was down."""
    return moment - record.said_at <= timedelta(days=1)


def approve_by_time(work: Work, _subject: str) -> list[Outbound]:
    """Nobody has looked for fourteen days: the patient kinds are approved, the others stay."""
    moment = work.now - rules.APPROVED_AFTER
    ripe = [one for one in rows.list_waiting_since(work.db, work.town, moment) if one.kind in rules.PATIENT_KINDS]
    reviews.approve_by_time(work, ripe)
    following = rows.oldest_waiting_of(work.db, work.town, moment, rules.PATIENT_KINDS)
    if following is not None:
        rows.arm(work.db, work.town, act.APPROVAL, following + rules.APPROVED_AFTER)
    return []


def nudge(work: Work, due: datetime) -> list[Outbound]:
    """J11: each reviewer is told in private how many wait; nobody when nothing waits."""
    waiting = rows.list_waiting_since(work.db, work.town, work.now)
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


TIMERS: dict[str, TimerWork] = {act.REMINDER: remind, act.APPROVAL: approve_by_time}
JOBS = [
    Job("review_nudge", "J11", {"day_of_week": "tue,fri", "hour": 9, "minute": 0}, nudge, CatchUp.SKIP),
    Job("care_alert", "J13", {"hour": needs.ALERT_AT.hour, "minute": needs.ALERT_AT.minute}, care_alert),
]
