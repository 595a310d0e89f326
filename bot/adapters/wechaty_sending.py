"""Messages out, to a gateway that has no key against sending twice: what is certain is told as such, what is not is a TimeoutError.

The account's own messages come back in the stream. Such an echo is the proof that a send has arrived whose answer never came, and tells
the number of a message where the gateway's answer does not.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.adapters.base import DeliveryError, Gone, Parcel, Refused, TryLater
from bot.adapters.wechaty_line import CUT, Line
from bot.adapters.wechaty_messages import PLATFORM, Payload
from bot.adapters.wechaty_wire import Gateway
from bot.logs import Log

log = Log()

Key = TypeVar("Key")
Value = TypeVar("Value")

REMEMBERED = 4000
"""Messages of ours whose number is known for quotes, and parcels that have gone in part."""
RECALLS_WITHIN = timedelta(minutes=2)
_BESIDES = 3.0
"""Seconds for what goes with a message: that must not wait for it."""
_HEAD = 24
_TOO_MUCH = timedelta(minutes=5)

_GONE = re.compile(
    r"not (?:a )?member|not (?:in|exist)|no payload|not found|not friend|no such (?:room|contact)|kicked|blacklist"
    r"|不在群|移出|不存在|不是.{0,4}(?:好友|朋友)|拉黑",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"unsupported|not support|not implemented|invalid|too (?:large|long)|forbidden|违规|敏感", re.IGNORECASE
)
_TOO_FAST = re.compile(r"too (?:many|fast|often|frequent)|rate ?limit|频繁|过快|上限", re.IGNORECASE)
_UNKNOWN = re.compile(r"time ?d? ?out|timeout|超时", re.IGNORECASE)
"""Puppets tell faults in words of their own; what matches none of these is tried again later."""


def meaning(fault: GRPCError) -> DeliveryError | TimeoutError:
    """What a refusal by the gateway means for a message."""
    words = fault.message or ""
    if fault.status in {Status.UNAUTHENTICATED, Status.PERMISSION_DENIED, Status.UNAVAILABLE}:
        return TryLater()  # it is the line that is out of order
    if fault.status in {Status.DEADLINE_EXCEEDED, Status.CANCELLED} or _UNKNOWN.search(words):
        return TimeoutError()
    if fault.status is Status.RESOURCE_EXHAUSTED or _TOO_FAST.search(words):
        return TryLater(_TOO_MUCH)
    if fault.status is Status.NOT_FOUND or _GONE.search(words):
        return Gone()
    if fault.status in {Status.INVALID_ARGUMENT, Status.UNIMPLEMENTED, Status.OUT_OF_RANGE} or _REFUSED.search(words):
        return Refused()
    return TryLater()


class Sending:
    """One account's voice."""

    def __init__(self, line: Line, patience: float) -> None:
        self._line = line
        self._patience = patience
        """Seconds that an echo is waited for where the gateway told no number."""
        self._awaited: dict[tuple[str, str], asyncio.Future[str]] = {}
        self._said: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._gone: OrderedDict[int, list[str]] = OrderedDict()

    async def send(self, parcel: Parcel) -> str:
        """Text first, then the files; what has gone of a parcel is not sent again when it comes back. Raises as ``Adapter.send``."""
        gateway = self._line.gateway
        if gateway is None or not self._line.logged_in:
            raise TryLater
        to = parcel.chat or parcel.account or ""
        gone = self._gone.get(parcel.number, [])
        pieces = [self._text_piece(gateway, to, parcel.text)] if parcel.text or not parcel.files else []
        pieces += [self._file_piece(gateway, to, one.name, one.data or b"") for one in parcel.files]
        for void in parcel.recalls if not gone else ():
            await self._take_back(gateway, void)
        for piece in pieces[len(gone) :]:
            gone.append(await self._certain(piece))
            if parcel.number:
                _remember(self._gone, parcel.number, gone)
        if parcel.everyone:
            await self._announce(gateway, to, parcel.text)
        self._gone.pop(parcel.number, None)
        number = next((one for one in gone if one), "") or f"x-{parcel.number}"
        _remember(self._said, (to, _head(parcel.text)), number)
        return number

    @staticmethod
    async def _take_back(gateway: Gateway, void: str) -> None:
        """As far as WeChat and the puppet do it: what is said next stands for itself."""
        done = False
        with suppress(TimeoutError, GRPCError, OSError, *CUT):
            async with asyncio.timeout(_BESIDES):
                done = await gateway.recall(void)
        if not done:
            log.warning("not taken back", platform=PLATFORM)

    @staticmethod
    async def _announce(gateway: Gateway, room: str, text: str) -> None:
        """An announcement calls everybody, where the account may set one; the message has arrived whatever comes of it."""
        try:
            async with asyncio.timeout(_BESIDES):
                await gateway.announce(room, text)
        except (TimeoutError, GRPCError, OSError, *CUT) as fault:
            log.warning("not announced", platform=PLATFORM, error=type(fault).__name__)

    def echo(self, payload: Payload) -> None:
        """A message of the account itself came back."""
        awaited = self._awaited.get((payload.room_id or payload.to_id, payload.text.strip()))
        if awaited is not None and not awaited.done():
            awaited.set_result(payload.id)

    def number_of(self, to: str, text: str) -> str | None:
        """The number of a message of ours that is quoted, as far as memory goes."""
        return self._said.get((to, _head(text)))

    def _text_piece(self, gateway: Gateway, to: str, text: str) -> Callable[[], Awaitable[str]]:
        async def send() -> str:
            key = (to, text.strip())
            echo: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._awaited[key] = echo
            try:
                number = await gateway.send_text(to, text)
                if not number:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._patience):
                            number = await asyncio.shield(echo)
                return number
            except (TimeoutError, GRPCError):
                if echo.done():
                    return echo.result()  # whatever the answer was: it is there
                raise
            finally:
                self._awaited.pop(key, None)

        return send

    @staticmethod
    def _file_piece(gateway: Gateway, to: str, name: str, data: bytes) -> Callable[[], Awaitable[str]]:
        return lambda: gateway.send_file(to, name or "file", data)

    @staticmethod
    async def _certain(piece: Callable[[], Awaitable[str]]) -> str:
        try:
            return await piece()
        except GRPCError as fault:
            raise meaning(fault) from fault
        except ConnectionRefusedError as fault:
            raise TryLater from fault
        except CUT as fault:
            raise TimeoutError from fault  # it may have got there before the line was cut
        except OSError as fault:
            if isinstance(fault, TimeoutError):
                raise
            raise TryLater from fault  # no connection came about


def _head(text: str) -> str:
    return re.sub(r"\s+", "", text)[:_HEAD]


def _remember(memory: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
