"""The demo town on a platform: the roster's groups and people are those of the peer, the clock is the town's own and stands still."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.adapters.base import Adapter, Capabilities, Event, House, Link, Parcel
from bot.adapters.sim import Faults, How
from bot.app import App, open_database
from bot.context import Work
from bot.messages import Attachment, Inbound
from bot.receive import IGNORED, Outcome
from bot.rehearsal import RehearsedTown, Sent
from bot.storage import people
from bot.storage.directory import chat_address
from tests.conformance.bench import Bench
from tests.conformance.house import until

UNKNOWN = "unknown:"


class Steered:
    """An adapter whose pace is no matter, and that refuses when a scenario says so."""

    def __init__(self, inner: Adapter, faults: Faults, *, paced: bool) -> None:
        self._inner = inner
        self.name = inner.name
        self.faults = faults
        free = replace(inner.capabilities, per_account=None, per_chat=None, gap=None, daily=None, jitter=0.0)
        self.capabilities: Capabilities = inner.capabilities if paced else free
        self.sends = 0

    @property
    def link(self) -> Link:
        return self._inner.link

    async def run(self, house: House) -> None:
        await self._inner.run(house)

    async def send(self, parcel: Parcel) -> str:
        self.faults.strike(parcel.chat or parcel.account or "")
        self.sends += 1
        return await self._inner.send(parcel)


@dataclass
class Watching:
    """The town, and a note of what has come to its end."""

    app: App
    done: list[tuple[str, Outcome]] = field(default_factory=list[tuple[str, Outcome]])
    events: list[Event] = field(default_factory=list[Event])
    before_commit: Callable[[Inbound], None] = lambda _message: None

    async def receive(self, message: Inbound) -> object:
        self.before_commit(message)
        outcome = await self.app.receive(message)
        self.done.append((message.id, outcome))
        return outcome

    def wants(self, message: Inbound) -> bool:
        return self.app.wants(message)

    def menu(self, platform: str) -> Sequence[tuple[str, str]]:
        return self.app.menu(platform)

    async def groups(self, platform: str) -> Mapping[str, str]:
        return await self.app.groups(platform)

    async def happened(self, event: Event) -> None:
        await self.app.happened(event)
        self.events.append(event)

    def refused(self, platform: str, why: str) -> None:
        self.app.refused(platform, why)

    def times(self, number: str) -> int:
        """How often a message of that number has been taken in."""
        return sum(one == number for one, _ in self.done)


class PlatformTown(RehearsedTown):
    """Speaks and hears over ``bench``; everything else is as in a rehearsal."""

    def __init__(self, bench: Bench, start: datetime, roster: Path | None = None, *, paced: bool = False) -> None:
        super().__init__(start, roster)
        self.bench = bench
        self.faults = Faults()
        self.home: dict[str, str] = {}
        """Address at the peer → address in the roster."""
        self.numbers: dict[str, str] = {}
        """Number that a scenario gives a message → the peer's."""
        self._paced = paced
        self._seen = 0
        self._running: asyncio.Task[None] | None = None

    async def __aexit__(self, *gone: object) -> None:
        await self.hang_up()
        await super().__aexit__(*gone)

    async def _open(self) -> None:
        database = open_database(self._url or f"sqlite:///{self.folder / 'town.db'}", self._ring)
        self.adapter = Steered(self.bench.connect(), self.faults, paced=self._paced)
        self.app = App(
            database, self.clock, {self.bench.name: self.adapter}, self._settings, self._routers, self._token
        )
        await self.app.start()
        if not self.home:
            await self._move_in()
        self.house = Watching(self.app)
        self._running = asyncio.create_task(self.adapter.run(self.house))
        await asyncio.sleep(0)
        await until(lambda: self.adapter.link.up, "link up")
        await self._learn_names()

    async def hang_up(self) -> None:
        """The adapter ends, as when the process does."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    async def restart(self) -> None:
        await self.hang_up()
        await super().restart()

    async def _move_in(self) -> None:
        """Every group and account of the roster gets its place at the peer."""

        def look(work: Work) -> list[tuple[sa.Table, str, str]]:
            found: list[tuple[sa.Table, str, str]] = []
            for chat in work.directory.chats.values():
                known = self.app.memory.address_of(work.db, chat.id)
                if known is not None:
                    found.append((chat_address, known[1], chat.name))
            for address, _, name in people.list_accounts_named(work.db, work.town, "sim"):
                found.append((people.account, address, f"{name}·{address}"))
            return found

        places = await self.app.writer.run(look)
        moves: list[tuple[sa.Table, str, str]] = []
        for table, old, name in places:
            new = await (self.bench.group(name) if table is chat_address else self.bench.person(name))
            self.home[new] = old
            moves.append((table, old, new))

        def move(work: Work) -> None:
            for table, old, new in moves:
                key = table.c.address_key if "address_key" in table.c else table.c.address
                here = (table.c.platform == "sim") & (key == old)
                more = {"address_key": new} if "address_key" in table.c else {}
                work.db.execute(sa.update(table).where(here).values(platform=self.bench.name, address=new, **more))
            work.changed_directory()

        await self.app.writer.run(move)

    async def _learn_names(self) -> None:
        def look(work: Work) -> None:
            for chat in work.directory.chats.values():
                found = self.app.memory.address_of(work.db, chat.id)
                if found is not None:
                    self.names.chats[chat.name] = self.names.chats[chat.id] = found[1]
            self.names.people.clear()
            for address, person, name in people.list_accounts_named(work.db, work.town, self.bench.name):
                for key in (name, person):
                    self.names.people.setdefault(key, []).append(address)

        await self.app.writer.run(look)

    async def say(
        self,
        text: str,
        sender: str,
        chat: str | None = None,
        *,
        number: str | None = None,
        mention: bool = False,
        quote: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        recalls: str | None = None,
        edits: str | None = None,
    ) -> Outcome:
        """As in a rehearsal; returns when the message has come through the platform and everything due has been delivered to it."""
        assert recalls is None, "not every platform tells it"
        if sender.startswith(UNKNOWN):
            stranger = await self.bench.person(sender.removeprefix(UNKNOWN))
            self.home[stranger] = sender
            sender = stranger
        known = self.numbers.get(number) if number is not None else None
        if known is not None:
            before = self.house.times(known)
            await self.bench.replay(known)
            await until(lambda: self.house.times(known) > before, "the replay")
            sent_as = known
        else:
            sent_as = await self.bench.say(
                sender,
                text,
                chat,
                mention=mention,
                quote=quote,
                edits=self.numbers[edits] if edits is not None else None,
                attach=attachments[0] if attachments else None,
            )
            self.numbers[number or f"m-{len(self.numbers) + 1}"] = sent_as
            await until(lambda: self.house.times(sent_as) > 0, f"{text[:20]!r} said")
        await self.settle()
        return next((outcome for one, outcome in reversed(self.house.done) if one == sent_as), IGNORED)

    async def settle(self) -> None:
        await super().settle()
        arrived = await self.bench.arrived()
        for one in arrived[self._seen :]:
            self.sent.append(Sent(self.as_named(one.place), one.text, one.number, one.answers))
        self._seen = len(arrived)

    def as_named(self, address: str) -> str:
        """Strangers are known to a scenario by their names."""
        home = self.home.get(address, address)
        return home if home.startswith(UNKNOWN) else address

    def refuse(self, address: str, times: int, how: How) -> None:
        self.faults.plan(address, times, how)
