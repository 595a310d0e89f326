"""Incoming messages on their way from the stream to the house: looked up side by side, handled in order in each chat, bounded in memory.

Some platforms say only "message 123": which chat it belongs to is known when it has been looked up. So what comes is looked up some at a
time and put in line in the order in which it came; each chat has a lane of its own, so that a slow one holds up nobody else. When too much
waits, ``put`` does, and with it the stream.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.adapters.ending import end
from bot.logs import Log

log = Log()

Told = TypeVar("Told")
Letter = TypeVar("Letter")
MOST = 1000
"""Messages in memory, from their coming to the end of their handling."""
AT_ONCE = 16
"""Looked up side by side."""


class Lanes(Generic[Told, Letter]):
    """``find`` looks up what the platform has told (None: nothing to handle), ``lane_of`` says where it belongs, ``handle`` handles it. What they raise ends one message, never a lane."""

    def __init__(
        self,
        platform: str,
        find: Callable[[Told], Awaitable[Letter | None]],
        lane_of: Callable[[Letter], str],
        handle: Callable[[Letter], Awaitable[None]],
        most: int = MOST,
        at_once: int = AT_ONCE,
    ) -> None:
        self._platform = platform
        self._find = find
        self._lane_of = lane_of
        self._handle = handle
        self._room = asyncio.Semaphore(most)
        self._lookups = asyncio.Semaphore(at_once)
        self._found: asyncio.Queue[asyncio.Task[Letter | None]] = asyncio.Queue()
        self._lanes: dict[str, deque[Letter]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._sorting = asyncio.create_task(self._sort())
        self.waiting = 0
        """How many are in memory."""

    @property
    def full(self) -> bool:
        """Whether the stream has to wait."""
        return self._room.locked()

    async def put(self, told: Told) -> None:
        """Take one in; waits while too much is in memory."""
        await self._room.acquire()
        self.waiting += 1
        self._found.put_nowait(asyncio.create_task(self._look_up(told)))

    async def close(self, patience: float) -> None:
        """Handle what is in memory, for at most ``patience`` seconds, and end: nobody will tell it again."""
        deadline = asyncio.get_running_loop().time() + patience
        while self.waiting and not self._sorting.done() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  # only when the process ends
            await asyncio.sleep(0.01)
        if self.waiting and not self._sorting.done():
            log.error("messages lost at the end", platform=self._platform, count=self.waiting)
        lookups = [self._found.get_nowait() for _ in range(self._found.qsize())]
        await end(self._sorting, *self._workers, *lookups)

    async def _look_up(self, told: Told) -> Letter | None:
        async with self._lookups:
            try:
                return await self._find(told)
            except Exception:  # a fault of ours in one message
                log.exception("message not found out", platform=self._platform)
                return None

    async def _sort(self) -> None:
        while True:
            letter = await (await self._found.get())
            if letter is None:
                self._done()
                continue
            name = self._lane_of(letter)
            lane = self._lanes.get(name)
            if lane is not None:
                lane.append(letter)
                continue
            self._lanes[name] = deque([letter])
            worker = asyncio.create_task(self._work(name))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            try:
                await self._handle(lane.popleft())
            except Exception:  # a fault of ours in one message
                log.exception("message not handled", platform=self._platform)
            self._done()
        del self._lanes[name]

    def _done(self) -> None:
        self.waiting -= 1
        self._room.release()
