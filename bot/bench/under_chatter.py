"""Commands while the groups chatter: half a thousand messages a second, and somebody asks in between. Fed to ``App.receive``, as adapters do."""

import asyncio
import gc
import statistics
import time

from bot.app import App
from bot.bench.chatter import talk
from bot.bench.figures import Results
from bot.bench.processes import resident
from bot.bench.town import WARDENS, warden
from bot.messages import Inbound

A_SECOND = 500
TICK = 0.02
_ASKED = ("打卡 巡查 水库边 40分钟", "电话", "进度", "我的打卡", "帮助")


async def measure(app: App, results: Results, seconds: float, process: int) -> None:
    """``seconds`` of it; how long commands waited for their answer to be stored, and what the memory grew by after the first third."""
    chatter = talk(app)
    waits: list[float] = []
    asking: set[asyncio.Task[None]] = set()
    begin, said, asked, early = time.perf_counter(), 0, 0, 0.0
    while (passed := time.perf_counter() - begin) < seconds:
        while said < passed * A_SECOND:
            await app.receive(chatter[said % len(chatter)])
            said += 1
        while asked < passed * 10:
            task = asyncio.create_task(_ask(app, asked, waits))
            asking.add(task)
            task.add_done_callback(asking.discard)
            asked += 1
        if not early and passed >= seconds / 3:
            early = _settled(process)
        await asyncio.sleep(TICK)
    await asyncio.gather(*asking)
    results.add("commands_in_chatter_ms", "ms", [statistics.quantiles(waits, n=20)[18] * 1e3], most=300)
    results.add("memory_in_chatter_mb", "MB", [max(0.1, _settled(process) - early)], most=8)


async def _ask(app: App, number: int, waits: list[float]) -> None:
    """One command of a warden, until its answer is on its way."""
    text = _ASKED[number % len(_ASKED)]
    begin = time.perf_counter()
    outcome = await app.receive(
        Inbound("sim", f"u{number}", None, warden(number * 13 % WARDENS), text, app.clock.now())
    )
    waits.append(time.perf_counter() - begin)
    if outcome.result != "handled":
        raise AssertionError(outcome.result)


def _settled(process: int) -> float:
    gc.collect()
    return resident(process)
