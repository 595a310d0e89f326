"""积分超市: off by default; the shelf by a meeting's decision; nothing oversold or overdrawn however many ask at once (handbook §5.1)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from bot.actions import redemption as act
from bot.actions.errors import UserError
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import points as rules
from bot.domain.directory import Office
from bot.domain.points import Entry
from bot.domain.roles import Role
from bot.domain.settings import Settings
from bot.ids import PersonId, UnitId
from bot.rehearsal import RehearsedTown
from bot.storage import directory as directory_rows
from bot.storage import people
from bot.storage import points as point_rows
from bot.storage import redemption as rows
from bot.storage.redemption import redemption_entry

OPEN = datetime(2026, 12, 2, 9, tzinfo=SHANGHAI)
ON = Settings(redemption=True)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(OPEN, settings=ON) as made:
        yield made


async def earned(town: RehearsedTown, who: str, amount: int) -> None:
    """Points out of nothing, as an objection that was right would give them."""

    def give(work: Work) -> None:
        number = work.new_id()
        cause = f"objection:{number}"
        point_rows.post(
            work.db, work.town, number, PersonId(who), work.today, rules.OBJECTION, Entry.ADJUSTMENT, amount, cause,
            "2026-1", work.now, by=PersonId("P0005"), second=PersonId("P0006"), reason="试",
        )  # fmt: skip

    await town.app.writer.run(give)


async def said(town: RehearsedTown, text: str, by: str) -> str:
    """What is answered to a private message."""
    before = len(town.sent)
    await town.say(text, by)
    return "\n".join(one.text for one in town.sent[before:])


async def test_it_is_off_until_the_town_switches_it_on() -> None:
    async with RehearsedTown(OPEN) as town:
        assert "没有开" in await said(town, "兑换", "王建国")
        assert "没有开" in await said(town, "兑换 上架 大米 30分 5份 依据 11月20日村民代表会议", "周文斌")


async def test_from_the_shelf_to_the_hand(town: RehearsedTown) -> None:
    await earned(town, "P0012", 50)
    assert "写法" in await said(town, "兑换 上架 大米 30分 5份", "周文斌")
    assert "上架、发放由本村" in await said(town, "兑换 上架 大米 30分 5份 依据 11月20日村民代表会议", "王建国")
    assert "上架了,1号大米" in await said(town, "兑换 上架 大米 30分 2份 依据 11月20日村民代表会议", "周文斌")
    assert "已经上架" in await said(town, "兑换 上架 大米 10分 2份 依据 11月20日村民代表会议", "周文斌")
    shelf = await said(town, "兑换", "王建国")
    assert "可用50分" in shelf
    assert "1 大米 30分,剩2份" in shelf
    assert "私聊" in await _in_group(town)
    assert "确定吗" in await said(town, "兑换 1", "王建国")
    assert "没有换" in await said(town, "否", "王建国")
    assert "确定吗" in await said(town, "兑换 大米", "王建国")
    done = await said(town, "是", "王建国")
    assert "单1" in done
    assert "还可用20分" in done
    assert "还不够" in await said(town, "兑换 1", "王建国")
    assert "没有“1”" in await said(town, "兑换 1", "何玉梅"), "another village's shelf is not hers"
    assert "单1 王建国 大米" in await said(town, "兑换 待领", "韩雪")
    assert "没找到单1" in await said(town, "兑换 发放 1", "胡海燕")
    assert "30分退回来了" in await said(town, "兑换 取消 1", "王建国")
    assert "已经办完" in await said(town, "兑换 取消 1", "王建国")
    assert "可用50分" in await said(town, "兑换", "王建国")
    await said(town, "兑换 1", "王建国")
    await said(town, "是", "王建国")
    assert "大米给王建国了" in await said(town, "兑换 发放 2", "周文斌")
    assert "已经办完" in await said(town, "兑换 取消 2", "王建国")
    assert "现在11份" in await said(town, "兑换 加货 1 10", "周文斌")
    assert "下架了" in await said(town, "兑换 下架 1", "周文斌")
    assert "还没有上架" in await said(town, "兑换", "王建国")
    assert "本期(7–12月)50分" in await said(town, "积分", "王建国"), "what is spent never touches the points"
    assert not await town.breaches()


async def _in_group(town: RehearsedTown) -> str:
    before = len(town.sent)
    await town.say("/兑换", "王建国", "c-kq")
    return "\n".join(one.text for one in town.sent[before:])


async def test_only_on_the_days_of_the_window() -> None:
    async with RehearsedTown(OPEN.replace(day=9), settings=ON) as town:
        await earned(town, "P0012", 50)
        await said(town, "兑换 上架 大米 30分 2份 依据 11月20日村民代表会议", "周文斌")
        assert "1月1日起" in await said(town, "兑换 1", "王建国")
        assert "1月1日起" in await said(town, "兑换", "王建国")


async def test_who_works_for_two_villages_keeps_both_shelves(town: RehearsedTown) -> None:
    def appoint(work: Work) -> None:
        office = Office(PersonId("P0005"), "", Role.VILLAGE_STAFF, UnitId("HS"), date(2026, 1, 1))
        directory_rows.put_office(work.db, work.town, office)
        work.changed_directory()

    await town.app.writer.run(appoint)
    await earned(town, "P0012", 50)
    await earned(town, "P0021", 50)
    which = await said(town, "兑换 上架 大米 30分 2份 依据 11月20日村民代表会议", "周文斌")
    assert "康桥村" in which
    assert "写上是哪个村" in which
    assert "1号大米" in await said(town, "兑换 上架 黄石村 大米 30分 2份 依据 11月20日村民代表会议", "周文斌")
    there = await said(town, "兑换 上架 油 20分 1份 依据 11月20日康桥村村民代表会议", "周文斌")
    assert "依据:11月20日康桥村村民代表会议" in there, "named in its meeting alone"
    shelf = await said(town, "兑换", "周文斌")
    assert "1 黄石村大米" in shelf
    assert "2 康桥村油" in shelf
    assert "黄石村" not in await said(town, "兑换", "何玉梅")
    await said(town, "兑换 大米", "何玉梅")
    assert "单1" in await said(town, "是", "何玉梅")
    await said(town, "兑换 油", "王建国")
    assert "单2" in await said(town, "是", "王建国")
    waiting = await said(town, "兑换 待领", "周文斌")
    assert "单1 何玉梅 大米" in waiting
    assert "单2 王建国 油" in waiting
    assert "给何玉梅了" in await said(town, "兑换 发放 1", "周文斌")
    assert "现在12份" in await said(town, "兑换 加货 1 11", "周文斌")
    assert not await town.breaches()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_fifty_at_once_get_no_more_than_there_is(engine: str, request: pytest.FixtureRequest) -> None:
    """25 requests of each of two wardens for 7 things: one has points for three, the other for more than there are."""
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else None
    async with RehearsedTown(OPEN, url=url, settings=ON) as town:
        await earned(town, "P0012", 35)
        await earned(town, "P0013", 500)
        await said(town, "兑换 上架 毛巾 10分 7份 依据 11月20日村民代表会议", "周文斌")

        async def one(who: str) -> bool:
            def unit(work: Work) -> bool:
                person = people.get_person(work.db, work.town, PersonId(who))
                act.take(work.as_person(person), person, 1)
                return True

            try:
                return await town.app.writer.run(unit)
            except UserError:
                return False

        got = await asyncio.gather(*(one(("P0012", "P0013")[place % 2]) for place in range(50)))
        assert sum(got) == 7

        def look(work: Work) -> tuple[int, int, int, int]:
            item = rows.find_item(work.db, work.town, 1)
            entries = work.db.scalar(sa.select(sa.func.sum(redemption_entry.c.count)))
            first = rows.spent_by(work.db, work.town, PersonId("P0012"))
            second = rows.spent_by(work.db, work.town, PersonId("P0013"))
            return item.left if item else -1, int(entries or 0), first, second

        left, entries, first, second = await town.app.writer.run(look)
        assert (left, entries) == (0, 0)
        assert first <= 35
        assert first + second == 70
        assert not await town.breaches()
