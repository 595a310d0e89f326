"""Versions of the points table: what staff write, bounds, which version holds when and where."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import point_rules as rules
from bot.domain.point_rule_words import NAMES, read
from bot.domain.point_rules import A_DAY, A_MONTH, Book, RuleState, RuleVersion
from bot.domain.points import Act, PointRules, Span, allot
from bot.ids import PersonId, UnitId

TODAY = date(2026, 11, 24)
TOWN, VILLAGE, OTHER = UnitId("SL"), UnitId("KQ"), UnitId("HS")
INITIAL = PointRules()


def version(number: int, since: date, unit: UnitId = TOWN, **changes: int) -> RuleVersion:
    said = {name.replace("__", "/").replace("负_", "负-"): value for name, value in changes.items()}
    at = datetime(2026, 11, 1, tzinfo=SHANGHAI)
    return RuleVersion(number, unit, since, said, RuleState.AGREED, PersonId("P1"), at, PersonId("P2"), at)


@pytest.mark.parametrize(
    ("said", "changes", "since"),
    [
        ("走访 3 从 2027-01-01", {"VISIT": 3}, date(2027, 1, 1)),
        ("走访改成3分,关爱4分,从明年1月1日起", {"VISIT": 3, "CARE": 4}, date(2027, 1, 1)),
        ("走访 从2分改成3分 从 12-01", {"VISIT": 3}, date(2026, 12, 1)),
        ("每天封顶12分 从12月1日", {A_DAY: 12}, date(2026, 12, 1)),
        ("日常每月最多50分,从下个月起", {A_MONTH: 50}, date(2026, 12, 1)),
        ("封顶每月50 从2027年1月1日起", {A_MONTH: 50}, date(2027, 1, 1)),
        ("走访每户每月3次 从明天起", {"VISIT/month": 3}, date(2026, 11, 25)),
        ("宣传每月最多4次,自2027年1月1日起", {"POLICY/month": 4}, date(2027, 1, 1)),
        ("调解成功 6 从 1月1日", {"HELD": 6}, date(2027, 1, 1)),
        ("示范带动十二分 从明天", {"LEAD": 12}, date(2026, 11, 25)),
        ("走访 3", {"VISIT": 3}, None),
        ("负-02 扣 3 从 12月1日", {"负-02": 3}, date(2026, 12, 1)),
        ("负5每次扣两分,负三 扣10分 从明天", {"负-05": 2, "负-03": 10}, date(2026, 11, 25)),
        ("走访 3,负-04 不扣分 从明天", {"VISIT": 3, "负-04": 0}, date(2026, 11, 25)),
        ("", {}, None),
    ],
)
def test_a_change_is_read_as_it_is_said(said: str, changes: dict[str, int], since: date | None) -> None:
    found = read(said, TODAY)
    assert (found.changes, found.since, found.rest) == (changes, since, "")


@pytest.mark.parametrize(
    "said", ["哇啦 3 从 12月1日", "😂", "走访", "a" * 5000, "从12月1日", "都改", "走访 三百万分 从明天"]
)
def test_what_cannot_be_read_is_not_guessed(said: str) -> None:
    found = read(said, TODAY)
    assert not found.changes or found.rest or rules.faults(found.changes, INITIAL, None)


@given(st.text(max_size=60))
def test_any_words_are_read_without_a_fault(said: str) -> None:
    read(said, TODAY)


def test_every_name_means_a_line_of_the_table() -> None:
    assert set(NAMES.values()) <= set(INITIAL.lines)


@pytest.mark.parametrize(
    ("name", "town", "village"),
    [("VISIT", (0, 4), (1, 3)), ("LEAD", (5, 15), (7, 13)), (A_DAY, (1, 20), (1, 10)), (A_MONTH, (1, 120), (1, 60)),
     ("VISIT/month", (1, 8), (1, 4)), ("VISIT/quarter", None, None), ("NOTHING", None, None)],
)  # fmt: skip
def test_bounds(name: str, town: tuple[int, int] | None, village: tuple[int, int] | None) -> None:
    for above, wanted in ((None, town), (INITIAL, village)):
        found = rules.bounds(name, INITIAL, above)
        assert ((found.least, found.most) if found else None) == wanted


def test_the_version_that_holds_is_that_of_the_day_and_the_village() -> None:
    book = Book(INITIAL, TOWN, (version(1, date(2026, 12, 1), VISIT=3), version(2, date(2027, 1, 1), VILLAGE, VISIT=4)))
    assert [book.on(VILLAGE, day).lines["VISIT"].base for day in (TODAY, date(2026, 12, 1), date(2027, 1, 1))] == [
        2,
        3,
        4,
    ]
    assert book.on(OTHER, date(2027, 1, 1)).lines["VISIT"].base == 3
    assert [book.on(VILLAGE, day).version for day in (TODAY, date(2026, 12, 1), date(2027, 1, 1))] == [
        "2026-1", "2026-1+1", "2026-1+1+2",
    ]  # fmt: skip


def test_a_villages_caps_are_never_above_the_towns_also_when_the_town_lowers_them_later() -> None:
    versions = (
        version(1, date(2026, 12, 1), VILLAGE, a_day=9, VISIT__month=4),
        version(2, date(2027, 1, 1), a_day=6, VISIT__month=2),
    )
    table = Book(INITIAL, TOWN, versions).on(VILLAGE, date(2027, 1, 1))
    assert table.a_day == 6
    assert [cap.most for cap in table.lines["VISIT"].caps if cap.span is Span.MONTH] == [2]


DAYS = st.dates(date(2026, 11, 1), date(2027, 2, 28))


@given(
    st.lists(st.tuples(DAYS, st.integers(1, 12), st.integers(10, 70), st.booleans()), max_size=4),
    st.lists(st.tuples(DAYS, st.sampled_from(("VISIT", "ENV", "HELP")), st.integers(0, 8)), max_size=40),
    st.randoms(use_true_random=False),
)
def test_caps_hold_and_the_order_of_arrival_changes_nothing_whatever_was_changed(
    changes: list[tuple[date, int, int, bool]], done: list[tuple[date, str, int]], random: object
) -> None:
    versions = tuple(
        version(number, since, VILLAGE if own else TOWN, a_day=a_day, a_month=a_month)
        for number, (since, a_day, a_month, own) in enumerate(changes, 1)
    )
    book = Book(INITIAL, TOWN, versions)
    acts = [
        Act(f"check_in:{number}", kind, day, number, value, f"H{number % 5}" if kind == "VISIT" else "", VILLAGE)
        for number, (day, kind, value) in enumerate(done, 1)
    ]
    allotted = allot(book.of, acts)
    shuffled = list(acts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert allot(book.of, shuffled) == allotted
    for day in {act.day for act in acts}:
        total = sum(
            points for (cause, _), points in allotted.items() for act in acts if act.cause == cause and act.day == day
        )
        assert 0 <= total <= book.on(VILLAGE, day).a_day


@pytest.mark.parametrize(
    ("changes", "of_village", "fault"),
    [
        ({"负-02": 0}, False, False),
        ({"负-02": 1}, False, True),
        ({"负-02": 2}, False, False),
        ({"负-02": 10}, False, False),
        ({"负-02": 11}, False, True),
        ({"负-07": 3}, False, True),
        ({"负-08": 3}, False, True),
        ({"正-01": 3}, False, True),
        ({"负-02": 4}, True, False),
        ({"负-02": 5}, True, True),
        ({"负-02": 0}, True, False),
        ({"负-03": 2}, True, True),
    ],
)
def test_points_are_taken_off_only_within_the_towns_rule(
    changes: dict[str, int], of_village: bool, fault: bool
) -> None:
    above = replace(INITIAL, deductions={"负-02": 4})
    assert bool(rules.faults(changes, INITIAL, above if of_village else None)) is fault


def test_a_village_never_takes_off_more_than_the_town_also_when_that_lowers_its_rule() -> None:
    book = Book(
        INITIAL,
        TOWN,
        (
            version(1, date(2026, 11, 1), 负_02=6),
            version(2, date(2026, 11, 2), VILLAGE, 负_02=5),
            version(3, date(2026, 11, 5), 负_02=3),
            version(4, date(2026, 11, 9), 负_02=0),
        ),
    )
    assert book.on(VILLAGE, date(2026, 10, 31)).deductions == {}
    assert book.on(VILLAGE, date(2026, 11, 3)).deductions == {"负-02": 5}
    assert book.on(OTHER, date(2026, 11, 3)).deductions == {"负-02": 6}
    assert book.on(VILLAGE, date(2026, 11, 6)).deductions == {"负-02": 3}
    assert book.on(VILLAGE, date(2026, 11, 9)).deductions == {}
