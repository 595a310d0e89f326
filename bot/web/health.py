"""Is it well, and how much has it done: ``/healthz`` and ``/metrics``. Counts only, never a name or a text."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.app import App
from bot.context import Work
from bot.domain.platforms import TELL_AFTER, name_of
from bot.storage import outbox_queue, outbox_reading, paces
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
                waiting = await app.writer.run(_waiting_since)
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


def _waiting_since(work: Work) -> datetime | None:
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


async def metrics(request: Request) -> Response:
    """Prometheus text."""
    stage: Stage = request.app.state.stage
    app, town = stage.app, stage.app.town
    by_state = await stage.read(lambda db: outbox_reading.count_by_state(db, town))
    waiting = await app.writer.run(_waiting_since)
    now, settings = app.clock.now(), app.memory.settings
    ready = await stage.read(lambda db: paces.all_ready_at(db, town, now, settings))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Snapshot(_families(app, by_state, waiting, ready, stage.transcript.listeners)))
    return Response(generate_latest(registry), media_type=None, headers={"content-type": CONTENT_TYPE_LATEST})


class _Snapshot(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def _families(
    app: App, by_state: Mapping[str, int], waiting: datetime | None, ready: datetime | None, pages: int
) -> Iterator[Metric]:
    yield _counter("xianglin_messages", "Messages taken in, by what became of them", "outcome", app.receiver.counts)
    yield _counter("xianglin_deliveries", "Attempts to deliver, by how they ended", "state", app.deliver.counts)
    yield _counter("xianglin_clockwork", "Jobs and deadlines run", "result", app.runner.counts)
    writer = {"commits": app.writer.commits, "units": app.writer.units, "faults": app.writer.house_faults}
    yield _counter("xianglin_writer", "What the one writer has done", "what", writer)
    outbox_size = GaugeMetricFamily("xianglin_outbox_messages", "Messages in the outbox", labels=["state"])
    for state, count in sorted(by_state.items()):
        outbox_size.add_metric([state], count)
    yield outbox_size
    age = (app.clock.now() - waiting).total_seconds() if waiting else 0.0
    yield GaugeMetricFamily("xianglin_outbox_oldest_seconds", "Age of the longest-waiting due message", value=age)
    left = (ready - app.clock.now()).total_seconds() if ready else 0.0
    yield GaugeMetricFamily(
        "xianglin_outbox_ready_seconds", "Until all that waits for a paced account is sent", value=max(left, 0.0)
    )
    up = GaugeMetricFamily("xianglin_platform_up", "Whether a platform can be reached", labels=["platform"])
    for name, adapter in sorted(app.adapters.items()):
        up.add_metric([name], float(adapter.link.up))
    yield up
    unread = CounterMetricFamily(
        "xianglin_payloads_refused", "Incoming payloads that could not be read", labels=["platform", "why"]
    )
    for (platform, why), count in sorted(app.refusals.items()):
        unread.add_metric([platform, why], count)
    yield unread
    yield GaugeMetricFamily("xianglin_pages_open", "Demo pages listening", value=pages)


def _counter(name: str, meaning: str, label: str, counts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, meaning, labels=[label])
    for key, count in sorted(counts.items()):
        family.add_metric([key], count)
    return family
