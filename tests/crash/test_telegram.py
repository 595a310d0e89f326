"""Killed while people write to it over Telegram: what was acknowledged is stored, nothing is lost, nothing has its effect twice."""

import asyncio
import os
import random
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.bench.processes import free_port
from bot.rehearsal.town import demo_roster, fill
from bot.storage import people
from bot.storage.database import Db
from bot.storage.writer import run_now
from tests.peers.telegram import Telegram
from tests.peers.telegram_api import BotApi

pytestmark = pytest.mark.crash

KILLS = 6
WARDENS = {"王建国": "w-wjg", "陈志远": "w-czy", "刘芳": "w-lf"}
MESSAGES = 60
PATIENCE = 90.0


class Serving:
    """``python -m bot serve`` with Telegram alone, on a database in which wardens have Telegram accounts."""

    def __init__(self, folder: Path, api: BotApi, world: Telegram, **more: str) -> None:
        self.database = folder / "xianglin.db"
        self._folder = folder
        self.accounts: dict[str, int] = {}
        self.port = free_port()
        url = f"sqlite:///{self.database}"
        fill(url, demo_roster())
        database = open_database(url)
        run_now(database, lambda db: db, lambda db: self._move(db, world))
        database.close()
        mine = {name: value for name, value in os.environ.items() if not name.startswith("XIANGLIN_")}
        self._environ = mine | {
            "XIANGLIN_DATA__DIR": str(folder),
            "XIANGLIN_WEB__PORT": str(self.port),
            "XIANGLIN_ADAPTERS__ENABLED": "telegram",
            "XIANGLIN_TELEGRAM__TOKEN": world.token,
            "XIANGLIN_TELEGRAM__API": api.base,
            "XIANGLIN_TELEGRAM__ALLOW_PERSONAL": "true",
            "XIANGLIN_PHONES__DESK": "0795-7654321",
            "XIANGLIN_PHONES__DUTY": "0795-7654322",
            "XIANGLIN_PHONES__LOCAL": "0795-7654323 镇卫生院",
            "XIANGLIN_CLOCK__START": "2026-11-24T09:00",
            **more,
        }

    def _move(self, db: Db, world: Telegram) -> None:
        account = people.account
        for row in db.all(sa.select(account.c.address, account.c.person)):
            name = db.first(sa.select(people.person.c.name).where(people.person.c.id == row[1]))
            if name is not None and name[0] in WARDENS:
                number = world.user(str(name[0]))
                self.accounts[str(name[0])] = number
                new = {"platform": "telegram", "address_key": str(number), "address": str(number)}
                db.execute(sa.update(account).where(account.c.address_key == row[0]).values(new))

    async def start(self) -> asyncio.subprocess.Process:
        with (self._folder / "log.jsonl").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", env=self._environ, stdout=log, stderr=log
            )

    def stored(self) -> set[str]:
        """Numbers of the messages that have been taken in."""
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as db:
            return {str(row[0]).removeprefix("telegram:") for row in db.execute("SELECT message FROM inbox")}

    def count(self, sql: str) -> int:
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as db:
            return int(db.execute(sql).fetchone()[0])


async def test_killed_while_people_write(tmp_path: Path) -> None:
    world = Telegram()
    api = BotApi(world)
    await api.up()
    serving = Serving(tmp_path, api, world)
    assert set(serving.accounts) == set(WARDENS)
    said: list[str] = []
    over = asyncio.Event()
    writing = asyncio.create_task(_write(world, serving, said, over))
    process = await serving.start()
    try:
        chance = random.Random(7)
        for kill in range(KILLS):
            goal = MESSAGES * (kill + 1) // (KILLS + 2)
            await _until(partial(_stored, serving, goal))
            await asyncio.sleep(chance.random() * 0.03)
            assert process.returncode is None, (tmp_path / "log.jsonl").read_text(encoding="utf-8")[-1500:]
            process.kill()
            await process.wait()
            _nothing_acknowledged_is_missing(world, serving, said)
            process = await serving.start()
        await writing
        await _until(lambda: len(serving.stored()) >= len(said) and not world.updates)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        over.set()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await api.down()
    assert serving.stored() == set(said)
    assert serving.count("SELECT count(*) FROM check_in") == len(said)
    assert serving.count("SELECT count(*) FROM inbox WHERE state != 'done'") == 0
    assert serving.count("SELECT count(DISTINCT answers) FROM outbox WHERE answers IS NOT NULL") == len(said)


async def test_it_is_loud_while_telegram_is_away_and_all_else_runs(tmp_path: Path) -> None:
    """Absent at start, a token refused, a second program: told by /metrics and /healthz, while the other platform answers."""
    world = Telegram()
    api = BotApi(world)
    await api.up()
    more = {"XIANGLIN_ADAPTERS__ENABLED": "sim,telegram", "XIANGLIN_CLOCK__SPEED": "60"}
    serving = Serving(tmp_path, api, world, **more)
    await api.down()
    process = await serving.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{serving.port}", timeout=PATIENCE) as client:
            await _eventually(partial(_up, client, 0.0))
            await _eventually(partial(_well, client, "连不上"))
            said = await client.post("/sim/messages", json={"chat": None, "sender": "张小明", "text": "帮助"})
            assert said.json()["outcome"] == "handled"
            await api.up()
            await _eventually(partial(_up, client, 1.0))
            await _eventually(partial(_well, client, ""))
            token, world.token = world.token, "20:another"
            await _eventually(partial(_up, client, 0.0))
            await _eventually(partial(_well, client, "令牌"))
            world.token = token
            await _eventually(partial(_up, client, 1.0))
            other = asyncio.create_task(_another_program(api.base, token))
            await _eventually(partial(_up, client, 0.0))
            await _eventually(partial(_well, client, "另一个程序"))
            other.cancel()
            await asyncio.gather(other, return_exceptions=True)
            await _eventually(partial(_up, client, 1.0))
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await api.down()


async def _up(client: httpx.AsyncClient, value: float) -> bool:
    """Whether the figures say so of Telegram."""
    try:
        figures = (await client.get("/metrics")).text
    except httpx.HTTPError:
        return False
    return f'xianglin_platform_up{{platform="telegram"}} {value}' in figures


async def _well(client: httpx.AsyncClient, trouble: str) -> bool:
    answer = await client.get("/healthz")
    return answer.status_code == 200 if not trouble else answer.status_code == 503 and trouble in answer.text


async def _another_program(base: str, token: str) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            with suppress(httpx.HTTPError):
                await client.post(f"{base}/bot{token}/getUpdates", data={"timeout": "30"})


async def _eventually(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _write(world: Telegram, serving: Serving, said: list[str], over: asyncio.Event) -> None:
    """Everybody writes, whether anyone listens or not."""
    kinds = ("宣传", "巡查", "卫生", "志愿", "值守")
    for number in range(MESSAGES):
        for name, account in serving.accounts.items():
            text = f"打卡 {kinds[number % 5]} 第{number}件{name[0]} {10 + number % 50}分钟"
            message = world.say(account, text)
            said.append(f"{account}:{message['message_id']}")
        try:
            await asyncio.wait_for(over.wait(), 0.1)
        except TimeoutError:
            continue
        return


def _nothing_acknowledged_is_missing(world: Telegram, serving: Serving, said: list[str]) -> None:
    """What Telegram no longer keeps for us is in the file."""
    kept = {f"{one['message']['chat']['id']}:{one['message']['message_id']}" for one in world.updates}
    assert set(said) - kept <= serving.stored()


def _stored(serving: Serving, most: int) -> bool:
    return len(serving.stored()) >= most


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  # another process's doing
            await asyncio.sleep(0.02)
