"""How notices get there: one message for what was held, the day's card, the pace and its foretelling, hands where the bot is not, edits."""

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.base import Capabilities, Parcel
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.settings import Settings
from bot.ids import ChatId, PersonId
from bot.messages import Attachment, AttachmentKind, InChat, Outbound, Priority, ToPerson
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.storage import outbox, outbox_reading
from bot.storage.directory import chat_address
from bot.storage.outbox import State

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 24, 22, tzinfo=SHANGHAI)
GROUP = ChatId("c-kq03-02")
VILLAGE = "发通知 集中换电表|康桥村|换电表,家里留人。|同正文|不要|没有|95598|12月30日"


@asynccontextmanager
async def town(start: datetime = MORNING, **options: Any) -> AsyncGenerator[RehearsedTown]:
    async with RehearsedTown(start, **options) as made:
        yield made


async def tell(place: RehearsedTown, who: str, *words: str) -> str:
    """Said in private; what was answered there last."""
    address = place.names.people[who][0]
    for text in words:
        await place.say(text, address)
    return "\n".join(one.text for one in place.sent if one.address == address)


def heard(place: RehearsedTown, chat: str) -> list[str]:
    return [one.text for one in place.sent if one.address == place.names.chats[chat]]


async def put(place: RehearsedTown, *messages: Outbound) -> None:
    await place.app.writer.run(lambda work: post(work, messages))


def note(text: str, key: str | None = None) -> Outbound:
    return Outbound(InChat(GROUP), text, Priority.NOTICE, about="trial:1", key=key)


async def state_of(place: RehearsedTown, key: str) -> outbox.Delivery:
    found = await place.app.writer.run(lambda work: outbox_reading.find_by_key(work.db, work.town, key))
    assert found is not None
    return found


async def without_bot(place: RehearsedTown, chat: str) -> None:
    def remove(work: Work) -> None:
        work.db.execute(sa.delete(chat_address).where(chat_address.c.chat == chat))
        work.changed_directory()

    await place.app.writer.run(remove)


# --- one message for what was held -----------------------------------------------------------------------------------


async def test_more_than_three_held_messages_come_as_one_in_order_and_share_its_fate() -> None:
    async with town(NIGHT) as place:
        await put(place, *(note(f"第{n}条", f"k{n}") for n in range(4)))
        await place.move_to(MORNING + timedelta(days=1))
        assert heard(place, "康桥三组2邻群") == [
            "休息时间里的4条消息,合成一条发:\n————\n第0条\n————\n第1条\n————\n第2条\n————\n第3条"
        ]
        for n in range(4):
            assert (await state_of(place, f"k{n}")).state is State.SENT


async def test_three_held_messages_stay_three_and_urgent_ones_never_wait() -> None:
    async with town(NIGHT) as place:
        await put(place, *(note(f"第{n}条") for n in range(3)))
        await put(place, Outbound(InChat(GROUP), "快撤", Priority.URGENT, wakes=True))
        await place.settle()
        assert heard(place, "康桥三组2邻群") == ["快撤"]
        await place.move_to(MORNING + timedelta(days=1))
        assert heard(place, "康桥三组2邻群") == ["快撤", "第0条", "第1条", "第2条"]


async def test_a_merged_message_refused_for_now_is_merged_anew() -> None:
    async with town(NIGHT) as place:
        await put(place, *(note(f"第{n}条", f"k{n}") for n in range(4)))
        place.refuse(place.names.chats["康桥三组2邻群"], 1, "later")
        await place.move_to(MORNING + timedelta(days=1))
        assert len(heard(place, "康桥三组2邻群")) == 1
        assert (await state_of(place, "k3")).state is State.SENT


async def test_a_merged_message_that_never_arrives_loses_each_of_its_parts() -> None:
    async with town(NIGHT) as place:
        await put(place, *(note(f"第{n}条", f"k{n}") for n in range(4)))
        place.refuse(place.names.chats["康桥三组2邻群"], 1, "gone")
        await place.move_to(MORNING + timedelta(days=1))
        assert {(await state_of(place, f"k{n}")).state for n in range(4)} == {State.DEAD}


async def test_what_does_not_fit_into_one_message_comes_in_the_next() -> None:
    async with town(NIGHT) as place:
        await put(place, *(note(c * 700) for c in "甲乙丙丁"))
        await place.move_to(MORNING + timedelta(days=1))
        told = heard(place, "康桥三组2邻群")
        assert [re.sub(r"(.)\1+", r"\1", one) for one in told] == [
            "休息时间里的2条消息,合成一条发:\n—\n甲\n—\n乙",
            "丙",
            "丁",
        ]
        assert all(len(one) <= 2000 for one in told)


# --- the week's budget -----------------------------------------------------------------------------------------------


async def test_over_the_budget_comes_one_card_a_day_but_urgent_ones_come_at_once() -> None:
    async with town(settings=Settings(weekly_pushes_chat=2)) as place:
        for n in range(5):
            await put(place, note(f"第{n}条"))
            await place.settle()
        await put(place, Outbound(InChat(GROUP), "快撤", Priority.URGENT, wakes=True))
        await place.settle()
        assert heard(place, "康桥三组2邻群") == ["第0条", "第1条", "快撤"]
        await place.move_to(MORNING.replace(hour=18))
        assert heard(place, "康桥三组2邻群")[3:] == [
            "今天攒下的3条消息,合成一条:\n————\n第2条\n————\n第3条\n————\n第4条"
        ]
        await place.move_to(MORNING + timedelta(days=7))
        await put(place, note("新的一周"))
        await place.settle()
        assert heard(place, "康桥三组2邻群")[-1] == "新的一周"


async def test_a_wardens_card_is_one_too() -> None:
    async with town(settings=Settings(weekly_pushes_person=1)) as place:

        def look(work: Work) -> PersonId:
            return next(o.person for o in work.directory.offices if o.name == "王建国")

        warden = await place.app.writer.run(look)
        for n in range(4):
            await put(place, Outbound(ToPerson(warden), f"第{n}条", Priority.NOTICE))
            await place.settle()
        await place.move_to(MORNING.replace(hour=18))
        told = [one.text for one in place.sent if one.address in place.names.people["王建国"]]
        assert told == ["第0条", "今天攒下的3条消息,合成一条:\n————\n第1条\n————\n第2条\n————\n第3条"]


# --- the pace --------------------------------------------------------------------------------------------------------


async def test_the_progress_foretells_when_all_will_have_it() -> None:
    async with town(pace=(2, timedelta(minutes=10))) as place:
        told = await tell(place, "周文斌", VILLAGE)
        assert "为防封号慢慢发,预计11月24日(周二)上午" in told


# --- a person's hands ------------------------------------------------------------------------------------------------


async def test_a_group_without_the_bot_gets_it_by_its_warden_and_its_correction_too() -> None:
    async with town() as place:
        await without_bot(place, GROUP)
        told = await tell(place, "周文斌", VILLAGE, "送审")
        number = told.rpartition("【")[2].partition("】")[0]
        asked = await tell(place, "王建国")
        assert "康桥三组2邻群没有小邻" in asked
        assert "换电表,家里留人。" in asked
        assert heard(place, "康桥三组2邻群") == []
        assert "等人转发:1处(康桥三组2邻群)" in await tell(place, "周文斌", f"通知进度 {number}")
        assert "记为已转到" in await tell(place, "王建国", f"已发 {number}")
        assert (await state_of(place, f"notice:{number}:1:{GROUP}")).state is State.SENT
        await tell(place, "周文斌", f"更正 {number} 改到12月2日上午8点")
        await tell(place, "孙丽", "批准")
        asked = (await tell(place, "王建国")).rpartition("没有小邻")[2]
        assert "更正" in asked
        assert "12月2日" in asked
        assert await place.breaches() == []


async def test_who_cannot_pass_it_on_says_why_and_the_author_learns_it() -> None:
    async with town() as place:
        await without_bot(place, GROUP)
        await tell(place, "周文斌", VILLAGE, "送审")
        assert "为什么转不了" in await tell(place, "王建国", "发不了")
        await tell(place, "王建国", "发不了 群早就散了")
        told = await tell(place, "周文斌")
        assert "康桥三组2邻群没转成(群早就散了)" in told
        assert "眼下没有等您转发" in await tell(place, "王建国", "已发")


async def test_a_platform_that_wants_a_hand_gets_ready_text_and_nothing_else() -> None:
    async with town() as place:
        place.sim.capabilities = Capabilities(residency="CN", by_hand=True)
        await tell(place, "周文斌", VILLAGE, "送审")
        assert heard(place, "康桥三组2邻群") == []
        assert "没有小邻" in await tell(place, "王建国")


# --- edits -----------------------------------------------------------------------------------------------------------


async def test_a_correction_edits_where_the_platform_can_also_after_a_restart() -> None:
    edits: list[Parcel] = []
    async with town() as place:
        told = await tell(place, "周文斌", VILLAGE, "送审")
        number = told.rpartition("【")[2].partition("】")[0]
        original = await state_of(place, f"notice:{number}:1:{GROUP}")
        place.sim.capabilities = Capabilities(residency="CN", can_edit=True)
        keep: Callable[[Parcel], None] | None = place.sim.on_sent

        def on_sent(parcel: Parcel) -> None:
            if parcel.edits:
                edits.append(parcel)
            assert keep is not None
            keep(parcel)

        place.sim.on_sent = on_sent
        await tell(place, "周文斌", f"更正 {number} 改到12月2日上午8点")
        await place.restart()
        await tell(place, "孙丽", "批准")
        mine = [one for one in edits if one.edits == original.platform_id]
        assert len(mine) == 1
        assert mine[0].text.startswith(f"更正【{number}】")
        assert "换电表,家里留人。" in mine[0].text


# --- taking back -----------------------------------------------------------------------------------------------------


async def released(place: RehearsedTown, recalls: timedelta | None, *, edits: bool = False) -> tuple[str, list[Parcel]]:
    """A notice that every group has, on a platform that takes back what is no older; what is said from now on."""
    said: list[Parcel] = []
    told = await tell(place, "周文斌", VILLAGE, "送审")
    keep: Callable[[Parcel], None] | None = place.sim.on_sent

    def on_sent(parcel: Parcel) -> None:
        said.append(parcel)
        assert keep is not None
        keep(parcel)

    place.sim.on_sent = on_sent
    place.sim.capabilities = Capabilities(residency="CN", can_edit=edits, recalls_within=recalls)
    return told.rpartition("【")[2].partition("】")[0], said


async def test_a_void_notice_is_taken_back_where_the_platform_can_and_said_to_be_void_all_the_same() -> None:
    async with town() as place:
        number, said = await released(place, timedelta(minutes=2))
        original = await state_of(place, f"notice:{number}:1:{GROUP}")
        await place.restart()
        await tell(place, "周文斌", f"撤回通知 {number}")
        void = [one for one in said if "作废" in one.text and one.chat == place.names.chats["康桥三组2邻群"]]
        assert [one.recalls for one in void] == [(original.platform_id,)]
        assert len({one.recalls for one in said if one.chat and "作废" in one.text}) > 3, "each group its own"
        assert all(one.recalls == () for one in said if one.account)


async def test_what_is_too_old_stays_and_is_said_to_be_void() -> None:
    async with town() as place:
        number, said = await released(place, timedelta(minutes=2))
        await place.move_to(MORNING + timedelta(minutes=3))
        await tell(place, "周文斌", f"撤回通知 {number}")
        void = [one for one in said if one.chat and "作废" in one.text]
        assert void
        assert all(one.recalls == () for one in void)


@pytest.mark.parametrize("edits", [True, False])
async def test_its_corrections_go_with_it(edits: bool) -> None:
    async with town() as place:
        number, said = await released(place, timedelta(hours=48), edits=edits)
        await tell(place, "周文斌", f"更正 {number} 改到12月2日上午8点")
        await tell(place, "孙丽", "批准")
        keys = (f"notice:{number}:1:{GROUP}", f"notice:{number}:2:{GROUP}")
        stood = [str((await state_of(place, key)).platform_id) for key in keys]
        await tell(place, "周文斌", f"撤回通知 {number}")
        void = next(one for one in said if "作废" in one.text and one.chat == place.names.chats["康桥三组2邻群"])
        assert void.recalls == tuple(dict.fromkeys(stood))


async def test_what_is_said_of_void_notices_in_one_message_takes_all_of_them_back() -> None:
    async with town(MORNING) as place:
        for n in range(4):
            await put(place, note(f"第{n}条", f"k{n}"))
        await place.settle()
        numbers = [str((await state_of(place, f"k{n}")).platform_id) for n in range(4)]
        await place.move_to(NIGHT)
        said: list[Parcel] = []
        place.sim.on_sent = said.append
        place.sim.capabilities = Capabilities(residency="CN", recalls_within=timedelta(hours=48))
        await put(place, *(replace(note(f"第{n}条作废", f"v{n}"), recalls=(f"k{n}",)) for n in range(4)))
        await place.move_to(MORNING + timedelta(days=1))
        (one,) = [parcel for parcel in said if "作废" in parcel.text]
        assert one.recalls == tuple(numbers)


# --- calling everybody -----------------------------------------------------------------------------------------------


async def test_everybody_is_called_for_urgent_notices_and_for_nothing_else() -> None:
    async with town() as place:
        said: list[Parcel] = []
        place.sim.on_sent = said.append
        place.sim.capabilities = Capabilities(residency="CN", calls_all=True)
        await tell(place, "周文斌", "紧急通知 red 康桥三组山洪要来,马上到村委会")
        urgent = [one for one in said if one.chat and "山洪" in one.text]
        assert urgent
        assert all(one.everyone for one in urgent)
        said.clear()
        await tell(place, "周文斌", VILLAGE, "送审")
        await place.say("@小邻 村口着火了", place.names.people["张小明"][0], place.names.chats["康桥三组2邻群"])
        assert any(one.chat for one in said)
        assert not any(one.everyone for one in said)


# --- a file ----------------------------------------------------------------------------------------------------------

WHOLE = """标题:集中换电表
给谁:康桥村
正文:12月1日上午换电表。
家里留人。
大白话:同正文
回执:要 11月28日
附件:没有
电话:95598
有效期:12月30日
"""


async def send(place: RehearsedTown, who: str, text: str, data: bytes | None, name: str = "通知.txt") -> str:
    """A file sent in private; what was answered there last."""
    address = place.names.people[who][0]
    await place.say(text, address, attachments=(Attachment(AttachmentKind.FILE, name, data),))
    return [one.text for one in place.sent if one.address == address][-1]


@pytest.mark.parametrize("coding", ["utf-8", "gb18030"])
async def test_a_file_with_the_command_is_a_whole_notice(coding: str) -> None:
    async with town() as place:
        told = await send(place, "周文斌", "发通知", WHOLE.encode(coding))
        assert "12月1日上午换电表。\n家里留人。" in told
        assert "送审" in told
        await tell(place, "周文斌", "送审")
        assert any("集中换电表" in one for one in heard(place, "康桥三组2邻群"))


async def test_a_file_instead_of_the_title_and_what_it_lacks_is_asked() -> None:
    async with town() as place:
        await tell(place, "周文斌", "/发通知")
        told = await send(place, "周文斌", "", WHOLE.replace("康桥村", "月球村").replace("附件:没有\n", "").encode())
        assert "月球村" in told
        assert "家里留人" not in told
        assert "有附件吗" in (await tell(place, "周文斌", "康桥村")).rpartition("月球村")[2]
        assert "家里留人" in (await tell(place, "周文斌", "没有")).rpartition("有附件吗")[2]


async def test_the_gates_stand_before_a_file_too() -> None:
    async with town() as place:
        told = await send(place, "周文斌", "发通知", WHOLE.replace("家里留人。", "找张三13812345678。").encode())
        assert "13812345678" not in told
        assert "正文" in told
        assert heard(place, "康桥三组2邻群") == []


async def test_bars_in_a_file_are_as_in_a_message() -> None:
    async with town() as place:
        told = await send(place, "周文斌", "/发通知", VILLAGE.removeprefix("发通知 ").encode())
        assert "换电表,家里留人。" in told
        assert "送审" in told


async def test_a_file_that_is_no_text_is_told_kindly_and_the_title_is_asked() -> None:
    async with town() as place:
        for data, name in (
            (b"PK\x03\x04\x00", "通知.docx"),
            (b"\x00\x01", "通知.txt"),
            (None, "通知.txt"),
            (b"", "a.txt"),
        ):
            told = await send(place, "周文斌", "发通知", data, name)
            assert ".txt" in told
            assert "先写标题" in told
        told = await send(place, "周文斌", "", b"\x00\x01")
        assert "不是文字" in told
        address = place.names.people["周文斌"][0]
        photo, file = Attachment(AttachmentKind.IMAGE), Attachment(AttachmentKind.FILE, "a.txt", b"a")
        for attachments, words in (((photo,), "照片"), ((file, file), "一次只能读一个")):
            await place.say("/发通知", address, attachments=attachments)
            assert words in place.sent[-1].text
        told = await send(place, "周文斌", "/发通知 停水", WHOLE.encode())
        assert "先按您打的字写" in told
        assert "发给谁" in told


async def test_a_resident_with_a_file_is_told_who_writes_notices() -> None:
    async with town() as place:
        told = await send(place, "张小明", "发通知", WHOLE.encode())
        assert "干部" in told
        assert heard(place, "康桥三组2邻群") == []
