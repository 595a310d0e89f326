"""Messages in: looked up by their number, translated, and only when they are meant for the bot filled up with name and files."""

import asyncio
from collections import OrderedDict
from dataclasses import replace

from grpclib.const import Status
from grpclib.exceptions import GRPCError
from wechaty_grpc.wechaty import puppet

from bot.adapters.base import AccountMoved, House
from bot.adapters.holding import Holding
from bot.adapters.wechaty_line import CUT, Line
from bot.adapters.wechaty_messages import (
    PLATFORM,
    WITH_DATA,
    BadShape,
    Payload,
    inbound,
    is_text,
    quoted,
    without_mention,
)
from bot.adapters.wechaty_sending import Sending
from bot.adapters.wechaty_wire import LARGEST_FILE, TooLarge
from bot.clock import Clock
from bot.logs import Log
from bot.messages import Attachment, AttachmentKind, Inbound, storable
from bot.storage.writer import HouseFault

log = Log()

TRIES = 3
LOOKED_UP = 64
"""Messages looked up side by side: on a busy machine an answer takes a tenth of a second, and 500 a second are to pass."""
REMEMBERED = 4000
LARGEST_IN = 2 * LARGEST_FILE
_OFFICIAL = 2
"""``ContactType``: an account of a firm or an office, whose messages are advertisement."""
_PASSING = {Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED}


class Hearing:
    """One account's ears."""

    def __init__(self, line: Line, sending: Sending, house: House, clock: Clock, pause: float) -> None:
        self._line = line
        self._sending = sending
        self._house = house
        self._clock = clock
        self._holding = Holding(PLATFORM, house, clock, pause)
        self._pause = pause
        """Seconds before something is tried the second time; doubled each time."""
        self._names: OrderedDict[str, str] = OrderedDict()
        self._aliases: dict[str, str] = {}
        self._strangers = False
        """Whether accounts may have new ids: the account has been logged in again."""

    async def close(self) -> None:
        """What is held is tried a last time."""
        await self._holding.close()

    def logged_in_again(self) -> None:
        """Ids of people may be other ones now."""
        self._strangers = True
        self.forget()

    def forget(self) -> None:
        """What the account is called in groups may be out of date."""
        self._aliases.clear()

    @staticmethod
    def lane_of(payload: Payload) -> str:
        """Messages of one chat are handled one after another."""
        return payload.room_id or payload.from_id

    async def find(self, number: str) -> Payload | None:
        """What a message holds; None for our own, and for what cannot be had or read."""
        for attempt in range(TRIES):
            gateway = await self._line.ready()
            try:
                payload = await gateway.message(number)
            except GRPCError as fault:
                if fault.status not in _PASSING:
                    self._house.refused(PLATFORM, "payload")
                    return None
            except (*CUT, OSError):
                pass
            except ValueError:
                self._house.refused(PLATFORM, "protobuf")
                return None
            else:
                if payload.from_id != self._line.me:
                    return payload
                self._sending.echo(payload)
                return None
            await asyncio.sleep(self._pause * 2**attempt)
        log.error("message lost", platform=PLATFORM)
        self._house.refused(PLATFORM, "lost")
        return None

    async def handle(self, payload: Payload) -> None:
        """Hand a message to the house; what is not meant for the bot without looking at who said it, or at its files."""
        try:
            message = await self._translated(payload)
        except BadShape as bad:
            self._house.refused(PLATFORM, str(bad))
            return
        if message is not None and self._house.wants(message):
            message = await self._filled_up(message)
        if message is not None:
            await self._holding.receive(message)

    async def _translated(self, payload: Payload) -> Inbound | None:
        named = {self._line.name}
        quote = None
        if is_text(payload):
            above = quoted(payload.text)
            if above is not None:
                quote = self._sending.number_of(self.lane_of(payload), above.what)
            called = self._line.me in payload.mention_ids and bool(payload.room_id)
            if called and not without_mention(payload.text, named, certain=False)[1]:
                named.add(await self._alias(payload.room_id))
        return inbound(payload, self._line.me, named, self._clock.now(), quote)

    async def _alias(self, room: str) -> str:
        """What the account is called in a group, where that is another name."""
        if room not in self._aliases:
            try:
                self._aliases[room] = await (await self._line.ready()).room_alias(room, self._line.me)
            except (GRPCError, *CUT, OSError):
                return ""
        return self._aliases[room]

    async def _filled_up(self, message: Inbound) -> Inbound | None:
        """With the sender's name and what is attached; None when no person has sent it."""
        if message.recalls is not None:
            return message
        try:
            contact = await (await self._line.ready()).contact(message.sender)
        except (GRPCError, *CUT, OSError):
            contact = puppet.ContactPayloadResponse()
        if message.chat is None and int(contact.type) == _OFFICIAL:
            return None
        name = storable(contact.name)[:64]
        await self._known(message.sender, name)
        attached = tuple([await self._attached(message.id, one) for one in message.attachments])
        return replace(message, sender_name=name, attachments=attached)

    async def _attached(self, number: str, one: Attachment) -> Attachment:
        try:
            gateway = await self._line.ready()
            if one.kind is AttachmentKind.LOCATION:
                return replace(one, name=storable(await gateway.place(number))[:200])
            if one.kind in WITH_DATA:
                name, data = await gateway.file(number, LARGEST_IN)
                return replace(one, name=one.name or storable(name)[:200], data=data)
        except TooLarge:
            log.warning("file too large", platform=PLATFORM, kind=one.kind.value)
        except (GRPCError, *CUT, OSError) as fault:
            log.warning("file not fetched", platform=PLATFORM, kind=one.kind.value, error=type(fault).__name__)
        return one

    async def _known(self, sender: str, name: str) -> None:
        """Remember who is who; after a new login a new id with the name of one that is gone is told, for a person to confirm."""
        if self._strangers and name and sender not in self._names:
            former = [account for account, called in self._names.items() if called == name]
            if len(former) == 1 and await self._is_gone(former[0]):
                try:
                    await self._house.happened(AccountMoved(PLATFORM, former[0], sender, name))
                except HouseFault:
                    return  # told when they speak again
                del self._names[former[0]]
        if name:
            self._names[sender] = name
            self._names.move_to_end(sender)
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)

    async def _is_gone(self, account: str) -> bool:
        try:
            await (await self._line.ready()).contact(account)
        except GRPCError as fault:
            return fault.status not in _PASSING
        except (*CUT, OSError):
            pass
        return False
