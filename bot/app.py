"""Composition root: an App is one town at work. The only place where the parts meet."""

import asyncio
import importlib
import pkgutil
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import ModuleType
from typing import cast

import bot.handlers
import bot.storage
import scheduler
from bot.adapters.base import Adapter, AdapterModule, Event
from bot.addressing import Ears, judge
from bot.clock import Clock
from bot.config import Config
from bot.context import Work
from bot.conversation import Conversation
from bot.deliver import Deliver
from bot.domain import residency
from bot.domain.settings import Settings
from bot.ids import TownId
from bot.links import Links
from bot.logs import Log
from bot.memory import Memory
from bot.messages import Inbound
from bot.receive import Outcome, Receiver
from bot.router import Router, Routes
from bot.storage import questions, seal_keys
from bot.storage.database import Database, TownTaken
from bot.storage.sealing import NoKey, Ring
from bot.storage.towns import find_town
from bot.storage.writer import HouseFault, Writer
from scheduler.jobs import Job, TimerWork
from scheduler.runner import Runner

log = Log()


RESTART_AFTER = 5.0
"""Seconds after which an adapter that ended is started again."""


class NoTown(Exception):
    """The database holds no town yet: import a roster first."""


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Every module of a package: handler, storage and job files are found by themselves."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        if not found.ispkg:
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def load_tables() -> list[ModuleType]:
    """Import every storage file, so that the metadata is whole."""
    return list(modules_of(bot.storage))


def load_routes(more: Iterable[Router] = ()) -> Routes:
    """All that can be said to the bot; ``more`` is added to what ``bot.handlers`` holds.

    Raises:
        ValueError: a word is claimed twice.
    """
    routers = [getattr(module, "router", None) for module in modules_of(bot.handlers)]
    return Routes.of([*(router for router in routers if isinstance(router, Router)), *more])


def load_clockwork() -> tuple[list[Job], dict[str, TimerWork]]:
    """All jobs and all works of deadlines."""
    jobs: list[Job] = []
    works: dict[str, TimerWork] = {}
    for module in modules_of(scheduler):
        jobs += getattr(module, "JOBS", ())
        works |= getattr(module, "TIMERS", {})
    return jobs, works


def open_database(url: str, ring: Ring | None = None) -> Database:
    """Connect; an empty database gets its tables, an older one the changes since. ``ring`` holds the keys that seal it.

    Raises:
        UnknownRevision: it was made by a newer program.
        NoKey: it is sealed with keys that the ring has not (or there is no ring); nothing has been changed.
    """
    load_tables()
    database = Database(url, ring)
    if database.is_empty():
        database.create_tables()
    elif not database.is_current():
        upgrading = importlib.import_module("bot.storage.migrations.upgrading")
        upgrading.upgrade(database)
    try:
        if not seal_keys.match(database):
            resealing = importlib.import_module("bot.storage.resealing")
            for _ in resealing.reseal(database):
                pass
    except NoKey:
        database.close()
        raise
    return database


def adapter_module(name: str) -> AdapterModule:
    """The file of an adapter, loaded now."""
    return cast("AdapterModule", importlib.import_module(f"bot.adapters.{name}"))


def load_adapters(config: Config, clock: Clock) -> dict[str, Adapter]:
    """The adapters that are configured, by name."""
    return {name: adapter_module(name).make(config, clock) for name in config.values["adapters.enabled"]}


class App:
    """One town: its database, its ears, its outbox, its clock."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        adapters: Mapping[str, Adapter],
        settings: Settings,
        routers: Iterable[Router] = (),
        token: Callable[[int], str] = secrets.token_hex,
    ) -> None:
        """``token``: so many random bytes in hexadecimal."""
        self.database = database
        self.clock = clock
        self.adapters = adapters
        with database.reader() as db:
            found = find_town(db)
        if found is None:
            raise NoTown
        self.town: TownId = found[0]
        self.database.own(self.town)
        self.memory = Memory(self.town, settings, clock.now, token)
        self.routes = load_routes(routers)
        self.ears = Ears((settings.bot_name,), self.routes.begins_with_command)
        self.writer: Writer[Work] = Writer(database, self.memory.begin, self.memory.undone)
        abroad = frozenset(name for name, one in adapters.items() if not one.capabilities.personal)
        conversation = Conversation(self.routes, self.memory, self.ears, abroad)
        self.receiver = Receiver(self.writer, self.routes, conversation, self.ears, clock.now, self._say_now)
        self.deliver = Deliver(self.writer, self.memory, adapters, self.routes, clock, self.receiver.spoken)
        self.links = Links(self.writer, adapters, clock)
        jobs, works = load_clockwork()
        self.runner = Runner(self.writer, jobs, works, self.routes.registry)
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_generation = -1
        self.refusals: dict[tuple[str, str], int] = {}
        """Payloads that could not be read, by platform and reason."""

    async def start(self) -> None:
        """Open the writer, take up what a former process left; nothing runs by itself yet (``run`` does that)."""
        self.writer.start()
        try:
            await self.runner.start(self.clock.now())
        except HouseFault as fault:
            if str(fault) == TownTaken.__name__:
                await asyncio.to_thread(self.writer.stop)
                raise TownTaken(self.town) from fault
            raise
        await self.deliver.start()
        await self.links.look()
        await self.listen_again()

    async def run(self) -> None:
        """Start the outbox, the clock and the adapters as tasks of their own."""
        self._tasks = [asyncio.create_task(self.deliver.run()), asyncio.create_task(self._ticking())]
        self._tasks += [asyncio.create_task(self._at_work(adapter)) for adapter in self.adapters.values()]

    async def _at_work(self, adapter: Adapter) -> None:
        """An adapter never ends by itself; should one do so by a fault of ours, it is started again, and said so."""
        while True:
            try:
                await adapter.run(self)
                log.error("adapter ended", platform=adapter.name)
            except Exception as fault:  # noqa: BLE001  # one platform's fault is no reason for the others to stand still
                log.error("adapter broke", platform=adapter.name, kind=type(fault).__name__)
            await asyncio.sleep(RESTART_AFTER)

    async def stop(self) -> None:
        """End the tasks, finish the writer's queue, close the database."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await asyncio.to_thread(self.writer.stop)
        self.database.close()

    async def receive(self, message: Inbound) -> Outcome:
        """Take in a message; what it caused is on its way to the outbox's platforms when this returns."""
        outcome = await self.receiver.receive(message)
        if outcome.queued:
            self.deliver.wake.set()
        return outcome

    def wants(self, message: Inbound) -> bool:
        """Whether it looks meant for the bot, before anything attached to it is fetched."""
        return judge(message, self.ears) is not None

    def menu(self, platform: str) -> Sequence[tuple[str, str]]:
        """What anyone may say there, with a Latin word for each, the most useful first."""
        personal = self.adapters[platform].capabilities.personal
        return self.routes.menu(None if personal else residency.OPEN_COMMANDS)

    async def groups(self, platform: str) -> Mapping[str, str]:
        """The groups of a platform as the town knows them: name by address."""
        return await self.links.groups(platform)

    async def happened(self, event: Event) -> None:
        """Take note of what a platform tells besides messages."""
        if await self.links.happened(event):
            self.deliver.wake.set()

    def refused(self, platform: str, why: str) -> None:
        """Count an incoming payload that could not be read."""
        self.refusals[platform, why] = self.refusals.get((platform, why), 0) + 1

    async def tick(self) -> int:
        """Everything that is due by the clock; how many pieces of work that was."""
        done = await self.runner.tick() + await self.links.look()
        if done or self.memory.generation != self._heard_generation:
            await self.listen_again()
            self.deliver.wake.set()
        return done

    async def listen_again(self) -> None:
        """Rebuild from rows who has been asked something in a group."""
        self._heard_generation = self.memory.generation
        self.ears.asked = await self.writer.run(lambda work: questions.addresses_asked(work.db, work.town))

    async def _ticking(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception as fault:  # noqa: BLE001  # the clock must go on; its units note their own faults
                log.error("tick failed", kind=type(fault).__name__)
            await asyncio.sleep(1.0)

    async def _say_now(self, message: Inbound, text: str) -> None:
        await self.deliver.say_now(message, text)
