"""A no holds from the next time on (handbook I48), is dated, and can be taken back; nobody else's are touched."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.consents import NAMED, Purpose, purpose_of
from bot.rehearsal import RehearsedTown
from bot.storage import consents
from bot.storage.schema import metadata
from bot.texts import consents as say_consents

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
T = metadata.tables


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as found:
        yield found


async def say(town: RehearsedTown, who: str, *texts: str, chat: str | None = None) -> list[str]:
    """What is answered in that place."""
    sender = town.names.people.get(who, [who])[0]
    place = town.names.chats[chat] if chat else sender
    before = len(town.sent)
    for text in texts:
        await town.say(text, sender, town.names.chats[chat] if chat else None)
    return [one.text for one in town.sent[before:] if one.address == place]


async def rows(town: RehearsedTown, statement: sa.Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    def look(work: Work) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in work.db.all(statement)]

    return await town.app.writer.run(look)


@pytest.mark.parametrize("name", [*say_consents.NAMES.values(), *NAMED.split("|"), *"12345"])
def test_every_name_is_understood(name: str) -> None:
    assert purpose_of(name) is not None


def test_what_it_is_called_is_what_it_is() -> None:
    assert {purpose_of(name): purpose for purpose, name in say_consents.NAMES.items()} == {one: one for one in Purpose}


async def test_the_list_then_a_no_then_a_yes(town: RehearsedTown) -> None:
    (listed,) = await say(town, "张小明", "/同意")
    assert all(name in listed for name in say_consents.NAMES.values())
    (no,) = await say(town, "张小明", "不同意 群里反馈")
    assert "2026年11月24日" in no
    assert "不同意,2026年11月24日" in (await say(town, "张小明", "同意"))[0]
    (yes,) = await say(town, "张小明", "/同意 群里反馈")
    assert "同意群里反馈" in yes
    decided = await rows(town, sa.select(T["consent"].c.given).order_by(T["consent"].c.id))
    assert decided == [(False,), (True,)]
    audited = await rows(town, sa.select(T["audit"].c.verb, T["audit"].c.after).where(T["audit"].c.area == "consent"))
    assert audited == [("echo", "no"), ("echo", "yes")]


async def test_what_is_forbidden_to_be_stored_is_not_stored_but_a_person_can_still_be_asked_for(
    town: RehearsedTown,
) -> None:
    await say(town, "张小明", "不同意 登记诉求")
    said = await say(town, "张小明", "反映 村口路灯坏了好几天,紫藤小卖部旁边")
    assert any("没有存" in text for text in said)
    assert await rows(town, sa.select(T["concern"].c.number)) == []
    await say(town, "朱翠萍", "反映 村口路灯坏了好几天")  # others are not touched
    assert len(await rows(town, sa.select(T["concern"].c.number))) == 1
    await say(town, "张小明", "登记错了 我家搬到三组3邻了")
    assert len(await rows(town, sa.select(T["concern"].c.number))) == 2
    await say(town, "张小明", "同意 登记诉求", "反映 村口路灯坏了好几天")
    assert len(await rows(town, sa.select(T["concern"].c.number))) == 3


async def test_an_alarm_is_passed_on_whatever_was_forbidden(town: RehearsedTown) -> None:
    await say(town, "张小明", "不同意 登记诉求")
    (first, *_) = await say(town, "张小明", "我家着火了")
    assert "119" in first


@pytest.mark.parametrize("forbidden", [True, False])
async def test_a_matter_of_a_group_is_not_told_there_again_when_forbidden(town: RehearsedTown, forbidden: bool) -> None:
    if forbidden:
        await say(town, "张小明", "不同意 群里反馈")
    await say(town, "张小明", "@小邻 村口路灯坏了好几天,黑漆漆的", chat=GROUP)
    await say(town, "王建国", "接单 1", "办结 1 供电所来人换了新灯泡")
    before = len(town.sent)
    await say(town, "张小明", "满意")
    told = [one for one in town.sent[before:] if one.address == town.names.chats[GROUP]]
    assert bool(told) is not forbidden


async def test_a_number_is_shown_only_with_a_yes(town: RehearsedTown) -> None:
    def phone(work: Work) -> None:
        work.db.execute(sa.update(T["person"]).values(phone="100-0000-0007", phone_public=False))

    await town.app.writer.run(phone)
    assert "100-0000-0007" not in (await say(town, "张小明", "邻长"))[0]
    await say(town, "王建国", "同意 公开电话")
    assert "100-0000-0007" in (await say(town, "张小明", "邻长"))[0]
    await say(town, "王建国", "不同意 公开电话")
    assert "100-0000-0007" not in (await say(town, "张小明", "邻长"))[0]


async def test_words_of_a_visit_are_not_kept_when_forbidden(town: RehearsedTown) -> None:
    await say(town, "李大山", "不同意 走访记录")
    await say(town, "王建国", "打卡 走访 李大山 30分钟 他说腰不好")
    c = T["check_in"].c
    ((who, note),) = await rows(town, sa.select(c.person, c.note))
    if who is not None:
        assert note == ""


async def test_who_will_not_be_on_the_care_list_is_taken_off(town: RehearsedTown) -> None:
    care, person = T["care"].c, T["person"].c
    joined = sa.select(person.name).join(T["care"], person.id == care.person)
    cared = (await rows(town, joined))[0][0]
    await say(town, cared, "不同意 关爱探访")
    assert (cared,) not in await rows(town, joined)


async def test_no_row_is_no_refusal(town: RehearsedTown) -> None:
    def look(work: Work) -> bool:
        return consents.refuses(work.db, work.town, None, Purpose.VISIT)

    assert await town.app.writer.run(look) is False


@pytest.mark.parametrize("odd", ["同意 全部", "不同意 99", "同意 🙏", "同意 " + "好" * 3000, "不同意\n\n"])
async def test_odd_words_get_a_kind_answer_and_change_nothing(town: RehearsedTown, odd: str) -> None:
    assert await say(town, "张小明", odd)
    assert await rows(town, sa.select(T["consent"].c.id)) == []


async def test_a_yes_in_a_form_is_its_answer(town: RehearsedTown) -> None:
    """代办 asks for consent: 同意 there is no list of purposes."""
    await say(town, "王建国", "代办 朱翠萍 她家水管漏水了")
    said = await say(town, "王建国", "同意")
    assert not any("公开电话" in text for text in said)
