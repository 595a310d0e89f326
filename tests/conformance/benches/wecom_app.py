"""The self-built app: private messages in by the callback, out by the interface."""

import time
from collections.abc import Mapping
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

    async def start(self) -> None:
        await self.api.server.up()
        self.api.hook = self._hook

    def _hook(self) -> Hook | None:
        return self._adapter.hook if self._adapter is not None else None

    async def stop(self) -> None:
        await self.api.stop()

    def connect(self) -> WecomApp:
        url = self.api.server.url
        settings = Settings(CORP, AGENT, SECRET, TOKEN, AES_KEY, url, patience=self.patience, first_pause=0.02)
        self._adapter = WecomApp(settings, SystemClock())
        return self._adapter

    def letter(
        self, number: str, sender: str, text: str, chat: str | None, attach: Attachment | None
    ) -> Mapping[str, str]:
        inner = {"FromUserName": sender, "CreateTime": str(int(time.time())), "MsgId": number, "AgentID": AGENT}
        if attach is None:
            return {**inner, "MsgType": "text", "Content": text}
        media = f"media-{number}"
        self.world.media[media] = attach.data or b""
        return {**inner, "MsgType": KINDS[attach.kind], "MediaId": media}

    async def tell(self, letter: Mapping[str, object]) -> None:
        self.api.tell({name: str(value) for name, value in letter.items()})

    async def press(self, sender: str, number: str, choice: int) -> str:
        event = {"MsgType": "event", "Event": "template_card_event", "EventKey": str(choice), "TaskId": number}
        self.api.tell({"FromUserName": sender, "CreateTime": str(int(time.time())), **event})
        return f"press:{number}:{sender}:{choice}"

    async def garble(self, payload: bytes) -> None:
        query, _ = self.api.sealed({"MsgType": "text"})
        await self.api.call(query, payload)


def bench(folder: Path) -> AppBench:
    return AppBench()
