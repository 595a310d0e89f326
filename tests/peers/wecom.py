"""STAND-IN of WeCom's HTTP interface (group robots, messages of an app, media) with the callback; the long connection's is in ``wecom_bot``.

It is not WeCom. Written from the public descriptions (developer.work.weixin.qq.com, paths 91770, 90227, 90236, 90238), not compared with the real service. The callback's encryption is held against public reference vectors in ``tests/adapters/test_wecom.py``.
Known limits: pace is limited only where a test asks for it; codes of refusals are a few of the many; a callback that is not answered with
200 is sent again at once and until it is taken (WeCom: after five seconds, three times); media are kept, not checked; cards are not drawn.
"""

import asyncio
import base64
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.adapters.base import Hook
from tests.peers.loopback import Loopback

CORP, AGENT, SECRET, TOKEN = "ww1234567890abcdef", "1000002", "app-secret", "callback-token"
AES_KEY = base64.b64encode(bytes(range(32))).decode()[:43]


@dataclass
class Sent:
    """A message as its receiver has it."""

    place: str
    number: str
    text: str = ""
    file: bytes | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    everyone: bool = False
    """Whether it calls everybody in the group."""


@dataclass
class Fault:
    """The next send (to ``place``) ends so: an errcode, with 5xx that status instead of an answer, or with 0 done without an answer."""

    code: int
    place: str | None = None


@dataclass
class World:
    """What outlives a restart."""

    sent: list[Sent] = field(default_factory=list[Sent])
    faults: list[Fault] = field(default_factory=list[Fault])
    media: dict[str, bytes] = field(default_factory=dict[str, bytes])
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def struck(self, place: str) -> Fault | None:
        found = next((one for one in self.faults if one.place in {None, place}), None)
        if found is not None:
            self.faults.remove(found)
        return found

    def keep(self, place: str, body: Mapping[str, Any]) -> str:
        """Take a message in; its number (of a card: its task)."""
        number = f"w{next(self.numbers)}"
        kind = str(body["msgtype"])
        content = cast("Mapping[str, Any]", body[kind])
        if kind in {"text", "markdown"}:
            everyone = content.get("mentioned_list") == ["@all"]
            self.sent.append(Sent(place, number, str(content["content"]), everyone=everyone))
        elif kind == "template_card":
            buttons = tuple((str(one["key"]), str(one["text"])) for one in content["button_list"])
            number = str(content["task_id"])
            self.sent.append(Sent(place, number, str(content["sub_title_text"]), buttons=buttons))
        else:
            data = base64.b64decode(content["base64"]) if "base64" in content else self.media[content["media_id"]]
            self.sent.append(Sent(place, number, file=data))
        return number


class Api:
    """The HTTP interface, and who calls the app back."""

    def __init__(self, world: World, robots: Mapping[str, str]) -> None:
        self.world = world
        self.robots = {key: name for name, key in robots.items()}
        self.secret = SECRET
        self.closed = False
        """Whether the administrator has switched the app off."""
        self.agent_code = 0
        """What it says when asked about the app, or to send a message of it."""
        self.uploads = 0
        self.media_type = "image/png"
        self.hook: Callable[[], Hook | None] = lambda: None
        self.address = ""
        """Where another process takes calls; empty: ``hook`` does."""
        self.tokens = itertools.count(1)
        self._token = ""
        routes = [
            Route("/cgi-bin/webhook/send", self._robot, methods=["POST"]),
            Route("/cgi-bin/webhook/upload_media", self._upload, methods=["POST"]),
            Route("/cgi-bin/gettoken", self._gettoken),
            Route("/cgi-bin/agent/get", self._agent),
            Route("/cgi-bin/message/send", self._message, methods=["POST"]),
            Route("/cgi-bin/appchat/send", self._appchat, methods=["POST"]),
            Route("/cgi-bin/media/upload", self._upload, methods=["POST"]),
            Route("/cgi-bin/media/get", self._media),
        ]
        self.server = Loopback(Starlette(routes=routes))
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, CORP)
        self._calling: set[asyncio.Task[None]] = set()
        self._order = asyncio.Lock()

    def forget_token(self) -> None:
        """As when the token was taken back early."""
        self._token = "another"

    # -- taken in

    async def _ended(self, place: str, body: Mapping[str, Any], **more: object) -> Response:
        fault = self.world.struck(place)
        if fault is not None and 500 <= fault.code < 600:
            return Response(status_code=fault.code)
        if fault is not None and fault.code != 0:
            return JSONResponse({"errcode": fault.code, "errmsg": "as asked"})
        number = self.world.keep(place, body)
        if fault is not None:
            await asyncio.Event().wait()  # until the other side gives up
        return JSONResponse({"errcode": 0, "errmsg": "ok", "msgid": number, **more})

    async def _robot(self, request: Request) -> Response:
        name = self.robots.get(request.query_params.get("key", ""))
        if name is None:
            return JSONResponse({"errcode": 93000, "errmsg": "invalid webhook url"})
        body = await request.json()
        if body["msgtype"] == "text" and len(body["text"]["content"].encode()) > 2048:
            return JSONResponse({"errcode": 45002, "errmsg": "content size out of limit"})
        return await self._ended(name, body)

    async def _upload(self, request: Request) -> Response:
        self.uploads += 1
        number = f"media-{next(self.world.numbers)}"
        async with request.form() as form:
            self.world.media[number] = await form["media"].read()  # type: ignore[union-attr]  # a file part
        return JSONResponse({"errcode": 0, "media_id": number})

    async def _media(self, request: Request) -> Response:
        if refused := self._unknown(request):
            return refused
        return Response(self.world.media[request.query_params["media_id"]], media_type=self.media_type)

    async def _gettoken(self, request: Request) -> Response:
        if request.query_params.get("corpid") != CORP:
            return JSONResponse({"errcode": 40013, "errmsg": "invalid corpid"})
        if request.query_params.get("corpsecret") != self.secret:
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        self._token = f"token-{next(self.tokens)}"
        return JSONResponse({"errcode": 0, "access_token": self._token, "expires_in": 7200})

    async def _agent(self, request: Request) -> Response:
        if refused := self._unknown(request):
            return refused
        if self.agent_code:
            return JSONResponse({"errcode": self.agent_code, "errmsg": "as asked"})
        if request.query_params.get("agentid") != AGENT:
            return JSONResponse({"errcode": 301002, "errmsg": "no permission to the agent"})
        return JSONResponse({"errcode": 0, "agentid": int(AGENT), "name": "小邻", "close": int(self.closed)})

    def _unknown(self, request: Request) -> Response | None:
        if request.query_params.get("access_token") != self._token:
            return JSONResponse({"errcode": 42001, "errmsg": "access_token expired"})
        return None

    async def _message(self, request: Request) -> Response:
        if refused := self._unknown(request):
            return refused
        if self.agent_code:
            return JSONResponse({"errcode": self.agent_code, "errmsg": "as asked"})
        body = await request.json()
        return await self._ended(body["touser"], body)

    async def _appchat(self, request: Request) -> Response:
        if refused := self._unknown(request):
            return refused
        body = await request.json()
        return await self._ended(body["chatid"], body)

    # -- calls the app

    def tell(self, inner: Mapping[str, str]) -> None:
        """Somebody has said something to the app: called until it is taken, in order."""
        task = asyncio.create_task(self._deliver(inner))
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)

    async def _deliver(self, inner: Mapping[str, str]) -> None:
        async with self._order:
            while (answer := await self.call(*self.sealed(inner))) is None or answer.status_code != 200:  # noqa: ASYNC110  # tried again
                await asyncio.sleep(0.01)

    def sealed(self, inner: Mapping[str, str], at: int | None = None) -> tuple[dict[str, str], bytes]:
        """The query and the body of a call."""
        text = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in inner.items())
        stamp = str(at or int(time.time()))
        outer = self._crypto.encrypt_message(f"<xml>{text}</xml>", "nonce", stamp)

        def cut(name: str) -> str:
            return outer.split(f"<{name}><![CDATA[")[1].split("]]>")[0]

        query = {"msg_signature": cut("MsgSignature"), "timestamp": stamp, "nonce": "nonce"}
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt><![CDATA[{cut('Encrypt')}]]></Encrypt></xml>"
        return query, body.encode()

    async def call(self, query: Mapping[str, str], body: bytes, method: str = "POST") -> httpx.Response | None:
        """One call of whatever hook is there now; None when there is none."""
        if self.address:
            return await self._call_over_http(query, body, method)
        hook = self.hook()
        if hook is None:
            return None
        transport = httpx.ASGITransport(app=cast("Any", hook))
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.request(method, "/callback", params=dict(query), content=body)

    async def _call_over_http(self, query: Mapping[str, str], body: bytes, method: str) -> httpx.Response | None:
        try:
            async with httpx.AsyncClient(timeout=5) as client:  # as long as WeCom waits
                return await client.request(method, self.address, params=dict(query), content=body)
        except httpx.HTTPError:
            return None

    async def stop(self) -> None:
        for task in list(self._calling):
            task.cancel()
        await asyncio.gather(*self._calling, return_exceptions=True)
        await self.server.down()
