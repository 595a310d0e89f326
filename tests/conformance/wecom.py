"""What the benches of WeCom's faces share: their people and groups, what is said, what has arrived, how sends go wrong."""

from collections.abc import Mapping, Sequence

from bot.adapters.base import Adapter, Capabilities, House, Link, Parcel
from bot.messages import Attachment, AttachmentKind
from tests.conformance.bench import Arrived, Lacking, Trick
from tests.peers.wecom import Fault, World

CODES = {Trick.LATER: 45009, Trick.REFUSED: 40008, Trick.SILENT: 0}
KINDS = {
    AttachmentKind.IMAGE: "image",
    AttachmentKind.VOICE: "voice",
    AttachmentKind.LOCATION: "location",
    AttachmentKind.FILE: "file",
}


class WecomBench(Lacking):
    """One stand-in world; ``gone`` is the code by which a face says that a chat is no more."""

    gone = 81013

    def __init__(self) -> None:
        self.world = World()
        self._said: dict[str, Mapping[str, object]] = {}

    async def group(self, name: str) -> str:
        return f"chat-{name}"

    async def person(self, name: str) -> str:
        return f"user-{name}"

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
        self._said[number] = self.letter(number, sender, text, chat, attach)
        await self.replay(number)
        return number

    def letter(
        self, number: str, sender: str, text: str, chat: str | None, attach: Attachment | None
    ) -> Mapping[str, object]:
        """What somebody says, as the platform writes it to this face; those that hear have it."""
        raise NotImplementedError

    async def tell(self, letter: Mapping[str, object]) -> None:
        """Deliver a letter; those that hear have it."""
        raise NotImplementedError

    async def replay(self, number: str) -> None:
        await self.tell(self._said[number])

    def ways(self, command: str) -> Sequence[str]:
        return (f"/{command}", f"／{command}", f"、{command}", command)

    async def arrived(self) -> Sequence[Arrived]:
        found: list[Arrived] = []
        for one in self.world.sent:
            if one.file is not None and found and found[-1].place == one.place:
                last = found[-1]
                found[-1] = Arrived(last.place, last.text, last.number, files=(*last.files, one.file))
            else:
                choices = tuple(f"{key} {text}" for key, text in one.buttons)
                found.append(Arrived(one.place, one.text, one.number, choices=choices))
        return found

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        self.world.faults += [Fault(CODES.get(how, self.gone), place) for _ in range(times)]


class Noting:
    """In front of an adapter whose platform gives no numbers: what ``send`` returned is noted beside what arrived."""

    def __init__(self, adapter: Adapter, world: World) -> None:
        self._adapter = adapter
        self._world = world
        self.name = adapter.name
        self.capabilities: Capabilities = adapter.capabilities

    @property
    def link(self) -> Link:
        return self._adapter.link

    async def run(self, house: House) -> None:
        await self._adapter.run(house)

    async def send(self, parcel: Parcel) -> str:
        before = len(self._world.sent)
        number = await self._adapter.send(parcel)
        for one in self._world.sent[before:]:
            one.number = number
        return number
