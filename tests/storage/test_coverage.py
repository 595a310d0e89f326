"""Coverage against a plain count: whatever was recorded, by whomever, in whatever state."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from bot.app import open_database
from bot.clock import SHANGHAI
from bot.domain.check_ins import HOPED, CheckIn, Kind, State, Unmet
from bot.domain.leave import Leave
from bot.domain.leave import State as LeaveState
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.rehearsal.town import demo_roster, fill
from bot.storage import check_ins, coverage, leave, people
from bot.storage.database import Database, Db
from bot.storage.writer import run_now

TOWN = TownId("SL")
SINCE, UNTIL = date(2026, 10, 1), date(2026, 12, 31)
UNITS = ("KQ03-01", "KQ03-02", "HS01-B1", "KQ-M1")
SAID = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


class _Undo(Exception):
    """Nothing of an example is kept."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('coverage')}/town.db"
    fill(url, demo_roster())
    opened = open_database(url)
    yield opened
    opened.close()


def record(number: int, home: str | None, person: str | None, day: date, state: State, met: bool) -> CheckIn:
    return CheckIn(
        number, PersonId("P0012"), UnitId("KQ03-02"), None, Kind.VISIT, day, None,
        HouseholdId(home) if home else None, PersonId(person) if person else None, "", "",
        None if met else Unmet.NOBODY_HOME, False, "", "", False, "", state, 0, 0, 0, 0, SAID,
    )  # fmt: skip


TOLD = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.integers(0, 20),
        st.dates(SINCE - timedelta(days=5), UNTIL + timedelta(days=5)),
        st.sampled_from(State),
        st.booleans(),
    ),
    max_size=40,
)


@how(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60)
@given(told=TOLD)
def test_coverage_is_what_a_plain_count_says(
    database: Database, told: list[tuple[str, int, date, State, bool]]
) -> None:
    def unit(db: Db) -> None:
        homes = {
            one: [home for home, _, away, _ in people.list_households(db, TOWN, UnitId(one)) if not away]
            for one in UNITS
        }
        members = [one.id for one in people.list_of_units(db, TOWN, [UnitId("KQ-M1")])]
        expected: dict[str, set[str]] = {one: set() for one in UNITS}
        for number, (where, at, day, state, met) in enumerate(told, 1):
            listed = homes[where] or members
            whom = str(listed[at % len(listed)])
            home, person = (None, whom) if where == "KQ-M1" else (whom, None)
            check_ins.add(db, TOWN, record(number, home, person, day, state, met))
            if met and state in HOPED and SINCE <= day <= UNTIL:
                expected[where].add(whom)
        found = coverage.by_unit(db, TOWN, SINCE, UNTIL)
        for where in UNITS:
            part = found[UnitId(where)]
            assert part.contacted == len(expected[where])
            assert part.homes == len(homes[where] or members)
        raise _Undo

    with suppress(_Undo):
        run_now(database, lambda db: db, unit)


def test_what_cannot_be_is_told_by_check(database: Database) -> None:
    def unit(db: Db) -> list[str]:
        day = date(2026, 12, 1)
        for number, last in ((1, day), (2, day + timedelta(days=3)), (3, day + timedelta(days=90))):
            deputy = PersonId("P0011") if number == 1 else None
            leave.add(db, TOWN, Leave(number, PersonId("P0011"), day, last, deputy, None, LeaveState.STANDING, SAID))
        found.extend(leave.breaches(db, TOWN))
        raise _Undo

    found: list[str] = []
    with suppress(_Undo):
        run_now(database, lambda db: db, unit)
    assert [one.partition(":")[2].strip() for one in found] == [
        "自己代自己的班",
        "和请假1重叠",
        "起止不对",
        "和请假2重叠",
    ]
