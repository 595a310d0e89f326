"""Groups that nobody has registered: nothing but the hint; bound by two words of two persons (handbook §1.2, M31)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.context import Work
from bot.ids import UnitId
from bot.rehearsal import RehearsedTown

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
NEW = "room-77"


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as found:
        yield found


async def said(town: RehearsedTown, who: str, text: str, chat: str | None = NEW) -> list[str]:
    """What is sent to the group after ``who`` has said ``text`` in it."""
    before = len(town.sent)
    sender = town.names.people.get(who, [who])[0]
    await town.say(text, sender, chat)
    assert all(one.address == (chat or sender) for one in town.sent[before:]), town.sent[before:]
    return [one.text for one in town.sent[before:]]


HINT = ["这个群还没登记,请村干部发“绑定群”。"]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("张小明", "@小邻 路灯坏了"),
        ("张小明", "/反映 路灯坏了"),
        ("张小明", "帮助"),
        ("张小明", "/绑定群 KQ03-02"),
        ("张小明", "/确认绑定"),
        ("路人甲", "/绑定群 KQ03-02"),
        ("路人甲", "/确认绑定"),
        ("王建国", "/打卡 走访"),
        ("周文斌", "邻长"),
        ("吕明", "@小邻 电话"),
    ],
)
async def test_an_unregistered_group_gets_the_hint_only(town: RehearsedTown, who: str, text: str) -> None:
    assert await said(town, who, text) == HINT


async def test_talk_in_an_unregistered_group_is_not_heard(town: RehearsedTown) -> None:
    assert await said(town, "张小明", "今晚打牌") == []


async def test_two_words_bind_a_group(town: RehearsedTown) -> None:
    (asked,) = await said(town, "周文斌", "/绑定群 KQ03-02")
    assert "康桥村三组2邻" in asked
    assert "/确认绑定" in asked
    assert await said(town, "张小明", "/反映 路灯坏了") == HINT  # one word is not enough
    (again,) = await said(town, "周文斌", "/确认绑定")
    assert "另一" in again
    (no,) = await said(town, "刘芳", "/确认绑定")  # warden of another neighbourhood
    assert "另一" in no
    (bound,) = await said(town, "王建国", "/确认绑定")
    assert "登记好了" in bound
    (card,) = await said(town, "张小明", "@小邻 邻长")
    assert "王建国" in card
    assert await town.read(lambda work: [c.kind.value for c in work.directory.chats_of(UnitId("KQ03-02"))]) == [
        "neighbourhood",
        "neighbourhood",
    ]


async def test_a_second_officer_may_say_the_same_instead(town: RehearsedTown) -> None:
    await said(town, "周文斌", "/绑定群 康桥村三组")
    (bound,) = await said(town, "韩雪", "/绑定群 康桥村 三组")
    assert "网格群" in bound


async def test_a_village_has_two_kinds_of_group(town: RehearsedTown) -> None:
    (which,) = await said(town, "周文斌", "/绑定群 康桥村")
    assert "公开群" in which
    await said(town, "周文斌", "/绑定群 康桥村 公开群")
    (bound,) = await said(town, "韩雪", "/确认绑定")
    assert "村务公开群" in bound


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("周文斌", "/绑定群", "请写清是哪个单位"),
        ("周文斌", "/绑定群 火星", "请写清是哪个单位"),
        ("周文斌", "/绑定群 " + "长" * 5000, "请写清是哪个单位"),
        ("周文斌", "/绑定群 HS01-01", "胡海燕"),  # another village
        ("周文斌", "/确认绑定", "还没有人申请"),
        ("周文斌", "/解绑群", "还没登记"),
    ],
)
async def test_what_cannot_be_done_says_what_can(town: RehearsedTown, who: str, text: str, expected: str) -> None:
    if text == "/解绑群":
        assert await said(town, who, text) == HINT
        return
    (told,) = await said(town, who, text)
    assert expected in told


async def test_a_first_word_lapses_after_a_day(town: RehearsedTown) -> None:
    await said(town, "周文斌", "/绑定群 KQ03-02")
    await town.move_to(START + timedelta(hours=25))
    (late,) = await said(town, "王建国", "/确认绑定")
    assert "24小时" in late
    assert await said(town, "张小明", "/帮助") == HINT


async def test_a_bound_group_is_let_go_by_its_staff_only(town: RehearsedTown) -> None:
    chat = town.names.chats["康桥三组2邻群"]
    (no,) = await said(town, "张小明", "/解绑群", chat)
    assert "周文斌" in no
    (no,) = await said(town, "胡海燕", "/解绑群", chat)
    assert "周文斌" in no
    (sure,) = await said(town, "周文斌", "/解绑群", chat)
    assert "1" in sure
    (kept,) = await said(town, "周文斌", "2", chat)
    assert "照旧" in kept
    await said(town, "周文斌", "/解绑群", chat)
    (gone,) = await said(town, "周文斌", "1", chat)
    assert "解绑了" in gone
    assert await said(town, "张小明", "@小邻 邻长", chat) == HINT
    (again,) = await said(town, "周文斌", "/绑定群 KQ03-02", chat)
    assert "/确认绑定" in again
    (bound,) = await said(town, "韩雪", "/确认绑定", chat)
    assert "登记好了" in bound


async def test_a_bound_group_is_not_bound_again(town: RehearsedTown) -> None:
    (told,) = await said(town, "周文斌", "/绑定群 KQ03-01", town.names.chats["康桥三组2邻群"])
    assert "已经登记给康桥村三组2邻" in told


async def test_said_in_private_it_asks_to_come_to_the_group(town: RehearsedTown) -> None:
    (told,) = await said(town, "周文斌", "绑定群 KQ03-01", None)
    assert "要登记的那个群里" in told


async def test_who_did_it_is_noted(town: RehearsedTown) -> None:
    await said(town, "周文斌", "/绑定群 KQ03-02")
    await said(town, "王建国", "/确认绑定")

    def look(work: Work) -> list[str]:
        import sqlalchemy as sa

        from bot.storage.audit import audit

        rows = work.db.all(sa.select(audit.c.verb).where(audit.c.area == "chats").order_by(audit.c.id))
        return [row[0] for row in rows]

    assert await town.read(look) == ["ask_binding", "bind"]
