"""The wire to a Wechaty gateway: one connection, its calls with their deadlines, the events as they come. Nothing is retried here.

The stubs of ``wechaty-grpc`` 0.20.19 are older than the gateways of npm (1.x). Where a field has moved since then, and a 1.x gateway would
read a request to *set* something as one to *get* it, the message is defined here.
"""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import betterproto
from grpclib.client import Channel
from grpclib.const import Cardinality
from wechaty_grpc.wechaty import PuppetStub, puppet

from bot.adapters.wechaty_fields import Looked, looked, text_field
from bot.adapters.wechaty_lookups import Lookups

Answer = TypeVar("Answer", bound=betterproto.Message)

LARGEST_FILE = 2_500_000
"""Bytes: in base64 it must stay under the 4 MiB that a gateway takes in one request."""
_PARTING = 0.05
"""Seconds in which TLS says goodbye."""
_BASE64 = 1
"""``FileBoxType.Base64``."""


@dataclass
class RoomAnnounceRequest(betterproto.Message):
    """Field 3 since 1.x (2 before)."""

    id: str = betterproto.string_field(1)
    text: str = betterproto.string_field(3)


@dataclass
class Nothing(betterproto.Message):
    """An answer of which nothing is read."""


@dataclass
class MessageLocationRequest(betterproto.Message):
    """Not in the stubs."""

    id: str = betterproto.string_field(1)


@dataclass
class LocationPayload(betterproto.Message):
    """A place that somebody has shared. Its coordinates are not read: a place is told in words."""

    address: str = betterproto.string_field(2)
    name: str = betterproto.string_field(5)


@dataclass
class MessageLocationResponse(betterproto.Message):
    """Not in the stubs."""

    location: LocationPayload = betterproto.message_field(1)  # noqa: RUF009  # how betterproto declares


class Raw:
    """An answer as it came: one that cannot be read must not end the stream it came in."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @classmethod
    def FromString(cls, data: bytes) -> "Raw":  # noqa: N802  # the codec's name for it
        return cls(data)

    def SerializeToString(self) -> bytes:  # noqa: N802
        return self.data


class TooLarge(Exception):
    """A file of more bytes than were asked for."""


def tls_context(how: str, ca: Path | None) -> ssl.SSLContext | None:
    """``checked``: against ``ca`` or what the system trusts; ``unchecked``: any certificate (this machine only); ``plain``: no TLS."""
    if how == "plain":
        return None
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    if ca is not None:
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # a certificate made by hand lacks what Python 3.13 asks for
    if how == "unchecked":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context


class Gateway:
    """One connection to a gateway; nothing is spoken to before the first call."""

    def __init__(self, host: str, port: int, token: str, tls: ssl.SSLContext | None, deadline: float) -> None:
        self._channel = Channel(host, port, ssl=tls)
        self._metadata = {"authorization": f"Wechaty {token}"}
        self._deadline = deadline
        self._secured = tls is not None
        self._calls = PuppetStub(self._channel, timeout=deadline, metadata=self._metadata)
        self._lookups = Lookups(host, port, "/wechaty.Puppet/MessagePayload", self._metadata, tls, deadline)

    async def close(self) -> None:
        """End every call and the connection."""
        self._channel.close()
        self._lookups.close()
        await asyncio.sleep(_PARTING if self._secured else 0)  # the transport closes in the loop's next rounds

    async def events(self) -> AsyncIterator[bytes]:
        """Everything that happens, as it comes; there is one such stream a gateway."""
        request = puppet.EventRequest()
        async with self._channel.request(
            "/wechaty.Puppet/Event", Cardinality.UNARY_STREAM, puppet.EventRequest, Raw, metadata=self._metadata
        ) as stream:
            await stream.send_message(request, end=True)
            async for one in stream:
                yield one.data

    async def wake(self) -> None:
        """Let the gateway start its WeChat, which does nothing when it has been started. (Never its opposite: that logs the account out.)"""
        await self._calls.start()

    async def ding(self) -> None:
        """Ask for a sign of life in the stream."""
        await self._calls.ding(data="xianglin")

    async def version(self) -> str:
        """Of the puppet behind the gateway; needs nothing but the token."""
        return (await self._calls.version()).version

    async def message(self, number: str) -> Looked:
        """What a message holds. Raises ValueError when the answer cannot be read."""
        return looked(await self._lookups.ask(text_field(1, number)))

    async def file(self, number: str, most: int) -> tuple[str, bytes]:
        """Name and bytes of the file of a message. Raises TooLarge when it has more than ``most``."""
        name, parts, size = "", list[bytes](), 0
        async with self._channel.request(
            "/wechaty.Puppet/MessageFileStream",
            Cardinality.UNARY_STREAM,
            puppet.MessageFileStreamRequest,
            puppet.MessageFileStreamResponse,
            timeout=self._deadline,
            metadata=self._metadata,
        ) as stream:
            await stream.send_message(puppet.MessageFileStreamRequest(id=number), end=True)
            async for one in stream:
                which, value = betterproto.which_one_of(one.file_box_chunk, "payload")
                if which == "name":
                    name = str(value)
                elif isinstance(value, bytes):
                    size += len(value)
                    if size > most:
                        raise TooLarge
                    parts.append(value)
        return name, b"".join(parts)

    async def place(self, number: str) -> str:
        """In words, where the shared place of a message is."""
        answer = await self._unary("MessageLocation", MessageLocationRequest(id=number), MessageLocationResponse)
        return answer.location.name or answer.location.address

    async def contact(self, number: str) -> puppet.ContactPayloadResponse:
        """Who an account is."""
        return await self._calls.contact_payload(id=number)

    async def rooms(self) -> list[str]:
        """The groups that the account knows of."""
        return (await self._calls.room_list()).ids

    async def room(self, number: str) -> puppet.RoomPayloadResponse:
        """What a group is called and who is in it."""
        return await self._calls.room_payload(id=number)

    async def room_alias(self, number: str, contact: str) -> str:
        """What somebody is called in a group, when that is another name than their own."""
        return (await self._calls.room_member_payload(id=number, member_id=contact)).room_alias

    async def send_text(self, to: str, text: str) -> str:
        """Say something in a group or to an account; its id, empty when the gateway does not tell."""
        return (await self._calls.message_send_text(conversation_id=to, text=text)).id or ""

    async def send_file(self, to: str, name: str, data: bytes) -> str:
        """Send a picture or document."""
        box = {"type": _BASE64, "name": name, "base64": base64.b64encode(data).decode()}
        return (await self._calls.message_send_file(conversation_id=to, filebox=json.dumps(box))).id or ""

    async def friendship(self, number: str) -> int:
        """Whether somebody asks to be friends, or has granted it: the number of a ``FriendshipType``."""
        return (await self._calls.friendship_payload(id=number)).type

    async def recall(self, number: str) -> bool:
        """Take a message of ours back; whether WeChat has done so."""
        return (await self._calls.message_recall(id=number)).success

    async def announce(self, room: str, text: str) -> None:
        """Set the announcement of a group (its owner or a manager may)."""
        await self._unary("RoomAnnounce", RoomAnnounceRequest(id=room, text=text), Nothing)

    async def _unary(self, name: str, request: betterproto.Message, answer: type[Answer]) -> Answer:
        async with self._channel.request(
            f"/wechaty.Puppet/{name}",
            Cardinality.UNARY_UNARY,
            type(request),
            answer,
            timeout=self._deadline,
            metadata=self._metadata,
        ) as stream:
            await stream.send_message(request, end=True)
            found = await stream.recv_message()
        assert found is not None  # grpclib raises when there is none
        return found
