"""ONE thread with the ONLY write connection. Messages, settlements, jobs and pages hand it units of work.

Rules of this file: it takes what waits, at most 64 units, with no timer, and commits them together (one fsync); each unit stands in
its own savepoint, so that its fault undoes only itself; a fault of the house (BEGIN, ROLLBACK TO or COMMIT raising: disk full, lost
connection) ends the batch, each unit is then run alone, and one that fails again is not acknowledged. So a unit may be run twice
and must touch nothing but rows.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.storage.database import Database, Db

W = TypeVar("W")
T = TypeVar("T")

BATCH = 64


class HouseFault(Exception):
    """The database itself failed; nothing of the unit is stored."""


@dataclass(frozen=True, slots=True)
class _Task(Generic[W]):
    unit: Callable[[W], Any]
    on_fault: Callable[[W, Exception], Any] | None
    future: asyncio.Future[Any]
    chore: Callable[[Db], Any] | None = None
    """Housekeeping that cannot stand in a transaction (VACUUM): done after the batch instead of ``unit``."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    fault: Exception | None = None


class Writer(Generic[W]):
    """Runs units of work of type ``W`` (made by ``begin`` once a batch, inside the transaction)."""

    def __init__(self, database: Database, begin: Callable[[Db], W], undone: Callable[[], None] = lambda: None) -> None:
        """``undone`` is called after any rollback: what was remembered of rows may never have been."""
        self._database = database
        self._begin = begin
        self._undone = undone
        self._queue: queue.SimpleQueue[_Task[W] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self.commits = 0
        self.units = 0
        self.house_faults = 0

    def start(self) -> None:
        """Begin taking units."""
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued and end."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    async def run(self, unit: Callable[[W], T], on_fault: Callable[[W, Exception], T] | None = None) -> T:
        """Run ``unit`` and wait for the commit that holds it.

        ``on_fault`` runs in a savepoint of its own after the unit's fault has been undone, and its value is the answer instead.

        Raises:
            HouseFault: the database failed. Otherwise the unit's own exception, when there is no ``on_fault``.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._queue.put(_Task(unit, on_fault, future))
        result: T = await future
        return result

    async def between(self, chore: Callable[[Db], T]) -> T:
        """Do something outside any transaction, between two batches.

        Raises:
            HouseFault: it failed.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._queue.put(_Task(_nothing, None, future, chore))
        result: T = await future
        return result

    def _loop(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            try:
                with self._database.writer() as db:
                    if not self._serve(db, first):
                        return
            except Exception as fault:  # noqa: BLE001  # no connection: the one task is told, the next one tries anew
                self._settle([first], [_Outcome(fault=HouseFault(type(fault).__name__))])

    def _serve(self, db: Db, first: _Task[W]) -> bool:
        """Work with one connection until it fails (True) or the end (False)."""
        task: _Task[W] | None = first
        while task is not None:
            tasks, last = self._waiting(task)
            units, chores = [one for one in tasks if one.chore is None], [one for one in tasks if one.chore is not None]
            outcomes = self._batch(db, units) if units else []
            self._settle(units, outcomes)
            cleaned = [_outside(db, one.chore) for one in chores if one.chore is not None]
            self._settle(chores, cleaned)
            if last:
                return False
            if any(isinstance(outcome.fault, HouseFault) for outcome in outcomes + cleaned):
                return True
            task = self._queue.get()
        return False

    def _waiting(self, first: _Task[W]) -> tuple[list[_Task[W]], bool]:
        """``first`` and what else waits; whether the end was among it."""
        tasks = [first]
        while len(tasks) < BATCH:
            try:
                task = self._queue.get_nowait()
            except queue.Empty:
                break
            if task is None:
                return tasks, True
            tasks.append(task)
        return tasks, False

    def _batch(self, db: Db, tasks: list[_Task[W]]) -> list[_Outcome]:
        try:
            _house(db, _begin_sql(db))
        except HouseFault as fault:  # no unit is to blame: none is tried again
            self.house_faults += 1
            return [_Outcome(fault=fault)] * len(tasks)
        try:
            return self._together(db, tasks)
        except HouseFault as fault:
            self.house_faults += 1
            return [self._alone(db, one) for one in tasks] if len(tasks) > 1 else [_Outcome(fault=fault)]

    def _together(self, db: Db, tasks: list[_Task[W]]) -> list[_Outcome]:
        """The units in the transaction that has been begun."""
        try:
            work = self._begin(db)
            outcomes = [self._guarded(db, work, task) for task in tasks]
            _house(db, "COMMIT")
        except HouseFault:
            self._roll_back(db)
            raise
        except Exception as fault:
            self._roll_back(db)
            raise HouseFault(type(fault).__name__) from fault
        self.commits += 1
        self.units += len(tasks)
        return outcomes

    def _roll_back(self, db: Db) -> None:
        _quietly(db, "ROLLBACK")
        self._undone()

    def _alone(self, db: Db, task: _Task[W]) -> _Outcome:
        try:
            _house(db, _begin_sql(db))
            return self._together(db, [task])[0]
        except HouseFault as fault:
            return _Outcome(fault=fault)

    def _guarded(self, db: Db, work: W, task: _Task[W]) -> _Outcome:
        outcome = self._in_savepoint(db, work, task.unit)
        if outcome.fault is None or task.on_fault is None:
            return outcome
        fault, on_fault = outcome.fault, task.on_fault
        return self._in_savepoint(db, work, lambda again: on_fault(again, fault))

    def _in_savepoint(self, db: Db, work: W, unit: Callable[[W], Any]) -> _Outcome:
        _house(db, "SAVEPOINT m")
        try:
            outcome = _Outcome(unit(work))
        except Exception as fault:  # noqa: BLE001  # the unit's own fault, whatever it is, undoes only the unit
            _house(db, "ROLLBACK TO m")
            self._undone()
            outcome = _Outcome(fault=fault)
        _house(db, "RELEASE m")
        return outcome

    @staticmethod
    def _settle(tasks: list[_Task[W]], outcomes: list[_Outcome]) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], _Outcome]]] = {}
        for task, outcome in zip(tasks, outcomes, strict=True):
            loops.setdefault(task.future.get_loop(), []).append((task.future, outcome))
        for loop, settled in loops.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_resolve, settled)


def _resolve(settled: list[tuple[asyncio.Future[Any], _Outcome]]) -> None:
    for future, outcome in settled:
        if future.done():  # cancelled meanwhile: its neighbours must still be told
            continue
        if outcome.fault is not None:
            future.set_exception(outcome.fault)
        else:
            future.set_result(outcome.value)


def _nothing(_work: object) -> None:
    return


def _begin_sql(db: Db) -> str:
    return "BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN"


def _outside(db: Db, chore: Callable[[Db], Any]) -> _Outcome:
    try:
        return _Outcome(chore(db))
    except Exception as fault:  # noqa: BLE001  # told to whoever asked for the chore
        return _Outcome(fault=HouseFault(type(fault).__name__))


def _house(db: Db, sql: str) -> None:
    try:
        db.command(sql)
    except Exception as fault:
        raise HouseFault(type(fault).__name__) from fault


def _quietly(db: Db, sql: str) -> None:
    try:
        db.say(sql)
    except Exception:  # noqa: BLE001  # SQLite has already ended the transaction by itself (disk full)
        return


def run_now(database: Database, begin: Callable[[Db], W], unit: Callable[[W], T]) -> T:
    """One unit without thread or loop: commands of the operator.

    Raises:
        Whatever the unit raises; nothing is stored then.
    """
    with database.writer() as db:
        db.say(_begin_sql(db))
        try:
            value = unit(begin(db))
        except BaseException:
            _quietly(db, "ROLLBACK")
            raise
        db.say("COMMIT")
        return value
