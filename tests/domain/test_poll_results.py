"""Nothing of fewer than five can be computed from all that is shown: brute force over random towns (I34)."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.directory import Directory, Tier, Unit
from bot.domain.poll_results import cells, shown_units, tally
from bot.domain.polls import DONT_KNOW, OVERALL, Ballot
from bot.ids import UnitId

Shape = list[list[list[int]]]
"""Villages of grids of neighbourhoods, each with so many ballots."""

shapes = st.lists(
    st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=2
)


def _town(shape: Shape) -> tuple[Directory, dict[UnitId, int]]:
    units = [Unit(UnitId("T"), "镇", Tier.TOWN, None)]
    counts: dict[UnitId, int] = {}
    for v, grids in enumerate(shape):
        village = UnitId(f"V{v}")
        units.append(Unit(village, f"{v}村", Tier.VILLAGE, UnitId("T")))
        for g, leaves in enumerate(grids):
            grid = UnitId(f"V{v}G{g}")
            units.append(Unit(grid, f"{g}组", Tier.GRID, village))
            for n, count in enumerate(leaves):
                leaf = UnitId(f"V{v}G{g}-{n}")
                units.append(Unit(leaf, f"{g}组{n}邻", Tier.NEIGHBOURHOOD, grid))
                counts[leaf] = count
    return Directory.of(units, [], []), counts


def _in_span(rows: list[list[int]], wanted: list[int]) -> bool:
    """Whether ``wanted`` is a linear combination of ``rows``: what somebody with all sums can compute."""
    matrix = [[Fraction(x) for x in row] for row in rows]
    target = [Fraction(x) for x in wanted]
    pivots: list[tuple[int, list[Fraction]]] = []
    for row in matrix:
        for column, pivot in pivots:
            if row[column]:
                row = [a - row[column] * b for a, b in zip(row, pivot, strict=True)]
        lead = next((i for i, x in enumerate(row) if x), None)
        if lead is not None:
            pivots.append((lead, [x / row[lead] for x in row]))
    for column, pivot in pivots:
        if target[column]:
            target = [a - target[column] * b for a, b in zip(target, pivot, strict=True)]
    return not any(target)


@settings(max_examples=150, deadline=None)
@given(shapes)
def test_no_group_of_fewer_than_five_can_be_computed(shape: Shape) -> None:
    town, counts = _town(shape)
    shown = shown_units(town, counts, 5)
    leaves = [leaf for leaf in counts if counts[leaf]][
        :9
    ]  # every group of voters is a set of leaves; empty ones add nobody
    rows = [[int(town.covers(unit, leaf)) for leaf in leaves] for unit in shown]
    if len([leaf for leaf in counts if counts[leaf]]) > len(leaves):
        return
    for chosen in product((0, 1), repeat=len(leaves)):
        size = sum(counts[leaf] for leaf, taken in zip(leaves, chosen, strict=True) if taken)
        if 0 < size < 5:
            assert not _in_span(rows, list(chosen)), (shown, chosen)


@settings(max_examples=200, deadline=None)
@given(shapes)
def test_every_village_with_enough_ballots_is_shown_and_nothing_small_is(shape: Shape) -> None:
    town, counts = _town(shape)
    shown = shown_units(town, counts, 5)
    for unit in town.units.values():
        total = sum(count for leaf, count in counts.items() if town.covers(unit.id, leaf))
        if total < 5:
            assert unit.id not in shown
        elif unit.tier is Tier.VILLAGE:
            assert unit.id in shown


def test_what_is_left_over_of_a_grid_hides_a_second_neighbourhood() -> None:
    town, counts = _town([[[10, 9, 4]]])
    assert shown_units(town, counts, 5) == {"T", "V0", "V0G0", "V0G0-0"}


def test_a_lone_small_neighbourhood_hides_its_only_neighbour() -> None:
    town, counts = _town([[[6, 4]]])
    assert shown_units(town, counts, 5) == {"T", "V0", "V0G0"}


def test_the_town_sum_is_given_up_before_a_village() -> None:
    town, counts = _town([[[6]], [[3]]])
    assert shown_units(town, counts, 5) == {"V0", "V0G0", "V0G0-0"}


def test_two_small_ones_together_may_stay_hidden() -> None:
    town, counts = _town([[[10, 3, 2]]])
    assert shown_units(town, counts, 5) == {"T", "V0", "V0G0", "V0G0-0"}


def _ballots(unit: str, *overall: str) -> list[Ballot]:
    return [Ballot(str(n), UnitId(unit), {OVERALL.name: said}, "") for n, said in enumerate(overall)]


def test_the_rate_leaves_out_who_does_not_know() -> None:
    town, _ = _town([[[6]]])
    cast = _ballots("V0G0-0", "很满意", "很满意", "满意", "满意", "不满意", DONT_KNOW)
    leaf = cells(town, cast, {UnitId("V0G0-0"): 20}, 5)[-1]
    assert (leaf.ballots, leaf.valid, leaf.unsure, leaf.rate(5), leaf.eligible) == (6, 5, 1, 80, 20)
    assert leaf.inside == "V0G0"


def test_no_rate_from_fewer_than_five_valid_ballots() -> None:
    town, _ = _town([[[5]]])
    leaf = cells(town, _ballots("V0G0-0", "满意", "满意", "满意", "满意", DONT_KNOW), {}, 5)[-1]
    assert leaf.rate(5) is None
    assert leaf.valid == 4


def test_a_tally_counts_only_what_the_question_offers() -> None:
    counted = tally([Ballot("1", UnitId("x"), {"overall": "满意", "known": "胡写"}, "")])
    assert counted["overall"]["满意"] == 1
    assert sum(counted["known"].values()) == 0
