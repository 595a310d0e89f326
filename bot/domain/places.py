"""Which units a sentence names: ``三组``, ``康桥三组``, ``新村1号楼``, ``KQ03-02``. Pure; texts are normalised."""

import re

from bot.domain.directory import Directory, Tier, Unit
from bot.ids import UnitId

_NUMERAL = re.compile(r"[一二三四五六七八九十]+(?=(?:组|邻|网格|号|村民小组))")
_DIGITS = {name: value for value, name in enumerate("一二三四五六七八九", 1)}


def plain_numbers(text: str) -> str:
    """Chinese numerals before 组, 邻, 网格, 号 as digits, so that ``三组二邻`` and ``3组2邻`` are one."""
    return _NUMERAL.sub(lambda found: str(_value(found[0])), text.replace("村民小组", "组"))


def _value(numeral: str) -> int:
    if "十" not in numeral:
        return int("".join(str(_DIGITS[one]) for one in numeral))
    tens, _, units = numeral.partition("十")
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(units, 0)


def units_named(directory: Directory, text: str) -> list[Unit]:
    """The units that ``text`` names, the deepest it names: ``康桥村三组`` is the grid, not the village.

    Several when the words fit several (``三组`` of two villages).
    """
    said = plain_numbers(text.lower()).replace(" ", "")
    hits = {
        alias: units
        for at in range(len(said) - 1)
        for alias, units in _beginning_with(directory, said[at : at + 2]).items()
        if said.startswith(alias, at)
    }
    kept = [alias for alias in hits if not any(alias != other and alias in other for other in hits)]
    named = {unit for alias in kept for unit in hits[alias]}
    # a village named beside a group narrows the groups: “康桥村的三组”
    deepest = {unit for unit in named if not any(other != unit and directory.covers(unit, other) for other in named)}
    above = named - deepest
    narrowed = {unit for unit in deepest if any(directory.covers(other, unit) for other in above)} if above else deepest
    return [directory.units[unit] for unit in sorted(narrowed or deepest)]


def _beginning_with(directory: Directory, head: str) -> dict[str, list[UnitId]]:
    """Every alias whose first two characters are ``head``, with the units that it may mean: a town has thousands, a text names few."""
    made = directory.worked_out
    if _ALIASES not in made:
        made[_ALIASES] = {}
        for unit in directory.units.values():
            for alias in aliases(directory, unit):
                made.setdefault(_ALIASES + alias[:2], {}).setdefault(alias, []).append(unit.id)
    return made.get(_ALIASES + head, {})


_ALIASES = "aliases "


def aliases(directory: Directory, unit: Unit) -> set[str]:
    """How people call a unit, numerals as digits."""
    names = {unit.id, unit.name}
    village = directory.village_of(unit.id)
    if unit.tier is Tier.VILLAGE and len(unit.name) > 2:
        names.add(unit.name.removesuffix("村").removesuffix("社区"))
    if village is not None and unit.tier in {Tier.GRID, Tier.NEIGHBOURHOOD}:
        stem = village.name.removesuffix("村").removesuffix("社区")
        own = unit.name.removeprefix(village.name).removeprefix(stem)
        if len(own) > 1:
            names |= {own, stem + own, village.name + own}
    return {plain_numbers(name.lower()).replace(" ", "") for name in names if len(name) > 1}
