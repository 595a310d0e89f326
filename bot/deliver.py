"""The outbox to the platforms: claimed, paced, sent, settled. Claim and settle are units of work; no transaction is open while a platform is spoken to."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from bot.adapters.base import Adapter, DeliveryError, Gone, Parcel, Refused, TryLater
from bot.claiming import Claim, Claimed, Claiming
from bot.clock import Clock
from bot.context import Work
from bot.domain.pacing import Account
from bot.logs import Log
from bot.memory import Memory
from bot.messages import Inbound, Priority
from bot.router import Routes
from bot.settling import Settled, Settling
from bot.storage.outbox import State
from bot.storage.writer import HouseFault, Writer

log = Log()

RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Handbook §4.2."""
SETTLE_AGAIN = 1.0
"""Seconds until what could not be written down is tried again."""
SEND_TIMEOUT = 30.0


def _by_platform(claimed: list[Claimed]) -> list[list[Claimed]]:
    lanes: dict[str, list[Claimed]] = {}
    for one in claimed:
        lanes.setdefault(one.platform, []).append(one)
    return list(lanes.values())


def _account(adapter: Adapter) -> Account:
    can = adapter.capabilities
    return Account(can.per_account, can.per_chat, can.jitter, can.daily, can.gap)


class Deliver:
    """Sends what the outbox holds. One for a town."""

    def __init__(
        self,
        writer: Writer[Work],
        memory: Memory,
        adapters: Mapping[str, Adapter],
        routes: Routes,
        clock: Clock,
        spoken: set[str],
    ) -> None:
        self._writer = writer
        self._adapters = adapters
        self._clock = clock
        self._flying: set[str] = set()
        """Platforms that are being sent to."""
        accounts = {name: _account(adapter) for name, adapter in adapters.items()}
        self._claiming = Claiming(memory, adapters, routes, accounts, self._flying, spoken)
        self._settling = Settling(routes, accounts)
        self.wake = asyncio.Event()

    @property
    def counts(self) -> Mapping[str, int]:
        """Attempts by how they ended, since the start."""
        return self._settling.counts

    async def start(self) -> None:
        """What was being sent when the process ended: replies go again, notices become ``unknown`` (reliability.md §4)."""
        await self._writer.run(self._settling.recover)

    async def run(self) -> None:
        """Deliver until cancelled; wakes for new messages and looks every second for what has become due.

        Platforms send beside each other: one that does not answer holds up nobody else's messages.
        """
        async with asyncio.TaskGroup() as flights:
            while True:
                try:
                    while (claimed := await self._claim_due()) is not None:
                        for lane in _by_platform(claimed.deliveries):
                            self._flying.add(lane[0].platform)
                            flights.create_task(self._guarded(lane))
                        if claimed.wait is not None:
                            await self._pause(claimed.wait)
                        elif self._flying.issuperset(self._adapters):
                            break
                except HouseFault:
                    log.error("outbox stands still")
                with suppress(TimeoutError):
                    async with asyncio.timeout(1.0):  # wait_for of Python 3.11 may swallow a cancellation
                        await self.wake.wait()

    async def round(self) -> bool:
        """Claim what is due and what the pace allows, send it, settle it; False when nothing was due."""
        claimed = await self._claim_due()
        if claimed is None:
            return False
        if claimed.wait is not None:
            await self._pause(claimed.wait)
        await asyncio.gather(*(self._fly(lane) for lane in _by_platform(claimed.deliveries)))
        return True

    async def _claim_due(self) -> Claim | None:
        self.wake.clear()
        return await self._writer.run(self._claiming.claim)

    async def _fly(self, lane: list[Claimed]) -> None:
        """Send what is for one platform, in order, and settle it."""
        self._flying.add(lane[0].platform)
        try:
            await self._settle([await self._send(one) for one in lane])
        finally:
            self._flying.discard(lane[0].platform)
            self.wake.set()

    async def _settle(self, settled: list[Settled]) -> None:
        """What a platform has been given is written down, however long the database cannot; meanwhile it is given nothing more."""
        while True:
            try:
                await self._writer.run(lambda work: self._settling.settle(work, settled))
            except HouseFault:
                log.error("not settled", count=len(settled))
                await asyncio.sleep(SETTLE_AGAIN)
            else:
                return

    async def _guarded(self, lane: list[Claimed]) -> None:
        try:
            await self._fly(lane)
        except Exception:  # what is not settled is taken up at the next start; the other platforms go on
            log.exception("outbox stands still", platform=lane[0].platform)

    async def _pause(self, wait: timedelta) -> None:
        """Until the pace allows the next one; a reply that is queued meanwhile need not wait for it."""
        tasks = (asyncio.ensure_future(self._clock.sleep(wait)), asyncio.ensure_future(self.wake.wait()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def say_now(self, message: Inbound, text: str) -> None:
        """Answer a message past the outbox: only for the hotline and the excuse when the database does not answer."""
        adapter = self._adapters.get(message.platform)
        if adapter is None:
            return
        try:
            await adapter.send(Parcel(message.chat, None if message.chat else message.sender, text, message.id, 0))
        except (DeliveryError, TimeoutError):
            log.error("direct reply refused")

    async def _send(self, one: Claimed) -> Settled:
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                sent_as = await self._adapters[one.platform].send(one.parcel)
        except TryLater as later:
            return self._later(one, later.after)
        except Gone:
            return Settled(one.delivery, State.DEAD, one.platform, error="gone")
        except Refused:
            return Settled(one.delivery, State.DEAD, one.platform, error="refused")
        except TimeoutError:
            return self._unknown(one, "no answer")
        except Exception as fault:  # noqa: BLE001  # a fault of an adapter ends one message, not the sending
            log.error("send broke", platform=one.platform, kind=type(fault).__name__)
            return self._unknown(one, "fault")
        return Settled(one.delivery, State.SENT, one.platform, sent_as)

    def _unknown(self, one: Claimed, error: str) -> Settled:
        """It may have arrived: a reply goes again, anything else waits for a person."""
        if one.delivery.priority <= Priority.REPLY:
            return self._later(one, None)
        return Settled(one.delivery, State.UNKNOWN, one.platform, error=error)

    @staticmethod
    def _later(one: Claimed, after: timedelta | None) -> Settled:
        row = one.delivery
        if row.attempts >= len(RETRY):
            return Settled(row, State.DEAD, one.platform, error="gave up")
        wait = max(RETRY[row.attempts], after or timedelta(0))
        return Settled(row, State.FAILED, one.platform, error="later", retry_after=wait)
