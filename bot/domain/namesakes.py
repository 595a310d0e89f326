"""Two office holders of one name: who is meant by a name, a place before it or behind it (三组2邻王建国, 王建国(五组)). Pure; texts are normalised."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.directory import Directory, Office
from bot.ids import PersonId, UnitId

_BEHIND = re.compile(r"^\s*[((【]\s*([^))】]{1,20})\s*[))】]")


@dataclass(frozen=True, slots=True)
class Named:
    """An office holder, with the places that tell them from another of the same name, the nearest first."""

    office: Office
    places: tuple[str, ...]


def with_places(directory: Directory, offices: Iterable[Office]) -> list[Named]:
    """Each person once, by the office that comes first."""
    found: dict[str, Named] = {}
    for one in offices:
        if one.person not in found:
            found[one.person] = Named(one, _places(directory, one))
    return list(found.values())


def _places(directory: Directory, office: Office) -> tuple[str, ...]:
    names = [directory.title(office.unit)]
    village = directory.village_of(office.unit)
    for unit in directory.up(office.unit):
        names += [unit.name, unit.name.removeprefix(village.name if village else "")]
    return tuple(dict.fromkeys(one for one in names if one))


def meant(said: str, among: Sequence[Named]) -> tuple[list[Named], str]:
    """Who is named at the start of ``said``, and what is left of it; several: the words do not tell them apart."""
    rest, place = said.strip(), ""
    for one in sorted({place for named in among for place in named.places}, key=len, reverse=True):
        if rest.startswith(one):
            rest, place = rest[len(one) :].removeprefix("的").lstrip(), one
            break
    found = [one for one in among if rest.startswith(one.office.name)]
    longest = max((len(one.office.name) for one in found), default=0)  # 王建国 is not also 王建
    found = [one for one in found if len(one.office.name) == longest]
    rest = rest[longest:]
    if (behind := _BEHIND.match(rest)) and any(behind[1] in one.places for one in found):
        place, rest = behind[1], rest[behind.end() :]
    if place:
        found = [one for one in found if place in one.places]
    return (found, rest) if found else ([], said)


def shared_names(directory: Directory) -> dict[str, list[UnitId]]:
    """Names that more than one office holder bears, past ones included."""
    kept = directory.worked_out
    if _SHARED not in kept:
        bearers: dict[str, set[str]] = {}
        for one in directory.offices:
            bearers.setdefault(one.name, set()).add(one.person)
        kept[_SHARED] = {name: [] for name, people in bearers.items() if len(people) > 1}
    return kept[_SHARED]


_SHARED = "namesakes"


def told_apart(directory: Directory, person: PersonId, name: str) -> str:
    """``name``; with the place, where another office holder bears it: 王建国(三组2邻)."""
    if name not in shared_names(directory):
        return name
    unit = next((one.unit for one in directory.offices if one.person == person), None)
    found = directory.units.get(unit) if unit is not None else None
    return f"{name}({found.name})" if found is not None else name
