"""Messages that the house could not store, of platforms that do not tell them again: they are held here and tried until it can.

In order in each chat. Yet what comes after a held message is offered at once too: it may be a call for help, which the house answers even
when it can store nothing.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.base import House
from bot.adapters.ending import end
from bot.clock import Clock
from bot.logs import Log
from bot.messages import Inbound
from bot.storage.writer import HouseFault

log = Log()

MOST = 1000
LONGEST_PAUSE = 30.0
GIVES_UP = timedelta(minutes=10)
"""After so long the answer to a message would be of no use to anybody."""


@dataclass
class _Chat:
    held: deque[tuple[Inbound, datetime]] = field(default_factory=deque[tuple[Inbound, datetime]])
    """Messages, and until when each is tried."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Holding:
    """Hands messages to the house."""

    def __init__(self, platform: str, house: House, clock: Clock, pause: float) -> None:
        self._platform = platform
        self._house = house
        self._clock = clock
        self._pause = pause
        """Seconds before a message is tried the second time; doubled each time."""
        self._chats: dict[str, _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def receive(self, message: Inbound) -> bool:
        """Returns when the house has it, or it is held: whether the house has it."""
        name = message.chat or message.sender
        while (chat := self._chats.get(name)) is not None:
            async with chat.lock:
                if self._chats.get(name) is chat:
                    await self._in_order(chat)
                    stored = await self._stored(message)
                    if not stored:
                        self._hold(chat, message)
                    return stored
        if await self._stored(message):
            return True
        chat = self._chats.get(name)  # another message of the chat may have begun it meanwhile
        if chat is None:
            chat = self._chats[name] = _Chat()
            task = asyncio.create_task(self._try_again(name, chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._hold(chat, message)
        return False

    async def close(self) -> None:
        """One last try."""
        await end(*self._tasks)
        for chat in self._chats.values():
            await self._in_order(chat)
        if lost := sum(len(chat.held) for chat in self._chats.values()):
            log.error("messages lost at the end", platform=self._platform, count=lost)
        self._chats.clear()

    def _hold(self, chat: _Chat, message: Inbound) -> None:
        if any(one.key == message.key for one, _ in chat.held):
            return  # told again by a platform that does
        if sum(len(one.held) for one in self._chats.values()) >= MOST:
            log.error("message given up", platform=self._platform)
            return
        chat.held.append((message, self._clock.now() + GIVES_UP))

    async def _try_again(self, name: str, chat: _Chat) -> None:
        pause = self._pause
        while True:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            async with chat.lock:
                await self._in_order(chat)
                if not chat.held:
                    del self._chats[name]
                    return

    async def _in_order(self, chat: _Chat) -> None:
        """The held ones, until one cannot be stored."""
        while chat.held:
            message, until = chat.held[0]
            if not await self._stored(message):
                if self._clock.now() < until:
                    return
                log.error("message given up", platform=self._platform)
            chat.held.popleft()

    async def _stored(self, message: Inbound) -> bool:
        try:
            await self._house.receive(message)
        except HouseFault:
            return False
        return True
