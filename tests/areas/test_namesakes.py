"""Two wardens of one name in one village: asked with numbers and places, never one of them taken in silence."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Directory, Office, Tier, Unit
from bot.domain.namesakes import meant, told_apart, with_places
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.rehearsal import RehearsedTown
from bot.storage.people import person

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    """刘芳 of 五组2邻 bears the name of 王建国 of 三组2邻."""
    async with RehearsedTown(START) as made:

        def rename(work: Work) -> None:
            work.db.execute(sa.update(person).where(person.c.id == "P0015").values(name="王建国"))
            work.changed_directory()

        await made.app.writer.run(rename)
        yield made


async def said(town: RehearsedTown, who: str, text: str) -> str:
    address = town.names.people[who][0]
    before = len(town.sent)
    await town.say(text, address)
    return "\n".join(one.text for one in town.sent[before:] if one.address == address)


async def test_whose_points_is_asked_with_number_and_place(town: RehearsedTown) -> None:
    await town.say("打卡 走访李秀英家 半小时", "王建国")
    await town.say("打卡 开会", "刘芳")
    await said(town, "周文斌", "通过 1-2")
    asked = await said(town, "周文斌", "积分 王建国")
    assert "有2位" in asked
    assert "1 康桥村三组2邻 邻长" in asked
    assert "2 康桥村五组2邻 邻长" in asked
    assert "分" not in asked.replace("积分", "")
    assert "王建国(五组2邻) 本期(7–12月)1分" in await said(town, "周文斌", "2")
    assert "是哪一位" in await said(town, "周文斌", "王建国积分多少")
    assert "回 1 到 2" in await said(town, "周文斌", "9")
    assert "王建国(三组2邻) 本期(7–12月)3分" in await said(town, "周文斌", "三组2邻")
    for straight in ("积分 三组2邻王建国", "积分 王建国(三组)", "积分 三组的王建国", "康桥村三组2邻王建国积分多少"):
        assert "三组2邻) 本期(7–12月)3分" in await said(town, "周文斌", straight), straight
    assert "王建国(三组2邻) 本期" in await said(town, "李大山", "积分 王建国"), "there is one in his grid"
    assert "孙桂花 本期" in await said(town, "周文斌", "积分 孙桂花"), "who is alone of a name is not asked about"
    assert "本期(7–12月)1分" in await said(town, "刘芳", "积分"), "everybody's own is their own"


async def test_an_entry_of_a_list_is_about_one_of_them(town: RehearsedTown) -> None:
    asked = await said(town, "周文斌", "榜 加 负-02 王建国 11月3日三件诉求没接")
    assert "1 康桥村三组2邻" in asked
    assert "2 康桥村五组2邻" in asked
    added = await said(town, "周文斌", "第二个")
    assert "王建国(五组2邻)" in added
    assert "三组2邻" not in added
    await said(town, "周文斌", "榜 送达 1")
    mine = await said(town, "刘芳", "榜")
    assert "11月3日三件诉求没接" in mine
    assert "11月3日三件诉求没接" not in await said(town, "王建国", "榜")
    assert "王建国(三组2邻)" in await said(town, "周文斌", "榜 起草 黑榜 负-05 三组2邻王建国 11月5日对来问的人大声说话")
    assert "是哪一位" in await said(town, "韩雪", "榜 加 王建国 正-05 带头清理沟渠")
    await said(town, "韩雪", "取消")
    listed = await said(town, "周文斌", "榜")
    assert "王建国(三组2邻)" in listed
    assert "王建国(五组2邻)" in listed


async def test_a_promise_is_that_of_the_one_meant(town: RehearsedTown) -> None:
    for who in ("王建国", "刘芳"):
        await town.say("承诺 1 3 特长 会修电", who)
        await town.say("是", who)
    asked = await said(town, "张小明", "承诺 王建国")
    assert "1 康桥村三组2邻 邻长" in asked
    assert "2 康桥村五组2邻 邻长" in asked
    assert "王建国" in await said(town, "张小明", "1")
    assert "是哪一位" not in await said(town, "张小明", "承诺 五组2邻王建国")


async def test_advice_and_reviews_say_which(town: RehearsedTown) -> None:
    assert "是哪一位" in await said(town, "韩雪", "采纳建议 王建国 村口装减速带")
    assert "王建国(三组2邻)的建议采纳,算5分" in await said(town, "韩雪", "1")
    assert "村口装减速带" in "\n".join(one.text for one in town.sent if one.address == "王建国")
    assert "五组2邻" in await said(town, "韩雪", "采纳建议 五组2邻王建国 修晒谷场")
    await town.say("打卡 走访李秀英家", "王建国")
    await town.say("打卡 开会", "刘芳")
    queue = await said(town, "周文斌", "审核")
    assert "王建国(三组2邻):" in queue
    assert "王建国(五组2邻):" in queue
    assert "王建国(五组2邻)" in await said(town, "周文斌", "通过2")
    assert not await town.breaches()


def _tree() -> Directory:
    units = (
        Unit(UnitId("T"), "胜利镇", Tier.TOWN, None),
        Unit(UnitId("V"), "黄石村", Tier.VILLAGE, UnitId("T")),
        Unit(UnitId("G"), "黄石村一组", Tier.GRID, UnitId("V")),
        Unit(UnitId("A"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("G")),
        Unit(UnitId("B"), "一组2邻", Tier.NEIGHBOURHOOD, UnitId("G")),
    )
    offices = (
        Office(PersonId("a"), "王建", Role.WARDEN, UnitId("A"), date(2026, 1, 1)),
        Office(PersonId("b"), "王建", Role.WARDEN, UnitId("B"), date(2026, 1, 1)),
        Office(PersonId("c"), "王建国", Role.WARDEN, UnitId("B"), date(2026, 1, 1)),
        Office(PersonId("b"), "王建", Role.GRID_LEADER, UnitId("G"), date(2026, 1, 1)),
    )
    return Directory({one.id: one for one in units}, {}, offices)


@pytest.mark.parametrize(
    ("words", "who", "left"),
    [
        ("王建国 两件", "c", " 两件"),
        ("王建 两件", "ab", " 两件"),
        ("一组1邻王建 两件", "a", " 两件"),
        ("黄石村一组2邻的王建", "b", ""),
        ("王建(2邻)", "ab", "(2邻)"),
        ("王建(一组2邻) 两件", "b", " 两件"),
        ("一组王建", "ab", ""),
        ("三组王建", "", "三组王建"),
        ("", "", ""),
        ("李四", "", "李四"),
    ],
)
def test_who_is_meant(words: str, who: str, left: str) -> None:
    tree = _tree()
    found, rest = meant(words, with_places(tree, tree.offices))
    assert "".join(sorted(one.office.person for one in found)) == who
    assert rest == left


def test_a_name_that_nobody_shares_stands_alone() -> None:
    tree = _tree()
    assert told_apart(tree, PersonId("c"), "王建国") == "王建国"
    assert told_apart(tree, PersonId("a"), "王建") == "王建(一组1邻)"
