"""The demo town in a file: made when it is not there, gone on with when it is, thrown away and made anew by the reset button."""

import asyncio
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from bot.adapters.sim import SimAdapter
from bot.app import App, open_database
from bot.clock import DemoClock
from bot.domain.settings import Settings
from bot.importing import import_workbook
from bot.storage.moments import latest_moment
from bot.storage.towns import find_town
from bot.storage.writer import run_now


class DemoTown:
    """``open`` it, ``build(town.app, clock=town.clock, renew=town.renew)``, serve, ``close`` it."""

    def __init__(
        self,
        database: Path,
        start: datetime,
        *,
        speed: float = 1.0,
        settings: Settings | None = None,
        roster: Path | None = None,
        pace: tuple[int, timedelta] | None = None,
    ) -> None:
        self._path = database
        self._start = start
        self._speed = speed
        self._settings = settings or Settings()
        self._roster = roster or Path(str(resources.files("bot") / "data" / "shengli.xlsx"))
        self._pace = pace
        self.app: App
        self.clock: DemoClock

    async def open(self) -> None:
        """Start the town and let it run; its clock goes on from where its rows end."""
        database = await asyncio.to_thread(open_database, f"sqlite:///{self._path}")
        with database.reader() as db:
            found = find_town(db)
            past = latest_moment(db, found[0]) if found else None
        if found is None:
            run_now(database, lambda db: db, lambda db: import_workbook(self._roster, db, self._start))
        self.clock = DemoClock(max(self._start, past or self._start), self._speed)
        self.app = App(database, self.clock, {"sim": SimAdapter(self._pace)}, self._settings)
        await self.app.start()
        await self.app.run()

    async def renew(self) -> tuple[App, DemoClock]:
        """Throw the town away and make a new one, at the beginning of its time."""
        await self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        await self.open()
        return self.app, self.clock

    async def close(self) -> None:
        """End it; the file stays."""
        await self.app.stop()
