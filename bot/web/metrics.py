"""How much it has done: ``/metrics``. Counts only. Loaded when it is first asked for: many small towns never ask."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from bot.app import App
from bot.storage import outbox_reading, paces
from bot.web.health import waiting_since
from bot.web.stage import Stage


async def metrics(request: Request) -> Response:
    """Prometheus text."""
    stage: Stage = request.app.state.stage
    app, town = stage.app, stage.app.town
    by_state = await stage.read(lambda db: outbox_reading.count_by_state(db, town))
    waiting = await app.writer.run(waiting_since)
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
