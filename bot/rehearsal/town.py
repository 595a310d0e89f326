"""A whole town in a temporary folder: real SQLite (or PostgreSQL), the real way of a message, a clock that only moves when told."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from random import Random
from typing import Self

from bot import logs
from bot.adapters.base import Adapter, Parcel
from bot.adapters.sim import How, SimAdapter
from bot.app import App, open_database
from bot.clock import SHANGHAI, HandClock
from bot.consistency import breaches
from bot.context import Work
from bot.domain.settings import Settings
from bot.importing import import_workbook
from bot.messages import Attachment, Inbound
from bot.receive import Outcome
from bot.rehearsal.scenario import BadScenario
from bot.router import Router
from bot.storage import outbox_queue, people
from bot.storage.sealing import Ring
from bot.storage.writer import run_now

_IMPORTED_AT = datetime(2020, 1, 1, tzinfo=SHANGHAI)
_CHANCE = 20261124
"""The same file, the same lots, codes and numbers."""
_ENDLESS = 10_000
"""So many rounds without coming to rest are a fault of ours."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as the platform got it: ``address`` is a group's or an account's."""

    address: str
    text: str
    platform_id: str
    answers: str | None
    files: tuple[Attachment, ...] = ()


@dataclass
class Names:
    """Names of the roster → addresses of the simulated platform."""

    chats: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def demo_roster() -> Path:
    """The workbook of the demo town that the package carries."""
    return Path(str(resources.files("bot") / "data" / "shengli.xlsx"))


class Templates:
    """Imported rosters, kept as files to be copied: a fresh town in milliseconds."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="xianglin-roster-"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._made: dict[tuple[Path, int, str], Path] = {}

    def copy_to(self, roster: Path, target: Path, ring: Ring | None = None) -> None:
        """Put a database with ``roster`` imported at ``target``."""
        key = (roster, roster.stat().st_mtime_ns, ring.current if ring else "")
        if key not in self._made:
            made = self._folder / f"{len(self._made)}.db"
            fill(f"sqlite:///{made}", roster, ring)
            self._made[key] = made
        shutil.copyfile(self._made[key], target)


def fill(url: str, roster: Path, ring: Ring | None = None) -> None:
    """Make the tables in an empty database and import a roster."""
    database = open_database(url, ring)
    report = run_now(database, lambda db: db, lambda db: import_workbook(roster, db, _IMPORTED_AT))
    database.close()
    if not report.stored:
        raise BadScenario(roster, 1, report.lines()[0])


_templates = Templates()


class RehearsedTown:
    """Use as ``async with RehearsedTown(...) as town``."""

    def __init__(
        self,
        start: datetime,
        roster: Path | None = None,
        *,
        url: str | None = None,
        settings: Settings | None = None,
        pace: tuple[int, timedelta] | None = None,
        routers: Sequence[Router] = (),
        ring: Ring | None = None,
        adapters: Mapping[str, Adapter] | None = None,
    ) -> None:
        """``ring``: names and words are sealed as in real work. Without it they lie in the open, so that they can be searched for.

        ``adapters``: platforms besides the simulated one.
        """
        self._adapters = adapters or {}
        self.clock = HandClock(start)
        self.sent: list[Sent] = []
        self.sim = SimAdapter(pace, on_sent=self._keep)
        self.names = Names()
        self._roster = roster or demo_roster()
        self._url = url
        self._settings = settings or Settings()
        self._routers = routers
        self._ring = ring
        self._chance = Random(_CHANCE)  # noqa: S311  # of a rehearsal
        self._closing = ExitStack()
        self._messages = 0
        self.folder: Path
        """Where the database and the log are, once it is entered."""

    async def __aenter__(self) -> Self:
        with ExitStack() as opened:
            folder = tempfile.TemporaryDirectory(prefix="xianglin-", ignore_cleanup_errors=True)
            self.folder = Path(opened.enter_context(folder))
            logs.configure(opened.enter_context((self.folder / "log.jsonl").open("a", encoding="utf-8")))
            opened.callback(logs.reset)
            if self._url is None:
                _templates.copy_to(self._roster, self.folder / "town.db", self._ring)
            else:
                fill(self._url, self._roster, self._ring)
            await self._open()
            self._closing = opened.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        with self._closing:
            await self.app.stop()

    async def _open(self) -> None:
        database = open_database(self._url or f"sqlite:///{self.folder / 'town.db'}", self._ring)
        self.app = App(
            database, self.clock, {"sim": self.sim, **self._adapters}, self._settings, self._routers, self._token
        )
        await self.app.start()
        await self._learn_names()

    def _token(self, octets: int) -> str:
        return self._chance.randbytes(octets).hex()

    async def restart(self) -> None:
        """Throw the process's memory away and start again on the same database."""
        await self.app.stop()
        await self._open()

    async def _learn_names(self) -> None:
        def look(work: Work) -> Names:
            names = Names()
            for chat in work.directory.chats.values():
                found = self.app.memory.address_of(work.db, chat.id)
                if found is not None:
                    names.chats[chat.name] = names.chats[chat.id] = found[1]
            for address, person, name in people.list_accounts_named(work.db, work.town, "sim"):
                for key in (name, person):
                    names.people.setdefault(key, []).append(address)
            return names

        self.names = await self.app.writer.run(look)

    def _keep(self, parcel: Parcel) -> None:
        address = parcel.chat or parcel.account or ""
        self.sent.append(Sent(address, parcel.text, f"x-{parcel.number}", parcel.answers, parcel.files))

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
        """``sender`` (an address) says something in ``chat`` (an address; None in private); then all that is due is done."""
        self._messages += 1
        message = Inbound(
            platform="sim",
            id=number or f"m-{self._messages}-{int(self.clock.now().timestamp())}",
            chat=chat,
            sender=sender,
            text=text,
            at=self.clock.now(),
            sender_name=sender,
            mention=mention,
            quote=quote,
            attachments=attachments,
            recalls=recalls,
            edits=edits,
        )
        outcome = await self.app.receive(message)
        await self.settle()
        return outcome

    async def settle(self) -> None:
        """Do everything that is due now and deliver it; pacing moves the clock."""
        for _ in range(_ENDLESS):
            ticked = await self.app.tick()
            sent = await self.app.deliver.round()
            if not ticked and not sent:
                return
        raise RuntimeError("the town does not come to rest")

    async def move_to(self, when: datetime) -> None:
        """Let time pass; whatever falls due on the way runs at its time."""
        await self.settle()
        while (due := await self._next_due()) is not None and due <= when:
            self.clock.move_to(due)
            await self.settle()
        self.clock.move_to(when)
        await self.settle()

    async def _next_due(self) -> datetime | None:
        now = self.clock.now()
        held = await self.app.writer.run(lambda work: outbox_queue.next_due(work.db, work.town, now))
        times = [when for when in (held, await self.app.runner.next_due()) if when is not None and when > now]
        return min(times, default=None)

    async def run_job(self, name: str) -> None:
        """Run a job now, whatever its time."""
        await self.app.runner.run_now(name)
        await self.settle()

    def refuse(self, address: str, times: int, how: How) -> None:
        """The next ``times`` sends to ``address`` are refused."""
        self.sim.faults.plan(address, times, how)

    async def breaches(self) -> list[str]:
        """What ``xianglin check`` would say."""
        return await self.app.writer.run(lambda work: breaches(work.db, work.town))

    def files(self) -> Iterator[Path]:
        """The database, its journal and the log."""
        yield from (path for path in self.folder.iterdir() if path.is_file())

    async def read(self, look: Callable[[Work], object]) -> object:
        """Look at the rows."""
        return await self.app.writer.run(look)
