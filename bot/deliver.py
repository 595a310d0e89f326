"""The outbox to the platforms: claimed, paced, sent, settled. Claim and settle are units of work; no transaction is open while a platform is spoken to."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions import platforms
from bot.adapters.base import Adapter, DeliveryError, Gone, Parcel, Refused, TryLater
from bot.cargo import Cargo
from bot.clock import Clock
from bot.context import Work
from bot.domain import calendar, residency
from bot.domain.pacing import Account
from bot.logs import Log
from bot.memory import Memory
from bot.merging import merge
from bot.messages import Inbound, InChat, Place, Priority, ToPerson
from bot.outgoing import kind_of, post
from bot.router import Routes
from bot.storage import burden, outbox_queue, outbox_reading, paces, people
from bot.storage.outbox import Delivery, State
from bot.storage.writer import HouseFault, Writer
from bot.texts import deliveries as say

log = Log()

RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Handbook §4.2."""
SEND_TIMEOUT = 30.0
BATCH = 64
ALL = 5000
MERGED = ("merged", "card")
"""``why`` of a message that carries others."""
BY_HAND = "notice:"
"""On a platform that wants a person to press send, group messages about these wait for ``已发``."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    delivery: Delivery
    platform: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class _Settled:
    delivery: Delivery
    state: State
    account: str
    platform_id: str = ""
    error: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is to be sent now; without any, how long the pace says to wait."""

    deliveries: list[_Claimed]
    wait: timedelta | None
    kept_books: bool = False
    """Something was put off or settled unsent: look again at once."""

    @property
    def moves(self) -> bool:
        """Whether anything comes of it; otherwise all that is due waits for a platform that is down or stopped."""
        return bool(self.deliveries) or self.wait is not None or self.kept_books


def _by_platform(claimed: list[_Claimed]) -> list[list[_Claimed]]:
    lanes: dict[str, list[_Claimed]] = {}
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
        self._memory = memory
        self._adapters = adapters
        self._routes = routes
        self._clock = clock
        self._spoken = spoken
        self._accounts = {name: _account(adapter) for name, adapter in adapters.items()}
        self._cargo = Cargo()
        self._numbers = 0
        self._flying: set[str] = set()
        """Platforms that are being sent to."""
        self.wake = asyncio.Event()
        self.counts: dict[str, int] = {}

    async def start(self) -> None:
        """What was being sent when the process ended: replies go again, notices become ``unknown`` (reliability.md §4)."""
        await self._writer.run(self._recover)

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

    async def _claim_due(self) -> _Claim | None:
        self.wake.clear()
        return await self._writer.run(self._claim)

    async def _fly(self, lane: list[_Claimed]) -> None:
        """Send what is for one platform, in order, and settle it."""
        self._flying.add(lane[0].platform)
        try:
            settled = [await self._send(one) for one in lane]
            await self._writer.run(lambda work: self._settle(work, settled))
        finally:
            self._flying.discard(lane[0].platform)
            self.wake.set()

    async def _guarded(self, lane: list[_Claimed]) -> None:
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

    def _recover(self, work: Work) -> None:
        self._numbers = outbox_reading.last_delivery(work.db, work.town)
        for platform, account in self._accounts.items():
            paces.put(work.db, work.town, platform, account.foretells)
            if account.paced:
                since = work.now - account.memory
                for sent_at, place in outbox_queue.list_sent_times(work.db, work.town, platform, since):
                    account.note(min(sent_at, work.now), burden.key_of(place))
        for one in outbox_queue.list_interrupted(work.db, work.town):
            if one.carrier is None:
                self._interrupted(work, one)

    def _interrupted(self, work: Work, one: Delivery) -> None:
        for account in self._accounts.values():
            account.note(work.now, burden.key_of(one.to))  # the platform may have had it just now
        if one.priority <= Priority.REPLY:
            outbox_queue.mark(work.db, work.town, one.id, State.QUEUED, work.now, "", one.not_before)
            return
        outbox_queue.mark(work.db, work.town, one.id, State.UNKNOWN, work.now, "interrupted")
        outbox_queue.settle_members(work.db, work.town, one.id, State.UNKNOWN, work.now, "")
        self._tell(work, one)

    def _claim(self, work: Work) -> _Claim | None:
        """Mark what is going to be sent; None when nothing is due. Without deliveries: bookkeeping was done, or the pace says wait."""
        for most in (BATCH, ALL):
            due = outbox_queue.list_sendable(work.db, work.town, work.now, most)
            if not due:
                return None
            found = self._chosen(work, due)
            if found.deliveries or found.kept_books or len(due) < most:
                break  # else everything that came first waits for one account: look at what others may send
        return found if found.moves else None

    def _chosen(self, work: Work, due: list[Delivery]) -> _Claim:
        claimed: list[_Claimed] = []
        wait: timedelta | None = None
        kept_books = False
        places: set[Place] = set()
        busy: set[str] = set()
        for one in due:
            place = one.to if isinstance(one.to, InChat) else ToPerson(one.to.person)
            if place in places:
                continue  # the next round looks again: the next notice goes before the digest
            places.add(place)
            if self._kept_back(work, one):
                kept_books = True
                continue
            address = self._address(work, one)
            if address is None:
                self._no_address(work, one)
                kept_books = True
                continue
            if address.platform in self._flying or self._barred(work, one, address.platform):
                continue
            left = self._wait(work, one, address.platform, busy)
            if left is None or left > timedelta(0):
                wait = wait if left is None else left if wait is None else min(wait, left)
                continue
            claimed.append(self._claimed(work, address))
            if len(claimed) == BATCH:
                break
        return _Claim(claimed, None if kept_books or claimed else wait, kept_books)

    def _kept_back(self, work: Work, one: Delivery) -> bool:
        """Whether it must not go now: its place keeps quiet, has had enough this week, or it has been said already."""
        if not one.wakes:
            kind = kind_of(work, one.to)
            open_at = calendar.next_open(kind, work.now, work.settings)
            if open_at > work.now:
                outbox_queue.put_off(work.db, work.town, one.id, open_at)
                return True
            if not one.card and one.priority >= Priority.NOTICE and self._had_enough(work, one):
                card = calendar.next_open(kind, calendar.next_time(work.now, work.settings.card_time), work.settings)
                outbox_queue.put_off(work.db, work.town, one.id, card, card=True)
                return True
        if one.key is not None and one.key in self._spoken:
            self._spoken.discard(one.key)
            outbox_queue.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "said directly")
            return True
        return False

    @staticmethod
    def _had_enough(work: Work, one: Delivery) -> bool:
        settings = work.settings
        most = settings.weekly_pushes_chat if isinstance(one.to, InChat) else settings.weekly_pushes_person
        return 0 < most <= burden.count(work.db, work.town, one.to, work.today)

    def _barred(self, work: Work, one: Delivery, platform: str) -> bool:
        """Whether its platform is down, or somebody has said 停发: it stays queued, nothing is tried, nothing counts as failed."""
        if platform in platforms.paused(work) and one.about != platforms.ABOUT:
            return True
        return not self._adapters[platform].link.up

    def _wait(self, work: Work, one: Delivery, platform: str, busy: set[str]) -> timedelta | None:
        """How long the account must wait before it may send this; None when it has just been given something else."""
        account = self._accounts[platform]
        if not account.paced or (one.priority is Priority.URGENT and one.answers is not None):
            return timedelta(
                0
            )  # the hotline, to who has just called for help, waits for no pace and no daily cap (I23)
        if platform in busy:
            return None
        asked = one.priority <= Priority.REPLY
        left = account.wait(work.now, burden.key_of(one.to), asked=asked)
        if left <= timedelta(0):
            busy.add(platform)
            chance = int(work.token(2), 16) / 0xFFFF
            account.space(work.now, chance)
            if not asked:
                account.step(work.now, chance)
        return left

    def _claimed(self, work: Work, found: _Claimed) -> _Claimed:
        chosen = self._as_one(work, found)
        can = self._adapters[chosen.platform].capabilities
        return replace(chosen, parcel=self._cargo.load(work, chosen.delivery, chosen.parcel, can))

    def _as_one(self, work: Work, found: _Claimed) -> _Claimed:
        one, can = found.delivery, self._adapters[found.platform].capabilities
        if one.priority >= Priority.NOTICE and not one.wakes:
            carrier = merge(work, one, can.longest_text)
            if carrier is not None:
                outbox_queue.mark_sending(work.db, work.town, carrier.id)
                parcel = replace(found.parcel, text=carrier.text, number=carrier.id)
                return _Claimed(carrier, found.platform, parcel)
        outbox_queue.mark_sending(work.db, work.town, one.id)
        if one.edits is None or not can.can_edit or one.files:
            return found
        former = outbox_reading.find_by_key(work.db, work.town, one.edits)
        if former is None or former.platform != found.platform or not former.platform_id or former.files:
            return found
        text = say.corrected_in_place(one.text, former.text)
        return replace(found, parcel=replace(found.parcel, text=text, edits=former.platform_id))

    def _no_address(self, work: Work, one: Delivery) -> None:
        """The bot is not in that group (or knows no account): a notice goes by the hand of a person, the rest is left."""
        listener = self._routes.by_hand.get(one.about.partition(":")[0])
        if listener is not None and isinstance(one.to, InChat) and one.key is not None:
            outbox_queue.mark(work.db, work.town, one.id, State.BY_HAND, work.now, "no address")
            post(work, listener(work, one.about.partition(":")[2], one))
            return
        outbox_queue.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "no address")

    def _address(self, work: Work, one: Delivery) -> _Claimed | None:
        if isinstance(one.to, InChat):
            found = self._memory.address_of(work.db, one.to.chat)
            if found is None or found[0] not in self._adapters:
                return None
            if not self._may_carry(one, found[0]):
                return None
            if self._adapters[found[0]].capabilities.by_hand and one.key is not None and one.about.startswith(BY_HAND):
                return None
            return _Claimed(one, found[0], Parcel(found[1], None, one.text, one.answers, one.id))
        known = [
            found
            for found in self._addresses(work, one.to)
            if found[0] in self._adapters and self._may_carry(one, found[0])
        ]
        usable = [found for found in known if not self._barred(work, one, found[0])]
        for platform, account in usable or known:  # an outage of one platform does not silence the other
            return _Claimed(one, platform, Parcel(None, account, one.text, one.answers, one.id))
        return None

    def _may_carry(self, one: Delivery, platform: str) -> bool:
        """Nothing about a resident goes through a platform outside of China (handbook I49)."""
        return self._adapters[platform].capabilities.personal or residency.may_carry(one.about, one.answers)

    @staticmethod
    def _addresses(work: Work, to: ToPerson) -> list[tuple[str, str]]:
        """The account that is to be used, or all of the person's, the latest bound first."""
        return [to.account] if to.account else people.list_accounts(work.db, work.town, to.person)

    async def _send(self, one: _Claimed) -> _Settled:
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                sent_as = await self._adapters[one.platform].send(one.parcel)
        except TryLater as later:
            return self._later(one, later.after)
        except Gone:
            return _Settled(one.delivery, State.DEAD, one.platform, error="gone")
        except Refused:
            return _Settled(one.delivery, State.DEAD, one.platform, error="refused")
        except TimeoutError:
            return self._unknown(one, "no answer")
        except Exception as fault:  # noqa: BLE001  # a fault of an adapter ends one message, not the sending
            log.error("send broke", platform=one.platform, kind=type(fault).__name__)
            return self._unknown(one, "fault")
        return _Settled(one.delivery, State.SENT, one.platform, sent_as)

    def _unknown(self, one: _Claimed, error: str) -> _Settled:
        """It may have arrived: a reply goes again, anything else waits for a person."""
        if one.delivery.priority <= Priority.REPLY:
            return self._later(one, None)
        return _Settled(one.delivery, State.UNKNOWN, one.platform, error=error)

    @staticmethod
    def _later(one: _Claimed, after: timedelta | None) -> _Settled:
        row = one.delivery
        if row.attempts >= len(RETRY):
            return _Settled(row, State.DEAD, one.platform, error="gave up")
        wait = max(RETRY[row.attempts], after or timedelta(0))
        return _Settled(row, State.FAILED, one.platform, error="later", retry_after=wait)

    def _settle(self, work: Work, settled: list[_Settled]) -> None:
        for one in settled:
            row = one.delivery
            self._accounts[one.account].note(work.now, burden.key_of(row.to))
            self.counts[one.state.value] = self.counts.get(one.state.value, 0) + 1
            if one.state is State.SENT:
                self._numbers += 1
                outbox_queue.mark_sent(
                    work.db, work.town, row.id, work.now, self._numbers, one.account, one.platform_id
                )
                if row.answers is None and not row.wakes:
                    burden.add(work.db, work.town, row.to, work.today)
            elif one.retry_after is not None and row.why in MERGED:
                outbox_queue.mark(work.db, work.town, row.id, State.SKIPPED, work.now, one.error)
            elif one.retry_after is not None:
                outbox_queue.mark(
                    work.db, work.town, row.id, State.FAILED, work.now, one.error, work.now + one.retry_after
                )
            else:
                outbox_queue.mark(work.db, work.town, row.id, one.state, work.now, one.error)
                self._tell(work, row)
            if row.why in MERGED:
                again = None if one.retry_after is None else work.now + one.retry_after
                outbox_queue.settle_members(work.db, work.town, row.id, one.state, work.now, one.account, again)

    def _tell(self, work: Work, lost: Delivery) -> None:
        """Whoever sent it learns that it did not arrive (handbook I11); what a lost message carried, each by itself."""
        for member in outbox_queue.list_members(work.db, work.town, lost.id) if lost.why in MERGED else ():
            self._tell(work, member)
        kind, _, subject = lost.about.partition(":")
        listener = self._routes.dead.get(kind)
        if listener is not None:
            post(work, listener(work, subject, lost))
