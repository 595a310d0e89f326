"""A town that has worked with the tables of the first revision goes on with those of the latest: nothing lost, the new columns empty and sound."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.rehearsal import RehearsedTown
from bot.storage.database import Database
from bot.storage.migrations.upgrading import revisions, upgrade

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
FIRST = "0001"
Rows = dict[str, list[dict[str, Any]]]
"""Table → its rows, column by column."""


def tables_of(connection: sa.Connection) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name != "alembic_version")
    return found


def copied(connection: sa.Connection, columns: sa.MetaData) -> Rows:
    """The rows of the tables and columns that ``columns`` has, as they stand in the database of ``connection``."""
    here = tables_of(connection)
    return {
        table.name: [
            dict(row)
            for row in connection.execute(
                sa.select(*(here.tables[table.name].c[one.name] for one in table.columns)).order_by(
                    *(here.tables[table.name].c[one.name] for one in table.primary_key.columns)
                )
            ).mappings()
        ]
        for table in columns.sorted_tables
    }


def carry_back(worked: Path, url: str) -> tuple[sa.MetaData, Rows]:
    """Put what a town has in the file ``worked`` into a database as the first revision made it."""
    engine, database = sa.create_engine(f"sqlite:///{worked}"), Database(url)
    upgrade(database, FIRST)
    with engine.connect() as source, database.migrating() as connection:
        first = tables_of(connection)
        rows = copied(source, first)
        for table in first.sorted_tables:
            if rows[table.name]:
                connection.execute(sa.insert(table), rows[table.name])
    engine.dispose()
    database.close()
    return first, rows


async def work(town: RehearsedTown) -> None:
    """A morning with points in the ledger, a concern under way, a question open and a message that could not be sent yet."""
    people, chats = town.names.people, town.names.chats
    await town.say("打卡 走访何敏晓家 半小时", people["王建国"][0])
    await town.say("打卡 清理村口垃圾 一小时", people["王建国"][0])
    await town.say("通过1", people["李大山"][0])
    await town.say("@小邻 村口路灯坏了好几天", people["张小明"][0], chats["康桥三组2邻群"])
    await town.say("接单 1", people["王建国"][0])
    town.refuse(people["张小明"][0], 3, "later")
    await town.say("发通知", people["钱晓峰"][0])
    await town.say("办结 1 供电所换了灯泡", people["王建国"][0])


async def test_a_town_of_the_first_revision_goes_on(database_url: str) -> None:
    async with RehearsedTown(START) as before:
        await work(before)
        first, rows = carry_back(before.folder / "town.db", database_url)
    for table in ("check_in", "ledger", "points_sum", "outbox", "concern", "question", "timer", "audit"):
        assert rows[table], table

    database = Database(database_url)
    upgrade(database)
    with database.migrating() as connection:
        assert copied(connection, first) == rows
        for table in tables_of(connection).sorted_tables:
            added = [
                one
                for one in table.columns
                if table.name in first.tables and one.name not in first.tables[table.name].c
            ]
            for row in connection.execute(sa.select(*added)) if added else ():
                assert set(row) == {None}, table.name
            if table.name not in first.tables:
                assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0, table.name
    database.close()


async def test_it_is_upgraded_by_the_start_and_then_worked_with(database_url: str) -> None:
    async with RehearsedTown(START) as before:
        await work(before)
        carry_back(before.folder / "town.db", database_url)
    async with RehearsedTown(START + timedelta(minutes=2), url=database_url) as town:
        await town.settle()
        assert any("满意" in one.text for one in town.sent)  # what waited in the outbox
        town.sent.clear()
        await town.say("4", town.names.people["张小明"][0])
        await town.say("打卡 走访张小明家 20分钟", town.names.people["王建国"][0])
        await town.say("通过 2", town.names.people["李大山"][0])
        await town.say("积分", town.names.people["王建国"][0])
        assert any("8分:环境5、走访3" in one.text for one in town.sent)  # 3 from before, 5 from after
        assert await town.breaches() == []


def test_the_first_revision_is_the_one_that_has_been_given_out() -> None:
    assert revisions()[0] == FIRST
