"""Months served, leagues, bands, candidates, and the words for a period."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import settlements as rules
from bot.domain import standings
from bot.domain.directory import UnitKind
from bot.domain.roles import Role
from bot.domain.settlements import read_period
from bot.domain.standings import Band, League, Standing, Term, compare, months_served
from bot.ids import PersonId, UnitId

HALF = "2026H2"
NOVEMBER, JANUARY = date(2026, 11, 24), date(2027, 1, 8)


def term(first: date, last: date = date(2026, 12, 31)) -> Term:
    return Term(Role.WARDEN, UnitId("N"), first, last)


@pytest.mark.parametrize(
    ("terms", "away", "months"),
    [
        ([term(date(2026, 7, 1))], [], [1, 1, 1, 1, 1, 1]),
        ([term(date(2026, 10, 17))], [], [0, 0, 0, 1, 1, 1]),  # 15 days of October
        ([term(date(2026, 10, 18))], [], [0, 0, 0, 0, 1, 1]),
        ([term(date(2026, 7, 1), date(2026, 9, 14))], [], [1, 1, 0, 0, 0, 0]),
        ([term(date(2026, 7, 1))], [(date(2026, 8, 1), date(2026, 8, 17))], [1, 0, 1, 1, 1, 1]),  # 14 days left
        ([term(date(2026, 7, 1))], [(date(2026, 8, 1), date(2026, 8, 16))], [1, 1, 1, 1, 1, 1]),
        ([term(date(2026, 7, 1))], [(date(2026, 8, 1), date(2026, 8, 10)), (date(2026, 8, 5), date(2026, 8, 16))], [1] * 6),
        ([term(date(2026, 7, 1), date(2026, 7, 10)), term(date(2026, 7, 8), date(2026, 7, 15))], [], [1, 0, 0, 0, 0, 0]),
        ([], [], [0] * 6),
    ],
)  # fmt: skip
def test_fifteen_days_are_a_month_and_leave_is_not_served(
    terms: list[Term], away: list[tuple[date, date]], months: list[int]
) -> None:
    assert months_served(HALF, terms, away) == months


def standing(number: int, points: int, coverage: int | None = 5000, months: int = 6, league: League = League.VILLAGE, satisfaction: int | None = None) -> Standing:  # fmt: skip
    return Standing(PersonId(f"P{number}"), league, points, months, coverage, satisfaction)


def test_the_key_is_coverage_then_points_a_month_then_satisfaction() -> None:
    found = {
        one.warden: one
        for one in compare(
            [
                standing(1, 90, 4000), standing(2, 10, 9000), standing(3, 30, 5000, 2), standing(4, 60, 5000),
                standing(5, 60, 5000, satisfaction=9000), standing(6, 1, 1000),
            ]
        )
    }  # fmt: skip
    bands = {who: one.band for who, one in found.items()}
    assert bands == {
        "P2": Band.FRONT, "P3": Band.FRONT, "P4": Band.MIDDLE, "P5": Band.MIDDLE, "P1": Band.BACK, "P6": Band.BACK,
    }  # fmt: skip
    assert [who for who, one in found.items() if one.candidate] == ["P2"]


def test_leagues_are_never_mixed() -> None:
    found = compare([standing(1, 50), standing(2, 1, league=League.BUILDING), standing(3, 2, league=League.MIGRANT), standing(4, 99, league=League.NONE)])  # fmt: skip
    assert {one.warden for one in found if one.candidate} == {"P1", "P2", "P3"}
    assert {one.band for one in found} == {Band.NONE}, "too few to be put into thirds"


def test_the_league_is_that_of_the_office_or_of_the_place() -> None:
    assert standings.league_of(Role.WARDEN, UnitKind.ORDINARY) is League.VILLAGE
    assert standings.league_of(Role.WARDEN, UnitKind.BUILDING) is League.BUILDING
    assert standings.league_of(Role.WARDEN, UnitKind.MIGRANT) is League.MIGRANT
    assert standings.league_of(Role.BUILDING_WARDEN, UnitKind.ORDINARY) is League.BUILDING
    assert standings.league_of(Role.GRID_LEADER, UnitKind.ORDINARY) is League.NONE
    assert standings.league_of(Role.VILLAGE_STAFF, UnitKind.ORDINARY) is None


STANDINGS = st.lists(
    st.builds(
        Standing, st.uuids().map(lambda one: PersonId(str(one))), st.sampled_from(list(League)), st.integers(0, 200),
        st.integers(0, 6), st.none() | st.integers(0, 10_000), st.none() | st.integers(0, 10_000),
    ),
    max_size=40,
)  # fmt: skip


@given(STANDINGS)
def test_nobody_is_lost_and_few_are_named(standings: list[Standing]) -> None:
    found = compare(standings)
    assert sorted(one.warden for one in found) == sorted(one.warden for one in standings)
    for league in League:
        mine = [one for one in found if one.standing.league is league]
        ranked = [one for one in mine if one.standing.months]
        named = [one for one in mine if one.candidate]
        assert len(named) <= min(3, max(1, len(ranked) // 10))
        assert all(one.standing.points and one.standing.months for one in named)
        for one in ranked:
            for other in ranked:
                if one.standing.key == other.standing.key and {one.band, other.band} <= {
                    Band.FRONT,
                    Band.MIDDLE,
                    Band.BACK,
                }:
                    assert one.band is other.band
                if one.band is Band.BACK and other.band is Band.FRONT:
                    assert one.standing.key < other.standing.key
    if any(one.standing.league is League.NONE for one in found):
        assert all(one.band is Band.NONE for one in found if one.standing.league is League.NONE)


@pytest.mark.parametrize(
    ("said", "today", "half", "year"),
    [
        ("上半年", NOVEMBER, "2026H1", "2026"),
        ("下半年", NOVEMBER, "2026H2", "2026"),
        ("下半年", JANUARY, "2026H2", "2026"),
        ("2026年下半年", JANUARY, "2026H2", "2026"),
        ("去年上半年", JANUARY, "2026H1", "2026"),
        ("1–6月", NOVEMBER, "2026H1", "2026"),
        ("7-12月", JANUARY, "2026H2", "2026"),
        ("上期", JANUARY, "2026H2", "2026"),
        ("上期", NOVEMBER, "2026H1", "2025"),
        ("康桥村", NOVEMBER, None, None),
        ("", NOVEMBER, None, None),
    ],
)
def test_words_for_a_period(said: str, today: date, half: str | None, year: str | None) -> None:
    assert read_period(said, today, yearly=False)[0] == half
    assert read_period(said, today, yearly=True)[0] == year


@given(st.text(max_size=40))
def test_any_words_for_a_period_are_read_without_a_fault(said: str) -> None:
    read_period(said, NOVEMBER, yearly=False)


def test_a_period_is_drafted_when_seven_days_for_reviews_are_over() -> None:
    assert rules.may_draft_from("2026H1") == date(2026, 7, 8)
    assert rules.may_draft_from("2026H2") == rules.may_draft_from("2026") == JANUARY
    assert rules.last_ended(JANUARY, yearly=False) == "2026H2"
    assert rules.last_ended(date(2026, 7, 8), yearly=False) == "2026H1"
    assert rules.last_ended(JANUARY, yearly=True) == "2026"


def test_the_notice_lasts_five_days() -> None:
    begins = rules.notice_begins(datetime(2027, 1, 8, 2, tzinfo=SHANGHAI))
    assert begins == datetime(2027, 1, 8, 9, tzinfo=SHANGHAI)
    one = rules.Settlement(UnitId("KQ"), HALF, rules.SettlementState.DRAFT, begins, None, begins)
    assert one.notice_until == date(2027, 1, 12)
    assert one.notice_ends_at == datetime(2027, 1, 13, 9, tzinfo=SHANGHAI)
