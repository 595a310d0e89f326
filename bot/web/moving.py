"""Moving the demo's clock forward: from due time to due time, so that everything happens at its hour and in its order."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import App
from bot.clock import DemoClock
from bot.context import Work
from bot.storage import outbox_queue

_ROUNDS = 500
_PATIENCE = 3.0
"""Seconds of real time to wait for sends under way, since the last one, before time goes on."""
_BREATH = 0.005


async def move(app: App, clock: DemoClock, span: timedelta, moved: Callable[[], None] | None = None) -> datetime:
    """Let ``span`` pass; whatever falls due on the way runs at its time. ``moved`` is called after each jump."""
    target = clock.now() + span
    await settle(app)
    while (due := await _next_due(app)) is not None and due <= target:
        _jump(clock, due)
        if moved is not None:
            moved()
        await settle(app)
    _jump(clock, target)
    await settle(app)
    if moved is not None:
        moved()
    return clock.now()


def _jump(clock: DemoClock, when: datetime) -> None:
    left = when - clock.now()
    if left > timedelta(0):
        clock.forward(left)


async def settle(app: App) -> None:
    """Do everything that is due now, and let what is being sent arrive."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _PATIENCE
    for _ in range(_ROUNDS):
        busy = bool(await app.tick()) | bool(await app.deliver.round())
        if busy:
            until = loop.time() + _PATIENCE
            continue
        if not await app.writer.run(_under_way) or loop.time() > until:
            return
        await asyncio.sleep(_BREATH)


def _under_way(work: Work) -> bool:
    return bool(
        outbox_queue.list_interrupted(work.db, work.town) or outbox_queue.list_sendable(work.db, work.town, work.now, 1)
    )


async def _next_due(app: App) -> datetime | None:
    now = app.clock.now()
    held = await app.writer.run(lambda work: outbox_queue.next_due(work.db, work.town, now))
    times = [when for when in (held, await app.runner.next_due()) if when is not None and when > now]
    return min(times, default=None)
