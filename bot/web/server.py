"""The whole web side put together, and uvicorn inside our own loop."""

import asyncio
import contextlib
import importlib
import signal
import socket
from collections.abc import Awaitable, Callable, Collection, Generator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.adapters.base import Hooked
from bot.app import App
from bot.clock import DemoClock
from bot.web import files, health, sim
from bot.web.errors import BadField
from bot.web.gate import Gated
from bot.web.guard import HOOKS, Guard
from bot.web.stage import Stage

PAUSE = 0.6
"""Seconds between two sentences of the tour."""
GRACE = 1
"""Seconds that open requests get at the end."""


async def build(
    app: App,
    *,
    clock: DemoClock | None = None,
    renew: Callable[[], Awaitable[tuple[App, DemoClock]]] | None = None,
    hosts: Collection[str] = (),
) -> Starlette:
    """The web side of a started ``app``.

    ``/healthz`` and ``/metrics`` always; ``/hooks/<adapter>`` for platforms that call us; ``/sim`` when the app has the simulated platform; the demo page too when ``clock`` is the
    demo's. ``renew`` ends the running app, makes a fresh town, and gives the new app, started and running. ``hosts`` are names
    besides this machine's own under which the operator lets the page be reached.
    """
    stage = Stage(app, clock, renew)
    routes: list[BaseRoute] = [Route("/healthz", health.healthz), Route("/metrics", _metrics)]
    if stage.sim is not None:
        await stage.open()
        routes += [
            Route("/sim/messages", sim.post_message, methods=["POST"]),
            Route("/sim/messages", sim.get_messages, methods=["GET"]),
            Route("/sim/clock", sim.post_clock, methods=["POST"]),
            *files.ROUTES,
        ]
    routes += [Mount(f"{HOOKS}/{name}", one.hook) for name, one in app.adapters.items() if isinstance(one, Hooked)]
    handlers: dict[Any, Any] = {BadField: sim.bad_field, HTTPException: _error}
    if stage.is_demo:
        demo = importlib.import_module("bot.web.demo")  # templates are loaded only where they are shown
        routes += demo.ROUTES
        handlers |= demo.PROBLEMS
    site = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts), Middleware(Gated, gate=stage.gate)],
        exception_handlers=handlers,
    )
    site.state.stage = stage
    site.state.health = health.Health()
    site.state.pause = PAUSE
    return site


async def _metrics(request: Request) -> Response:
    answer: Response = await importlib.import_module("bot.web.metrics").metrics(request)
    return answer


def _error(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    return JSONResponse({"error": fault.detail}, status_code=fault.status_code, headers=fault.headers)


class _Server(uvicorn.Server):
    """uvicorn re-raises a signal before it drains, and waits for open streams for ever: the signals are ours."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell when it listens."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them alone."""
        yield


async def serve(
    site: Starlette,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None] | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM, or ``stop``; ends within a second even with pages open.

    ``ready`` is told the address. Port 0 takes a free one.

    Raises:
        OSError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=1024)
    config = uvicorn.Config(
        site,
        ws="none",  # nothing of ours speaks it, and its library weighs a megabyte
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    server = _Server(config, lambda: ready(address) if ready is not None else None)
    stage: Stage = site.state.stage

    def end() -> None:
        stage.close()
        server.should_exit = True

    with _on_signals(end):
        waiting = asyncio.create_task(_end_on(stop, end)) if stop is not None else None
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            end()
            await running
            raise
        finally:
            if waiting is not None:
                waiting.cancel()
            listening.close()


async def _end_on(stop: asyncio.Event, end: Callable[[], None]) -> None:
    await stop.wait()
    end()


@contextlib.contextmanager
def _on_signals(end: Callable[[], None]) -> Generator[None, None, None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for one in signals:
            loop.add_signal_handler(one, end)
    except (NotImplementedError, RuntimeError, ValueError):  # not the main thread (tests), or Windows
        yield
        return
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)
