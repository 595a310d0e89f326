"""The 智能机器人 over its long connection: groups and private chats."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.adapters.base import Adapter
from bot.adapters.wecom_bot import Settings, WecomBot
from bot.clock import SystemClock
from bot.messages import Attachment
from tests.conformance.bench import LONG, Trick
from tests.conformance.house import Listening
from tests.conformance.wecom import KINDS, Noting, WecomBench
from tests.peers.wecom_bot import BOT, BOT_SECRET, LongConnection

LACKS = {
    Trick.QUEUE: "没人连着的时候,企业微信不替机器人存消息",
    Trick.OVERHEAR: "群里没有 @ 它的话,企业微信不告诉它",
    Trick.KICK: "移出群不告诉机器人",
    Trick.MOVE: "群号不变",
    Trick.RENAME: "群名不告诉机器人",
    Trick.ECHO: "自己的话不会传回来",
    Trick.QUOTE: "引用里没有原消息的编号",
    Trick.EDIT: "企业微信的消息改不了",
}


def _robot(url: str, patience: float = LONG) -> WecomBot:
    waits = Settings(BOT, BOT_SECRET, url, ping=0.1, patience=patience, first_pause=0.02, most_pause=0.1)
    return WecomBot(waits, SystemClock())


class BotBench(WecomBench):
    name = "wecom_bot"
    lacks: Mapping[Trick, str] = LACKS
    gone = 86001

    def __init__(self) -> None:
        super().__init__()
        self.server = LongConnection(self.world)
        self._other: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.server.up()

    async def stop(self) -> None:
        if self._other is not None:
            await self.withdraw()
        await self.server.down()

    def connect(self) -> Adapter:
        return Noting(_robot(self.server.url, self.patience), self.world)

    def letter(
        self, number: str, sender: str, text: str, chat: str | None, attach: Attachment | None
    ) -> Mapping[str, object]:
        body: dict[str, object] = {"msgid": number, "aibotid": BOT, "from": {"userid": sender}}
        body |= {"chatid": chat, "chattype": "group"} if chat else {"chattype": "single"}
        if attach is None:
            return {**body, "msgtype": "text", "text": {"content": f"@小邻 {text}" if chat else text}}
        kind = KINDS[attach.kind]
        return {**body, "msgtype": kind, kind: self.server.seal(attach.data or b"", attach.name)}

    async def tell(self, letter: Mapping[str, object]) -> None:
        await self.server.tell(letter)

    async def press(self, sender: str, number: str, choice: int) -> str:
        named = f"m{next(self.world.numbers)}"
        event = {
            "eventtype": "template_card_event",
            "template_card_event": {"event_key": str(choice), "task_id": number},
        }
        place = next(one.place for one in await self.arrived() if one.number == number)
        where = {"chatid": place, "chattype": "group"} if place.startswith("chat-") else {"chattype": "single"}
        body = {"msgid": named, "aibotid": BOT, "from": {"userid": sender}, "msgtype": "event", **where}
        await self.server.tell({**body, "event": event}, "aibot_event_callback")
        return named

    async def down(self) -> None:
        await self.server.down()

    async def up(self) -> None:
        await self.server.up()

    async def intrude(self) -> None:
        self._other = asyncio.create_task(_robot(self.server.url).run(Listening()))

    async def withdraw(self) -> None:
        if self._other is not None:
            self._other.cancel()
            await asyncio.gather(self._other, return_exceptions=True)
            self._other = None

    async def log_out(self) -> None:
        self.server.secret = "taken back"
        await self.server.close()

    async def log_in(self) -> None:
        self.server.secret = BOT_SECRET

    async def close(self) -> None:
        await self.server.close()

    async def garble(self, payload: bytes) -> None:
        await self.server.push(payload)


def bench(folder: Path) -> BotBench:
    return BotBench()
