"""Wechaty's bench: our adapter against the real gateway of npm over a mock account (``tests/peers/wechaty``)."""

import asyncio
import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from grpclib.client import Channel
from grpclib.exceptions import GRPCError
from wechaty_grpc.wechaty import PuppetStub

from bot.adapters.base import House
from bot.adapters.wechaty import Patience, WechatyAdapter
from bot.adapters.wechaty_setup import Setup
from bot.adapters.wechaty_wire import Gateway as Wire
from bot.clock import SystemClock
from bot.messages import Attachment, AttachmentKind
from tests.conformance.bench import LONG, SHORT, Arrived, Lacking, Trick
from tests.peers import wechaty_gateway as peer

LACKS = {
    Trick.QUEUE: "网关不存消息:没人连着时说的收不到",
    Trick.EDIT: "微信不能改发过的消息",
    Trick.BUTTONS: "微信没有按钮",
    Trick.MOVE: "群换了号微信不说,要人确认(见 tests/adapters/test_wechaty.py)",
}
CALM = Patience(
    call=LONG, idle=LONG, sign=LONG, first=0.05, longest=0.2, slow=0.2, steady=0.5, again=0.1, echo=LONG, farewell=LONG
)
NO_PACE = (timedelta(0), timedelta(0))
LATE = int(SHORT * 3000)
"""Milliseconds of an answer for which SHORT patience does not wait."""
_TYPES = {
    AttachmentKind.IMAGE: 6,
    AttachmentKind.VOICE: 2,
    AttachmentKind.FILE: 1,
    AttachmentKind.LOCATION: 8,
    AttachmentKind.VIDEO: 15,
    AttachmentKind.FORWARDED: 4,
    AttachmentKind.STICKER: 5,
    AttachmentKind.RED_PACKET: 12,
    AttachmentKind.MINI_PROGRAM: 9,
}
_FAULTS: Mapping[Trick, Mapping[str, Any]] = {
    Trick.LATER: {"error": "send too fast"},
    Trick.GONE: {"error": "you are not a member of this room"},
    Trick.REFUSED: {"error": "message type not supported"},
    Trick.SILENT: {"delay": LATE, "mute": True},
}
MENTION = "\u2005"


def setup(port: int) -> Setup:
    return Setup("127.0.0.1", port, peer.TOKEN, "plain", daily=None, gap=NO_PACE)


class WechatyBench(Lacking):
    """Groups and people are the mock account's; ids are new ones for each test, since the gateway remembers."""

    name = "wechaty"
    lacks: Mapping[Trick, str] = LACKS

    def __init__(self, folder: Path) -> None:
        self._state = folder / "account.jsonl"
        self._tag = secrets.token_hex(3)
        self.me = f"bot-{self._tag}"
        self._people: dict[str, str] = {}
        self._groups: dict[str, str] = {}
        self._untold: list[dict[str, str]] = []
        self._outdated: set[str] = set()
        self._faults: list[dict[str, Any]] = []
        self._other: asyncio.Task[None] | None = None
        self.idle = LONG
        """Seconds without an event after which its adapters ask for one."""
        self.echo = LONG
        """How long they wait for the number of what they have sent."""

    async def start(self) -> None:
        self.gateway = await peer.shared(self._state)
        await self.gateway.ask("/contacts", contacts=[{"id": self.me, "name": "小邻"}])
        await self.gateway.ask("/login", id=self.me)

    async def stop(self) -> None:
        if self._other is not None:
            await self.withdraw()

    def waits(self) -> Patience:
        """Of its adapters."""
        return replace(CALM, call=self.patience, sign=self.patience, idle=self.idle, echo=self.echo)

    def connect(self) -> WechatyAdapter:
        return Neighbour(self)

    def wire(self) -> Wire:
        """A connection of the tests' own."""
        return setup(self.gateway.port).open(LONG)

    @property
    def people(self) -> frozenset[str]:
        """Accounts that have been given out."""
        return frozenset(self._people.values())

    async def group(self, name: str) -> str:
        if name not in self._groups:
            self._groups[name] = f"{self._tag}-{len(self._groups) + 1}@chatroom"
            self._outdated.add(name)
        return self._groups[name]

    async def person(self, name: str) -> str:
        if name not in self._people:
            self._people[name] = f"wxid_{self._tag}{len(self._people) + 1}"
            self._untold.append({"id": self._people[name], "name": name})
            self._outdated.update(self._groups)
        return self._people[name]

    def tell(self) -> None:
        """Let the peer know of new people and groups, many at once."""
        if self._untold:
            self.gateway.ask_at_once("/contacts", contacts=self._untold)
        members = [self.me, *self._people.values()]
        rooms = [{"id": self._groups[name], "topic": name, "members": members} for name in sorted(self._outdated)]
        if rooms:
            self.gateway.ask_at_once("/rooms", rooms=rooms)
        self._untold, self._outdated = [], set()

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
        del edits
        self.tell()
        words = f"@小邻{MENTION}{text}" if mention else text
        if quote is not None:
            ours = next(one for one in await self.arrived() if one.number == quote)
            words = f"「小邻：{ours.text}」\n- - - - - - - - - - - - - - -\n{words}"
        said: dict[str, Any] = {"by": sender, "text": words, "mentions": [self.me] if mention else []}
        said |= {"room": chat} if chat else {"to": self.me}
        if attach is not None:
            said |= {"type": _TYPES[attach.kind], "text": "<msg><xml/></msg>"}
            if attach.data is not None:
                said["file"] = {"name": attach.name, "data": base64.b64encode(attach.data).decode()}
        return (await self.gateway.say(said))[0]

    def ways(self, command: str) -> Sequence[str]:
        return (
            f"/{command}",
            f"／{command}",
            f"@小邻{MENTION}/{command}",
            f"@小邻{MENTION}{command}",
            f"@小邻 {command}",
            f"＠小邻 /{command}",
        )

    async def _outbox(self) -> list[dict[str, Any]]:
        if self.gateway.alive:
            self.tell()
            return await self.gateway.outbox()
        kept = self._state.read_text(encoding="utf-8").splitlines() if self._state.exists() else []
        return [entry["message"] for entry in map(json.loads, kept) if entry["do"] == "sent"]

    async def arrived(self) -> Sequence[Arrived]:
        return [
            Arrived(
                one["conversation"],
                one.get("text") or "",
                one["id"],
                files=(base64.b64decode(one["file"]["data"]),) if "file" in one else (),
            )
            for one in await self._outbox()
            if not one.get("recalled")
        ]

    async def replay(self, number: str) -> None:
        await self.gateway.ask("/replay", id=number, times=1)

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        self.tell()
        fault = {"call": "messageSendText", "times": times, "conversation": place, **_FAULTS[how]}
        self._faults.append(fault)
        await self.gateway.ask("/faults", faults=self._faults)

    async def down(self) -> None:
        self.tell()
        await asyncio.to_thread(self.gateway.down)

    async def up(self) -> None:
        await self.gateway.up()

    async def _stop_stream(self) -> None:
        """What other programs do, and ours never: ``Stop`` ends everybody's stream in good order."""
        channel = Channel("127.0.0.1", self.gateway.port)
        try:
            await PuppetStub(channel, timeout=LONG, metadata={"authorization": f"Wechaty {peer.TOKEN}"}).stop()
        finally:
            channel.close()

    async def close(self) -> None:
        await self._stop_stream()

    async def intrude(self) -> None:
        taken = asyncio.Event()
        self._other = asyncio.create_task(self._sit(taken))
        await taken.wait()

    async def _sit(self, taken: asyncio.Event) -> None:
        """Another program pushes ours off the stream and stays there."""
        wire = self.wire()
        try:
            while True:
                await self._stop_stream()
                with suppress(GRPCError):
                    async for _ in wire.events():
                        taken.set()
        finally:
            await wire.close()

    async def withdraw(self) -> None:
        assert self._other is not None
        self._other.cancel()
        await asyncio.gather(self._other, return_exceptions=True)
        self._other = None

    async def log_out(self) -> None:
        await self.gateway.ask("/logout", why="在手机上退出了")

    async def log_in(self) -> None:
        await self.gateway.ask("/login", id=self.me)

    async def looked_at(self, chat: str) -> None:
        """What changes before the adapter has seen a group for the first time is no change to it."""
        self.tell()
        async with asyncio.timeout(LONG):
            while not await self.gateway.calls(f"room {chat}"):  # noqa: ASYNC110  # the peer rings no bell
                await asyncio.sleep(0.005)

    async def kick(self, chat: str) -> None:
        await self.looked_at(chat)
        await self.gateway.ask("/change", room=chat, leave=[self.me], by=next(iter(self._people.values()), self.me))

    async def rename(self, chat: str, name: str) -> None:
        await self.looked_at(chat)
        await self.gateway.ask("/change", room=chat, topic=name, by=next(iter(self._people.values()), self.me))

    async def garble(self, payload: bytes) -> None:
        try:
            content = json.loads(payload)
        except (ValueError, RecursionError):
            content = payload.decode("latin-1")
        await self.gateway.ask("/emit", event="message", payload=content)


class Neighbour(WechatyAdapter):
    """Ours, with waits fit for tests. What people and groups there are is told to the peer first."""

    def __init__(self, home: WechatyBench) -> None:
        super().__init__(setup(home.gateway.port), SystemClock(), home.waits())
        self._home = home

    async def run(self, house: House) -> None:
        if self._home.gateway.alive:
            self._home.tell()
        await super().run(house)


def missing() -> str:
    return peer.missing()


def bench(folder: Path) -> WechatyBench:
    return WechatyBench(folder)
