"""Tasks, pledges, leaves as rows, on both engines: what is written is read again, also by the prepared statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot.app import open_database
from bot.clock import SHANGHAI
from bot.domain.check_ins import CheckIn, Kind
from bot.domain.check_ins import State as CheckInState
from bot.domain.leave import Leave
from bot.domain.leave import State as LeaveState
from bot.domain.pledges import Pledge
from bot.domain.pledges import State as PledgeState
from bot.domain.tasks import Progress, State, Task
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.rehearsal.town import demo_roster, fill
from bot.storage import check_ins, directory, leave, pledges, tasks
from bot.storage.database import Db
from bot.storage.writer import run_now

TOWN = TownId("SL")
SAID = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
TODAY = SAID.date()
TASK = Task(
    3, PersonId("P0005"), UnitId("KQ"), (UnitId("KQ03"), UnitId("KQ05")), "防溺水巡查", "看塘边", "防溺水",
    ("警示牌", "护栏"), SAID, date(2026, 12, 15),
)  # fmt: skip
PLEDGE = Pledge(
    7, PersonId("P0012"), UnitId("KQ03-02"), 2026, ("每户走到", "会修电"), PledgeState.SUBMITTED, "", None, SAID
)


def record(number: int, home: str, state: CheckInState = CheckInState.SUBMITTED) -> CheckIn:
    return CheckIn(
        number, PersonId("P0012"), UnitId("KQ03-02"), None, Kind.VISIT, TODAY, None, HouseholdId(home), None, "", "",
        None, False, "", "", False, "", state, 0, 0, 0, 0, SAID,
    )  # fmt: skip


def test_tasks(database_url: str) -> None:
    def unit(db: Db) -> None:
        tasks.add(db, TOWN, TASK)
        assert tasks.find(db, TOWN, 3) == TASK
        assert tasks.list_since(db, TOWN, TASK.until) == [TASK]
        assert tasks.list_since(db, TOWN, date(2026, 12, 16)) == []
        for number, home in ((1, "KQ03-02-01"), (2, "KQ03-02-02"), (3, "KQ03-02-02")):
            check_ins.add(db, TOWN, record(number, home))
            tasks.put_marks(db, TOWN, number, [3])
            tasks.put_marks(db, TOWN, number, [3])
        assert tasks.progress(db, TOWN, 3) == Progress(1, 3, 2)
        check_ins.change(db, TOWN, record(1, "KQ03-02-01", CheckInState.WITHDRAWN))
        tasks.put_marks(db, TOWN, 3, [])
        assert tasks.progress(db, TOWN, 3, PersonId("P0012")) == Progress(1, 1, 1)
        assert tasks.progress_by_unit(db, TOWN, 3) == {UnitId("KQ03-02"): Progress(1, 1, 1)}
        assert tasks.list_marks(db, TOWN, [2, 3]) == [3]
        tasks.change(db, TOWN, replace(TASK, state=State.WITHDRAWN, ended_at=SAID))
        assert tasks.list_since(db, TOWN, TODAY) == []
        assert tasks.list_open(db, TOWN) == []

    run(database_url, unit)


def test_pledges(database_url: str) -> None:
    def unit(db: Db) -> None:
        pledges.add(db, TOWN, PLEDGE)
        assert pledges.list_waiting(db, TOWN, [UnitId("KQ03-02")]) == [PLEDGE]
        assert pledges.find_shown(db, TOWN, PLEDGE.person, 2026) is None
        shown = replace(PLEDGE, state=PledgeState.PUBLISHED, reviewer=PersonId("P0005"), decided_at=SAID)
        pledges.change(db, TOWN, shown)
        assert pledges.find_shown(db, TOWN, PLEDGE.person, 2026) == shown
        check_ins.add(db, TOWN, record(1, "KQ03-02-01"))
        pledges.put_evidence(db, TOWN, 1, 7, [2])
        pledges.put_evidence(db, TOWN, 1, 7, [1])
        assert pledges.list_evidence(db, TOWN, [1]) == [(7, 1)]
        assert pledges.count_kept(db, TOWN, 7) == {}
        check_ins.change(db, TOWN, record(1, "KQ03-02-01", CheckInState.APPROVED))
        assert pledges.count_kept(db, TOWN, 7) == {1: 1}
        assert pledges.list_kept(db, TOWN, PLEDGE.person, TODAY, TODAY) == [(1, TODAY)]
        pledges.put_evidence(db, TOWN, 1, 7, [])
        assert pledges.list_evidence(db, TOWN, [1]) == []
        pledges.put_choices(db, TOWN, UnitId("KQ"), ["甲乙丙", "丁戊己"])
        pledges.put_choices(db, TOWN, UnitId("KQ"), ["丁戊己"])
        assert pledges.list_choices(db, TOWN, UnitId("KQ")) == ["丁戊己"]

    run(database_url, unit)


def test_leaves_are_in_the_tree(database_url: str) -> None:
    def unit(db: Db) -> None:
        one = Leave(1, PersonId("P0012"), TODAY, TODAY, PersonId("P0011"), None, LeaveState.STANDING, SAID)
        leave.add(db, TOWN, one)
        served = directory.read_directory(db, TOWN).warden_of(UnitId("KQ03-02"), TODAY)
        assert served is not None
        assert (served.person, served.name, served.stands_in_for) == ("P0011", "陈志远", "P0012")
        leave.change(db, TOWN, replace(one, state=LeaveState.CANCELLED))
        served = directory.read_directory(db, TOWN).warden_of(UnitId("KQ03-02"), TODAY)
        assert served is not None
        assert served.person == "P0012"

    run(database_url, unit)


def run(url: str, unit: Callable[[Db], None]) -> None:
    fill(url, demo_roster())
    database = open_database(url)
    run_now(database, lambda db: db, unit)
    database.close()
