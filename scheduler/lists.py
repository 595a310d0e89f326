"""What happens to lists by itself: the quarter's draft, the end of a hearing, an answer that is late, the end of reminders (J20, J21)."""

from bot.actions import list_decisions, list_drafts, list_hearings, list_objections
from scheduler.jobs import CatchUp, Job, TimerWork

JOBS = [
    Job(
        "list_issue",
        "J20",
        {"month": "1,4,7,10", "day": 5, "hour": 9, "minute": 0},
        list_drafts.draft_quarter,
        CatchUp.LATEST,
    ),
    Job(
        "list_expire",
        "J21",
        {"hour": 3, "minute": 0},
        lambda work, _due: list_decisions.expire_due(work),
        CatchUp.LATEST,
    ),
]

TIMERS: dict[str, TimerWork] = {
    list_hearings.TIMER: list_hearings.hearing_over,
    list_objections.TIMER: list_objections.overdue,
}
