"""Lists: the table of an entry's life, words that no list may have, how people name lists and meetings, what a quarter's counts come to."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import list_items as acts
from bot.domain import list_rules, list_states
from bot.domain import list_sentences as read
from bot.domain import lists as rules
from bot.domain.directory import Directory, Office, Tier, Unit
from bot.domain.list_rules import Merit, Quarter
from bot.domain.list_states import FINAL, SHOWN, TRANSITIONS, Event, IllegalMove, Kind, State
from bot.domain.lists import Entry, Issue, Subject
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
TODAY = NOW.date()


# --- the table -------------------------------------------------------------------------------------------------------


def ways(kind: Kind, goal: State) -> list[list[tuple[State, Event]]]:
    """Every way without a circle from the draft to ``goal``."""
    found: list[list[tuple[State, Event]]] = []

    def go(state: State, path: list[tuple[State, Event]]) -> None:
        if state is goal:
            found.append(path)
            return
        for event, after in TRANSITIONS[kind][state].items():
            if after not in {step[0] for step in path} | {state}:
                go(after, [*path, (state, event)])

    go(State.DRAFT, [])
    return found


def test_nothing_is_shown_without_hearing_or_consent_and_a_decision() -> None:
    for kind, needed in ((Kind.REMINDER, {State.HEARD}), (Kind.HONOUR, {State.AGREED})):
        for goal in SHOWN:
            for path in ways(kind, goal):
                passed = {state for state, _ in path}
                assert needed | {State.APPROVED} <= passed, (kind, goal, path)
                assert {Event.SERVE, Event.APPROVE, Event.PUBLISH} <= {event for _, event in path}


def test_an_end_is_an_end_and_everything_can_end() -> None:
    for kind in Kind:
        for state in FINAL:
            assert TRANSITIONS[kind][state] == {}
        for state, moves in TRANSITIONS[kind].items():
            assert state in FINAL or Event.WITHDRAW in moves
            for after in moves.values():
                assert after in TRANSITIONS[kind]


def test_an_honour_can_be_taken_back_at_any_time() -> None:
    for state, moves in TRANSITIONS[Kind.HONOUR].items():
        assert state in FINAL or moves[Event.DECLINE] is State.DECLINED


def test_an_illegal_move_names_the_present_state() -> None:
    with pytest.raises(IllegalMove) as caught:
        list_states.after(Kind.REMINDER, State.DRAFT, Event.PUBLISH)
    assert caught.value.state is State.DRAFT


# --- who can be on a list --------------------------------------------------------------------------------------------


def office(role: Role, *, since: date = date(2026, 1, 1), until: date | None = None, for_: str = "") -> Office:
    stands_in = PersonId(for_) if for_ else None
    return Office(PersonId("P1"), "何玉梅", role, UnitId("HS01-01"), since, until, stands_in_for=stands_in)


def test_only_a_warden_in_office_can_be_a_subject() -> None:
    assert Subject.of(office(Role.WARDEN), TODAY).name == "何玉梅"
    for wrong in (
        office(Role.GRID_LEADER),
        office(Role.VILLAGE_STAFF),
        office(Role.WARDEN, until=date(2026, 11, 23)),
        office(Role.WARDEN, since=date(2026, 12, 1)),
        office(Role.WARDEN, for_="P2"),
    ):
        with pytest.raises(ValueError, match="warden"):
            Subject.of(wrong, TODAY)


def directory(until: date | None = None) -> Directory:
    units = [
        Unit(UnitId("SL"), "胜利镇", Tier.TOWN, None),
        Unit(UnitId("HS"), "黄石村", Tier.VILLAGE, UnitId("SL")),
        Unit(UnitId("HS01"), "黄石新村", Tier.GRID, UnitId("HS")),
        Unit(UnitId("HS01-01"), "新村1邻", Tier.NEIGHBOURHOOD, UnitId("HS01")),
    ]
    return Directory.of(units, [], [office(Role.WARDEN, until=until)])


def entry(
    kind: Kind = Kind.REMINDER, state: State = State.PUBLISHED, days: int = 0, mended: int | None = None
) -> Entry:
    published = NOW - timedelta(days=days)
    return Entry(
        number=1,
        issue=1,
        village=UnitId("HS"),
        kind=kind,
        person=PersonId("P1"),
        unit=UnitId("HS01-01"),
        items=("负-02",),
        facts="",
        author=None,
        drafted_at=published,
        state=state,
        published_at=published,
        rectified_at=None if mended is None else NOW - timedelta(days=mended),
    )


def issue(kind: Kind = Kind.REMINDER) -> Issue:
    return Issue(1, UnitId("HS"), kind, "2026Q4", NOW)


@pytest.mark.parametrize(
    ("one", "latest", "until", "shown"),
    [
        (entry(), 1, None, True),
        (entry(state=State.UPHELD), 1, None, True),
        (entry(state=State.OBJECTED), 1, None, False),
        (entry(state=State.APPROVED), 1, None, False),
        (entry(), 2, None, False),
        (entry(), None, None, False),
        (entry(days=29), 1, None, True),
        (entry(days=30), 1, None, False),
        (entry(days=4, mended=6), 1, None, True),
        (entry(days=5, mended=6), 1, None, False),
        (entry(), 1, date(2026, 11, 23), False),
    ],
)
def test_what_is_shown(one: Entry, latest: int | None, until: date | None, shown: bool) -> None:
    assert rules.is_shown(one, issue(), latest, directory(until), NOW) is shown


def test_an_honour_stays_until_the_next_issue() -> None:
    one = entry(Kind.HONOUR, days=200)
    assert rules.is_shown(one, issue(Kind.HONOUR), 1, directory(), NOW)
    assert not rules.is_shown(one, issue(Kind.HONOUR), 2, directory(), NOW)


@given(st.sampled_from(list(State)), st.integers(0, 60), st.sampled_from(list(Kind)))
def test_only_two_states_are_ever_shown(state: State, days: int, kind: Kind) -> None:
    if rules.is_shown(entry(kind, state, days), issue(kind), 1, directory(), NOW):
        assert state in SHOWN
        assert kind is Kind.HONOUR or days < 30


@pytest.mark.parametrize(("day", "period"), [(date(2026, 1, 1), "2026Q1"), (date(2026, 11, 24), "2026Q4")])
def test_quarters(day: date, period: str) -> None:
    assert rules.period_of(day) == period
    first, last = rules.days_of(period)
    assert first <= day <= last
    assert rules.period_of(last + timedelta(days=1)) != period
    assert rules.period_before(first) == rules.period_of(first - timedelta(days=1))


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "懒惰", "懒 惰", "懒·惰", "懒,惰", "懶惰", "懒😂惰", "懒\u200b惰", "他很懒", "落 后", "落*后分子", "无所事事", "無所事事", "素质低", "素 质 差", "人-品不好",
        "好吃懒做", "好 吃 懒 做", "刁民", "难缠刁钻", "lan duo", "landuo", "游手好闲", "二流子", "不求上进", "ren pin 差", "人。品", "思想觉悟低", "品行不端",
    ],
)  # fmt: skip
def test_words_about_character_are_found(text: str) -> None:
    assert acts.character_word(text)
    assert acts.character_word(f"11月3日的诉求没接,{text}")


@pytest.mark.parametrize(
    "text",
    [
        "11月3日的诉求没接也没说明", "三件工单超期5天,没有回话", "山塘渗水没有上报", "12月没联系过一户", "带着8户试种羊肚菌", "树落,后来没人清",
        "把住户的事发到群里", "成功调解3起", "现场拍了照片", "清理笨重家具2车", "群众打电话没接,后来也没回", "入户时没敲门", "", "😂", "12345",
    ],
)  # fmt: skip
def test_acts_are_not_taken_for_character(text: str) -> None:
    assert acts.character_word(text) == ""


def test_a_name_is_not_a_word_about_character() -> None:
    assert acts.character_word("刁建国11月3日没接单", {"刁建国"}) == ""
    assert acts.character_word("刁建国是刁民", {"刁建国"}) == "刁"


@given(st.sampled_from(["懒惰", "人品", "素质", "好吃懒做", "无所事事"]), st.data())
def test_signs_between_the_characters_hide_nothing(word: str, data: st.DataObject) -> None:
    signs = st.text(alphabet=" ·*.-_~|/,。、!?0a😂\u200b\u3000", max_size=3)
    written = "".join(one + data.draw(signs) for one in word)
    assert acts.character_word(written)


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("负-02 何玉梅 没接单", "负-02", "何玉梅 没接单"), ("负2 何玉梅", "负-02", "何玉梅"), ("正05:汪建军", "正-05", "汪建军"),
        ("负二 何玉梅", "负-02", "何玉梅"), ("负-7", "负-07", ""),
    ],
)  # fmt: skip
def test_items_by_their_code(text: str, code: str, rest: str) -> None:
    assert acts.code_at(text) == (code, rest)


@pytest.mark.parametrize("text", ["", "张三 懒惰", "负-08 何玉梅", "负", "正月初五", "负责人", "负-0 x"])
def test_what_is_no_item(text: str) -> None:
    assert acts.code_at(text) is None


def test_a_village_uses_its_own_wording_and_the_latest_of_it() -> None:
    own = [acts.Item("负-02", "新", "HS", 2), acts.Item("负-02", "旧", "HS", 1), acts.Item("负-99", "没有", "HS", 3)]
    found = acts.current(own)
    assert found["负-02"].text == "新"
    assert found["负-03"].village == ""
    assert set(found) == set(acts.ITEMS)


def test_the_towns_own_items_speak_of_acts() -> None:
    for text in acts.ITEMS.values():
        assert acts.character_word(text) == ""
        assert len(text) <= acts.LONGEST


# --- sentences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("17 支委会 11-20 通过", [17], "支委会 11-20 通过"),
        ("17号、18号 支委会 通过", [17, 18], "支委会 通过"),
        ("11-20 支委会", [], "11-20 支委会"),
        ("3,4 不通过 查无此事", [3, 4], "不通过 查无此事"),
        ("第3条 原因", [3], "原因"),
        ("", [], ""),
    ],
)
def test_numbers_at_the_head(text: str, numbers: list[int], rest: str) -> None:
    assert read.leading_numbers(text) == (numbers, rest)


@pytest.mark.parametrize(
    ("text", "yes", "meeting", "day", "named", "reason"),
    [
        ("支委会 11-20 通过 核实了工单", True, "支委会", date(2026, 11, 20), False, "核实了工单"),
        ("党员大会11月20日不通过 住院属实", False, "党员大会", date(2026, 11, 20), False, "住院属实"),
        ("支部委员会昨天开会 同意上榜", True, "支委会", date(2026, 11, 23), False, "开会"),
        ("不通过 查无此事", False, "", None, False, "查无此事"),
        ("支委会 11-20 通过 实名 属实", True, "支委会", date(2026, 11, 20), True, "属实"),
        ("支委会 11-20 通过 不写姓名 属实", True, "支委会", date(2026, 11, 20), False, "属实"),
        ("支委会 2026-11-20 否决", False, "支委会", date(2026, 11, 20), False, ""),
        ("支委会 2月30日 通过", True, "支委会", None, False, ""),
        ("支委会 11-20", None, "支委会", date(2026, 11, 20), False, ""),
    ],
)
def test_decisions(text: str, yes: bool | None, meeting: str, day: date | None, named: bool, reason: str) -> None:
    assert read.decided(text, TODAY) == read.Decided(yes, meeting, day, named, reason)


def test_a_meeting_of_december_said_in_january_was_last_years() -> None:
    assert read.day_in("12-28", date(2027, 1, 5))[0] == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("text", "original", "spoken"),
    [
        ("榜3 第1条 不属实", "", read.Spoken(3, None, 1, "不属实")),
        ("榜3第二条:不属实", "", read.Spoken(3, None, 2, "不属实")),
        ("3-1 不属实", "", read.Spoken(3, None, 1, "不属实")),
        ("榜3 不公平", "", read.Spoken(3, None, None, "不公平")),
        ("榜3 1 不公平", "", read.Spoken(3, None, 1, "不公平")),
        ("榜31 不公平", "榜3① 不公平", read.Spoken(3, None, 1, "不公平")),
        ("黑榜 不公平", "", read.Spoken(None, Kind.REMINDER, None, "不公平")),
        ("红榜第2条 漏了人", "", read.Spoken(None, Kind.HONOUR, 2, "漏了人")),
        ("漏了人", "", read.Spoken(None, None, None, "漏了人")),
        ("12个人都没说", "", read.Spoken(None, None, None, "12个人都没说")),
    ],
)
def test_opinions(text: str, original: str, spoken: read.Spoken) -> None:
    assert read.spoken(text, original) == spoken


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三季度", "2026Q3"), ("第4季度", "2026Q4"), ("2025年第二季度", "2025Q2"), ("上季度", "2026Q3"), ("本季度", "2026Q4"), ("2027年1季度", None), ("", None),
    ],
)  # fmt: skip
def test_quarters_as_said(text: str, found: str | None) -> None:
    assert read.quarter_in(text, TODAY) == found


def test_a_quarter_that_is_still_to_come_is_last_years() -> None:
    assert read.quarter_in("四季度", date(2027, 1, 5)) == "2026Q4"


@pytest.mark.parametrize(
    ("text", "wording", "reference", "day"),
    [
        ("无故不接单 村民代表会议 11-10 第3号决议", "无故不接单", "村民代表会议 第3号决议", date(2026, 11, 10)),
        ("11月10日 村民会议第2号", "", "村民会议第2号", date(2026, 11, 10)),
        ("无故不接单", "无故不接单", "", None),
    ],
)
def test_adoptions(text: str, wording: str, reference: str, day: date | None) -> None:
    assert read.adoption(text, TODAY) == (wording, reference, day)


# --- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quarter", "codes"),
    [
        (Quarter(), []),
        (Quarter(closed=5, on_time=5), ["正-01"]),
        (Quarter(closed=4, on_time=4), []),
        (Quarter(closed=20, on_time=19), ["正-01"]),
        (Quarter(closed=19, on_time=18), []),
        (Quarter(cared=3, visited=3), ["正-02"]),
        (Quarter(cared=3, visited=2), []),
        (Quarter(mediations=2), ["正-03"]),
        (Quarter(mediations=1), []),
        (Quarter(emergencies=1, leads=1, advice=1), ["正-04", "正-05", "正-07"]),
        (Quarter(ballots=20, satisfied=19), ["正-06"]),
        (Quarter(ballots=4, satisfied=4), []),
        (Quarter(ballots=19, satisfied=18), []),
    ],
)
def test_merits(quarter: Quarter, codes: list[str]) -> None:
    assert [one.code for one in list_rules.merits(quarter)] == codes


def test_what_staff_may_look_into_is_never_a_merit() -> None:
    bad = Quarter(supervised_overdue=3, unconfirmed_visits=1)
    assert list_rules.merits(bad) == ()
    assert list_rules.worth_a_look(bad) == (Merit("负-02", 3), Merit("负-04", 1))
    assert list_rules.worth_a_look(Quarter(supervised_overdue=2)) == ()


def test_coverage_asks_for_every_month_but_of_a_quarterly_one_once() -> None:
    asked = {"a": "每周", "b": "每月", "c": "每季"}
    assert list_rules.covered({"a": {10, 11, 12}, "b": {10, 11, 12}, "c": {11}}, asked, 3) == 3
    assert list_rules.covered({"a": {10, 12}, "b": {10, 11, 12}}, asked, 3) == 1


@pytest.mark.parametrize(
    ("original", "tail", "words"),
    [
        ("加 負-02 何玉梅 工單３件沒接", "工单3件没接", "工單３件沒接"),
        ("榜3 不公平👍", "不公平ACK", "不公平👍"),
        ("别的话", "这句没有", "这句没有"),
        ("", "", ""),
    ],
)
def test_words_are_kept_as_they_were_written(original: str, tail: str, words: str) -> None:
    assert read.written(original, tail) == words
