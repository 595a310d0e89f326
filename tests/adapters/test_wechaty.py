"""WeChat's adapter against the real gateway of npm: what comes in and goes out that only WeChat has (the rest is in ``tests/conformance``)."""

import asyncio
import os
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.adapters.base import Parcel, TryLater
from bot.adapters.wechaty import WechatyAdapter
from bot.clock import SystemClock
from bot.messages import Attachment, AttachmentKind, Inbound
from bot.storage.writer import HouseFault
from tests.adapters.wechaty_bench import heard, up
from tests.conformance.bench import SHORT
from tests.conformance.benches.wechaty import CALM, LATE, MENTION, WechatyBench, setup
from tests.conformance.house import Listening, running, until

SMALL = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
LARGE = os.urandom(300_000)


class Choosy(Listening):
    """Wants only what is said in private or with a mention, as a town does."""

    def wants(self, message: Inbound) -> bool:
        return message.chat is None or message.mention


# -- in


async def test_a_picture_in_a_group_is_not_fetched_unless_it_is_for_the_bot(bench: WechatyBench) -> None:
    house, group, person = Choosy(), await bench.group("三组2邻群"), await bench.person("张小明")
    async with up(bench, house):
        before = await bench.gateway.calls("contactPayload")
        picture = Attachment(AttachmentKind.IMAGE, "墙.png", SMALL)
        number = await bench.say(person, "", group, attach=picture)
        await until(lambda: number in house.numbers, "the picture in the group")
        assert await bench.gateway.calls("messageFile") == 0
        assert await bench.gateway.calls("contactPayload") == before, "nobody is looked up either"
        assert house.messages[0].attachments[0].data is None
        assert not house.messages[0].sender_name
        private = await bench.say(person, "", attach=replace(picture, data=LARGE))
        await until(lambda: private in house.numbers, "the picture in private")
    assert house.messages[1].attachments[0].data == LARGE
    assert house.messages[1].sender_name == "张小明"


async def test_everybody_called_is_nobody_called_and_a_name_of_the_group_counts(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    group = await bench.group("三组2邻群")
    bench.tell()
    members, aliases = [bench.me, person], {bench.me: "乡邻助手小胜"}
    await bench.gateway.ask(
        "/rooms", rooms=[{"id": group, "topic": "三组2邻群", "members": members, "aliases": aliases}]
    )
    async with up(bench, house):
        said = {"by": person, "room": group, "mentions": [bench.me]}
        found = await heard(
            bench,
            house,
            {**said, "text": f"@所有人{MENTION}明天停水"},
            {**said, "text": f"@乡邻助手小胜{MENTION}打卡 巡查"},
            {**said, "text": f"@乡邻助手小胜 打卡 巡查{MENTION}"},
        )
    assert [(one.text.strip(), one.mention) for one in found] == [
        (f"@所有人{MENTION}明天停水", False),
        ("打卡 巡查", True),
        ("打卡 巡查", True),
    ]


async def test_a_new_name_of_the_account_is_learnt(bench: WechatyBench) -> None:
    house, group, person = Listening(), await bench.group("三组2邻群"), await bench.person("张小明")
    async with up(bench, house):
        said = {"by": person, "room": group}
        await heard(bench, house, {**said, "text": f"@小邻{MENTION}打卡"})
        before = await bench.gateway.calls("contactPayload")
        await bench.gateway.ask("/contacts", contacts=[{"id": bench.me, "name": "乡邻小胜"}])
        while await bench.gateway.calls("contactPayload") == before:  # noqa: ASYNC110  # nobody rings a bell
            await asyncio.sleep(0.005)
        found = await heard(bench, house, {**said, "text": f"@乡邻小胜{MENTION}进度"})
    assert [(one.text, one.mention) for one in found] == [("打卡", True), ("进度", True)]


async def test_other_kinds_of_messages(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    async with up(bench, house):
        said = {"by": person, "to": bench.me, "text": "<msg><appmsg>/打卡</appmsg></msg>"}
        first = (await bench.gateway.say({"by": person, "to": bench.me, "text": "反映 路灯坏了"}))[0]
        found = await heard(
            bench,
            house,
            *({**said, "type": number} for number in (3, 4, 5, 8, 9, 11, 12, 14, 0, 16)),
            {**said, "type": 13, "text": first},
            {**said, "type": 10, "text": "#接龙 活动A12"},
            {"by": bench.me, "to": person, "text": "/打卡 自己说的"},
        )
    kinds = [one.attachments[0].kind for one in found[1:9]]
    assert kinds == [
        AttachmentKind.MINI_PROGRAM,
        AttachmentKind.FORWARDED,
        AttachmentKind.STICKER,
        AttachmentKind.LOCATION,
        AttachmentKind.MINI_PROGRAM,
        AttachmentKind.RED_PACKET,
        AttachmentKind.RED_PACKET,
        AttachmentKind.MINI_PROGRAM,
    ]
    assert "东升乡" in found[4].attachments[0].name, "a shared place is told in words"
    assert {one.text for one in found[1:9]} == {""}
    assert (found[9].recalls, found[10].text) == (first, "#接龙 活动A12")
    assert len(found) == 11


async def test_official_accounts_are_not_answered(bench: WechatyBench) -> None:
    house = Listening()
    await bench.gateway.ask("/contacts", contacts=[{"id": f"ad-{bench.me}", "name": "某商城", "type": 2}])
    async with up(bench, house):
        assert not await heard(bench, house, {"by": f"ad-{bench.me}", "to": bench.me, "text": "大促销"})


@dataclass
class Broken(Listening):
    """Stores nothing until it is mended; keeps what it has been offered."""

    mended: bool = False
    offered: list[str] = field(default_factory=list[str])

    async def receive(self, message: Inbound) -> object:
        self.offered.append(message.id)
        if not self.mended:
            raise HouseFault("full")
        return await super().receive(message)


async def test_what_the_house_cannot_store_is_held_and_offered_and_comes_in_order(bench: WechatyBench) -> None:
    house, group, person = Broken(), await bench.group("三组2邻群"), await bench.person("张小明")
    async with up(bench, house):
        bench.tell()
        said = await bench.gateway.say(*({"by": person, "room": group, "text": f"反映 第{n}件"} for n in range(5)))
        await until(lambda: set(said) <= set(house.offered), "each is offered: it may be a call for help")
        await until(lambda: house.offered.count(said[0]) > 6, "the first again and again")
        assert not house.messages
        house.mended = True
        await until(lambda: len(house.messages) >= 5, "all of them")
    assert house.numbers == list(said)


async def test_what_is_held_is_tried_once_more_at_the_end(bench: WechatyBench) -> None:
    house, person = Broken(), await bench.person("张小明")
    slow = WechatyAdapter(setup(bench.gateway.port), SystemClock(), replace(CALM, first=100.0))
    async with running(slow, house):
        await until(lambda: slow.link.up, "link up")
        number = await bench.say(person, "反映 路灯坏了")
        await until(lambda: number in house.offered, "offered")
        house.mended = True
    assert house.numbers == [number]


@dataclass
class Slow(Listening):
    """Handles one chat only when it is told to."""

    slow: str = ""
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, message: Inbound) -> object:
        if message.chat == self.slow:
            await self.go.wait()
        return await super().receive(message)


async def test_a_slow_chat_holds_up_no_other_and_nothing_is_lost(bench: WechatyBench) -> None:
    house, person = Slow(), await bench.person("张小明")
    slow, quick = await bench.group("慢"), await bench.group("快")
    house.slow = slow
    async with up(bench, house):
        burst = [{"by": person, "room": (slow, quick)[n % 2], "text": f"反映 第{n}件"} for n in range(300)]
        bench.tell()
        said = await bench.gateway.say(*burst)
        await until(lambda: len(house.messages) >= 150, "the quick chat")
        assert {one.chat for one in house.messages} == {quick}
        house.go.set()
        await until(lambda: len(house.messages) >= 300, "the slow one")
    assert [one.id for one in house.messages if one.chat == quick] == list(said[1::2])
    assert [one.id for one in house.messages if one.chat == slow] == list(said[0::2])


async def test_what_is_in_memory_is_handled_before_the_end(bench: WechatyBench) -> None:
    house, group, person = Slow(), await bench.group("三组2邻群"), await bench.person("张小明")
    house.slow = group
    async with up(bench, house):
        bench.tell()
        said = await bench.gateway.say(*({"by": person, "room": group, "text": f"反映 {n}"} for n in range(20)))
        private = await bench.say(person, "完")
        await until(lambda: private in house.numbers, "all have come")
        house.go.set()
    assert house.numbers == [private, *said]


GARBAGE: tuple[Any, ...] = (
    None,
    5,
    [],
    {},
    {"messageId": 7},
    {"roomId": ["x"]},
    {"contactId": ""},
    {"messageId": "无" * 9000},
)


async def test_garbage_is_counted_and_the_next_message_heard(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    async with up(bench, house) as adapter:
        for event in ("message", "room-join", "room-leave", "room-topic", "login"):
            for garbage in GARBAGE:
                await bench.gateway.ask("/emit", event=event, payload=garbage)
        await bench.gateway.ask("/emit", event="message", payload={"messageId": "nobody-knows"})
        await bench.gateway.ask("/emit", event="room-join", payload={"roomId": "r", "inviteeIdList": [bench.me]})
        for raw in (
            {"text": "/打卡", "talkerId": ""},
            {"text": 5, "talkerId": 7},
            {"type": "Text", "talkerId": person},
        ):
            number = f"raw-{bench.me}-{len(str(raw))}"
            await bench.gateway.ask("/raw", payload={"id": number, "timestamp": "x", "listenerId": bench.me, **raw})
            await bench.gateway.ask("/emit", event="message", payload={"messageId": number})
        assert not await heard(bench, house)
        assert adapter.link.up
    assert len(house.refusals) >= 35
    assert {"json", "messageId", "roomId", "payload"} <= set(house.refusals)


# -- out


async def test_an_echo_settles_a_send_without_an_answer(bench: WechatyBench) -> None:
    group = await bench.group("三组2邻群")
    bench.patience = SHORT
    async with up(bench, Listening()) as adapter:
        bench.tell()
        fault = {"call": "messageSendText", "times": 1, "delay": LATE}
        await bench.gateway.ask("/faults", faults=[fault])
        number = await adapter.send(Parcel(group, None, "停水通知", None, 1))
    assert number == (await bench.gateway.outbox())[0]["id"]


@pytest.mark.parametrize(("echo", "number"), [(True, "sent-1"), (False, "x-9")])
async def test_a_gateway_that_tells_no_numbers(bench: WechatyBench, echo: bool, number: str) -> None:
    if not echo:
        bench.echo = 0.1
    group = await bench.group("三组2邻群")
    async with up(bench, Listening()) as adapter:
        bench.tell()
        await bench.gateway.ask("/habits", ids=False, echo=echo)
        assert await adapter.send(Parcel(group, None, "停水通知", None, 9)) == number


@pytest.mark.parametrize("fault", [{"error": "unsupported"}, {"error": "too late", "delay": 300}, {"delay": 4000}])
async def test_a_puppet_that_takes_nothing_back_holds_up_no_word(bench: WechatyBench, fault: dict[str, Any]) -> None:
    group = await bench.group("三组2邻群")
    async with up(bench, Listening()) as adapter:
        bench.tell()
        number = await adapter.send(Parcel(group, None, "25日停水", None, 1))
        await bench.gateway.ask("/faults", faults=[{"call": "messageRecall", "times": 1, **fault}])
        await adapter.send(Parcel(group, None, "通知作废", None, 2, recalls=(number,)))
        assert [one.text for one in await bench.arrived()] == ["25日停水", "通知作废"]
        assert await bench.gateway.calls("messageRecall") == 1


async def test_what_has_gone_of_a_parcel_is_not_sent_again(bench: WechatyBench) -> None:
    group = await bench.group("三组2邻群")
    files = tuple(Attachment(AttachmentKind.IMAGE, f"{n}.png", SMALL + bytes([n])) for n in range(2))
    async with up(bench, Listening()) as adapter:
        bench.tell()
        parcel = Parcel(group, None, "停水通知,见图", None, 3, files=files)
        fault = {"call": "messageSendFile", "times": 1, "error": "network is unreachable"}
        await bench.gateway.ask("/faults", faults=[fault])
        with pytest.raises(TryLater):
            await adapter.send(parcel)
        assert await adapter.send(parcel) == "sent-1"
    sent = await bench.arrived()
    assert [(one.text, one.files) for one in sent] == [
        ("停水通知,见图", ()),
        ("", (files[0].data,)),
        ("", (files[1].data,)),
    ]


@pytest.mark.parametrize("fault", [None, {"error": "no permission"}, {"delay": 4000}])
async def test_an_urgent_notice_is_announced_and_arrives_whatever_comes_of_that(
    bench: WechatyBench, fault: dict[str, Any] | None
) -> None:
    """The stubs' own request would be read as a question by a gateway of today (the field has moved)."""
    group = await bench.group("三组2邻群")
    async with up(bench, Listening()) as adapter:
        bench.tell()
        if fault is not None:
            await bench.gateway.ask("/faults", faults=[{"call": "roomAnnounce", "times": 1, **fault}])
        await adapter.send(Parcel(group, None, "🔴特急 马上撤到村委会", None, 1, everyone=True))
        await adapter.send(Parcel(group, None, "本周六大扫除", None, 2))
    assert [one.text for one in await bench.arrived()] == ["🔴特急 马上撤到村委会", "本周六大扫除"]
    announced = [one["text"] for one in (await bench.gateway.ask("/state"))["settings"]]
    assert announced == ([] if fault and "error" in fault else ["🔴特急 马上撤到村委会"])
