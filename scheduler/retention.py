"""The nightly slot: what has been kept long enough is erased, and the file is made to forget it too (handbook §9.5)."""

from datetime import datetime, timedelta

from bot.context import Work
from bot.messages import Outbound
from bot.storage import audit, inbox, notices, outbox
from bot.storage import jobs as job_rows
from bot.storage.database import compact
from scheduler.jobs import Job

MESSAGE_IDS = timedelta(days=30)
PRIVATE_TEXTS = timedelta(days=30)
RECEIPTS = timedelta(days=30)
RUNS = timedelta(days=400)
AUDIT = timedelta(days=3 * 366)


def erase_old(work: Work, _due: datetime) -> list[Outbound]:
    """J26: ids of old messages, words of old private messages, receipts of notices, old runs, old audit rows."""
    inbox.erase_before(work.db, work.town, work.now - MESSAGE_IDS)
    outbox.erase_texts_before(work.db, work.town, work.now - PRIVATE_TEXTS)
    notices.erase_answers_before(work.db, work.town, work.now - RECEIPTS)
    job_rows.erase_before(work.db, work.town, work.now - RUNS)
    audit.erase_before(work.db, work.town, work.now - AUDIT)
    return []


JOBS = [Job("retention", "J26", {"hour": 3, "minute": 30}, erase_old, chore=compact)]
