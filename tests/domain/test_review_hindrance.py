"""Who may not review a check-in (I27): its author, and whoever lives in the same household, whatever office they hold."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.clock import SHANGHAI
from bot.domain.check_ins import CheckIn, Hindrance, Kind, State, hindrance
from bot.domain.directory import Directory, Office, Person, Tier, Unit
from bot.domain.roles import Role
from bot.ids import HouseholdId, PersonId, UnitId

TODAY = date(2026, 11, 24)
VILLAGE, LIN = UnitId("HS"), UnitId("HS-1")
TREE = Directory.of(
    (Unit(VILLAGE, "黄石村", Tier.VILLAGE, None), Unit(LIN, "一组1邻", Tier.NEIGHBOURHOOD, VILLAGE)),
    (),
    (Office(PersonId("S"), "胡", Role.VILLAGE_STAFF, VILLAGE, date(2026, 1, 1)),),
)
RECORD = CheckIn(
    1, PersonId("W"), LIN, HouseholdId("h1"), Kind.VISIT, TODAY, None, None, None, "", "", None, False, "", "", False, "",
    State.SUBMITTED, 2, 2, 0, 0, datetime(2026, 11, 24, tzinfo=SHANGHAI),
)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "home", "record_home", "why"),
    [
        ("S", "h2", "h1", None),
        ("S", None, "h1", None),
        ("S", None, None, None),
        ("S", "h1", "h1", Hindrance.HOUSEHOLD),
        ("W", "h1", "h1", Hindrance.OWN),
        ("V", "h2", "h1", Hindrance.SCOPE),
    ],
)
def test_what_stands_in_the_way(who: str, home: str | None, record_home: str | None, why: Hindrance | None) -> None:
    reviewer = Person(PersonId(who), "某", LIN, HouseholdId(home) if home else None)
    record = replace(RECORD, home=HouseholdId(record_home) if record_home else None)
    assert hindrance(TREE, reviewer, record, TODAY) is why
