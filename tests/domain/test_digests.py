"""What goes into a digest: periods, counts, titles, sizes."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import digests
from bot.domain.concern_states import State
from bot.domain.concerns import Outcome
from bot.domain.digest_weeks import GridWeek, ResidentWeek, Sending, TownWeek, VillageWeek
from bot.domain.digests import Counts, Matter, Period, Visits
from bot.domain.directory import Directory, Tier, Unit
from bot.domain.notices import Audience, Notice, Receipt
from bot.domain.notices import Level as NoticeLevel
from bot.domain.notices import State as NoticeState
from bot.domain.settings import Settings
from bot.ids import PersonId, UnitId
from bot.texts import digests as say


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOW = at("2026-11-30T08:30")
WEEK = Period(at("2026-11-23T00:00"), at("2026-11-30T00:00"))


def matter(number: int = 1, **changes: object) -> Matter:
    row: dict[str, object] = {
        "number": f"KQ2611-{number:03d}",
        "title": "路灯",
        "category": "POWER_NET",
        "unit": UnitId("KQ03-02"),
        "state": State.IN_PROGRESS,
        "tier": Tier.NEIGHBOURHOOD,
        "outcome": Outcome.NONE,
        "filed_at": at("2026-11-24T09:00"),
        "resolved_at": None,
        "due_at": at("2026-12-03T18:00"),
        "ack_due_at": None,
    }
    return Matter(**{**row, **changes})  # type: ignore[arg-type]  # rows of a table of cases


@pytest.mark.parametrize(
    ("due", "since", "until", "first", "last"),
    [
        ("2026-11-30T08:30", "2026-11-23T00:00", "2026-11-30T00:00", "2026-11-23", "2026-11-29"),
        ("2026-10-05T08:30", "2026-09-28T00:00", "2026-10-05T00:00", "2026-09-28", "2026-10-04"),
        ("2026-11-25T10:00", "2026-11-23T00:00", "2026-11-25T10:00", "2026-11-23", "2026-11-25"),
        # Spring Festival 2026: nobody works from 16 to 22 February; the next digest covers that week and the one before
        ("2026-02-23T08:30", "2026-02-09T00:00", "2026-02-23T00:00", "2026-02-09", "2026-02-22"),
    ],
)
def test_a_staff_digest_covers_the_week_before(due: str, since: str, until: str, first: str, last: str) -> None:
    period = digests.staff_period(at(due), Settings())
    assert (period.since, period.until) == (at(since), at(until))
    assert (period.first, period.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_residents_digest_goes_from_evening_to_evening_and_leaves_no_gap() -> None:
    one, next_one = (digests.residents_period(at(f"2026-11-{day}T19:00")) for day in (22, 29))
    assert one.until == next_one.since
    assert (next_one.first, next_one.last) == (date(2026, 11, 23), date(2026, 11, 29))


def test_counting_a_week() -> None:
    found = [
        matter(1, state=State.CLOSED, resolved_at=at("2026-11-25T10:00")),
        matter(2, title="垃圾", category="ENV", state=State.CLAIMED, due_at=at("2026-11-29T18:00")),
        matter(3, state=State.FILED, ack_due_at=at("2026-11-27T10:00")),
        matter(4, state=State.ON_HOLD, due_at=at("2026-11-20T18:00")),
        matter(5, state=State.RESOLVED, filed_at=at("2026-11-10T10:00"), resolved_at=at("2026-11-18T10:00")),
        matter(6, filed_at=at("2026-11-30T08:00"), tier=Tier.TOWN),
    ]
    counts = digests.counted(found, WEEK, NOW)
    assert (counts.new, counts.done, counts.open, counts.overdue, counts.at_town) == (4, 1, 4, 2, 1)
    assert (counts.new_before, counts.done_before) == (0, 1)
    assert counts.categories == (("POWER_NET", 3), ("ENV", 1))
    assert counts.repeated == (("路灯", 3),)


@pytest.mark.parametrize(("now", "before", "shown"), [(5, 5, True), (17, 12, True), (4, 12, False), (12, 4, False)])
def test_the_week_before_is_told_only_when_both_have_five(now: int, before: int, shown: bool) -> None:
    assert digests.comparable(now, before) is shown
    counts = Counts(now, before, 0, 0, 0, 0, 0, (), ())
    text = say.village(VillageWeek("村", WEEK, counts, (), Visits(), (), None))
    assert (f"(上周{before})" in text) is shown


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("路灯", "村口路灯坏了好几天,黑漆漆的", "村口路灯"),
        ("路灯", "我家门前的路灯坏了,我是李秀英", "路灯"),
        ("村口", "村口的事", "村口"),
        ("垃圾桶", "从东头到村口的垃圾桶都满了", "东头垃圾桶"),
        ("其他", "电话100-0000-0023", "其他"),
    ],
)
def test_a_title_is_made_of_our_own_words(title: str, text: str, shown: str) -> None:
    assert digests.titled(title, text) == shown


@pytest.mark.parametrize(
    ("title", "shown"), [("村口路灯坏", "村口路灯"), ("路坏", "路坏"), ("停水", "停水"), ("灯不亮", "灯不亮")]
)
def test_a_mended_thing_is_not_called_broken(title: str, shown: str) -> None:
    assert digests.mended(title) == shown


def test_only_what_was_done_and_stayed_done_is_told_to_residents() -> None:
    done: dict[str, object] = {"state": State.CLOSED, "resolved_at": at("2026-11-25T10:00")}
    found = [
        matter(1, **done),
        matter(2, **done),
        matter(3, title="水管", unit=UnitId("KQ03"), **done),
        matter(4, title="涵洞", unit=UnitId("KQ03-01"), **done),
        matter(5, title="桥", outcome=Outcome.EXPLAINED, **done),
        matter(6, title="沟渠", state=State.IN_PROGRESS, resolved_at=at("2026-11-25T10:00")),
        matter(7, title="广播", state=State.CLOSED, resolved_at=at("2026-11-15T10:00")),
    ]
    assert digests.fixed_titles(found, UnitId("KQ03-02"), UnitId("KQ03"), WEEK) == ("路灯", "水管")


def _notice(number: str, released: str, until: str, state: NoticeState = NoticeState.RELEASED) -> Notice:
    return Notice(
        number, "T26", 1, PersonId("P1"), UnitId("SL"), "医保缴费", "", "", Audience((UnitId("SL"),)),
        NoticeLevel.NORMAL, Receipt.NONE, None, "", "", date.fromisoformat(until), state, False, at(released),
        released_at=at(released),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("released", "until", "fresh"),
    [
        ("2026-11-24T09:00", "2026-12-20", True),
        ("2026-11-01T09:00", "2026-12-20", False),
        ("2026-11-01T09:00", "2026-12-05", True),
    ],
)
def test_an_old_notice_alone_is_no_news_until_it_is_about_to_end(released: str, until: str, fresh: bool) -> None:
    assert digests.is_fresh(_notice("T26-001", released, until), WEEK, date(2026, 11, 29)) is fresh


def test_expired_and_withdrawn_notices_are_not_told() -> None:
    directory = Directory.of([Unit(UnitId("SL"), "胜利镇", Tier.TOWN, None)], [], [])
    told = [
        _notice("T26-001", "2026-11-24T09:00", "2026-12-20"),
        _notice("T26-002", "2026-11-24T09:00", "2026-11-28"),
        _notice("T26-003", "2026-11-24T09:00", "2026-12-20", NoticeState.WITHDRAWN),
    ]
    valid = digests.still_valid(told, directory, UnitId("SL"), date(2026, 11, 29))
    assert [one.number for one in valid] == ["T26-001"]


def _resident(**changes: object) -> ResidentWeek:
    row: dict[str, object] = {
        "name": "康桥村三组2邻",
        "period": WEEK,
        "fixed": (),
        "in_progress": 0,
        "notices": (),
        "season": "forest_fire",
        "contact_role": "warden",
        "contact": "王建国",
    }
    return ResidentWeek(**{**row, **changes})  # type: ignore[arg-type]


def test_a_phone_and_a_season_line_alone_are_nothing() -> None:
    assert not _resident().anything
    assert not _resident(in_progress=3).anything
    assert not _resident(notices=(_notice("T26-001", "2026-11-01T09:00", "2026-12-20"),)).anything
    assert _resident(fixed=("路灯",)).anything
    assert _resident(fresh=True).anything


def test_how_it_reads() -> None:
    text = say.neighbourhood(
        _resident(fixed=("村口路灯", "垃圾桶"), notices=(_notice("T26-001", "2026-11-24T09:00", "2026-12-20"),))
    )
    assert text.splitlines() == [
        "【康桥村三组2邻·一周】11.23–11.29",
        "✅ 办好的:村口路灯;垃圾桶",
        "📢 记着:医保缴费(到12月20日,看全文回“通知 T26-001”)",
        "⚠️ 天干,别在田里山边烧草,上坟别点火",
        "有事找邻长王建国,或回“反映 什么事”",
        "着急的事打110、119、120",
    ]


def test_numbers_of_households_below_three_are_not_told() -> None:
    quiet = Counts(0, 0, 0, 0, 0, 0, 0, (), ())
    few = say.village(VillageWeek("村", WEEK, quiet, (), Visits(3, 2, 0), (), None))
    assert "少量" in few
    assert "2户" not in few
    assert "联系3户" in say.village(VillageWeek("村", WEEK, quiet, (), Visits(3, 3, 0), (), None))


words = st.text(alphabet="路灯水管垃圾桶沟渠", min_size=1, max_size=8)
numbers = st.integers(0, 400)


@given(
    st.tuples(*[numbers] * 7),
    st.lists(words, max_size=30),
    st.builds(Visits, numbers, numbers, numbers),
    st.lists(st.builds(Sending, words, numbers, numbers), max_size=30),
)
def test_no_digest_is_longer_than_it_may_be(
    sums: tuple[int, ...], titles: list[str], visits: Visits, sent: list[Sending]
) -> None:
    three = tuple((title, 3) for title in titles[:3])
    counts = Counts(*sums, (("ENV", 3), ("ROAD", 2), ("OTHER", 1)), three)  # type: ignore[arg-type]
    village = say.village(VillageWeek("康桥村", WEEK, counts, tuple(titles), visits, tuple(sent), NOW))
    assert len(village.splitlines()) <= 25
    villages = tuple((f"{number}村", counts) for number in range(len(titles)))
    town = say.town(TownWeek("胜利镇", WEEK, villages, counts, tuple(titles), 3, NOW, sums[1], sums[2]))
    assert len(town.splitlines()) <= 25
    matters = tuple(matter(number) for number in range(len(titles)))
    assert len(say.grid(GridWeek("三组", WEEK, counts, matters)).splitlines()) <= 12
    notices = tuple(_notice(f"T26-{n:03d}", "2026-11-24T09:00", "2026-12-20") for n in range(len(titles)))
    resident = _resident(fixed=tuple(titles), notices=notices, in_progress=sums[3])
    assert len(say.neighbourhood(resident).splitlines()) <= 12
    assert len(say.migrant(resident).splitlines()) <= 12


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_safety_line(month: int) -> None:
    assert say.neighbourhood(_resident(season=digests.season_of(date(2026, month, 15)), fixed=("路灯",)))


def test_overdue_leaves_out_what_waits_with_a_reason() -> None:
    past = NOW - timedelta(days=1)
    assert matter(due_at=past).is_overdue(NOW)
    assert not matter(due_at=past, state=State.ON_HOLD).is_overdue(NOW)
    assert not matter(due_at=past, state=State.RESOLVED).is_overdue(NOW)
    assert matter(state=State.FILED, ack_due_at=past).is_overdue(NOW)
    assert not matter(state=State.CLAIMED, ack_due_at=past).is_overdue(NOW)
