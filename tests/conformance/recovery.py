"""How long each platform takes to be back on its feet: ``python -m tests.conformance.recovery [PLATFORM…]``.

The bot is ``python -m bot serve`` with the waits of real work, Telegram and WeCom are the stand-ins of ``tests/peers``, WeChat's gateway is
the real one over a mock account. Up to six misfortunes each, while people go on talking. Printed: when ``/metrics`` said so (of a start: when
it answered at all), when a message said afterwards had been taken in (of the app: answered), how many of those said were never taken in: WeChat's
gateway and WeCom's long connection keep nothing for who is not there. Figures to look at, no test: machines differ.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.conformance.recovery_sides import SIDES, Side
from tests.crash.process import Process

HELD = 10.0
"""Seconds that each misfortune lasts."""
EVERY, PEOPLE = 0.5, 40
"""Seconds between two messages of the load, and how many take turns: fewer a minute than any platform answers one person."""
STEADY = 7.0
"""Seconds between two of them: a connection that has lasted is not held to be a failing one."""
PATIENCE = 150.0


@dataclass
class Row:
    """One misfortune on one platform."""

    platform: str
    what: str
    told: float | None
    back: float
    said: int
    lost: int

    @property
    def shown(self) -> str:
        told = f"{self.told:.1f}" if self.told is not None else "–"
        return f"| {self.platform} | {self.what} | {told} | {self.back:.1f} | {self.said} | {self.lost} |"


@dataclass
class Trial:
    """One platform, one bot, one misfortune after the other."""

    name: str
    side: Side
    process: Process
    rows: list[Row] = field(default_factory=list[Row])
    said: list[str] = field(default_factory=list[str])
    quiet: bool = False
    """Nobody can say anything: the platform itself is not there."""
    _turn: int = 0

    # -- seen from outside

    def stored(self) -> set[str]:
        with closing(sqlite3.connect(self.process.database, timeout=10)) as db:
            return {str(row[0]).removeprefix(f"{self.name}:") for row in db.execute("SELECT message FROM inbox")}

    async def up_is(self, value: float) -> bool:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            try:
                figures = (await client.get(f"http://127.0.0.1:{self.process.port}/metrics")).text
            except httpx.HTTPError:
                return False
        return f'xianglin_platform_up{{platform="{self.name}"}} {value}' in figures

    async def answers(self) -> bool:
        """Whether the process is there at all."""
        return await self.up_is(0.0) or await self.up_is(1.0)

    async def told(self) -> float:
        """Seconds until the figures say that it is down."""
        return await _until(lambda: self.up_is(0.0))

    async def back(self) -> float:
        """Seconds until somebody new, who says something now and then again, has been taken in."""
        begin = time.monotonic()
        asked: set[str] = set()
        while True:
            self._turn += 1
            who = await self.side.bench.person(f"问{self._turn}")
            asked.add(await self.side.bench.say(who, "帮助"))
            for _ in range(10):
                if await self._has(asked, who):
                    return time.monotonic() - begin
                await asyncio.sleep(0.05)
            if time.monotonic() - begin > PATIENCE:
                raise TimeoutError(self.name)

    async def _has(self, asked: set[str], who: str) -> bool:
        if self.name == "wecom_app":
            return any(one.place == who for one in await self.side.bench.arrived())
        return bool(asked & self.stored())

    async def talk(self) -> None:
        """People, one after another, all the time."""
        people = [await self.side.bench.person(f"人{n}") for n in range(PEOPLE)]
        while True:
            if not self.quiet:
                with suppress(httpx.HTTPError):
                    self.said.append(await self.side.bench.say(people[len(self.said) % PEOPLE], "电话"))
            await asyncio.sleep(EVERY)

    # -- misfortunes

    async def absent(self) -> None:
        """It is not there when the bot starts."""
        self.quiet = True
        await self.side.down()
        begin = time.monotonic()
        self.process.start()
        told = await self.told()
        await asyncio.sleep(max(0.0, HELD - (time.monotonic() - begin)))
        doctor = await asyncio.to_thread(self.process.command, "doctor")
        assert "不通" in doctor.stdout, doctor.stdout
        await self._after("absent at start", told, self.side.up)

    async def killed(self) -> None:
        """kill -9 of the bot in the middle; started again at once."""
        begin = time.monotonic()
        self.process.kill()
        self.process.start()
        answering = await _until(self.answers)
        await self._after("bot killed -9, started at once", answering, _nothing, begin)

    async def away(self) -> None:
        """Its server is killed."""
        await self.side.down()
        self.quiet = self.name != "wecom_app"
        told = await self.told()
        await asyncio.sleep(HELD)
        await self._after("server or gateway killed -9", told, self.side.up)

    async def second(self) -> None:
        """Another program takes the account, and goes again."""
        await self.side.bench.intrude()
        told = await self.told()
        await asyncio.sleep(HELD)
        await self._after("second client", told, self.side.bench.withdraw)

    async def refused(self) -> None:
        """The token is refused, then good again."""
        await self.side.refuse()
        told = await self.told()
        await asyncio.sleep(HELD)
        await self._after("token refused", told, self.side.allow)

    async def closed(self) -> None:
        """The long connection is closed in good order."""
        await self._after("closed in good order", None, self.side.bench.close)

    async def _after(
        self, what: str, told: float | None, mend: Callable[[], Awaitable[None]], begin: float | None = None
    ) -> None:
        before = begin if begin is not None else time.monotonic()
        await mend()
        mended = before if begin is not None else time.monotonic()
        self.quiet = False
        await self.back()
        back = time.monotonic() - mended
        await asyncio.sleep(STEADY)
        said, self.said = self.said, []
        lost = set(said[:-10]) - self.stored()
        self.rows.append(Row(self.name, what, told, back, len(said), len(lost)))
        print(self.rows[-1].shown, flush=True)  # noqa: T201


async def _nothing() -> None:
    """Nobody mends anything: it starts by itself."""


async def _until(true: Callable[[], Awaitable[bool]]) -> float:
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110  # another process's doing
            await asyncio.sleep(0.05)
    return time.monotonic() - begin


async def measure(name: str, folder: Path) -> list[Row]:
    """All misfortunes of one platform."""
    side = SIDES[name](folder)
    await side.bench.start()
    process = Process(folder / "town")
    process.environ = {key: value for key, value in process.environ.items() if "CLOCK" not in key} | side.environ
    process.environ |= {
        "XIANGLIN_ADAPTERS__ENABLED": name,
        "XIANGLIN_PHONES__DESK": "0795-1000001",
        "XIANGLIN_PHONES__DUTY": "0795-1000002",
        "XIANGLIN_PHONES__LOCAL": "0795-1000003 镇卫生院",
    }
    side.port(process.port)
    trial = Trial(name, side, process)
    talking = asyncio.create_task(trial.talk())
    kinds = [trial.absent, trial.killed, trial.away]
    kinds += [] if name == "wecom_app" else [trial.second]
    kinds += [trial.refused]
    kinds += [trial.closed] if name in {"wechaty", "wecom_bot"} else []
    try:
        for one in kinds:
            await one()
    finally:
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        with suppress(AssertionError):
            process.kill()
        await side.bench.stop()
    return trial.rows


def main(names: list[str]) -> None:
    """Print the table."""
    print("| platform | misfortune | told after s | back after s | said | lost |\n|---|---|---|---|---|---|")  # noqa: T201
    for name in names or list(SIDES):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            asyncio.run(measure(name, Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
