"""The other side of the simulated platform: who is there, what is said and heard, and the town behind it."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.adapters.base import Parcel
from bot.adapters.sim import How, SimAdapter
from bot.app import App
from bot.clock import DemoClock
from bot.domain.files import Label
from bot.messages import Inbound, storable
from bot.receive import Outcome
from bot.storage import files, outbox_reading
from bot.storage.database import Db
from bot.storage.outbox import Delivery, State
from bot.texts import web as say
from bot.web.errors import Busy, NoSuch, Several
from bot.web.gate import Gate
from bot.web.moving import move
from bot.web.progress import going_out
from bot.web.register import PLATFORM, Register, Resident, read_register
from bot.web.said import Direct, Heard, Spoken, Tour
from bot.web.transcript import Line, Transcript
from bot.web.waiting import words_by_log

T = TypeVar("T")
PULSE = 1.0
DIRECT = 500
HISTORY = 1000
"""So many messages of the bot from before a restart are shown again."""


class Stage:
    """One for a server. ``clock`` and ``renew`` are there in the demo only, and so is the transcript."""

    def __init__(
        self,
        app: App,
        clock: DemoClock | None = None,
        renew: Callable[[], Awaitable[tuple[App, DemoClock]]] | None = None,
    ) -> None:
        self.app = app
        self.clock = clock
        self.renew = renew
        self.transcript = Transcript()
        self.register: Register | None = None
        self.last: dict[str, Spoken] = {}
        """What was said last in each chat of the page, for saying it again."""
        self.direct: deque[Direct] = deque(maxlen=DIRECT)
        self.waiting: Mapping[str, str] = {}
        """By id of a log: what has not got there yet, in words."""
        self.notices: tuple[str, ...] = ()
        """How far the notices in delivery have got, a line each."""
        self.tour = Tour()
        self.gate = Gate()
        self._moving = asyncio.Lock()
        self._pulse: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._listen()

    @property
    def sim(self) -> SimAdapter | None:
        """The adapter; None when this process does not serve the simulated platform."""
        found = self.app.adapters.get(PLATFORM)
        return found if isinstance(found, SimAdapter) else None

    @property
    def is_demo(self) -> bool:
        """Whether the page is shown and words are remembered for it."""
        return self.clock is not None

    def _listen(self) -> None:
        if self.sim is not None:
            self.sim.on_sent = self._sent

    async def open(self) -> None:
        """Read who is who and what the bot has said before."""
        await self.learn()
        if not self.is_demo:
            return
        register = await self.known()
        latest, labels = await self.read(lambda db: _latest(db, self.app))
        for one in latest:
            place = register.address_of(one.to)
            if place is not None and one.settled_at is not None:
                private = place not in register.chat_addresses.values()
                shown = tuple((label.kind.value, label.name) for key in one.files if (label := labels.get(key)))
                self.transcript.say(Line(place, private, "", one.text, one.settled_at, number=one.id, files=shown))

    async def learn(self) -> Register:
        """Look again who is who."""
        self.register = await self.app.writer.run(read_register)
        return self.register

    async def known(self) -> Register:
        """Who is who, as it was last looked at."""
        return self.register or await self.learn()

    async def read(self, look: Callable[[Db], T]) -> T:
        """Read rows beside the writer."""

        def looking() -> T:
            with self.app.database.reader() as db:
                return look(db)

        return await asyncio.to_thread(looking)

    async def find_chat(self, name: str) -> str:
        """Address of a group by name, id or address.

        Raises:
            NoSuch: there is none.
        """
        for register in (await self.known(), await self.learn()):
            if name in register.chats:
                return register.chat_addresses[register.chats[name]]
        raise NoSuch(name)

    async def find_person(self, name: str) -> Resident:
        """A person by name, id or account.

        Raises:
            NoSuch: there is none. Several: more than one.
        """
        found: tuple[Resident, ...] = (await self.known()).people.get(name, ()) or (await self.learn()).people.get(
            name, ()
        )
        if not found:
            raise NoSuch(name)
        if len({one.id for one in found}) > 1:
            raise Several(found)
        return found[0]

    async def say(self, spoken: Spoken) -> Heard:
        """Say something; returns after the commit.

        Raises:
            HouseFault: nothing is stored.
        """
        number = spoken.id or f"m-{secrets.token_hex(8)}"
        message = Inbound(
            platform=PLATFORM,
            id=storable(number),
            chat=spoken.chat,
            sender=storable(spoken.sender),
            text=storable(spoken.text),
            at=self.app.clock.now(),
            sender_name=storable(spoken.sender),
            mention=spoken.mention,
            quote=spoken.quote,
            attachments=spoken.attachments,
            recalls=spoken.recalls,
            edits=spoken.edits,
        )
        outcome = await self.app.receive(message)
        if self.is_demo:
            await self._note(message, outcome)
        queued = outcome.queued
        replies: list[Delivery] = []
        if queued:
            town = self.app.town
            found = await self.read(lambda db: [outbox_reading.find(db, town, row) for row in queued])
            replies = [one for one in found if one is not None and one.state is not State.SKIPPED]
        return Heard(message.id, outcome, tuple(replies))

    async def _note(self, message: Inbound, outcome: Outcome) -> None:
        register = await self.known()
        known = register.people.get(message.sender, ())
        name = known[0].name if known else message.sender.rpartition(":")[2]
        place = message.chat or message.sender
        self.last[place] = Spoken(
            message.text, message.sender, message.chat, message.id, message.mention, message.quote, message.attachments
        )
        text = "\n".join(
            one
            for one in (message.text, say.attached([(one.kind.value, one.name) for one in message.attachments]))
            if one
        )
        self.transcript.say(Line(place, message.chat is None, name, text, message.at, outcome.result))

    def _sent(self, parcel: Parcel) -> None:
        place = parcel.chat or parcel.account or ""
        if not parcel.number:
            stamp = time.time_ns()
            self.direct.append(
                Direct(stamp, place, parcel.chat is None, parcel.text, parcel.answers, self.app.clock.now())
            )
        if not self.is_demo:
            return
        self.transcript.say(
            Line(
                place,
                parcel.chat is None,
                "",
                parcel.text,
                self.app.clock.now(),
                number=parcel.number,
                files=tuple((one.kind.value, one.name) for one in parcel.files),
            )
        )

    def refuse(self, address: str, times: int, how: How) -> None:
        """The next sends to a chat will not get through."""
        if self.sim is not None:
            self.sim.faults.plan(address, times, how)

    async def forward(self, span: timedelta) -> datetime:
        """Move the demo's clock.

        Raises:
            Busy: it is being moved already.
        """
        assert self.clock is not None
        if self._moving.locked():
            raise Busy
        async with self._moving:
            now = await move(self.app, self.clock, span, lambda: self.transcript.change("clock"))
            await self.learn()
            return now

    async def start_over(self) -> None:
        """A fresh demo town.

        Raises:
            Busy: the clock is being moved.
        """
        assert self.renew is not None
        if self._moving.locked() or self.tour.running:
            raise Busy
        async with self._moving:
            former = self.transcript
            await self.gate.shut()
            try:
                self.app, self.clock = await self.renew()
                self.transcript, self.tour = Transcript(), Tour()
                self.register, self.last, self.waiting, self.notices = None, {}, {}, ()
                self.direct.clear()
                self._listen()
                await self.open()
            finally:
                self.gate.unlock()
            former.close()

    @property
    def is_moving(self) -> bool:
        """Whether the clock is being moved, or the town made anew."""
        return self._moving.locked()

    def behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on after the page has been answered."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def watch(self) -> None:
        """A page is open: look every second for what waits and whether the minute has changed, until the last page is closed."""
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.create_task(self._watching())

    async def _watching(self) -> None:
        minute = -1
        while self.transcript.listeners and not self.transcript.closed:
            if (now := self.app.clock.now()).minute != minute:
                minute = now.minute
                self.transcript.change("clock")
            if not self.is_moving:
                async with self.gate:
                    await self.look_what_waits()
            await asyncio.sleep(PULSE)

    async def look_what_waits(self) -> None:
        """Tell the pages of each chat for which something is held back, or no longer is, and how far notices have got."""
        register, town, now = await self.known(), self.app.town, self.app.clock.now()
        settings = self.app.memory.settings
        found, notices = await self.read(
            lambda db: (outbox_reading.list_open(db, town), going_out(db, town, now, settings))
        )
        waiting = words_by_log(register, found, now)
        for log in waiting.keys() | self.waiting.keys():
            if waiting.get(log) != self.waiting.get(log):
                self.transcript.change(log)
        if notices != self.notices:
            self.transcript.change("notices")
        self.waiting, self.notices = waiting, notices

    def close(self) -> None:
        """End every open stream, and what goes on behind."""
        self.transcript.close()
        for task in self._tasks:
            task.cancel()


def _latest(db: Db, app: App) -> tuple[list[Delivery], dict[str, Label]]:
    last = outbox_reading.last_delivery(db, app.town)
    found = [
        one
        for one in outbox_reading.list_sent(db, app.town, max(0, last - HISTORY), HISTORY)
        if one.platform == PLATFORM
    ]
    labels = files.list_labels(db, app.town, sorted({key for one in found for key in one.files}))
    return found, {label.key: label for label in labels}
