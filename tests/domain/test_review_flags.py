"""What a reviewer's eye is drawn to: facts about rows, and nothing where there is nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.domain.check_ins import CheckIn, Kind, State
from bot.domain.review_flags import Flag, flags
from bot.ids import HouseholdId, PersonId, UnitId

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


def one(number: int, home: str = "H02", note: str = "走访 半小时", warden: str = "W1") -> CheckIn:
    return CheckIn(
        number=number,
        warden=PersonId(warden),
        unit=UnitId("HS01-01"),
        home=HouseholdId("H99"),
        kind=Kind.VISIT,
        day=DAY,
        minutes=30,
        household=HouseholdId(home),
        person=None,
        target="",
        note=note,
        unmet=None,
        extra=False,
        need="",
        task="",
        backfill=False,
        reason="",
        state=State.SUBMITTED,
        value=3,
        expected=3,
        points=0,
        rejections=0,
        said_at=NOON + timedelta(minutes=number),
    )


def seen(record: CheckIn, *own: CheckIn, others: tuple[CheckIn, ...] = ()) -> set[Flag]:
    return {found.flag for found in flags(record, [*own, record], others)}


def earlier(record: CheckIn, hours: int) -> CheckIn:
    return replace(record, day=record.day - timedelta(days=1), said_at=NOON - timedelta(hours=hours))


def test_an_ordinary_visit_has_none() -> None:
    assert seen(one(1), one(2, "H03"), one(3, "H04")) == set()


def test_the_same_household_on_one_day_and_the_day_before() -> None:
    care = replace(one(2), kind=Kind.CARE)
    assert seen(one(1), care) == {Flag.SAME_DAY}
    assert seen(one(2), earlier(one(1), 18)) == {Flag.SOON}
    assert seen(one(2), earlier(one(1), 23)) == set()


def test_the_second_of_two_meetings_on_one_day() -> None:
    first = replace(one(1), kind=Kind.MEETING, household=None, note="村里开会")
    again = replace(one(2), kind=Kind.MEETING, household=None, note="去村部开会一小时")
    assert seen(again, first) == {Flag.SAME_KIND}
    assert seen(first, again) == set(), "one of them is right"
    assert seen(replace(again, kind=Kind.POLICY), first) == set()
    assert seen(replace(again, day=DAY - timedelta(days=1)), first) == set()


def test_a_visit_told_late_is_not_held_to_the_hour_of_telling() -> None:
    told_late = replace(one(1), day=DAY - timedelta(days=1), said_at=NOON)
    assert Flag.SOON not in seen(one(2), told_late)


def test_far_back() -> None:
    assert seen(replace(one(1), day=DAY - timedelta(days=4))) == {Flag.FAR_BACK}
    assert seen(replace(one(1), day=DAY - timedelta(days=3))) == set()


def test_too_many_households_in_an_hour() -> None:
    many = [one(number, f"H{number:02}") for number in range(10, 17)]
    assert seen(many[0], *many[1:]) == {Flag.MANY}
    assert seen(many[0], *many[1:6]) == set()


LONG = "她一切都好,院子里晒了好多萝卜干,孙子考上了县一中"


@pytest.mark.parametrize(
    ("first", "second", "flag"),
    [
        (f"走访周家 {LONG}", f"走访李家 {LONG}", True),
        (f"走访周家 20分钟 {LONG}", f"走访李家 40分钟 {LONG},", True),
        ("走访 半小时", "走访 半小时", False),
        (f"走访周家 {LONG}", "走访李家 老人腿疼,想去县里拍个片子看看,女儿月底回来", False),
    ],
)
def test_near_duplicates_of_ones_own_and_of_others(first: str, second: str, flag: bool) -> None:
    mine, later = one(1, "H02", first), one(5, "H03", second)
    assert (Flag.COPIED_OWN in seen(later, mine)) is flag
    assert Flag.COPIED_OWN not in seen(mine, later)
    other = replace(mine, warden=PersonId("W2"))
    assert (Flag.COPIED_OTHER in seen(later, others=(other,))) is flag


def test_two_households_of_one_message_copy_nobody() -> None:
    first = one(1, "H02", f"走访周家和李家 {LONG}")
    second = replace(first, number=2, household=HouseholdId("H03"))
    assert seen(second, first) == set()


def test_times_that_lie_upon_each_other_and_long_days() -> None:
    first, second = one(1, "H02", "走访 9点到10点半"), one(2, "H03", "走访 10点到11点")
    assert seen(second, first) == {Flag.OVERLAP}
    assert seen(second, one(1, "H02", "走访 9点到10点")) == set()
    long = [replace(one(number, f"H{number}"), minutes=300) for number in (1, 2, 3)]
    assert seen(long[0], *long[1:]) == {Flag.LONG_DAY}
    duty = [replace(found, kind=Kind.EMERGENCY) for found in long]
    assert seen(duty[0], *duty[1:]) == set()


@pytest.mark.parametrize(
    ("note", "kind", "night"),
    [
        ("走访 晚上10点到11点", Kind.VISIT, True),
        ("半夜去看了李奶奶", Kind.CARE, True),
        ("走访 晚上7点到8点", Kind.VISIT, False),
        ("防汛值守 晚上10点到早上6点", Kind.EMERGENCY, False),
        ("半夜送去医院", Kind.HELP, False),
    ],
)
def test_visits_at_night(note: str, kind: Kind, night: bool) -> None:
    assert (Flag.NIGHT in seen(replace(one(1, note=note), kind=kind))) is night
