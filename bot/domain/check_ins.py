"""What a warden did, as a record: its kinds, its life, who may look at it (handbook §4.4, §1.4). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.directory import Directory, Person
from bot.domain.roles import Role
from bot.ids import HouseholdId, PersonId, UnitId


class Kind(StrEnum):
    """Kinds of service that a warden tells of (handbook §3.7)."""

    VISIT = "VISIT"
    CARE = "CARE"
    MEDIATE = "MEDIATE"
    POLICY = "POLICY"
    ENV = "ENV"
    VOLUNTEER = "VOLUNTEER"
    SAFETY = "SAFETY"
    HELP = "HELP"
    CULTURE = "CULTURE"
    MEETING = "MEETING"
    EMERGENCY = "EMERGENCY"
    LEAD = "LEAD"
    CONTACT = "CONTACT"


PERSONAL_KINDS = frozenset({Kind.VISIT, Kind.CARE, Kind.CONTACT})
"""About a household or a person: duplicates are told by it, and it is asked for when missing."""
PATIENT_KINDS = frozenset({Kind.VISIT, Kind.POLICY, Kind.HELP, Kind.MEETING, Kind.CONTACT})
"""Approved by themselves when nobody has looked for 14 days: a reviewer's delay is not the warden's loss."""
VILLAGE_KINDS = frozenset({Kind.LEAD})
"""Approved by the village alone."""

REMINDED_AFTER = timedelta(days=7)
APPROVED_AFTER = timedelta(days=14)
EDITABLE_FOR = timedelta(hours=24)
BACKFILL_DAYS = 7
"""Further back a reason is asked."""
BACKFILLS_A_MONTH = 10
OLDEST_DAYS = 184
"""Half a year: what is older belongs to a period long over."""


class State(StrEnum):
    """Life of a check-in (handbook §4.4)."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    AUTO_APPROVED = "auto_approved"
    REJECTED = "rejected"
    REVERSED = "reversed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


COUNTED = frozenset({State.APPROVED, State.AUTO_APPROVED})
HOPED = COUNTED | {State.SUBMITTED}
"""Those that 预计 counts with."""


class Unmet(StrEnum):
    """Why nobody was met: a record like any other (handbook §3.4)."""

    NOBODY_HOME = "nobody_home"
    AWAY = "away"
    IN_HOSPITAL = "in_hospital"
    UNWILLING = "unwilling"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One record. ``number`` is the town-wide running number that people say as ``#231``."""

    number: int
    warden: PersonId
    unit: UnitId
    """Where the service was done, for the reviewers' scope."""
    home: HouseholdId | None
    """The warden's own household: nobody of it reviews."""
    kind: Kind
    day: date
    minutes: int | None
    household: HouseholdId | None
    person: PersonId | None
    target: str
    """Household or person as the warden named them; empty when nobody was named."""
    note: str
    """What was said, as it was written."""
    unmet: Unmet | None
    extra: bool
    """The kind's special achievement (handbook §5.1): three households brought along, a hazard found and reported, a mediation that held."""
    need: str
    """A need heard on the visit, in the warden's words; empty when there was none."""
    task: str
    backfill: bool
    reason: str
    """Why it is told late."""
    state: State
    value: int
    """Points by the table before the caps, or as the reviewer set them."""
    expected: int
    """What it brings if everything waiting is approved."""
    points: int
    """What it has brought."""
    rejections: int
    said_at: datetime
    reviewer: PersonId | None = None
    reviewed_at: datetime | None = None
    remark: str = ""
    """The reviewer's reason for a rejection or a change."""
    set_by_hand: bool = False
    """The reviewer has set ``value``."""
    concern: str = ""
    """Number of the concern that its need became."""

    @property
    def key(self) -> str:
        """Whom it was about, for caps and duplicates: the person for care and contact, else the household; empty for nobody."""
        return key_of(self.kind, self.household, self.person, self.target)

    @property
    def cause(self) -> str:
        """How the ledger calls it."""
        return f"check_in:{self.number}"


def key_of(kind: Kind, household: HouseholdId | None, person: PersonId | None, target: str) -> str:
    """See ``CheckIn.key``."""
    if kind not in PERSONAL_KINDS:
        return ""
    if kind is not Kind.VISIT and person is not None:
        return str(person)
    return str(household or person or target.removesuffix("家"))


def may_edit(record: CheckIn, now: datetime) -> bool:
    """Within 24 hours, and not yet reviewed."""
    return record.state is State.SUBMITTED and now - record.said_at <= EDITABLE_FOR


def needs_reason(day: date, today: date) -> bool:
    """Whether a day lies so far back that a reason is asked."""
    return (today - day).days > BACKFILL_DAYS


class Hindrance(StrEnum):
    """Why somebody may not review a record."""

    OWN = "own"
    HOUSEHOLD = "household"
    SCOPE = "scope"
    VILLAGE_ONLY = "village_only"
    WATCHER = "watcher"
    """The supervisors may look, not decide."""


def hindrance(directory: Directory, reviewer: Person, record: CheckIn, today: date) -> Hindrance | None:
    """What stands in the way of ``reviewer`` reviewing ``record``; None: nothing (handbook §1.4, I27)."""
    if record.warden == reviewer.id:
        return Hindrance.OWN
    if record.home is not None and record.home == reviewer.household:
        return Hindrance.HOUSEHOLD
    deciding = {Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.GRID_LEADER}
    covering = {
        office.role
        for office in directory.offices_of(reviewer.id, today)
        if office.role in deciding | {Role.SUPERVISOR} and directory.covers(office.unit, record.unit)
    }
    if not covering & deciding:
        return Hindrance.WATCHER if covering else Hindrance.SCOPE
    if covering & {Role.VILLAGE_STAFF, Role.CARE_OFFICER}:
        return None
    if record.kind in VILLAGE_KINDS:
        return Hindrance.VILLAGE_ONLY
    return None


def reviews_as_village(directory: Directory, reviewer: Person, record: CheckIn, today: date) -> bool:
    """Whether ``reviewer`` decides for the village: a mediation that held is theirs to confirm."""
    return any(
        office.role in {Role.VILLAGE_STAFF, Role.CARE_OFFICER} and directory.covers(office.unit, record.unit)
        for office in directory.offices_of(reviewer.id, today)
    )


def may_correct(directory: Directory, who: Person, record: CheckIn, today: date) -> bool:
    """Whether ``who`` may ask for a reversal of ``record``, or be the second to agree (handbook §1.4, correct points)."""
    if record.warden == who.id or (record.home is not None and record.home == who.household):
        return False
    correcting = {Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.BRANCH_SECRETARY, Role.TOWN_STAFF}
    return any(
        office.role in correcting and directory.covers(office.unit, record.unit)
        for office in directory.offices_of(who.id, today)
    )
