"""The parts of WeChat's adapter by themselves: lanes, what a refusal means, what became of groups."""

import asyncio
from collections import defaultdict

import pytest
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.base import ChatFound, ChatLost, ChatMoved, ChatRenamed, Gone, Refused, TryLater
from bot.adapters.lanes import Lanes
from bot.adapters.wechaty_line import Silent, Trouble, trouble_of
from bot.adapters.wechaty_rooms import drift
from bot.adapters.wechaty_sending import meaning
from tests.conformance.house import until


async def _in_order(letters: list[tuple[str, int]], most: int) -> None:
    handled: dict[str, list[int]] = defaultdict(list)

    async def find(number: str) -> tuple[str, int, int] | None:
        lane, waits = letters[int(number)]
        for _ in range(waits):
            await asyncio.sleep(0)
        return None if waits == 3 else (lane, int(number), waits)

    async def handle(letter: tuple[str, int, int]) -> None:
        lane, number, waits = letter
        for _ in range(waits * 2):
            await asyncio.sleep(0)
        if waits == 2:
            raise ValueError(number)  # one message's fault ends no lane
        handled[lane].append(number)

    lanes = Lanes("wechaty", find, lambda letter: letter[0], handle, most)
    for number in range(len(letters)):
        await lanes.put(str(number))
        assert lanes.waiting <= most
    await lanes.close(5.0)
    assert lanes.waiting == 0
    for lane in "abc":
        assert handled[lane] == [n for n, (name, waits) in enumerate(letters) if name == lane and waits < 2]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=60), st.integers(1, 20))
def test_each_lane_is_in_order_whatever_is_slow(letters: list[tuple[str, int]], most: int) -> None:
    asyncio.run(_in_order(letters, most))


async def test_the_stream_waits_when_too_much_is_in_memory() -> None:
    go = asyncio.Event()
    handled: list[str] = []

    async def find(number: str) -> str:
        return number

    async def handle(number: str) -> None:
        await go.wait()
        handled.append(number)

    lanes = Lanes("wechaty", find, lambda _number: "one", handle, 3)
    for number in "123":
        await lanes.put(number)
    fourth = asyncio.create_task(lanes.put("4"))
    await until(lambda: lanes.full, "full")
    assert not fourth.done()
    go.set()
    await fourth
    await lanes.close(5.0)
    assert handled == list("1234")


async def test_an_end_without_patience_counts_what_it_leaves() -> None:
    async def find(number: str) -> str | None:
        await asyncio.Event().wait()
        return number

    async def handle(_number: str) -> None:
        raise AssertionError

    lanes = Lanes("wechaty", find, lambda _number: "one", handle, 3)
    await lanes.put("1")
    await lanes.close(0.02)
    assert lanes.waiting == 1


@pytest.mark.parametrize(
    ("status", "words", "found"),
    [
        (Status.DEADLINE_EXCEEDED, "", TimeoutError),
        (Status.UNKNOWN, "WechatError: request timeout", TimeoutError),
        (Status.UNKNOWN, "网络超时", TimeoutError),
        (Status.RESOURCE_EXHAUSTED, "", TryLater),
        (Status.UNKNOWN, "操作过于频繁", TryLater),
        (Status.UNKNOWN, "you are sending messages too fast", TryLater),
        (Status.UNKNOWN, "not a member of this conversation", Gone),
        (Status.UNKNOWN, "您不在群聊中,已被移出", Gone),
        (Status.UNKNOWN, "no payload found for id r@chatroom", Gone),
        (Status.UNKNOWN, "对方不是您的好友", Gone),
        (Status.INVALID_ARGUMENT, "", Refused),
        (Status.UNKNOWN, "内容违规", Refused),
        (Status.UNKNOWN, "something else went wrong", TryLater),
        (Status.UNAVAILABLE, "", TryLater),
        (Status.UNAUTHENTICATED, 'Invalid Wechaty TOKEN "x"', TryLater),
    ],
)
def test_what_a_refusal_means(status: Status, words: str, found: type[Exception]) -> None:
    assert type(meaning(GRPCError(status, words))) is found


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (None, Trouble.BROKEN),
        (StreamTerminatedError("lost"), Trouble.BROKEN),
        (ConnectionResetError(), Trouble.BROKEN),
        (ConnectionRefusedError(), Trouble.ABSENT),
        (OSError("no route"), Trouble.ABSENT),
        (TimeoutError(), Trouble.SILENT),
        (Silent(), Trouble.SILENT),
        (GRPCError(Status.UNAUTHENTICATED), Trouble.BAD_TOKEN),
        (GRPCError(Status.ALREADY_EXISTS), Trouble.OCCUPIED),
        (GRPCError(Status.UNIMPLEMENTED), Trouble.NO_GATEWAY),
        (GRPCError(Status.INTERNAL), Trouble.UNWELL),
        (ValueError(), Trouble.UNWELL),
    ],
)
def test_what_the_end_of_a_connection_means(fault: Exception | None, trouble: Trouble) -> None:
    assert trouble_of(fault) is trouble
    assert trouble.text
    assert trouble.code.isascii()


@pytest.mark.parametrize(
    ("known", "seen", "events"),
    [
        ({"a": "一组"}, {"a": "一组"}, []),
        ({"a": "一组"}, {"a": "二组"}, [ChatRenamed("wechaty", "a", "二组")]),
        ({"a": "一组"}, {"a": ""}, []),
        ({}, {"a": "一组"}, [ChatFound("wechaty", "a", "一组")]),
        ({"a": ""}, {"a": "一组"}, [ChatFound("wechaty", "a", "一组")]),
        ({"a": "一组"}, {}, [ChatLost("wechaty", "a")]),
        (
            {"a": "一组"},
            {"b": "一组"},
            [ChatFound("wechaty", "b", "一组"), ChatMoved("wechaty", "a", "b", sure=False)],
        ),
        (  # two of one name: nobody can tell which
            {"a": "一组"},
            {"b": "一组", "c": "一组"},
            [ChatFound("wechaty", "b", "一组"), ChatFound("wechaty", "c", "一组"), ChatLost("wechaty", "a")],
        ),
        ({"a": "一组", "b": "一组"}, {"b": "一组"}, [ChatLost("wechaty", "a")]),
        ({"a": ""}, {"b": ""}, [ChatFound("wechaty", "b", ""), ChatLost("wechaty", "a")]),
    ],
)
def test_what_became_of_groups(known: dict[str, str], seen: dict[str, str], events: list[object]) -> None:
    assert drift(known, seen) == events


NAMED = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", "一组", "二组"]))


@given(NAMED, NAMED)
def test_every_group_is_accounted_for_once(known: dict[str, str], seen: dict[str, str]) -> None:
    events = drift(known, seen)
    gone = [
        one.old if isinstance(one, ChatMoved) else one.chat for one in events if isinstance(one, ChatLost | ChatMoved)
    ]
    assert sorted(gone) == sorted(known.keys() - seen.keys())
    assert {one.chat for one in events if isinstance(one, ChatFound)} >= seen.keys() - known.keys()
    for one in events:
        if isinstance(one, ChatMoved):
            assert not one.sure
            assert known[one.old] == seen[one.new] != ""
