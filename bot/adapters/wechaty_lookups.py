"""One call of a Wechaty gateway made cheap: what a message holds. It is asked for every message of every group, also those that are nobody's.

``grpclib`` takes half a millisecond of the processor for a call; here it is a few dozen microseconds, since of HTTP/2 only that is spoken
which such a call needs: its request is the same bytes each time but for the number, and its answer's headers are known by their bytes
(the gateway is told to keep no table of headers). It has a connection of its own, opened when first needed and again when it has ended.
"""

import asyncio
import ssl
import struct
from collections import deque
from dataclasses import dataclass, field
from itertools import takewhile

from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError
from hpack import Decoder, Encoder, NeverIndexedHeaderTuple
from hpack.exceptions import HPACKError

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_HEAD = struct.Struct(">HBBBI")
_SETTING = struct.Struct(">HI")
_DATA, _HEADERS, _RESET, _SETTINGS, _PING, _AWAY, _WINDOW, _MORE = 0, 1, 3, 4, 6, 7, 8, 9
_END, _ACK, _ALL, _PADDED, _PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
_TABLE_SIZE, _PUSHES, _AT_ONCE, _STREAM_WINDOW = 1, 2, 3, 4
_OVERSIZE = 16_384
"""Bytes of a frame that may be sent without leave."""
LARGEST = 4 * 1024 * 1024
"""Bytes of an answer: what gRPC takes by itself."""
_CREDIT = 1024 * 1024
"""Bytes after which the other side is told that it may go on."""
_ALLOWED = 65_535
"""Bytes that may be sent before the other side has said anything."""
_STREAMS = 100
"""Calls at once before the other side has said how many it takes."""
_CANCEL = 8
_LAST_STREAM = 2**31 - 3
_BLOCKS = 200
"""Different headers of answers that are known by their bytes; a gateway has half a dozen, and one more each second for the date."""


@dataclass(slots=True)
class _Call:
    message: bytes
    done: "asyncio.Future[bytes]"
    until: float
    asked: bool = False
    """Whether it has gone out."""
    data: bytearray = field(default_factory=bytearray)


class Cut(StreamTerminatedError):
    """The connection ended, or the other side ended a call."""


class _Wire(asyncio.Protocol):
    """One connection, for calls of one method."""

    def __init__(self, headers: bytes) -> None:
        self._headers = headers
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._calls: dict[int, _Call] = {}
        self._next = 1
        self._rest = b""
        self._out: list[bytes] = []
        self._late: asyncio.TimerHandle | None = None
        self._may_send = _ALLOWED
        self._most = _STREAMS
        self._open = 0
        self._unsent: deque[int] = deque()
        self._taken = 0
        self._block: tuple[int, int, bytes] | None = None
        self._known: dict[bytes, dict[str, str]] = {}
        self.usable = True
        """Whether another call can be made over it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        settings = b"".join(
            _SETTING.pack(*one) for one in ((_TABLE_SIZE, 0), (_PUSHES, 0), (_STREAM_WINDOW, 2 * LARGEST))
        )
        credit = struct.pack(">I", 64 * _CREDIT)
        self._write(_PREFACE + _frame(_SETTINGS, 0, 0, settings) + _frame(_WINDOW, 0, 0, credit))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._fail()

    def close(self) -> None:
        """End it, and every call."""
        self._fail()

    def call(self, message: bytes, deadline: float) -> "asyncio.Future[bytes]":
        """The answer's bytes. Raises what ``grpclib`` raises."""
        stream, self._next = self._next, self._next + 2
        self.usable = self.usable and self._next < _LAST_STREAM
        body = b"\0" + len(message).to_bytes(4, "big") + message
        call = _Call(body, self._loop.create_future(), self._loop.time() + deadline)
        self._calls[stream] = call
        if self._late is None:
            self._late = self._loop.call_at(call.until, self._end_late)
        self._unsent.append(stream)
        self._send()
        return call.done

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        at, size = 0, len(data)
        while size - at >= _HEAD.size:
            high, low, kind, flags, stream = _HEAD.unpack_from(data, at)
            length = high << 8 | low
            if length > _OVERSIZE:
                self._fail()
                return
            end = at + _HEAD.size + length
            if end > size:
                break
            try:
                self._take(kind, flags, stream & 0x7FFFFFFF, data[at + _HEAD.size : end])
            except (struct.error, IndexError, HPACKError, UnicodeDecodeError):
                self._fail()  # it speaks something else
                return
            at = end
        self._rest = data[at:]

    def _take(self, kind: int, flags: int, stream: int, body: bytes) -> None:
        if kind == _DATA:
            self._taken_in(stream, flags, body)
        elif kind == _HEADERS:
            body = _bare(flags, body)
            self._headed(flags & _ALL, stream, flags & _END, body[5:] if flags & _PRIORITY else body)
        elif kind == _MORE and self._block is not None:
            stream, ends, begun = self._block
            self._headed(flags & _ALL, stream, ends, begun + body)
        elif kind == _RESET:
            self._end(stream, Cut("reset"))
        elif kind == _SETTINGS and not flags & _ACK:
            self._most = next((value for name, value in _SETTING.iter_unpack(body) if name == _AT_ONCE), self._most)
            self._write(_frame(_SETTINGS, _ACK, 0, b""))
            self._send()
        elif kind == _PING and not flags & _ACK:
            self._write(_frame(_PING, _ACK, 0, body))
        elif kind == _AWAY:
            self._fail()  # what was asked is asked again over the next connection
        elif kind == _WINDOW and stream == 0:
            self._may_send += struct.unpack(">I", body)[0] & 0x7FFFFFFF
            self._send()

    def _taken_in(self, stream: int, flags: int, body: bytes) -> None:
        self._taken += len(body)
        if self._taken >= _CREDIT:
            self._write(_frame(_WINDOW, 0, 0, struct.pack(">I", self._taken)))
            self._taken = 0
        call = self._calls.get(stream)
        if call is None:
            return
        call.data += _bare(flags, body)
        if len(call.data) > LARGEST:
            self._reset(stream, GRPCError(Status.RESOURCE_EXHAUSTED))
        elif flags & _END:
            self._end(stream, Cut("no trailers"))

    def _headed(self, whole: int, stream: int, ends: int, block: bytes) -> None:
        if not whole:
            self._block = (stream, ends, block)
            if len(block) > LARGEST:
                self._fail()
            return
        self._block = None
        if (found := self._known.get(block)) is None:
            if len(self._known) >= _BLOCKS:
                self._known.clear()
            found = self._known[block] = _decoded(block)
        if ends:
            self._answered(stream, found)
        elif found.get(":status") != "200":
            self._reset(stream, Cut("no gateway"))

    def _answered(self, stream: int, trailers: dict[str, str]) -> None:
        call = self._done(stream)
        if call is None:
            return
        status, data = trailers.get("grpc-status", ""), call.data
        if status == "0" and len(data) >= 5 and data[0] == 0 and int.from_bytes(data[1:5], "big") == len(data) - 5:
            call.done.set_result(bytes(data[5:]))
        elif status == "0" or not status.isdecimal():
            call.done.set_exception(Cut("no answer"))
        else:
            call.done.set_exception(GRPCError(_status(int(status)), trailers.get("grpc-message")))

    def _send(self) -> None:
        """As much as the other side takes at the moment."""
        while self._unsent and self._open < self._most:
            stream = self._unsent[0]
            call = self._calls.get(stream)
            if call is not None:
                if len(call.message) > self._may_send:
                    return
                self._may_send -= len(call.message)
                self._open += 1
                call.asked = True
                self._write(_frame(_HEADERS, _ALL, stream, self._headers) + _frame(_DATA, _END, stream, call.message))
            self._unsent.popleft()

    def _write(self, part: bytes) -> None:
        """Together with whatever else is written in this round of the loop."""
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(part)

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._out))
        self._out.clear()

    def _end_late(self) -> None:
        """Calls are in the order in which they will be too late."""
        now, self._late = self._loop.time(), None
        late = list(takewhile(lambda one: self._calls[one].until <= now, self._calls))
        for stream in reversed(late):  # those that have not gone out need not any more
            self._reset(stream, TimeoutError())
        if self._calls:
            self._late = self._loop.call_at(next(iter(self._calls.values())).until, self._end_late)

    def _reset(self, stream: int, why: Exception) -> None:
        if (call := self._calls.get(stream)) is not None and call.asked:
            self._write(_frame(_RESET, 0, stream, struct.pack(">I", _CANCEL)))
        self._end(stream, why)

    def _end(self, stream: int, why: Exception) -> None:
        call = self._done(stream)
        if call is not None:
            call.done.set_exception(why)

    def _done(self, stream: int) -> _Call | None:
        """The call, which is over; None when nobody waits for it."""
        call = self._calls.pop(stream, None)
        if call is None:
            return None
        if call.asked:
            self._open -= 1
            self._send()
        return None if call.done.done() else call

    def _fail(self) -> None:
        self.usable, self._most = False, 0
        if self._late is not None:
            self._late.cancel()
        for stream in list(self._calls):
            self._end(stream, Cut("connection lost"))
        if self._transport is not None:
            self._transport.close()


class Lookups:
    """``method`` of a gateway, over a connection of its own."""

    def __init__(
        self, host: str, port: int, method: str, metadata: dict[str, str], tls: ssl.SSLContext | None, deadline: float
    ) -> None:
        self._host, self._port, self._tls, self._deadline = host, port, tls, deadline
        self._headers = _encoded(
            {
                ":method": "POST",
                ":scheme": "https" if tls else "http",
                ":path": method,
                ":authority": f"{host}:{port}",
                "te": "trailers",
                "content-type": "application/grpc",
                **metadata,
            }
        )
        self._wire: _Wire | None = None
        self._opening = asyncio.Lock()

    async def ask(self, message: bytes) -> bytes:
        """The answer's bytes. Raises GRPCError, StreamTerminatedError, OSError (TimeoutError too)."""
        wire = self._wire
        if wire is None or not wire.usable:
            wire = await self._opened()
        return await wire.call(message, self._deadline)

    def close(self) -> None:
        """End the connection; what is still asked fails."""
        if self._wire is not None:
            self._wire.close()

    async def _opened(self) -> _Wire:
        async with self._opening:
            if self._wire is None or not self._wire.usable:
                loop = asyncio.get_running_loop()
                async with asyncio.timeout(self._deadline):
                    _, self._wire = await loop.create_connection(
                        lambda: _Wire(self._headers),
                        self._host,
                        self._port,
                        ssl=self._tls,
                        server_hostname=self._host if self._tls else None,
                    )
            return self._wire


def _frame(kind: int, flags: int, stream: int, body: bytes) -> bytes:
    return _HEAD.pack(len(body) >> 8, len(body) & 0xFF, kind, flags, stream) + body


def _bare(flags: int, body: bytes) -> bytes:
    """Without padding."""
    return body[1 : len(body) - body[0]] if flags & _PADDED else body


def _encoded(headers: dict[str, str]) -> bytes:
    """Bytes that mean the same whatever has been sent before, and that nobody on the way keeps."""
    return Encoder().encode([NeverIndexedHeaderTuple(name, value) for name, value in headers.items()])


def _decoded(block: bytes) -> dict[str, str]:
    return {str(name): str(value) for name, value in Decoder().decode(block)}


def _status(number: int) -> Status:
    try:
        return Status(number)
    except ValueError:
        return Status.UNKNOWN
