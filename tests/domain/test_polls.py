"""How answers are read, who may vote, when is reminded, what sounds like a ballot."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import polls
from bot.domain.directory import Directory, Office, Person, Tier, Unit
from bot.domain.masking import without_people
from bot.domain.polls import P1, Barred
from bot.domain.roles import Role
from bot.ids import HouseholdId, PersonId, UnitId
from bot.normal import normalise

ITEMS = {item.name: item for item in P1}


@pytest.mark.parametrize(
    ("item", "said", "meant"),
    [
        ("overall", "1", "很满意"),
        ("overall", "①", "很满意"),
        ("overall", "一", "很满意"),
        ("overall", "第一个", "很满意"),
        ("overall", "头一个", "很满意"),
        ("overall", "选2", "满意"),
        ("overall", "4。", "不满意"),
        ("overall", "5", "不了解"),
        ("overall", "6", None),
        ("overall", "0", None),
        ("overall", "满意", "满意"),
        ("overall", "滿意", "满意"),
        ("overall", "很满意!", "很满意"),
        ("overall", "我很满意", "很满意"),
        ("overall", "不满意", "不满意"),
        ("overall", "不太满意", "不满意"),
        ("overall", "非常满意", "很满意"),
        ("overall", "不是很满意", None),
        ("overall", "很满意和一般", None),
        ("overall", "一般吧", "一般"),
        ("overall", "一般般", "一般"),
        ("overall", "说不清", "不了解"),
        ("overall", "2满意", "满意"),
        ("overall", "2、满意", "满意"),
        ("overall", "1 满意", None),
        ("overall", "今天天气不错啊", None),
        ("overall", "", None),
        ("overall", "😀", None),
        ("overall", "满意" * 2500, None),
        ("known", "知道", "知道"),
        ("known", "不知道", "不太清楚"),
        ("known", "不太清楚", "不太清楚"),
        ("contact", "联系过", "联系过"),
        ("contact", "没有", "没有"),
        ("contact", "没有联系过", "没有"),
        ("contact", "经常来", None),
        ("contact", "记不清了", "记不清"),
        ("response", "还行", "还行"),
        ("response", "没找过", "没找过"),
        ("response", "慢得很", "慢"),
        ("clarity", "不明白", "有的不明白"),
        ("clarity", "明白的", "明白"),
        ("clarity", "没收到", "没收到"),
    ],
)  # fmt: skip
def test_an_answer_is_a_number_or_words(item: str, said: str, meant: str | None) -> None:
    assert polls.read_choice(ITEMS[item], normalise(said)) == meant


@pytest.mark.parametrize("option", [(item.name, option) for item in P1 for option in item.options], ids="-".join)
def test_every_option_is_read_as_it_is_written(option: tuple[str, str]) -> None:
    name, words = option
    assert polls.read_choice(ITEMS[name], normalise(words)) == words


def test_dont_know_is_always_an_option() -> None:
    assert all(polls.DONT_KNOW in item.options for item in P1)


@pytest.mark.parametrize(
    ("said", "kept"), [("没有", ""), ("没有。", ""), ("2", ""), ("……", ""), ("👍", ""), (" 多来 坐坐 ", "多来 坐坐")]
)
def test_an_empty_wish_is_none(said: str, kept: str) -> None:
    assert polls.read_wish(normalise(said), said) == kept


@pytest.mark.parametrize(
    ("said", "vote"),
    [
        ("我给邻长打很满意", True),
        ("满意", True),
        ("很满意", True),
        ("不满意", True),
        ("我对邻长不太满意", True),
        ("邻长打5分", True),
        ("投满意一票", True),
        ("对王建国很满意", True),
        ("我投2", True),
        ("邻长挺好", True),
        ("给邻长投一票", True),
        ("邻长真不错", True),
        ("谁投了不满意", False),
        ("测评结果满意率多少", False),
        ("7号路灯修得满意", False),
        ("路灯坏了一般找谁", False),
        ("村口垃圾没人收", False),
        ("积分", False),
        ("你好", False),
        ("", False),
        ("我对我们邻长的工作总的来说还是比较满意的但是他有时候来得少希望以后多来走走看看老人", False),
    ],
)  # fmt: skip
def test_what_sounds_like_a_ballot(said: str, vote: bool) -> None:
    assert polls.sounds_like_a_ballot(normalise(said)) is vote


DAY = date(2026, 6, 1)


def _town() -> Directory:
    units = [
        Unit(UnitId("T"), "镇", Tier.TOWN, None),
        Unit(UnitId("V"), "村", Tier.VILLAGE, UnitId("T")),
        Unit(UnitId("G"), "一组", Tier.GRID, UnitId("V")),
        Unit(UnitId("G-1"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("G")),
        Unit(UnitId("G-2"), "一组2邻", Tier.NEIGHBOURHOOD, UnitId("G")),
    ]
    warden = Office(PersonId("W"), "老王", Role.WARDEN, UnitId("G-1"), DAY, household=HouseholdId("h1"))
    return Directory.of(units, [], [warden])


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person(PersonId("a"), "甲", UnitId("G-1"), HouseholdId("h2")), None),
        (Person(PersonId("a"), "甲", UnitId("G-1"), None), None),
        (Person(PersonId("a"), "甲", UnitId("G-1"), HouseholdId("h2"), born=date(2008, 6, 1)), None),
        (Person(PersonId("a"), "甲", UnitId("G-1"), HouseholdId("h2"), born=date(2008, 6, 2)), Barred.MINOR),
        (Person(PersonId("a"), "甲", UnitId("G-1"), HouseholdId("h1")), Barred.OWN_HOUSEHOLD),
        (Person(PersonId("W"), "老王", UnitId("G-1"), None), Barred.OWN_HOUSEHOLD),
        (Person(PersonId("a"), "甲", UnitId("G-2"), HouseholdId("h9")), Barred.VACANT),
        (Person(PersonId("a"), "甲", None, None), Barred.ELSEWHERE),
        (Person(PersonId("G1"), "", None, None, known=False), Barred.GUEST),
    ],
    ids=["adult", "no household", "18 today", "18 tomorrow", "warden's home", "warden", "vacant", "staff", "guest"],
)
def test_who_may_vote(person: Person, why: Barred | None) -> None:
    assert polls.barred(_town(), person, DAY) is why


def test_a_vacant_or_covered_neighbourhood_is_not_asked() -> None:
    asked = polls.units_to_ask(_town(), UnitId("T"), frozenset(), DAY)
    assert [unit.id for unit in asked] == ["G-1"]
    assert polls.units_to_ask(_town(), UnitId("T"), frozenset({UnitId("G-1")}), DAY) == []


def test_reminders_stand_at_half_time_and_a_day_before_the_end() -> None:
    begins = datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert [when - begins for when in polls.reminders(begins, begins + polls.OPEN_FOR)] == [
        timedelta(days=7),
        timedelta(days=13),
    ]
    assert len(polls.reminders(begins, begins + timedelta(days=2))) == 1


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("14天", date(2026, 12, 8)),
        ("两周", date(2026, 12, 8)),
        ("十天", date(2026, 12, 4)),
        ("12月15日", date(2026, 12, 15)),
        ("到12月15号截止", date(2026, 12, 15)),
        ("2026-12-15", date(2026, 12, 15)),
        ("28号", date(2026, 11, 28)),
        ("5号", date(2026, 12, 5)),
        ("14", date(2026, 12, 8)),
        ("明天", None),
        ("1天", None),
        ("60天", None),
        ("2月30日", None),
        ("99999999999天", None),
        ("", None),
    ],
)
def test_a_deadline_is_a_day_or_a_span(said: str, last: date | None) -> None:
    assert polls.read_deadline(normalise(said), date(2026, 11, 24)) == last


def test_a_key_tells_nothing_without_the_secret() -> None:
    one, other = polls.new_key("ab" * 32, PersonId("P1")), polls.new_key("ab" * 32, PersonId("P2"))
    assert one == polls.new_key("ab" * 32, PersonId("P1"))
    assert len({one, other, polls.new_key("cd" * 32, PersonId("P1"))}) == 3


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("多看看李秀英", "多看看某某"),
        ("多看看秀英", "多看看某某"),
        ("多看看李奶奶", "多看看某某"),
        ("老王家的沟通一通", "某某的沟通一通"),
        ("打我电话 138-0000-0000", "打我电话 (号码略)"),
        ("12月20日前通水", "12月20日前通水"),
        ("多来走走", "多来走走"),
    ],
)
def test_words_are_read_without_the_people_in_them(said: str, left: str) -> None:
    assert without_people(said, {"李秀英", "王建国"}) == left
