"""What a warden's check-in costs on its whole way, acknowledged after the commit; beside it raw sqlite3 writing the same rows."""

import asyncio
import gc
import shutil
import sqlite3
import statistics
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.sim import SimAdapter
from bot.app import App, open_database
from bot.bench.figures import Results
from bot.bench.town import WARDENS, warden
from bot.clock import DemoClock
from bot.config import DEMO_START
from bot.domain.settings import Settings
from bot.messages import Inbound
from bot.storage.sealing import Ring
from bot.storage.writer import BATCH

IN_FLIGHT = 64
CHECK_INS = 2 * WARDENS
_SENTENCES = ("打卡 走访 李大山家 30分钟 问了收成", "打卡 宣传 医保缴费 20分钟", "打卡 巡查 水库边 40分钟")
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class _Round:
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list[float])
    commits: int = 0
    rows: Rows = field(default_factory=Rows)


@asynccontextmanager
async def opened(path: Path, ring: Ring) -> AsyncGenerator[App]:
    """A town at work on ``path``, sealed as in earnest: no page, no platform that would talk back."""
    app = App(open_database(f"sqlite:///{path}", ring), DemoClock(DEMO_START), {"sim": SimAdapter()}, Settings())
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


async def measure(template: Path, ring: Ring, results: Results, rounds: int) -> None:
    """Alternating rounds, each on a fresh copy of the town."""
    ours: list[_Round] = []
    raw: list[float] = []
    for number in range(rounds):
        place = template.with_name(f"round-{number}.db")
        shutil.copyfile(template, place)
        ours.append(await _ours(place, ring))
        shutil.copyfile(template, place)
        raw.append(_raw(place, ours[-1].rows))
        _remove(place)
    rates = [CHECK_INS / one.seconds for one in ours]
    results.add("check_ins_per_s", "/s", rates, least=2000)
    results.add("check_ins_raw_per_s", "/s", [CHECK_INS / seconds for seconds in raw])
    results.add(
        "check_ins_ratio",
        "×",
        [CHECK_INS / one.seconds * s / CHECK_INS for one, s in zip(ours, raw, strict=True)],
        least=0.25,
    )
    results.add("check_ins_fsync", "次", [one.commits / CHECK_INS for one in ours], most=0.03)
    results.add("check_ins_p50_ms", "ms", [statistics.median(one.waits) * 1e3 for one in ours])
    results.add("check_ins_p99_ms", "ms", [statistics.quantiles(one.waits, n=100)[98] * 1e3 for one in ours])


async def _ours(path: Path, ring: Ring) -> _Round:
    found = _Round()
    before = _last_rows(path)
    async with opened(path, ring) as app:
        messages = iter(
            [
                Inbound("sim", f"k{n}", None, warden(n % WARDENS), f"{_SENTENCES[n // WARDENS]}", app.clock.now())
                for n in range(CHECK_INS)
            ]
        )
        commits = app.writer.commits
        gc.collect()
        gc.freeze()  # as ``serve`` does once it is warm
        begin = time.perf_counter()
        await asyncio.gather(*(_sender(app, messages, found.waits) for _ in range(IN_FLIGHT)))
        found.seconds = time.perf_counter() - begin
        gc.unfreeze()
        found.commits = app.writer.commits - commits
    found.rows = _new_rows(path, before)
    if len(found.rows.get("check_in", ())) != CHECK_INS:
        raise AssertionError(f"{len(found.rows.get('check_in', ()))} check-ins were stored instead of {CHECK_INS}")
    return found


async def _sender(app: App, messages: Iterator[Inbound], waits: list[float]) -> None:
    for message in messages:
        begin = time.perf_counter()
        await app.receive(message)
        waits.append(time.perf_counter() - begin)


def _raw(path: Path, rows: Rows) -> float:
    """The same rows with nothing but sqlite3: prepared inserts, as many messages a commit as our writer takes at most."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    inserts = [
        (f"INSERT INTO {table} VALUES ({','.join('?' * len(found[0]))})", found)  # noqa: S608  # names of our own tables
        for table, found in rows.items()
    ]
    begin = time.perf_counter()
    for first in range(0, CHECK_INS, BATCH):
        db.execute("BEGIN IMMEDIATE")
        for number in range(first, min(first + BATCH, CHECK_INS)):
            for sql, found in inserts:
                for row in found[len(found) * number // CHECK_INS : len(found) * (number + 1) // CHECK_INS]:
                    db.execute(sql, row)
        db.execute("COMMIT")
    seconds = time.perf_counter() - begin
    db.close()
    return seconds


def _tables(db: sqlite3.Connection) -> list[str]:
    return [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _last_rows(path: Path) -> dict[str, int]:
    db = sqlite3.connect(path)
    try:
        return {t: int(db.execute(f"SELECT coalesce(max(rowid), 0) FROM {t}").fetchone()[0]) for t in _tables(db)}  # noqa: S608
    finally:
        db.close()


def _new_rows(path: Path, before: dict[str, int]) -> Rows:
    db = sqlite3.connect(path)
    try:
        found = {t: db.execute(f"SELECT * FROM {t} WHERE rowid > ?", (before[t],)).fetchall() for t in before}  # noqa: S608
        return {table: rows for table, rows in found.items() if rows}
    finally:
        db.close()


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)
