"""One town on several platforms in one process: each person and group of the roster where a test puts it, the clock the town's own."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.base import Adapter
from bot.adapters.sim import Faults
from bot.app import App, open_database
from bot.context import Work
from bot.ids import ChatId, PersonId
from bot.rehearsal import RehearsedTown
from bot.storage import outbox, people
from bot.storage.directory import chat_address
from tests.conformance.bench import Bench
from tests.conformance.house import until
from tests.conformance.town import Steered, Watching


@dataclass(frozen=True, slots=True)
class Homes:
    """Who and what is not on the simulated platform: accounts in the order in which they were bound, groups by name."""

    accounts: Sequence[tuple[str, str]]
    """(person, platform); a person named here has no simulated account."""
    groups: Mapping[str, str]
    """Group → platform; the empty name: the bot is not in it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A message of the bot, and where it arrived."""

    platform: str
    place: str
    """Name of the group or of the person, as in the roster."""
    text: str
    answers: str | None


class ManyTown(RehearsedTown):
    """The demo town with an adapter for every one of ``benches``."""

    def __init__(self, benches: Sequence[Bench], homes: Homes, start: datetime) -> None:
        super().__init__(start)
        self.benches = {one.name: one for one in benches}
        self.houses: dict[str, Watching] = {}
        self._homes = homes
        self._addresses: dict[tuple[str, str], str] = {}
        """(platform, name of a person or group) → address."""
        self._names: dict[tuple[str, str], str] = {}
        self._seen = dict.fromkeys(self.benches, 0)
        self._running: list[asyncio.Task[None]] = []
        self._steered: dict[str, Adapter] = {}

    async def __aexit__(self, *gone: object) -> None:
        await self.hang_up()
        await super().__aexit__(*gone)

    async def _open(self) -> None:
        database = open_database(f"sqlite:///{self.folder / 'town.db'}", self._ring)
        self._steered = {name: Steered(one.connect(), Faults(), paced=False) for name, one in self.benches.items()}
        self.app = App(database, self.clock, self._steered, self._settings, self._routers, self._token)
        await self.app.start()
        if not self._addresses:
            await self._move_in()
        self.houses = {name: Watching(self.app) for name in self.benches}
        self._running = [asyncio.create_task(one.run(self.houses[name])) for name, one in self._steered.items()]
        await asyncio.sleep(0)
        for name in self.benches:
            await self.is_up(name)

    async def hang_up(self) -> None:
        """The adapters end, as when the process does."""
        for task in self._running:
            task.cancel()
        for task in self._running:
            with suppress(asyncio.CancelledError):
                await task
        self._running = []

    async def restart(self) -> None:
        await self.hang_up()
        await super().restart()

    async def is_up(self, platform: str, *, want: bool = True) -> None:
        """Wait until the link of a platform stands (or not)."""
        await until(lambda: self._steered[platform].link.up is want, f"{platform} up: {want}")

    # -- who is where

    def address(self, platform: str, name: str) -> str:
        """Of a person or a group."""
        return self._addresses[platform, name]

    def _note(self, platform: str, name: str, address: str) -> None:
        self._addresses[platform, name] = address
        self._names[platform, address] = name

    async def _move_in(self) -> None:
        """Groups and people get their places at the peers; the rest stays with the simulated platform."""

        def look(work: Work) -> tuple[list[tuple[str, ChatId, str]], list[tuple[str, PersonId, str]]]:
            found = [(chat.name, chat.id, self.app.memory.address_of(work.db, chat.id)) for chat in
                     work.directory.chats.values()]  # fmt: skip
            return [(name, chat, at[1]) for name, chat, at in found if at], people.list_accounts_named(
                work.db, work.town, "sim"
            )

        groups, accounts = await self.app.writer.run(look)
        for name, _, at in groups:
            self._note("sim", name, at)
        for at, _, name in accounts:
            self._note("sim", name, at)
        bound = [(person, platform, await self.benches[platform].person(person))
                 for person, platform in self._homes.accounts]  # fmt: skip
        rooms = [(group, platform, await self.benches[platform].group(group) if platform else "")
                 for group, platform in self._homes.groups.items()]  # fmt: skip
        for name, platform, at in (*bound, *rooms):
            self._note(platform, name, at)

        def move(work: Work) -> None:
            self._move_accounts(work, bound)
            self._move_groups(work, rooms)
            work.changed_directory()

        await self.app.writer.run(move)

    def _move_accounts(self, work: Work, bound: Iterable[tuple[str, str, str]]) -> None:
        for turn, (name, platform, address) in enumerate(bound):
            person = people.list_named(work.db, work.town, name)[0].id
            work.db.execute(
                sa.delete(people.account).where(
                    people.account.c.platform == "sim", people.account.c.person == person
                )
            )  # fmt: skip
            people.put_account(work.db, work.town, platform, address, person, work.now + timedelta(seconds=turn - 9999))

    def _move_groups(self, work: Work, rooms: Iterable[tuple[str, str, str]]) -> None:
        for name, platform, address in rooms:
            here = chat_address.c.address == self._addresses["sim", name]
            change = sa.update(chat_address).where(here).values(platform=platform, address=address)
            work.db.execute(change if platform else sa.delete(chat_address).where(here))

    async def new_group(self, platform: str, name: str) -> str:
        """A group at the peer that the town knows nothing of; its address."""
        address = await self.benches[platform].group(name)
        self._note(platform, name, address)
        return address

    # -- what is said

    async def tell(self, platform: str, who: str, text: str, group: str | None = None, *, mention: bool = False) -> str:
        """``who`` says it there; its number, when it has been handled and everything due has been delivered."""
        place = self.address(platform, group) if group else None
        number = await self.benches[platform].say(self.address(platform, who), text, place, mention=mention)
        await until(lambda: self.houses[platform].times(number) > 0, f"{text[:20]!r} on {platform}")
        await self.settle()
        return number

    async def again(self, platform: str, number: str) -> str:
        """The same message once more; what became of it."""
        before = self.houses[platform].times(number)
        await self.benches[platform].replay(number)
        await until(lambda: self.houses[platform].times(number) > before, f"the replay on {platform}")
        await self.settle()
        return self.outcome(platform, number)

    def outcome(self, platform: str, number: str) -> str:
        """What became of a message at last."""
        return [outcome.result for one, outcome in self.houses[platform].done if one == number][-1]

    async def words(self) -> list[Word]:
        """All that has arrived anywhere since the last call."""
        found: list[Word] = []
        for platform, bench in self.benches.items():
            arrived = await bench.arrived()
            for one in arrived[self._seen[platform] :]:
                name = self._names.get((platform, one.place), one.place)
                found.append(Word(platform, name, one.text, one.answers))
            self._seen[platform] = len(arrived)
        return found

    async def answer(
        self, platform: str, who: str, text: str, group: str | None = None, *, mention: bool = False
    ) -> str:
        """What was answered at the very place where it was said, in one string; fails when the speaker hears of it anywhere else."""
        await self.words()
        await self.tell(platform, who, text, group, mention=mention)
        words = await self.words()
        elsewhere = [one for one in words if one.place == who and one.platform != platform]
        assert not elsewhere, elsewhere
        return "\n".join(one.text for one in words if (one.platform, one.place) == (platform, group or who))

    # -- what is stored

    async def states(self, text: str) -> list[str]:
        """How the messages with ``text`` in them stand in the outbox."""

        def look(work: Work) -> list[str]:
            return [str(row.state) for row in work.db.all(outbox.outbox.select()) if text in str(row.text)]

        return await self.app.writer.run(look)

    async def count(self, *tables: sa.Table) -> list[int]:
        """How many rows there are."""
        return await self.app.writer.run(lambda work: [len(work.db.all(one.select())) for one in tables])
