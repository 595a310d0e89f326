"""``xianglin check`` of the tree: each rule broken by hand is told, a fresh roster breaks none."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.domain.directory import Office, Tier, Unit
from bot.domain.roles import Role
from bot.ids import PersonId, TownId, UnitId
from bot.rehearsal.town import demo_roster, fill
from bot.storage import directory as rows
from bot.storage import people, tree
from bot.storage.database import Db
from bot.storage.writer import run_now

TOWN = TownId("SL")
Break = Callable[[Db], object]


def _unit(db: Db) -> object:
    return rows.put_unit(db, TOWN, Unit(UnitId("X"), "悬空", Tier.GRID, UnitId("SL")))


def _two_wardens(db: Db) -> object:
    return rows.put_office(
        db, TOWN, Office(PersonId("P0023"), "", Role.BUILDING_WARDEN, UnitId("KQ03-02"), date(2026, 5, 1))
    )


def _office_nowhere(db: Db) -> object:
    return rows.put_office(db, TOWN, Office(PersonId("P0023"), "", Role.WARDEN, UnitId("XX"), date(2026, 5, 1)))


def _household_of_a_village(db: Db) -> object:
    return people.put_household(db, TOWN, "H9", "KQ", "", "", False)


def _twenty_one(db: Db) -> object:
    return people.put_household(db, TOWN, "H9", "KQ05-02", "", "", False)


def _no_household(db: Db) -> object:
    return db.execute(sa.update(people.person).where(people.person.c.id == "P0023").values(household="H9"))


def _elsewhere(db: Db) -> object:
    return db.execute(sa.update(people.person).where(people.person.c.id == "P0023").values(unit="KQ03-01"))


def _account_of_nobody(db: Db) -> object:
    return db.execute(sa.update(people.account).where(people.account.c.person == "P0023").values(person="P9"))


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (None, []),
        (_unit, ["单位 X: 上级不对"]),
        (_two_wardens, ["单位 KQ03-02: 同一时间有两位邻长或网格长"]),
        (_office_nowhere, ["任职: warden 的单位 XX 不存在"]),
        (_household_of_a_village, ["户 H9: 不在任何一个邻"]),
        (_twenty_one, ["单位 KQ05-02: 21 户,超过 20 户又没有理由"]),
        (_no_household, ["人员 P0023: 户不存在"]),
        (_elsewhere, ["人员 P0023: 所在的邻和户的邻不一致"]),
        (_account_of_nobody, ["账号(sim): 没有对应的人"]),
    ],
    ids=lambda value: getattr(value, "__name__", "") if value is None or callable(value) else "",
)
def test_a_broken_rule_is_told(break_it: Break | None, told: list[str], tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/town.db"
    fill(url, demo_roster())
    database = open_database(url)

    def unit(db: Db) -> list[str]:
        if break_it is not None:
            break_it(db)
        return tree.breaches(db, TOWN)

    assert run_now(database, lambda db: db, unit) == told
    database.close()
