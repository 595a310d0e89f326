"""Telegram's Bot API over python-telegram-bot's HTTP transport. Only the transport: its own polling acknowledges before anything is handled,
its update objects make one unreadable update lose a whole batch, and its log shows what people wrote.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

import httpx
from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_OK, _SERVER_ERROR = 200, 500
Files = Mapping[str, tuple[str, bytes, str]]
"""By field: a name, the bytes, the media type."""


class ApiError(Exception):
    """Telegram says no: ``status``, its description in English, what it asks for."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(description)
        self.status = status
        self.retry_after = _whole(parameters.get("retry_after"))
        self.migrate_to = _whole(parameters.get("migrate_to_chat_id"))


class NotSent(Exception):
    """Telegram could not be reached: nothing has been asked of it."""


class NoAnswer(Exception):
    """Asked, and nobody knows what became of it."""


def table(value: object) -> Mapping[str, Any]:
    """A JSON object; an empty one instead of anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else cast("Mapping[str, Any]", {})


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Form:
    """A call's parameters, JSON where Telegram takes JSON: to the transport what its own ``RequestData`` is, which nobody may build or inherit."""

    def __init__(self, fields: Mapping[str, object], files: Files) -> None:
        self._fields = {name: _written(value) for name, value in fields.items() if value is not None}
        self._files = dict(files)

    @property
    def json_parameters(self) -> dict[str, str]:
        return self._fields

    @property
    def multipart_data(self) -> dict[str, tuple[str, bytes, str]]:
        return self._files


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class Api:
    """One bot's calls. ``base`` is the API's address, ``patience`` the seconds after which an answer no longer comes."""

    def __init__(self, token: str, base: str, patience: float) -> None:
        self._calls = f"{base}/bot{token}"
        self._files = f"{base}/file/bot{token}"
        self._patience = patience
        self._http = HTTPXRequest(
            connection_pool_size=16,
            connect_timeout=patience,
            read_timeout=patience,
            write_timeout=patience,
            media_write_timeout=max(20.0, patience),
            pool_timeout=patience,
        )

    async def close(self) -> None:
        """Give the connections back; a later call may open them again."""
        await self._http.shutdown()

    async def open(self) -> None:
        """Ready to call (again)."""
        await self._http.initialize()

    async def call(self, method: str, fields: Mapping[str, object], files: Files | None = None, wait: float = 0) -> Any:
        """The result of a call; ``wait`` is how much longer than usual Telegram may take.

        Raises:
            ApiError, NotSent, NoAnswer.
        """
        form = _Form(fields, files or {})
        status, body = await self._ask(f"{self._calls}/{method}", form, self._patience + wait)
        try:
            answer: Any = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or status >= _SERVER_ERROR:
            raise NoAnswer  # a proxy's page, a server in trouble: it may have been done
        told = table(answer)  # pyright: ignore[reportUnknownArgumentType]
        if told.get("ok") is True and status == _OK:
            return told.get("result")
        raise ApiError(status, str(told.get("description", "")), table(told.get("parameters")))

    async def fetch(self, file: str, most: int) -> bytes | None:
        """The bytes of a file that somebody sent; None when there are more than ``most``, or it cannot be had."""
        try:
            found = await self.call("getFile", {"file_id": file})
            told = table(found)
            path = told.get("file_path")
            if not isinstance(path, str) or (_whole(told.get("file_size")) or 0) > most:
                return None
            status, body = await self._ask(f"{self._files}/{path}", None, self._patience, "GET")
        except (ApiError, NotSent, NoAnswer):
            return None
        return body if status == _OK and len(body) <= most else None

    async def _ask(self, url: str, form: _Form | None, patience: float, method: str = "POST") -> tuple[int, bytes]:
        try:
            return await self._http.do_request(
                url, method, cast("RequestData", form) if form else None, read_timeout=patience
            )
        except NetworkError as fault:  # TimedOut is one of them
            raise (NotSent if isinstance(fault.__cause__, _UNSENT) else NoAnswer) from None
        except RuntimeError:
            raise NotSent from None  # closed
