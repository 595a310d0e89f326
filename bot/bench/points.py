"""A half-year of 20,000 wardens, a million check-ins and ledger entries: the whole town's settlement, the year's first, one balance."""

import time
from datetime import datetime
from pathlib import Path

from bot.actions import settlements
from bot.app import open_database
from bot.bench.figures import Results
from bot.bench.town import TOWN
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Tier, Unit
from bot.domain.settings import Settings
from bot.ids import PersonId, UnitId
from bot.memory import Memory
from bot.storage import directory as directory_rows
from bot.storage import points, points_year, towns
from bot.storage import settlements as rows
from bot.storage.database import Db
from bot.storage.sealing import Ring
from bot.storage.writer import run_now

WARDENS = 20_000
ENTRIES = 1_000_000
A_VILLAGE = 50
HOMES = 5
NOW = datetime(2027, 1, 8, 9, tzinfo=SHANGHAI)
PERIOD = "2026H2"

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) "
_DAY = "date('2026-07-01', '+' || (i / {wardens} * 3) || ' days')"
_FILL = (
    (
        "INSERT INTO unit (town, id, name, tier, parent, kind, place, oversize_reason) "
        "SELECT 'BN', 'V' || i, i || '村', 'village', 'BN', 'ordinary', '', '' FROM n"
    ),
    (
        "INSERT INTO unit (town, id, name, tier, parent, kind, place, oversize_reason) "
        "SELECT 'BN', 'N' || i, i || '邻', 'neighbourhood', 'V' || (i / {village}), 'ordinary', '', '' FROM n"
    ),
    (
        "INSERT INTO person (town, id, name, name_key, known, gender, lunar, phone, phone_public, tags, away) "
        "SELECT 'BN', 'P' || i, '', '', 1, '', 0, '', 0, '', 0 FROM n"
    ),
    (
        "INSERT INTO office (town, person, role, unit, since, source) "
        "SELECT 'BN', 'P' || i, 'warden', 'N' || i, '2026-01-01', '' FROM n"
    ),
    (
        "INSERT INTO household (town, id, unit, head, place, away) "
        "SELECT 'BN', 'H' || i, 'N' || (i / {homes}), '', '', 0 FROM n"
    ),
    (
        "INSERT INTO check_in (town, number, warden, unit, kind, day, household, target, note, extra, need, task, backfill, reason, state, "
        "value, expected, points, rejections, said_at, remark, set_by_hand, concern) "
        "SELECT 'BN', i + 1, 'P' || (i % {wardens}), 'N' || (i % {wardens}), 'VISIT', {day}, "
        "'H' || (i % {wardens} * {homes} + i / {wardens} % {homes}), '', '', 0, '', '', 0, '', 'approved', 2, 2, 2, 0, i, '', 0, '' FROM n"
    ),
    (
        "INSERT INTO ledger (town, id, warden, period, day, kind, entry, amount, cause, rules, at, reason) "
        "SELECT 'BN', i + 1, 'P' || (i % {wardens}), '2026H2', {day}, 'VISIT', 'grant', 2, 'check_in:' || (i + 1), '2026-1', i, '' FROM n"
    ),
)


def measure(folder: Path, ring: Ring, results: Results, rounds: int) -> None:
    """One town built; each round's settlement is undone, the last one is kept and locked for the leaderboard."""
    path = folder / "points.db"
    _build(path, ring)
    database = open_database(f"sqlite:///{path}", ring)
    took: list[float] = []
    with database.writer() as db:
        memory = Memory(TOWN, Settings(), lambda: NOW)
        for last in [*([False] * (min(rounds, 3) - 1)), True]:
            db.say("BEGIN IMMEDIATE")
            began = time.perf_counter()
            told = settlements.draft(memory.begin(db), PERIOD)
            took.append(time.perf_counter() - began)
            settled = len(rows.list_of_period(db, TOWN, PERIOD))
            if settled != WARDENS // A_VILLAGE or told:
                raise AssertionError(f"{settled} villages were settled")
            db.say("COMMIT" if last else "ROLLBACK")
        db.say("UPDATE settlement SET state = 'locked'")
        for one in rows.list_of_period(db, TOWN, PERIOD):
            points_year.add_to_year(db, TOWN, one.unit, PERIOD)
        work = memory.begin(db)
        results.add("settle_s", "s", took, most=10)
        results.add("leaderboard_ms", "ms", [_leaders(work) for _ in range(max(3, rounds))], most=100)
        results.add("balance_ms", "ms", [_balance(work, number) for number in range(max(5, rounds))], most=5)
    database.close()


def _leaders(work: Work) -> float:
    began = time.perf_counter()
    found = points_year.list_year(work.db, TOWN, 2026, ())
    took = time.perf_counter() - began
    if len(found) != 10:
        raise AssertionError(f"{len(found)} in the first ten")
    return took * 1e3


def _balance(work: Work, number: int) -> float:
    began = time.perf_counter()
    found = points.balance(work.db, TOWN, PersonId(f"P{number * 3571 % WARDENS}"), PERIOD)
    took = time.perf_counter() - began
    if sum(found.values()) != 2 * ENTRIES // WARDENS:
        raise AssertionError(f"a balance of {found}")
    return took * 1e3


def _build(path: Path, ring: Ring) -> None:
    counts = (WARDENS // A_VILLAGE, WARDENS, WARDENS, WARDENS, WARDENS * HOMES, ENTRIES, ENTRIES)

    def fill(db: Db) -> None:
        towns.put_town(db, TOWN, "测速镇")
        directory_rows.put_unit(db, TOWN, Unit(UnitId("BN"), "测速镇", Tier.TOWN, None))
        for statement, count in zip(_FILL, counts, strict=True):
            day = _DAY.format(wardens=WARDENS)
            values = {"wardens": WARDENS, "village": A_VILLAGE, "homes": HOMES, "day": day}
            head, select = statement.split("SELECT", 1)
            db.say(f"{head}{_NUMBERS.format(count=count)}SELECT{select.format(**values)}")
        db.say(
            "INSERT INTO points_sum (town, warden, period, kind, amount) "
            "SELECT town, warden, period, kind, sum(amount) FROM ledger GROUP BY town, warden, period, kind"
        )

    database = open_database(f"sqlite:///{path}", ring)
    with database.writer() as db:
        indexes = _drop_indexes(db)
    run_now(database, lambda db: db, fill)
    with database.writer() as db:
        for statement in indexes:
            db.say(statement)
    database.close()


def _drop_indexes(db: Db) -> list[str]:
    """Filled first and indexed afterwards: how they are made again."""
    found = db.say(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('check_in', 'ledger') AND sql IS NOT NULL"
    )
    for name, _ in found:
        db.say(f"DROP INDEX {name}")
    return [str(sql) for _, sql in found]
