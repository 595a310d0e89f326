"""The nightly slot: what has been kept long enough is erased, and the file is made to forget it too (handbook §9.5)."""

from datetime import date, datetime, timedelta

from bot.context import Work
from bot.domain.directory import Person
from bot.domain.points import period_days, period_of
from bot.ids import PersonId
from bot.messages import Outbound
from bot.storage import (
    audit,
    burden,
    consents,
    files,
    inbox,
    leave,
    list_objections,
    lists,
    notices,
    objections,
    people,
    pledges,
    spot_checks,
)
from bot.storage import jobs as job_rows
from bot.storage import retention as rows
from bot.storage.database import compact
from scheduler.jobs import Job

MONTH = timedelta(days=30)
YEAR = timedelta(days=366)
MESSAGE_IDS = MONTH
PRIVATE_TEXTS = MONTH
RECEIPTS = MONTH
BALLOTS = MONTH
PUSHES = YEAR
"""Counts of messages a week: how the burden has gone over a year."""
GROUP_TEXTS = YEAR
ATTACHMENTS = timedelta(days=90)
DRAFTS = timedelta(days=1)
"""So long a file may belong to a draft that is being written."""
CONCERNS = YEAR
SENSITIVE_CONCERNS = timedelta(days=183)
SENSITIVE = frozenset({"DISPUTE", "CRISIS"})
"""Categories and alarms that are forgotten sooner."""
SETTLED_AFTER = timedelta(days=8)
"""A half-year's points are settled on the 8th of the month after it (handbook §7, J19)."""
VISITS = YEAR
"""After the settlement."""
LEDGER = 3 * YEAR
OBJECTIONS = YEAR
"""What a warden said against a settled result, and what was answered."""
SPOT_CHECKED_HOMES = timedelta(days=183)
SPOT_CHECKS = YEAR
RUNS = timedelta(days=400)
AUDIT = 3 * YEAR
CONSENTS = 3 * YEAR


def erase_old(work: Work, _due: datetime) -> list[Outbound]:
    """J26: all that handbook §9.5 gives a time to; how many rows that were is noted, without content."""
    db, code, now = work.db, work.town, work.now
    gone = {
        "ids": inbox.erase_before(db, code, now - MESSAGE_IDS),
        "private": rows.erase_private_texts(db, code, now - PRIVATE_TEXTS),
        "group": rows.erase_group_texts(db, code, now - GROUP_TEXTS),
        "receipts": notices.erase_answers_before(db, code, now - RECEIPTS),
        "pushes": burden.erase_before(db, code, work.today - PUSHES),
        "ballots": rows.erase_ballots(db, code, now - BALLOTS),
        "codes": rows.erase_codes(db, code, now),
        "files": files.erase_over(db, code, (now - ATTACHMENTS).date(), now - DRAFTS),
        "attachments": rows.erase_attachments(db, code, now - ATTACHMENTS),
        "concerns": _strip_concerns(work),
        "lessons": rows.erase_lessons(db, code, (), now - CONCERNS),
        "visits": rows.strip_check_ins(db, code, last_day_to_strip(work.today)),
        "leaves": leave.erase_before(db, code, last_day_to_strip(work.today)),
        "pledges": pledges.erase_before(db, code, now - YEAR, work.today.year - 3),
        "spot_checks": spot_checks.erase_before(db, code, now - SPOT_CHECKED_HOMES, now - SPOT_CHECKS),
        "ledger": _pseudonymise(work),
        "objections": objections.erase_before(db, code, now - OBJECTIONS),
        "reasons": rows.erase_reversal_reasons(db, code, now - LEDGER),
        "lists": lists.erase_ended(db, code, now - YEAR) + list_objections.erase_before(db, code, now - YEAR),
        "consents": consents.erase_before(db, code, now - CONSENTS),
        "runs": job_rows.erase_before(db, code, now - RUNS),
        "audit": audit.erase_before(db, code, now - AUDIT),
    }
    counts = " ".join(f"{name}={count}" for name, count in gone.items() if count)
    if counts:
        audit.put(db, code, work.new_id(), now, None, "retention", "J26", "erase", after=counts)
    return []


def _strip_concerns(work: Work) -> int:
    over = rows.list_concerns_over(work.db, work.town, work.now - CONCERNS, work.now - SENSITIVE_CONCERNS, SENSITIVE)
    if over:
        people.put_person(work.db, work.town, Person(rows.NOBODY, "", known=False))
    for number in over:
        rows.strip_concern(work.db, work.town, number)
    return len(over)


def _pseudonymise(work: Work) -> int:
    over = rows.list_old_accounts(work.db, work.town, work.today - LEDGER)
    for who, period in over:
        rows.pseudonymise(work.db, work.town, who, period, PersonId(rows.FORMER + work.token(6)))
    return len(over)


def last_day_to_strip(today: date) -> date:
    """The last day whose half-year was settled a year ago or earlier."""
    settled = today - VISITS - SETTLED_AFTER
    first, last = period_days(period_of(settled))
    return last if last <= settled else first - timedelta(days=1)


JOBS = [Job("retention", "J26", {"hour": 3, "minute": 30}, erase_old, chore=compact)]
