"""Who chatters in ``chatter``: a platform's peer in a process of its own, with people and groups, and what the bot needs to get there."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.adapters.base import Adapter
from bot.clock import SystemClock
from tests.peers import wechaty_gateway, wecom_bot
from tests.peers.telegram import Telegram
from tests.peers.telegram_api import BotApi
from tests.peers.wecom import World

Talk = tuple[int, int, str]
"""Which person, in which group, says what."""


class Talker(Protocol):
    """One platform; lives in the other process."""

    async def start(self, people: Sequence[str], groups: Sequence[str]) -> Mapping[str, Any]:
        """Start the peer: ``users``, ``groups`` (their addresses) and ``more`` (for ``adapter_for``)."""
        ...

    async def say(self, talk: Sequence[Talk]) -> None:
        """Chatter that is not for the bot."""
        ...

    async def ask(self, talk: Talk) -> str:
        """A command; the number of the message."""
        ...

    async def stop(self) -> None: ...


class TelegramTalker:
    def __init__(self) -> None:
        self.world = Telegram()
        self.api = BotApi(self.world)

    async def start(self, people: Sequence[str], groups: Sequence[str]) -> Mapping[str, Any]:
        self.users = [self.world.user(name) for name in people]
        self.groups = [self.world.group(name) for name in groups]
        await self.api.up()
        found = {"users": [*map(str, self.users)], "groups": [*map(str, self.groups)]}
        return {**found, "more": {"base": self.api.base}}

    async def say(self, talk: Sequence[Talk]) -> None:
        for who, group, text in talk:
            self.world.say(self.users[who], text, self.groups[group])

    async def ask(self, talk: Talk) -> str:
        who, group, text = talk
        message = self.world.say(self.users[who], text, self.groups[group])
        return f"{self.groups[group]}:{message['message_id']}"

    async def stop(self) -> None:
        await self.api.down()


class WechatyTalker:
    """The real gateway, a third process."""

    def __init__(self) -> None:
        self.gateway = wechaty_gateway.Gateway()

    async def start(self, people: Sequence[str], groups: Sequence[str]) -> Mapping[str, Any]:
        self.users = [f"wxid_{number}" for number in range(len(people))]
        self.groups = [f"{number}@chatroom" for number in range(len(groups))]
        await self.gateway.up()
        known = [{"id": number, "name": name} for number, name in zip(self.users, people, strict=True)]
        await self.gateway.ask("/contacts", contacts=[{"id": "bot", "name": "小邻"}, *known])
        rooms = [
            {"id": number, "topic": name, "members": ["bot", *self.users]}
            for number, name in zip(self.groups, groups, strict=True)
        ]
        await self.gateway.ask("/rooms", rooms=rooms)
        await self.gateway.ask("/login", id="bot")
        return {"users": self.users, "groups": self.groups, "more": {"port": self.gateway.port}}

    async def say(self, talk: Sequence[Talk]) -> None:
        await self.gateway.say(*[{"by": self.users[w], "room": self.groups[g], "text": text} for w, g, text in talk])

    async def ask(self, talk: Talk) -> str:
        who, group, text = talk
        return (await self.gateway.say({"by": self.users[who], "room": self.groups[group], "text": text}))[0]

    async def stop(self) -> None:
        self.gateway.down()


class WecomTalker:
    """In groups the robot is only told what begins with an @ of it: what comes to it besides are events that say nothing to it."""

    def __init__(self) -> None:
        self.server = wecom_bot.LongConnection(World())
        self._numbers = itertools.count(1)

    async def start(self, people: Sequence[str], groups: Sequence[str]) -> Mapping[str, Any]:
        self.users = [f"user-{number}" for number in range(len(people))]
        self.groups = [f"chat-{number}" for number in range(len(groups))]
        await self.server.up()
        return {"users": self.users, "groups": self.groups, "more": {"url": self.server.url}}

    def _body(self, who: int, group: int) -> dict[str, Any]:
        number = f"9{next(self._numbers):09}"
        place = {"chatid": self.groups[group], "chattype": "group"}
        return {"msgid": number, "aibotid": wecom_bot.BOT, "from": {"userid": self.users[who]}, **place}

    async def say(self, talk: Sequence[Talk]) -> None:
        for who, group, _ in talk:
            event = {"msgtype": "event", "event": {"eventtype": "feedback_event", "feedback_event": {"type": 1}}}
            await self.server.tell({**self._body(who, group), **event}, "aibot_event_callback")

    async def ask(self, talk: Talk) -> str:
        who, group, text = talk
        body = {**self._body(who, group), "msgtype": "text", "text": {"content": f"@小邻 {text}"}}
        await self.server.tell(body)
        return str(body["msgid"])

    async def stop(self) -> None:
        await self.server.down()


TALKERS: Mapping[str, type[TelegramTalker | WechatyTalker | WecomTalker]] = {
    "telegram": TelegramTalker,
    "wechaty": WechatyTalker,
    "wecom_bot": WecomTalker,
}


def adapter_for(name: str, more: Mapping[str, Any]) -> Adapter:
    """Ours, with the waits of real work; only what it sends to is the peer."""
    if name == "telegram":
        from bot.adapters.telegram import Settings as TelegramSettings
        from bot.adapters.telegram import TelegramAdapter

        return TelegramAdapter(TelegramSettings("10:stand-in", more["base"], allow_personal=True), SystemClock())
    if name == "wechaty":
        from bot.adapters.wechaty import WechatyAdapter
        from tests.conformance.benches.wechaty import setup

        return WechatyAdapter(setup(more["port"]), SystemClock())
    from bot.adapters.wecom_bot import WecomBot
    from bot.adapters.wecom_bot_setup import Settings as BotSettings

    return WecomBot(BotSettings(wecom_bot.BOT, wecom_bot.BOT_SECRET, more["url"]), SystemClock())
