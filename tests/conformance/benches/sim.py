"""The simulated platform's bench: no server between, so that what the others show can be held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.base import House, Parcel, Refused
from bot.adapters.sim import SimAdapter
from bot.messages import Attachment, Inbound
from tests.conformance.bench import Arrived, Lacking, Trick

_INSIDE = "它就在程序里面,没有另一头"
LACKS = {
    Trick.DOWN: _INSIDE,
    Trick.QUEUE: _INSIDE,
    Trick.INTRUDER: _INSIDE,
    Trick.LOGOUT: _INSIDE,
    Trick.KICK: _INSIDE,
    Trick.MOVE: "群的编号不会变",
    Trick.RENAME: "群名就是名册里的",
    Trick.ECHO: "自己的话不会传回来",
    Trick.CLOSE: _INSIDE,
    Trick.BUTTONS: "没有按钮",
    Trick.IMAGE_OUT: "不发文件",
    Trick.GARBLE: "接口的坏输入在 tests/web 里",
}


@dataclass
class _Peer:
    """What outlives an adapter."""

    houses: list[House] = field(default_factory=list[House])
    arrived: list[Arrived] = field(default_factory=list[Arrived])
    said: dict[str, Inbound] = field(default_factory=dict[str, Inbound])
    faults: list[tuple[Trick, str | None]] = field(default_factory=list[tuple[Trick, str | None]])


class _Connected(SimAdapter):
    """The simulator's adapter, fed by the bench instead of the page."""

    def __init__(self, peer: _Peer) -> None:
        super().__init__()
        self._peer = peer

    async def run(self, house: House) -> None:
        self._peer.houses.append(house)
        try:
            await super().run(house)
        finally:
            self._peer.houses.remove(house)

    async def send(self, parcel: Parcel) -> str:
        place = parcel.chat or parcel.account or ""
        struck = next((one for one in self._peer.faults if one[1] in {None, place}), None)
        if struck is not None:
            self._peer.faults.remove(struck)
        match struck:
            case (Trick.LATER, _):
                self.faults.plan(place, 1, "later")
            case (Trick.GONE, _):
                self.faults.plan(place, 1, "gone")
            case (Trick.REFUSED, _):
                raise Refused
            case _:
                pass
        number = await super().send(parcel)
        number = f"{number}-{len(self._peer.arrived)}"
        self._peer.arrived.append(Arrived(place, parcel.text, number, parcel.answers))
        if struck is not None and struck[0] is Trick.SILENT:
            raise TimeoutError
        return number


class SimBench(Lacking):
    """Messages go straight to the house; sends are kept in a list."""

    name = "sim"
    lacks: Mapping[Trick, str] = LACKS

    def __init__(self) -> None:
        self._peer = _Peer()

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to end."""

    def connect(self) -> SimAdapter:
        return _Connected(self._peer)

    async def group(self, name: str) -> str:
        return f"c-{name}"

    async def person(self, name: str) -> str:
        return f"w-{name}"

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
        number = f"m-{len(self._peer.said) + 1}"
        at = datetime.now(UTC)
        message = Inbound(self.name, number, chat, sender, text, at, mention=mention, quote=quote, edits=edits)
        if attach is not None:
            message = replace(message, attachments=(attach,))
        self._peer.said[number] = message
        await self.replay(number)
        return number

    def ways(self, command: str) -> Sequence[str]:
        return (f"/{command}", f"／{command}", f"、{command}", f"@小邻 {command}", f"@小邻\u2005/{command}")

    async def arrived(self) -> Sequence[Arrived]:
        return tuple(self._peer.arrived)

    async def replay(self, number: str) -> None:
        for house in self._peer.houses:
            await house.receive(self._peer.said[number])

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        self._peer.faults += [(how, place)] * times


def bench(folder: Path) -> SimBench:
    return SimBench()
