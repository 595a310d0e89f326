"""Spot checks as a town lives them: who is asked, who hears of it, what follows (nothing by itself)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.storage.check_ins import check_in
from bot.storage.people import account
from bot.storage.spot_checks import list_verified, spot_check

FRIDAY = datetime(2026, 11, 27, 9, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 30, 10, 5, tzinfo=SHANGHAI)
QUESTION = "邻长上周来看过您家吗"


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(FRIDAY) as made:
        yield made


async def heard(town: RehearsedTown, who: str, text: str) -> str:
    """What the bot says to who spoke."""
    before = len(town.sent)
    await town.say(text, who)
    return "\n".join(one.text for one in town.sent[before:] if one.address == who)


def asked(town: RehearsedTown) -> list[str]:
    """Everybody who has been asked, in order."""
    return [one.address for one in town.sent if QUESTION in one.text]


async def visit(town: RehearsedTown, *homes: str, by: str = "何玉梅") -> None:
    for home in homes:
        assert "记下了" in await heard(town, by, f"走访{home}家 20分钟")


async def rows(town: RehearsedTown) -> list[tuple[object, ...]]:
    def look(work: Work) -> list[tuple[object, ...]]:
        c = spot_check.c
        return [tuple(row) for row in work.db.all(sa.select(c.number, c.state, c.answer, c.asked, c.verdict))]

    return await town.app.writer.run(look)


async def test_one_a_village_is_asked_and_nobody_else_hears_of_it(town: RehearsedTown) -> None:
    await visit(town, "金涛生", "许志花", "赖玉梅", "武晓安")
    await visit(town, "马永贵", by="王建国")
    await town.move_to(MONDAY)
    assert len(asked(town)) == 2
    assert "马永贵" in asked(town)
    others = [one.text for one in town.sent if one.address not in asked(town)]
    assert not any("抽查" in text or QUESTION in text for text in others)
    assert await town.breaches() == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("1", "came"),
        ("来过", "came"),
        ("来过的,坐了半天", "came"),
        ("2", "not"),
        ("没有来", "not"),
        ("没看见他", "not"),
        ("3", "unsure"),
        ("记不清了", "unsure"),
        ("不晓得", "unsure"),
        ("第二个", "not"),
    ],
)
async def test_answers_in_figures_and_in_words(town: RehearsedTown, said: str, answer: str) -> None:
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    assert "谢谢" in await heard(town, "金涛生", said)
    assert await rows(town) == [(1, "answered", answer, None, None)]
    told = any("没见着邻长" in one.text and one.address == "汪德明" for one in town.sent)
    assert told is (answer == "not")


@pytest.mark.parametrize("text", ["反映 村口路灯坏了", "😀😀", "帮助", "没水了,停了两天" + "啊" * 4980])
async def test_other_words_are_no_answer_and_the_question_stays(town: RehearsedTown, text: str) -> None:
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    assert await heard(town, "金涛生", text)
    assert [row[2] for row in await rows(town)] == [None]
    await town.move_to(town.clock.now() + timedelta(minutes=11))
    assert "谢谢" in await heard(town, "金涛生", "来过")


async def test_no_answer_lapses_in_silence_and_forgets_who_was_asked(town: RehearsedTown) -> None:
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    before = len([one for one in town.sent if one.address == "金涛生"])
    await town.move_to(MONDAY + timedelta(days=7, hours=1))
    assert await rows(town) == [(1, "lapsed", None, None, None)]
    assert len([one for one in town.sent if one.address == "金涛生"]) == before
    assert "谢谢您,记下了" not in await heard(town, "金涛生", "没来")
    assert "没回1" in await heard(town, "汪德明", "抽查") or "还没有抽查" in await heard(town, "汪德明", "抽查")


async def test_a_household_is_asked_once_in_half_a_year(town: RehearsedTown) -> None:
    for week in range(8):
        await town.move_to(FRIDAY + timedelta(weeks=week))
        await visit(town, "金涛生")
    await town.move_to(MONDAY + timedelta(weeks=9))
    assert len(asked(town)) == 1


async def test_children_wardens_quiet_ones_and_the_supervisor_are_never_asked(town: RehearsedTown) -> None:
    await heard(town, "赖玉梅", "安静")
    assert "记下了" in await heard(town, "汪建军", "走访汪德明家 半小时")
    await visit(town, "赖玉梅")
    assert "记下了" in await heard(town, "程大勇", "走访何玉梅家 半小时")
    await town.move_to(MONDAY)
    assert set(asked(town)) <= {"姜芳平"}, "of the warden's own household only who is no warden"


async def test_nobody_bound_means_nobody_is_written_to(town: RehearsedTown) -> None:
    def unbind(work: Work) -> None:
        work.db.execute(sa.delete(account).where(account.c.person == "P0162"))

    await town.app.writer.run(unbind)
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    assert asked(town) == []
    said = await heard(town, "汪德明", "抽查")
    assert "顺路" in said
    assert "何玉梅" in said
    assert "没来" in await heard(town, "汪德明", "抽查 1 没来")
    assert "算完了" in await heard(town, "汪德明", "抽查 1 记错了")
    assert await town.breaches() == []


async def test_the_talk_is_a_persons_and_takes_no_points(town: RehearsedTown) -> None:
    await visit(town, "金涛生")
    await heard(town, "胡海燕", "通过1")
    await town.move_to(MONDAY)
    await heard(town, "金涛生", "没来")
    assert "一句" in await heard(town, "汪德明", "抽查1 有出入")
    assert "不自己扣" in await heard(town, "汪德明", "抽查1 有出入 那天他没出门")

    def look(work: Work) -> tuple[list[int], object]:
        village = next(unit.id for unit in work.directory.units.values() if unit.name == "黄石村")
        row = work.db.first(sa.select(check_in.c.state, check_in.c.points))
        return list_verified(work.db, work.town, village, FRIDAY), tuple(row) if row else None

    assert await town.app.writer.run(look) == ([1], ("approved", 2))


async def test_only_supervisors_of_the_village_see_it(town: RehearsedTown) -> None:
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    await heard(town, "金涛生", "没来")
    for who in ("何玉梅", "胡海燕", "程远", "钱晓峰", "金涛生"):
        said = await heard(town, who, "抽查")
        assert "没来1" not in said
        assert said
    assert "没来1" not in await heard(town, "何秀英", "抽查")
    assert "没有要了解的" in await heard(town, "何秀英", "抽查 1 属实")
    for text in ("抽查 999999999", "抽查 #", "抽查 😀", "抽查 1", "抽查 " + "一" * 5000):
        assert await heard(town, "汪德明", text)


async def test_a_record_taken_back_meanwhile_opens_no_talk(town: RehearsedTown) -> None:
    await visit(town, "金涛生")
    await town.move_to(MONDAY)
    await heard(town, "何玉梅", "撤销打卡 1")
    assert "谢谢" in await heard(town, "金涛生", "没来")
    assert not any("没见着邻长" in one.text for one in town.sent)
    assert "#1" not in await heard(town, "汪德明", "抽查")
