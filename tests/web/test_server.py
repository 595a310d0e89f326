"""uvicorn in our own loop: it ends in less than a second with a page open, by signal or by word."""

import asyncio
import os
import signal
import socket
import time

import httpx
import pytest

from bot.web.server import serve
from tests.web.conftest import Visitor


async def served(visitor: Visitor, stop: asyncio.Event) -> tuple[asyncio.Task[None], str]:
    loop = asyncio.get_running_loop()
    address: asyncio.Future[str] = loop.create_future()
    task = asyncio.create_task(serve(visitor.site, "127.0.0.1", 0, ready=address.set_result, stop=stop))
    async with asyncio.timeout(10):
        return task, await address


@pytest.mark.parametrize("way", ["signal", "word", "cancel"])
async def test_it_ends_at_once_with_an_open_stream(visitor: Visitor, way: str) -> None:
    stop = asyncio.Event()
    task, address = await served(visitor, stop)
    async with httpx.AsyncClient(base_url=address) as http:
        cursor = visitor.stage.transcript.cursor
        async with http.stream("GET", "/demo/stream", params={"after": cursor}) as stream:
            coming = stream.aiter_text()
            assert "retry" in await anext(coming)
            began = time.monotonic()
            if way == "signal":
                os.kill(os.getpid(), signal.SIGTERM)
            elif way == "word":
                stop.set()
            else:
                task.cancel()
            async with asyncio.timeout(5):
                async for _ in coming:
                    pass
    if way == "cancel":
        with pytest.raises(asyncio.CancelledError):
            await task
    else:
        await task
    assert time.monotonic() - began < 1.0


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
