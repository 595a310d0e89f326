"""Requests over WeCom's long connection: each has a number, and its answer names it."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bot.adapters.base import TryLater
from bot.adapters.wecom_api import NotAnswered

Frame = Mapping[str, Any]


class Requests:
    """Over the connection of the moment; ``patience`` is the seconds after which an answer no longer comes."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._wire: ClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[Frame]] = {}

    def open(self, wire: ClientConnection) -> None:
        """There is a connection."""
        self._wire = wire

    def cut(self) -> None:
        """It is gone: what has been asked over it, nobody will answer."""
        self._wire = None
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(TimeoutError())

    async def ask(self, command: str, body: Frame | None = None) -> Frame:
        """The body of the answer.

        Raises:
            TryLater: there is no connection. TimeoutError: nobody knows. NotAnswered: it says no.
        """
        if self._wire is None:
            raise TryLater
        number = f"{command}_{secrets.token_hex(8)}"
        frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": number}}
        if body is not None:
            frame["body"] = body
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            async with asyncio.timeout(self._patience):
                try:
                    await self._wire.send(json.dumps(frame, ensure_ascii=False))
                except ConnectionClosed:
                    raise TryLater from None
                return _content(await waiting)
        finally:
            self._waiting.pop(number, None)

    def answered(self, frame: Frame) -> None:
        """What is no message may be an answer."""
        headers = frame.get("headers")
        number = cast("dict[str, object]", headers).get("req_id") if isinstance(headers, dict) else None
        waiting = self._waiting.pop(number, None) if isinstance(number, str) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)


def _content(answer: Frame) -> Frame:
    code: object = answer.get("errcode", 0)
    if code != 0:
        raise NotAnswered(code if isinstance(code, int) else -2)
    body: object = answer.get("body")
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}
