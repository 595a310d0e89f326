"""Those who follow a concern: when its reporter is erased, when two followed ones become one, when a follower is erased."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.storage import concern_followers as follows
from bot.storage import concerns as rows
from bot.storage import people

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


async def test_the_reporter_is_erased_and_it_goes_on_for_the_next(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯坏了,紫皮土豆", "张小明")
    await town.say("反映 村口的路灯坏了,白皮萝卜", "李秀英")
    await town.say("同一件", "李秀英")
    await town.say("删除", "张小明")
    await town.say("确定删除", "张小明")

    def look(work: Work) -> None:
        one = rows.get_concern(work.db, work.town, "KQ2611-001")
        assert not one.final
        assert one.reporter == people.list_named(work.db, work.town, "李秀英")[0].id
        assert "白皮萝卜" in one.text
        assert "紫皮土豆" not in one.text
        assert follows.list_of(work.db, work.town, one.number) == []

    await town.app.writer.run(look)
    assert await town.breaches() == []


async def test_a_follower_is_erased(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯坏了", "张小明")
    await town.say("我家也是 KQ2611-001", "李秀英")
    await town.say("删除", "李秀英")
    await town.say("确定删除", "李秀英")

    def look(work: Work) -> None:
        assert follows.list_of(work.db, work.town, "KQ2611-001") == []

    await town.app.writer.run(look)
    assert await town.breaches() == []


async def test_merged_ones_bring_their_followers_and_what_was_merged_into_them(town: RehearsedTown) -> None:
    for who in ("张小明", "李秀英", "马永贵"):
        await town.say(f"反映 三组路灯坏了,{who[0]}家门口那根", who)
    await town.say("我家也是 KQ2611-001", "赵玉兰")
    await town.say("并单 1 2", "王建国")
    await town.say("并单 2 3", "王建国")

    def look(work: Work) -> None:
        names = {people.list_named(work.db, work.town, name)[0].id for name in ("张小明", "李秀英", "赵玉兰")}
        assert set(follows.list_of(work.db, work.town, "KQ2611-003")) == names
        assert {one.number for one in rows.list_merged_into(work.db, work.town, "KQ2611-003")} == {
            "KQ2611-001",
            "KQ2611-002",
        }

    await town.app.writer.run(look)
    told = len(town.sent)
    await town.say("接单 3", "王建国")
    heard = {sent.address for sent in town.sent[told:]}
    assert {"张小明", "李秀英", "赵玉兰", "马永贵"} <= heard
    assert await town.breaches() == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("我家低保被停了", "反映 我家低保被停了"), ("我要反映邻长王建国态度差", "反映 路灯坏了")],
    ids=str,
)
async def test_private_ones_and_complaints_stand_alone(town: RehearsedTown, first: str, second: str) -> None:
    await town.say(first, "张小明")
    await town.say(second, "李秀英")
    assert not any("同一件" in sent.text for sent in town.sent)
    for who in ("王建国", "周文斌", "李秀英"):
        told = len(town.sent)
        await town.say("我家也是 KQ2611-001", who)
        assert not any("户" in sent.text and "算上" in sent.text for sent in town.sent[told:])
