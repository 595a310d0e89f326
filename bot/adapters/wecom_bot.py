"""WeCom's 智能机器人 over its long connection: no public address, groups and private chats, cards. Our own small client on ``websockets``:
the official one stays dead for ever after an orderly close or missed pongs (platforms.md), and brings a second HTTP library.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from bot.adapters import wecom_api as api
from bot.adapters.base import Capabilities, DeliveryError, Finding, House, Link, NotConfigured, Parcel, TryLater
from bot.adapters.pieces import pieces
from bot.adapters.wecom_frames import read
from bot.clock import Clock
from bot.config import Config
from bot.logs import Log
from bot.messages import Inbound
from bot.storage.writer import HouseFault
from bot.texts import wecom as say

log = Log()

PLATFORM = "wecom_bot"
CAPABILITIES = Capabilities(
    buttons=True,
    residency="CN",
    longest_text=2000,
    per_chat=(30, timedelta(seconds=60)),
)
"""Thirty a minute and chat. Only into chats in which somebody has spoken to it before."""
GREETED = "disconnected_event"
"""What the old connection is told when a new one takes the robot."""
_MOST_FRAME = 1024 * 1024
_LAST = 5.0
"""Seconds at the end in which what has been heard is still handled."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``wecom_bot.*`` says. Spans are in seconds."""

    number: str
    secret: str
    url: str = "wss://openws.work.weixin.qq.com"
    ping: float = 30.0
    patience: float = 10.0
    first_pause: float = 0.5
    most_pause: float = 30.0


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
        self._wire: ClientConnection | None = None
        self._asked: dict[str, asyncio.Future[int]] = {}
        """Requests that wait for their answer's code, by their id."""
        self._taken = False
        self._heard: asyncio.Queue[Inbound] = asyncio.Queue()
        """Read, not yet handled: nobody delivers it again, so it outlives the connection."""

    @property
    def link(self) -> Link:
        return self._link

    async def run(self, house: House) -> None:
        """Connect, listen, and after whatever end connect again."""
        pause = self._settings.first_pause
        handling = asyncio.create_task(self._handle(house))
        try:
            while True:
                trouble = _Trouble(say.closed())
                try:
                    async with connect(
                        self._settings.url,
                        ping_interval=None,
                        open_timeout=self._settings.patience,
                        close_timeout=1,
                        max_size=_MOST_FRAME,
                    ) as wire:
                        await self._attached(wire, house)
                    pause = self._settings.first_pause
                except _Trouble as found:
                    trouble = found
                except (OSError, TimeoutError, InvalidHandshake, InvalidURI, ConnectionClosed):
                    trouble = _Trouble(say.unreachable())
                except Exception as fault:  # noqa: BLE001  # whatever it is, the bot goes on listening
                    log.error("platform loop broke", platform=self.name, kind=type(fault).__name__)
                    trouble = _Trouble(say.no_answer())
                if self._link.up:
                    pause = self._settings.first_pause
                self._stand(str(trouble))
                await asyncio.sleep(self._settings.most_pause if trouble.slow else pause)
                pause = min(pause * 2, self._settings.most_pause)
        finally:
            self._stand(say.not_yet())
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST):
                    await self._heard.join()
            handling.cancel()
            await asyncio.gather(handling, return_exceptions=True)

    def _stand(self, trouble: str) -> None:
        if self._link.up == bool(trouble) or self._link.trouble != trouble:
            self._link = Link(not trouble, self._clock.now(), trouble)
            log.warning("platform changed", platform=self.name)

    async def _attached(self, wire: ClientConnection, house: House) -> None:
        """Until the connection ends, for whatever reason.

        Raises:
            _Trouble: why.
        """
        self._taken = False
        tasks = [asyncio.create_task(self._listen(wire, house))]
        self._wire = wire
        try:
            credentials = {"bot_id": self._settings.number, "secret": self._settings.secret}
            try:
                code = await self._ask("aibot_subscribe", credentials)
            except TryLater:
                raise _Trouble(say.closed()) from None
            except TimeoutError:
                raise _Trouble(say.no_answer()) from None
            if code != 0:
                raise _Trouble(say.bad_secret(), slow=True)
            self._stand("")
            tasks.append(asyncio.create_task(self._heartbeat()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._wire = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_exception(TimeoutError())
        if self._taken:
            raise _Trouble(say.intruder(), slow=True)

    async def _heartbeat(self) -> None:
        """A ping that nobody answers means that the line is dead, whatever the socket says."""
        while True:
            await asyncio.sleep(self._settings.ping)
            try:
                await self._ask("ping", None)
            except (TimeoutError, TryLater):
                raise _Trouble(say.no_answer()) from None

    # -- in

    async def _listen(self, wire: ClientConnection, house: House) -> None:
        """Frames in order; ends when the other side closes."""
        with suppress(ConnectionClosed):
            async for raw in wire:
                self._frame(raw, house)

    def _frame(self, raw: str | bytes, house: House) -> None:
        try:
            frame: object = json.loads(raw)
        except (ValueError, RecursionError):
            house.refused(self.name, "json")
            return
        if not isinstance(frame, dict):
            house.refused(self.name, "shape")
            return
        found = cast("dict[str, Any]", frame)
        command = found.get("cmd")
        if isinstance(command, str) and command in {"aibot_msg_callback", "aibot_event_callback"}:
            self._taken_in(found.get("body"), house)
        else:
            self._answered(found)

    def _taken_in(self, body: object, house: House) -> None:
        try:
            message = read(PLATFORM, body, self._clock.now())
        except (ValueError, RecursionError) as fault:
            if str(fault) == GREETED:
                self._taken = True
            else:
                house.refused(self.name, "shape")
            return
        if message is not None:
            self._heard.put_nowait(message)

    async def _handle(self, house: House) -> None:
        """One after the other, beside the line: a burst must not make a ping's answer wait, and end the connection."""
        while True:
            message = await self._heard.get()
            try:
                await house.receive(message)
            except HouseFault:
                log.error(
                    "not stored", platform=self.name
                )  # no second delivery; the sender has been told to say it again
            except Exception as fault:  # noqa: BLE001  # one message that breaks us does not end the hearing
                log.error("message broke", platform=self.name, kind=type(fault).__name__)
            finally:
                self._heard.task_done()

    def _answered(self, frame: Mapping[str, Any]) -> None:
        headers = frame.get("headers")
        number = cast("dict[str, object]", headers).get("req_id") if isinstance(headers, dict) else None
        waiting = self._asked.pop(number, None) if isinstance(number, str) else None
        if waiting is not None and not waiting.done():
            code = frame.get("errcode", 0)
            waiting.set_result(code if isinstance(code, int) else -2)

    # -- out

    async def send(self, parcel: Parcel) -> str:
        begun = False
        bodies = _bodies(parcel)
        for body in bodies:
            try:
                if (code := await self._ask("aibot_send_msg", body)) != 0:
                    raise api.NotAnswered(code)
            except (api.NotAnswered, DeliveryError) as trouble:
                raise api.ended(trouble, begun=begun) from None
            begun = True
        shown = bodies[0].get("template_card")
        return str(shown["task_id"]) if shown else str(parcel.number)  # a press names the card's task

    async def _ask(self, command: str, body: Mapping[str, Any] | None) -> int:
        """A request; its answer's code.

        Raises:
            TryLater: there is no connection. TimeoutError: nobody knows.
        """
        wire = self._wire
        if wire is None:
            raise TryLater
        number = f"{command}_{secrets.token_hex(8)}"
        frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": number}}
        if body is not None:
            frame["body"] = body
        waiting: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            try:
                await wire.send(json.dumps(frame, ensure_ascii=False))
            except ConnectionClosed:
                raise TryLater from None
            async with asyncio.timeout(self._settings.patience):
                return await waiting
        finally:
            self._asked.pop(number, None)


def _bodies(parcel: Parcel) -> list[dict[str, Any]]:
    """Text (with a card below it where there are choices that fit), to a group or a member."""
    to: dict[str, Any] = {"chatid": parcel.chat or parcel.account, "chat_type": 2 if parcel.chat else 1}
    shown = api.card(parcel.text, parcel.choices, f"{parcel.number}-{secrets.token_hex(4)}")
    if shown is not None:
        return [{**to, "msgtype": "template_card", "template_card": shown}]
    return [{**to, "msgtype": "markdown", "markdown": {"content": text}} for text in pieces(parcel.text, api.LONGEST)]


def make(config: Config, clock: Clock) -> WecomBot:
    """As the settings say.

    Raises:
        NotConfigured: something is missing.
    """
    if missing := findings(config):
        raise NotConfigured([f"{what}:{remedy}" for _, what, remedy in missing])
    values = config.values
    return WecomBot(Settings(values["wecom_bot.id"], values["wecom_bot.secret"], values["wecom_bot.url"]), clock)


def findings(config: Config) -> list[Finding]:
    """What is missing."""
    remedy = "后台“智能机器人”里选 API 模式、长连接,抄 Bot ID 和 Secret(Secret 放环境变量 XIANGLIN_WECOM_BOT__SECRET);见 docs/企业微信.md"
    return [
        ("错", f"没写 wecom_bot.{name}", remedy) for name in ("id", "secret") if not config.values[f"wecom_bot.{name}"]
    ]
