"""Pictures and documents of WeCom: those of the 智能机器人 come sealed behind a link and go up in chunks over its long connection."""

import asyncio
import base64
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.adapters.base import Refused, TryLater
from bot.messages import Attachment, AttachmentKind, storable

CHUNK = 512 * 1024
"""Bytes of a part, before they are written in base64."""
LARGEST_PICTURE = 10_000_000
_BLOCK = 32
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How the pictures begin that WeCom shows as such; the others go as documents."""
_LONGEST_NAME = 100
_REMEMBERED = 50
_GOOD_FOR = 3600.0
"""Seconds that an upload is used again: a notice with a picture goes to many groups, and uploads are limited (WeCom keeps one three days)."""

Ask = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
Upload = Callable[[str, str, bytes], Awaitable[str]]
"""Kind, name and bytes of a file in, its number with WeCom out."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sealed file is, for five minutes, and its key."""

    url: str
    key: str


def opened(sealed: bytes, key: str) -> bytes:
    """A sealed file: AES-256-CBC, begun with the first half of the key, filled up to multiples of 32 bytes.

    Raises:
        ValueError: it is none, or has another key.
    """
    secret = base64.b64decode(key + "=" * (-len(key) % 4), validate=True)
    if len(secret) != _BLOCK or not sealed or len(sealed) % 16:
        raise ValueError("no sealed file")
    reading = Cipher(AES256(secret), CBC(secret[:16])).decryptor()
    plain = reading.update(sealed) + reading.finalize()
    filling = plain[-1]
    if not 0 < filling <= _BLOCK or plain[-filling:] != bytes([filling]) * filling:
        raise ValueError("another key")
    return plain[:-filling]


async def fetched(client: httpx.AsyncClient, source: Source, most: int) -> tuple[str, bytes] | None:
    """Name and bytes of a file that somebody has sent; None where it cannot be had, or has more than ``most``."""
    sealed = bytearray()
    try:
        async with client.stream("GET", source.url) as answer:
            if answer.status_code != 200:
                return None
            name = _named(answer.headers.get("content-disposition", ""))
            async for part in answer.aiter_bytes():
                sealed += part
                if len(sealed) > most + _BLOCK:
                    return None
        return name, await asyncio.to_thread(opened, bytes(sealed), source.key)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return None


def _named(disposition: str) -> str:
    said = Message()
    said["content-disposition"] = disposition.replace("\r", "").replace("\n", "")
    return storable(said.get_filename() or "")[:_LONGEST_NAME]


def kind_of(file: Attachment) -> str:
    """``image`` or ``file``: as what WeCom takes it."""
    data = file.data or b""
    shown = file.kind is AttachmentKind.IMAGE and len(data) <= LARGEST_PICTURE and data.startswith(_PICTURES)
    return "image" if shown else "file"


class Uploads:
    """Files on their way out: each is uploaded once, however many groups it goes to."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._known: OrderedDict[tuple[str, str, bytes], tuple[str, float]] = OrderedDict()

    async def body(self, file: Attachment) -> dict[str, Any]:
        """The message that shows a file. As nothing has been said yet, an upload without an answer is to be tried again.

        Raises:
            TryLater, Refused, NotAnswered.
        """
        kind, data = kind_of(file), file.data or b""
        name = (file.name or kind)[:_LONGEST_NAME]
        now = asyncio.get_running_loop().time()
        known = (kind, name, hashlib.sha256(data).digest())
        number, until = self._known.get(known, ("", 0.0))
        if now >= until:
            try:
                number = await self._upload(kind, name, data)
            except TimeoutError:
                raise TryLater from None
            if not number:
                raise Refused
            self._known[known] = number, now + _GOOD_FOR
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return {"msgtype": kind, kind: {"media_id": number}}


async def uploaded(ask: Ask, kind: str, name: str, data: bytes) -> str:
    """The number of a file after its upload over the long connection; empty when it was not told.

    Raises:
        TryLater, TimeoutError, NotAnswered.
    """
    parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()  # as the interface asks for it
    begun = await ask(
        "aibot_upload_media_init",
        {"type": kind, "filename": name, "total_size": len(data), "total_chunks": len(parts), "md5": digest},
    )
    number = str(begun.get("upload_id", ""))
    for place, part in enumerate(parts):
        chunk = {"upload_id": number, "chunk_index": place, "base64_data": base64.b64encode(part).decode()}
        await ask("aibot_upload_media_chunk", chunk)
    ended = await ask("aibot_upload_media_finish", {"upload_id": number})
    return str(ended.get("media_id") or "")
