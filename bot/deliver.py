"""The outbox to the platforms: claimed, paced, sent, settled. Claim and settle are units of work; no transaction is open while a platform is spoken to."""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.adapters.base import Adapter, DeliveryError, Gone, Parcel, Refused, TryLater
from bot.clock import Clock
from bot.context import Work
from bot.domain import calendar
from bot.memory import Memory
from bot.messages import Inbound, InChat, Place, Priority, ToPerson
from bot.outgoing import kind_of, post
from bot.router import Routes
from bot.storage import outbox, people
from bot.storage.outbox import Delivery, State
from bot.storage.writer import HouseFault, Writer

log = structlog.get_logger(__name__)

RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Handbook §4.2."""
SEND_TIMEOUT = 30.0
BATCH = 64


@dataclass(frozen=True, slots=True)
class _Claimed:
    delivery: Delivery
    platform: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class _Settled:
    delivery: Delivery
    state: State
    platform: str = ""
    platform_id: str = ""
    error: str = ""
    retry_after: timedelta | None = None


class Pace:
    """How many sends an account may still make: a sliding window (handbook ruling 25)."""

    def __init__(self, limit: tuple[int, timedelta] | None) -> None:
        self._limit = limit
        self._sent: deque[datetime] = deque()

    def wait(self, now: datetime) -> timedelta:
        """How long until the next send is allowed."""
        if self._limit is None:
            return timedelta(0)
        most, span = self._limit
        while self._sent and self._sent[0] <= now - span:
            self._sent.popleft()
        return timedelta(0) if len(self._sent) < most else self._sent[0] + span - now

    def note(self, now: datetime) -> None:
        """A send has been made."""
        if self._limit is not None:
            self._sent.append(now)

    def window_start(self, now: datetime) -> datetime | None:
        """From when on earlier sends still count; None without a limit."""
        return None if self._limit is None else now - self._limit[1]


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
        self._memory = memory
        self._adapters = adapters
        self._routes = routes
        self._clock = clock
        self._spoken = spoken
        self._paces = {name: Pace(adapter.capabilities.per_account) for name, adapter in adapters.items()}
        self._numbers = 0
        self.wake = asyncio.Event()
        self.counts: dict[str, int] = {}

    async def start(self) -> None:
        """What was being sent when the process ended: replies go again, notices become ``unknown`` (reliability.md §4)."""
        await self._writer.run(self._recover)

    async def run(self) -> None:
        """Deliver until cancelled; wakes for new messages and looks every second for what has become due."""
        while True:
            self.wake.clear()
            try:
                while await self.round():
                    pass
            except HouseFault:
                log.error("outbox stands still")
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):  # wait_for of Python 3.11 may swallow a cancellation
                    await self.wake.wait()

    async def round(self) -> bool:
        """Claim what is due, send it, settle it; False when nothing was due."""
        most = BATCH if all(adapter.capabilities.per_account is None for adapter in self._adapters.values()) else 1
        claimed = await self._writer.run(lambda work: self._claim(work, most))
        if claimed is None:
            return False
        settled = [await self._send(one) for one in claimed]
        if settled:
            await self._writer.run(lambda work: self._settle(work, settled))
        return True

    async def say_now(self, message: Inbound, text: str) -> None:
        """Answer a message past the outbox: only for the hotline and the excuse when the database does not answer."""
        adapter = self._adapters.get(message.platform)
        if adapter is None:
            return
        try:
            await adapter.send(Parcel(message.chat, None if message.chat else message.sender, text, message.id, 0))
        except (DeliveryError, TimeoutError):
            log.error("direct reply refused")

    def _recover(self, work: Work) -> None:
        self._numbers = outbox.last_delivery(work.db, work.town)
        for platform, pace in self._paces.items():
            since = pace.window_start(work.now)
            for sent_at in outbox.list_sent_times(work.db, work.town, platform, since) if since else ():
                pace.note(sent_at)
        for one in outbox.list_interrupted(work.db, work.town):
            if one.priority <= Priority.REPLY:
                outbox.mark(work.db, work.town, one.id, State.QUEUED, work.now, "", one.not_before)
            else:
                outbox.mark(work.db, work.town, one.id, State.UNKNOWN, work.now, "interrupted")
                self._tell(work, one)

    def _claim(self, work: Work, most: int) -> list[_Claimed] | None:
        """Mark what is going to be sent; None when nothing is due, an empty list when only bookkeeping was done."""
        due = outbox.list_sendable(work.db, work.town, work.now, most)
        if not due:
            return None
        claimed: list[_Claimed] = []
        places: set[Place] = set()
        for one in due:
            place = one.to if isinstance(one.to, InChat) else ToPerson(one.to.person)
            if place in places:
                continue  # the next round looks again: the next notice goes before the digest
            places.add(place)
            if not one.wakes:
                open_at = calendar.next_open(kind_of(work, one.to), work.now, work.settings)
                if open_at > work.now:
                    outbox.put_off(work.db, work.town, one.id, open_at)
                    continue
            if one.key is not None and one.key in self._spoken:
                self._spoken.discard(one.key)
                outbox.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "said directly")
                continue
            address = self._address(work, one)
            if address is None:
                outbox.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "no address")
                continue
            outbox.mark_sending(work.db, work.town, one.id)
            claimed.append(address)
        return claimed

    def _address(self, work: Work, one: Delivery) -> _Claimed | None:
        if isinstance(one.to, InChat):
            found = self._memory.address_of(work.db, one.to.chat)
            if found is None or found[0] not in self._adapters:
                return None
            return _Claimed(one, found[0], Parcel(found[1], None, one.text, one.answers, one.id))
        for platform, account in self._accounts(work, one.to):
            if platform in self._adapters:
                return _Claimed(one, platform, Parcel(None, account, one.text, one.answers, one.id))
        return None

    @staticmethod
    def _accounts(work: Work, to: ToPerson) -> list[tuple[str, str]]:
        """The account that is to be used, or all of the person's, the latest bound first."""
        return [to.account] if to.account else people.list_accounts(work.db, work.town, to.person)

    async def _send(self, one: _Claimed) -> _Settled:
        pace = self._paces[one.platform]
        while (wait := pace.wait(self._clock.now())) > timedelta(0):
            await self._clock.sleep(wait)
        pace.note(self._clock.now())
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                sent_as = await self._adapters[one.platform].send(one.parcel)
        except TryLater as later:
            return self._later(one.delivery, later.after)
        except Gone:
            return _Settled(one.delivery, State.DEAD, error="gone")
        except Refused:
            return _Settled(one.delivery, State.DEAD, error="refused")
        except TimeoutError:
            if one.delivery.priority <= Priority.REPLY:
                return self._later(one.delivery, None)
            return _Settled(one.delivery, State.UNKNOWN, error="no answer")
        return _Settled(one.delivery, State.SENT, one.platform, sent_as)

    @staticmethod
    def _later(one: Delivery, after: timedelta | None) -> _Settled:
        if one.attempts >= len(RETRY):
            return _Settled(one, State.DEAD, error="gave up")
        return _Settled(one, State.FAILED, error="later", retry_after=max(RETRY[one.attempts], after or timedelta(0)))

    def _settle(self, work: Work, settled: list[_Settled]) -> None:
        for one in settled:
            row = one.delivery
            self.counts[one.state.value] = self.counts.get(one.state.value, 0) + 1
            if one.state is State.SENT:
                self._numbers += 1
                outbox.mark_sent(work.db, work.town, row.id, work.now, self._numbers, one.platform, one.platform_id)
            elif one.retry_after is not None:
                outbox.mark(work.db, work.town, row.id, State.FAILED, work.now, one.error, work.now + one.retry_after)
            else:
                outbox.mark(work.db, work.town, row.id, one.state, work.now, one.error)
                self._tell(work, row)

    def _tell(self, work: Work, lost: Delivery) -> None:
        """Whoever sent it learns that it did not arrive (handbook I11)."""
        kind, _, subject = lost.about.partition(":")
        listener = self._routes.dead.get(kind)
        if listener is not None:
            post(work, listener(work, subject, lost))
