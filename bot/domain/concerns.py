"""A concern and its rules: categories, levels, whose desk it is on, when it is due, who may see it (handbook §4.3, §5.2, §5.4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.domain.concern_states import FINAL, State
from bot.domain.directory import Directory, Tier, Unit
from bot.domain.roles import Role
from bot.domain.urgent import Alarm
from bot.ids import ChatId, PersonId, UnitId


class Level(StrEnum):
    """How pressing (handbook §5.2, ruling 21)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class Rating(IntEnum):
    """Ruling 5: what the reporter says of the outcome."""

    GOOD = 1
    FAIR = 2
    BAD = 3
    UNSOLVED = 4

    @property
    def ends(self) -> bool:
        """Whether the matter is over with this."""
        return self <= Rating.FAIR


class Outcome(StrEnum):
    """How a closed concern was closed."""

    NONE = ""
    RATED = "rated"
    UNRATED = "unrated"
    EXPLAINED = "explained"
    BY_REPORTER = "by_reporter"


@dataclass(frozen=True, slots=True)
class Concern:
    """One concern. Its owner is a desk: ``tier`` and ``desk`` say whose; ``claimed_by`` who of them has taken it."""

    number: str
    filed_at: datetime
    reporter: PersonId
    unit: UnitId
    """Where it is: a neighbourhood, or the smallest unit known."""
    category: str
    level: Level
    title: str
    """What it is in words of our own (keyword or category): fit to be shown in a group."""
    text: str
    private: bool
    state: State
    tier: Tier
    desk: UnitId
    chat: ChatId | None = None
    """The group that it was filed in; None in private."""
    claimed_by: PersonId | None = None
    ack_due_at: datetime | None = None
    due_at: datetime | None = None
    """When it must be done (filed, claimed, in progress), or be rated (resolved); None when final."""
    claimed_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str = ""
    rating: int = 0
    """0: not rated."""
    outcome: Outcome = Outcome.NONE
    reopened: int = 0
    alarm: str = ""
    complaint: bool = False
    """About a handler; then it starts above and is hidden from ``hidden_from`` (ruling 3)."""
    hidden_from: tuple[PersonId, ...] = ()
    on_behalf_of: str = ""
    collected_by: PersonId | None = None
    extended: bool = False
    sent_back: tuple[str, ...] = ()
    """Tiers that have sent it back already: once each."""
    held_left: float = 0
    """Hours that were left when it was put on hold: working hours, of red and orange hours by the clock."""
    clock_from: datetime | None = None
    """Since when the present deadlines run."""
    overdue: int = 0
    """How often a deadline has passed."""
    supervised: bool = False
    """The town watches over it (督办)."""
    unannounced: bool = False
    """The reporter does not want the outcome told in the group."""
    merged_into: str = ""
    """Number of the one that it goes on with."""

    @property
    def final(self) -> bool:
        """Nothing more is to be done."""
        return self.state in FINAL

    @property
    def about(self) -> str:
        """As messages name it (``Outbound.about``)."""
        return f"concern:{self.number}"

    @property
    def short(self) -> str:
        """The running number as people say it: ``7``."""
        return str(int(self.number.rsplit("-", 1)[1]))


@dataclass(frozen=True, slots=True)
class Note:
    """A word added to a concern on its way."""

    id: int
    concern: str
    at: datetime
    author: PersonId | None
    kind: str
    """``add`` by the reporter, ``progress`` and ``resolve`` by a handler, ``explain``."""
    text: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose turn it is: a tier, its unit, and the people who hold the office (never empty but at the town)."""

    tier: Tier
    unit: UnitId
    people: tuple[PersonId, ...]


MAX_TEXT = 1000
MAX_REOPENED = 2
MIN_RESOLUTION = 6
RATING_DAYS = timedelta(days=7)
LISTED = 5
ONCE_A_DAY = timedelta(hours=24)
JOIN = timedelta(minutes=10)
"""Photos and further urgent words of the same person or chat within this time belong together."""
MOST_TOLD = 4
"""Unprompted messages to a reporter in a round (from filing, or reopening, to the outcome)."""
SAME_WITHIN = timedelta(hours=72)
"""What is reported within this time may be the same matter."""
JOIN_AFTER = timedelta(minutes=3)
"""A photo so soon after the words belongs to them without a question."""

_YELLOW = frozenset({"WATER", "POWER_NET", "ENV", "SAFETY", "ELDER"})
OFFICES: dict[Tier, tuple[Role, ...]] = {
    Tier.NEIGHBOURHOOD: (Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN),
    Tier.GRID: (Role.GRID_LEADER,),
    Tier.VILLAGE: (Role.VILLAGE_STAFF,),
    Tier.TOWN: (Role.TOWN_STAFF,),
}


def level_of(category: str, alarm: Alarm | None = None) -> Level:
    """Ruling 21."""
    if alarm is not None:
        return Level.ORANGE if alarm is Alarm.POWERLINE else Level.RED
    return Level.YELLOW if category in _YELLOW else Level.BLUE


def desk_of(directory: Directory, unit: UnitId, tier: Tier, now: datetime, hidden: Iterable[PersonId] = ()) -> Desk:
    """The first desk at or above ``tier`` for something in ``unit`` that has somebody who may see it; else the town's."""
    away, day = frozenset(hidden), now.date()
    for found in directory.up(unit):
        if found.tier.rank < tier.rank:
            continue
        held = _holders(directory, found, now, away)
        if held or found.tier is Tier.TOWN:
            return Desk(found.tier, found.id, held)
    town = directory.town
    home = town.id if town else unit
    people = tuple(o.person for o in directory.holders(Role.TOWN_STAFF, home, day) if o.person not in away)
    return Desk(Tier.TOWN, home, people)


def desk_above(directory: Directory, desk: UnitId, now: datetime, hidden: Iterable[PersonId] = ()) -> Desk | None:
    """The next desk up; None above the town."""
    above = directory.next_up(desk)
    return desk_of(directory, above.id, above.tier, now, hidden) if above is not None else None


def desk_below(directory: Directory, concern: Concern, now: datetime) -> Desk | None:
    """The nearest desk below the present one on the way to where the concern is; None when there is none."""
    below: Desk | None = None
    for found in directory.up(concern.unit):
        if found.id == concern.desk or found.tier.rank >= concern.tier.rank:
            break
        if held := _holders(directory, found, now, kept_from(concern)):
            below = Desk(found.tier, found.id, held)
    return below


def _holders(directory: Directory, unit: Unit, now: datetime, hidden: frozenset[PersonId]) -> tuple[PersonId, ...]:
    """Who answers for a unit's desk."""
    if unit.tier is Tier.NEIGHBOURHOOD:
        warden = directory.warden_of(unit.id, now.date())
        people = [warden.person] if warden else []
    else:
        people = [o.person for role in OFFICES[unit.tier] for o in directory.holders(role, unit.id, now.date())]
    return tuple(dict.fromkeys(person for person in people if person not in hidden))


def kept_from(concern: Concern) -> frozenset[PersonId]:
    """Who may not handle it: those complained about, and whoever reported it for themselves."""
    own = () if concern.collected_by or concern.on_behalf_of else (concern.reporter,)
    return frozenset((*concern.hidden_from, *own))


def handlers(concern: Concern, directory: Directory, now: datetime) -> tuple[PersonId, ...]:
    """Who may work on it now: those of its desk (of a red or orange one, all who were called)."""
    if concern.alarm:
        return called(concern.alarm, concern.unit, directory, now, kept_from(concern))
    unit = directory.units.get(concern.desk)
    held = _holders(directory, unit, now, kept_from(concern)) if unit else ()
    if directory.is_away(concern.claimed_by, now.date()):
        return held
    if concern.claimed_by and concern.claimed_by not in held and concern.claimed_by not in concern.hidden_from:
        return (concern.claimed_by, *held) if directory.roles_of(concern.claimed_by, now.date()) else held
    return held


def called(
    alarm: str, unit: UnitId, directory: Directory, now: datetime, hidden: Iterable[PersonId] = ()
) -> tuple[PersonId, ...]:
    """Ruling 4: warden, grid leader, village staff and duty; of a crisis the care officer and duty alone; never nobody."""
    day, away = now.date(), frozenset(hidden)
    people: list[PersonId] = []
    if alarm == Alarm.HOME and (village := directory.village_of(unit)) is not None:
        people += _holders(directory, village, now, away)
    if alarm and Alarm(alarm).quiet:
        people += [o.person for o in directory.holders_above(Role.CARE_OFFICER, unit, day)]
    else:
        for above in directory.up(unit):
            if above.tier is not Tier.TOWN:
                people += _holders(directory, above, now, away)
    people += [o.person for o in directory.holders_above(Role.DUTY, unit, day)]
    found = tuple(dict.fromkeys(person for person in people if person not in away))
    if found:
        return found
    last = [o.person for role in (Role.TOWN_STAFF, Role.TOWN_ADMIN) for o in directory.holders_above(role, unit, day)]
    return tuple(dict.fromkeys(person for person in last if person not in away))


def may_see(concern: Concern, person: PersonId, directory: Directory, now: datetime) -> bool:
    """Handbook §1.4: the reporter, the handlers; of what is not private also the offices above where it is."""
    if person in concern.hidden_from:
        return False
    if person in {concern.reporter, concern.collected_by} or person in handlers(concern, directory, now):
        return True
    if concern.private:
        return False
    watching = {Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN, Role.GRID_LEADER, Role.VILLAGE_STAFF}
    return any(
        office.role in watching and directory.covers(office.unit, concern.unit)
        for office in directory.offices_of(person, now.date())
    )


_NO_THING = re.compile(r"[没不无又要怎可能讲说看睡跑拉冲来用放堵断乱凭去到找这那]|.*[了着过里边上下这那]$")
_LEFT_OVER = re.compile(r"(?:没人|没|有|得|的|在|又|都)$")


def title_of(words: Iterable[str], category_name: str) -> str:
    """A short title made of our own words only: the longest keyword that was hit, else the category."""
    found = list(words)
    whole = [word for word in found if not _NO_THING.match(word) and not _LEFT_OVER.search(word)]
    things = [word for word in whole if len(word) > 1] or whole
    return max(things or [_LEFT_OVER.sub("", word) for word in found], key=len, default="") or category_name


_NUMBER = re.compile(
    r"^[\s【\[#(]*(?:([a-z]{2,8}\d{4}-\d{1,5})|(?:no\.?)?(\d{1,5})(?=号|给|[\s】\],.:;、)]|$))[】\])]*\s*号?[\s:,.、]*"
)
_WORDY = re.compile(r"[^\W_]")
_ANYWHERE = re.compile(r"[a-z]{2,8}\d{4}-\d{1,5}")


def take_number(text: str) -> tuple[str, int]:
    """The concern number at the head of normalised ``text`` (``KQ2611-007``, ``7``, empty) and where what follows begins."""
    found = _NUMBER.match(text)
    if found is None:
        return "", 0
    return (found[1] or found[2]).upper(), found.end()


def number_in(text: str) -> str:
    """A full number anywhere in normalised text."""
    found = _ANYWHERE.search(text)
    return found[0].upper() if found else ""


def has_words(text: str) -> bool:
    """Whether normalised ``text`` says anything at all: signs and emoji alone do not."""
    return bool(_WORDY.search(text.replace("ACK", "")))
