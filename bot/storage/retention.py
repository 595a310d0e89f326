"""What is erased when its time is over (handbook §9.5): words go, counts and sums stay."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.points import period_days
from bot.ids import PersonId, TownId
from bot.storage import concerns as concern_rows
from bot.storage import points_year, settlements
from bot.storage.check_ins import check_in
from bot.storage.concern_attachments import attachment
from bot.storage.concerns import concern
from bot.storage.database import Db
from bot.storage.identity import bind_code, wrong_code
from bot.storage.lessons import lesson
from bot.storage.outbox import outbox
from bot.storage.points import ledger, points_credit, points_reversal, points_sum
from bot.storage.polls import ballot, poll

NOBODY = PersonId("G000000000000")
"""Whose old matters are: they are counted, and are nobody's."""
FORMER = "former-"
"""What a warden's entries are filed under when the name must go."""


def list_concerns_over(
    db: Db, code: TownId, before: datetime, sooner: datetime, sensitive: Collection[str]
) -> list[str]:
    """Numbers of what was closed that long ago and is still somebody's; ``sensitive`` categories and alarms are forgotten sooner."""
    c = concern.c
    soon = c.category.in_(sensitive) | c.alarm.in_(sensitive)
    rows = db.all(
        sa.select(c.number)
        .where(c.town == code, c.reporter != NOBODY, sa.or_(c.closed_at < before, soon & (c.closed_at < sooner)))
        .order_by(c.number)
    )
    return [str(row[0]) for row in rows]


def strip_concern(db: Db, code: TownId, number: str) -> None:
    """Category, place and times stay; words, attachments, messages about it and whoever it was about do not."""
    concern_rows.erase_words(db, code, number)
    mine = (concern.c.town == code) & (concern.c.number == number)
    db.execute(sa.update(concern).where(mine).values(reporter=NOBODY, collected_by=None, hidden_from=[]))
    about = (outbox.c.town == code) & (outbox.c.about == f"concern:{number}")
    db.execute(sa.update(outbox).where(about, outbox.c.text != "").values(text="", account=None, choices=None))


def erase_attachments(db: Db, code: TownId, before: datetime) -> int:
    """Photos and voices of what was closed that long ago."""
    over = sa.select(concern.c.number).where(concern.c.town == code, concern.c.closed_at < before)
    return db.execute(sa.delete(attachment).where(attachment.c.town == code, attachment.c.concern.in_(over)))


def strip_check_ins(db: Db, code: TownId, until: date) -> int:
    """Of visits up to that day only what was done and what it counted stays, not with whom or what was said."""
    c = check_in.c
    words = dict.fromkeys(("target", "note", "need", "task", "reason", "remark"), "")
    said = sa.or_(*(c[name] != "" for name in words), c.household.is_not(None), c.person.is_not(None))
    return db.execute(
        sa.update(check_in)
        .where(c.town == code, c.day <= until, said)
        .values(**words, household=None, person=None, home=None)
    )


def list_old_accounts(db: Db, code: TownId, before: date) -> list[tuple[PersonId, str]]:
    """(warden, period) of ledger entries in periods that ended before then and are still under a warden's own id."""
    rows = db.all(
        sa.select(points_sum.c.warden, points_sum.c.period)
        .where(points_sum.c.town == code, points_sum.c.warden.not_like(f"{FORMER}%"))
        .distinct()
        .order_by(points_sum.c.period, points_sum.c.warden)
    )
    return [(PersonId(row[0]), str(row[1])) for row in rows if period_days(str(row[1]))[1] < before]


def list_periods(db: Db, code: TownId, who: PersonId) -> list[str]:
    """Every period in which a warden has points or records."""
    rows = db.all(
        sa.select(points_sum.c.period).where(points_sum.c.town == code, points_sum.c.warden == who).distinct()
    )
    return sorted(str(row[0]) for row in rows)


def pseudonymise(db: Db, code: TownId, who: PersonId, period: str, name: PersonId) -> None:
    """A warden's entries of a period stand under ``name`` from now on: the sums are the same, the person is gone."""
    first, last = period_days(period)
    db.execute(
        sa.update(ledger)
        .where(ledger.c.town == code, ledger.c.warden == who, ledger.c.period == period)
        .values(warden=name, reason="", by=None, second=None)
    )
    db.execute(
        sa.update(points_sum)
        .where(points_sum.c.town == code, points_sum.c.warden == who, points_sum.c.period == period)
        .values(warden=name)
    )
    settlements.pseudonymise(db, code, who, period, name)
    points_year.pseudonymise(db, code, who, period, name)
    for table in (points_credit, check_in):
        db.execute(
            sa.update(table)
            .where(table.c.town == code, table.c.warden == who, table.c.day.between(first, last))
            .values(warden=name)
        )


def erase_reversal_reasons(db: Db, code: TownId, before: datetime) -> int:
    """Why points were taken back is said for three years."""
    c = points_reversal.c
    return db.execute(
        sa.update(points_reversal).where(c.town == code, c.asked_at < before, c.reason != "").values(reason="")
    )


def erase_ballots(db: Db, code: TownId, before: datetime) -> int:
    """Of polls closed that long ago only what was counted stays."""
    closed = sa.select(poll.c.number).where(poll.c.town == code, poll.c.state != "open", poll.c.closes_at < before)
    return db.execute(sa.delete(ballot).where(ballot.c.town == code, ballot.c.poll.in_(closed)))


def erase_codes(db: Db, code: TownId, now: datetime) -> int:
    """Codes that hold no longer, and locks that have opened."""
    gone = db.execute(sa.delete(bind_code).where(bind_code.c.town == code, bind_code.c.expires_at <= now))
    opened = (wrong_code.c.town == code) & (wrong_code.c.locked_until <= now)
    return gone + db.execute(sa.delete(wrong_code).where(opened))


def erase_lessons(db: Db, code: TownId, texts: Collection[str], before: datetime | None = None) -> int:
    """Examples made of these words, or learnt before then: they quote what somebody reported."""
    c = lesson.c
    rows = db.all(sa.select(c.id, c.at, c.text).where(c.town == code))
    gone = [row[0] for row in rows if row[2] in texts or (before is not None and row[1] < before)]
    for number in gone:
        db.execute(sa.delete(lesson).where(c.town == code, c.id == number))
    return len(gone)


def erase_private_texts(db: Db, code: TownId, before: datetime) -> int:
    """Blank the words of private messages settled long ago (handbook §9.5); the rows stay as counts."""
    c = outbox.c
    old = (c.town == code) & (c.settled_at < before) & c.person.is_not(None) & (c.text != "")
    return db.execute(sa.update(outbox).where(old).values(text="", choices=None))


def erase_group_texts(db: Db, code: TownId, before: datetime) -> int:
    """What was said in groups that long ago; notices themselves are a public record and stay in their own table."""
    c = outbox.c
    return db.execute(
        sa.update(outbox)
        .where(c.town == code, c.settled_at < before, c.text != "")
        .values(text="", account=None, choices=None)
    )
