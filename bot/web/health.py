"""Is it well: ``/healthz``. A few words, never a name or a text."""

import asyncio
import time
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.app import App
from bot.context import Work
from bot.domain.platforms import TELL_AFTER, name_of
from bot.storage import outbox_queue
from bot.storage.writer import HouseFault
from bot.texts import web as say
from bot.web.stage import Stage

ANSWER_WITHIN = 2.0
"""Seconds in which the database must answer."""
STANDSTILL = timedelta(minutes=2)
"""So long may something due wait while nothing at all is sent."""


class Health:
    """Remembers between two questions how many messages had been settled, and when that last changed."""

    def __init__(self, standstill: timedelta = STANDSTILL, answer_within: float = ANSWER_WITHIN) -> None:
        self._standstill = standstill
        self._answer_within = answer_within
        self._settled = 0
        self._changed = time.monotonic()

    async def trouble(self, app: App) -> str | None:
        """What is wrong, in a few words; None when all is well."""
        try:
            async with asyncio.timeout(self._answer_within):
                waiting = await app.writer.run(waiting_since)
        except (TimeoutError, HouseFault, SQLAlchemyError):
            return say.database_silent()
        lost = [name for name in app.links.down() if app.clock.now() - app.links.since(name) >= TELL_AFTER]
        if lost:
            return say.platforms_down([(name_of(name), app.links.down()[name].trouble) for name in lost])
        settled = sum(app.deliver.counts.values())
        if settled != self._settled:
            self._settled, self._changed = settled, time.monotonic()
        if waiting is None:
            return None
        waited = app.clock.now() - waiting
        still = timedelta(seconds=time.monotonic() - self._changed)
        if waited > self._standstill and still > self._standstill:
            return say.outbox_stuck(int(waited.total_seconds() // 60))
        return None


def waiting_since(work: Work) -> datetime | None:
    """Since when the longest-waiting message has been due; None when nothing is."""
    due = outbox_queue.list_sendable(work.db, work.town, work.now, 1)
    return due[0].not_before if due else None


async def healthz(request: Request) -> JSONResponse:
    """200 when the database answers and the outbox moves, 503 otherwise."""
    health: Health = request.app.state.health
    stage: Stage = request.app.state.stage
    trouble = await health.trouble(stage.app)
    if trouble is None:
        return JSONResponse({"status": "ok"})
    return JSONResponse({"status": "unwell", "reason": trouble}, status_code=503)
