"""Requests that only a person may grant, on the phone: to be friends, to come into a group. They are told, never granted by themselves."""

from collections import OrderedDict

from grpclib.exceptions import GRPCError

from bot.adapters.base import Asked, House
from bot.adapters.wechaty_line import Line
from bot.adapters.wechaty_messages import PLATFORM, Kind, Told

REMEMBERED = 1000
GRANTED = 1
"""``FriendshipType``: somebody has granted it."""


class Requests:
    """Those of one account; a gateway may tell each more than once."""

    def __init__(self, line: Line, house: House) -> None:
        self._line = line
        self._house = house
        self._told: OrderedDict[str, None] = OrderedDict()

    async def came(self, event: Told) -> None:
        """A request, or that one of ours was granted, which is nothing to tell. Who asks and what they write is not looked at."""
        if event.subject in self._told:
            return
        if event.kind is Kind.FRIENDSHIP and not await self._is_request(event.subject):
            return
        await self._house.happened(Asked(PLATFORM, "friend" if event.kind is Kind.FRIENDSHIP else "group"))
        self._told[event.subject] = None
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)

    async def _is_request(self, number: str) -> bool:
        try:
            kind = await (await self._line.ready()).friendship(number)
        except GRPCError:
            return True  # it cannot be looked up: somebody should have a look
        return kind != GRANTED
