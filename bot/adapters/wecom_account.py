"""The self-built app's account with WeCom: its token, calls that bear it, files up and down."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from bot.adapters.wecom_api import BARRED, TOKEN_OVER, NotAnswered, call
from bot.adapters.wecom_app_setup import Settings

_EARLY = 300.0
"""A token is renewed so many seconds before it ends."""


class Account:
    """One app of one company; opens nothing before the first call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: httpx.AsyncClient | None = None
        self._access = ""
        self._ends = 0.0
        self._asking = asyncio.Lock()
        self._barred = False
        """A call was turned away although the secret is right."""

    async def close(self) -> None:
        """Give the connections back; a later call may open them again."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def doubt(self, code: int | None) -> None:
        """The token may be worth nothing any more; ``code`` is what WeCom said to a call, if it did."""
        self._ends = 0.0
        self._barred |= code in BARRED

    async def look(self) -> None:
        """Whether the door is open: a token; and after a call was turned away in spite of one, the app's own description.

        Raises:
            TryLater, TimeoutError, NotAnswered, Refused.
        """
        await self.token()
        if self._barred:
            await self.ask("GET", "/cgi-bin/agent/get", {"agentid": self._settings.agent_id})
            self._barred = False

    async def token(self) -> str:
        """The one that holds now. Raises as ``call``."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now >= self._ends:
                query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret}
                told = await call(self._opened(), "GET", "/cgi-bin/gettoken", query)
                self._access = str(told.get("access_token", ""))
                self._ends = now + max(30.0, float(told.get("expires_in", 7200)) - _EARLY)
            return self._access

    async def ask(self, method: str, path: str, query: Mapping[str, str], **body: Any) -> dict[str, Any]:
        """A call with the token; once more with a fresh one when WeCom has ended it early. Raises as ``call``."""
        token = await self.token()
        try:
            return await call(self._opened(), method, path, {"access_token": token, **query}, **body)
        except NotAnswered as refusal:
            if refusal.code not in TOKEN_OVER:
                raise
        self._ends = 0.0
        token = await self.token()
        return await call(self._opened(), method, path, {"access_token": token, **query}, **body)

    async def uploaded(self, kind: str, name: str, data: bytes) -> str:
        """The number of a file after its upload. Raises as ``call``."""
        media = {"media": (name, data, "application/octet-stream")}
        told = await self.ask("POST", "/cgi-bin/media/upload", {"type": kind}, files=media)
        return str(told.get("media_id") or "")

    async def fetched(self, number: str, most: int) -> bytes | None:
        """The bytes of what somebody has sent; None when they cannot be had or are more than ``most``. Raises as ``token``, and httpx.HTTPError."""
        for _ in range(2):  # the token may have been ended early: the second time it is a fresh one
            query = {"access_token": await self.token(), "media_id": number}
            answer = await self._opened().get("/cgi-bin/media/get", params=query)
            if not answer.headers.get("content-type", "").startswith(("application/json", "text/")):
                return answer.content if answer.is_success and len(answer.content) <= most else None
            self._ends = 0.0
        return None

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._settings.base, timeout=self._settings.patience)
        return self._client
