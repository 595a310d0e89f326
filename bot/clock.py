"""The one place that asks for the time. All times are aware and in the town's zone, Asia/Shanghai (no DST)."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What the edges may know of time."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        ...

    async def sleep(self, span: timedelta) -> None:
        """Let ``span`` of this clock's time pass."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(max(0.0, span.total_seconds()))


class DemoClock:
    """Runs from ``start`` at ``speed`` times the real pace, and can be moved forward by hand."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start.astimezone(SHANGHAI)
        self._speed = speed
        self._origin = time.monotonic()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        passed = (time.monotonic() - self._origin) * self._speed
        return self._start + timedelta(seconds=passed)

    def forward(self, span: timedelta) -> None:
        """Jump ahead; sleepers whose time has thereby come wake up."""
        self._start += span
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, span: timedelta) -> None:
        until = self.now() + span
        while (left := (until - self.now()).total_seconds()) > 0:
            try:
                async with asyncio.timeout(left / self._speed):
                    await self._moved.wait()
            except TimeoutError:
                return


class HandClock:
    """Stands still until moved: rehearsals and tests. Sleeping moves it, so pacing costs no real time."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(SHANGHAI)

    def now(self) -> datetime:
        return self._now

    def move_to(self, when: datetime) -> None:
        """Go to ``when``; never back."""
        self._now = max(self._now, when.astimezone(SHANGHAI))

    async def sleep(self, span: timedelta) -> None:
        self.move_to(self._now + span)
        await asyncio.sleep(0)
