"""The adapter alone against its peer: what comes in, what goes out, what a fault is called, how it gets back on its feet."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.base import Adapter, ChatLost, ChatMoved, ChatRenamed, Gone, Parcel, Refused, TryLater
from bot.messages import Attachment, AttachmentKind
from tests.conformance.bench import Arrived, Bench, Trick
from tests.conformance.house import Listening, running, until

GROUP = "康桥三组2邻群"
PERSON = "张小明"
SMALL = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@asynccontextmanager
async def connected(bench: Bench, house: Listening) -> AsyncGenerator[Adapter]:
    """A fresh adapter, its link up."""
    async with running(bench.connect(), house) as adapter:
        await until(lambda: adapter.link.up, "link up")
        yield adapter


def parcel(number: int, text: str, chat: str | None = None, account: str | None = None, **more: object) -> Parcel:
    return Parcel(chat, account, text, None, number, **more)  # type: ignore[arg-type]  # fields of Parcel, by name


async def place(bench: Bench) -> tuple[str | None, str | None]:
    """Where the bot may speak: a group, else a private chat."""
    if Trick.GROUPS in bench.lacks and Trick.PRIVATE not in bench.lacks:
        return None, await bench.person(PERSON)
    return await bench.group(GROUP), None


async def last(bench: Bench) -> Arrived:
    return (await bench.arrived())[-1]


# -- in


@pytest.mark.needs(Trick.GROUPS)
async def test_what_is_said_in_a_group_comes_in(bench: Bench) -> None:
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        number = await bench.say(person, "反映 村口路灯坏了", group)
        await until(lambda: number in house.numbers, "the message")
    heard = house.messages[0]
    assert (heard.platform, heard.chat, heard.sender, heard.text) == (bench.name, group, person, "反映 村口路灯坏了")
    assert heard.at.tzinfo is not None
    assert heard.mention is (Trick.OVERHEAR in bench.lacks), "who only hears what is meant for it knows that it is"


@pytest.mark.needs(Trick.PRIVATE)
async def test_what_is_said_in_private_has_no_chat(bench: Bench) -> None:
    house = Listening()
    person = await bench.person(PERSON)
    async with connected(bench, house):
        number = await bench.say(person, "我要反映 井盖破了😀")
        await until(lambda: number in house.numbers, "the message")
    heard = house.messages[0]
    assert (heard.chat, heard.sender, heard.text) == (None, person, "我要反映 井盖破了😀")


@pytest.mark.needs(Trick.GROUPS)
async def test_a_mention_is_marked_and_taken_off(bench: Bench) -> None:
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        number = await bench.say(person, "进度", group, mention=True)
        await until(lambda: number in house.numbers, "the message")
    assert house.messages[0].mention or "@" in house.messages[0].text
    assert house.messages[0].text.strip().endswith("进度")


@pytest.mark.needs(Trick.QUOTE, Trick.GROUPS)
async def test_a_reply_names_the_message_of_ours(bench: Bench) -> None:
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        ours = await adapter.send(parcel(1, "【KQ2611-001】已登记。", group))
        number = await bench.say(person, "催一下", group, quote=ours)
        await until(lambda: number in house.numbers, "the message")
    assert house.messages[-1].quote == ours


@pytest.mark.needs(Trick.EDIT, Trick.GROUPS)
async def test_changed_words_name_what_they_change(bench: Bench) -> None:
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        first = await bench.say(person, "反映 路灯坏了", group)
        changed = await bench.say(person, "反映 桥上路灯坏了", group, edits=first)
        await until(lambda: changed in house.numbers, "the change")
    assert changed != first
    assert (house.messages[-1].edits, house.messages[-1].text) == (first, "反映 桥上路灯坏了")


@pytest.mark.needs(Trick.IMAGE_IN, Trick.PRIVATE)
async def test_a_picture_comes_with_its_bytes(bench: Bench) -> None:
    house = Listening()
    person = await bench.person(PERSON)
    async with connected(bench, house):
        number = await bench.say(person, "", attach=Attachment(AttachmentKind.IMAGE, "路.png", SMALL))
        await until(lambda: number in house.numbers, "the picture")
    assert [(one.kind, one.data) for one in house.messages[0].attachments] == [(AttachmentKind.IMAGE, SMALL)]


@pytest.mark.needs(Trick.ECHO)
async def test_its_own_messages_are_nobodys(bench: Bench) -> None:
    house = Listening()
    chat, account = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        await adapter.send(parcel(1, "打卡 巡查 30分钟", chat, account))
        number = await bench.say(person, "帮助")
        await until(lambda: number in house.numbers, "what a person said after it")
    assert house.numbers == [number]


@pytest.mark.needs(Trick.HEAR)
async def test_three_hundred_in_a_burst_come_in_order(bench: Bench) -> None:
    house = Listening()
    groups: list[str | None] = (
        [None] if Trick.GROUPS in bench.lacks else [await bench.group(f"{n}组群") for n in "一二三"]
    )
    person = await bench.person(PERSON)
    async with connected(bench, house):
        said = [await bench.say(person, f"反映 第{n}件", groups[n % len(groups)]) for n in range(300)]
        await until(lambda: len(house.messages) >= 300, "all of them")
    assert sorted(house.numbers) == sorted(said)
    for at, group in enumerate(groups):
        mine = [one.id for one in house.messages if one.chat == group]
        assert mine == said[at :: len(groups)], "in order within a chat"


@pytest.mark.needs(Trick.QUEUE)
async def test_what_could_not_be_stored_comes_again(bench: Bench) -> None:
    house = Listening(breaks=2)
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        said = [await bench.say(person, f"反映 第{n}件", group) for n in range(3)]
        await until(lambda: set(said) <= set(house.numbers), "all of them, later")
    assert list(dict.fromkeys(house.numbers)) == said


@pytest.mark.needs(Trick.QUEUE)
async def test_what_is_said_while_nobody_listens_comes_later(bench: Bench) -> None:
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        first = await bench.say(person, "反映 一", group)
        await until(lambda: first in house.numbers, "the first")
    second = await bench.say(person, "反映 二", group)
    async with connected(bench, house):
        await until(lambda: second in house.numbers, "the second")


GARBAGE = (
    b"",
    b"null",
    b"7",
    b"[]",
    b"{broken",
    b'{"update_id": "x"}',
    b'{"update_id": 1, "message": {"text": 5, "chat": []}}',
    b'{"cmd": "aibot_msg_callback", "body": 3}',
    b"<xml><Encrypt><![CDATA[AAAA]]></Encrypt></xml>",
    b'<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>',
    bytes(range(256)) * 4,
    b'{"a":' * 5000,
    "长".encode() * 200_000,
)


@pytest.mark.needs(Trick.GARBLE)
async def test_what_is_no_message_is_counted_and_changes_nothing(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house):
        for payload in GARBAGE:
            await bench.garble(payload)
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "what came after it")
    assert house.numbers == [number]
    assert house.refusals


# -- out


async def test_what_is_sent_arrives_whole(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        number = await adapter.send(parcel(1, "通知:11月25日(周三)停水。\n请提前存水😀", chat, account))
        arrived = await last(bench)
    assert (arrived.place, arrived.text, arrived.number) == (
        chat or account,
        "通知:11月25日(周三)停水。\n请提前存水😀",
        number,
    )


@pytest.mark.needs(Trick.PRIVATE)
async def test_a_private_message_arrives(bench: Bench) -> None:
    person = await bench.person(PERSON)
    async with connected(bench, Listening()) as adapter:
        await adapter.send(parcel(1, "您的打卡收到了", account=person))
    assert (await last(bench)).place == person


async def test_the_longest_text_arrives_whole(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        text = "停水通知" * (adapter.capabilities.longest_text // 4)
        await adapter.send(parcel(1, text, chat, account))
    assert "".join(one.text for one in await bench.arrived()) == text


@pytest.mark.needs(Trick.IMAGE_OUT)
async def test_a_picture_goes_with_the_text(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        files = (
            Attachment(AttachmentKind.IMAGE, "图.png", SMALL),
            Attachment(AttachmentKind.FILE, "表.pdf", b"%PDF-1"),
        )
        await adapter.send(parcel(1, "见图", chat, account, files=files))
        arrived = await bench.arrived()
    assert "见图" in "".join(one.text for one in arrived)
    assert [data for one in arrived for data in one.files] == [SMALL, b"%PDF-1"]


@pytest.mark.needs(Trick.BUTTONS)
async def test_a_pressed_button_is_its_number(bench: Bench) -> None:
    house = Listening()
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        ours = await adapter.send(parcel(1, "是哪一种?", account=person, choices=("路不平", "路灯不亮", "别的")))
        assert [one.split(" ", 1)[1] for one in (await last(bench)).choices] == ["路不平", "路灯不亮", "别的"]
        number = await bench.press(person, ours, 2)
        await until(lambda: number in house.numbers, "the press")
    assert (house.messages[-1].text, house.messages[-1].presses, house.messages[-1].chat) == ("2", ours, None)


async def test_a_correction_changes_the_message_in_place(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        if not adapter.capabilities.can_edit:
            pytest.skip(f"{bench.name}: 改不了发过的消息")
        number = await adapter.send(parcel(1, "25日停水", chat, account))
        assert await adapter.send(parcel(2, "26日停水", chat, account, edits=number)) == number
        assert await adapter.send(parcel(3, "26日停水", chat, account, edits=number)) == number, "the same words again"
        anew = await adapter.send(parcel(4, "27日停水", chat, account, edits=number + "0000"))
        arrived = await bench.arrived()
    assert [(one.text, one.edits) for one in arrived] == [("26日停水", 1), ("27日停水", 0)]
    assert anew == arrived[-1].number


async def test_a_void_message_is_taken_back_before_it_is_said_to_be_void(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        if adapter.capabilities.recalls_within is None:
            pytest.skip(f"{bench.name}: 发过的撤不回")
        numbers = [await adapter.send(parcel(n, f"{n}日停水", chat, account)) for n in (1, 2, 3)]
        void = parcel(4, "通知作废,以新通知为准", chat, account, recalls=(numbers[0], numbers[2]))
        await adapter.send(void)
        assert [one.text for one in await bench.arrived()] == ["2日停水", "通知作废,以新通知为准"]
        again = parcel(5, "再说一遍", chat, account, recalls=(numbers[0], numbers[1] + "0000", "nonsense"))
        await adapter.send(again)
    assert [one.text for one in await bench.arrived()] == ["2日停水", "通知作废,以新通知为准", "再说一遍"]


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        pytest.param(Trick.LATER, TryLater, marks=pytest.mark.needs(Trick.LATER)),
        pytest.param(Trick.GONE, Gone, marks=pytest.mark.needs(Trick.GONE)),
        pytest.param(Trick.REFUSED, Refused, marks=pytest.mark.needs(Trick.REFUSED)),
    ],
)
async def test_a_refusal_is_called_by_its_name(bench: Bench, how: Trick, fault: type[Exception]) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        await bench.fail(how)
        with pytest.raises(fault):
            await adapter.send(parcel(1, "停水通知", chat, account))
        assert not list(await bench.arrived())
        await adapter.send(parcel(1, "停水通知", chat, account))
    assert [one.text for one in await bench.arrived()] == ["停水通知"]


@pytest.mark.needs(Trick.SILENT)
async def test_a_send_without_an_answer_is_unknown(bench: Bench) -> None:
    chat, account = await place(bench)
    async with connected(bench, Listening()) as adapter:
        await bench.fail(Trick.SILENT)
        with pytest.raises(TimeoutError):
            await adapter.send(parcel(1, "停水通知", chat, account))
    assert [one.text for one in await bench.arrived()] == ["停水通知"], "and it had arrived"


# -- on and off its feet


@pytest.mark.needs(Trick.DOWN)
async def test_a_peer_that_was_killed_is_heard_again(bench: Bench) -> None:
    house = Listening()
    chat, account = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        first = await bench.say(person, "帮助", chat)
        await until(lambda: first in house.numbers, "the first")
        await bench.down()
        await until(lambda: not adapter.link.up, "the loss is noticed")
        assert adapter.link.trouble
        with pytest.raises((TryLater, TimeoutError)):
            await adapter.send(parcel(1, "在吗", chat, account))
        await bench.up()
        await until(lambda: adapter.link.up, "up again")
        second = await bench.say(person, "进度", chat)
        await until(lambda: second in house.numbers, "the second")
        await adapter.send(parcel(2, "在的", chat, account))
    assert (await last(bench)).text == "在的"


@pytest.mark.needs(Trick.DOWN)
async def test_a_peer_absent_at_start_is_told_and_waited_for(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    await bench.down()
    async with running(bench.connect(), house) as adapter:
        await until(lambda: bool(adapter.link.trouble), "told")
        assert not adapter.link.up
        await bench.up()
        await until(lambda: adapter.link.up, "up")
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "heard")


@pytest.mark.needs(Trick.CLOSE)
async def test_a_clean_close_is_no_end(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        before = adapter.link.since
        await bench.close()
        await until(lambda: not adapter.link.up or adapter.link.since != before, "noticed")
        await until(lambda: adapter.link.up, "back")
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "heard")


@pytest.mark.needs(Trick.INTRUDER)
async def test_a_second_program_is_a_loud_state(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        await bench.intrude()
        await until(lambda: "另一" in adapter.link.trouble, "noticed")
        assert not adapter.link.up
        await bench.withdraw()
        await until(lambda: adapter.link.up, "alone again")
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "heard")


@pytest.mark.needs(Trick.LOGOUT)
async def test_being_logged_out_is_a_loud_state(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        await bench.log_out()
        await until(lambda: not adapter.link.up, "noticed")
        assert adapter.link.trouble
        await bench.log_in()
        await until(lambda: adapter.link.up, "in again")
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "heard")


# -- groups


@pytest.mark.needs(Trick.KICK)
async def test_being_put_out_is_told(bench: Bench) -> None:
    house, group = Listening(), await bench.group(GROUP)
    async with connected(bench, house) as adapter:
        await bench.kick(group)
        await until(lambda: any(isinstance(one, ChatLost) and one.chat == group for one in house.events), "told")
        with pytest.raises((Gone, Refused)):
            await adapter.send(parcel(1, "停水通知", group))


@pytest.mark.needs(Trick.MOVE)
async def test_a_group_that_moved_is_told_and_reached(bench: Bench) -> None:
    house, group = Listening(), await bench.group(GROUP)
    async with connected(bench, house) as adapter:
        new = await bench.move(group)
        await until(lambda: ChatMoved(bench.name, group, new) in house.events, "told")
        await adapter.send(parcel(1, "停水通知", new))
        assert (await last(bench)).place == new
        number = await adapter.send(parcel(2, "来水了", group))
        assert (await last(bench)).place == new, "what was on its way to the old one arrives too"
        assert (await last(bench)).number == number


@pytest.mark.needs(Trick.RENAME)
async def test_a_renamed_group_is_told(bench: Bench) -> None:
    house, group = Listening(), await bench.group(GROUP)
    async with connected(bench, house):
        await bench.rename(group, "广场舞群")
        await until(lambda: ChatRenamed(bench.name, group, "广场舞群") in house.events, "told")
