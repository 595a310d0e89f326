"""What a sentence leaves in doubt: asked once, below the record; answered by number or in words; it stands when nobody answers."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.storage.check_ins import check_in

MORNING = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


async def heard(town: RehearsedTown, text: str, who: str = "王建国") -> str:
    before = len(town.sent)
    await town.say(text, who)
    return "\n".join(one.text for one in town.sent[before:] if one.address == who)


async def rows(town: RehearsedTown) -> list[tuple[Any, ...]]:
    """Kind, reason why nobody was met, state, whom and note of every record."""

    def look(work: Work) -> list[tuple[Any, ...]]:
        c = check_in.c
        return [
            tuple(row) for row in work.db.all(sa.select(c.kind, c.unmet, c.state, c.target, c.note).order_by(c.number))
        ]

    return await town.app.writer.run(look)


@pytest.mark.parametrize(
    ("answer", "unmet"),
    [
        ("1", None),
        ("见着了", None),
        ("2", "nobody_home"),
        ("②", "nobody_home"),
        ("没人在家", "nobody_home"),
        ("没见着", "nobody_home"),
        ("没有", "nobody_home"),
        ("第三个", "away"),
        ("外出打工了", "away"),
        ("住院了", "in_hospital"),
        ("5", "unwilling"),
        ("不愿意见", "unwilling"),
        ("敲门没人应", "unreachable"),
    ],
)
async def test_whether_anybody_was_met(town: RehearsedTown, answer: str, unmet: str | None) -> None:
    assert "见着人了吗" in await heard(town, "走访马永贵 未果")
    assert "#1" in await heard(town, answer)
    (found,) = await rows(town)
    assert (found[0], found[1]) == ("VISIT", unmet)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("1", "VISIT"), ("2", "HELP"), ("代办跑腿", "HELP"), ("巡查", "SAFETY"), ("关爱", "CARE"), ("开会", "MEETING")],
)
async def test_which_kind_it_was(town: RehearsedTown, answer: str, kind: str) -> None:
    assert "算哪一类" in await heard(town, "打卡 何敏晓 抄水表")
    await heard(town, answer)
    (found,) = await rows(town)
    assert found[0] == kind


async def test_the_record_stands_when_nobody_answers(town: RehearsedTown) -> None:
    await heard(town, "走访马永贵 未果")
    await town.move_to(MORNING + timedelta(hours=3))
    assert "见着" not in await heard(town, "2")
    assert [(one[0], one[1], one[2]) for one in await rows(town)] == [("VISIT", None, "submitted")]


async def test_the_next_thing_told_is_no_answer(town: RehearsedTown) -> None:
    await heard(town, "走访马永贵 未果")
    assert "记下了 #2" in await heard(town, "今天巡查了水库,40分钟")
    assert [(one[0], one[1]) for one in await rows(town)] == [("VISIT", None), ("SAFETY", None)]
    assert "改好了 #1" in await heard(town, "2")


async def test_an_older_question_is_not_answered_by_the_answer_to_a_newer_one(town: RehearsedTown) -> None:
    await heard(town, "走访马永贵 未果")
    await heard(town, "走访贺丽兰 未果")
    assert "改好了 #2" in await heard(town, "2")
    await heard(town, "3")
    assert [one[1] for one in await rows(town)] == [None, "nobody_home"]


async def test_several_households_are_asked_about_once(town: RehearsedTown) -> None:
    told = await heard(town, "打卡 何敏晓、贺丽兰 抄水表")
    assert told.count("算哪一类") == 1
    await heard(town, "代办")
    assert [one[0] for one in await rows(town)] == ["HELP", "HELP"]


async def test_what_turns_out_a_mediation_names_nobody(town: RehearsedTown) -> None:
    assert "算哪一类" in await heard(town, "打卡 何敏晓、贺丽兰 商量地界")
    await heard(town, "调解")
    first, second = await rows(town)
    assert (first[0], first[3], second[2]) == ("MEDIATE", "", "merged")
    assert "何敏晓" not in first[4]
    assert "贺丽兰" not in first[4]


async def test_a_second_vain_way_is_no_visit(town: RehearsedTown) -> None:
    await heard(town, "走访马永贵 没人在家")
    assert "合并" in await heard(town, "走访马永贵 未果")
    assert [one[1] for one in await rows(town)] == ["nobody_home"]


async def test_what_has_been_reviewed_is_not_changed(town: RehearsedTown) -> None:
    await heard(town, "走访马永贵 未果")
    await town.say("通过1", "李大山")
    await heard(town, "2")
    (found,) = await rows(town)
    assert found[1] is None


async def test_a_need_goes_before_the_doubt(town: RehearsedTown) -> None:
    told = await heard(town, "打卡 何敏晓 抄水表 她家屋顶漏雨")
    assert "转成诉求" in told
    assert "算哪一类" not in told


@pytest.mark.parametrize(
    "text",
    [
        "走访马永贵家",
        "走访马永贵 20分钟",
        "走访马永贵,没什么困难",
        "走访马永贵,他没啥意见",
        "去马永贵家坐了坐,他儿子不在家",
        "打卡 巡查水库,没发现问题",
        "看望李奶奶,身体不错",
    ],
)
async def test_what_is_plain_is_not_asked(town: RehearsedTown, text: str) -> None:
    told = await heard(town, text)
    assert "记下了 #1" in told
    assert "?" not in told


async def test_a_work_group_is_no_place_for_it(town: RehearsedTown) -> None:
    before = len(town.sent)
    await town.say("/打卡 几户 抄水表", "王建国", "c-kq")
    assert all("算哪一类" not in one.text for one in town.sent[before:])


async def test_a_shut_door_at_somebody_cared_for_is_told_after_the_answer(town: RehearsedTown) -> None:
    await town.move_to(MORNING + timedelta(hours=8))
    assert "见着人了吗" in await heard(town, "看望李奶奶 未果")
    before = len(town.sent)
    await heard(town, "2")
    assert any("李奶奶" in one.text and one.address != "王建国" for one in town.sent[before:])
