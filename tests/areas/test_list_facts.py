"""What a quarter's rows come to for each warden: every positive item from real rows, and what staff may look into."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.actions import list_drafts, list_facts
from bot.app import open_database
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import list_rules
from bot.domain.check_ins import CheckIn, Kind, Unmet
from bot.domain.check_ins import State as Stage
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Level, Outcome
from bot.domain.directory import Tier
from bot.domain.list_rules import Quarter
from bot.domain.list_states import Kind as ListKind
from bot.domain.poll_results import Cell
from bot.domain.polls import Poll, PollState
from bot.domain.settings import Settings
from bot.domain.settlements import Settlement, SettlementState
from bot.domain.standings import Band, League, Result, Standing
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.memory import Memory
from bot.rehearsal.town import demo_roster, fill
from bot.storage import check_ins, concerns, people, polls, settlements
from bot.storage.database import Db
from bot.storage.points import points_credit

TOWN = TownId("SL")
NOW = datetime(2026, 12, 28, 10, tzinfo=SHANGHAI)
WANG, SUN = PersonId("P0012"), PersonId("P0013")
KQ = UnitId("KQ")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    path = Path(tmp_path_factory.mktemp("facts")) / "town.db"
    fill(f"sqlite:///{path}", demo_roster())
    database = open_database(f"sqlite:///{path}")
    with database.writer() as db:
        yield db
    database.close()


@pytest.fixture
def work(rows: Db) -> Iterator[Work]:
    rows.say("BEGIN IMMEDIATE")
    yield Memory(TOWN, Settings(), lambda: NOW).begin(rows)
    rows.say("ROLLBACK")


def quarter(work: Work, who: PersonId = WANG, period: str = "2026Q4") -> Quarter:
    return next(found for one, found in list_facts.quarters(work, KQ, period) if one.person == who)


def codes(work: Work, who: PersonId = WANG) -> list[str]:
    return [one.code for one in list_rules.merits(quarter(work, who))]


def concern(number: int, closed: datetime | None, **changed: Any) -> Concern:
    made = Concern(
        number=f"KQ2612-{number:03d}",
        filed_at=NOW - timedelta(days=9),
        reporter=PersonId("P0023"),
        unit=UnitId("KQ03-02"),
        category="ROAD",
        level=Level.BLUE,
        title="路",
        text="路灯",
        private=False,
        state=State.CLOSED if closed else State.CLAIMED,
        tier=Tier.NEIGHBOURHOOD,
        desk=UnitId("KQ03-02"),
        claimed_by=WANG,
        closed_at=closed,
        outcome=Outcome.RATED if closed else Outcome.NONE,
    )
    return replace(made, **changed)


def visit(number: int, kind: Kind, day: date, **changed: Any) -> CheckIn:
    made = CheckIn(
        number=number,
        warden=SUN,
        unit=UnitId("KQ03-03"),
        home=HouseholdId("KQ03-03-02"),
        kind=kind,
        day=day,
        minutes=30,
        household=None,
        person=None,
        target="",
        note="",
        unmet=None,
        extra=False,
        need="",
        task="",
        backfill=False,
        reason="",
        state=Stage.APPROVED,
        value=3,
        expected=3,
        points=3,
        rejections=0,
        said_at=NOW,
    )
    return replace(made, **changed)


def test_five_concerns_in_time_are_a_merit_and_a_late_one_spoils_it(work: Work) -> None:
    for number in range(5):
        concerns.add(work.db, TOWN, concern(number, NOW - timedelta(days=number)))
    concerns.add(work.db, TOWN, concern(6, None))
    concerns.add(work.db, TOWN, concern(7, datetime(2026, 9, 30, 23, tzinfo=SHANGHAI), overdue=1))
    concerns.add(work.db, TOWN, concern(8, NOW, outcome=Outcome.BY_REPORTER, overdue=2))
    assert (quarter(work).closed, quarter(work).on_time) == (5, 5)
    assert codes(work) == ["正-01"]
    concerns.add(work.db, TOWN, concern(9, NOW, overdue=1))
    assert codes(work) == []


def test_reopened_was_not_done_in_time(work: Work) -> None:
    for number in range(5):
        concerns.add(work.db, TOWN, concern(number, NOW, reopened=int(number == 0)))
    assert codes(work) == []


def test_everybody_cared_for_seen_in_each_month(work: Work) -> None:
    cared = PersonId("P0033")  # weekly, the only one of 孙桂花
    for number, day in enumerate((date(2026, 10, 3), date(2026, 11, 9)), 1):
        check_ins.add(work.db, TOWN, visit(number, Kind.CARE, day, person=cared))
    check_ins.add(work.db, TOWN, visit(3, Kind.CARE, date(2026, 12, 1), person=cared, unmet=Unmet.NOBODY_HOME))
    check_ins.add(work.db, TOWN, visit(4, Kind.CARE, date(2026, 12, 2), person=cared, state=Stage.SUBMITTED))
    assert codes(work, SUN) == []
    check_ins.add(work.db, TOWN, visit(5, Kind.CARE, date(2026, 12, 3), person=cared))
    assert codes(work, SUN) == ["正-02"]


def test_a_home_that_was_named_counts_for_whoever_of_it_is_cared_for(work: Work) -> None:
    home = people.get_person(work.db, TOWN, PersonId("P0033")).household
    assert home
    for number, month in enumerate((10, 11, 12), 1):
        assert codes(work, SUN) == []
        check_ins.add(work.db, TOWN, visit(number, Kind.CARE, date(2026, month, 3), household=home))
    assert codes(work, SUN) == ["正-02"]


def test_services_that_count_by_themselves(work: Work) -> None:
    day = date(2026, 11, 3)
    check_ins.add(work.db, TOWN, visit(1, Kind.MEDIATE, day, extra=True))
    check_ins.add(work.db, TOWN, visit(2, Kind.MEDIATE, day))
    assert codes(work, SUN) == []
    check_ins.add(work.db, TOWN, visit(3, Kind.MEDIATE, day, extra=True))
    check_ins.add(work.db, TOWN, visit(4, Kind.EMERGENCY, day))
    check_ins.add(work.db, TOWN, visit(5, Kind.LEAD, day))
    credit = {"kind": "ADVICE", "cause": "idea:1", "warden": SUN, "day": day, "standing": True, "value": 5, "points": 5}
    work.db.execute(sa.insert(points_credit).values(town=TOWN, **credit))
    assert codes(work, SUN) == ["正-03", "正-04", "正-05", "正-07"]
    assert list_rules.merits(quarter(work, SUN, "2026Q3")) == ()


def result(work: Work, unit: str, good: int, bad: int) -> None:
    """A poll that closed in November, with these answers of one neighbourhood."""
    closes = datetime(2026, 11, 20, 18, tzinfo=SHANGHAI)
    poll = Poll(1, "P1", KQ, "2026H2", closes - timedelta(days=14), closes, PollState.OPEN, "ab" * 32)
    polls.add(work.db, TOWN, poll, [UnitId(unit)])
    polls.close(work.db, TOWN, 1, PollState.PUBLISHED, [])
    cell = Cell(UnitId(unit), good + bad, 40, {"overall": {"满意": good, "不满意": bad}}, UnitId(""))
    polls.put_results(work.db, TOWN, 1, [cell], [])


def test_satisfaction_of_a_closed_poll(work: Work) -> None:
    result(work, "KQ03-02", 19, 1)
    assert codes(work) == ["正-06"]
    assert list_rules.merits(quarter(work)) == (list_rules.Merit("正-06", 20, 95),)
    assert codes(work, SUN) == []


@pytest.mark.parametrize(("good", "bad"), [(4, 0), (18, 1)])
def test_few_or_unhappy_ballots_are_none(work: Work, good: int, bad: int) -> None:
    result(work, "KQ03-02", good, bad)
    assert codes(work) == []


def test_the_first_of_a_locked_settlement_may_be_named(work: Work) -> None:
    standing = Standing(WANG, League.VILLAGE, 60, 6, 10_000, 9_600)
    settlements.put_results(work.db, TOWN, KQ, "2026H2", [Result(standing, Band.FRONT, True, KQ, "2026H2")])
    settlement = Settlement(KQ, "2026H2", SettlementState.SIGNED, NOW, None, NOW)
    settlements.put(work.db, TOWN, settlement)
    assert not quarter(work).first
    settlements.put(work.db, TOWN, replace(settlement, state=SettlementState.LOCKED, locked_at=NOW))
    assert quarter(work).first
    assert quarter(work, period="2027Q1").first
    assert not quarter(work, period="2026Q3").first
    village = work.directory.units[KQ]
    _, drafts = list_drafts.draft_honours(work, village, "2026Q4")
    assert [(one.person, one.facts, one.author) for one in drafts] == [(WANG, "服务积分靠前", None)]
    _, again = list_drafts.draft_honours(work, village, "2026Q4")
    assert again == drafts


def test_what_staff_may_look_into_is_counted_and_complaints_are_not(work: Work) -> None:
    for number in range(3):
        concerns.add(work.db, TOWN, concern(number, None, supervised=True, overdue=1))
    concerns.add(work.db, TOWN, concern(4, None, supervised=True, overdue=1, complaint=True, private=True))
    concerns.add(work.db, TOWN, concern(5, None, supervised=False, overdue=1))
    assert quarter(work).supervised_overdue == 3
    assert quarter(work, SUN).supervised_overdue == 0
    staff = work.as_person(people.get_person(work.db, TOWN, PersonId("P0005")))
    text = list_drafts.draft(staff, ListKind.REMINDER, work.directory.units[KQ], "2026Q4")
    assert "王建国那里督办的事超期3件" in text
    assert "没有上榜" in text
