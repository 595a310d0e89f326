"""Telegram's bench: our adapter against the stand-in of the Bot API (``tests/peers/telegram``), fetching updates over HTTP."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from bot.adapters.telegram import Settings, TelegramAdapter
from bot.clock import SystemClock
from bot.messages import Attachment, AttachmentKind
from tests.conformance.bench import LONG, Arrived, Lacking, Trick
from tests.peers.telegram import Fault, Json, Telegram
from tests.peers.telegram_api import BotApi

LACKS = {Trick.CLOSE: "没有长连接,一问一答"}
POLL = 0.3


def settings(
    base: str,
    token: str,
    *,
    allow_personal: bool = True,
    webhook: str = "",
    secret: str = "",
    patience: float = LONG,
) -> Settings:
    """Waits fit for tests."""
    return Settings(token, base, webhook, secret, allow_personal, poll=POLL, patience=patience, first_pause=0.02)


class TelegramBench(Lacking):
    """Groups and people are the stand-in's; the other program is a second poller."""

    name = "telegram"
    lacks: Mapping[Trick, str] = LACKS

    def __init__(self) -> None:
        self.world = Telegram()
        self.world.echo = True
        self.api = BotApi(self.world)
        self._other: asyncio.Task[None] | None = None
        self._token = self.world.token
        self._updates: dict[str, Json] = {}

    async def start(self) -> None:
        await self.api.up()

    async def stop(self) -> None:
        if self._other is not None:
            await self.withdraw()
        await self.api.down()

    def connect(self) -> TelegramAdapter:
        return TelegramAdapter(settings(self.api.base, self._token, patience=self.patience), SystemClock())

    async def group(self, name: str) -> str:
        return str(self.world.group(name))

    async def person(self, name: str) -> str:
        return str(self.world.user(name))

    async def say(
        self,
        sender: str,
        text: str,
        chat: str | None = None,
        *,
        mention: bool = False,
        quote: str | None = None,
        edits: str | None = None,
        attach: Attachment | None = None,
    ) -> str:
        place = int(chat or sender)
        if edits is not None:
            self.world.edit(place, int(edits.split(":")[1]), text)
            number = f"{place}:{edits.split(':')[1]}:e{self.world.updates[-1]['update_id']}"
        else:
            written = f"@{self.world.me['username']} {text}" if mention else text
            reply = int(quote.split(":")[1]) if quote else None
            more = self._attached(attach, written) if attach else {}
            message = self.world.say(int(sender), written, place, reply_to=reply, **more)
            number = f"{place}:{message['message_id']}"
        if self.world.updates:  # in privacy mode not everything is one
            self._updates[number] = self.world.updates[-1]
        return number

    def _attached(self, attach: Attachment, text: str) -> Json:
        caption = {"caption": text} if text else {}
        content: Json = self.world.keep_file(attach.data or b"") | {"file_name": attach.name}
        if attach.kind is AttachmentKind.IMAGE:
            small = {**content, "file_id": "none", "file_size": 1, "width": 90, "height": 90}
            return {"photo": [small, {**content, "width": 900, "height": 900}], **caption}
        if attach.kind is AttachmentKind.LOCATION:
            return {"location": {"latitude": 28.0, "longitude": 115.5}}
        return {{AttachmentKind.FILE: "document"}.get(attach.kind, attach.kind.value): content, **caption}

    def ways(self, command: str) -> Sequence[str]:
        head, _, rest = command.partition(" ")
        name = f"@{self.world.me['username']}"
        forms = (
            f"/{command}",
            f"／{command}",
            f"/{head}{name} {rest}",
            f"{name} /{command}",
            f"{name.upper()} {command}",
        )
        return (*forms, f"@小邻 {command}", f"@小邻\u2005/{command}")

    async def press(self, sender: str, number: str, choice: int) -> str:
        chat, message, *_ = number.split(":")
        buttons = self.world.messages[int(chat), int(message)]["reply_markup"]["inline_keyboard"]
        data = [one["callback_data"] for row in buttons for one in row][choice - 1]
        query = self.world.press(int(sender), int(chat), int(message), data)
        return f"{chat}:{message}:b{query}"

    async def arrived(self) -> Sequence[Arrived]:
        return [
            Arrived(
                str(one.chat),
                one.text,
                f"{one.chat}:{one.message}",
                f"{one.chat}:{one.reply_to}" if one.reply_to else None,
                tuple(button["text"] for row in one.buttons for button in row),
                tuple(one.files),
                one.edits,
            )
            for one in self.world.sent
        ]

    async def replay(self, number: str) -> None:
        first = self._updates[number]
        self.world.update(**{kind: content for kind, content in first.items() if kind != "update_id"})

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        faults: dict[Trick, tuple[int, str, Json]] = {
            Trick.LATER: (429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            Trick.GONE: (403, "Forbidden: bot was blocked by the user", {}),
            Trick.REFUSED: (400, "Bad Request: can't parse entities", {}),
            Trick.SILENT: (0, "", {}),
        }
        made = faults[how]
        self.world.faults += [Fault("send", made[0], made[1], int(place) if place else None, made[2])] * times

    async def down(self) -> None:
        await self.api.down()

    async def up(self) -> None:
        await self.api.up()

    async def intrude(self) -> None:
        self._other = asyncio.create_task(self._polling())
        before = len(self.world.calls)
        while len(self.world.calls) < before + 2:  # noqa: ASYNC110
            await asyncio.sleep(0.002)

    async def _polling(self) -> None:
        """Another copy of the bot, which fetches and is thrown out as we are."""
        url = f"{self.api.base}/bot{self._token}/getUpdates"
        async with httpx.AsyncClient(timeout=LONG) as client:
            while True:
                with suppress(httpx.HTTPError):
                    await client.post(url, data={"timeout": str(POLL)})

    async def withdraw(self) -> None:
        assert self._other is not None
        self._other.cancel()
        await asyncio.gather(self._other, return_exceptions=True)
        self._other = None

    async def log_out(self) -> None:
        self.world.token = "20:another"

    async def log_in(self) -> None:
        self.world.token = self._token

    async def kick(self, chat: str) -> None:
        self.world.put_out(int(chat))

    async def move(self, chat: str) -> str:
        return str(self.world.migrate(int(chat)))

    async def rename(self, chat: str, name: str) -> None:
        self.world.rename(int(chat), name)

    async def garble(self, payload: bytes) -> None:
        try:
            self.world.garbage.append(json.loads(payload))
        except (ValueError, RecursionError):
            self.world.garbage.append(payload.decode("latin-1"))
        self.world.news.set()


def bench(folder: Path) -> TelegramBench:
    return TelegramBench()
