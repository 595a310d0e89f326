"""Who may ask: only this machine, and no other site through its visitor's browser. And what a page may load: only our own files."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.texts import web as say

POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
OPEN_TO_ALL = ("/healthz", "/metrics")
"""Say nothing of anybody, and are asked by machines under names of their own."""
HOOKS = "/hooks"
"""Below it platforms call us, from anywhere: the adapters check signatures and secrets themselves; only the size is ours to check."""
MOST_HOOK_BYTES = 1024 * 1024
MOST_BYTES = 16 * 1024 * 1024
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    if host in _NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Wraps the whole application. ``hosts`` are further names under which the operator lets it be reached, from elsewhere too."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with our headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            status, text = refusal
            await JSONResponse({"error": text}, status_code=status)(scope, receive, sending)
            return
        await self._app(scope, receive, sending)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if scope["path"] in OPEN_TO_ALL:
            return None
        headers = Headers(scope=scope)
        if scope["path"].startswith(HOOKS + "/"):
            return self._size(headers, MOST_HOOK_BYTES)
        host = (urlsplit("//" + headers.get("host", "")).hostname or "").casefold()
        client = (scope.get("client") or ("", 0))[0]
        if host not in self._hosts and not (is_loopback(host) and is_loopback(client)):
            return 403, say.only_loopback()
        if scope["method"] not in {"GET", "HEAD"}:
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold():
                return 403, say.other_origin()
            if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
                return 403, say.other_origin()
            return self._size(headers, MOST_BYTES)
        return None

    @staticmethod
    def _size(headers: Headers, most: int) -> tuple[int, str] | None:
        if "transfer-encoding" in headers:
            return 411, say.no_length()
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return 413, say.too_large()
        return None
