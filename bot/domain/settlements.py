"""The half-year's settlement: the path from draft to lock, the words for a period, objections (handbook §5.1, §1.4). Pure.

Rules of this file: three signatures by three persons after the public notice; a person answers every objection; what is locked stays.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import at
from bot.domain.points import period_days
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

REVIEWS_UNTIL = timedelta(days=7)
"""So long after a period's end its check-ins may still be reviewed before the draft."""
NOTICE_AT = time(9)
TIME_TO_LOOK = timedelta(hours=3)
NOTICE_DAYS = 5
ANSWER_WITHIN = timedelta(days=3)


class SettlementState(StrEnum):
    """From draft to lock."""

    DRAFT = "draft"
    NOTICE = "notice"
    CLOSED = "closed"
    """The public notice is over: the branch approves."""
    APPROVED = "approved"
    SIGNED = "signed"
    LOCKED = "locked"


class Signing(StrEnum):
    """The three signatures after the notice, each of another person."""

    APPROVE = "approve"
    SIGN = "sign"
    LOCK = "lock"


SIGNED_IN: dict[Signing, tuple[SettlementState, SettlementState, Role]] = {
    Signing.APPROVE: (SettlementState.CLOSED, SettlementState.APPROVED, Role.BRANCH_SECRETARY),
    Signing.SIGN: (SettlementState.APPROVED, SettlementState.SIGNED, Role.SUPERVISOR),
    Signing.LOCK: (SettlementState.SIGNED, SettlementState.LOCKED, Role.TOWN_ADMIN),
}
"""In which state each comes, to which it leads, whose it is."""


def next_signing(state: SettlementState) -> Signing | None:
    """Which signature comes next; None while none can come."""
    return next((one for one, (before, _, _) in SIGNED_IN.items() if before is state), None)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settlement of one village and period."""

    unit: UnitId
    period: str
    state: SettlementState
    drafted_at: datetime
    drafted_by: PersonId | None
    """None: by the clock."""
    notice_at: datetime
    """When the public notice begins."""
    approved_by: PersonId | None = None
    signed_by: PersonId | None = None
    locked_by: PersonId | None = None
    locked_at: datetime | None = None

    @property
    def subject(self) -> str:
        """How timers and audit rows call it: ``KQ:2026H2``."""
        return f"{self.unit}:{self.period}"

    @property
    def notice_until(self) -> date:
        """The last day of the public notice."""
        return self.notice_at.date() + timedelta(days=NOTICE_DAYS - 1)

    @property
    def notice_ends_at(self) -> datetime:
        """When it is over: the morning after its last day."""
        return self.notice_at + timedelta(days=NOTICE_DAYS)


def parts_of(period: str) -> tuple[str, ...]:
    """The half-years that a period (a half-year or a whole year) is made of."""
    return (period,) if "H" in period else (f"{period}H1", f"{period}H2")


def last_ended(today: date, *, yearly: bool) -> str:
    """The period that ended last."""
    if yearly:
        return str(today.year - 1)
    return f"{today.year}H1" if today.month > 6 else f"{today.year - 1}H2"


def may_draft_from(period: str) -> date:
    """The first day on which a period may be settled: seven days are left for reviews."""
    return period_days(period)[1] + REVIEWS_UNTIL + timedelta(days=1)


def notice_begins(now: datetime) -> datetime:
    """The next nine o'clock that leaves the village's staff time to look at the draft."""
    today = at(now.date(), NOTICE_AT)
    return today if today - now >= TIME_TO_LOOK else at(now.date() + timedelta(days=1), NOTICE_AT)


_YEAR = re.compile(r"(\d{4})年?|(今年|本年|去年|上一?年|前年)")
_FIRST = re.compile(r"上半年|1\s*(?:月)?\s*[-–—~到至]\s*6月|h1\b", re.IGNORECASE)
_SECOND = re.compile(r"下半年|7\s*(?:月)?\s*[-–—~到至]\s*12月|h2\b", re.IGNORECASE)
_LAST = re.compile(r"上一?期|上个?半年|上次")
_WHOLE = re.compile(r"全年|年度|一年")


def read_period(text: str, today: date, *, yearly: bool) -> tuple[str | None, str]:
    """The period that ``text`` names (its latest one that has begun), and the rest of the text; None when it names none."""
    first, second, last = _FIRST.search(text), _SECOND.search(text), _LAST.search(text)
    whole = _WHOLE.search(text)
    found = first or second or last or whole
    rest = text.replace(found[0], " ", 1) if found else text
    year = _YEAR.search(rest)
    if year is not None and (found is not None or yearly):
        rest = rest.replace(year[0], " ", 1)
    said = _year(year, today) if year is not None and (found is not None or yearly) else None
    if last is not None and not first and not second:
        return last_ended(today, yearly=yearly), rest.strip()
    if first or second:
        half = 1 if first else 2
        this = said if said is not None else today.year if half == 1 or today.month > 6 else today.year - 1
        return (str(this) if yearly else f"{this}H{half}"), rest.strip()
    if whole or said is not None:
        return str(said if said is not None else today.year - (1 if yearly else 0)), rest.strip()
    return None, text.strip()


def _year(found: re.Match[str], today: date) -> int:
    if found[1]:
        return int(found[1])
    return today.year - {"今年": 0, "本年": 0, "前年": 2}.get(found[2], 1)


# --- objections -----------------------------------------------------------------------------------------------------


class ObjectionState(StrEnum):
    """Life of an objection to a result."""

    OPEN = "open"
    SECOND = "second"
    """Found right, with points to add: waits for a second person."""
    UPHELD = "upheld"
    DECLINED = "declined"


MOST_ADDED = 30
"""So many points may be added for one objection."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A warden says why the result is wrong; a person answers within three days."""

    number: int
    unit: UnitId
    period: str
    warden: PersonId
    text: str
    at: datetime
    due_at: datetime
    state: ObjectionState = ObjectionState.OPEN
    amount: int = 0
    answer: str = ""
    answered_by: PersonId | None = None
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a person must still do something."""
        return self.state in {ObjectionState.OPEN, ObjectionState.SECOND}
