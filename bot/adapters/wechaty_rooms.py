"""The groups of the account: what has changed while nobody looked, and what the gateway tells.

After a new login ids may be other ones (on some puppets). A group that is gone while another of the same name has appeared is told as
"probably moved": a person confirms it, nothing is bound anew by itself.
"""

from collections import Counter
from collections.abc import Mapping

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.adapters.base import ChatFound, ChatLost, ChatMoved, ChatRenamed, Event, House
from bot.adapters.wechaty_line import Line
from bot.adapters.wechaty_messages import PLATFORM
from bot.adapters.wechaty_wire import Gateway
from bot.messages import storable

_PASSING = {Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED}


def drift(known: Mapping[str, str], seen: Mapping[str, str]) -> list[Event]:
    """What has become of the groups ``known`` (name by id; the name may be unknown), seen now."""
    events: list[Event] = []
    fresh = [one for one in seen if one not in known]
    lost = [one for one in known if one not in seen]
    names = Counter(known[one] for one in lost), Counter(seen[one] for one in fresh)
    by_name = {seen[one]: one for one in fresh}
    for chat, name in seen.items():
        if not known.get(chat):
            events.append(ChatFound(PLATFORM, chat, name))
        elif name and known[chat] != name:
            events.append(ChatRenamed(PLATFORM, chat, name))
    for chat in lost:
        name = known[chat]
        if name and names[0][name] == names[1][name] == 1:
            events.append(ChatMoved(PLATFORM, chat, by_name[name], sure=False))
        else:
            events.append(ChatLost(PLATFORM, chat))
    return events


class Rooms:
    """The groups of one account. Its methods run one after another, and raise what a call raises."""

    def __init__(self, line: Line, house: House) -> None:
        self._line = line
        self._house = house
        self._known: dict[str, str] = {}
        self._missed: set[str] = set()
        """Not there at the last look: right after a login a gateway does not know all its groups yet."""
        self._lost: set[str] = set()
        """Told as lost or moved."""

    async def look(self) -> bool:
        """Compare all groups with what is known, tell what has changed; True when it should be done again after a while.

        A group counts as gone when two looks have missed it.
        """
        gateway = await self._line.ready()
        known = {**await self._house.groups(PLATFORM), **self._known}
        seen = await self._seen(gateway, await gateway.rooms())
        for chat in [one for one in known if one not in seen]:
            # a group that nobody has put into the phone's address book is in no list until somebody speaks there
            if (name := await self._name_of(gateway, chat)) is not None:
                seen[chat] = name
        gone = {one for one in known if one not in seen} - self._lost
        fresh, self._missed = gone - self._missed, gone
        self._lost -= seen.keys()
        waits = {seen[one] for one in seen if one not in known} & {known[one] for one in fresh}
        for event in drift({one: name for one, name in known.items() if one not in fresh | self._lost}, seen):
            if isinstance(event, ChatFound) and event.name in waits and event.chat not in known:
                continue  # perhaps one of those that are missed, under a new id
            await self._tell(event)
        return bool(fresh)

    async def _tell(self, event: Event) -> None:
        await self._house.happened(event)
        match event:
            case ChatFound(_, chat, name) | ChatRenamed(_, chat, name):
                self._known[chat] = name
            case ChatLost(_, chat):
                self._gone(chat)
            case ChatMoved(_, old, _):
                self._gone(old)
            case _:
                pass

    def _gone(self, chat: str) -> None:
        self._known.pop(chat, None)
        self._missed.discard(chat)
        self._lost.add(chat)

    async def _seen(self, gateway: Gateway, ids: list[str]) -> dict[str, str]:
        found = {one: await self._name_of(gateway, one) for one in ids}
        return {one: name for one, name in found.items() if name is not None}

    async def _name_of(self, gateway: Gateway, chat: str) -> str | None:
        """What a group is called; None when the account is not in it."""
        try:
            room = await gateway.room(chat)
        except GRPCError as fault:
            if fault.status in _PASSING:
                raise
            return None
        if room.member_ids and self._line.me not in room.member_ids:
            return None
        return storable(room.topic)[:100]

    async def joined(self, chat: str, people: tuple[str, ...]) -> None:
        """Somebody has come into a group: of interest when it is the bot."""
        if self._line.me not in people:
            return
        name = await self._name_of(await self._line.ready(), chat) or ""
        self._lost.discard(chat)
        await self._tell(ChatFound(PLATFORM, chat, name))

    async def left(self, chat: str, people: tuple[str, ...]) -> None:
        """Somebody has left a group, or been put out of it."""
        if self._line.me in people:
            await self._tell(ChatLost(PLATFORM, chat))

    async def renamed(self, chat: str, name: str) -> None:
        """A group is called otherwise."""
        await self._tell(ChatRenamed(PLATFORM, chat, name))
