"""The planner's knowledge: no prepared statement walks through a whole town."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from bot.app import load_tables, open_database
from bot.storage.estimates import estimate
from bot.storage.prepared import Prepared


def statements() -> list[tuple[str, str]]:
    """(name, SQL) of every prepared statement that looks for rows."""
    found: list[tuple[str, str]] = []
    for module in load_tables():
        for name, value in vars(module).items():
            if isinstance(value, Prepared):
                statement: Any = value.statement
                found.append((f"{module.__name__}.{name}", str(statement.compile(dialect=sqlite.dialect()))))
    return [(name, sql) for name, sql in found if sql.startswith(("SELECT", "UPDATE", "DELETE"))]


@pytest.fixture
def planner(tmp_path: Path) -> sqlite3.Connection:
    """An empty database as we make it."""
    open_database(f"sqlite:///{tmp_path / 'town.db'}").close()
    return sqlite3.connect(tmp_path / "town.db")


def walks(planner: sqlite3.Connection, sql: str) -> list[str]:
    """Steps of a plan that look at every row of a town. A partial index is short, and may be walked."""
    partial = [
        row[0]
        for row in planner.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
    ]
    plan = [str(row[3]) for row in planner.execute("EXPLAIN QUERY PLAN " + sql, (1,) * sql.count("?"))]
    return [
        step
        for step in plan
        if (step.startswith("SCAN") or step.endswith(("(town=?)", "(town=?) LEFT-JOIN")))
        and not any(index in step for index in partial)
    ]


def test_no_prepared_statement_walks_through_a_town(planner: sqlite3.Connection) -> None:
    assert len(statements()) > 10, "the walk itself is broken"
    found = {name: steps for name, sql in statements() if (steps := walks(planner, sql))}
    planner.close()
    assert found == {}


def test_without_the_estimates_some_would(planner: sqlite3.Connection, tmp_path: Path) -> None:
    planner.execute("DELETE FROM sqlite_stat1")
    planner.commit()
    planner.close()
    blind = sqlite3.connect(tmp_path / "town.db")
    found = [name for name, sql in statements() if walks(blind, sql)]
    blind.close()
    assert found != []


@pytest.mark.parametrize(
    ("columns", "unique", "told"),
    [
        (1, False, "1000000 1000000"),
        (1, True, "1000000 1"),
        (3, False, "1000000 1000000 1000 100"),
        (2, True, "1000000 1000000 1"),
    ],
)
def test_estimate(columns: int, unique: bool, told: str) -> None:
    assert estimate(columns, unique) == told
