"""WeCom's 智能机器人 over its long connection: no public address, groups and private chats, cards. Our own small client on ``websockets``:
the official one stays dead for ever after an orderly close or missed pongs (platforms.md), and brings a second HTTP library.
"""

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from bot.adapters import wecom_api as api
from bot.adapters.base import Capabilities, DeliveryError, House, Link, NotConfigured, Parcel, TryLater
from bot.adapters.holding import Holding
from bot.adapters.lanes import Lanes
from bot.adapters.pieces import pieces
from bot.adapters.wecom_bot_setup import Settings, findings, missing, settings_of
from bot.adapters.wecom_frames import TAKEN_AWAY, Heard, read
from bot.adapters.wecom_media import Source, Uploads, fetched, uploaded
from bot.adapters.wecom_requests import Requests
from bot.clock import Clock
from bot.config import Config
from bot.logs import Log
from bot.messages import Attachment
from bot.texts import wecom as say

__all__ = ["Settings", "WecomBot", "findings", "make"]

log = Log()

PLATFORM = "wecom_bot"
CAPABILITIES = Capabilities(
    buttons=True,
    images=True,
    residency="CN",
    longest_text=2000,
    largest_file=10_000_000,
    per_chat=(30, timedelta(seconds=60)),
)
"""Thirty a minute and chat. Only into chats in which somebody has spoken to it before."""
MOST_FETCHED = 5_000_000
_MOST_FRAME = 1024 * 1024
_MOST_HEARD = 20_000
"""Messages in memory; more, and the line is not read for a while."""
_LAST = 5.0
"""Seconds at the end in which what has been heard is still handled."""


class _Trouble(Exception):
    """The connection cannot be had; the text is for people. ``slow``: trying again at once would only do harm."""

    def __init__(self, told: str, *, slow: bool = False) -> None:
        super().__init__(told)
        self.slow = slow


class WecomBot:
    """One robot."""

    name = PLATFORM
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._link = Link(up=False, trouble=say.not_yet())
        self._requests = Requests(settings.patience)
        self._uploads = Uploads(partial(uploaded, self._requests.ask))
        self._taken = False

    @property
    def link(self) -> Link:
        return self._link

    async def run(self, house: House) -> None:
        """Connect, listen, and after whatever end connect again. What has been heard outlives the connection: nobody delivers it again."""
        client = httpx.AsyncClient(timeout=self._settings.patience)
        holding = Holding(PLATFORM, house, self._clock, self._settings.first_pause)
        lanes = Lanes(PLATFORM, _found, _lane_of, partial(self._handle, client, holding, house), _MOST_HEARD)
        try:
            await self._stay(lanes, house)
        finally:
            self._stand(say.not_yet())
            await lanes.close(_LAST)
            await holding.close()
            await client.aclose()

    async def _stay(self, lanes: Lanes[Heard, Heard], house: House) -> None:
        pause = self._settings.first_pause
        while True:
            trouble = await self._connected(lanes, house)
            if self._link.up:
                pause = self._settings.first_pause
            self._stand(str(trouble))
            await asyncio.sleep(self._settings.most_pause if trouble.slow else pause)
            pause = min(pause * 2, self._settings.most_pause)

    async def _connected(self, lanes: Lanes[Heard, Heard], house: House) -> _Trouble:
        """One connection, from its opening to its end; why it ended."""
        try:
            async with connect(
                self._settings.url,
                ping_interval=None,
                open_timeout=self._settings.patience,
                close_timeout=1,
                max_size=_MOST_FRAME,
            ) as wire:
                await self._attached(wire, lanes, house)
        except _Trouble as found:
            return found
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, ConnectionClosed):
            return _Trouble(say.unreachable())
        except Exception as fault:  # noqa: BLE001  # whatever it is, the bot goes on listening
            log.error("platform loop broke", platform=self.name, kind=type(fault).__name__)
            return _Trouble(say.no_answer())
        return _Trouble(say.closed())

    def _stand(self, trouble: str) -> None:
        if self._link.up == bool(trouble) or self._link.trouble != trouble:
            self._link = Link(not trouble, self._clock.now(), trouble)
            log.warning("platform changed", platform=self.name)

    async def _attached(self, wire: ClientConnection, lanes: Lanes[Heard, Heard], house: House) -> None:
        """Until the connection ends, for whatever reason.

        Raises:
            _Trouble: why.
        """
        self._taken = False
        tasks = [asyncio.create_task(self._listen(wire, lanes, house))]
        self._requests.open(wire)
        try:
            await self._subscribe()
            self._stand("")
            tasks.append(asyncio.create_task(self._heartbeat()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._requests.cut()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._taken:
            raise _Trouble(say.intruder(), slow=True)

    async def _subscribe(self) -> None:
        credentials = {"bot_id": self._settings.number, "secret": self._settings.secret}
        try:
            await self._requests.ask("aibot_subscribe", credentials)
        except TryLater:
            raise _Trouble(say.closed()) from None
        except TimeoutError:
            raise _Trouble(say.no_answer()) from None
        except api.NotAnswered as refusal:
            if refusal.code in api.BUSY:
                raise _Trouble(say.no_answer()) from None
            raise _Trouble(say.bad_secret(), slow=True) from None

    async def _heartbeat(self) -> None:
        """A ping that nobody answers means that the line is dead, whatever the socket says."""
        while True:
            await asyncio.sleep(self._settings.ping)
            try:
                await self._requests.ask("ping")
            except (TimeoutError, TryLater):
                raise _Trouble(say.no_answer()) from None
            except api.NotAnswered:
                pass  # it is there

    # -- in

    async def _listen(self, wire: ClientConnection, lanes: Lanes[Heard, Heard], house: House) -> None:
        """Frames in order; ends when the other side closes. Beside it a burst is handled, so that a ping's answer need not wait."""
        with suppress(ConnectionClosed):
            async for raw in wire:
                heard = self._frame(raw, house)
                if heard is not None:
                    await lanes.put(heard)

    def _frame(self, raw: str | bytes, house: House) -> Heard | None:
        try:
            frame: object = json.loads(raw)
        except (ValueError, RecursionError):
            house.refused(self.name, "json")
            return None
        if not isinstance(frame, dict):
            house.refused(self.name, "shape")
            return None
        found = cast("dict[str, Any]", frame)
        command = found.get("cmd")
        if not isinstance(command, str) or command not in {"aibot_msg_callback", "aibot_event_callback"}:
            self._requests.answered(found)
            return None
        try:
            return read(PLATFORM, found.get("body"), self._clock.now())
        except (ValueError, RecursionError) as fault:
            if str(fault) == TAKEN_AWAY:
                self._taken = True
            else:
                house.refused(self.name, "shape")
            return None

    async def _handle(self, client: httpx.AsyncClient, holding: Holding, house: House, heard: Heard) -> None:
        """What is attached is fetched where it is wanted; what the house cannot take is held until it can."""
        message = heard.message
        if any(heard.sources) and house.wants(message):
            each = zip(message.attachments, heard.sources, strict=True)
            message = replace(message, attachments=tuple([await self._with_bytes(client, *one) for one in each]))
        await holding.receive(message)

    async def _with_bytes(self, client: httpx.AsyncClient, one: Attachment, source: Source | None) -> Attachment:
        if source is None:
            return one
        found = None
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.patience):
                found = await fetched(client, source, MOST_FETCHED)
        if found is None:
            log.warning("file not fetched", platform=PLATFORM, kind=one.kind.value)
            return one
        return replace(one, name=one.name or found[0], data=found[1])

    # -- out

    async def send(self, parcel: Parcel) -> str:
        begun = False
        to: dict[str, Any] = {"chatid": parcel.chat or parcel.account, "chat_type": 2 if parcel.chat else 1}
        words = _words(parcel)
        try:
            files = [await self._uploads.body(file) for file in parcel.files]  # first: so far nothing has been said
            for body in [*words, *files]:
                await self._requests.ask("aibot_send_msg", {**to, **body})
                begun = True
        except (api.NotAnswered, DeliveryError) as trouble:
            raise api.ended(trouble, begun=begun) from None
        shown = words[0].get("template_card") if words else None
        return str(shown["task_id"]) if shown else str(parcel.number)  # a press names the card's task


def _words(parcel: Parcel) -> list[dict[str, Any]]:
    """Text; as a card with its choices where they fit."""
    shown = api.card(parcel.text, parcel.choices, f"{parcel.number}-{secrets.token_hex(4)}")
    if shown is not None:
        return [{"msgtype": "template_card", "template_card": shown}]
    texts = pieces(parcel.text, api.LONGEST) if parcel.text or not parcel.files else ()
    return [{"msgtype": "markdown", "markdown": {"content": text}} for text in texts]


async def _found(heard: Heard) -> Heard:
    """Nothing is to be looked up: a frame holds all of its message."""
    return heard


def _lane_of(heard: Heard) -> str:
    return heard.message.chat or heard.message.sender


def make(config: Config, clock: Clock) -> WecomBot:
    """As the settings say.

    Raises:
        NotConfigured: something is missing.
    """
    if faults := missing(config):
        raise NotConfigured([f"{what}:{remedy}" for _, what, remedy in faults])
    return WecomBot(settings_of(config), clock)
