"""Houses for adapters: one that only listens, one that watches over a town; and waiting for what happens."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.adapters.base import Adapter, Event, House
from bot.messages import Inbound
from bot.storage.writer import HouseFault

PATIENCE = 60.0
"""Seconds of real time after which something that should happen has not, on the slowest machine."""


async def until(true: Callable[[], bool], what: str = "") -> None:
    """Wait until ``true``; fails when it does not come."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110  # a state of the other side: nobody rings a bell
                await asyncio.sleep(0.003)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None


@dataclass
class Listening:
    """Takes everything in and keeps it. ``breaks`` first messages are refused as if the disk were full."""

    breaks: int = 0
    messages: list[Inbound] = field(default_factory=list[Inbound])
    events: list[Event] = field(default_factory=list[Event])
    refusals: list[str] = field(default_factory=list[str])
    known: dict[str, str] = field(default_factory=dict[str, str])

    async def receive(self, message: Inbound) -> object:
        if self.breaks > 0:
            self.breaks -= 1
            raise HouseFault("full")
        self.messages.append(message)
        return None

    def wants(self, message: Inbound) -> bool:
        return True

    def menu(self, platform: str) -> Sequence[tuple[str, str]]:
        return (("help", "看看能帮您做什么"), ("daka", "打卡"))

    async def groups(self, platform: str) -> Mapping[str, str]:
        return self.known

    async def happened(self, event: Event) -> None:
        self.events.append(event)

    def refused(self, platform: str, why: str) -> None:
        self.refusals.append(why)

    @property
    def numbers(self) -> list[str]:
        return [one.id for one in self.messages]


@asynccontextmanager
async def running(adapter: Adapter, house: House) -> AsyncGenerator[Adapter]:
    """``adapter`` at work for ``house``; leaves when it has ended."""
    task = asyncio.create_task(adapter.run(house))
    await asyncio.sleep(0)
    try:
        yield adapter
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
