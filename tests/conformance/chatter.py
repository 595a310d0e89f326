"""Chatter of many groups over Telegram's stand-in, with a few commands in between: ``python -m tests.conformance.chatter [SECONDS] [PER_SECOND]``.

The bot is this process, with its real clock, outbox and adapter; Telegram is another one. Printed: how long a command waited for its answer,
how much was handled, how the memory went. A figure to look at, no test: machines differ.
"""

import asyncio
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from bot.adapters.telegram import Settings, TelegramAdapter
from bot.app import App, open_database
from bot.bench.processes import resident
from bot.clock import SystemClock
from bot.domain.settings import Settings as TownSettings
from bot.rehearsal.town import demo_roster, fill
from bot.storage import people
from bot.storage.database import Db
from bot.storage.directory import chat_address
from bot.storage.writer import run_now
from tests.peers.telegram import Telegram
from tests.peers.telegram_api import BotApi

SENTENCES = (
    "今天的青菜卖多少钱一斤",
    "下午谁去镇上,捎我一段",
    "哈哈哈哈",
    "@王婶 你家孩子考得怎么样",
    "村口那家面馆又涨价了",
)
COMMANDS_A_SECOND = 2


def talk(pipe: Connection, people_count: int, groups: int, seconds: float, per_second: int) -> None:
    """The other process: Telegram, and everybody in it."""
    asyncio.run(_talk(pipe, people_count, groups, seconds, per_second))


async def _talk(pipe: Connection, people_count: int, groups: int, seconds: float, per_second: int) -> None:
    world = Telegram()
    users = [world.user(f"人{n}") for n in range(people_count)]
    places = [world.group(f"群{n}") for n in range(groups)]
    api = BotApi(world)
    await api.up()
    pipe.send(json.dumps({"base": api.base, "users": users, "groups": places}))
    while not pipe.poll():  # noqa: ASYNC110  # another process
        await asyncio.sleep(0.05)
    asked: dict[int, float] = {}
    begin, said, chance = time.monotonic(), 0, random.Random(1)
    while (passed := time.monotonic() - begin) < seconds:
        while said < passed * per_second:
            said += 1
            world.say(chance.choice(users), f"{chance.choice(SENTENCES)}{said % 13}", chance.choice(places))
            if said % (per_second // COMMANDS_A_SECOND) == 0:
                command = world.say(chance.choice(users), "/积分规则", chance.choice(places))
                asked[command["message_id"]] = time.monotonic()
        await asyncio.sleep(0.005)
    await asyncio.sleep(3)
    waits = sorted(one.at - asked[one.reply_to] for one in world.sent if one.reply_to in asked)
    pipe.send(json.dumps({"said": said, "asked": len(asked), "left": len(world.updates), "waits": waits}))
    await api.down()


def main(seconds: float, per_second: int) -> None:
    """Play it and print."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_main(Path(folder), seconds, per_second))


async def _main(folder: Path, seconds: float, per_second: int) -> None:
    url = f"sqlite:///{folder / 'town.db'}"
    fill(url, demo_roster())
    database = open_database(url)
    accounts, chats = run_now(database, lambda db: db, _places)
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=talk, args=(there, len(accounts), len(chats), seconds, per_second)
    )
    process.start()
    told = json.loads(await asyncio.to_thread(here.recv))
    run_now(database, lambda db: db, lambda db: _move(db, accounts, told["users"], chats, told["groups"]))
    adapter = TelegramAdapter(Settings("10:stand-in", told["base"], allow_personal=True), SystemClock())
    app = App(database, SystemClock(), {"telegram": adapter}, TownSettings())
    await app.start()
    await app.run()
    while not adapter.link.up:  # noqa: ASYNC110  # a state of the other side
        await asyncio.sleep(0.05)
    here.send("go")
    memory: list[float] = []
    found = asyncio.create_task(asyncio.to_thread(here.recv))
    while not found.done():
        memory.append(resident(os.getpid()))
        await asyncio.wait({found}, timeout=5)
    result = json.loads(found.result())
    process.join(10)
    await app.stop()
    waits: list[float] = result["waits"]
    print(f"{result['said']} said in {seconds:g} s, {app.receiver.counts}, not fetched {result['left']}")  # noqa: T201
    print(f"{result['asked']} commands, {len(waits)} answered: p50 {_at(waits, 0.5)} ms, p95 {_at(waits, 0.95)} ms")  # noqa: T201
    print("memory MB: " + " ".join(f"{one:.1f}" for one in memory))  # noqa: T201


def _at(waits: list[float], share: float) -> str:
    return f"{waits[min(len(waits) - 1, int(len(waits) * share))] * 1000:.0f}" if waits else "-"


def _places(db: Db) -> tuple[list[str], list[str]]:
    accounts = db.all(sa.select(people.account.c.address).where(people.account.c.platform == "sim"))
    chats = db.all(sa.select(chat_address.c.address).where(chat_address.c.platform == "sim"))
    return [str(row[0]) for row in accounts], [str(row[0]) for row in chats]


def _move(db: Db, accounts: list[str], users: list[int], chats: list[str], groups: list[int]) -> None:
    account = people.account
    for old, user in zip(accounts, users, strict=True):
        new = {"platform": "telegram", "address_key": str(user), "address": str(user)}
        db.execute(sa.update(account).where(account.c.address_key == old).values(new))
    for old, group in zip(chats, groups, strict=True):
        db.execute(
            sa.update(chat_address).where(chat_address.c.address == old).values(platform="telegram", address=str(group))
        )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0, int(sys.argv[2]) if len(sys.argv) > 2 else 500)
