"""Hot topics: who says the same, where, how many households; nobody is named."""

from datetime import date, datetime

import pytest

from bot.clock import SHANGHAI
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Level
from bot.domain.directory import Directory, Tier, Unit
from bot.domain.topics import are_same, likeness, topics_of
from bot.ids import PersonId, UnitId
from bot.texts import topics as say

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
SINCE = date(2026, 1, 1)
TOWN = Directory.of(
    [
        Unit(UnitId("T"), "某镇", Tier.TOWN, None),
        *(Unit(UnitId(v), f"{v}村", Tier.VILLAGE, UnitId("T")) for v in "VW"),
        *(Unit(UnitId(f"{v}{g}"), f"{g}组", Tier.GRID, UnitId(v)) for v in "VW" for g in "12"),
        *(Unit(UnitId(f"{v}{g}{n}"), f"{n}邻", Tier.NEIGHBOURHOOD, UnitId(f"{v}{g}")) for v in "VW" for g in "12" for n in "ab"),
    ],
    [],
    [],
)  # fmt: skip


def concern(number: int, unit: str, text: str, title: str = "路灯", who: str = "", private: bool = False) -> Concern:
    return Concern(
        number=f"V2611-{number:03d}",
        filed_at=NOW,
        reporter=PersonId(who or f"p{number}"),
        unit=UnitId(unit),
        category="POWER_NET",
        level=Level.YELLOW,
        title=title,
        text=text,
        private=private,
        state=State.FILED,
        tier=Tier.NEIGHBOURHOOD,
        desk=UnitId(unit),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("V1a", "村口路灯坏了好几天"), ("V1a", "村口的路灯不亮了"), True),
        (("V1a", "村口路灯坏了"), ("V1b", "村口的路灯坏了啊"), True),
        (("V1a", "村口路灯坏了"), ("V1a", "桥头路灯坏了"), False),
        (("V1a", "路灯坏了"), ("V2a", "路灯坏了"), False),
        (("V1a", "村口路灯坏了"), ("V2a", "村口路灯坏了"), True),
        (("V1a", "村口路灯坏了"), ("W1a", "村口路灯坏了"), False),
    ],
    ids=str,
)
def test_same(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert are_same(concern(1, *one), concern(2, *other), TOWN) is same
    assert are_same(concern(2, *other), concern(1, *one), TOWN) is same


def test_three_households_make_a_topic_and_nobody_is_named() -> None:
    found = [
        concern(1, "V1a", "村口路灯坏了"),
        concern(2, "V1a", "村口的路灯不亮"),
        concern(3, "V1b", "村口路灯坏了,我是张小明"),
    ]
    (topic,) = topics_of(found, {}, str, TOWN)
    assert (topic.households, topic.reports, topic.open) == (3, 3, 3)
    told = say.of_village("某村", [topic])
    assert "村口路灯" in told
    assert "张小明" not in told


def test_one_household_that_reports_three_times_is_no_topic() -> None:
    found = [concern(n, "V1a", "村口路灯坏了", who=f"p{n}") for n in (1, 2, 3)]
    assert topics_of(found, {}, lambda _person: "H1", TOWN) == []


def test_followers_count_and_private_ones_do_not() -> None:
    found = [concern(1, "V1a", "村口路灯坏了"), concern(2, "V1a", "村口路灯坏了", private=True)]
    assert topics_of(found, {}, str, TOWN) == []
    (topic,) = topics_of(found, {"V2611-001": [PersonId("x"), PersonId("y")]}, str, TOWN)
    assert (topic.households, topic.reports) == (3, 1)


def test_likeness_is_between_nothing_and_everything() -> None:
    assert likeness("路灯坏了", "路灯坏了") == 1
    assert likeness("", "路灯坏了") == 0
    assert likeness("路灯坏了", "化肥涨价") == 0
