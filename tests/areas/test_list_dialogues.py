"""Lists as they are talked about: names only by rule, concerned people step aside, late answers, the wall, what is forgotten when."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.actions import lists
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.list_states import Kind
from bot.domain.settings import Settings
from bot.rehearsal import RehearsedTown
from bot.rehearsal.town import demo_roster, fill
from bot.storage.directory import office
from bot.storage.key_file import make
from bot.storage.list_objections import list_objection
from bot.storage.lists import list_entry, list_issue
from bot.storage.people import person
from bot.texts.list_wall import page

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as made:
        yield made


async def say(town: RehearsedTown, who: str, *texts: str) -> str:
    """Say it in private; everything that was sent to who said it because of the last."""
    address = town.names.people[who][0]
    mark = 0
    for text in texts:
        mark = len(town.sent)
        await town.say(text, address)
    return "\n".join(one.text for one in town.sent[mark:] if one.address == address)


def sent_to(town: RehearsedTown, who: str, since: int = 0) -> str:
    address = town.names.people[who][0]
    return "\n".join(one.text for one in town.sent[since:] if one.address == address)


async def served(town: RehearsedTown, warden: str = "王建国", fact: str = "11月3日三件诉求没接") -> None:
    """Entry 1: a reminder that has been heard."""
    await say(town, "周文斌", f"榜 加 负-02 {warden} {fact}", "榜 送达 1")
    await say(town, warden, "申辩 1 知道了")


async def published(town: RehearsedTown) -> None:
    await served(town)
    await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过 属实", "榜 发布 提醒榜")


async def change(town: RehearsedTown, statement: sa.Update) -> None:
    def do(work: Work) -> None:
        work.db.execute(statement)
        work.changed_directory()

    await town.app.writer.run(do)


async def count(town: RehearsedTown, *tables: sa.Table) -> list[int]:
    def look(work: Work) -> list[int]:
        return [int(work.db.scalar(sa.select(sa.func.count()).select_from(one)) or 0) for one in tables]

    return await town.app.writer.run(look)


async def test_a_name_stands_there_only_with_setting_rule_and_decision() -> None:
    async with RehearsedTown(START, settings=Settings(list_named=True)) as town:
        await served(town)
        said = "榜 审定 1 支委会 11-24 通过 实名 属实"
        assert "村规" in await say(town, "郑国平", said)
        assert "记下了" in await say(town, "郑国平", "榜 村规 11-10 村民代表会议第5号决议")
        assert "审定通过" in await say(town, "郑国平", said)
        assert "写姓名" in sent_to(town, "王建国")
        await say(town, "郑国平", "榜 发布 提醒榜")
        text = await say(town, "张小明", "黑榜")
        assert "王建国:负-02" in text
        assert "三件诉求" not in text


async def test_a_rule_alone_does_not_open_names(town: RehearsedTown) -> None:
    await served(town)
    assert "没有打开" in await say(town, "郑国平", "榜 村规 11-10 村民代表会议第5号决议")
    assert "lists.named" in await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过 实名 属实")
    assert "审定通过" in await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过 不写姓名 属实")


async def test_of_the_same_household_nobody_decides_and_then_the_town_may(town: RehearsedTown) -> None:
    await served(town)
    assert "郑国平" in await say(town, "钱晓峰", "榜 审定 1 支委会 11-24 通过 属实")
    await change(town, sa.update(person).where(person.c.id == "P0007").values(household="KQ03-02-01"))
    await town.restart()
    assert "同户" in await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过 属实")
    assert "同户" in await say(town, "郑国平", "榜 撤下 1 有误")
    assert "审定通过" in await say(town, "钱晓峰", "榜 审定 1 支委会 11-24 通过 属实")


async def test_who_drafted_does_not_decide(town: RehearsedTown) -> None:
    both = sa.update(office).where(office.c.person == "P0005").values(role="branch_secretary")
    await say(town, "周文斌", "榜 加 负-02 王建国 11月3日三件诉求没接", "榜 送达 1")
    await say(town, "王建国", "申辩 1 知道了")
    await change(town, both)
    await town.restart()
    assert "起草和审定要分开" in await say(town, "周文斌", "榜 审定 1 支委会 11-24 通过 属实")


async def test_nobody_drafts_about_themselves(town: RehearsedTown) -> None:
    await change(town, sa.update(office).where(office.c.person == "P0010").values(role="village_staff", unit="KQ"))
    await change(
        town,
        sa.update(office)
        .where(office.c.person == "P0009", office.c.role == "village_staff")
        .values(role="warden", unit="KQ05-01"),
    )
    await town.restart()
    assert "您自己" in await say(town, "吴敏", "榜 加 正-05 吴敏 带头清沟")
    assert "加上了" in await say(town, "李大山", "榜 加 正-05 吴敏 带头清沟")


async def test_an_answer_that_is_late_reaches_the_town_and_the_entry_stays_hidden(town: RehearsedTown) -> None:
    await published(town)
    await say(town, "张小明", "监督 榜1 弄错了")
    mark = len(town.sent)
    await town.move_to(START + timedelta(days=4))
    assert "过了3天没人答复" in sent_to(town, "何秀英", mark)
    assert "过了3天没人答复" in sent_to(town, "钱晓峰", mark)
    assert "弄错了" not in sent_to(town, "何秀英", mark)
    assert "本期没有" in await say(town, "张小明", "黑榜")
    assert "弄错了" in await say(town, "钱晓峰", "监督")
    assert "恢复显示" in await say(town, "钱晓峰", "监督 回复 1 维持 核实过")
    assert "负-02" in await say(town, "张小明", "黑榜")


async def test_a_supervisor_who_is_concerned_does_not_answer(town: RehearsedTown) -> None:
    await published(town)
    assert "镇里" in await say(town, "何秀英", "监督 榜1 我也觉得弄错了")
    assert "没有要答复" in await say(town, "何秀英", "监督")
    assert "您自己提的" in await say(town, "何秀英", "监督 回复 1 维持 就这样")
    assert "弄错了" in await say(town, "孙丽", "监督")


async def test_after_the_window_an_opinion_hides_nothing(town: RehearsedTown) -> None:
    await published(town)
    await town.move_to(START + timedelta(days=6))
    said = await say(town, "张小明", "监督 榜1 还是觉得不对")
    assert "收到" in said
    assert "先不显示" not in said
    assert "负-02" in await say(town, "李秀英", "黑榜")
    assert "答复了" in await say(town, "何秀英", "监督 回复 1 谢谢您,下期改进")
    assert "下期改进" in sent_to(town, "张小明")


async def test_many_opinions_of_one_person_are_enough(town: RehearsedTown) -> None:
    await published(town)
    for number in range(5):
        await say(town, "张小明", f"监督 榜1 意见第{number}次", "0")
        await say(town, "何秀英", f"监督 回复 {number + 1} 维持 核实过")
    assert "好几条" in await say(town, "张小明", "监督 榜1 又来")


async def test_of_another_village_nobody_speaks_of_it(town: RehearsedTown) -> None:
    await published(town)
    assert "没有这张榜" in await say(town, "叶冬梅", "监督 榜1 不公平")
    assert "负-02" in await say(town, "叶冬梅", "黑榜 康桥村")


async def test_an_unread_hearing_is_told_to_the_staff(town: RehearsedTown) -> None:
    await say(town, "周文斌", "榜 加 负-02 王建国 11月3日三件诉求没接")
    town.refuse(town.names.people["王建国"][0], 9, "gone")
    await say(town, "周文斌", "榜 送达 1")
    assert "没能私下送到王建国" in sent_to(town, "周文斌")


async def test_the_next_quarter_ends_the_one_before(town: RehearsedTown) -> None:
    await published(town)
    await town.move_to(datetime(2027, 1, 4, 9, tzinfo=SHANGHAI))
    await say(town, "周文斌", "榜 加 正-05 孙桂花 带头清沟", "榜 送达 红榜")
    await say(town, "孙桂花", "1")
    await say(town, "郑国平", "榜 审定 2 支委会 1-4 通过", "榜 发布 红榜")
    assert "2026年第4季度" in await say(town, "张小明", "红榜")
    await town.move_to(datetime(2027, 3, 2, 9, tzinfo=SHANGHAI))
    await say(town, "周文斌", "榜 加 正-04 王建国 抢险先到", "榜 送达 红榜")
    await say(town, "王建国", "愿意")
    await say(town, "郑国平", "榜 审定 3 支委会 3-1 通过", "榜 发布 红榜")
    text = await say(town, "张小明", "红榜")
    assert "2027年第1季度" in text
    assert "孙桂花" not in text
    assert "已经下榜" in await say(town, "张小明", "监督 榜2 有话说")


async def test_a_village_uses_its_own_wording_from_then_on(town: RehearsedTown) -> None:
    assert "要写会议日期" in await say(town, "周文斌", "榜 清单 负-02 派的单3天不回音")
    assert "懒" in await say(town, "周文斌", "榜 清单 负-02 懒得接单 村民代表会议 11-10 第3号")
    said = await say(town, "周文斌", "榜 清单 负-02 派的单3天不回音 村民代表会议 11-10 第3号决议")
    assert "记下了" in said
    assert "派的单3天不回音(2026年11月10日 村民代表会议 第3号决议)" in await say(town, "张小明", "榜 清单")
    assert "没有上报" in await say(town, "叶冬梅", "榜 清单 黄石村")
    await published(town)
    assert "派的单3天不回音" in await say(town, "张小明", "黑榜")


async def test_the_town_says_whose_wording_and_whose_rule_it_enters(town: RehearsedTown) -> None:
    for said in ("榜 清单 负-02 派的单3天不回音 村民代表会议 11-10 第3号决议", "榜 村规 11-10 村民代表会议第5号决议"):
        assert "哪个村的" in await say(town, "钱晓峰", said)
    assert "记下了" in await say(town, "钱晓峰", "榜 清单 负-02 派的单3天不回音 黄石村村民代表会议 11-10 第3号决议")
    assert "记下了黄石村的村规" in await say(town, "钱晓峰", "榜 村规 11-10 村民代表会议第5号决议 黄石村")
    text = await say(town, "叶冬梅", "榜 清单")
    assert "负-02 派的单3天不回音(2026年11月10日 村民代表会议 第3号决议)" in text
    assert "3天不回音" not in await say(town, "张小明", "榜 清单")


async def test_the_wall_version_of_a_list_by_its_number_is_that_list(town: RehearsedTown) -> None:
    await published(town)
    assert "wall 康桥村 提醒榜" in await say(town, "周文斌", "榜 上墙 榜1")
    assert "wall 康桥村 提醒榜" in await say(town, "钱晓峰", "榜 上墙 榜1")
    assert "wall 康桥村 红榜" in await say(town, "周文斌", "榜 上墙")
    assert "wall 黄石村 提醒榜" in await say(town, "钱晓峰", "榜 上墙 提醒榜 黄石村")
    assert "哪个村的" in await say(town, "钱晓峰", "榜 上墙 红榜")
    assert "wall 黄石村 红榜" in await say(town, "胡海燕", "榜 上墙 榜1"), "another village's list is not hers"


async def test_a_name_that_begins_another_name_is_not_meant(town: RehearsedTown) -> None:
    await change(town, sa.update(person).where(person.c.id == "P0013").values(name="王建"))
    assert "王建国 负-02" in await say(town, "周文斌", "榜 加 负-02 王建国 11月3日三件诉求没接")
    assert "王建 负-02" in await say(town, "周文斌", "榜 加 负-02 王建 11月3日三件诉求没接")


async def test_an_erased_warden_is_on_no_honour_list(town: RehearsedTown) -> None:
    await say(town, "周文斌", "榜 加 正-05 孙桂花 带头清沟", "榜 送达 红榜")
    await say(town, "孙桂花", "1")
    await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过", "榜 发布 红榜")
    assert "孙桂花" in await say(town, "张小明", "红榜")
    await say(town, "孙桂花", "删除", "确定删除")
    assert "孙桂花" not in await say(town, "张小明", "红榜")


async def test_a_year_after_its_end_everything_of_an_entry_is_forgotten(town: RehearsedTown) -> None:
    await published(town)
    await say(town, "张小明", "监督 榜1 弄错了")
    await say(town, "何秀英", "监督 回复 1 撤下 确实弄错了")
    assert await count(town, list_issue, list_entry, list_objection) == [1, 1, 1]
    town.clock.move_to(START + timedelta(days=364))
    await town.run_job("retention")
    assert await count(town, list_issue, list_entry, list_objection) == [1, 1, 1]
    town.clock.move_to(START + timedelta(days=367))
    await town.run_job("retention")
    assert await count(town, list_issue, list_entry, list_objection) == [0, 0, 0]


async def test_the_check_finds_an_entry_that_was_never_heard(town: RehearsedTown) -> None:
    await published(town)
    assert await town.breaches() == []
    await change(
        town,
        sa.update(list_entry).values(stated_at=None, decided_at=list_entry.c.served_at, decided_by=list_entry.c.author),
    )
    await change(town, sa.update(list_entry).values(person="P0023"))
    found = "\n".join(await town.breaches())
    assert "没有听取申辩" in found
    assert "没有支部审定" in found
    assert "没有当过邻长" in found


async def test_the_wall_says_what_everybody_may_read(town: RehearsedTown) -> None:
    await published(town)

    async def wall(kind: Kind) -> str:
        def look(work: Work) -> str:
            return lists.wall(work, next(one for one in lists.villages(work) if one.id == "KQ"), kind)

        return await town.app.writer.run(look)

    text = await wall(Kind.REMINDER)
    for part in ("提醒榜", "康桥村", "负-02", "公示期:11月24日至11月29日", "监督电话", "盖章处", "监督 榜1 意见"):
        assert part in text
    assert "王建国" not in text
    assert "三件诉求" not in text
    assert "本期没有" in await wall(Kind.HONOUR)
    await say(town, "张小明", "监督 榜1 弄错了")
    assert "负-02" not in await wall(Kind.REMINDER)


def test_the_wall_is_large_and_nothing_in_it_is_markup() -> None:
    names = [(1, "<b>某</b>", '"><script>x</script>')]
    text = page(
        Kind.HONOUR, "黄<石>村", "2026Q4", 1, names, (START.date(), START.date()), "0795-1234567", "小邻", START.date()
    )
    assert "<script>" not in text
    assert "黄<石>村" not in text
    sizes = [float(part.split("pt")[0]) for part in text.split("font-size: ")[1:]]
    assert min(sizes) >= 22


def test_the_command_writes_the_wall_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xianglin-data").mkdir(mode=0o700)
    database = f"sqlite:///{tmp_path / 'xianglin-data' / 'xianglin.db'}"
    fill(database, demo_roster(), make(tmp_path / "xianglin-data" / "xianglin.key").ring)
    assert main(["wall", "黄石村", "红榜", "红榜.html"]) == 0
    assert "本期没有" in (tmp_path / "红榜.html").read_text(encoding="utf-8")
    assert main(["wall", "黄石村", "红榜", "红榜.html"]) == 2
    assert main(["wall", "火星村", "红榜", "x.html"]) == 2
    assert main(["wall", "黄石村", "蓝榜", "x.html"]) == 2
    assert "康桥村" in capsys.readouterr().err


async def test_a_hearing_begins_when_its_message_may_arrive(town: RehearsedTown) -> None:
    await town.move_to(datetime(2026, 11, 24, 21, tzinfo=SHANGHAI))
    said = await say(town, "周文斌", "榜 加 负-02 王建国 11月3日三件诉求没接", "榜 送达 1")
    assert "11月28日07:00" in said
    assert "负-02" not in sent_to(town, "王建国")
    await town.move_to(datetime(2026, 11, 25, 7, 5, tzinfo=SHANGHAI))
    assert "11月28日07:00" in sent_to(town, "王建国")


async def test_what_nobody_decides_ends_and_its_warden_is_told(town: RehearsedTown) -> None:
    await served(town)
    await town.move_to(START + timedelta(days=31))
    assert "不再提了" in sent_to(town, "王建国")
    assert "到期下榜" in await say(town, "郑国平", "榜 审定 1 支委会 11-24 通过 属实")


async def test_what_is_dropped_after_its_hearing_is_told_to_its_warden(town: RehearsedTown) -> None:
    await served(town)
    assert "删掉了" in await say(town, "韩雪", "榜 删 1")
    assert "不再提了" in sent_to(town, "王建国")


async def test_a_group_that_cannot_be_reached_is_told_to_the_staff(town: RehearsedTown) -> None:
    town.refuse(town.names.chats["康桥村务公开群"], 9, "gone")
    await published(town)
    assert "没能发到康桥村务公开群" in sent_to(town, "周文斌")


async def test_the_town_names_a_warden_and_needs_not_say_the_village(town: RehearsedTown) -> None:
    assert "加上了" in await say(town, "钱晓峰", "榜 加 正-05 何玉梅 带着8户试种")
    assert "何玉梅" in await say(town, "胡海燕", "榜")
