"""To whom: 全镇, 康桥村, 三组, 新村1号楼, 康桥村除五组, 三组和五组 → units. Pure; texts are normalised (handbook rulings 10, 11, 23)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.directory import Directory, Tier, Unit
from bot.domain.notices import Audience, People
from bot.domain.places import aliases, plain_numbers
from bot.ids import UnitId


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that fit several units: which one is meant?"""

    words: str
    options: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that fit no unit."""

    words: str


Names = Mapping[str, tuple[UnitId, ...]]

_OWN = {
    Tier.VILLAGE: ("全村", "本村", "我们村", "我村", "咱们村", "咱村", "整个村", "村里"),
    Tier.GRID: ("全组", "本组", "我们组", "我组", "咱们组", "咱组", "本网格", "我们网格", "组里"),
    Tier.NEIGHBOURHOOD: ("本邻", "全邻", "我们邻", "我邻", "咱们邻", "本楼", "全楼", "我们楼", "邻里", "我们这邻"),
}
OWN_WORDS = tuple(word for words in _OWN.values() for word in words)
"""What people call their own unit."""
_TOWN = ("全镇", "整个镇", "全镇各村", "各村", "所有村", "每个村", "镇里")
_EVERYBODY = (
    "所有群",
    "全部",
    "所有人",
    "全体",
    "大家",
    "所有村民",
    "全体村民",
    "村民",
    "所有居民",
    "全体居民",
    "居民",
    "所有乡亲",
    "乡亲们",
    "大伙",
    "全体群众",
)
"""Everybody in the author's own units."""
_AWAY = ("在外乡亲", "在外人员", "在外党员", "在外务工", "外出人员", "在外的人", "在外的乡亲", "外地乡亲")
_FILLER = re.compile(
    r"[\s、,;+/和与及跟的。]+|还有|以及|发给|发到|给|各|所有|全部|全体|全|这|那|里|群众|村民|居民|住户|乡亲们?|大家|大伙|党员|干部|大家|的人|微信群|群|网格|村民小组"
)
_EXCEPT_BEFORE = re.compile(r"^(?:除了?|除去|不含|不包括|不发)(?P<out>.+?)(?:以外|之外|外|,|都|的)(?P<rest>.+)$")
_EXCEPT_AFTER = re.compile(
    r"^(?P<rest>.+?)[,(]?(?:除了?|除去|不含|不包括|不发|不要发|去掉|扣除)(?P<out>.+?)(?:以外|之外|外)?(?:都发|都要|的)?\)?$"
)
_OUT_AFTER = re.compile(r"^(?P<rest>.+?)[,(](?P<out>[^,(]+?)(?:除外|不发|不要|不算)\)?$")


def read_audience(text: str, directory: Directory, own: Iterable[UnitId]) -> Audience | Unclear | Unknown:
    """What ``text`` addresses. ``own`` are the author's units: they decide what 三组 or 我们村 means."""
    said = re.sub(r"\s+", " ", text).strip(" .。!~")
    said = re.sub(r"^(?:发给|给|发到|发)", "", said)
    mine = tuple(own)
    people, said = _people(said)
    found = _read(said or ("所有人" if people else ""), directory, mine)
    return replace(found, people=people) if people and isinstance(found, Audience) else found


_PEOPLE = (
    (
        re.compile(r"的?(?:各级|各|全部|所有)?(?:工作群|邻长们?|网格长|干部群|邻长和网格长|网格长和邻长|邻长网格长)$"),
        People.STAFF,
    ),
    (re.compile(r"的?(?:各|全部|所有)?(?:村民群|居民群|群众群|乡亲群)$"), People.RESIDENTS),
    (re.compile(r"的?(?:各|全部|所有)?(?:在外乡亲群|在外群)$"), People.AWAY),
)
"""Only these groups of the units are meant."""


def _people(said: str) -> tuple[tuple[People, ...], str]:
    said = re.sub(r"^(?:只发|只给|仅发|仅限)(?:给|到)?", "", said)
    for words, people in _PEOPLE:
        if (found := words.search(said)) is not None:
            return (people,), said[: found.start()]
    return (), said


def _read(said: str, directory: Directory, mine: tuple[UnitId, ...]) -> Audience | Unclear | Unknown:
    names = _names(directory)
    if said in _EVERYBODY and mine:
        return Audience(_outermost(tuple(dict.fromkeys(mine)), directory))
    for shape in (_EXCEPT_BEFORE, _OUT_AFTER, _EXCEPT_AFTER):
        if found := shape.match(said):
            return _without(found["rest"], found["out"], directory, names, mine)
    units = _list(said, directory, names, mine, None)
    return Audience(_outermost(units, directory)) if isinstance(units, tuple) else units


def _without(
    rest: str, out: str, directory: Directory, names: Names, own: tuple[UnitId, ...]
) -> Audience | Unclear | Unknown:
    units = _list(rest, directory, names, own, None)
    if not isinstance(units, tuple):
        return units
    excluded = _list(out, directory, names, own, units)
    if not isinstance(excluded, tuple):
        return excluded
    for unit in excluded:
        if unit in units or not any(directory.covers(above, unit) for above in units):
            return Unknown(out.strip())
    return Audience(_outermost(units, directory), excluded)


def _list(
    text: str, directory: Directory, names: Names, own: tuple[UnitId, ...], within: tuple[UnitId, ...] | None
) -> tuple[UnitId, ...] | Unclear | Unknown:
    """The units named one after another. ``黄石村1邻`` narrows, ``三组、五组`` adds; after a village its groups are meant."""
    left, found, near = plain_numbers(text), list[UnitId](), within or ()
    narrows = False
    while left:
        word = _longest(left, names)
        filler = _FILLER.match(left)
        if not word and filler:
            narrows = narrows and not filler[0].strip(" 的")
            left = left[filler.end() :]
            continue
        options = names.get(word.replace(" ", ""), ()) if word else ()
        if not options:
            return Unknown(re.split(r"[、,;和与及\s]", left)[0][:12] or left[:12])
        meant = _meant(options, directory, own, near)
        if len(meant) != 1:
            return Unclear(word.strip(), meant)
        unit = meant[0]
        if narrows and found and unit != found[-1] and directory.covers(found[-1], unit):
            found.pop()
        found.append(unit)
        near = (*_around(unit, directory), *(within or ()))
        narrows, left = True, left[len(word) :]
    return tuple(dict.fromkeys(found)) or Unknown(text.strip()[:12])


def _longest(text: str, names: Names) -> str:
    """The longest name at the head of ``text``."""
    sizes = range(min(len(text), 20), 0, -1)
    return next((text[:size] for size in sizes if text[:size].replace(" ", "") in names), "")


def _around(unit: UnitId, directory: Directory) -> tuple[UnitId, ...]:
    """The unit, its grid, its village: where the next word is looked for first."""
    return tuple(found.id for found in directory.up(unit) if found.tier is not Tier.TOWN)


def _meant(
    options: tuple[UnitId, ...], directory: Directory, own: tuple[UnitId, ...], near: tuple[UnitId, ...]
) -> tuple[UnitId, ...]:
    """Of several the one lying where was just spoken of, else the author's own."""
    if len(options) < 2:
        return options
    for place in (*near, *own, *_villages(own, directory)):
        inside = tuple(unit for unit in options if directory.covers(place, unit))
        if len(inside) == 1:
            return inside
    above = tuple(unit for unit in options if any(directory.covers(unit, mine) for mine in own))
    return above if len(above) == 1 else options


def _villages(own: tuple[UnitId, ...], directory: Directory) -> tuple[UnitId, ...]:
    found = (directory.village_of(unit) for unit in own)
    return tuple(unit.id for unit in found if unit is not None)


def _names(directory: Directory) -> dict[str, tuple[UnitId, ...]]:
    """Every name by which a unit may be called, numerals as digits."""
    found: dict[str, list[UnitId]] = {}
    for unit in directory.units.values():
        for name in aliases(directory, unit) | _short(directory, unit):
            found.setdefault(name, []).append(unit.id)
    for tier, words in _OWN.items():
        for word in words:
            found.setdefault(word, [u.id for u in directory.units.values() if u.tier is tier])
    if directory.town is not None:
        for word in _TOWN:
            found[word] = [directory.town.id]
    for word in _AWAY:
        found.setdefault(word, [u.id for u in directory.units.values() if u.kind.value == "migrant"])
    return {name: tuple(units) for name, units in found.items()}


def _short(directory: Directory, unit: Unit) -> set[str]:
    """``2邻``, ``1号楼``: a neighbourhood without its group; ``第三组``; 镇 by its stem."""
    if unit.tier is Tier.TOWN:
        return {unit.name, unit.name.removesuffix("镇").removesuffix("乡")} if len(unit.name) > 2 else {unit.name}
    if unit.tier is Tier.GRID:
        return {"第" + name for name in aliases(directory, unit) if re.fullmatch(r"\d+组", name)}
    if unit.tier is not Tier.NEIGHBOURHOOD or unit.parent is None or unit.parent not in directory.units:
        return set()
    names = aliases(directory, unit)
    shorter: set[str] = set()
    for above in aliases(directory, directory.units[unit.parent]):
        shorter |= {name.removeprefix(above) for name in names if name.startswith(above) and len(name) > len(above) + 1}
        shorter |= {above + name for name in shorter if re.fullmatch(r"\d+(?:邻|号楼|栋)", name)}
    return shorter


def _outermost(units: tuple[UnitId, ...], directory: Directory) -> tuple[UnitId, ...]:
    """Without those that lie below another one named."""
    return tuple(u for u in units if not any(other != u and directory.covers(other, u) for other in units))


_TOWARDS = re.compile(r"(?:到|去|往|向|至|进|回)$")
_A_BUILDING = re.compile(r"(?:部|委|党群|便民|小学|中学|学校|卫生|大会堂|礼堂|广场|公路|桥|水库|大坝|路口|祠堂|文化)")


def units_named(text: str, directory: Directory, own: Iterable[UnitId]) -> tuple[UnitId, ...] | Unclear:
    """The units that an urgent sentence names, each only if it is somewhere in the author's own; where to flee to is not meant."""
    mine = tuple(own)
    names = _names(directory)
    said, at = plain_numbers(text).replace(" ", ""), 0
    found: list[UnitId] = []
    near: tuple[UnitId, ...] = ()
    while at < len(said):
        word = _longest(said[at:], names)
        if len(word) < 2 or word in {"邻里", "镇里", "村里", "组里"}:
            at += 1
            continue
        place = _TOWARDS.search(said[:at]) or _A_BUILDING.match(said[at + len(word) :])
        options = tuple(u for u in names[word] if any(directory.covers(above, u) for above in mine))
        at += len(word)
        if place or not options:
            continue
        meant = _meant(options, directory, mine, near)
        if len(meant) != 1:
            return Unclear(word, meant)
        found.append(meant[0])
        near = _around(meant[0], directory)
    return _outermost(tuple(dict.fromkeys(found)), directory)
