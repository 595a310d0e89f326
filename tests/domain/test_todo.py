"""待办: what matters goes first, what is due first among equals; sums of coverage."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain.coverage import Coverage, quarter_of, total, week_name
from bot.domain.todo import Item, Rank, care_is_due, ordered

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ITEMS = st.builds(
    Item,
    st.sampled_from(Rank),
    st.text("甲乙丙", min_size=1, max_size=3),
    st.none() | st.integers(-100, 100).map(lambda hours: NOW + timedelta(hours=hours)),
)


@given(st.lists(ITEMS, max_size=12))
def test_order(items: list[Item]) -> None:
    found = ordered(items)
    assert sorted(map(id, found)) == sorted(map(id, items))
    for one, following in itertools.pairwise(found):
        assert one.rank <= following.rank
        if one.rank == following.rank and one.when is not None and following.when is not None:
            assert one.when <= following.when


@pytest.mark.parametrize(
    ("often", "days", "due"),
    [
        ("每周", 6, False),
        ("每周", 7, True),
        ("每月", 29, False),
        ("每月", 30, True),
        ("每季", 89, False),
        ("", 31, True),
    ],
)
def test_care(often: str, days: int, due: bool) -> None:
    today = date(2026, 11, 24)
    assert care_is_due(often, today - timedelta(days=days), today) is due
    assert care_is_due(often, None, today)


@given(st.lists(st.builds(Coverage, st.integers(0, 30), st.integers(0, 30)), max_size=10))
def test_coverage_adds_up(parts: list[Coverage]) -> None:
    parts = [Coverage(max(one.homes, one.contacted), one.contacted) for one in parts]
    whole = total(parts)
    assert (whole.homes, whole.contacted) == (sum(p.homes for p in parts), sum(p.contacted for p in parts))
    assert (whole.percent is None) is (whole.homes < 5)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_quarters(day: date) -> None:
    first, last = quarter_of(day)
    assert first <= day <= last
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert quarter_of(last + timedelta(days=1))[0] == last + timedelta(days=1)


def test_weeks_are_near_enough() -> None:
    assert [week_name(date(2026, 11, day)) for day in (1, 7, 8, 24, 30)] == [
        "11月第1周", "11月第1周", "11月第2周", "11月第4周", "11月第5周",
    ]  # fmt: skip
