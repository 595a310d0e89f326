"""Numbers, audiences, days ahead, who signs: the rules of a notice in tables."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain.directory import Chat, ChatKind, ChatState, Directory, Office, Tier, Unit, UnitKind
from bot.domain.notice_audience import Unclear, Unknown, read_audience, units_named
from bot.domain.notice_dates import corrected, day_ahead, deadline
from bot.domain.notices import Audience, Fate, fates, is_town_wide, issuing_unit, read_reference, series_of
from bot.domain.roles import Role
from bot.ids import ChatId, PersonId, UnitId
from bot.normal import normalise

U = UnitId


def unit(code: str, name: str, tier: Tier, parent: str | None, kind: UnitKind = UnitKind.ORDINARY) -> Unit:
    return Unit(U(code), name, tier, U(parent) if parent else None, kind, households=10)


UNITS = (
    unit("SL", "胜利镇", Tier.TOWN, None),
    unit("KQ", "康桥村", Tier.VILLAGE, "SL"),
    unit("HS", "黄石村", Tier.VILLAGE, "SL"),
    unit("JX", "江心村", Tier.VILLAGE, "SL"),
    unit("KQ03", "康桥村三组", Tier.GRID, "KQ"),
    unit("KQ05", "康桥村五组", Tier.GRID, "KQ"),
    unit("KQ12", "康桥村十二组", Tier.GRID, "KQ"),
    unit("JX03", "江心村三组", Tier.GRID, "JX"),
    unit("HS01", "黄石新村", Tier.GRID, "HS"),
    unit("KQ03-01", "三组1邻", Tier.NEIGHBOURHOOD, "KQ03"),
    unit("KQ03-02", "三组2邻", Tier.NEIGHBOURHOOD, "KQ03"),
    unit("KQ05-02", "五组2邻", Tier.NEIGHBOURHOOD, "KQ05"),
    unit("HS01-01", "新村1邻", Tier.NEIGHBOURHOOD, "HS01"),
    unit("HS01-B1", "新村1号楼", Tier.NEIGHBOURHOOD, "HS01", UnitKind.BUILDING),
    unit("KQ-M1", "松江在外乡亲", Tier.NEIGHBOURHOOD, "KQ", UnitKind.MIGRANT),
)
KINDS = {Tier.TOWN: ChatKind.TOWN_WORK, Tier.VILLAGE: ChatKind.VILLAGE_WORK, Tier.GRID: ChatKind.GRID}
CHATS = tuple(
    Chat(ChatId(f"c-{one.id}"), one.name, KINDS.get(one.tier, ChatKind.NEIGHBOURHOOD), one.id) for one in UNITS
)
TOWN = Directory.of(UNITS, CHATS, ())


@pytest.mark.parametrize(
    ("said", "own", "units", "excluded"),
    [
        ("全镇", "SL", ["SL"], []),
        ("全镇各村", "SL", ["SL"], []),
        ("胜利镇", "SL", ["SL"], []),
        ("发给全镇。", "SL", ["SL"], []),
        ("康桥村", "SL", ["KQ"], []),
        ("康桥", "SL", ["KQ"], []),
        ("黄石村、江心村", "SL", ["HS", "JX"], []),
        ("黄石村和江心村的村民", "SL", ["HS", "JX"], []),
        ("康桥村三组", "SL", ["KQ03"], []),
        ("康桥村 三组", "SL", ["KQ03"], []),
        ("康桥三组", "SL", ["KQ03"], []),
        ("康桥村的三组、五组", "SL", ["KQ03", "KQ05"], []),
        ("十二组", "KQ", ["KQ12"], []),
        ("12组", "KQ", ["KQ12"], []),
        ("三组", "KQ", ["KQ03"], []),
        ("三组", "JX", ["JX03"], []),
        ("第三组", "KQ", ["KQ03"], []),
        ("三组2邻", "SL", ["KQ03-02"], []),
        ("康桥村三组二邻", "SL", ["KQ03-02"], []),
        ("三组1邻和2邻", "KQ", ["KQ03-01", "KQ03-02"], []),
        ("2邻", "KQ03", ["KQ03-02"], []),
        ("黄石村1邻", "SL", ["HS01-01"], []),
        ("新村1号楼", "SL", ["HS01-B1"], []),
        ("1号楼", "HS", ["HS01-B1"], []),
        ("黄石新村", "SL", ["HS01"], []),
        ("kq03-02", "SL", ["KQ03-02"], []),
        ("我们村", "HS", ["HS"], []),
        ("本村", "KQ03-02", ["KQ"], []),
        ("本邻", "KQ03-02", ["KQ03-02"], []),
        ("全组", "KQ03", ["KQ03"], []),
        ("所有人", "HS", ["HS"], []),
        ("在外乡亲", "SL", ["KQ-M1"], []),
        ("康桥村除五组", "SL", ["KQ"], ["KQ05"]),
        ("康桥村除了五组以外", "SL", ["KQ"], ["KQ05"]),
        ("除五组外的康桥村", "SL", ["KQ"], ["KQ05"]),
        ("康桥村(五组除外)", "SL", ["KQ"], ["KQ05"]),
        ("康桥村,五组不发", "SL", ["KQ"], ["KQ05"]),
        ("我们村除了五组和十二组", "KQ", ["KQ"], ["KQ05", "KQ12"]),
        ("全镇除江心村", "SL", ["SL"], ["JX"]),
        ("全鎮", "SL", ["SL"], []),
        ("康桥村和康桥村三组", "SL", ["KQ"], []),
    ],
)
def test_audiences_as_people_write_them(said: str, own: str, units: list[str], excluded: list[str]) -> None:
    found = read_audience(normalise(said), TOWN, (U(own),))
    assert found == Audience(tuple(map(U, units)), tuple(map(U, excluded)))


@pytest.mark.parametrize(
    ("said", "own", "options"),
    [
        ("三组", "SL", {"KQ03", "JX03"}),
        ("2邻", "KQ", {"KQ03-02", "KQ05-02"}),
        ("全村", "SL", {"KQ", "HS", "JX"}),
    ],
)
def test_words_that_fit_several_are_asked_about(said: str, own: str, options: set[str]) -> None:
    found = read_audience(normalise(said), TOWN, (U(own),))
    assert isinstance(found, Unclear)
    assert set(found.options) == options


@pytest.mark.parametrize(
    "said", ["", "火星", "四组", "康桥村除火星", "康桥村除江心村", "康桥村除康桥村", "好的", "👌", "1"]
)
def test_words_that_fit_nothing(said: str) -> None:
    assert isinstance(read_audience(normalise(said), TOWN, (U("SL"),)), Unknown)


@given(st.text(max_size=60))
def test_any_words_at_all_are_read(said: str) -> None:
    read_audience(normalise(said), TOWN, (U("SL"),))
    units_named(normalise(said), TOWN, (U("SL"),))


@pytest.mark.parametrize(
    ("said", "own", "units"),
    [
        ("三组沿河住户马上转移到村部", "KQ", ["KQ03"]),
        ("康桥村三组沿河住户转移到康桥村部", "SL", ["KQ03"]),
        ("康桥三组、五组往黄石村方向撤", "SL", ["KQ03", "KQ05"]),
        ("康桥村全体注意山洪", "SL", ["KQ"]),
        ("黄石村停电", "KQ", []),
        ("大家快上楼", "SL", []),
        ("新村1号楼煤气泄漏,马上下楼", "HS", ["HS01-B1"]),
    ],
)
def test_units_that_an_urgent_sentence_names(said: str, own: str, units: list[str]) -> None:
    assert units_named(normalise(said), TOWN, (U(own),)) == tuple(map(U, units))


def test_an_urgent_sentence_that_fits_two_is_asked_about() -> None:
    assert isinstance(units_named("三组马上转移", TOWN, (U("SL"),)), Unclear)


def test_an_audience_is_every_active_chat_below_once() -> None:
    waiting = Chat(ChatId("c-new"), "新群", ChatKind.NEIGHBOURHOOD, U("KQ03-01"), ChatState.PENDING)
    directory = Directory.of(UNITS, (*CHATS, waiting), ())
    chats = [chat.id for chat in Audience((U("KQ"), U("KQ03")), (U("KQ05"),)).chats(directory)]
    assert len(chats) == len(set(chats))
    assert set(chats) == {"c-KQ", "c-KQ03", "c-KQ12", "c-KQ03-01", "c-KQ03-02", "c-KQ-M1"}


@given(
    st.sets(st.sampled_from([one.id for one in UNITS]), min_size=1), st.sets(st.sampled_from([one.id for one in UNITS]))
)
def test_excluded_units_get_nothing_and_no_chat_comes_twice(units: set[UnitId], out: set[UnitId]) -> None:
    audience = Audience(tuple(sorted(units)), tuple(sorted(out)))
    chats = audience.chats(TOWN)
    assert len({chat.id for chat in chats}) == len(chats)
    for chat in chats:
        assert any(TOWN.covers(above, chat.unit) for above in units)
        assert not any(TOWN.covers(above, chat.unit) for above in out)


@pytest.mark.parametrize(
    ("text", "number", "serial", "rest"),
    [
        ("T26-031", "T26-031", 31, ""),
        ("【t26-31】 时间改了", "T26-031", 31, "时间改了"),
        ("KQ26-003", "KQ26-003", 3, ""),
        ("31", "", 31, ""),
        ("031 时间改了", "", 31, "时间改了"),
        ("第31号 改", "", 31, "改"),
        ("31号通知时间改为12月20日", "", 31, "时间改为12月20日"),
        ("(T26-031):新内容", "T26-031", 31, "新内容"),
    ],
)
def test_references(text: str, number: str, serial: int, rest: str) -> None:
    found = read_reference(text)
    assert found is not None
    assert (found.number, found.serial, found.rest) == (number, serial, rest)


@pytest.mark.parametrize(
    "text", ["", "我的电话不对", "3月5日出生", "100-0000-0007", "kq2611-007", "1990年生", "5口人", "#231", "12:30"]
)
def test_what_is_no_reference(text: str) -> None:
    assert read_reference(text) is None


NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("11月26日", date(2026, 11, 26)),
        ("12月31号", date(2026, 12, 31)),
        ("十二月三十一日", date(2026, 12, 31)),
        ("2027年1月5日", date(2027, 1, 5)),
        ("2027-01-05", date(2027, 1, 5)),
        ("1月5日", date(2027, 1, 5)),
        ("11月20日", date(2026, 11, 20)),
        ("12-31", date(2026, 12, 31)),
        ("12/31", date(2026, 12, 31)),
        ("今天", date(2026, 11, 24)),
        ("明天", date(2026, 11, 25)),
        ("大后天", date(2026, 11, 27)),
        ("周五", date(2026, 11, 27)),
        ("周一", date(2026, 11, 30)),
        ("下周三", date(2026, 12, 2)),
        ("礼拜天", date(2026, 11, 29)),
        ("30号", date(2026, 11, 30)),
        ("20号", date(2026, 12, 20)),
        ("3天后", date(2026, 11, 27)),
        ("一周", date(2026, 12, 1)),
        ("半个月", date(2026, 12, 9)),
        ("一个月", date(2026, 12, 24)),
        ("月底", date(2026, 11, 30)),
        ("下月底", date(2026, 12, 31)),
        ("年底", date(2026, 12, 31)),
        ("到12月31日为止", date(2026, 12, 31)),
        ("2月30日", None),
        ("随便", None),
        ("👌", None),
        ("", None),
    ],
)
def test_days_ahead(said: str, expected: date | None) -> None:
    assert day_ahead(normalise(said), NOW.date()) == expected


def test_a_deadline_given_as_a_date_ends_at_six() -> None:
    assert deadline("11月26日", NOW) == datetime(2026, 11, 26, 18, tzinfo=SHANGHAI)
    assert deadline("明天中午12点", NOW) == datetime(2026, 11, 25, 12, tzinfo=SHANGHAI)
    assert deadline("今天下午5点半", NOW) == datetime(2026, 11, 24, 17, 30, tzinfo=SHANGHAI)


@given(st.text("0123456789月日号年周一二三四五六天-/.半个后点下本", max_size=14))
def test_any_date_like_words_are_read(said: str) -> None:
    deadline(said, NOW)


@pytest.mark.parametrize(
    ("body", "change", "expected"),
    [
        ("11月30日上午8点在村卫生室体检", "体检时间改为12月2日上午8点", "12月2日上午8点在村卫生室体检"),
        ("11月30日上午8点体检", "改到12月2日", "12月2日上午8点体检"),
        ("11月30日到12月5日报名", "时间改为12月2日", None),
        ("11月30日体检", "地点改为村小学", None),
        ("体检在村部", "时间改为12月2日", None),
        ("11月30日体检", "时间改为12月2日,地点也改到黄石村小学操场东头", None),
    ],
)
def test_a_correction_is_merged_only_beyond_doubt(body: str, change: str, expected: str | None) -> None:
    assert corrected(body, change) == expected


@pytest.mark.parametrize(
    ("units", "wide"),
    [(["SL"], True), (["KQ", "HS", "JX"], True), (["KQ", "HS"], False), (["KQ"], False), (["KQ03"], False)],
)
def test_what_is_town_wide(units: list[str], wide: bool) -> None:
    assert is_town_wide(Audience(tuple(map(U, units))), TOWN) is wide


def test_the_issuer_is_the_lowest_office_that_holds_the_audience() -> None:
    offices = [
        Office(PersonId("P1"), "某人", Role.VILLAGE_STAFF, U("KQ"), date(2026, 1, 1)),
        Office(PersonId("P1"), "某人", Role.WARDEN, U("KQ03-02"), date(2026, 1, 1)),
    ]
    assert issuing_unit(Audience((U("KQ03-02"),)), offices, TOWN) == "KQ03-02"
    assert issuing_unit(Audience((U("KQ03"),)), offices, TOWN) == "KQ"
    assert issuing_unit(Audience((U("HS"),)), offices, TOWN) is None


def test_series() -> None:
    day = date(2026, 11, 24)
    assert [series_of(U(code), TOWN, day) for code in ("SL", "KQ", "KQ03-02", "KQ-M1")] == [
        "T26",
        "KQ26",
        "KQ26",
        "KQ26",
    ]


STATES = ("queued", "sending", "sent", "failed", "dead", "skipped", "unknown")


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(STATES)), max_size=8))
def test_a_chat_has_it_when_any_version_may_have_reached_it(rows: list[tuple[str, str]]) -> None:
    found = fates((ChatId(chat), state) for chat, state in rows)
    for chat in {chat for chat, _ in rows}:
        states = {state for one, state in rows if one == chat}
        if states & {"sent", "sending", "unknown"}:
            assert found[ChatId(chat)] is Fate.GOT
        elif states & {"queued", "failed"}:
            assert found[ChatId(chat)] is Fate.WAITS
        else:
            assert found[ChatId(chat)] is Fate.LOST
