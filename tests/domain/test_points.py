"""The table of service points and its caps (handbook §5.1, I28, I30)."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import points as rules
from bot.domain.check_ins import Kind
from bot.domain.points import COLLECT, HELD, RESOLVE, SATISFIED, Act, Cut, PointRules

RULES = PointRules()
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("kind", "minutes", "points"),
    [
        (Kind.VISIT, None, 2),
        (Kind.VISIT, 29, 2),
        (Kind.VISIT, 30, 3),
        (Kind.VISIT, 120, 6),
        (Kind.VISIT, 480, 6),
        (Kind.CARE, 70, 5),
        (Kind.CARE, 30, 4),
        (Kind.CONTACT, 60, 1),
        (Kind.MEDIATE, 90, 6),
        (Kind.POLICY, 60, 4),
        (Kind.ENV, 60, 5),
        (Kind.VOLUNTEER, 120, 6),
        (Kind.SAFETY, 30, 3),
        (Kind.HELP, 0, 2),
        (Kind.CULTURE, 45, 3),
        (Kind.MEETING, 180, 1),
        (Kind.EMERGENCY, None, 5),
        (Kind.EMERGENCY, 60, 5),
        (Kind.EMERGENCY, 479, 5),
        (Kind.EMERGENCY, 480, 10),
        (Kind.LEAD, 60, 10),
        (COLLECT, None, 1),
        (RESOLVE, None, 3),
        (SATISFIED, None, 1),
    ],
)
def test_worth_by_the_table(kind: str, minutes: int | None, points: int) -> None:
    assert rules.worth(RULES, kind, minutes) == points


def test_special_achievements_and_closed_doors() -> None:
    assert rules.worth(RULES, Kind.ENV, 60, extra=True) == 7
    assert rules.worth(RULES, Kind.SAFETY, 30, extra=True) == 5
    assert rules.worth(RULES, Kind.VISIT, 60, met=False) == 2
    assert rules.worth(RULES, "NOTHING", 60) == 0


def _act(number: int, kind: str, value: int, *, day: date = TODAY, key: str = "") -> Act:
    return Act(f"check_in:{number}", kind, day, number, value, key)


def _points(acts: list[Act]) -> list[int]:
    allotted = rules.allot(RULES, acts)
    return [allotted[act.cause, act.kind] for act in acts]


@pytest.mark.parametrize(
    ("acts", "points"),
    [
        ([_act(1, "VISIT", 6, key="a"), _act(2, "VOLUNTEER", 6), _act(3, "VISIT", 3, key="b")], [6, 4, 0]),
        ([_act(1, "VISIT", 3, key="a"), _act(2, "VISIT", 6, key="a")], [3, 0]),
        ([_act(n, "HELP", 2) for n in (1, 2, 3)], [2, 2, 0]),
        ([_act(n, "MEDIATE", 3) for n in (1, 2, 3)], [3, 3, 0]),
        ([_act(n, "EMERGENCY", 10) for n in (1, 2, 3)], [10, 10, 0]),
        ([_act(1, "VISIT", 6, key="a"), _act(2, "CARE", 7, key="p"), _act(3, "EMERGENCY", 5)], [6, 4, 5]),
        ([_act(1, "MEETING", 1, day=TODAY - timedelta(n)) for n in range(5)][:1], [1]),
        ([_act(1, "MEDIATE", 3), Act("check_in:1", HELD, TODAY, 1, 5)], [3, 5]),
        ([_act(1, "LEAD", 10, day=date(2026, 10, 1)), _act(2, "LEAD", 10)], [10, 0]),
        ([_act(1, "LEAD", 10, day=date(2026, 9, 30)), _act(2, "LEAD", 10)], [10, 10]),
        ([_act(1, "CONTACT", 1, key="p", day=date(2026, 11, 23)), _act(2, "CONTACT", 1, key="p")], [1, 0]),
        ([_act(1, "CONTACT", 1, key="p", day=date(2026, 11, 22)), _act(2, "CONTACT", 1, key="p")], [1, 1]),
        # what is cut to nothing uses up no cap
        ([_act(1, "VISIT", 6, key="a"), _act(2, "CARE", 7, key="p"), _act(3, "POLICY", 2)], [6, 4, 0]),
        # what is posted by itself comes after the check-ins of its day
        (
            [Act("concern:1", COLLECT, TODAY, 0, 1), _act(9, "VISIT", 6, key="a"), _act(8, "CARE", 4, key="p")],
            [0, 6, 4],
        ),
        ([Act(f"concern:{n}", COLLECT, TODAY, 0, 1) for n in range(4)], [1, 1, 1, 0]),
    ],
)
def test_caps(acts: list[Act], points: list[int]) -> None:
    assert _points(acts) == points


def test_the_same_household_counts_four_times_a_month() -> None:
    acts = [_act(n, "VISIT", 2, day=date(2026, 11, n), key="a") for n in range(1, 7)]
    assert _points(acts) == [2, 2, 2, 2, 0, 0]


def test_a_month_ends_at_sixty() -> None:
    acts = [_act(n, "VOLUNTEER", 6, day=date(2026, 11, n)) for n in range(1, 13)]
    assert sum(_points(acts)) == 60


def test_the_cut_is_told() -> None:
    full = [(_act(1, "VISIT", 6, key="a"), 6), (_act(2, "VOLUNTEER", 6), 4)]
    assert rules.room_for(RULES, _act(3, "CARE", 4, key="p"), full) == (0, Cut.DAY)
    assert rules.room_for(RULES, _act(3, "VISIT", 4, key="a"), full[:1]) == (0, Cut.SAME)
    assert rules.room_for(RULES, _act(3, "VOLUNTEER", 4), full[1:]) == (0, Cut.KIND)
    assert rules.room_for(RULES, _act(3, "VISIT", 2, key="b"), full[:1]) == (2, None)


KINDS = [kind.value for kind in Kind]
Drawn = tuple[str, int, int, str]
"""Kind, days after the first, value, whom."""
ACTS: st.SearchStrategy[list[Drawn]] = st.lists(
    st.tuples(
        st.sampled_from([*KINDS, COLLECT, RESOLVE]),
        st.integers(0, 70),
        st.integers(0, 12),
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=60,
)


def _made(drawn: list[Drawn]) -> list[Act]:
    first = date(2026, 10, 20)
    return [
        Act(f"c{n}", kind, first + timedelta(back), 0 if kind in {COLLECT, RESOLVE} else n, value, key)
        for n, (kind, back, value, key) in enumerate(drawn, 1)
    ]


@given(ACTS, st.randoms(use_true_random=False))
def test_caps_do_not_depend_on_the_order_of_arrival(drawn: list[Drawn], random: Random) -> None:
    acts = _made(drawn)
    shuffled = list(acts)
    random.shuffle(shuffled)
    assert rules.allot(RULES, acts) == rules.allot(RULES, shuffled)


@given(ACTS)
def test_no_cap_is_exceeded_and_nothing_is_below_zero(drawn: list[Drawn]) -> None:
    acts = _made(drawn)
    allotted = rules.allot(RULES, acts)
    days: Counter[date] = Counter()
    months: Counter[tuple[int, int]] = Counter()
    visits: Counter[tuple[date, str]] = Counter()
    for act in acts:
        points = allotted[act.cause, act.kind]
        assert 0 <= points <= act.value
        if RULES.lines[act.kind].routine:
            days[act.day] += points
            months[act.day.year, act.day.month] += points
        if act.kind == Kind.VISIT and act.key and points:
            visits[act.day, act.key] += 1
    assert all(total <= RULES.a_day for total in days.values())
    assert all(total <= RULES.a_month for total in months.values())
    assert all(count == 1 for count in visits.values())


@given(ACTS)
def test_the_last_in_order_gets_what_room_for_it_says(drawn: list[Drawn]) -> None:
    acts = sorted(_made(drawn), key=lambda one: one.order)
    if not acts:
        return
    allotted = rules.allot(RULES, acts)
    earlier = [(act, allotted[act.cause, act.kind]) for act in acts[:-1] if allotted[act.cause, act.kind]]
    last = acts[-1]
    assert rules.room_for(RULES, last, earlier)[0] == allotted[last.cause, last.kind]


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 1, 1), "2026H1"),
        (date(2026, 6, 30), "2026H1"),
        (date(2026, 7, 1), "2026H2"),
        (date(2026, 12, 31), "2026H2"),
    ],
)
def test_periods(day: date, period: str) -> None:
    assert rules.period_of(day) == period
    first, last = rules.period_days(period)
    assert first <= day <= last


@given(
    st.lists(st.tuples(st.integers(1, 28), st.integers(2, 10)), max_size=6),
    st.integers(-20, 60),
    st.randoms(use_true_random=False),
)
def test_what_is_taken_off_never_leaves_less_than_nothing_in_any_order(
    said: list[tuple[int, int]], others: int, random: Random
) -> None:
    acts = [
        Act(f"list_entry:{number}", rules.DEDUCTION, date(2026, 11, day), 0, -points)
        for number, (day, points) in enumerate(said, 1)
    ]
    taken = rules.deduct(acts, others)
    random.shuffle(acts)
    assert rules.deduct(acts, others) == taken
    assert all(
        -points <= taken[f"list_entry:{number}", rules.DEDUCTION] <= 0 for number, (_, points) in enumerate(said, 1)
    )
    assert -sum(taken.values()) == min(max(0, others), sum(points for _, points in said))


def test_nothing_is_taken_off_by_the_table_itself() -> None:
    assert PointRules().deductions == {}
    acts = [Act("list_entry:1", rules.DEDUCTION, TODAY, 0, -5), Act("check_in:1", Kind.VISIT, TODAY, 1, 3, "家")]
    assert rules.allot(RULES, acts) == {("list_entry:1", rules.DEDUCTION): 0, ("check_in:1", Kind.VISIT): 3}
