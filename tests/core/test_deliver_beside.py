"""Platforms send beside each other: one that does not answer, or breaks, holds up nobody else's messages."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import pytest

from bot.adapters.base import House, Parcel
from bot.adapters.sim import SimAdapter
from bot.clock import SHANGHAI
from bot.context import Work
from bot.ids import ChatId
from bot.messages import InChat, Outbound, Priority
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.storage import outbox
from bot.storage.directory import chat_address

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ELSEWHERE, HERE = ChatId("c-kq03-02"), ChatId("c-kq")


class Hanging(SimAdapter):
    """Takes a message and says nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.go = asyncio.Event()

    async def send(self, parcel: Parcel) -> str:
        self.taken.append(parcel.text)
        await self.go.wait()
        return f"h-{len(self.taken)}"


class Broken(SimAdapter):
    """Has a fault of its own."""

    async def send(self, parcel: Parcel) -> str:
        raise ZeroDivisionError


@asynccontextmanager
async def sending(adapter: SimAdapter) -> AsyncGenerator[RehearsedTown]:
    """A town with one group on another platform, its outbox at work by itself."""
    async with RehearsedTown(MORNING, adapters={"telegram": adapter}) as town:

        def move(work: Work) -> None:
            here = chat_address.c.chat == ELSEWHERE
            work.db.execute(chat_address.update().where(here).values(platform="telegram", address="-5"))
            work.changed_directory()

        await town.app.writer.run(move)
        running = asyncio.create_task(town.app.deliver.run())
        yield town
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def put(town: RehearsedTown, chat: ChatId, *texts: str) -> None:
    out = [Outbound(InChat(chat), text, Priority.NOTICE, wakes=True) for text in texts]
    await town.app.writer.run(lambda work: post(work, out))
    town.app.deliver.wake.set()


async def state(town: RehearsedTown, text: str) -> str:
    def look(work: Work) -> str:
        return str(next(row.state for row in work.db.all(outbox.outbox.select()) if row.text == text))

    return await town.app.writer.run(look)


async def becomes(town: RehearsedTown, text: str, wanted: str) -> None:
    async with asyncio.timeout(60):
        while await state(town, text) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_silent_platform_holds_up_nobody_else() -> None:
    hanging = Hanging()
    async with sending(hanging) as town:
        await put(town, ELSEWHERE, "那边一", "那边二")
        await becomes(town, "那边一", "sending")
        for number in range(3):
            await put(town, HERE, f"这边{number}")
            await becomes(town, f"这边{number}", "sent")
        assert hanging.taken == ["那边一"]
        hanging.go.set()
        await becomes(town, "那边二", "sent")
        assert hanging.taken == ["那边一", "那边二"], "in order, none twice"


async def test_an_adapter_that_breaks_ends_one_message_and_no_more() -> None:
    async with sending(Broken()) as town:
        await put(town, ELSEWHERE, "那边")
        await becomes(town, "那边", "unknown")
        await put(town, HERE, "这边")
        await becomes(town, "这边", "sent")


class Breaking(SimAdapter):
    """An adapter whose ``run`` breaks the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0

    async def run(self, house: House) -> None:
        self.runs += 1
        if self.runs == 1:
            raise ValueError("a fault of ours")
        await super().run(house)


async def test_an_adapter_that_breaks_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.RESTART_AFTER", 0.0)
    broken = Breaking()
    async with RehearsedTown(MORNING, adapters={"telegram": broken}) as town:
        await town.app.run()
        async with asyncio.timeout(60):
            while broken.runs < 2:  # noqa: ASYNC110  # a state of the other side: nobody rings a bell
                await asyncio.sleep(0.001)


async def test_what_went_out_is_written_down_when_the_database_writes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.deliver.SETTLE_AGAIN", 0.005)
    hanging = Hanging()
    async with sending(hanging) as town:
        await town.app.writer.run(lambda work: work.db.say("PRAGMA busy_timeout=0"))
        await put(town, ELSEWHERE, "那边一", "那边二")
        await becomes(town, "那边一", "sending")
        with sqlite3.connect(town.folder / "town.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            faults = town.app.writer.house_faults
            hanging.go.set()
            async with asyncio.timeout(60):
                while town.app.writer.house_faults == faults:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
            assert hanging.taken == ["那边一"], "nothing more is given before it is written down"
            other.execute("ROLLBACK")
        other.close()
        await becomes(town, "那边一", "sent")
        await becomes(town, "那边二", "sent")
        assert hanging.taken == ["那边一", "那边二"]
