"""A town on a platform with private chats: whatever it knows of groups, what people say to the bot alone is heard, once, in order."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.adapters.samples import sample
from bot.clock import SHANGHAI
from bot.messages import AttachmentKind
from bot.storage.check_ins import check_in
from bot.storage.concern_attachments import attachment
from tests.conformance.bench import Bench, Trick
from tests.conformance.house import until
from tests.conformance.town import PlatformTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)

pytestmark = pytest.mark.needs(Trick.PRIVATE)


@pytest.fixture
async def town(bench: Bench) -> AsyncIterator[PlatformTown]:
    async with PlatformTown(bench, MORNING) as made:
        yield made


def account(town: PlatformTown, name: str) -> str:
    return town.names.people[name][0]


async def check_ins(town: PlatformTown) -> int:
    return await town.app.writer.run(lambda work: len(work.db.all(check_in.select())))


async def test_every_way_of_calling_it_is_heard(town: PlatformTown) -> None:
    answers: set[str] = set()
    for way in town.bench.ways("帮助"):
        before = len(town.sent)
        outcome = await town.say(way, account(town, "王建国"))
        assert outcome.result == "handled", way
        answers |= {one.text for one in town.sent[before:]}
    assert len(answers) == 1


async def test_every_way_of_checking_in_counts(town: PlatformTown) -> None:
    ways = town.bench.ways("打卡 巡查 河堤 40分钟")
    for number, way in enumerate(ways):
        outcome = await town.say(way.replace("河堤", f"第{number}段河堤"), account(town, "王建国"))
        assert outcome.result == "handled", way
    assert await check_ins(town) == len(ways)


@pytest.mark.needs(Trick.REPLAY)
async def test_a_message_replayed_three_times_has_one_effect(town: PlatformTown) -> None:
    """Also over our own restart."""
    assert (await town.say("打卡 巡查 河堤 40分钟", account(town, "王建国"), number="m")).result == "handled"
    said = len(town.sent)
    await town.say("", "", number="m")
    await town.restart()
    for _ in range(2):
        assert (await town.say("", "", number="m")).result == "duplicate"
    assert (await check_ins(town), len(town.sent)) == (1, said)


async def test_a_burst_of_three_people_is_handled_in_order_of_each(town: PlatformTown) -> None:
    speakers = [account(town, name) for name in ("王建国", "陈志远", "刘芳")]
    said: dict[str, list[str]] = {one: [] for one in speakers}
    for number in range(150):
        who = speakers[number % 3]
        said[who].append(await town.bench.say(who, f"打卡 巡查 第{number}处塘堰 {20 + number % 40}分钟"))
    await until(lambda: len(town.house.done) >= 150, "all of them")
    assert {outcome.result for _, outcome in town.house.done} == {"handled"}
    for mine in said.values():
        assert [one for one, _ in town.house.done if one in set(mine)] == mine
    assert await check_ins(town) == 150


@pytest.mark.needs(Trick.IMAGE_IN)
async def test_a_picture_becomes_part_of_what_is_reported(town: PlatformTown) -> None:
    await town.say("", account(town, "张小明"), attachments=(sample(AttachmentKind.IMAGE),))
    for words in ("1", "黄石桥头路上好几个坑"):
        await town.say(words, account(town, "张小明"))
    kept = await town.app.writer.run(lambda work: len(work.db.all(attachment.select())))
    assert kept == 1, [one.text for one in town.sent]
