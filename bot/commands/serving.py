"""What `demo` and `serve` share: the clock of a database, the port, the logs, and serving a page until the end."""

import asyncio
import contextlib
import ctypes
import errno
import gc
import socket
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from starlette.applications import Starlette

from bot import logs, words
from bot.clock import Clock, DemoClock, SystemClock
from bot.commands.errors import Failed
from bot.config import Config
from bot.domain import patterns
from bot.storage.audit import audit
from bot.storage.database import Database
from bot.storage.inbox import inbox
from bot.storage.jobs import job_run
from bot.storage.outbox import outbox
from bot.storage.towns import find_town
from bot.web.server import serve

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Names of glibc's ``malloc.h``."""


def last_moment(database: Database) -> datetime | None:
    """The latest time at which anything has happened in a database."""
    with database.reader() as db:
        town = find_town(db)
        if town is None:
            return None
        times = [
            db.scalar(sa.select(sa.func.max(column)).where(column.table.c.town == town[0]))
            for column in (inbox.c.at, audit.c.at, outbox.c.made_at, outbox.c.settled_at, job_run.c.fire_at)
        ]
    return max((when for when in times if when is not None), default=None)


def demo_clock(database: Database, start: datetime, speed: float = 1.0) -> DemoClock:
    """A clock from ``start``, but never before what has already happened."""
    last = last_moment(database)
    return DemoClock(max(start, last + timedelta(seconds=1)) if last else start, speed)


def clock_for(config: Config, database: Database) -> Clock:
    """The real time, unless the configuration says otherwise."""
    if config.clock_start is None:
        return SystemClock()
    return demo_clock(database, config.clock_start, config.values["clock.speed"])


def write_logs() -> None:
    """Logs go to stderr: the service manager keeps them."""
    logs.configure(sys.stderr)
    logs.hear_libraries()


def ask_for_port(host: str, port: int) -> None:
    """Find out early, before anything heavy is loaded, that a port cannot be had.

    Raises:
        Failed: it is taken, or the address is not ours.
    """
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        raise _no_port(host, port, fault) from fault


def _no_port(host: str, port: int, fault: OSError) -> Failed:
    if fault.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8766
        return Failed(
            f"端口 {port} 已经有程序在用。换一个端口再运行(例如 {other}:demo 用 --port {other},serve 用 web.port = {other});"
            f"想知道是谁占用:ss -ltnp 'sport = :{port}'"
        )
    return Failed(f"不能在 {host}:{port} 上开网页({fault.strerror})。请检查 web.host 和 web.port")


WARM_AFTER = 1.0
"""Seconds after the start: the first messages have been answered by then."""


async def answer(site: Starlette, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page until SIGTERM or SIGINT, then stop whichever App is behind it by then.

    Raises:
        Failed: the port cannot be had.
    """
    warming = asyncio.create_task(_warm())
    try:
        await serve(site, host, port, ready=ready)
    except OSError as fault:
        raise _no_port(host, port, fault) from fault
    finally:
        warming.cancel()
        await site.state.stage.app.stop()


async def _warm() -> None:
    """Load the dictionary, the weights and the patterns off the start-up path, so that no message in mid-traffic waits for them."""
    gc.collect()  # what the imports left behind makes room
    await asyncio.sleep(WARM_AFTER)
    await asyncio.to_thread(words.warm)
    await asyncio.to_thread(patterns.warm)
    gc.collect()
    gc.freeze()  # what is there now stays: looking through it again would hold every message up for a tenth of a second


def spare_memory() -> None:
    """One heap for the few threads there are, and what it no longer uses goes back at once (glibc; elsewhere nothing happens): 3 MB."""
    with contextlib.suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_ARENA_MAX, 1)
        library.mallopt(_M_TRIM_THRESHOLD, 64 * 1024)
        library.mallopt(_M_MMAP_THRESHOLD, 64 * 1024)


def remove_database(path: Path) -> None:
    """Delete an SQLite database with its journal."""
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)
