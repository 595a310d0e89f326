"""Leave: the days people say, who may stand in, what can never be (no overlap, no more than sixty days on end)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import leave as rules
from bot.domain.directory import Absence, Directory, Office, Tier, Unit
from bot.domain.leave import Fault, Leave, State
from bot.domain.leave_days import deputies_named, read_span, sounds_like_leave
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.normal import normalise

TODAY = date(2026, 11, 24)
MADE = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


def office(person: str, name: str, role: Role, unit: str, until: date | None = None) -> Office:
    return Office(PersonId(person), name, role, UnitId(unit), date(2026, 1, 1), until)


UNITS = (
    Unit(UnitId("T"), "青山镇", Tier.TOWN, None),
    Unit(UnitId("V"), "柳林村", Tier.VILLAGE, UnitId("T")),
    Unit(UnitId("W"), "石桥村", Tier.VILLAGE, UnitId("T")),
    Unit(UnitId("V1"), "柳林村一组", Tier.GRID, UnitId("V")),
    Unit(UnitId("V1-1"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("V1")),
    Unit(UnitId("V1-2"), "一组2邻", Tier.NEIGHBOURHOOD, UnitId("V1")),
    Unit(UnitId("W1"), "石桥村一组", Tier.GRID, UnitId("W")),
    Unit(UnitId("W1-1"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("W1")),
)
OFFICES = (
    office("a", "许长河", Role.WARDEN, "V1-1"),
    office("b", "李长顺", Role.WARDEN, "V1-2"),
    office("c", "李桂芳", Role.GRID_LEADER, "V1"),
    office("d", "田书记", Role.BRANCH_SECRETARY, "V"),
    office("e", "苗青", Role.VILLAGE_STAFF, "V"),
    office("f", "许长江", Role.WARDEN, "W1-1"),
)


def tree(*absences: Absence, offices: tuple[Office, ...] = OFFICES) -> Directory:
    return Directory.of(UNITS, (), offices, absences)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("12月1号到10号我去儿子家,让老李代一下", date(2026, 12, 1), date(2026, 12, 10)),
        ("12-1 12-3 汪建军", date(2026, 12, 1), date(2026, 12, 3)),
        ("12.1-12.10", date(2026, 12, 1), date(2026, 12, 10)),
        ("明天到后天", date(2026, 11, 25), date(2026, 11, 26)),
        ("下周一到周五", date(2026, 11, 30), date(2026, 12, 4)),
        ("明天请假一天", date(2026, 11, 25), date(2026, 11, 25)),
        ("从12月1日起请假10天", date(2026, 12, 1), date(2026, 12, 10)),
        ("12月25号到1月5号", date(2026, 12, 25), date(2027, 1, 5)),
        ("1-5号", date(2026, 12, 1), date(2026, 12, 5)),
        ("下个月3号到月底", date(2026, 12, 3), date(2026, 12, 31)),
        ("明天请半个月假", date(2026, 11, 25), date(2026, 12, 9)),
        ("十二月一日至十二月十日", date(2026, 12, 1), date(2026, 12, 10)),
        ("2026年12月1日—2026年12月8日", date(2026, 12, 1), date(2026, 12, 8)),
        ("后天起两个星期", date(2026, 11, 26), date(2026, 12, 9)),
        ("昨天到今天", date(2026, 11, 23), TODAY),
        ("11月20号到26号", date(2026, 11, 20), date(2026, 11, 26)),
        ("我要请假", None, None),
        ("13月45日到", None, None),
        ("请假三天", None, None),
    ],
)
def test_days_as_people_say_them(said: str, first: date | None, last: date | None) -> None:
    found = read_span(normalise(said), TODAY)
    assert (found.first, found.last) == (first, last)


@given(st.text(max_size=60))
def test_nothing_said_breaks_the_reading(said: str) -> None:
    found = read_span(normalise(said), TODAY)
    assert found.first is not None or found.last is None


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("让老李代一下", ["李长顺", "李桂芳"]),
        ("李组长帮我代班", ["李桂芳"]),
        ("请长顺替我几天", ["李长顺"]),
        ("苗青", ["苗青"]),
        ("找网格长代", ["李桂芳"]),
        ("田书记看一下", ["田书记"]),
        ("让许长江代班", []),
        ("我去女儿家", []),
    ],
)
def test_who_is_to_stand_in(said: str, names: list[str]) -> None:
    among = rules.candidates(tree(), PersonId("a"), TODAY)
    assert sorted(one.name for one in deputies_named(said, among)[1]) == sorted(names)


@pytest.mark.parametrize(
    ("said", "leave"),
    [
        ("12月1号到10号我去儿子家,让老李代一下", True),
        ("明天我请个假", True),
        ("下周我休假,叫长顺顶一下", False),  # no day: 下周 alone is none
        ("请假的人太多", False),
        ("学校12月1号放假吗", False),
        ("昨天去马大爷家走访了半小时", False),
        ("孩子12月1号请假", False),
    ],
)
def test_what_is_taken_for_leave(said: str, leave: bool) -> None:
    assert sounds_like_leave(normalise(said)) is leave


def test_candidates_are_of_the_same_village_neighbours_first() -> None:
    assert [one.name for one in rules.candidates(tree(), PersonId("a"), TODAY)] == [
        "李长顺",
        "李桂芳",
        "田书记",
        "苗青",
    ]


DAYS = st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=150))
SPANS = st.tuples(DAYS, st.integers(0, 70)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@given(st.lists(SPANS, max_size=12))
def test_accepted_leaves_never_overlap_and_are_never_too_long_on_end(wanted: list[tuple[date, date]]) -> None:
    standing: list[Leave] = []
    for number, (first, last) in enumerate(wanted, 1):
        if rules.fault(standing, first, last, TODAY) is None:
            one = Leave(number, PersonId("a"), first, last, None, None, State.STANDING, MADE)
            assert not any(one.overlaps(other.first, other.last) for other in standing)
            standing.append(one)
    days = {day for one in standing for day in range(one.first.toordinal(), one.last.toordinal() + 1)}
    assert sum(one.days for one in standing) == len(days)
    longest = run = 0
    for day in range(min(days, default=0), max(days, default=0) + 2):
        run = run + 1 if day in days else 0
        longest = max(longest, run)
    assert longest <= rules.MOST_DAYS


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (date(2026, 12, 10), date(2026, 12, 1), Fault.BACKWARDS),
        (date(2026, 9, 1), date(2026, 9, 3), Fault.LONG_AGO),
        (date(2026, 12, 1), date(2027, 1, 30), Fault.TOO_LONG),
        (date(2026, 12, 1), date(2027, 1, 29), None),
        (date(2026, 12, 1), date(2026, 12, 1), None),
    ],
)
def test_limits(first: date, last: date, wrong: Fault | None) -> None:
    assert rules.fault((), first, last, TODAY) is wrong


def away(person: str, first: date, last: date, deputy: str = "", name: str = "") -> Absence:
    return Absence(PersonId(person), first, last, PersonId(deputy) if deputy else None, name)


@given(SPANS, DAYS)
def test_exactly_one_serves_a_neighbourhood_on_any_day(span: tuple[date, date], day: date) -> None:
    directory = tree(away("a", *span, "b", "李长顺"))
    held = directory.holders(Role.WARDEN, UnitId("V1-1"), day)
    on_leave = span[0] <= day <= span[1]
    assert [one.person for one in held] == ["b" if on_leave else "a"]
    assert directory.roles_of(PersonId("a"), day) == {Role.WARDEN}
    assert (UnitId("V1-1") in {one.unit for one in directory.offices_of(PersonId("b"), day)}) is on_leave
    appointed = directory.appointed_warden(UnitId("V1-1"), day)
    assert appointed is not None
    assert appointed.person == "a"
    assert len(directory.offices) == len(OFFICES)


def test_without_anybody_the_place_falls_to_the_grid_leader() -> None:
    directory = tree(away("a", TODAY, TODAY))
    assert directory.warden_of(UnitId("V1-1"), TODAY) is None
    assert [o.person for o in directory.holders_above(Role.GRID_LEADER, UnitId("V1-1"), TODAY)] == ["c"]


def test_who_stands_in_and_goes_on_leave_stands_in_no_more() -> None:
    tomorrow = TODAY + timedelta(days=1)
    directory = tree(away("a", TODAY, tomorrow, "b", "李长顺"), away("b", tomorrow, tomorrow))
    served = directory.warden_of(UnitId("V1-1"), TODAY)
    assert served is not None
    assert served.person == "b"
    assert directory.warden_of(UnitId("V1-1"), tomorrow) is None
    assert {o.unit for o in directory.offices_of(PersonId("b"), tomorrow)} == {UnitId("V1-2")}


def test_who_has_lost_their_own_office_stands_in_no_more() -> None:
    ended = tuple(office("b", "李长顺", Role.WARDEN, "V1-2", TODAY) if one.person == "b" else one for one in OFFICES)
    directory = tree(away("a", TODAY, TODAY + timedelta(days=3), "b", "李长顺"), offices=ended)
    served = directory.warden_of(UnitId("V1-1"), TODAY)
    assert served is not None
    assert served.stands_in_for == "a"
    assert directory.warden_of(UnitId("V1-1"), TODAY + timedelta(days=1)) is None
    assert directory.roles_of(PersonId("b"), TODAY + timedelta(days=1)) == frozenset()


def test_an_office_that_ends_during_the_leave_is_not_stood_in_for_any_longer() -> None:
    ended = tuple(office("a", "许长河", Role.WARDEN, "V1-1", TODAY) if one.person == "a" else one for one in OFFICES)
    directory = tree(away("a", TODAY, TODAY + timedelta(days=3), "b", "李长顺"), offices=ended)
    assert directory.warden_of(UnitId("V1-1"), TODAY + timedelta(days=1)) is None
    assert list(directory.serving(TODAY + timedelta(days=1))) == [o for o in OFFICES if o.person != "a"]
