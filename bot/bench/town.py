"""A synthetic town for measuring: wardens by the thousand, each with an account of their own. Names are numbers."""

import secrets
from datetime import date, datetime
from pathlib import Path

from bot.app import open_database
from bot.clock import SHANGHAI
from bot.domain.directory import Chat, ChatKind, Office, Person, Tier, Unit
from bot.domain.roles import Role
from bot.ids import ChatId, HouseholdId, PersonId, TownId, UnitId
from bot.storage import directory as directory_rows
from bot.storage import people, towns
from bot.storage.database import Db
from bot.storage.sealing import KEY_BYTES, Ring
from bot.storage.writer import run_now

TOWN = TownId("BN")
WARDENS = 1000
_A_GRID = 10
_A_VILLAGE = 50
_SINCE = date(2026, 1, 1)
_AT = datetime(2026, 1, 1, tzinfo=SHANGHAI)


def warden(number: int) -> str:
    """Account of a warden on the simulated platform."""
    return f"w{number}"


def chat(number: int) -> str:
    """Address of a neighbourhood's group."""
    return f"g{number}"


def keys() -> Ring:
    """Keys for this run alone."""
    return Ring([secrets.token_bytes(KEY_BYTES)], secrets.token_bytes(KEY_BYTES))


def build(path: Path, ring: Ring) -> None:
    """Make the town in a new SQLite file, sealed as in earnest."""
    database = open_database(f"sqlite:///{path}", ring)
    run_now(database, lambda db: db, _fill)
    database.close()


def _fill(db: Db) -> None:
    towns.put_town(db, TOWN, "测速镇")
    directory_rows.put_unit(db, TOWN, Unit(UnitId("BN"), "测速镇", Tier.TOWN, None))
    for number in range(WARDENS):
        village, grid = (
            UnitId(f"V{number // _A_VILLAGE:02}"),
            UnitId(f"V{number // _A_VILLAGE:02}G{number // _A_GRID:03}"),
        )
        if number % _A_VILLAGE == 0:
            directory_rows.put_unit(db, TOWN, Unit(village, f"{village}村", Tier.VILLAGE, UnitId("BN")))
        if number % _A_GRID == 0:
            directory_rows.put_unit(db, TOWN, Unit(grid, f"{grid}组", Tier.GRID, village))
        _neighbourhood(db, number, grid)


def _neighbourhood(db: Db, number: int, grid: UnitId) -> None:
    unit, home, who = UnitId(f"{grid}-{number:04}"), HouseholdId(f"H{number:04}"), PersonId(f"P{number:04}")
    directory_rows.put_unit(db, TOWN, Unit(unit, f"{number}邻", Tier.NEIGHBOURHOOD, grid))
    people.put_household(db, TOWN, home, unit, f"户{number}", f"{number}号", away=False)
    people.put_person(db, TOWN, Person(who, f"甲{number}", unit, home))
    people.put_account(db, TOWN, "sim", warden(number), who, _AT)
    directory_rows.put_office(db, TOWN, Office(who, f"甲{number}", Role.WARDEN, unit, _SINCE))
    found = Chat(ChatId(f"c{number}"), f"{number}邻群", ChatKind.NEIGHBOURHOOD, unit)
    directory_rows.put_chat(db, TOWN, found, "sim", chat(number))
