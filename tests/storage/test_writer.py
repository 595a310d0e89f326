"""The traps of the one writer (architecture.md, end): what undoes only itself, what ends a batch, what only its own message pays for."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from bot.app import open_database
from bot.ids import TownId
from bot.storage import towns
from bot.storage.database import Database, Db
from bot.storage.schema import At
from bot.storage.towns import town
from bot.storage.writer import HouseFault, Writer, run_now


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = open_database(database_url)
    yield found
    found.close()


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer[Db]]:
    made: Writer[Db] = Writer(database, lambda db: db)
    made.start()
    yield made
    await asyncio.to_thread(made.stop)


def names(database: Database) -> set[str]:
    """What is really stored."""
    with database.reader() as db:
        return {str(row[0]) for row in db.all(sa.select(town.c.town))}


class Gate:
    """Holds the writer so that several units come into one batch."""

    def __init__(self, writer: Writer[Db]) -> None:
        self._open = threading.Event()
        self._held = threading.Event()
        self.task = asyncio.ensure_future(writer.run(self._wait))

    def _wait(self, _db: Db) -> None:
        self._held.set()
        self._open.wait(10)

    async def __aenter__(self) -> "Gate":
        await asyncio.to_thread(self._held.wait, 10)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open.set()
        await self.task


async def test_units_that_wait_are_committed_together(writer: Writer[Db], database: Database) -> None:
    async with Gate(writer):
        tasks = [asyncio.ensure_future(writer.run(_put(f"T{n}"))) for n in range(20)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert writer.commits == 2
    assert len(names(database)) == 20


async def test_a_fault_undoes_only_its_own_unit(writer: Writer[Db], database: Database) -> None:
    def wrong(db: Db) -> None:
        towns.put_town(db, TownId("BAD"), "")
        raise ValueError("mine")

    async with Gate(writer):
        tasks = [asyncio.ensure_future(writer.run(unit)) for unit in (_put("A"), wrong, _put("B"))]
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in outcomes] == [type(None), ValueError, type(None)]
    assert names(database) == {"A", "B"}


def _put(code: str) -> Callable[[Db], None]:
    def unit(db: Db) -> None:
        towns.put_town(db, TownId(code), "")

    return unit


async def test_a_fault_of_the_database_itself_undoes_only_its_own_unit(writer: Writer[Db], database: Database) -> None:
    """PostgreSQL refuses everything after a failed statement until ROLLBACK TO; SQLite does not mind."""

    def twice(db: Db) -> None:
        db.execute(sa.insert(town).values(town="C", name=""))
        db.execute(sa.insert(town).values(town="C", name=""))

    async with Gate(writer):
        tasks = [asyncio.ensure_future(writer.run(unit)) for unit in (_put("A"), twice, _put("B"))]
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[1], exc.IntegrityError)
    assert names(database) == {"A", "B"}


async def test_on_fault_runs_after_the_undoing(writer: Writer[Db], database: Database) -> None:
    def wrong(db: Db) -> str:
        towns.put_town(db, TownId("BAD"), "")
        raise ValueError

    def instead(db: Db, fault: Exception) -> str:
        towns.put_town(db, TownId("NOTE"), "")
        return type(fault).__name__

    assert await writer.run(wrong, instead) == "ValueError"
    assert names(database) == {"NOTE"}


async def test_a_cancelled_neighbour_does_not_leave_the_others_hanging(writer: Writer[Db], database: Database) -> None:
    async with Gate(writer):
        first = asyncio.ensure_future(writer.run(_put("A")))
        gone = asyncio.ensure_future(writer.run(_put("B")))
        last = asyncio.ensure_future(writer.run(_put("C")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(first, last), 60)
    assert gone.cancelled()
    assert names(database) == {"A", "B", "C"}


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"], ids=["NUL", "lone surrogate"])
async def test_a_text_that_the_engine_refuses_costs_only_its_own_unit(
    text: str, writer: Writer[Db], database: Database
) -> None:
    async with Gate(writer):
        bad = asyncio.ensure_future(writer.run(lambda db: towns.put_town(db, TownId("BAD"), text)))
        good = asyncio.ensure_future(writer.run(_put("A")))
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(bad, good, return_exceptions=True)
    assert outcomes[1] is None
    if isinstance(outcomes[0], Exception):  # SQLite takes a NUL
        assert not isinstance(outcomes[0], HouseFault)
    assert "A" in names(database)


async def test_a_full_disk_is_the_houses_fault_and_each_unit_is_tried_alone(
    writer: Writer[Db], database: Database
) -> None:
    """SQLite ends the whole transaction by itself inside a savepoint; work must not go on in autocommit."""
    if not database.is_sqlite:
        pytest.skip("SQLite's own trap")
    await writer.run(_put("BEFORE"))
    pages = int((await writer.between(lambda db: db.say("PRAGMA page_count")))[0][0])
    await writer.between(lambda db: db.say(f"PRAGMA max_page_count={pages + 40}"))
    async with Gate(writer):
        first = asyncio.ensure_future(writer.run(_put("A")))
        huge = asyncio.ensure_future(writer.run(lambda db: towns.put_town(db, TownId("HUGE"), "长" * 2_000_000)))
        last = asyncio.ensure_future(writer.run(_put("B")))
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(first, huge, last, return_exceptions=True)
    assert outcomes[0] is None
    assert isinstance(outcomes[1], Exception)
    assert outcomes[2] is None
    assert names(database) == {"BEFORE", "A", "B"}
    await writer.run(_put("AFTER"))
    assert "AFTER" in names(database)


async def test_a_reader_cannot_write(database: Database) -> None:
    with database.reader() as db, pytest.raises(exc.DatabaseError):
        towns.put_town(db, TownId("X"), "")
    assert names(database) == set()


async def test_a_reader_sees_one_moment_while_others_write(writer: Writer[Db], database: Database) -> None:
    """Also the trap of BUSY_SNAPSHOT: a reader that turned writer here would fail at once, whatever its timeout."""
    await writer.run(_put("A"))
    with database.reader() as db:
        before = db.all(sa.select(town.c.town))
        await writer.run(_put("B"))
        if database.is_sqlite:
            assert db.all(sa.select(town.c.town)) == before
    assert names(database) == {"A", "B"}


def test_sqlite_keeps_what_durability_and_erasure_need(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite's own settings")
    with database.writer() as db:
        assert [db.say(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "secure_delete")] == [
            "wal",
            2,
            1,
        ]


def test_a_naive_time_never_reaches_the_database(database: Database) -> None:
    table = sa.Table("moment", sa.MetaData(), sa.Column("at", At))
    with database.migrating() as connection:
        table.create(connection)
    aware = datetime(2026, 11, 24, 1, tzinfo=UTC)
    run_now(database, lambda db: db, lambda db: db.execute(sa.insert(table).values(at=aware)))
    with pytest.raises(exc.StatementError):
        run_now(database, lambda db: db, lambda db: db.execute(sa.insert(table).values(at=aware.replace(tzinfo=None))))
    with database.reader() as db:
        (found,) = db.all(sa.select(table.c.at))
    assert found[0] == aware
    assert str(found[0].tzinfo) == "Asia/Shanghai"


async def test_a_town_has_one_owner_on_postgresql(postgres_url: str) -> None:
    first, second = open_database(postgres_url), open_database(postgres_url)
    first.own("SL")
    second.own("SL")
    one: Writer[Db] = Writer(first, lambda db: db)
    two: Writer[Db] = Writer(second, lambda db: db)
    one.start()
    two.start()
    await one.run(_put("A"))
    with pytest.raises(HouseFault, match="TownTaken"):
        await two.run(_put("B"))
    await asyncio.to_thread(one.stop)
    await two.run(_put("B"))  # the owner has gone: the lock with its connection
    await asyncio.to_thread(two.stop)
    assert names(first) == {"A", "B"}
    first.close()
    second.close()
