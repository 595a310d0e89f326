"""While the town is thrown away and made anew, nobody may be half-way through asking the old one."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

PASSES = frozenset({"/demo/stream", "/demo/reset"})
"""A stream only waits, and the reset is who shuts the gate."""


class Gate:
    """Use as ``async with gate`` around work on the town; ``shut`` waits until nobody is inside and keeps others waiting."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._inside = 0

    async def __aenter__(self) -> None:
        while not self._open.is_set():
            await self._open.wait()
        self._inside += 1
        self._empty.clear()

    async def __aexit__(self, *_: object) -> None:
        self._inside -= 1
        if not self._inside:
            self._empty.set()

    async def shut(self) -> None:
        """Nobody comes in from now on, and nobody is inside any more."""
        self._open.clear()
        await self._empty.wait()

    def unlock(self) -> None:
        """Let them in again."""
        self._open.set()


class Gated:
    """Every request goes through the gate."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on when the gate is open."""
        if scope["type"] != "http" or scope["path"] in PASSES:
            await self._app(scope, receive, send)
            return
        async with self._gate:
            await self._app(scope, receive, send)
