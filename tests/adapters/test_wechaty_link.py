"""WeChat's adapter and the real gateway: how the link stands, what becomes of groups and people whose ids change."""

import asyncio
import signal
from dataclasses import replace

import pytest

from bot.adapters.base import AccountMoved, Asked, ChatFound, ChatLost, ChatMoved, ChatRenamed, Parcel, TryLater
from bot.adapters.wechaty import WechatyAdapter
from bot.clock import SystemClock
from tests.adapters.wechaty_bench import heard, up
from tests.conformance.bench import LONG, SHORT
from tests.conformance.benches.wechaty import CALM, LATE, WechatyBench, setup
from tests.conformance.house import Listening, running, until

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


async def test_requests_are_told_once_and_only_requests(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    async with up(bench, house):
        bench.tell()
        for _ in range(2):
            await bench.gateway.ask("/friendship", id="f-1", type=2, by=person)
        await bench.gateway.ask("/friendship", id="f-2", type=1, by=person)
        await bench.gateway.ask("/emit", event="friendship", payload={"friendshipId": "nobody-knows"})
        for _ in range(2):
            await bench.gateway.ask("/emit", event="room-invite", payload={"roomInvitationId": "i-1"})
        await until(lambda: Asked("wechaty", "group") in house.events, "the last one")
    asked = [one for one in house.events if isinstance(one, Asked)]
    assert asked == [Asked("wechaty", "friend"), Asked("wechaty", "friend"), Asked("wechaty", "group")]
    calls = (await bench.gateway.ask("/state"))["calls"]
    assert not {"friendshipAccept", "roomInvitationAccept"} & calls.keys()


async def test_a_stream_without_a_sign_of_life_is_left(bench: WechatyBench) -> None:
    house, person = Listening(), await bench.person("张小明")
    bench.idle, bench.patience = 0.3, SHORT
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


async def test_a_gateway_that_hangs_is_left_and_found_again(bench: WechatyBench) -> None:
    """Its connection stands, but nobody is behind it."""
    house, person = Listening(), await bench.person("张小明")
    bench.idle, bench.patience = 0.3, SHORT
    async with up(bench, house) as adapter:
        bench.gateway.signal(signal.SIGSTOP)
        try:
            await until(lambda: "没有声音" in adapter.link.trouble, "noticed")
            with pytest.raises((TryLater, TimeoutError)):
                await adapter.send(Parcel(None, person, "在吗", None, 1))
        finally:
            bench.gateway.signal(signal.SIGCONT)
        await until(lambda: adapter.link.up, "back")
        number = await bench.say(person, "帮助")
        await until(lambda: number in house.numbers, "heard")


async def test_a_gateway_killed_under_load(bench: WechatyBench) -> None:
    """What it had told is looked up when it is back; nothing comes twice or out of order."""
    house, group, person = Listening(), await bench.group("三组2邻群"), await bench.person("张小明")
    async with up(bench, house) as adapter:
        bench.tell()
        said = list(await bench.gateway.say(*({"by": person, "room": group, "text": f"反映 {n}"} for n in range(300))))
        await until(lambda: len(house.messages) >= 20, "some of them")
        await bench.down()
        await until(lambda: not adapter.link.up, "noticed")
        await bench.up()
        await until(lambda: adapter.link.up, "back")
        last = await bench.say(person, "反映 完", group)
        await until(lambda: last in house.numbers, "what is said after it")
    found = [said.index(one) for one in house.numbers if one != last]
    assert found == list(range(len(found))), "no gap among what it had told"
    assert house.numbers[-1] == last


async def test_a_message_that_is_slow_to_come_holds_its_place(bench: WechatyBench) -> None:
    house, group, person = Listening(), await bench.group("三组2邻群"), await bench.person("张小明")
    bench.patience = SHORT
    async with up(bench, house):
        slow, gone = f"slow-{bench.me}", f"gone-{bench.me}"
        faults = [
            {"call": "messagePayload", "conversation": slow, "times": 1, "delay": LATE},
            {"call": "messagePayload", "conversation": gone, "times": 9, "delay": LATE},
        ]
        await bench.gateway.ask("/faults", faults=faults)
        said = [
            {"by": person, "room": group, "text": text, "id": number} for text, number in (("一", slow), ("二", gone))
        ]
        await heard(bench, house, *said, {"by": person, "room": group, "text": "三"})
    assert [one.text for one in house.messages if one.chat == group and not one.text.endswith("完")] == ["一", "三"]
    assert house.refusals == ["lost"]


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
    wrong = WechatyAdapter(replace(setup(bench.gateway.port), token="another"), SystemClock(), CALM)
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
    patient = WechatyAdapter(setup(bench.gateway.port), SystemClock(), replace(CALM, again=LONG))
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
