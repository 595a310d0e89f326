"""Leave of wardens and who stands in: its life, its limits, whom a name means (handbook §3.4, §4.6). Pure.

Rules of this file: why somebody is away is nobody's business and is not kept; at most sixty days on end; two leaves of a person never
overlap; who stands in has agreed, holds an office in the same village and is present all the time; without anybody the next one up does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.directory import SUBSTITUTED, WARDEN_ROLES, Directory, Office
from bot.domain.roles import Role
from bot.ids import PersonId

MOST_DAYS = 60
BACKWARDS = 31
"""So far back a leave may begin: who fell ill tells afterwards, and it counts for fairness (handbook §9.3)."""
_DEPUTIES = {*SUBSTITUTED, Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.CARE_OFFICER}


class State(StrEnum):
    """Life of a leave. When it begins and ends is told by its days alone."""

    STANDING = "standing"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave. ``asked`` has been asked to stand in and has not answered; ``deputy`` has agreed."""

    number: int
    person: PersonId
    first: date
    last: date
    deputy: PersonId | None
    asked: PersonId | None
    state: State
    made_at: datetime

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any day is common."""
        return self.first <= last and first <= self.last


class Fault(StrEnum):
    """Why a leave of these days cannot be."""

    BACKWARDS = "backwards"
    LONG_AGO = "long_ago"
    TOO_LONG = "too_long"
    OVERLAPS = "overlaps"


def fault(standing: Iterable[Leave], first: date, last: date, today: date) -> Fault | None:
    """What is wrong with a leave of these days; ``standing`` are the person's own."""
    if last < first:
        return Fault.BACKWARDS
    if first < today - timedelta(days=BACKWARDS):
        return Fault.LONG_AGO
    others = [one for one in standing if one.state is State.STANDING]
    if any(one.overlaps(first, last) for one in others):
        return Fault.OVERLAPS
    return Fault.TOO_LONG if on_end(others, first, last) > MOST_DAYS else None


def on_end(standing: Iterable[Leave], first: date, last: date) -> int:
    """How many days on end: leaves that touch are one."""
    others = list(standing)
    begin, end, moved = first, last, True
    while moved:
        moved = False
        for one in others:
            if one.last + timedelta(days=1) == begin:
                begin, moved = one.first, True
            elif one.first - timedelta(days=1) == end:
                end, moved = one.last, True
    return (end - begin).days + 1


def substituted(directory: Directory, person: PersonId, day: date) -> tuple[Office, ...]:
    """The offices of ``person`` in which somebody may stand in; empty: nothing to take leave from."""
    held = directory.offices_of(person, day)
    return tuple(one for one in held if one.role in SUBSTITUTED and one.stands_in_for is None)


def candidates(directory: Directory, person: PersonId, day: date) -> list[Office]:
    """Who may stand in for ``person``: office holders of the same village, neighbours first; each person once."""
    own = substituted(directory, person, day)
    villages = {found.id for one in own if (found := directory.village_of(one.unit)) is not None}
    chosen: dict[PersonId, Office] = {}
    for office in sorted(directory.offices, key=lambda one: _distance(directory, own, one)):
        village = directory.village_of(office.unit)
        near = village is not None and village.id in villages
        if near and office.person != person and office.role in _DEPUTIES and office.holds_on(day):
            chosen.setdefault(office.person, office)
    return list(chosen.values())


def _distance(directory: Directory, own: Sequence[Office], one: Office) -> tuple[int, int, str, str]:
    """In the same grid first, and wardens before the others."""
    parents = {directory.units[office.unit].parent for office in own if office.unit in directory.units}
    same = one.unit in parents or (one.unit in directory.units and directory.units[one.unit].parent in parents)
    rank = 0 if one.role in WARDEN_ROLES else 1 if one.role is Role.GRID_LEADER else 2
    return (0 if same else 1, rank, one.unit, one.person)


_TITLES: dict[str, frozenset[Role]] = {
    "书记": frozenset({Role.BRANCH_SECRETARY}),
    "支书": frozenset({Role.BRANCH_SECRETARY}),
    "组长": frozenset({Role.GRID_LEADER}),
    "网格长": frozenset({Role.GRID_LEADER}),
    "楼栋长": frozenset({Role.BUILDING_WARDEN}),
    "楼长": frozenset({Role.BUILDING_WARDEN}),
    "邻长": frozenset(WARDEN_ROLES),
}
_NICK = re.compile(
    r"^(?:老|小|大|阿)?([\u4e00-\u9fff])(书记|支书|组长|网格长|楼栋长|楼长|邻长|主任|老师|师傅|大哥|哥|姐|大姐|叔|婶|嫂|伯|姨|总|工)?$"
)
NOBODY = re.compile(r"^(?:没有?人?|不用(?:人?代班?|了)?|无|没谁|不找了?|网格长代管|不代)$")


def meant(name: str, among: Sequence[Office]) -> list[Office]:
    """Whom ``name`` (李大山, 大山, 老李, 李组长, 网格长) may mean."""
    said = name.strip()
    for prefix in ("邻长", "网格长", "楼栋长", "组长"):
        if said.startswith(prefix) and len(said) > len(prefix):
            said = said.removeprefix(prefix)
    if exact := [one for one in among if one.name == said]:
        return exact
    if roles := _TITLES.get(said):
        return [one for one in among if one.role in roles]
    if len(said) >= 2 and (given := [one for one in among if one.name[1:] == said]):
        return given
    found = _NICK.match(said)
    if found is None or len(said) < 2:
        return []
    named = [one for one in among if one.name[:1] == found[1]]
    titled = [one for one in named if one.role in _TITLES.get(found[2] or "", frozenset())]
    return titled or named
