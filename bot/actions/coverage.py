"""What can be read about contacts: one's own households, those not seen for long, shares of whole places for staff (handbook §3.4, I32)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.context import Work
from bot.domain import coverage as rules
from bot.domain.directory import WARDEN_ROLES, Tier, Unit, UnitKind
from bot.domain.roles import Role
from bot.ids import HouseholdId, PersonId, UnitId
from bot.storage import coverage as rows
from bot.storage import people
from bot.texts import coverage as say

_STAFF = {
    Role.GRID_LEADER,
    Role.VILLAGE_STAFF,
    Role.BRANCH_SECRETARY,
    Role.SUPERVISOR,
    Role.TOWN_STAFF,
    Role.TOWN_ADMIN,
}
MOST_HINTED = 8
LEAST_PLACES = 2
"""A share of one neighbourhood would be one warden's: it is not told."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household of a neighbourhood as its warden sees it (of people away: a person)."""

    name: str
    persons: int
    away: bool
    last: date | None
    own: bool = False
    """The actor's own: nobody visits themselves."""


def own_units(work: Work) -> list[UnitId]:
    """The neighbourhoods that the actor serves now: their own, and those in which they stand in; one's own leave does not hide them."""
    assert work.actor_id is not None
    held = work.directory.offices_of(work.actor_id, work.today)
    return list(dict.fromkeys(office.unit for office in held if office.role in WARDEN_ROLES))


def homes(work: Work, unit: UnitId) -> list[Home]:
    """Its households in the order of the roster."""
    found = people.list_of_units(work.db, work.town, [unit])
    if work.directory.units[unit].kind is UnitKind.MIGRANT:
        seen = rows.last_days_of_persons(work.db, work.town, [one.id for one in found])
        homes_ = [
            Home(_person(one.name, one.gender), 0, False, seen.get(one.id), one.id == work.actor_id) for one in found
        ]
        return _told_apart(homes_, [say.ends_in(one.name) for one in found])
    members: dict[HouseholdId | None, list[PersonId]] = {}
    genders: dict[tuple[HouseholdId | None, str], str] = {}
    for one in found:
        members.setdefault(one.household, []).append(one.id)
        genders[one.household, one.name] = one.gender
    last = rows.last_days(work.db, work.town, unit)
    mine = work.actor.household if work.actor else None
    listed = people.list_households(work.db, work.town, unit)
    homes_ = [
        Home(
            say.household_name(head[:1], genders.get((home, head), "")),
            len(members.get(home, ())),
            away,
            last.get(home),
            home == mine,
        )
        for home, head, away, _ in listed
    ]
    spots = [rules.spot(place, unit) for *_, place in listed]
    return _told_apart(homes_, spots, [say.ends_in(head) for _, head, *_ in listed])


def _told_apart(found: Sequence[Home], *marks: Sequence[str]) -> list[Home]:
    """Two of one surname are told apart by where they live, and where that does not do by the end of their name."""
    homes_ = list(found)
    for some in marks:
        names = [one.name for one in homes_]
        homes_ = [
            replace(one, name=say.marked(one.name, mark)) if mark and names.count(one.name) > 1 else one
            for one, mark in zip(homes_, some, strict=True)
        ]
    return homes_


def _person(name: str, gender: str) -> str:
    return say.household_name(name[:1], gender).removesuffix("家")


def own(work: Work, unit: UnitId) -> str:
    """本邻, one neighbourhood."""
    where, found = work.directory.title(unit), homes(work, unit)
    lines = [say.home_line(one.name, one.persons, one.away, _week(one.last)) for one in found]
    if work.directory.units[unit].kind is UnitKind.MIGRANT:
        return say.own_away(where, lines)
    away = sum(one.away for one in found)
    persons = sum(one.persons for one in found if not one.away)
    return say.own(where, lines, len(found) - away, away, persons)


def _week(day: date | None) -> str:
    return rules.week_name(day) if day is not None else ""


def long_since(work: Work, unit: UnitId) -> str:
    """久未走访, one neighbourhood: those at home whom nobody has met for long, the longest first. To its warden alone."""
    days = work.settings.visit_hint_days
    visited = [one for one in homes(work, unit) if not one.away and not one.own]
    late = [one for one in visited if one.last is None or (work.today - one.last).days > days]
    where = work.directory.title(unit)
    if not late:
        return say.all_seen(where, days)
    late.sort(key=lambda one: one.last or date.min)
    lines = [say.long_line(one.name, _week(one.last)) for one in late[:MOST_HINTED]]
    by_person = work.directory.units[unit].kind is UnitKind.MIGRANT
    return say.long_since(where, lines, days, max(len(late) - MOST_HINTED, 0), by_person=by_person)


def shares(work: Work) -> str:
    """For staff: the share of households contacted this quarter; of a village by its grids, of the town by its villages.

    Never a neighbourhood by itself: that would be one warden. Too few households are not told.
    """
    first, _ = rules.quarter_of(work.today)
    found = rows.by_unit(work.db, work.town, first, work.today)
    lines: list[str] = []
    for place in _places(work):
        inside = [part for unit, part in found.items() if work.directory.covers(place.id, unit) and part.homes]
        percent = rules.total(inside).percent if len(inside) >= LEAST_PLACES else None
        lines.append(say.share_line(work.directory.title(place.id), percent))
    return say.shares(say.quarter_name(work.today.month), lines[:14])


def _places(work: Work) -> list[Unit]:
    assert work.actor_id is not None
    found: dict[UnitId, Unit] = {}
    for office in work.directory.offices_of(work.actor_id, work.today):
        unit = work.directory.units.get(office.unit)
        if office.role not in _STAFF or unit is None:
            continue
        below = [child for child in work.directory.children(unit.id) if child.tier is not Tier.NEIGHBOURHOOD]
        for place in [unit, *(below if unit.tier in {Tier.TOWN, Tier.VILLAGE} else [])]:
            found.setdefault(place.id, place)
    return list(found.values())


def sees_shares(work: Work) -> bool:
    """Whether the actor holds an office above a neighbourhood."""
    return bool(work.roles() & _STAFF)
