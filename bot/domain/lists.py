"""Honour list (红榜) and reminder list (提醒榜, 黑榜): issues, entries, objections; who may do what, what may be shown when (handbook §4.7). Pure.

Rules of this file: the subject of an entry is somebody who holds a warden's office, and nobody else can be made one; what a resident or
a group may read is decided in one place, ``is_shown``; times are compared, not waited for, so a job that is late shows nothing longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.directory import WARDEN_ROLES, Directory, Office, Person
from bot.domain.list_states import FINAL, SHOWN, Kind, State
from bot.domain.roles import Role
from bot.ids import HouseholdId, PersonId, UnitId

HEARING = timedelta(days=3)
WINDOW = timedelta(days=5)
"""So long after its publication an entry may be objected to."""
ANSWER = timedelta(days=3)
LIVES = timedelta(days=30)
"""A reminder is shown no longer; one that nobody decides about is dropped then."""
CONSENT = timedelta(days=7)
"""So long a warden's answer is waited for; silence is a no."""
LONGEST_FACTS = 120
LONGEST_REASON = 100
LONGEST_STATEMENT = 500
MOST_MENTIONED = 1000
"""Characters of an opinion that are kept; what is longer is asked for in short."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A warden in office: made from the office itself, so a household, a villager, or who has left cannot be one."""

    person: PersonId
    name: str
    unit: UnitId
    household: HouseholdId | None

    @classmethod
    def of(cls, office: Office, today: date) -> "Subject":
        """The holder of ``office``.

        Raises:
            ValueError: it is no warden's office, not in force, or only held for somebody on leave.
        """
        if office.role not in WARDEN_ROLES or not office.holds_on(today) or office.stands_in_for is not None:
            raise ValueError("not a warden in office")
        return cls(office.person, office.name, office.unit, office.household)


def wardens_of(directory: Directory, village: UnitId, today: date) -> list[Subject]:
    """The wardens in office in a village, each once; who is on leave is one, who stands in is not."""
    found: dict[PersonId, Subject] = {}
    for office in directory.offices:
        if office.role in WARDEN_ROLES and office.holds_on(today) and directory.covers(village, office.unit):
            found.setdefault(office.person, Subject.of(office, today))
    return list(found.values())


def is_warden(directory: Directory, who: PersonId, today: date) -> bool:
    """Whether ``who`` is appointed a warden on ``today``."""
    held = directory.offices_of(who, today)
    return any(one.role in WARDEN_ROLES and one.stands_in_for is None for one in held)


def period_of(day: date) -> str:
    """``2026Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def period_before(day: date) -> str:
    """The quarter before that of ``day``."""
    return period_of(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1))


def days_of(period: str) -> tuple[date, date]:
    """First and last day of a quarter."""
    year, quarter = int(period[:4]), int(period[5:])
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + quarter // 4, 1 if quarter == 4 else 3 * quarter + 1, 1)
    return first, following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issue:
    """One list of one village for one quarter. People call it 榜3."""

    number: int
    village: UnitId
    kind: Kind
    period: str
    opened_at: datetime
    published_at: datetime | None = None
    edition: int = 0
    """How often its text has been put together for groups."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One warden and one act (a reminder) or the acts of the quarter (an honour). ``number`` is what the offices call it by."""

    number: int
    issue: int
    village: UnitId
    kind: Kind
    person: PersonId
    unit: UnitId
    items: tuple[str, ...]
    facts: str
    author: PersonId | None
    """Who drafted it; None: put together by the clock from rows."""
    drafted_at: datetime
    state: State = State.DRAFT
    served_at: datetime | None = None
    statement: str = ""
    stated_at: datetime | None = None
    mended: str = ""
    """What the warden says has been put right."""
    rectified_at: datetime | None = None
    """When the village confirmed that."""
    rectified_by: PersonId | None = None
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    meeting: str = ""
    met_on: date | None = None
    reason: str = ""
    named: bool = False
    deducts: int = 0
    """How many points the branch has decided to take off with it, by the town's rule."""
    place: int = 0
    """Its line in the published list; 0 as long as it is in none."""
    published_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def about(self) -> str:
        """As messages name it."""
        return f"list_entry:{self.number}"

    @property
    def final(self) -> bool:
        """Nothing more can happen to it."""
        return self.state in FINAL

    @property
    def hearing_until(self) -> datetime | None:
        """Until when the warden may state; None before it was served."""
        return self.served_at + HEARING if self.served_at is not None and self.kind is Kind.REMINDER else None


def deducts_now(entry: Entry, now: datetime) -> bool:
    """Whether its points are to be taken off: published, nobody has objected in time or an objection was answered, not put right."""
    if not entry.deducts or entry.published_at is None or entry.rectified_at is not None:
        return False
    return entry.state is State.UPHELD or (entry.state is State.PUBLISHED and now > entry.published_at + WINDOW)


class Answer(StrEnum):
    """What has become of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    REMOVED = "removed"
    ANSWERED = "answered"
    """A remark that was answered; nothing was hidden by it."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody said of a published list, to the supervisors alone. ``entry`` None: of the list as a whole."""

    number: int
    issue: int
    entry: int | None
    hides: bool
    """Said in time about an entry: it is not shown until somebody has decided."""
    person: PersonId
    by_warden: bool
    text: str
    at: datetime
    state: Answer = Answer.OPEN
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
    answer: str = ""


def is_shown(entry: Entry, issue: Issue, latest: int | None, directory: Directory, now: datetime) -> bool:
    """Whether a resident or a group may read of an entry; ``latest`` is the number of the village's last published issue of its kind."""
    if entry.state not in SHOWN or entry.published_at is None or issue.number != latest or issue.number != entry.issue:
        return False
    if entry.kind is Kind.REMINDER and now >= expires_at(entry):
        return False
    return is_warden(directory, entry.person, now.date())


def expires_at(entry: Entry) -> datetime:
    """When a published reminder ends by itself: 30 days on, and one put right before it was published with its window."""
    assert entry.published_at is not None
    early = entry.rectified_at is not None and entry.rectified_at <= entry.published_at
    return entry.published_at + (WINDOW if early else LIVES)


def may_object(entry: Entry, now: datetime) -> bool:
    """Within five days of its publication, once it is decided no more."""
    if entry.published_at is None or entry.state not in {State.PUBLISHED, State.OBJECTED}:
        return False
    return now <= entry.published_at + WINDOW


def ends_at(entry: Entry) -> datetime:
    """When a reminder ends by itself: once published as above, else thirty days after it was served or drafted."""
    if entry.published_at is not None:
        return expires_at(entry)
    return (entry.served_at or entry.drafted_at) + LIVES


class Hindrance(StrEnum):
    """Why somebody may not draft, decide or answer about an entry."""

    SELF = "self"
    HOUSEHOLD = "household"
    AUTHOR = "author"
    """Who drafted it does not decide about it."""
    OBJECTOR = "objector"
    DECIDER = "decider"
    """Who decided it does not answer an objection to it."""


def concerns_oneself(subject: PersonId, home: HouseholdId | None, who: Person) -> Hindrance | None:
    """Whether an entry is about ``who`` or somebody of their household."""
    if subject == who.id:
        return Hindrance.SELF
    return Hindrance.HOUSEHOLD if home is not None and home == who.household else None


def bars_decision(entry: Entry, home: HouseholdId | None, who: Person) -> Hindrance | None:
    """What stands in the way of ``who`` deciding about an entry of a warden of household ``home``."""
    return concerns_oneself(entry.person, home, who) or (Hindrance.AUTHOR if entry.author == who.id else None)


def bars_answer(entry: Entry | None, home: HouseholdId | None, objection: Objection, who: Person) -> Hindrance | None:
    """What stands in the way of ``who`` answering an objection."""
    if objection.person == who.id:
        return Hindrance.OBJECTOR
    if entry is None:
        return None
    own = concerns_oneself(entry.person, home, who)
    return own or (Hindrance.DECIDER if entry.decided_by == who.id else None)


def holders(directory: Directory, village: UnitId, today: date, *roles: Role) -> list[Office]:
    """Who holds one of ``roles`` at the village itself, each person once."""
    found = {office.person: office for role in roles for office in directory.holders(role, village, today)}
    return list(found.values())


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """As published: by place, what is in no list yet behind, by number."""
    return sorted(entries, key=lambda one: (one.place == 0, one.place, one.number))
