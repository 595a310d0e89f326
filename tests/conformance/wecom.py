"""What the benches of WeCom's faces share: their people, what has arrived, how sends go wrong."""

from collections.abc import Sequence

from bot.messages import AttachmentKind
from tests.conformance.bench import Arrived, Lacking, Trick
from tests.peers.wecom import Fault, World

CODES = {Trick.LATER: 45009, Trick.REFUSED: 40008, Trick.SILENT: 0}
KINDS = {AttachmentKind.IMAGE: "image", AttachmentKind.VOICE: "voice", AttachmentKind.LOCATION: "location"}


class WecomBench(Lacking):
    """One stand-in world; ``gone`` is the code by which a face says that a chat is no more."""

    gone = 81013

    def __init__(self) -> None:
        self.world = World()

    async def person(self, name: str) -> str:
        return f"user-{name}"

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
