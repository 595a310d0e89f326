"""Chatter of many groups over a platform's peer, with a few commands in between: ``python -m tests.conformance.chatter [PLATFORM] [SECONDS] [PER_SECOND]``.

The bot is this process, with its real clock, outbox and adapter; the platform is another one. Printed: how long a command waited from being
said until its answer was handed over, how much was handled, how the memory went. A figure to look at, no test: machines differ.
"""

import asyncio
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from bot.adapters.base import Adapter, Capabilities, House, Link, Parcel
from bot.app import App, open_database
from bot.bench.processes import resident
from bot.clock import SystemClock
from bot.domain.settings import Settings as TownSettings
from bot.rehearsal.town import demo_roster, fill
from bot.storage import people
from bot.storage.database import Db
from bot.storage.directory import chat_address
from bot.storage.writer import run_now
from tests.conformance.chatter_talkers import TALKERS, Talker, adapter_for

SENTENCES = (
    "今天的青菜卖多少钱一斤",
    "下午谁去镇上,捎我一段",
    "哈哈哈哈",
    "@王婶 你家孩子考得怎么样",
    "村口那家面馆又涨价了",
)
COMMANDS_A_SECOND = 2


def talk(pipe: Connection, name: str, counts: tuple[int, int], seconds: float, per_second: int) -> None:
    """The other process: the platform, and everybody on it."""
    asyncio.run(_talk(pipe, TALKERS[name](), counts, seconds, per_second))


async def _talk(pipe: Connection, talker: Talker, counts: tuple[int, int], seconds: float, per_second: int) -> None:
    persons, places = counts
    told = await talker.start([f"人{n}" for n in range(persons)], [f"群{n}" for n in range(places)])
    pipe.send(json.dumps(told))
    while not pipe.poll():  # noqa: ASYNC110  # another process
        await asyncio.sleep(0.05)
    asked: dict[str, float] = {}
    chance = random.Random(1)
    begin, said = time.monotonic(), 0
    while (passed := time.monotonic() - begin) < seconds:
        missing = int(passed * per_second) - said
        batch = [
            (chance.randrange(persons), chance.randrange(places), f"{chance.choice(SENTENCES)}{n % 13}")
            for n in range(said, said + missing)
        ]
        await talker.say(batch)
        said += missing
        if len(asked) < passed * COMMANDS_A_SECOND:
            at = time.time()
            asked[await talker.ask((chance.randrange(persons), chance.randrange(places), "/积分规则"))] = at
        await asyncio.sleep(0.005)
    await asyncio.sleep(3)
    pipe.send(json.dumps({"said": said, "asked": asked}))
    await talker.stop()


@dataclass
class Timed:
    """An adapter that notes when each answer had been handed over."""

    inner: Adapter
    at: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    @property
    def link(self) -> Link:
        return self.inner.link

    async def run(self, house: House) -> None:
        await self.inner.run(house)

    async def send(self, parcel: Parcel) -> str:
        number = await self.inner.send(parcel)
        if parcel.answers is not None:
            self.at.setdefault(parcel.answers, time.time())
        return number


def main(name: str, seconds: float, per_second: int) -> None:
    """Play it and print."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_main(Path(folder), name, seconds, per_second))


async def _main(folder: Path, name: str, seconds: float, per_second: int) -> None:
    url = f"sqlite:///{folder / 'town.db'}"
    fill(url, demo_roster())
    database = open_database(url)
    accounts, chats = run_now(database, lambda db: db, _places)
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    counts = (len(accounts), len(chats))
    process = spawn.Process(target=talk, args=(there, name, counts, seconds, per_second))
    process.start()
    told = json.loads(await asyncio.to_thread(here.recv))
    run_now(database, lambda db: db, lambda db: _move(db, name, accounts, told["users"], chats, told["groups"]))
    adapter = Timed(adapter_for(name, told["more"]))
    app = App(database, SystemClock(), {name: adapter}, TownSettings())
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
    _tell(json.loads(found.result()), seconds, adapter.at, app, memory)
    await asyncio.to_thread(process.join, 10)
    await app.stop()


def _tell(result: Mapping[str, object], seconds: float, at: Mapping[str, float], app: App, memory: list[float]) -> None:
    asked: dict[str, float] = result["asked"]  # type: ignore[assignment]  # as _talk has sent it
    waits = sorted(at[number] - when for number, when in asked.items() if number in at)
    print(f"{result['said']} said in {seconds:g} s, {app.receiver.counts}, refused {dict(app.refusals)}")  # noqa: T201
    print(f"{len(asked)} commands, {len(waits)} answered: p50 {_at(waits, 0.5)} ms, p95 {_at(waits, 0.95)} ms")  # noqa: T201
    print("memory MB: " + " ".join(f"{one:.1f}" for one in memory))  # noqa: T201


def _at(waits: list[float], share: float) -> str:
    return f"{waits[min(len(waits) - 1, int(len(waits) * share))] * 1000:.0f}" if waits else "-"


def _places(db: Db) -> tuple[list[str], list[str]]:
    accounts = db.all(sa.select(people.account.c.address).where(people.account.c.platform == "sim"))
    chats = db.all(sa.select(chat_address.c.address).where(chat_address.c.platform == "sim"))
    return [str(row[0]) for row in accounts], [str(row[0]) for row in chats]


def _move(db: Db, name: str, accounts: list[str], users: list[str], chats: list[str], groups: list[str]) -> None:
    account = people.account
    for old, user in zip(accounts, users, strict=True):
        new = {"platform": name, "address_key": user, "address": user}
        db.execute(sa.update(account).where(account.c.address_key == old).values(new))
    for old, group in zip(chats, groups, strict=True):
        change = sa.update(chat_address).where(chat_address.c.address == old)
        db.execute(change.values(platform=name, address=group))


if __name__ == "__main__":
    main(
        sys.argv[1] if len(sys.argv) > 1 else "telegram",
        float(sys.argv[2]) if len(sys.argv) > 2 else 60.0,
        int(sys.argv[3]) if len(sys.argv) > 3 else 500,
    )
