"""A notice: what it is, who must sign it, how it is numbered, what one chat has had of it (handbook §4.1, rulings 8, 10, 23, 27). Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.directory import Chat, ChatKind, Directory, Office, Tier, Unit
from bot.domain.roles import MATRIX, Action, Grant, Role
from bot.ids import ChatId, PersonId, UnitId

POST_REVIEW = timedelta(hours=2)
"""Within this time another person looks at an urgent notice that has already gone out."""
RED_AGAIN = timedelta(minutes=30)
REMIND_APART = timedelta(hours=4)
"""Between two reminders of a receipt; there are at most two."""
MOST_REMINDED = 2
LOCAL_LINE = 200
"""Longest line that a tier may add when it passes a notice on."""
URGENT_RELAY = timedelta(minutes=30)
"""An orange notice that is passed on by hand goes on by itself after this time."""
RED_LASTS = timedelta(hours=12)
"""So long a red notice asks for receipts, and its wardens are called again."""


class State(StrEnum):
    """Life of a notice. Whether it has expired is a question of the day, not a state."""

    DRAFT = "draft"
    """Sent back with a reason; its author may go on with it."""
    PENDING = "pending"
    SCHEDULED = "scheduled"
    """Signed; goes out at its time, again and again when it repeats."""
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Taken back before it went out."""


class Level(StrEnum):
    """How pressing it is; red and orange pass at any hour."""

    NORMAL = "normal"
    IMPORTANT = "important"
    """Wardens whose neighbourhood is silent are reminded once without being asked to."""
    ORANGE = "orange"
    RED = "red"


class Receipt(StrEnum):
    """What is asked of those who have read it."""

    NONE = "none"
    COUNT = "count"
    WARDEN = "warden_named"
    """Only wardens are asked."""
    SAFE = "household_safe"
    """A red one also asks each household to report itself safe."""


class Relay(StrEnum):
    """How it goes down the tiers (handbook §4.2)."""

    AUTO = "auto"
    MANUAL = "manual"
    """Each tier passes it on by 转达, with a line of its own."""


class People(StrEnum):
    """Kinds of groups that may be addressed alone."""

    STAFF = "staff"
    """Work groups: staff and wardens."""
    RESIDENTS = "residents"
    AWAY = "away"

    @classmethod
    def of(cls, kind: ChatKind) -> "People":
        """Whose groups those of a kind are."""
        if kind.is_work:
            return cls.STAFF
        return cls.AWAY if kind is ChatKind.MIGRANT else cls.RESIDENTS


@dataclass(frozen=True, slots=True)
class Audience:
    """Units addressed with everything below them, those left out of it, and which kinds of groups (none named: all)."""

    units: tuple[UnitId, ...]
    excluded: tuple[UnitId, ...] = ()
    people: tuple[People, ...] = ()

    def holds(self, directory: Directory, unit: UnitId | None) -> bool:
        """Whether ``unit`` is addressed."""
        above = {found.id for found in directory.up(unit)}
        return bool(above & set(self.units)) and not above & set(self.excluded)

    def chats(self, directory: Directory) -> tuple[Chat, ...]:
        """Every active bound chat at and below, each once, the town first (ruling 10)."""
        found = {chat.id: chat for unit in self.units for chat in directory.chats_below(unit)}
        return tuple(c for c in found.values() if self.holds(directory, c.unit) and self.means(c.kind))

    def means(self, kind: ChatKind) -> bool:
        """Whether groups of that kind are addressed."""
        return not self.people or People.of(kind) in self.people

    def neighbourhoods(self, directory: Directory) -> tuple[Unit, ...]:
        """The neighbourhoods addressed."""
        found = {below.id: below for unit in self.units for below in directory.below(unit)}
        return tuple(u for u in found.values() if u.tier is Tier.NEIGHBOURHOOD and self.holds(directory, u.id))

    def households(self, directory: Directory) -> int:
        """How many resident households that is."""
        return sum(unit.households for unit in self.neighbourhoods(directory))

    def concerns(self, directory: Directory, unit: UnitId) -> bool:
        """Whether it is of interest at ``unit``: addressed there, or somewhere below it."""
        return self.holds(directory, unit) or any(directory.covers(unit, addressed) for addressed in self.units)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, or (``corrects`` set) the correction of one."""

    number: str
    series: str
    """``T26``, ``KQ26``: the running number counts within it."""
    serial: int
    author: PersonId
    unit: UnitId
    """Who issues it."""
    title: str
    body: str
    plain_text: str
    audience: Audience
    level: Level
    receipt: Receipt
    receipt_until: datetime | None
    attachment: str
    phone: str
    valid_until: date
    state: State
    second: bool
    """Whether another person must sign."""
    made_at: datetime
    approver: PersonId | None = None
    released_at: datetime | None = None
    review_due: datetime | None = None
    """An urgent one that has gone out and that nobody has looked at yet."""
    corrects: str = ""
    """Number of the original."""
    version: int = 1
    """1 for an original; a correction gets the next one of its original when it is released."""
    reason: str = ""
    """Why it was sent back."""
    trouble_told_at: datetime | None = None
    closed_persons: int | None = None
    """How many had answered when the receipts closed: these counts outlive the receipts themselves."""
    closed_answered: int | None = None
    relay: Relay = Relay.AUTO
    send_at: datetime | None = None
    """When it is to go out (next, if it repeats); None: when it is signed."""
    repeats: str = ""
    """Its rule (``domain/notice_repeats``), as it was written; empty: once."""
    paused: bool = False
    copy_of: str = ""
    """Number of the repeating notice that this is one time of."""
    reminded: int = 0
    """How often wardens have been reminded of the receipt."""
    reminded_at: datetime | None = None
    files: tuple[str, ...] = ()
    """Keys of the files that go with it; ``attachment`` says what they are."""

    @property
    def root(self) -> str:
        """Number under which its deliveries are kept: the original's."""
        return self.corrects or self.number

    @property
    def urgent(self) -> bool:
        return self.level in {Level.ORANGE, Level.RED}

    def expired(self, today: date) -> bool:
        """Its last day counts as valid."""
        return today > self.valid_until

    def key(self, chat: ChatId) -> str:
        """Each chat gets each version at most once."""
        return f"notice:{self.root}:{self.version}:{chat}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the dialogue has gathered."""

    title: str
    audience: Audience
    body: str
    plain_text: str
    receipt_until: datetime | None
    attachment: str
    phone: str
    valid_until: date
    receipt: Receipt = Receipt.COUNT
    """Which kind, when ``receipt_until`` is set."""
    relay: Relay = Relay.AUTO
    send_at: datetime | None = None
    repeats: str = ""
    level: Level = Level.NORMAL
    files: tuple[str, ...] = ()


def is_town_wide(audience: Audience, directory: Directory) -> bool:
    """The whole town is addressed, by its name or by naming all its villages, whatever is left out of it."""
    town = directory.town
    if town is None:
        return False
    villages = {unit.id for unit in directory.children(town.id)}
    return town.id in audience.units or (len(villages) > 1 and villages <= set(audience.units))


def offices_for(action: Action, offices: Iterable[Office]) -> tuple[Office, ...]:
    """Those of ``offices`` whose role the matrix grants ``action``."""
    return tuple(office for office in offices if MATRIX[action].of(office.role) is not Grant.NO)


def issuing_unit(audience: Audience, offices: Iterable[Office], directory: Directory) -> UnitId | None:
    """The lowest of the author's units that holds the whole audience; None when it goes beyond all of them."""
    fitting = [
        office.unit
        for office in offices
        if office.unit in directory.units and all(directory.covers(office.unit, unit) for unit in audience.units)
    ]
    return min(fitting, key=lambda unit: directory.units[unit].tier.rank, default=None)


def series_of(unit: UnitId, directory: Directory, day: date) -> str:
    """``T26`` for the town's, ``KQ26`` for those of a village and of everything below it (ruling 27)."""
    village = directory.village_of(unit)
    return f"{village.id if village else 'T'}{day.year % 100:02d}"


def number_of(series: str, serial: int) -> str:
    """``T26-031``."""
    return f"{series}-{serial:03d}"


def may_approve(roles: frozenset[Role]) -> bool:
    """Ruling 23: 镇干部 and 镇管理员."""
    return bool(roles & {Role.TOWN_STAFF, Role.TOWN_ADMIN})


@dataclass(frozen=True, slots=True)
class Reference:
    """A notice as people name it: ``T26-031``, ``【t26-31】``, ``31``."""

    series: str
    """Empty for a bare number."""
    serial: int
    rest: str
    """What follows."""

    @property
    def number(self) -> str:
        """The full number; empty for a bare one."""
        return number_of(self.series, self.serial) if self.series else ""


_REFERENCE = re.compile(
    r"\s*[【\[(<《]?\s*(?:(?P<series>[a-z]{1,12}\d{2})\s*[-—–_~]\s*)?第?(?P<serial>\d{1,5})(?![\d-])\s*[】\])>》]?\s*号?"
    r"(?:通知|更正)?\s*[:,.;。]?\s*"
)


def read_reference(text: str) -> Reference | None:
    """The number at the head of ``text`` (normalised or not), or None."""
    found = _REFERENCE.match(text.lower())
    if found is None or (
        not found["series"] and re.match(r"[月日年点.:：/%元个户人口岁分块]", text[found.end("serial") :])
    ):
        return None
    return Reference((found["series"] or "").upper(), int(found["serial"]), text[found.end() :])


class Fate(StrEnum):
    """What one chat has had of a notice."""

    GOT = "got"
    """It has it, or may have it."""
    WAITS = "waits"
    """Nothing has reached it yet, but something is on its way."""
    LOST = "lost"


def fates(deliveries: Iterable[tuple[ChatId, str]]) -> Mapping[ChatId, Fate]:
    """(chat, state of a delivery) of all versions → what each chat has had."""
    found: dict[ChatId, Fate] = {}
    for chat, state in deliveries:
        fate = (
            Fate.GOT
            if state in {"sent", "sending", "unknown"}
            else Fate.WAITS
            if state in {"queued", "failed", "by_hand"}
            else Fate.LOST
        )
        order = (Fate.LOST, Fate.WAITS, Fate.GOT)
        if order.index(fate) >= order.index(found.get(chat, Fate.LOST)):
            found[chat] = fate
    return found
