"""A notice queued for thousands of groups in one statement; beside it the bare INSERT … SELECT of sqlite3 into the same table."""

import resource
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path

from bot.app import open_database
from bot.bench.figures import Results
from bot.bench.town import TOWN
from bot.config import DEMO_START
from bot.domain.directory import Chat, ChatKind, Tier, Unit
from bot.ids import ChatId, UnitId
from bot.messages import Priority
from bot.storage import directory as directory_rows
from bot.storage import towns
from bot.storage.database import Db
from bot.storage.fan_out import FanOut, put
from bot.storage.outbox import outbox
from bot.storage.sealing import Ring
from bot.storage.writer import run_now

GROUPS = (10_000, 100_000)
A_VILLAGE = 100
TEXT = "【T26-031】城乡居民医保缴费(胜利镇)\n每人400元,12月31日前缴清,手机或村便民点都能办,请带身份证。\n咨询:12393;有效期到12月31日(周四)"


def measure(folder: Path, ring: Ring, results: Results, rounds: int) -> None:
    """Alternating rounds, each into an empty outbox; the last figure is the growth from 10,000 to 100,000."""
    medians: list[float] = []
    before = 0.0
    for groups in GROUPS:
        path = folder / f"fan-{groups}.db"
        _build(path, ring, groups)
        before = _resident()
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(rounds):
            ours.append(_ours(path, ring, groups))
            bare.append(_bare(path, groups))
        if groups == GROUPS[0]:
            results.add("fan_out_ms", "ms", ours, most=100)
            results.add("fan_out_bare_ms", "ms", bare)
        medians.append(sorted(ours)[rounds // 2])
    results.add("fan_out_growth", "×", [medians[1] / medians[0]], most=11)
    results.add("fan_out_memory_mb", "MB", [max(_resident() - before, 0.1)], most=32)


def _build(path: Path, ring: Ring, groups: int) -> None:
    def fill(db: Db) -> None:
        towns.put_town(db, TOWN, "测速镇")
        directory_rows.put_unit(db, TOWN, Unit(UnitId("BN"), "测速镇", Tier.TOWN, None))
        for number in range(groups // A_VILLAGE):
            unit = Unit(UnitId(f"V{number:04}"), f"{number}村", Tier.VILLAGE, UnitId("BN"))
            directory_rows.put_unit(db, TOWN, unit)
        rows = [
            Chat(ChatId(f"c{n:06}"), f"{n}群", ChatKind.NEIGHBOURHOOD, UnitId(f"V{n // A_VILLAGE:04}"))
            for n in range(groups)
        ]
        values = [
            {"town": TOWN, "id": c.id, "name": c.name, "kind": c.kind.value, "unit": c.unit, "state": c.state.value}
            for c in rows
        ]
        db.execute(directory_rows.chat.insert(), values)

    database = open_database(f"sqlite:///{path}", ring)
    run_now(database, lambda db: db, fill)
    database.close()


def _ours(path: Path, ring: Ring, groups: int) -> float:
    numbers = iter(range(1, groups + 2))
    what = FanOut(
        (UnitId("BN"),),
        (),
        dict.fromkeys(ChatKind, TEXT),
        {kind: DEMO_START + timedelta(hours=kind.is_work) for kind in ChatKind},
        Priority.NOTICE,
        False,
        "notice:T26-031",
        "notice",
        "notice:T26-031:1:",
    )
    took: list[float] = []

    def unit(db: Db) -> None:
        begin = time.perf_counter()
        told = put(db, TOWN, what, DEMO_START, lambda: next(numbers))
        took.append(time.perf_counter() - begin)
        if told != groups:
            raise AssertionError(f"{told} groups were told instead of {groups}")
        db.execute(outbox.delete())

    database = open_database(f"sqlite:///{path}", ring)
    run_now(database, lambda db: db, unit)
    database.close()
    return took[0] * 1e3


def _bare(path: Path, groups: int) -> float:
    """What SQLite itself takes for as many rows with the same indexes."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("BEGIN IMMEDIATE")
    begin = time.perf_counter()
    db.execute(
        "INSERT INTO outbox (town, id, chat, lane, text, priority, wakes, about, why, key, state, attempts, made_at, not_before, error, card)"
        " SELECT town, row_number() OVER (ORDER BY id), id, '2:chat:' || id, ?, 2, 0, 'notice:T26-031', 'notice',"
        " 'notice:T26-031:1:' || id, 'queued', 0, 1, 1, '', 0 FROM chat WHERE state = 'active'",
        (TEXT,),
    )
    seconds = time.perf_counter() - begin
    if db.execute("SELECT count(*) FROM outbox").fetchone()[0] != groups:
        raise AssertionError("the bare statement told another number of groups")
    db.execute("ROLLBACK")
    db.close()
    return seconds * 1e3


def _resident() -> float:
    """The most memory that this process has ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
