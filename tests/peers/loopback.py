"""An ASGI application on a port of this machine, in the test's own loop: killed without a word, and started again on the same port."""

import asyncio
import contextlib
import socket
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp

from bot.bench.processes import free_port


class _Server(uvicorn.Server):
    """The signals are pytest's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def listening(port: int) -> socket.socket:
    """A socket on this machine."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


class Loopback:
    """A server at one port from ``up`` to ``down``, as often as wanted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.port = 0
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def up(self) -> None:
        """Listen; returns when connections are taken."""
        self.port = self.port or free_port()
        made = listening(self.port)
        config = uvicorn.Config(self._app, log_config=None, access_log=False, lifespan="off", ws="none")
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[made]))
        while not self._server.started:  # noqa: ASYNC110  # uvicorn has no bell for it
            await asyncio.sleep(0.001)

    async def down(self) -> None:
        """Every connection is cut, nobody is told."""
        if self._server is None or self._task is None:
            return
        for connection in list(self._server.server_state.connections):
            if (transport := getattr(connection, "transport", None)) is not None:
                transport.abort()
        running = list(self._server.server_state.tasks)
        self._server.should_exit = self._server.force_exit = True
        await self._task
        if running:
            await asyncio.wait(running, timeout=1)
        for task in running:
            task.cancel()
        self._server = self._task = None
