"""Is the data sound? Every area's storage file may have ``breaches``; together they are ``xianglin check`` (handbook §8)."""

from collections.abc import Callable

from bot.app import load_tables
from bot.ids import TownId
from bot.storage.database import Db

Check = Callable[[Db, TownId], list[str]]


def breaches(db: Db, town: TownId) -> list[str]:
    """One Chinese line for each rule that the rows break; empty when all is well."""
    checks: list[Check] = [
        found for module in load_tables() if (found := getattr(module, "breaches", None)) is not None
    ]
    return [line for check in checks for line in check(db, town)]
