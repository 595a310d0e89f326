"""The cheap call by itself: fields read by hand as ``betterproto`` reads them, and HTTP/2 against a server that holds us to its rules."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset, WindowUpdated
from h2.settings import SettingCodes
from hypothesis import given
from hypothesis import strategies as st
from wechaty_grpc.wechaty import puppet

from bot.adapters.wechaty_fields import event, looked, text_field
from bot.adapters.wechaty_lookups import LARGEST, Lookups

PATIENCE = 30.0
TEXTS = ("id", "filename", "text", "from_id", "room_id", "to_id")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(
    st.fixed_dictionaries(dict.fromkeys(TEXTS, words)),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**31 - 1),
    st.lists(words.filter(bool), max_size=4),
)
def test_a_message_is_read_as_the_stubs_read_it(texts: dict[str, str], stamp: int, kind: int, named: list[str]) -> None:
    written = puppet.MessagePayloadResponse(**texts, timestamp=stamp, type=kind, mention_ids=named)
    found = looked(bytes(written))
    assert {name: getattr(found, name) for name in TEXTS} == texts
    assert (found.timestamp, found.type, found.mention_ids) == (stamp, kind, named)


@given(st.integers(0, 2**31 - 1), words)
def test_an_event_is_read_as_the_stubs_read_it(kind: int, said: str) -> None:
    assert event(bytes(puppet.EventResponse(type=kind, payload=said))) == (kind, said)


@given(words.filter(bool))
def test_a_number_is_asked_for_as_the_stubs_do(number: str) -> None:
    assert text_field(1, number) == bytes(puppet.MessageFileStreamRequest(id=number))


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for read in (looked, event):
        with suppress(ValueError):
            read(data)


def test_unknown_fields_are_stepped_over_and_what_is_cut_off_is_refused() -> None:
    known = bytes(puppet.MessagePayloadResponse(id="m", text="你好"))
    strange = bytes([99 << 3 & 0x7F | 0x80, 6, 5]) + bytes([15 << 3 | 1]) + b"8bytes!!" + bytes([14 << 3 | 5]) + b"4444"
    found = looked(strange + known + text_field(20, "新的"))
    assert (found.id, found.text) == ("m", "你好")
    for cut in range(1, len(known)):
        if known[:cut] != bytes(puppet.MessagePayloadResponse(id="m")):
            with pytest.raises(ValueError, match="cut off"):
                looked(known[:cut])
    with pytest.raises(ValueError, match="decode"):
        looked(b"\x1a\x01\xff")


class Server(asyncio.Protocol):
    """One connection as ``h2`` keeps it: what it does not allow ends it. ``answer`` answers a call."""

    def __init__(self, farm: "Farm") -> None:
        self.farm = farm
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self.asked: dict[int, bytes] = {}
        self.unsent: dict[int, bytes] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.farm.connections.append(self)
        self.h2.initiate_connection()
        self.h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: self.farm.most})
        self.flush()

    def flush(self) -> None:
        self.transport.write(self.h2.data_to_send())

    def data_received(self, data: bytes) -> None:
        for one in self.h2.receive_data(data):
            self.take(one)
        self.flush()

    def take(self, one: Event) -> None:
        if isinstance(one, RequestReceived):
            self.farm.headers.append({str(name): str(value) for name, value in one.headers or []})
        elif isinstance(one, DataReceived):
            assert one.stream_id is not None
            self.asked[one.stream_id] = self.asked.get(one.stream_id, b"") + (one.data or b"")
            self.h2.acknowledge_received_data(one.flow_controlled_length or 0, one.stream_id)
        elif isinstance(one, StreamEnded):
            assert one.stream_id is not None
            self.farm.at_once = max(self.farm.at_once, self.h2.open_inbound_streams)
            self.farm.answer(self, one.stream_id, self.asked[one.stream_id][5:])
        elif isinstance(one, StreamReset):
            self.farm.resets += 1
        elif isinstance(one, WindowUpdated):
            for stream in list(self.unsent):
                self.more(stream)

    def good(self, stream: int, data: bytes, pad: int | None = None) -> None:
        """An answer in full."""
        self.h2.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc+proto")])
        self.unsent[stream] = b"\0" + len(data).to_bytes(4, "big") + data
        self.more(stream, pad)

    def more(self, stream: int, pad: int | None = None) -> None:
        """As much as the client takes."""
        rest = self.unsent[stream]
        while rest and (size := min(self.h2.local_flow_control_window(stream), 16_000, len(rest))):
            self.h2.send_data(stream, rest[:size], pad_length=pad)
            rest = rest[size:]
        self.unsent[stream] = rest
        if not rest:
            del self.unsent[stream]
            self.h2.send_headers(stream, [("grpc-status", "0"), ("grpc-message", "OK")], end_stream=True)


class Farm:
    """Where connections come in."""

    def __init__(self) -> None:
        self.connections: list[Server] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[Server, int, bytes], None] = lambda server, stream, data: server.good(stream, data)
        self.most = 100
        self.at_once = 0
        self.resets = 0


@asynccontextmanager
async def opened(farm: Farm, deadline: float = PATIENCE) -> AsyncGenerator[Lookups]:
    server = await asyncio.get_running_loop().create_server(lambda: Server(farm), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    lookups = Lookups(
        "127.0.0.1", port, "/wechaty.Puppet/MessagePayload", {"authorization": "Wechaty t"}, None, deadline
    )
    try:
        yield lookups
    finally:
        lookups.close()
        server.close()
        for one in farm.connections:
            one.transport.close()
        await asyncio.sleep(0)


async def test_many_calls_over_one_connection_never_more_at_once_than_it_takes() -> None:
    farm = Farm()
    farm.most = 3
    held: list[tuple[Server, int, bytes]] = []

    def answer(server: Server, stream: int, data: bytes) -> None:
        held.append((server, stream, data))
        asyncio.get_running_loop().call_soon(later)

    def later() -> None:
        server, stream, data = held.pop()
        server.good(stream, data, pad=7)
        server.flush()

    farm.answer = answer
    async with opened(farm) as lookups:
        assert await lookups.ask(b"first") == b"first"  # the rules of the other side are known from now on
        asked = [f"{number}号".encode() for number in range(200)]
        assert await asyncio.gather(*map(lookups.ask, asked)) == asked
    assert len(farm.connections) == 1
    assert farm.at_once <= 3
    assert farm.headers[0] == farm.headers[-1]
    assert farm.headers[0][":path"] == "/wechaty.Puppet/MessagePayload"
    assert farm.headers[0]["authorization"] == "Wechaty t"


async def test_large_answers_go_on_for_as_long_as_they_last() -> None:
    farm = Farm()
    large = bytes(range(256)) * 4000
    farm.answer = lambda server, stream, _data: server.good(stream, large)
    async with opened(farm) as lookups:
        for _ in range(70):  # more than the credit given at the beginning
            assert await lookups.ask(b"?") == large


async def test_an_answer_beyond_measure_is_not_taken() -> None:
    farm = Farm()
    farm.answer = lambda server, stream, data: server.good(stream, bytes(LARGEST + 1) if data == b"large" else data)
    async with opened(farm) as lookups:
        with pytest.raises(GRPCError) as fault:
            await lookups.ask(b"large")
        assert fault.value.status is Status.RESOURCE_EXHAUSTED
        assert await lookups.ask(b"next") == b"next"


@pytest.mark.parametrize(
    ("code", "status"), [("5", Status.NOT_FOUND), ("16", Status.UNAUTHENTICATED), ("99", Status.UNKNOWN)]
)
async def test_a_refusal_is_told_as_grpclib_tells_it(code: str, status: Status) -> None:
    farm = Farm()
    farm.answer = lambda server, stream, _data: server.h2.send_headers(
        stream, [(":status", "200"), ("grpc-status", code), ("grpc-message", "no payload")], end_stream=True
    )
    async with opened(farm) as lookups:
        with pytest.raises(GRPCError) as fault:
            await lookups.ask(b"1")
    assert (fault.value.status, fault.value.message) == (status, "no payload")


def _reset(server: Server, stream: int) -> None:
    server.h2.reset_stream(stream)


def _no_gateway(server: Server, stream: int) -> None:
    server.h2.send_headers(stream, [(":status", "502")])
    server.h2.send_data(stream, b"<html>", end_stream=True)


def _without_trailers(server: Server, stream: int) -> None:
    server.h2.send_headers(stream, [(":status", "200")])
    server.h2.send_data(stream, b"\0\0\0\0\0", end_stream=True)


def _half(server: Server, stream: int) -> None:
    server.h2.send_headers(stream, [(":status", "200")])
    server.h2.send_data(stream, b"\0\0\0\0\x05ab")
    server.h2.send_headers(stream, [("grpc-status", "0")], end_stream=True)


def _away(server: Server, _stream: int) -> None:
    server.h2.close_connection()


def _gone(server: Server, _stream: int) -> None:
    server.transport.abort()


def _babble(server: Server, _stream: int) -> None:
    server.transport.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def _bad_headers(server: Server, stream: int) -> None:
    server.transport.write(b"\0\0\x02\x01\x05" + stream.to_bytes(4, "big") + b"\xff\xff")


@pytest.mark.parametrize("fault", [_reset, _no_gateway, _without_trailers, _half, _away, _gone, _babble, _bad_headers])
async def test_what_goes_wrong_ends_the_call_and_the_next_one_is_answered(fault: Callable[[Server, int], None]) -> None:
    farm = Farm()

    def answer(server: Server, stream: int, data: bytes) -> None:
        if data == b"fault":
            fault(server, stream)
        else:
            server.good(stream, data)

    farm.answer = answer
    async with opened(farm) as lookups:
        assert await lookups.ask(b"before") == b"before"
        with pytest.raises(StreamTerminatedError):
            await lookups.ask(b"fault")
        assert await lookups.ask(b"after") == b"after"


async def test_what_is_not_answered_is_late_and_gives_its_place_to_others() -> None:
    farm = Farm()
    farm.most = 2
    farm.answer = lambda server, stream, data: None if data == b"never" else server.good(stream, data)
    async with opened(farm, deadline=1.0) as lookups:
        assert await lookups.ask(b"first") == b"first"
        late = await asyncio.gather(*[lookups.ask(b"never") for _ in range(5)], return_exceptions=True)
        assert [type(one) for one in late] == [TimeoutError] * 5  # those that never went out too
        assert await lookups.ask(b"after") == b"after"
    assert farm.resets == 2
    assert len(farm.connections) == 1


async def test_signs_of_life_are_given_and_calls_given_up_hurt_nobody() -> None:
    farm = Farm()
    farm.answer = lambda server, stream, data: None if data == b"never" else server.good(stream, data)
    async with opened(farm) as lookups:
        assert await lookups.ask(b"1") == b"1"
        given_up = asyncio.create_task(lookups.ask(b"never"))
        await asyncio.sleep(0)
        assert await lookups.ask(b"2") == b"2"
        given_up.cancel()
        server = farm.connections[0]
        server.h2.ping(b"12345678")
        server.flush()
        assert await lookups.ask(b"3") == b"3"
        server.good(next(number for number, asked in server.asked.items() if asked.endswith(b"never")), b"too late")
        server.flush()
        assert await lookups.ask(b"4") == b"4"
    assert len(farm.connections) == 1


async def test_nobody_there() -> None:
    farm = Farm()
    async with opened(farm) as lookups:
        pass
    with pytest.raises(ConnectionRefusedError):
        await lookups.ask(b"1")
