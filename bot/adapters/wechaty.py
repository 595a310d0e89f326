"""WeChat through a Wechaty gateway: one account, one event stream, calls on the same connection (platforms.md).

Rules of this file: never ``Stop`` (it ends other programs' streams and may log the account out); nothing is accepted, joined or confirmed by
itself; an absent gateway is no error. WeChat's terms forbid this for personal accounts: it is off unless a town turns it on.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.adapters.base import Adapter, Capabilities, House, Link, NotConfigured, Parcel
from bot.adapters.ending import end
from bot.adapters.lanes import Lanes
from bot.adapters.wechaty_hearing import LOOKED_UP, Hearing
from bot.adapters.wechaty_line import Line, Silent, Trouble, trouble_of
from bot.adapters.wechaty_messages import PLATFORM, BadShape, Kind, Payload, Told, told
from bot.adapters.wechaty_requests import Requests
from bot.adapters.wechaty_rooms import Rooms
from bot.adapters.wechaty_sending import RECALLS_WITHIN, Sending
from bot.adapters.wechaty_setup import Patience, Setup, findings, setup_of
from bot.adapters.wechaty_wire import LARGEST_FILE, Gateway
from bot.clock import Clock
from bot.config import Config
from bot.logs import Log
from bot.texts import wechaty as say

__all__ = ["Patience", "WechatyAdapter", "findings", "make"]

log = Log()

_LATE = 5.0
"""Seconds after which a gateway that sends no first sign is woken all the same."""


class WechatyAdapter:
    """One account behind one gateway."""

    name = PLATFORM

    def __init__(self, setup: Setup, clock: Clock, patience: Patience | None = None) -> None:
        self._setup = setup
        self._clock = clock
        self._patience = patience or Patience()
        self._line = Line()
        self._sending = Sending(self._line, self._patience.echo)
        self._link = Link(up=False, since=clock.now(), trouble=Trouble.STARTING.text)
        self._heard = asyncio.Event()
        self._last = 0.0
        self._answers_dings = False
        self._chores: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self.capabilities = Capabilities(
            stable_ids=False,
            recalls_within=RECALLS_WITHIN,
            calls_all=setup.announces,
            images=True,
            residency="CN",
            longest_text=2000,
            largest_file=LARGEST_FILE,
            per_account=(1, setup.gap[0]),
            daily=setup.daily,
            gap=setup.gap,
        )

    @property
    def link(self) -> Link:
        return self._link

    async def send(self, parcel: Parcel) -> str:
        return await self._sending.send(parcel)

    async def run(self, house: House) -> None:
        hearing = Hearing(self._line, self._sending, house, self._clock, self._patience.first / 4)
        rooms = Rooms(self._line, house)
        requests = Requests(self._line, house)
        lanes = Lanes(PLATFORM, hearing.find, hearing.lane_of, hearing.handle, at_once=LOOKED_UP)
        chores = asyncio.create_task(self._do_chores(rooms))
        try:
            await self._stay(_Ears(house, hearing, rooms, requests, lanes))
        finally:
            await end(chores)
            await lanes.close(self._patience.farewell)
            await hearing.close()

    async def _stay(self, ears: "_Ears") -> None:
        """Connect, and again whenever the connection ends."""
        attempts = 0
        while True:
            fault: Exception | None = None
            began = _monotonic()
            try:
                await self._connect(ears)
            except Exception as ended:  # noqa: BLE001  # whatever it was: the next connection is another one
                fault = ended
            trouble = trouble_of(fault)
            self._down(trouble)
            if trouble is Trouble.UNWELL:
                log.warning("gateway ended the stream", platform=PLATFORM, kind=type(fault).__name__)
            attempts = 0 if _monotonic() - began >= self._patience.steady else attempts + 1
            await asyncio.sleep(self._pause(attempts, trouble))

    async def _connect(self, ears: "_Ears") -> None:
        gateway = self._setup.open(self._patience.call)
        try:
            await self._attend(gateway, ears)
        except asyncio.CancelledError:
            await ears.lanes.close(self._patience.farewell)  # over this very connection: nobody will tell it again
            raise
        finally:
            self._line.cut()
            await gateway.close()

    def _pause(self, attempts: int, trouble: Trouble) -> float:
        longest = self._patience.slow if trouble.slow else self._patience.longest
        even = min(self._patience.first * (1 << min(attempts, 10)), longest)
        return even * (0.5 + secrets.randbelow(1000) / 2000)

    async def _attend(self, gateway: Gateway, ears: "_Ears") -> None:
        """One connection, from its opening to its end."""
        self._heard.clear()
        tasks = [
            asyncio.create_task(self._read(gateway, ears)),
            asyncio.create_task(self._watch(gateway, ears.lanes)),
            asyncio.create_task(self._wake(gateway)),
        ]
        try:
            done, _ = await asyncio.wait(tasks[:2], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await end(*tasks)

    async def _wake(self, gateway: Gateway) -> None:
        """Once the stream is open: let the gateway start its WeChat, and learn whether it gives signs of life when asked."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LATE):
                await self._heard.wait()
        try:
            await gateway.wake()
            await gateway.ding()
        except Exception as fault:  # noqa: BLE001  # the stream will tell, or the watch
            log.warning("gateway not woken", platform=PLATFORM, kind=type(fault).__name__)

    async def _watch(self, gateway: Gateway, lanes: Lanes[str, Payload]) -> None:
        """A stream that nobody writes to any more looks like one where nothing happens: ask."""
        self._last = _monotonic()
        while True:
            await asyncio.sleep(max(0.0, self._last + self._patience.idle - _monotonic()))
            if lanes.full:
                self._last = _monotonic()  # it is we who do not read
            if _monotonic() - self._last < self._patience.idle:
                continue
            self._heard.clear()
            await gateway.ding()
            try:
                async with asyncio.timeout(self._patience.sign):
                    await self._heard.wait()
            except TimeoutError:
                if self._answers_dings:
                    raise Silent from None
                self._last = _monotonic()  # it takes calls, and has never answered in the stream: take its word

    async def _read(self, gateway: Gateway, ears: "_Ears") -> None:
        async for data in gateway.events():
            self._last = _monotonic()
            if self._line.gateway is not gateway:
                self._line.connect(gateway)
                self._down(Trouble.NOT_LOGGED_IN)
            self._heard.set()
            try:
                event = told(data)
            except BadShape as bad:
                ears.house.refused(PLATFORM, str(bad))
                continue
            if event is not None:
                await self._take(event, ears)

    async def _take(self, event: Told, ears: "_Ears") -> None:
        match event.kind:
            case Kind.MESSAGE:
                await ears.lanes.put(event.subject)
            case Kind.DONG:
                self._answers_dings = True
            case Kind.LOGIN:
                self._logged_in(event.subject, ears)
            case Kind.LOGOUT:
                self._line.logged_in = False
                self._down(Trouble.LOGGED_OUT)
            case Kind.SCAN:
                self._line.logged_in = False
                self._down(Trouble.WANTS_SCAN)
            case Kind.READY:
                self._look(ears.rooms)
            case Kind.ROOM_JOIN:
                self._chores.put_nowait(lambda: ears.rooms.joined(event.subject, event.people))
            case Kind.ROOM_LEAVE:
                self._chores.put_nowait(lambda: ears.rooms.left(event.subject, event.people))
            case Kind.ROOM_TOPIC:
                self._chores.put_nowait(lambda: ears.rooms.renamed(event.subject, event.text))
            case Kind.DIRTY:
                ears.hearing.forget()
                if event.subject == self._line.me:
                    self._chores.put_nowait(self._learn_name)
            case Kind.FRIENDSHIP | Kind.ROOM_INVITE:
                self._chores.put_nowait(lambda: ears.requests.came(event))
            case Kind.ERROR | Kind.RESET:
                log.warning("gateway tells of trouble", platform=PLATFORM, kind=event.kind.name)
            case Kind.HEARTBEAT:
                pass

    def _logged_in(self, account: str, ears: "_Ears") -> None:
        if self._line.me:
            ears.hearing.logged_in_again()
        self._line.me, self._line.logged_in = account, True
        if not self._link.up:
            log.warning("link up", platform=PLATFORM)
        self._link = Link(up=True, since=self._clock.now())
        self._chores.put_nowait(self._learn_name)
        self._look(ears.rooms)

    def _look(self, rooms: Rooms) -> None:
        """Compare the groups now, and once more after a while when some were missed."""

        async def look() -> None:
            if await rooms.look():
                asyncio.get_running_loop().call_later(self._patience.again, self._chores.put_nowait, look)

        self._chores.put_nowait(look)

    async def _learn_name(self) -> None:
        self._line.name = (await (await self._line.ready()).contact(self._line.me)).name

    async def _do_chores(self, rooms: Rooms) -> None:
        """What takes calls of its own, one after another, so that the stream goes on being read."""
        while True:
            chore = await self._chores.get()
            try:
                await chore()
            except Exception as fault:  # noqa: BLE001  # the next look makes up for it
                log.warning("chore failed", platform=PLATFORM, kind=type(fault).__name__)
                asyncio.get_running_loop().call_later(self._patience.again, self._look, rooms)

    def _down(self, trouble: Trouble) -> None:
        if self._link.up or self._link.trouble != trouble.text:
            log.warning("link down", platform=PLATFORM, state=trouble.code)
            since = self._clock.now() if self._link.up else self._link.since
            self._link = Link(up=False, since=since, trouble=trouble.text)


@dataclass(frozen=True, slots=True)
class _Ears:
    """What an event may go to."""

    house: House
    hearing: Hearing
    rooms: Rooms
    requests: Requests
    lanes: Lanes[str, Payload]


def _monotonic() -> float:
    return asyncio.get_running_loop().time()


def make(config: Config, clock: Clock) -> Adapter:
    """The adapter, configured; opens nothing yet.

    Raises:
        NotConfigured: no token.
    """
    if not config.values["wechaty.token"]:
        raise NotConfigured([f"{say.no_token()}。{say.no_token_remedy()}"])
    return WechatyAdapter(setup_of(config), clock)
