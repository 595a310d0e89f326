"""A demo town for tests: what ``xianglin demo`` sets up, in a folder of the test's."""

from pathlib import Path

from bot.adapters.sim import SimAdapter
from bot.app import App, open_database
from bot.clock import DemoClock
from bot.commands.serving import demo_clock, remove_database
from bot.config import DEMO_START
from bot.domain.settings import Settings
from bot.rehearsal.town import demo_roster, fill


class DemoTown:
    """Running from ``open`` to ``close``; the file stays."""

    def __init__(self, database: Path) -> None:
        self._path = database
        self.app: App
        self.clock: DemoClock

    async def open(self) -> None:
        """Start it; a new one when there is no file."""
        url = f"sqlite:///{self._path}"
        if not self._path.exists():
            fill(url, demo_roster())
        database = open_database(url)
        self.clock = demo_clock(database, DEMO_START)
        self.app = App(database, self.clock, {"sim": SimAdapter()}, Settings())
        await self.app.start()
        await self.app.run()

    async def renew(self) -> tuple[App, DemoClock]:
        """A fresh town in the place of this one."""
        await self.close()
        remove_database(self._path)
        await self.open()
        return self.app, self.clock

    async def close(self) -> None:
        """End it."""
        await self.app.stop()
