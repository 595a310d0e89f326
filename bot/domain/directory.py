"""The town's tree: units, chats, who holds which office. A frozen snapshot small enough to keep in memory (handbook §1).

Persons are not in it, save the names of those who hold an office; a household's people are read when they are needed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.domain.roles import Role
from bot.ids import ChatId, HouseholdId, PersonId, UnitId


class Tier(StrEnum):
    """镇 > 村 > 网格 > 邻."""

    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"
    NEIGHBOURHOOD = "neighbourhood"

    @property
    def rank(self) -> int:
        """0 for the neighbourhood, 3 for the town."""
        return (Tier.NEIGHBOURHOOD, Tier.GRID, Tier.VILLAGE, Tier.TOWN).index(self)


class UnitKind(StrEnum):
    """What a neighbourhood is made of (handbook §1.1); other tiers are ordinary."""

    ORDINARY = "ordinary"
    BUILDING = "building"
    MIGRANT = "migrant"


class ChatKind(StrEnum):
    """Kinds of group chats (handbook §1.2, contracts §5)."""

    TOWN_WORK = "town_work"
    VILLAGE_WORK = "village_work"
    VILLAGE_PUBLIC = "village_public"
    GRID = "grid"
    NEIGHBOURHOOD = "neighbourhood"
    MIGRANT = "migrant"

    @property
    def is_work(self) -> bool:
        """Work groups have office hours and no residents."""
        return self in {ChatKind.TOWN_WORK, ChatKind.VILLAGE_WORK}


class ChatState(StrEnum):
    """Life of a binding (handbook §4.8)."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    UNBOUND = "unbound"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of any tier. ``name`` is the roster's (``三组2邻``), ``households`` counts the resident ones of a neighbourhood."""

    id: UnitId
    name: str
    tier: Tier
    parent: UnitId | None
    kind: UnitKind = UnitKind.ORDINARY
    place: str = ""
    oversize_reason: str = ""
    households: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """A group chat bound to a unit."""

    id: ChatId
    name: str
    kind: ChatKind
    unit: UnitId
    state: ChatState = ChatState.ACTIVE


@dataclass(frozen=True, slots=True)
class Office:
    """One person's role at one unit, with its dates (handbook I9: a past one gives no rights)."""

    person: PersonId
    name: str
    role: Role
    unit: UnitId
    since: date
    until: date | None = None
    source: str = ""
    household: HouseholdId | None = None
    stands_in_for: PersonId | None = None
    """Whose place it is while they are on leave (代班); None: an appointment."""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``; the last day counts."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave as the tree knows it: whose, from when to when, and who has agreed to stand in (None: whoever is next up)."""

    person: PersonId
    first: date
    last: date
    deputy: PersonId | None = None
    deputy_name: str = ""
    deputy_household: HouseholdId | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the person is away on ``day``."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the town knows, or a guest (``known`` False: an account bound to nobody, handbook §1.5)."""

    id: PersonId
    name: str
    unit: UnitId | None = None
    """The neighbourhood of the household or of those away; None for staff from elsewhere and guests."""
    household: HouseholdId | None = None
    known: bool = True
    gender: str = ""
    born: date | None = None
    lunar: bool = False
    phone: str = ""
    phone_public: bool = False
    tags: str = ""
    away: bool = False


@dataclass(frozen=True)
class Directory:
    """The whole tree with questions answered about it. Built once, replaced whole when rows of it change."""

    units: dict[UnitId, Unit]
    chats: dict[ChatId, Chat]
    offices: tuple[Office, ...]
    """Appointments, past ones too. Those who stand in for somebody on leave are found by the questions below, not here."""
    _children: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict[UnitId, tuple[UnitId, ...]])
    _by_person: dict[PersonId, tuple[Office, ...]] = field(default_factory=dict[PersonId, tuple[Office, ...]])
    _absences: dict[PersonId, tuple[Absence, ...]] = field(default_factory=dict[PersonId, tuple[Absence, ...]])
    _stand_ins: tuple[Office, ...] = ()

    @classmethod
    def of(
        cls,
        units: Iterable[Unit],
        chats: Iterable[Chat],
        offices: Iterable[Office],
        absences: Iterable[Absence] = (),
    ) -> "Directory":
        """Index the rows once."""
        by_id = {unit.id: unit for unit in units}
        children: dict[UnitId, tuple[UnitId, ...]] = {}
        for unit in by_id.values():
            if unit.parent is not None:
                children[unit.parent] = (*children.get(unit.parent, ()), unit.id)
        held = tuple(offices)
        away: dict[PersonId, tuple[Absence, ...]] = {}
        for absence in absences:
            away[absence.person] = (*away.get(absence.person, ()), absence)
        acting = tuple(_standing_in(held, away))
        by_person: dict[PersonId, tuple[Office, ...]] = {}
        for office in (*held, *acting):
            by_person[office.person] = (*by_person.get(office.person, ()), office)
        return cls(by_id, {chat.id: chat for chat in chats}, held, children, by_person, away, acting)

    @cached_property
    def worked_out(self) -> dict[str, dict[str, list[UnitId]]]:
        """Tables that rules have worked out about this very tree, kept as long as it is (``places``)."""
        return {}

    @property
    def town(self) -> Unit | None:
        """The root; None while no roster has been imported."""
        return next((unit for unit in self.units.values() if unit.tier is Tier.TOWN), None)

    def up(self, unit: UnitId | None) -> Iterator[Unit]:
        """``unit`` itself, its parent, … up to the town."""
        while unit is not None and unit in self.units:
            found = self.units[unit]
            yield found
            unit = found.parent

    def at(self, unit: UnitId | None, tier: Tier) -> Unit | None:
        """The unit of ``tier`` that ``unit`` lies in (or is)."""
        found = self.units.get(unit) if unit is not None else None
        while found is not None and found.tier is not tier:
            found = self.units.get(found.parent) if found.parent is not None else None
        return found

    def village_of(self, unit: UnitId | None) -> Unit | None:
        """The village that ``unit`` lies in; None for the town itself."""
        return self.at(unit, Tier.VILLAGE)

    def covers(self, above: UnitId, unit: UnitId | None) -> bool:
        """Whether ``unit`` is ``above`` or lies below it."""
        return any(found.id == above for found in self.up(unit))

    def below(self, unit: UnitId) -> Iterator[Unit]:
        """``unit`` and all units below it, parents first."""
        if unit in self.units:
            yield self.units[unit]
            for child in self._children.get(unit, ()):
                yield from self.below(child)

    def children(self, unit: UnitId) -> tuple[Unit, ...]:
        """The units directly below."""
        return tuple(self.units[child] for child in self._children.get(unit, ()))

    def next_up(self, unit: UnitId) -> Unit | None:
        """The unit one tier above, None above the town."""
        parent = self.units[unit].parent if unit in self.units else None
        return self.units.get(parent) if parent is not None else None

    def chats_of(self, unit: UnitId, *kinds: ChatKind) -> tuple[Chat, ...]:
        """Active chats bound to this very unit, of the given kinds (none given: of any)."""
        return tuple(chat for chat in self._chats_by_unit.get(unit, ()) if not kinds or chat.kind in kinds)

    @cached_property
    def _chats_by_unit(self) -> dict[UnitId, list[Chat]]:
        found: dict[UnitId, list[Chat]] = {}
        for chat in self.chats.values():
            if chat.state is ChatState.ACTIVE:
                found.setdefault(chat.unit, []).append(chat)
        return found

    def chats_below(self, unit: UnitId) -> tuple[Chat, ...]:
        """Every active chat at and below ``unit``, town first (handbook ruling 10: the audience of a notice)."""
        return tuple(chat for found in self.below(unit) for chat in self.chats_of(found.id))

    def offices_of(self, person: PersonId, day: date) -> tuple[Office, ...]:
        """The offices that ``person`` holds on ``day``."""
        return tuple([office for office in self._by_person.get(person, ()) if self._in_force(office, day)])

    def roles_of(self, person: PersonId, day: date) -> frozenset[Role]:
        """Roles of ``person`` on ``day``, without the plain villager."""
        return frozenset([office.role for office in self._by_person.get(person, ()) if self._in_force(office, day)])

    def is_away(self, person: PersonId | None, day: date) -> bool:
        """Whether ``person`` is on leave on ``day``: reminders and matters go to who stands in."""
        return bool(self._absences) and any(one.holds_on(day) for one in self._absences.get(person or PersonId(""), ()))

    def _in_force(self, office: Office, day: date) -> bool:
        """Who stands in does so only while present and holding an office of their own (I9)."""
        if not office.holds_on(day):
            return False
        if office.stands_in_for is None:
            return True
        own = self._by_person.get(office.person, ())
        return not self.is_away(office.person, day) and any(o.stands_in_for is None and o.holds_on(day) for o in own)

    def serving(self, day: date) -> Iterator[Office]:
        """Every office as it is served on ``day``: those on leave left out, those who stand in for them counted."""
        for office in (*self.offices, *self._stand_ins):
            if self._in_force(office, day) and not (office.role in SUBSTITUTED and self.is_away(office.person, day)):
                yield office

    def named_in(self, text: str, day: date) -> Iterator[Office]:
        """The offices on ``day`` of everybody whose name stands in ``text``, on leave or not, those who stand in last.

        The name is looked for first: of a town's hundreds hardly one is in a message.
        """
        for office in self.offices:
            if office.name in text and len(office.name) > 1 and office.holds_on(day):
                yield office
        for office in self._stand_ins:
            if office.name in text and len(office.name) > 1 and self._in_force(office, day):
                yield office

    def holders(self, role: Role, unit: UnitId, day: date) -> tuple[Office, ...]:
        """Who serves as ``role`` at this very unit on ``day``: of somebody on leave, who stands in."""
        found = [o for o in self.offices if o.unit == unit and o.role is role and o.holds_on(day)]
        if not self._absences or role not in SUBSTITUTED:
            return tuple(found)
        present = [o for o in found if not self.is_away(o.person, day)]
        acting = [o for o in self._stand_ins if o.unit == unit and o.role is role and self._in_force(o, day)]
        return (*present, *acting)

    def holders_above(self, role: Role, unit: UnitId | None, day: date) -> tuple[Office, ...]:
        """Who holds ``role`` at the nearest unit at or above ``unit`` that has anybody in it."""
        for found in self.up(unit):
            if holders := self.holders(role, found.id, day):
                return holders
        return ()

    def warden_of(self, unit: UnitId, day: date) -> Office | None:
        """Who serves as the warden of a neighbourhood; None when the place is vacant, or nobody stands in for who is on leave."""
        return next((o for role in WARDEN_ROLES for o in self.holders(role, unit, day)), None)

    def appointed_warden(self, unit: UnitId, day: date) -> Office | None:
        """The warden of a neighbourhood, on leave or not; None when the place is vacant."""
        return next((o for o in self.offices if o.unit == unit and o.role in WARDEN_ROLES and o.holds_on(day)), None)

    def name(self, person: PersonId) -> str:
        """Name of an office holder; empty for anybody else."""
        held = self._by_person.get(person, ())
        return held[0].name if held else ""

    def title(self, unit: UnitId) -> str:
        """A unit's name as people say it: ``康桥村三组2邻``, ``黄石新村1号楼``; never twice the same beginning."""
        found = self.units.get(unit)
        if found is None:
            return unit
        if found.tier is not Tier.NEIGHBOURHOOD:
            return found.name
        village = self.village_of(unit)
        if village is None or found.name.startswith(village.name):
            return found.name
        return village.name + found.name


WARDEN_ROLES: tuple[Role, ...] = (Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN)
"""邻长, 楼栋长, 流动党员邻长: one office with three names (architecture.md, words)."""
SUBSTITUTED: frozenset[Role] = frozenset({*WARDEN_ROLES, Role.GRID_LEADER})
"""Offices in which somebody may stand in during a leave."""


def _standing_in(held: Iterable[Office], away: dict[PersonId, tuple[Absence, ...]]) -> Iterator[Office]:
    """An office for each who stands in, as long as both the leave and the appointment last."""
    for office in held:
        if office.role not in SUBSTITUTED:
            continue
        for absence in away.get(office.person, ()):
            since = max(office.since, absence.first)
            until = absence.last if office.until is None else min(office.until, absence.last)
            if absence.deputy is not None and since <= until:
                yield Office(
                    absence.deputy,
                    absence.deputy_name,
                    office.role,
                    office.unit,
                    since,
                    until,
                    "代班",
                    absence.deputy_household,
                    office.person,
                )
