"""The self-built app: private messages in by the callback, out by the interface."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.adapters.base import Hook
from bot.adapters.wecom_app import Settings, WecomApp
from bot.clock import SystemClock
from bot.messages import Attachment
from tests.conformance.bench import Trick
from tests.conformance.wecom import KINDS, WecomBench
from tests.peers.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN, Api

LACKS = {
    Trick.DOWN: "收消息不靠连接,发不出去就是那一次发不出去",
    Trick.INTRUDER: "回调地址只有一个",
    Trick.KICK: "应用自己建的群,移不出去",
    Trick.MOVE: "群号不变",
    Trick.RENAME: "群名不告诉应用",
    Trick.ECHO: "自己的话不会传回来",
    Trick.CLOSE: "没有长连接",
    Trick.GROUPS: "应用听不见群里的话",
    Trick.QUOTE: "引用不告诉应用",
    Trick.EDIT: "企业微信的消息改不了",
    Trick.LOGOUT: "密钥作废在下一次发送时才知道(tests/adapters/test_wecom.py)",
}


class AppBench(WecomBench):
    name = "wecom_app"
    lacks: Mapping[Trick, str] = LACKS

    def __init__(self) -> None:
        super().__init__()
        self.api = Api(self.world, {})
        self._adapter: WecomApp | None = None
        self._said: dict[str, dict[str, str]] = {}

    async def start(self) -> None:
        await self.api.server.up()
        self.api.hook = self._hook

    def _hook(self) -> Hook | None:
        return self._adapter.hook if self._adapter is not None else None

    async def stop(self) -> None:
        await self.api.stop()

    def connect(self) -> WecomApp:
        url = self.api.server.url
        settings = Settings(CORP, AGENT, SECRET, TOKEN, AES_KEY, url, patience=0.5, first_pause=0.02)
        self._adapter = WecomApp(settings, SystemClock())
        return self._adapter

    async def group(self, name: str) -> str:
        return f"chat-{name}"

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
        number = f"7{next(self.world.numbers):08}"
        inner = {"FromUserName": sender, "CreateTime": str(int(time.time())), "MsgId": number, "AgentID": AGENT}
        if attach is None:
            inner |= {"MsgType": "text", "Content": text}
        else:
            media = f"media-{number}"
            self.world.media[media] = attach.data or b""
            inner |= {"MsgType": KINDS[attach.kind], "MediaId": media}
        self._said[number] = inner
        self.api.tell(inner)
        return number

    def ways(self, command: str) -> Sequence[str]:
        return (f"/{command}", f"／{command}", f"、{command}", command)

    async def replay(self, number: str) -> None:
        self.api.tell(self._said[number])

    async def press(self, sender: str, number: str, choice: int) -> str:
        event = {"MsgType": "event", "Event": "template_card_event", "EventKey": str(choice), "TaskId": number}
        self.api.tell({"FromUserName": sender, "CreateTime": str(int(time.time())), **event})
        return f"press:{number}:{sender}:{choice}"

    async def garble(self, payload: bytes) -> None:
        query, _ = self.api.sealed({"MsgType": "text"})
        await self.api.call(query, payload)


def bench(folder: Path) -> AppBench:
    return AppBench()
