"""uvicorn in our own loop: it ends at once with a page open, by signal or by word."""

import asyncio
import os
import signal
import socket

import httpx
import pytest

from bot.web.server import serve
from tests.web.conftest import Visitor

PATIENCE = 60.0


async def served(visitor: Visitor, stop: asyncio.Event) -> tuple[asyncio.Task[None], str]:
    loop = asyncio.get_running_loop()
    address: asyncio.Future[str] = loop.create_future()
    task = asyncio.create_task(serve(visitor.site, "127.0.0.1", 0, ready=address.set_result, stop=stop))
    async with asyncio.timeout(PATIENCE):
        return task, await address


@pytest.mark.parametrize("way", ["signal", "word", "cancel"])
async def test_it_ends_at_once_with_an_open_stream(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr("bot.web.server.GRACE", 10 * PATIENCE)  # whoever waits for the stream waits too long
    stop = asyncio.Event()
    task, address = await served(visitor, stop)
    async with httpx.AsyncClient(base_url=address) as http:
        cursor = visitor.stage.transcript.cursor
        async with http.stream("GET", "/demo/stream", params={"after": cursor}) as stream:
            coming = stream.aiter_text()
            assert "retry" in await anext(coming)
            if way == "signal":
                os.kill(os.getpid(), signal.SIGTERM)
            elif way == "word":
                stop.set()
            else:
                task.cancel()
            async with asyncio.timeout(PATIENCE):
                async for _ in coming:
                    pass
    async with asyncio.timeout(PATIENCE):
        if way == "cancel":
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            await task


async def test_a_taken_port_is_told_as_such(visitor: Visitor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        await serve(visitor.site, "127.0.0.1", other.getsockname()[1])


async def test_a_real_request_is_answered(visitor: Visitor) -> None:
    stop = asyncio.Event()
    task, address = await served(visitor, stop)
    async with httpx.AsyncClient(base_url=address) as http:
        body = {"chat": None, "sender": "张小明", "text": "帮助"}
        assert (await http.post("/sim/messages", json=body)).json()["outcome"] == "handled"
    stop.set()
    await task
