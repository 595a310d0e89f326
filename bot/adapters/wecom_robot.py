"""WeCom's group robots: a webhook for each group, sending only. For notices into groups of members; what people say there it never hears."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta

import httpx

from bot.adapters.base import Capabilities, DeliveryError, Finding, Gone, House, Link, NotConfigured, Parcel, TryLater
from bot.adapters.pieces import pieces
from bot.adapters.wecom_api import LONGEST, NotAnswered, call, ended
from bot.clock import Clock
from bot.config import Config
from bot.messages import Attachment, AttachmentKind
from bot.texts import wecom as say

PLATFORM = "wecom_robot"
LARGEST_PICTURE = 2 * 1024 * 1024
_LOOK_WITHIN = 5.0
CAPABILITIES = Capabilities(
    calls_all=True,
    images=True,
    residency="CN",
    longest_text=2000,
    largest_file=20_000_000,
    per_chat=(20, timedelta(seconds=60)),
)
"""Twenty a minute and robot; every group has its own robot. Longer texts go in several messages."""


class WecomRobot:
    """All the robots of one town; a group's address is the name that the settings give it, so that no key stands in the database."""

    name = PLATFORM
    capabilities = CAPABILITIES

    def __init__(self, keys: Mapping[str, str], api: str, patience: float = 15.0) -> None:
        self._keys = keys
        self._api = api
        self._patience = patience
        self._client: httpx.AsyncClient | None = None

    @property
    def link(self) -> Link:
        """Nothing stands between two sends; a robot that was removed shows as a group that is gone."""
        return Link(up=True)

    async def run(self, house: House) -> None:
        del house
        try:
            await asyncio.Event().wait()
        finally:
            if self._client is not None:
                await self._client.aclose()
                self._client = None

    async def send(self, parcel: Parcel) -> str:
        key = self._keys.get(parcel.chat or "")
        if key is None:
            raise Gone
        begun = False
        try:
            files = [_picture(file) or await self._document(key, file) for file in parcel.files]  # nothing is said yet
            texts = pieces(parcel.text, LONGEST) if parcel.text or not parcel.files else ()
            words: list[dict[str, object]] = [
                _words(text, all_=parcel.everyone and n == 0) for n, text in enumerate(texts)
            ]
            for body in words + files:
                await self._post(key, body)
                begun = True
        except (NotAnswered, DeliveryError) as trouble:
            raise ended(trouble, begun=begun) from None
        return f"{parcel.number}"

    async def _document(self, key: str, file: Attachment) -> dict[str, object]:
        upload = {"media": (file.name or "file", file.data or b"", "application/octet-stream")}
        query = {"key": key, "type": "file"}
        try:
            told = await call(self._opened(), "POST", "/cgi-bin/webhook/upload_media", query, files=upload)
        except TimeoutError:
            raise TryLater from None
        return {"msgtype": "file", "file": {"media_id": str(told.get("media_id", ""))}}

    async def _post(self, key: str, body: Mapping[str, object]) -> None:
        await call(self._opened(), "POST", "/cgi-bin/webhook/send", {"key": key}, json=body)

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._api, timeout=self._patience)
        return self._client


def _words(text: str, *, all_: bool) -> dict[str, object]:
    """A text; it may call everybody in the group."""
    return {"msgtype": "text", "text": {"content": text} | ({"mentioned_list": ["@all"]} if all_ else {})}


def _picture(file: Attachment) -> dict[str, object] | None:
    """As a picture; None when it must go as a document."""
    if file.kind is not AttachmentKind.IMAGE or not file.data or len(file.data) > LARGEST_PICTURE:
        return None
    digest = hashlib.md5(file.data, usedforsecurity=False).hexdigest()  # as the interface asks for it
    return {"msgtype": "image", "image": {"base64": base64.b64encode(file.data).decode(), "md5": digest}}


def make(config: Config, clock: Clock) -> WecomRobot:
    """As the settings say.

    Raises:
        NotConfigured: there is no robot.
    """
    del clock
    keys: Mapping[str, str] = config.values["wecom_robot.keys"]
    if not keys:
        raise NotConfigured([f"{say.no_robot()}:{say.no_robot_remedy()}"])
    return WecomRobot(keys, config.values["wecom.api"])


def findings(config: Config) -> list[Finding]:
    """Whether there is any robot, and whether WeCom can be reached; a robot's key can only be tried by speaking in its group."""
    keys: Mapping[str, str] = config.values["wecom_robot.keys"]
    if not keys:
        return [("错", say.no_robot(), say.no_robot_remedy())]
    return [asyncio.run(_look(config.values["wecom.api"], list(keys)))]


async def _look(api: str, names: list[str]) -> Finding:
    """Ask for a token without saying whose: any answer will do."""
    async with httpx.AsyncClient(base_url=api, timeout=_LOOK_WITHIN) as client:
        try:
            await call(client, "GET", "/cgi-bin/gettoken", {})
        except NotAnswered:
            pass
        except (DeliveryError, TimeoutError):
            return "错", say.unreachable(), say.unreachable_remedy(api)
    return "好", say.robots(names), ""
