"""WeCom's self-built app: members write to it in private, it writes to members and into groups that it has made itself (appchat)."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

from bot.adapters import wecom_api as api
from bot.adapters import wecom_messages as messages
from bot.adapters.base import (
    Capabilities,
    DeliveryError,
    Gone,
    Hook,
    House,
    Link,
    NotConfigured,
    Parcel,
    TryLater,
)
from bot.adapters.callers import body_of
from bot.adapters.holding import Holding
from bot.adapters.pieces import pieces
from bot.adapters.wecom_account import Account
from bot.adapters.wecom_app_setup import Settings, findings, missing, settings_of
from bot.adapters.wecom_media import Uploads
from bot.clock import Clock
from bot.config import Config
from bot.logs import Log
from bot.messages import AttachmentKind, Inbound
from bot.texts import wecom as say

__all__ = ["Settings", "WecomApp", "findings", "make"]

log = Log()

PLATFORM = "wecom_app"
CAPABILITIES = Capabilities(
    buttons=True,
    images=True,
    residency="CN",
    longest_text=2000,
    largest_file=20_000_000,
    per_chat=(30, timedelta(seconds=60)),
)
"""Thirty a minute and member."""
WINDOW = 300.0
"""Seconds that a call's own time may differ from ours; a replay of an older one is refused, within it the message's number is known."""
ANSWER_WITHIN = 4.5
"""WeCom asks again after five seconds; then the first delivery has long been committed, or is refused as its repetition."""
MOST_FETCHED = 5_000_000
_FETCHED = frozenset({AttachmentKind.IMAGE, AttachmentKind.VOICE, AttachmentKind.VIDEO})
LOOK, MOST_PAUSE = 60.0, 10.0
"""Seconds between two looks while all is well or the secret is wrong; between two tries while WeCom is only away."""


class WecomApp:
    """One app of one company."""

    name = PLATFORM
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._crypto = WeChatCrypto(settings.token, settings.aes_key, settings.corp_id)
        self._account = Account(settings)
        self._doubt = asyncio.Event()
        """Rung by a send that met a shut door."""
        self._house: House | None = None
        self._holding: Holding | None = None
        self._uploads = Uploads(self._account.uploaded)
        self._link = Link(up=False, trouble=say.not_yet())
        routes = [Route("/callback", self._echo, methods=["GET"]), Route("/callback", self._called, methods=["POST"])]
        self.hook: Hook = cast("Hook", Router(routes))

    @property
    def link(self) -> Link:
        return self._link

    async def run(self, house: House) -> None:
        """Keep a token; messages come through ``hook``."""
        self._house = house
        self._holding = holding = Holding(PLATFORM, house, self._clock, self._settings.first_pause)
        pause = self._settings.first_pause
        try:
            while True:
                most = MOST_PAUSE
                try:
                    await self._account.look()
                    self._stand("")
                    pause = self._settings.first_pause
                except api.NotAnswered as refusal:
                    self._stand(say.shut(refusal.code) if refusal.code in api.SHUT else say.no_answer())
                    most = LOOK
                except TryLater:
                    self._stand(say.unreachable())
                except (DeliveryError, TimeoutError):
                    self._stand(say.no_answer())
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK if self._link.up else pause):
                        await self._doubt.wait()
                self._doubt.clear()
                pause = min(pause * 2, most)
        finally:
            self._house = self._holding = None
            self._stand(say.not_yet())
            await holding.close()
            await self._account.close()

    def _stand(self, trouble: str) -> None:
        if self._link.up == bool(trouble) or self._link.trouble != trouble:
            self._link = Link(not trouble, self._clock.now(), trouble)
            log.warning("platform changed", platform=self.name)

    # -- in

    async def _echo(self, request: Request) -> Response:
        """The console checks that the address is ours."""
        query = request.query_params
        try:
            told = self._crypto.check_signature(*_signed(query), query.get("echostr", ""))
        except (WeChatException, ValueError, TypeError, IndexError, AssertionError):
            return Response(status_code=403)
        return PlainTextResponse(told)

    async def _called(self, request: Request) -> Response:
        """One message: signature and time first; 200 only after the commit, otherwise WeCom asks again.

        It does so three times; what the house cannot take for longer is held here as well.
        """
        house, holding = self._house, self._holding
        if house is None or holding is None:
            return Response(status_code=503)
        body = await body_of(request)
        if body is None:
            house.refused(self.name, "size")
            return Response(status_code=413)
        found = self._opened(request.query_params, body, house)
        if found is None:
            return Response(status_code=403)
        message = messages.read(PLATFORM, found, self._clock.now())
        if message is None:
            return Response(status_code=200)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                taken = await holding.receive(await self._with_bytes(message, found))
        except TimeoutError:
            taken = False
        return Response(status_code=200 if taken else 503)

    def _opened(self, query: Mapping[str, str], body: bytes, house: House) -> dict[str, str] | None:
        """The fields of a call that is really WeCom's; None after counting why not."""
        try:
            outer = messages.fields(body)
        except ValueError:
            house.refused(self.name, "xml")
            return None
        try:
            signature, at, nonce = _signed(query)
            if abs(self._clock.now().timestamp() - int(at)) > WINDOW:
                house.refused(self.name, "old")
                return None
            inner = self._crypto.decrypt_message({"Encrypt": outer.get("Encrypt", "")}, signature, at, nonce)
        except (WeChatException, ValueError, TypeError, IndexError, AssertionError):
            house.refused(self.name, "signature")
            return None
        try:
            return messages.fields(inner.encode())
        except ValueError:
            house.refused(self.name, "shape")
            return None

    async def _with_bytes(self, message: Inbound, found: Mapping[str, str]) -> Inbound:
        """A picture, voice message or video is fetched; without its bytes it stays with WeCom."""
        number = found.get("MediaId", "")
        kinds = {one.kind for one in message.attachments}
        if not number or not kinds or not kinds <= _FETCHED:
            return message
        try:
            async with asyncio.timeout(self._settings.fetch):
                data = await self._account.fetched(number, MOST_FETCHED)
        except (httpx.HTTPError, DeliveryError, TimeoutError, api.NotAnswered):
            data = None
        if data is None:
            log.warning("file not fetched", platform=self.name, kind=message.attachments[0].kind.value)
            return message
        return messages.with_data(message, data)

    # -- out

    async def send(self, parcel: Parcel) -> str:
        begun = ""
        try:
            for body in await self._bodies(parcel):
                begun = await self._post(parcel, body)
        except (api.NotAnswered, DeliveryError, TimeoutError) as trouble:
            self._doubt_after(trouble)
            raise trouble if isinstance(trouble, TimeoutError) else api.ended(trouble, begun=bool(begun)) from None
        return begun

    def _doubt_after(self, trouble: Exception) -> None:
        """WeCom is not there, or knows us no more: told at once, looked at again at once, and nothing is tried meanwhile."""
        code = trouble.code if isinstance(trouble, api.NotAnswered) and trouble.code in api.SHUT else None
        away = isinstance(trouble, TryLater) and trouble.after is None
        if code is not None or away:
            self._stand(say.unreachable() if code is None else say.shut(code))
        if code is not None or away or isinstance(trouble, TimeoutError):
            self._account.doubt(code)
            self._doubt.set()

    async def _bodies(self, parcel: Parcel) -> list[dict[str, Any]]:
        task = f"{parcel.number}-{int(self._clock.now().timestamp())}"
        shown = api.card(parcel.text, parcel.choices, task) if parcel.account else None
        texts = pieces(parcel.text, api.LONGEST) if parcel.text or not parcel.files else ()
        found: list[dict[str, Any]] = (
            [{"msgtype": "template_card", "template_card": shown}]
            if shown is not None
            else [{"msgtype": "text", "text": {"content": text}} for text in texts]
        )
        return found + [await self._uploads.body(file) for file in parcel.files]

    async def _post(self, parcel: Parcel, body: dict[str, Any]) -> str:
        if parcel.chat is not None:
            await self._account.ask("POST", "/cgi-bin/appchat/send", {}, json={"chatid": parcel.chat, **body})
            return str(parcel.number)
        whole = {"touser": parcel.account, "agentid": self._settings.agent_id, **body}
        told = await self._account.ask("POST", "/cgi-bin/message/send", {}, json=whole)
        if told.get("invaliduser"):
            raise Gone
        shown = body.get("template_card")
        return str(shown["task_id"] if shown else told.get("msgid") or parcel.number)  # a press names the card's task


def _signed(query: Mapping[str, str]) -> tuple[str, str, str]:
    return query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", "")


def make(config: Config, clock: Clock) -> WecomApp:
    """As the settings say.

    Raises:
        NotConfigured: something is missing.
    """
    if faults := missing(config):
        raise NotConfigured([f"{what}:{remedy}" for _, what, remedy in faults])
    return WecomApp(settings_of(config), clock)
