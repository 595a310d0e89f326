"""Telegram: own loop over getUpdates (taken in, committed, then acknowledged), or a webhook. For tests, demonstrations, abroad: residents'
personal data may not go through it (handbook §0.1(4)).
"""

import asyncio
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from bot.adapters.base import Capabilities, ChatMoved, Hook, House, Link, NotConfigured, Parcel
from bot.adapters.callers import body_of
from bot.adapters.telegram_api import Api, ApiError, NoAnswer, NotSent
from bot.adapters.telegram_sending import LONGEST, Sender
from bot.adapters.telegram_setup import Settings, findings, settings_of
from bot.adapters.telegram_updates import KINDS, PLATFORM, BadUpdate, Found, Heard, Pressed, Reader
from bot.clock import Clock
from bot.config import Config
from bot.logs import Log
from bot.messages import Attachment, Inbound
from bot.storage.writer import HouseFault
from bot.texts import telegram as say

log = Log()

__all__ = ["CAPABILITIES", "Settings", "TelegramAdapter", "findings", "make"]

CAPABILITIES = Capabilities(
    can_edit=True,
    recalls_within=timedelta(hours=48),
    buttons=True,
    images=True,
    residency="",
    longest_text=LONGEST - 96,
    largest_file=20_000_000,
    per_account=(30, timedelta(seconds=1)),
    per_chat=(20, timedelta(seconds=60)),
)
"""Groups take 20 a minute and every chat one a second: the stricter holds for all."""
MOST_FETCHED = 5_000_000
"""Bytes of an attachment that is fetched; a larger one stays with Telegram."""
MOST_PAUSE = 10.0
"""Seconds between two tries, however long Telegram is away: back within as many."""
HEALTH = 60.0
"""Seconds between two looks at whether the webhook still stands."""
SHAKY, SHORT_POLL = 10.0, 2.0
"""Seconds after a clash with another program in which one good call proves nothing, and how long a call then lasts."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name


class _Trouble(Exception):
    """Telegram cannot be had now; the text is for people."""


class TelegramAdapter:
    """One bot account."""

    name = PLATFORM

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self.capabilities = replace(CAPABILITIES, invented=settings.allow_personal)
        self._api = Api(settings.token, settings.base.rstrip("/"), settings.patience)
        self._sender = Sender(self._api, self._moved)
        self._house: House | None = None
        self._reader: Reader | None = None
        self._link = Link(up=False, trouble=say.not_yet())
        self._shaky_until = 0.0
        """Another program has just fetched our updates: not up again before."""
        self._lane = asyncio.Lock()
        self.hook: Hook = cast("Hook", Router([Route("/update", self._pushed, methods=["POST"])]))

    @property
    def link(self) -> Link:
        return self._link

    async def send(self, parcel: Parcel) -> str:
        return await self._sender.send(parcel)

    async def run(self, house: House) -> None:
        self._house = house
        await self._api.open()
        pause = self._settings.first_pause
        try:
            while True:
                try:
                    await self._begin(house)
                    pause = self._settings.first_pause
                    await (self._watch() if self._settings.webhook else self._fetch(house))
                except _Trouble as trouble:
                    self._fall(str(trouble))
                except HouseFault:
                    log.error("not acknowledged", platform=self.name)
                except Exception as fault:  # noqa: BLE001  # whatever it is, the bot goes on listening
                    log.error("platform loop broke", platform=self.name, kind=type(fault).__name__)
                    self._fall(say.no_answer())
                await asyncio.sleep(pause)
                pause = min(pause * 2, MOST_PAUSE)
        finally:
            self._house = None
            self._fall(say.not_yet())
            await self._api.close()

    # -- standing

    def _rise(self) -> None:
        if not self._link.up and asyncio.get_running_loop().time() >= self._shaky_until:
            self._link = Link(up=True, since=self._clock.now())
            log.warning("platform up", platform=self.name)

    def _fall(self, trouble: str) -> None:
        if self._link.up or self._link.trouble != trouble:
            self._link = Link(up=False, since=self._clock.now(), trouble=trouble)
            log.error("platform down", platform=self.name)

    async def _ask(self, method: str, wait: float = 0, **fields: object) -> Any:
        """A call outside of sending.

        Raises:
            _Trouble: told in words.
        """
        try:
            return await self._api.call(method, fields, wait=wait)
        except NotSent:
            raise _Trouble(say.unreachable()) from None
        except NoAnswer:
            raise _Trouble(say.no_answer()) from None
        except ApiError as refusal:
            self._refused(refusal)

    def _refused(self, refusal: ApiError) -> NoReturn:
        if refusal.status in {401, 404}:
            raise _Trouble(say.bad_token()) from None
        if refusal.status == 409:
            self._shaky_until = asyncio.get_running_loop().time() + min(SHAKY, self._settings.poll)
            raise _Trouble(say.intruder()) from None
        raise _Trouble(say.refused(refusal.status)) from None

    async def _begin(self, house: House) -> None:
        """Who are we; the menu; fetch or be called."""
        me = await self._ask("getMe")
        try:
            self._reader = Reader(int(me["id"]), str(me["username"]))
        except (KeyError, TypeError, ValueError):
            raise _Trouble(say.no_answer()) from None
        menu = [{"command": word, "description": told} for word, told in house.menu(self.name)]
        if menu:
            await self._ask("setMyCommands", commands=menu)
        if self._settings.webhook:
            kinds = list(KINDS)
            where, secret = self._settings.webhook, self._settings.secret
            await self._ask("setWebhook", url=where, secret_token=secret, allowed_updates=kinds, max_connections=1)
        else:
            await self._ask("deleteWebhook")

    async def _watch(self) -> None:
        """The webhook stands; look now and then whether Telegram still answers."""
        while True:
            self._rise()
            await asyncio.sleep(HEALTH)
            await self._ask("getMe")

    # -- in

    async def _fetch(self, house: House) -> None:
        """Updates in batches; the next call's offset acknowledges what has been committed."""
        offset: int | None = None
        while True:
            wait = self._wait()
            fields = {"offset": offset, "timeout": wait, "allowed_updates": list(KINDS)}
            updates = await self._ask("getUpdates", wait, **fields)
            self._rise()
            if not isinstance(updates, list):
                raise _Trouble(say.no_answer())
            taken = await self._take_all(cast("list[object]", updates), house)
            if updates and taken is None:
                raise _Trouble(say.no_answer())  # nothing that could be acknowledged: it would come again at once
            offset = taken  # nothing came: all is acknowledged, and numbers may begin anew after a quiet week

    def _wait(self) -> float:
        """How long Telegram may keep a call open: short while we do not know yet how we stand."""
        if self._link.up:
            return self._settings.poll
        shaky = asyncio.get_running_loop().time() < self._shaky_until
        return min(SHORT_POLL, self._settings.poll) if shaky else 0

    async def _take_all(self, updates: Sequence[object], house: House) -> int | None:
        """Everything of a batch: chats beside each other, within a chat in order. The offset that acknowledges it.

        Raises:
            HouseFault: something could not be stored; what comes from there on is to be delivered again.
        """
        lanes: dict[str, list[Found]] = {}
        last: int | None = None
        for update in updates:
            number = _number(update)
            last = max(last or 0, number + 1) if number is not None else last
            try:
                _, lane, found = self._reader.read(update) if self._reader else (0, "", None)
            except BadUpdate:
                house.refused(self.name, "shape")
                continue
            if found is not None:
                lanes.setdefault(lane, []).append(found)
        done = await asyncio.gather(*(self._lane_of(lane, house) for lane in lanes.values()), return_exceptions=True)
        if fault := next((one for one in done if isinstance(one, BaseException)), None):
            raise fault  # nothing of this batch is acknowledged: what had been stored comes again, and is known
        return last

    async def _lane_of(self, lane: Sequence[Found], house: House) -> None:
        for found in lane:
            try:
                await self._hand_on(found, house)
            except HouseFault:
                raise
            except Exception as fault:  # noqa: BLE001  # one message that breaks us must not come again for ever
                log.error("update broke", platform=self.name, kind=type(fault).__name__)
                house.refused(self.name, "fault")

    async def _hand_on(self, found: Found, house: House) -> None:
        if isinstance(found, Heard):
            await house.receive(await self._with_media(found, house))
        elif isinstance(found, Pressed):
            outcome = await house.receive(found.message) if found.message is not None else None
            stale = outcome is None or getattr(outcome, "result", "") == "ignored"
            await self._toast(found.query, say.stale() if stale else "")
        else:
            await house.happened(found)

    async def _with_media(self, heard: Heard, house: House) -> Inbound:
        """What is attached is fetched only where it may be and is wanted."""
        message, media = heard.message, heard.media
        if media is None or media.size > MOST_FETCHED or not self.capabilities.personal or not house.wants(message):
            return message
        data = await self._api.fetch(media.file, MOST_FETCHED)
        first = message.attachments[0]
        return replace(message, attachments=(Attachment(first.kind, first.name, data), *message.attachments[1:]))

    async def _toast(self, query: str, text: str) -> None:
        """Take the waiting sign off a button; a late one is no matter."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": query, "text": text or None})
        except (ApiError, NotSent, NoAnswer):
            log.warning("press not answered", platform=self.name)

    async def _moved(self, old: str, new: str) -> None:
        if self._house is not None:
            await self._house.happened(ChatMoved(self.name, old, new))

    # -- webhook

    async def _pushed(self, request: Request) -> Response:
        """Telegram calls: the secret first, then one update at a time; 503 makes it come again."""
        house, secret = self._house, self._settings.secret
        given = request.headers.get(SECRET_HEADER, "")
        if not (self._settings.webhook and secret) or not hmac.compare_digest(given.encode(), secret.encode()):
            if house is not None:
                house.refused(self.name, "secret")
            return Response(status_code=403)
        if house is None or self._reader is None:
            return Response(status_code=503)
        body = await body_of(request)
        if body is None:
            house.refused(self.name, "size")
            return Response(status_code=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            house.refused(self.name, "json")
            return Response(status_code=400)
        async with self._lane:
            try:
                await self._take_all([update], house)
            except HouseFault:
                return Response(status_code=503)
        self._rise()
        return Response(status_code=200)


def make(config: Config, clock: Clock) -> TelegramAdapter:
    """As the settings say."""
    settings = settings_of(config)
    if not settings.token:
        raise NotConfigured([f"{say.no_token()}。{say.no_token_remedy()}"])
    return TelegramAdapter(settings, clock)


def _number(update: object) -> int | None:
    number = cast("Mapping[str, Any]", update).get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
