"""What a check-in counts for besides itself: open key tasks, and the warden's own pledges. Nobody fills in anything (handbook M17, M32)."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from bot.actions import task_reading
from bot.context import Work
from bot.domain import pledges as pledge_rules
from bot.domain import tasks as rules
from bot.domain.check_ins import CheckIn
from bot.domain.tasks import Task
from bot.storage import pledges as pledge_rows
from bot.storage import tasks as rows
from bot.texts import pledges as say_pledges
from bot.texts import task_tags as say


def mark(work: Work, record: CheckIn, *, new: bool = False) -> bool:
    """Note what a record counts for; called whenever one is written or changed (``new``: nothing can have been noted yet). Whether for anything."""
    running = [one for one in _running(work, record.day) if one.holds_on(record.day)]
    fitting: list[int] = []
    if running:
        units = rules.serves(work.directory, record.warden, record.day)
        fitting = [
            one.number
            for one in running
            if one.concerns(work.directory, units) and rules.fits(one, record.task, record.note)
        ]
    if fitting or not new:
        rows.put_marks(work.db, work.town, record.number, fitting)
    pledge = pledge_rows.find_shown(work.db, work.town, record.warden, record.day.year)
    kept = pledge_rules.kept_by(pledge, record.task, record.note) if pledge is not None else []
    if pledge is not None and (kept or not new):
        pledge_rows.put_evidence(work.db, work.town, record.number, pledge.number, kept)
    return bool(fitting or kept)


def _running(work: Work, day: date) -> list[Task]:
    """Tasks that a check-in of that day may count for; remembered, for every check-in asks."""
    known = cast("dict[date, list[Task]]", work.remembered.setdefault(rules.REMEMBERED, {}))
    if day not in known:
        known[day] = rows.list_since(work.db, work.town, day)
    return known[day]


def counted(work: Work, records: Sequence[CheckIn]) -> list[str]:
    """What is said of it behind the answer to a check-in."""
    numbers = [one.number for one in records]
    tasks = [rows.find(work.db, work.town, number) for number in rows.list_marks(work.db, work.town, numbers)]
    titles = [one.title for one in tasks if one is not None]
    lines = [say.counted(titles[:2])] if titles else []
    shown = [
        pledge.items[item - 1]
        for number, item in pledge_rows.list_evidence(work.db, work.town, numbers)
        if (pledge := pledge_rows.find(work.db, work.town, number)) is not None and item <= len(pledge.items)
    ]
    return lines + ([say_pledges.counted(shown[0])] if shown else [])


def strange_tag(work: Work, records: Sequence[CheckIn]) -> list[str]:
    """What is said of a ``#tag`` that is none of the warden's tasks: which there are."""
    tags = [one.task for one in records if one.task]
    return [say.no_such_tag(tags[0], tags_of(work))] if tags else []


def tags_of(work: Work) -> list[str]:
    """The tags of the running tasks that the actor is asked to do."""
    return [one.tag for one in task_reading.mine(work) if task_reading.is_asked(work, one)]
