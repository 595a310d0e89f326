"""A settlement on real rows, on both engines: new wardens pro-rated, leave, leagues, the clock's draft once, locked is locked, no list of who did not check in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from bot.actions import settlements
from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Office
from bot.domain.leave import Leave, State
from bot.domain.roles import Role
from bot.domain.settings import Settings
from bot.domain.standings import Band, League
from bot.ids import PersonId, UnitId
from bot.rehearsal import RehearsedTown
from bot.storage import directory as directory_rows
from bot.storage import leave, objections, points_year, timers
from bot.storage import settlements as rows
from bot.storage.points import ledger
from bot.storage.settlements import settlement
from scheduler.settlements import settle

BEFORE = datetime(2026, 12, 29, 9, tzinfo=SHANGHAI)
STAFF = ("周文斌", "何秀英", "吕明")


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(BEFORE, url=database_url) as made:
        yield made


async def said(town: RehearsedTown, text: str, by: str, chat: str | None = None) -> str:
    before = len(town.sent)
    await town.say(text, by, chat)
    return "\n".join(one.text for one in town.sent[before:])


async def visits(town: RehearsedTown) -> None:
    """王建国 at two households, 汪建军 (a building) at one, 黄志强 with one of those away."""
    for by, text in (
        ("王建国", "打卡 走访马永贵家 1小时"),
        ("王建国", "打卡 走访何敏晓家"),
        ("汪建军", "打卡 走访潘家旺家"),
        ("黄志强", "打卡 联络 杜向阳"),
    ):
        await town.say(text, by)
    for number, by in ((1, "周文斌"), (2, "周文斌"), (3, "胡海燕"), (4, "周文斌")):
        await town.say(f"通过{number}", by)


async def test_the_whole_way_on_both_engines(town: RehearsedTown) -> None:
    await visits(town)

    def arrange(work: Work) -> None:
        new = Office(PersonId("P0034"), "新邻长", Role.WARDEN, UnitId("KQ05-01"), date(2026, 10, 20), None, "", None)
        directory_rows.put_office(work.db, work.town, new)
        gone = date(2026, 8, 3), date(2026, 8, 25)
        one = Leave(1, PersonId("P0013"), *gone, None, None, State.STANDING, BEFORE)
        leave.add(work.db, work.town, one)
        work.changed_directory()

    await town.app.writer.run(arrange)
    await town.move_to(datetime(2027, 1, 8, 10, tzinfo=SHANGHAI))

    def results(work: Work) -> dict[str, object]:
        found = rows.list_results(work.db, work.town, UnitId("KQ"), "2026H2")
        found += rows.list_results(work.db, work.town, UnitId("HS"), "2026H2")
        return {one.warden: (one.standing.league, one.standing.points, one.standing.months, one.band) for one in found}

    told = await town.app.writer.run(results)
    assert told["P0012"] == (League.VILLAGE, 6, 6, Band.FRONT)
    assert told["P0034"] == (League.VILLAGE, 0, 2, Band.NONE), "served from 20 October: two months"
    assert told["P0013"] == (League.VILLAGE, 0, 5, Band.NONE), "August was leave"
    assert told["P0016"] == (League.MIGRANT, 1, 6, Band.NONE)
    assert told["P0022"] == (League.BUILDING, 2, 6, Band.NONE)
    assert told["P0010"] == (League.NONE, 0, 6, Band.NONE)

    def coverage(work: Work) -> tuple[int | None, int | None]:
        first = rows.find_result(work.db, work.town, PersonId("P0012"), "2026H2")
        away = rows.find_result(work.db, work.town, PersonId("P0016"), "2026H2")
        assert first is not None
        assert away is not None
        return first.standing.coverage, away.standing.coverage

    homes, away = await town.app.writer.run(coverage)
    households = await town.app.writer.run(lambda work: work.directory.units[UnitId("KQ03-02")].households)
    assert homes == 2 * 10_000 // (2 * (households - 1)), "two of the others' households in one of two quarters"
    assert away == 10_000 // (2 * 2), "one of the two others away, in one of two quarters"
    await town.move_to(datetime(2027, 1, 13, 10, tzinfo=SHANGHAI))
    early = await said(town, "结算 锁定", "吕明")
    assert "康桥村:" in early
    assert "黄石村:" in early, "the town sees every village, not one of them"
    for text, by in (("结算 批准", "郑国平"), ("结算 签字", "何秀英"), ("结算 锁定 康桥村", "吕明")):
        assert "好,康桥村" in await said(town, text, by)
    assert "王建国6分" in await said(town, "结算 2026年全年", "吕明")
    assert not await town.breaches()


async def test_the_clock_drafts_once_whatever_happens(town: RehearsedTown) -> None:
    await town.move_to(datetime(2027, 1, 8, 1, tzinfo=SHANGHAI))
    before = len(town.sent)
    await town.move_to(datetime(2027, 1, 8, 8, tzinfo=SHANGHAI))
    await town.run_job("settle")
    await town.restart()
    await town.run_job("J19")
    await town.move_to(datetime(2027, 1, 8, 11, tzinfo=SHANGHAI))
    await town.restart()
    await town.move_to(datetime(2027, 1, 14, 8, tzinfo=SHANGHAI))
    texts = [(one.text, one.address) for one in town.sent[before:]]
    assert len(texts) == len(set(texts)), "nobody was told anything twice"
    mine = [text for text, _ in texts if "您0分" in text]
    assert len(mine) == 7, "each warden their own result, once"


async def test_a_town_that_settles_by_the_year() -> None:
    yearly = replace(Settings(), points_yearly=True)
    async with RehearsedTown(datetime(2027, 1, 8, 10, tzinfo=SHANGHAI), settings=yearly) as town:
        july, january = (datetime(year, month, 8, 2, tzinfo=SHANGHAI) for year, month in ((2026, 7), (2027, 1)))
        assert not await town.app.writer.run(lambda work: settle(work, july))
        assert await town.app.writer.run(lambda work: settle(work, january))
        assert len(await town.app.writer.run(lambda work: rows.list_of_period(work.db, work.town, "2026"))) == 2
        assert "2026年积分结算" in await said(town, "结算", "周文斌")


async def test_the_database_itself_refuses_to_change_the_ledger(town: RehearsedTown) -> None:
    await visits(town)
    for statement in (
        sa.update(ledger).values(amount=99),
        sa.update(ledger).values(period="2020H1"),
        sa.delete(ledger),
    ):

        def unit(work: Work, statement: sa.Update | sa.Delete = statement) -> None:
            work.db.execute(statement)

        with pytest.raises(exc.DBAPIError, match="append-only"):
            await town.app.writer.run(unit)

    def pseudonym(work: Work) -> int:
        return work.db.execute(sa.update(ledger).values(warden="former-x", reason=""))

    assert await town.app.writer.run(pseudonym) == 4, "retention may take the person out"


async def test_a_locked_result_that_the_ledger_no_longer_bears_out_is_found(town: RehearsedTown) -> None:
    await visits(town)

    def lock(work: Work) -> None:
        settlements.draft(work, "2026H2", [UnitId("KQ")])
        signed = {"approved_by": "P0007", "signed_by": "P0008", "locked_by": "P0003", "locked_at": work.now}
        work.db.execute(sa.update(settlement).values(state="locked", **signed))
        points_year.add_to_year(work.db, work.town, UnitId("KQ"), "2026H2")
        timers.cancel(work.db, work.town, "KQ:2026H2")

    await town.app.writer.run(lock)
    assert not await town.breaches()

    def forge(work: Work) -> None:
        work.db.execute(
            sa.update(rows.settlement_result).where(rows.settlement_result.c.warden == "P0012").values(points=7)
        )
        work.db.execute(sa.update(settlement).values(signed_by="P0007"))

    await town.app.writer.run(forge)
    told = "\n".join(await town.breaches())
    assert "锁定的是 7 分,流水合计 6" in told
    assert "要是三个人" in told
    assert "全年记着 6 分,各期合计 7" in told


async def test_no_command_tells_who_did_not_check_in() -> None:
    """I32: 王建国 has checked in, 孙桂花 and 刘芳 have not; nothing that staff can ask about points names either of those two."""
    async with RehearsedTown(BEFORE) as town:
        await visits(town)
        await town.app.writer.run(lambda work: settlements.draft(work, "2026H2"))
        areas = {
            "points",
            "point_rules",
            "settlements",
            "objections",
            "redemption",
            "check_ins",
            "my_check_ins",
            "reviews",
            "digests",
        }
        routes = [route for route in load_routes().routes if route.area in areas]
        asked = [f"/{route.name}" for route in routes]
        asked += [
            "结算 上期",
            "结算 2026年全年",
            "积分规则 试算 走访 3",
            "积分 没打卡",
            "谁没打卡",
            "没打卡的邻长有哪些",
            "打卡排名",
            "积分排名",
            "积分榜",
            "倒数第一是谁",
        ]
        for who in STAFF:
            for text in asked:
                before = len(town.sent)
                await town.say(text, who)
                answers = [
                    one.text for one in town.sent[before:] if one.answers and not one.text.startswith("这一步要由")
                ]
                assert not [one for one in answers if "孙桂花" in one or "刘芳" in one], f"{who}: {text}"
                await town.say("取消", who)


async def test_the_words_of_an_objection_are_forgotten_after_a_year() -> None:
    async with RehearsedTown(datetime(2027, 1, 8, 10, tzinfo=SHANGHAI)) as town:
        await town.app.writer.run(lambda work: settlements.draft(work, "2026H2"))
        await town.app.writer.run(lambda work: settlements.open_notice(work, "KQ:2026H2"))
        await town.say("异议 防汛那两晚没算", "王建国")
        await town.say("答复 1 不成立 没有值班记录", "何秀英")

        def words(work: Work) -> tuple[int, str, str]:
            gone = objections.erase_before(work.db, work.town, work.now + timedelta(days=1))
            found = objections.find(work.db, work.town, 1)
            assert found is not None
            return gone, found.text, found.answer

        assert await town.app.writer.run(words) == (1, "", "")
        assert not await town.breaches()
