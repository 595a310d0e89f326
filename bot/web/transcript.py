"""What the demo page shows of every chat. In memory, of the simulated platform alone: the product itself keeps no unaddressed talk."""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime

KEPT = 2000
"""So many lines are remembered, over all chats."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat: ``place`` is a group's address, or an account's for a private chat."""

    place: str
    private: bool
    speaker: str
    """Name of who said it; empty: the bot."""
    text: str
    at: datetime
    fate: str = ""
    """What became of a person's line: handled, ignored, duplicate, failed."""
    number: int = 0
    """Row of the outbox, for what the bot said."""
    files: tuple[tuple[str, str], ...] = ()
    """(kind, name) of the pictures and documents that came with it, in the order of the row."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something the page is told: a line, or (no line) that another part of it has changed."""

    number: int
    line: Line | None
    part: str = ""


class Transcript:
    """Lines and changes in order, with whoever listens to them."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        """Another one after a restart or a reset: a page of an older one starts over."""
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._last = 0
        self._bot_rows: set[int] = set()
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self.closed = False

    @property
    def cursor(self) -> str:
        """Where the stream stands now."""
        return f"{self.epoch}-{self._last}"

    @property
    def listeners(self) -> int:
        """How many pages are open."""
        return len(self._listeners)

    def say(self, line: Line) -> None:
        """A new line; one of the bot's that is already here is not shown twice."""
        if line.number:
            if line.number in self._bot_rows:
                return
            self._bot_rows.add(line.number)
        self._push(line, "")

    def change(self, part: str) -> None:
        """A part of the page has changed: ``clock``, ``tour``, ``notices``, or the id of a log whose waiting messages have."""
        self._push(None, part)

    def _push(self, line: Line | None, part: str) -> None:
        self._last += 1
        event = Event(self._last, line, part)
        self._events.append(event)
        for queue in self._listeners:
            queue.put_nowait(event)

    def numbered(self, place: str, private: bool) -> Iterator[tuple[int, Line]]:
        """All that is remembered of one chat, with the numbers of the events that brought it."""
        for event in self._events:
            if event.line is not None and event.line.place == place and event.line.private == private:
                yield event.number, event.line

    def since(self, cursor: str) -> list[Event] | None:
        """What came after ``cursor``; None when that is not known any more."""
        epoch, _, number = cursor.rpartition("-")
        if epoch != self.epoch or not number.isdigit() or int(number) > self._last:
            return None
        after = int(number)
        if self._events and self._events[0].number > after + 1:
            return None
        return [event for event in self._events if event.number > after]

    async def listen(self, cursor: str, patience: float) -> AsyncIterator[Event | None]:
        """What came after ``cursor`` and what comes; None after ``patience`` seconds of silence. Ends when the server does.

        Raises:
            LookupError: the cursor is of another time: the page must start over.
        """
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        missed = self.since(cursor)
        if missed is None:
            raise LookupError(cursor)
        self._listeners.add(queue)
        try:
            for event in missed:
                yield event
            while not self.closed:
                try:
                    async with asyncio.timeout(patience):
                        found = await queue.get()
                except TimeoutError:
                    yield None
                    continue
                if found is None:
                    return
                yield found
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Tell every open stream to end."""
        self.closed = True
        for queue in self._listeners:
            queue.put_nowait(None)
