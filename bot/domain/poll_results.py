"""What of a poll may be shown: never fewer than five ballots, and nothing from which fewer could be computed (handbook §9.6, I34). Pure.

Rule of this file: shown cells are units of the tree. Every ballot belongs to the lowest shown unit above it; whoever knows all shown
cells can compute the sums of exactly these groups (each cell less the shown cells within it) and of nothing smaller. So a set of cells is safe
when each such group holds no ballot, or at least five. Cells are shown once, at the close; polls of one half-year never cover
the same neighbourhood, so no two results can be subtracted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.directory import Directory, Tier
from bot.domain.polls import DONT_KNOW, OVERALL, P1, Ballot
from bot.ids import UnitId

Tally = Mapping[str, Mapping[str, int]]
"""Question → option → how many."""

_ORDER = (Tier.VILLAGE, Tier.GRID, Tier.NEIGHBOURHOOD, Tier.TOWN)
"""What is too small is rolled up to the grid and the village, so these go first; the town's sum is the first to be given up."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The result of one unit. ``inside`` is the next shown unit above it, empty when there is none."""

    unit: UnitId
    ballots: int
    eligible: int
    tally: Tally
    inside: UnitId

    @property
    def unsure(self) -> int:
        """Those who answered 不了解 to the question of satisfaction."""
        return self.tally.get(OVERALL.name, {}).get(DONT_KNOW, 0)

    @property
    def valid(self) -> int:
        """Ballots that the rate is counted from."""
        return sum(self.tally.get(OVERALL.name, {}).values()) - self.unsure

    def rate(self, least: int) -> int | None:
        """满意率 in percent: (很满意+满意)/有效票; None below ``least`` valid ballots."""
        if self.valid < max(1, least):
            return None
        said = self.tally[OVERALL.name]
        return round(100 * (said.get("很满意", 0) + said.get("满意", 0)) / self.valid)


def shown_units(directory: Directory, ballots: Mapping[UnitId, int], least: int) -> frozenset[UnitId]:
    """The units whose results may be shown, given how many ballots each neighbourhood cast."""
    chains = {leaf: tuple(unit.id for unit in directory.up(leaf)) for leaf in ballots}
    totals: Counter[UnitId] = Counter()
    for leaf, count in ballots.items():
        for unit in chains[leaf]:
            totals[unit] += count
    candidates = [unit for unit in totals if totals[unit] >= max(1, least)]
    candidates.sort(key=lambda unit: (_ORDER.index(directory.units[unit].tier), -totals[unit], unit))
    shown: set[UnitId] = set()
    for unit in candidates:
        if _is_safe(shown | {unit}, chains, ballots, least):
            shown.add(unit)
    return frozenset(shown)


def _is_safe(
    shown: set[UnitId], chains: Mapping[UnitId, tuple[UnitId, ...]], ballots: Mapping[UnitId, int], least: int
) -> bool:
    groups: Counter[UnitId] = Counter()
    for leaf, count in ballots.items():
        lowest = lowest_shown(chains[leaf], shown)
        if lowest:
            groups[lowest] += count
    return all(count == 0 or count >= least for count in groups.values())


def lowest_shown(chain: Iterable[UnitId], shown: Iterable[UnitId]) -> UnitId:
    """The first of ``chain`` (a unit and those above it) that is shown; empty when none is."""
    held = set(shown)
    return next((unit for unit in chain if unit in held), UnitId(""))


def cells(
    directory: Directory, ballots: Iterable[Ballot], eligible: Mapping[UnitId, int], least: int
) -> tuple[Cell, ...]:
    """Count: the cells that may be shown, town first. ``eligible`` counts who could vote in each neighbourhood."""
    cast = list(ballots)
    shown = shown_units(directory, Counter(ballot.unit for ballot in cast), least)
    made: list[Cell] = []
    for unit in sorted(shown, key=lambda one: (-directory.units[one].tier.rank, one)):
        own = [ballot for ballot in cast if directory.covers(unit, ballot.unit)]
        could = sum(count for leaf, count in eligible.items() if directory.covers(unit, leaf))
        above = lowest_shown((up.id for up in directory.up(directory.units[unit].parent)), shown)
        made.append(Cell(unit, len(own), could, tally(own), above))
    return tuple(made)


def tally(ballots: Iterable[Ballot]) -> Tally:
    """How many chose what, by question; every option is there."""
    counted = {item.name: Counter(dict.fromkeys(item.options, 0)) for item in P1}
    for ballot in ballots:
        for item in P1:
            answer = ballot.answers.get(item.name)
            if answer in item.options:
                counted[item.name][answer] += 1
    return {name: dict(options) for name, options in counted.items()}
