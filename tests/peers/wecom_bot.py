"""STAND-IN of the server of WeCom's 智能机器人: the long connection, uploads over it, and the place where sealed files lie.

It is not WeCom. Written from the public description (developer.work.weixin.qq.com, path 101463), not compared with the real service. Files
are sealed with wechatpy's cipher and filling, the ones that are held against Tencent's published example in ``tests/adapters/test_wecom.py``.
Known limits: links do not lapse, uploads are not limited in number, kinds of files are not looked into, texts are not drawn.
"""

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from bot.bench.processes import free_port
from tests.peers.loopback import Loopback
from tests.peers.wecom import World

BOT, BOT_SECRET = "aib-1", "bot-secret"
LARGEST_CHUNK, MOST_CHUNKS, LEAST_BYTES = 512 * 1024, 100, 6


@dataclass
class Upload:
    """One that has begun."""

    size: int
    chunks: int
    md5: str
    parts: dict[int, bytes] = field(default_factory=dict[int, bytes])


class LongConnection:
    """One connection a robot, the newest wins."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.secret = BOT_SECRET
        self.port = 0
        self.deaf = False
        """Pings and sends get no answer any more."""
        self.subscriptions = 0
        self.refusal = 0
        """With what code who subscribes is refused, whoever it is."""
        self.uploads: dict[str, Upload] = {}
        self.sealed: dict[str, tuple[str, bytes]] = {}
        """Names and bytes of what people have sent."""
        self.ready = asyncio.Event()
        """Files are not handed out before."""
        self.ready.set()
        self.files = Loopback(Starlette(routes=[Route("/{number}", self._file)]))
        self._server: Server | None = None
        self._wire: ServerConnection | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def up(self) -> None:
        self.port = self.port or free_port()
        self._server = await serve(self._served, "127.0.0.1", self.port, ping_interval=None, close_timeout=0.1)
        await self.files.up()

    async def down(self) -> None:
        if self._server is None:
            return
        for wire in list(self._server.connections):
            wire.transport.abort()
        self._server.close(close_connections=False)
        await self._server.wait_closed()
        self._server = self._wire = None
        await self.files.down()

    def seal(self, data: bytes, name: str) -> dict[str, str]:
        """A file as somebody's message has it: where it is, and its key."""
        key = os.urandom(32)
        number = f"f{next(self.world.numbers)}"
        self.sealed[number] = name, WeChatCipher(key).encrypt(PKCS7Encoder.encode(data))
        return {"url": f"{self.files.url}/{number}", "aeskey": base64.b64encode(key).decode()}

    async def _file(self, request: Request) -> Response:
        await self.ready.wait()
        name, content = self.sealed[request.path_params["number"]]
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        return Response(content, media_type="application/octet-stream", headers={"content-disposition": disposition})

    async def _served(self, wire: ServerConnection) -> None:
        try:
            async for raw in wire:
                await self._frame(wire, json.loads(raw))
        except ConnectionClosed:
            pass
        finally:
            if self._wire is wire:
                self._wire = None

    async def _frame(self, wire: ServerConnection, frame: dict[str, Any]) -> None:
        number, body = frame["headers"]["req_id"], frame.get("body", {})
        command = frame["cmd"]
        code, content = 0, dict[str, str]()
        if command == "aibot_subscribe":
            self.subscriptions += 1
            code = self.refusal or (0 if (body["bot_id"], body["secret"]) == (BOT, self.secret) else 40001)
            if code == 0:
                await self._replace(wire)
        elif command == "aibot_send_msg":
            if wire is not self._wire:
                return
            fault = self.world.struck(body["chatid"])
            if fault is None or fault.code == 0:
                self.world.keep(body["chatid"], body)
            if fault is not None and fault.code == 0:
                return
            code = fault.code if fault is not None else 0
        elif command in self._uploading:
            code, content = self._uploading[command](body)
        if not self.deaf:
            answer = {"headers": {"req_id": number}, "errcode": code, "errmsg": "", "body": content}
            await wire.send(json.dumps(answer))

    @property
    def _uploading(self) -> Mapping[str, Callable[[Mapping[str, Any]], tuple[int, dict[str, str]]]]:
        return {
            "aibot_upload_media_init": self._begin,
            "aibot_upload_media_chunk": self._chunk,
            "aibot_upload_media_finish": self._finish,
        }

    def _begin(self, body: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        fits = body["total_size"] >= LEAST_BYTES and 0 < body["total_chunks"] <= MOST_CHUNKS
        if body["type"] not in {"image", "file", "voice", "video"} or not body["filename"] or not fits:
            return 40058, {}
        number = f"u{next(self.world.numbers)}"
        self.uploads[number] = Upload(body["total_size"], body["total_chunks"], body["md5"])
        return 0, {"upload_id": number}

    def _chunk(self, body: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        upload = self.uploads.get(body["upload_id"])
        part = base64.b64decode(body["base64_data"], validate=True)
        if upload is None or not 0 <= body["chunk_index"] < upload.chunks or len(part) > LARGEST_CHUNK:
            return 40058, {}
        upload.parts[body["chunk_index"]] = part
        return 0, {}

    def _finish(self, body: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        upload = self.uploads.get(body["upload_id"])
        whole = b"".join(upload.parts[place] for place in sorted(upload.parts)) if upload else b""
        digest = hashlib.md5(whole, usedforsecurity=False).hexdigest()
        if upload is None or (len(upload.parts), len(whole), digest) != (upload.chunks, upload.size, upload.md5):
            return 40058, {}
        number = f"media-{next(self.world.numbers)}"
        self.world.media[number] = whole
        return 0, {"type": "file", "media_id": number, "created_at": "1"}

    async def _replace(self, wire: ServerConnection) -> None:
        old, self._wire = self._wire, wire
        if old is not None and old is not wire:
            event = {"msgid": "d1", "msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            await old.send(json.dumps({"cmd": "aibot_event_callback", "headers": {"req_id": "d"}, "body": event}))
            await old.close()

    async def push(self, payload: bytes | str) -> None:
        """To whoever listens; lost when nobody does."""
        if self._wire is not None:
            await self._wire.send(payload)

    async def tell(self, body: Mapping[str, Any], command: str = "aibot_msg_callback") -> None:
        """A message or an event."""
        frame = {"cmd": command, "headers": {"req_id": f"r{next(self.world.numbers)}"}, "body": body}
        await self.push(json.dumps(frame, ensure_ascii=False))

    async def close(self) -> None:
        """In good order."""
        if self._wire is not None:
            await self._wire.close(1000)
