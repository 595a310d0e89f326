"""Killed while members write to WeCom's app: what was answered with 200 is stored, what was not comes again, nothing has its effect twice."""

import asyncio
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.bench.processes import free_port
from bot.rehearsal.town import demo_roster, fill
from bot.storage import people
from bot.storage.database import Db
from bot.storage.writer import run_now
from tests.peers.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN, Api, World

pytestmark = pytest.mark.crash

KILLS = 4
WARDENS = {"王建国": "wangjianguo", "陈志远": "chenzhiyuan", "刘芳": "liufang"}
MESSAGES = 20
"""Of each: fewer than what the pace lets go to a member in a minute."""
PATIENCE = 90.0


class Taking(Api):
    """Notes which messages have been taken, before anybody can be killed for it."""

    def __init__(self, world: World, address: str) -> None:
        super().__init__(world, {})
        self.address = address
        self.taken: set[str] = set()
        self.said: list[str] = []

    def say(self, who: str, text: str) -> None:
        number = f"7{next(self.world.numbers):08}"
        self.said.append(number)
        inner = {"FromUserName": who, "CreateTime": "1", "MsgId": number, "AgentID": AGENT}
        self.tell({**inner, "MsgType": "text", "Content": text})

    async def _deliver(self, inner: dict[str, str]) -> None:  # type: ignore[override]  # what it is given
        await super()._deliver(inner)
        self.taken.add(inner["MsgId"])


class Serving:
    """``python -m bot serve`` with the app alone, on a database in which wardens have accounts there."""

    def __init__(self, folder: Path, port: int, base: str) -> None:
        self.database = folder / "xianglin.db"
        self._log = folder / "log.jsonl"
        url = f"sqlite:///{self.database}"
        fill(url, demo_roster())
        database = open_database(url)
        run_now(database, lambda db: db, self._move)
        database.close()
        mine = {name: value for name, value in os.environ.items() if not name.startswith("XIANGLIN_")}
        app = {"CORP_ID": CORP, "AGENT_ID": AGENT, "SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}
        self._environ = mine | {
            "XIANGLIN_DATA__DIR": str(folder),
            "XIANGLIN_WEB__PORT": str(port),
            "XIANGLIN_ADAPTERS__ENABLED": "wecom_app",
            "XIANGLIN_WECOM__API": base,
            **{f"XIANGLIN_WECOM_APP__{name}": value for name, value in app.items()},
            "XIANGLIN_PHONES__DESK": "0795-7654321",
            "XIANGLIN_PHONES__DUTY": "0795-7654322",
            "XIANGLIN_PHONES__LOCAL": "0795-7654323 镇卫生院",
        }

    @staticmethod
    def _move(db: Db) -> None:
        account = people.account
        for row in db.all(sa.select(account.c.address, account.c.person)):
            name = db.first(sa.select(people.person.c.name).where(people.person.c.id == row[1]))
            if name is not None and name[0] in WARDENS:
                number = WARDENS[name[0]]
                new = {"platform": "wecom_app", "address_key": number, "address": number}
                db.execute(sa.update(account).where(account.c.address_key == row[0]).values(new))

    async def start(self) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", env=self._environ, stdout=log, stderr=log
            )

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")[-1500:]

    def stored(self) -> set[str]:
        """Numbers of the messages that have been taken in."""
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as db:
            return {str(row[0]).removeprefix("wecom_app:") for row in db.execute("SELECT message FROM inbox")}

    def count(self, sql: str) -> int:
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as db:
            return int(db.execute(sql).fetchone()[0])


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  # another process's doing
            await asyncio.sleep(0.02)


async def test_killed_while_members_write(tmp_path: Path) -> None:
    port = free_port()
    api = Taking(World(), f"http://127.0.0.1:{port}/hooks/wecom_app/callback")
    await api.server.up()
    serving = Serving(tmp_path, port, api.server.url)
    kinds = ("宣传", "巡查", "卫生", "志愿", "值守")
    for number in range(MESSAGES):
        for name, account in WARDENS.items():
            api.say(account, f"打卡 {kinds[number % 5]} 第{number}件{name[0]} {10 + number % 50}分钟")
    process = await serving.start()
    try:
        chance = random.Random(11)
        for kill in range(KILLS):
            goal = len(api.said) * (kill + 1) // (KILLS + 2)
            await _until(partial(_stored, serving, goal))
            await asyncio.sleep(chance.random() * 0.03)
            assert process.returncode is None, serving.said()
            process.kill()
            await process.wait()
            assert api.taken <= serving.stored(), "what WeCom will not tell again is in the file"
            process = await serving.start()
        await _until(lambda: len(api.taken) == len(api.said))
        await _until(lambda: len(api.world.sent) >= len(api.said))
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await api.stop()
    assert serving.stored() == set(api.said)
    assert serving.count("SELECT count(*) FROM check_in") == len(api.said)
    assert serving.count("SELECT count(*) FROM inbox WHERE state != 'done'") == 0
    assert serving.count("SELECT count(DISTINCT answers) FROM outbox WHERE answers IS NOT NULL") == len(api.said)


def _stored(serving: Serving, most: int) -> bool:
    return len(serving.stored()) >= most
