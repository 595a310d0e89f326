"""The lot of the spot checks: how many, whom, and who never."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_ins import Kind, State, Unmet
from bot.domain.directory import Person
from bot.domain.spot_checks import drawn_order, is_grown_up, may_be_drawn, wanted, whom_to_ask
from bot.ids import HouseholdId, PersonId
from tests.domain.test_review_flags import one

TODAY = date(2026, 11, 30)


def person(name: str, year: int | None = 1970) -> Person:
    return Person(PersonId(name), name, born=None if year is None else date(year, 12, 1))


@given(st.integers(0, 5000), st.integers(0, 200))
def test_three_in_a_hundred_and_at_least_one(told: int, drawn: int) -> None:
    left = wanted(told, drawn)
    assert left >= 0
    assert wanted(told, left + drawn) == 0
    if told and not drawn:
        assert max(1, told * 0.03) <= left < told * 0.03 + 1


@given(st.integers(1, 40), st.text(min_size=1, max_size=12))
def test_the_lot_takes_each_household_once_and_is_the_same_for_the_same_seed(count: int, seed: str) -> None:
    records = [one(number, f"H{number % 7}") for number in range(count)]
    order = drawn_order(records, seed)
    assert order == drawn_order(list(reversed(records)), seed)
    assert len({found.household for found in order}) == len(order) == min(count, 7)


def test_the_lot_favours_nobody() -> None:
    records = [one(number, f"H{number}") for number in range(5)]
    first = {drawn_order(records, f"seed{number}")[0].number for number in range(100)}
    assert first == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"kind": Kind.CARE}, True),
        ({"kind": Kind.SAFETY}, False),
        ({"household": None}, False),
        ({"household": HouseholdId("H99")}, False),
        ({"unmet": Unmet.NOBODY_HOME}, False),
        ({"state": State.REJECTED}, False),
        ({"state": State.APPROVED}, True),
        ({"day": TODAY}, False),
        ({"day": TODAY - timedelta(days=8)}, False),
    ],
)
def test_what_may_be_drawn(changes: dict[str, object], may: bool) -> None:
    record = replace(one(1), day=TODAY - timedelta(days=3))
    assert may_be_drawn(replace(record, **changes), TODAY) is may  # type: ignore[arg-type]  # fields by name


def test_whom_the_visit_was_to_is_asked_first_and_never_a_child_or_the_warden() -> None:
    record = replace(one(1), person=PersonId("b"))
    home = [person("a"), person("b"), person("child", 2015), person("W1")]
    asked = whom_to_ask(record, home, (), TODAY)
    assert asked is not None
    assert asked.id == "b"
    assert whom_to_ask(record, home, {"b"}, TODAY) == home[0]
    assert whom_to_ask(record, home, {"a", "b"}, TODAY) is None


@pytest.mark.parametrize(("born", "grown"), [(2008, False), (2007, True), (None, False), (1930, True)])
def test_grown_up_by_the_date_of_birth(born: int | None, grown: bool) -> None:
    assert is_grown_up(person("x", born), TODAY) is grown
