"""WeChat's adapter against the real gateway of npm: what only WeChat has (the rest is in ``tests/conformance``)."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.base import AccountMoved, ChatFound, ChatLost, ChatMoved, ChatRenamed, Parcel, TryLater
from bot.adapters.wechaty import WechatyAdapter
from bot.clock import SystemClock
from bot.messages import Attachment, AttachmentKind, Inbound
from bot.storage.writer import HouseFault
from tests.conformance.benches.wechaty import MENTION, QUICK, WechatyBench, setup
from tests.conformance.house import Listening, running, until
from tests.peers import wechaty_gateway as peer

SMALL = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
LARGE = os.urandom(300_000)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[WechatyBench]:
    if missing := peer.missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(missing)
        pytest.skip(missing)
    made = WechatyBench(tmp_path)
    await made.start()
    await made.person("末尾")
    yield made
    await made.stop()


@asynccontextmanager
async def up(bench: WechatyBench, house: Listening) -> AsyncGenerator[WechatyAdapter]:
    async with running(bench.connect(), house) as adapter:
        await until(lambda: adapter.link.up, "link up")
        assert isinstance(adapter, WechatyAdapter)
        yield adapter


async def heard(bench: WechatyBench, house: Listening, *messages: dict[str, Any]) -> list[Inbound]:
    """What the house has got when these, and a last one in each of their chats, have come through."""
    bench.tell()
    chats = [{"by": await bench.person("末尾"), "to": bench.me}]
    chats += [{key: one[key] for key in ("by", "room", "to", "mentions") if key in one} for one in messages]
    bench.tell()
    ends = [{**one, "text": f"@小邻{MENTION}完", "type": 7} for one in chats if one["by"] in bench.people]
    said = await bench.gateway.say(*messages, *ends)
    await until(lambda: set(said[len(messages) :]) <= set(house.numbers), "the last messages")
    return [one for one in house.messages if not one.text.endswith("完")]


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
    slow = WechatyAdapter(setup(bench.gateway.port), SystemClock(), replace(QUICK, first=100.0))
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
    async with up(bench, Listening()) as adapter:
        bench.tell()
        fault = {"call": "messageSendText", "times": 1, "delay": 700}
        await bench.gateway.ask("/faults", faults=[fault])
        number = await adapter.send(Parcel(group, None, "停水通知", None, 1))
    assert number == (await bench.gateway.outbox())[0]["id"]


@pytest.mark.parametrize(("echo", "number"), [(True, "sent-1"), (False, "x-9")])
async def test_a_gateway_that_tells_no_numbers(bench: WechatyBench, echo: bool, number: str) -> None:
    group = await bench.group("三组2邻群")
    async with up(bench, Listening()) as adapter:
        bench.tell()
        await bench.gateway.ask("/habits", ids=False, echo=echo)
        assert await adapter.send(Parcel(group, None, "停水通知", None, 9)) == number


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


async def test_what_has_moved_in_the_protocol_is_set_and_not_read(bench: WechatyBench) -> None:
    group, person = await bench.group("三组2邻群"), await bench.person("张小明")
    bench.tell()
    wire = bench.wire()
    try:
        await wire.announce(group, "本周六大扫除")
        await wire.rename(group, "康桥三组2邻群")
        await wire.call(person, "3组张小明")
        assert (await wire.room(group)).topic == "康桥三组2邻群"
    finally:
        await wire.close()
    assert [(one["what"], one["text"]) for one in (await bench.gateway.ask("/state"))["settings"]] == [
        ("announcement", "本周六大扫除"),
        ("topic", "康桥三组2邻群"),
        ("alias", "3组张小明"),
    ]


# -- the link


async def test_nothing_is_stopped_accepted_or_joined(bench: WechatyBench) -> None:
    house = Listening()
    for _ in range(2):
        async with up(bench, house):
            await bench.gateway.ask("/emit", event="friendship", payload={"friendshipId": "f-1"})
            await bench.gateway.ask("/emit", event="room-invite", payload={"roomInvitationId": "i-1"})
            await heard(bench, house)
        await bench.gateway.attached(False)
        house.messages.clear()
    calls = (await bench.gateway.ask("/state"))["calls"]
    assert "stop" not in calls
    assert not {"friendshipAccept", "roomInvitationAccept"} & calls.keys()


async def test_a_stream_without_a_sign_of_life_is_left(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    async with up(bench, house) as adapter:
        while not await bench.gateway.calls("ding"):  # noqa: ASYNC110  # nobody rings a bell
            await asyncio.sleep(0.005)
        await heard(bench, house)  # the answer to it came before these in the stream
        await bench.gateway.ask("/habits", heartbeats=False)
        await until(lambda: "没有声音" in adapter.link.trouble, "noticed")
        await bench.gateway.ask("/habits", heartbeats=True)
        await until(lambda: adapter.link.up, "back")
        number = await bench.say(person, "帮助")
        await until(lambda: number in house.numbers, "heard")


async def test_the_states_of_the_login_are_told(bench: WechatyBench) -> None:
    async with up(bench, Listening()) as adapter:
        await bench.gateway.ask("/logout", why="手机上退出")
        await until(lambda: "退出了登录" in adapter.link.trouble, "logged out")
        await bench.gateway.ask("/scan", qrcode="https://login.example/1")
        await until(lambda: "扫码" in adapter.link.trouble, "wants a scan")
        with pytest.raises(TryLater):
            await adapter.send(Parcel(await bench.group("三组2邻群"), None, "停水", None, 1))
        await bench.gateway.ask("/login", id=bench.me)
        await until(lambda: adapter.link.up, "in again")
        assert not adapter.link.trouble


async def test_a_refused_token_is_told(bench: WechatyBench) -> None:
    wrong = WechatyAdapter(replace(setup(bench.gateway.port), token="another"), SystemClock(), QUICK)
    async with running(wrong, Listening()):
        await until(lambda: "令牌" in wrong.link.trouble, "told")
        assert not wrong.link.up
        with pytest.raises(TryLater):
            await wrong.send(Parcel("r@chatroom", None, "停水", None, 1))


# -- groups and people whose ids change


async def test_what_became_of_groups_while_nobody_looked(bench: WechatyBench) -> None:
    stays, renamed = await bench.group("一组群"), await bench.group("二组群")
    put_out, fresh = await bench.group("三组群"), await bench.group("新建群")
    bench.tell()
    await bench.gateway.ask("/change", room=put_out, leave=[bench.me], silent=True)
    house = Listening(known={stays: "一组群", renamed: "原二组群", put_out: "三组群", "gone@chatroom": "四组群"})
    async with up(bench, house):
        await until(lambda: len(house.events) >= 4, "all told")
        await heard(bench, house)
    assert sorted(map(repr, house.events)) == sorted(
        map(
            repr,
            [
                ChatRenamed("wechaty", renamed, "二组群"),
                ChatFound("wechaty", fresh, "新建群"),
                ChatLost("wechaty", put_out),
                ChatLost("wechaty", "gone@chatroom"),
            ],
        )
    )


async def test_groups_that_the_gateway_knows_later_are_not_lost(bench: WechatyBench) -> None:
    """Right after a login its lists are not whole."""
    house = Listening(known={f"late-{bench.me}@chatroom": "一组群"})
    patient = WechatyAdapter(setup(bench.gateway.port), SystemClock(), replace(QUICK, again=1.0))
    async with running(patient, house):
        await until(lambda: patient.link.up, "link up")
        await heard(bench, house)
        late = {"id": f"late-{bench.me}@chatroom", "topic": "一组群", "members": [bench.me]}
        await bench.gateway.ask("/rooms", rooms=[late])
        await bench.gateway.ask("/ready")
        sign = f"sign-{bench.me}@chatroom"
        await bench.gateway.ask("/rooms", rooms=[{"id": sign, "topic": "", "members": [bench.me]}])
        await bench.gateway.ask("/change", room=sign, topic="看过了", by=bench.me)
        await until(lambda: bool(house.events), "the second look")
        await asyncio.sleep(0)
    assert not [one for one in house.events if isinstance(one, ChatLost | ChatMoved)]


async def test_a_group_with_a_new_id_is_proposed_and_not_followed(bench: WechatyBench) -> None:
    old = await bench.group("一组群")
    house = Listening()
    async with up(bench, house):
        await until(lambda: ChatFound("wechaty", old, "一组群") in house.events, "known")
        await bench.gateway.ask("/logout", why="换手机")
        await bench.gateway.ask("/forget", id=old)
        new = f"new-{bench.me}@chatroom"
        await bench.gateway.ask("/rooms", rooms=[{"id": new, "topic": "一组群", "members": [bench.me]}])
        await bench.gateway.ask("/login", id=bench.me)
        await until(lambda: ChatMoved("wechaty", old, new, sure=False) in house.events, "proposed")
    assert ChatLost("wechaty", old) not in house.events


async def test_a_person_with_a_new_id_is_proposed(bench: WechatyBench) -> None:
    old = await bench.person("张小明")
    other = await bench.person("王建国")
    house = Listening()
    async with up(bench, house):
        await heard(bench, house, *({"by": one, "to": bench.me, "text": "帮助"} for one in (old, other)))
        await bench.gateway.ask("/logout", why="换手机")
        await bench.gateway.ask("/forget", id=old)
        new, namesake = f"wxid_new{bench.me}", f"wxid_same{bench.me}"
        people = [{"id": new, "name": "张小明"}, {"id": namesake, "name": "王建国"}]
        await bench.gateway.ask("/contacts", contacts=people)
        await bench.gateway.ask("/login", id=bench.me)
        said = await bench.gateway.say(*({"by": one, "to": bench.me, "text": "在吗"} for one in (new, namesake)))
        await until(lambda: set(said) <= set(house.numbers), "heard")
    moved = [one for one in house.events if isinstance(one, AccountMoved)]
    assert moved == [AccountMoved("wechaty", old, new, "张小明")], "王建国's old account is still there"
