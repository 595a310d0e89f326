"""A whole town on a platform: one effect for a message however often it comes, nothing sent twice, order, groups that move or are lost."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.adapters.base import ChatLost, ChatRenamed
from bot.clock import SHANGHAI
from bot.context import Work
from bot.ids import ChatId
from bot.messages import InChat, Outbound, Priority
from bot.outgoing import post
from bot.storage import outbox
from bot.storage.check_ins import check_in
from tests.conformance.bench import Bench, Trick
from tests.conformance.house import until
from tests.conformance.town import PlatformTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
WARDEN = "王建国"
VILLAGER = "张小明"

pytestmark = pytest.mark.needs(Trick.GROUPS, Trick.PRIVATE)


@pytest.fixture
async def town(bench: Bench) -> AsyncIterator[PlatformTown]:
    async with PlatformTown(bench, MORNING) as made:
        yield made


def warden(town: PlatformTown) -> str:
    return town.names.people[WARDEN][0]


def villager(town: PlatformTown) -> str:
    return town.names.people[VILLAGER][0]


async def texts(town: PlatformTown) -> list[str]:
    return [one.text for one in await town.bench.arrived()]


async def put(town: PlatformTown, *messages: Outbound) -> None:
    await town.app.writer.run(lambda work: post(work, messages))


def notice(town: PlatformTown, number: int, **more: object) -> Outbound:
    chat = InChat(ChatId("c-kq03-02"))
    return Outbound(chat, f"通知{number}", Priority.NOTICE, key=f"notice:{number}", **more)  # type: ignore[arg-type]  # by name


async def states(town: PlatformTown) -> dict[str, str]:
    def look(work: Work) -> dict[str, str]:
        return {str(row.text): str(row.state) for row in work.db.all(outbox.outbox.select())}

    return await town.app.writer.run(look)


async def check_ins(town: PlatformTown) -> int:
    return await town.app.writer.run(lambda work: len(work.db.all(check_in.select())))


@pytest.mark.needs(Trick.REPLAY)
async def test_a_message_replayed_three_times_has_one_effect(town: PlatformTown) -> None:
    """Also over our own restart."""
    outcome = await town.say("打卡 巡查 河堤 40分钟", warden(town), number="m")
    assert outcome.result == "handled"
    before, said = await check_ins(town), len(await texts(town))
    assert before == 1
    await town.say("", "", number="m")
    await town.say("", "", number="m")
    await town.restart()
    again = await town.say("", "", number="m")
    assert again.result == "duplicate"
    assert (await check_ins(town), len(await texts(town))) == (before, said)


async def test_every_way_of_calling_it_is_heard(town: PlatformTown) -> None:
    address = town.names.chats[GROUP]
    answers: set[str] = set()
    for way in town.bench.ways("帮助"):
        before = len(await texts(town))
        outcome = await town.say(way, warden(town), address)
        assert outcome.result == "handled", way
        answers |= set((await texts(town))[before:])
    assert len(answers) == 1


@pytest.mark.needs(Trick.OVERHEAR)
async def test_what_neighbours_tell_each_other_is_not_heard(town: PlatformTown) -> None:
    before = len(await texts(town))
    for text in ("今天帮助了好几家", "路灯坏了好几天", "收到", "1"):
        assert (await town.say(text, warden(town), town.names.chats[GROUP])).result == "ignored", text
    assert len(await texts(town)) == before


async def test_three_hundred_in_a_burst_are_all_handled_in_order(town: PlatformTown) -> None:
    """Wardens in private and a group between them; nobody waits for an answer before going on."""
    speakers: list[tuple[str, str | None]] = [
        (town.names.people[name][0], None) for name in ("王建国", "陈志远", "刘芳")
    ]
    speakers.append((villager(town), town.names.chats[GROUP]))
    said: dict[int, list[str]] = {place: [] for place in range(4)}
    for number in range(300):
        place = number % 4
        sender, chat = speakers[place]
        text = f"打卡 巡查 第{number}处塘堰 {20 + number % 40}分钟" if place < 3 else f"/电话 {number}"
        said[place].append(await town.bench.say(sender, text, chat))
    await until(lambda: len(town.house.done) >= 300, "all of them")
    assert {outcome.result for _, outcome in town.house.done} == {"handled"}
    for mine in said.values():
        assert [one for one, _ in town.house.done if one in set(mine)] == mine
    assert await check_ins(town) == 225


@pytest.mark.needs(Trick.SILENT)
async def test_a_notice_whose_sending_nobody_answered_is_not_sent_again(town: PlatformTown) -> None:
    await town.bench.fail(Trick.SILENT)
    await put(town, notice(town, 1))
    await town.move_to(MORNING + timedelta(hours=3))
    assert [text for text in await texts(town) if text == "通知1"] == ["通知1"]
    assert (await states(town))["通知1"] == "unknown"


@pytest.mark.needs(Trick.LATER)
async def test_a_limited_send_is_tried_again_and_order_is_kept(town: PlatformTown) -> None:
    await town.bench.fail(Trick.LATER, place=town.names.chats[GROUP])
    await put(town, *(notice(town, number) for number in range(3)))
    await town.move_to(MORNING + timedelta(minutes=30))
    assert [text for text in await texts(town) if text.startswith("通知")] == ["通知0", "通知1", "通知2"]


@pytest.mark.needs(Trick.REFUSED)
async def test_a_refused_one_does_not_stop_the_rest(town: PlatformTown) -> None:
    await town.bench.fail(Trick.REFUSED, place=town.names.chats[GROUP])
    await put(town, notice(town, 1), notice(town, 2))
    await town.move_to(MORNING + timedelta(hours=2))
    found = await states(town)
    assert (found["通知1"], found["通知2"]) == ("dead", "sent")


@pytest.mark.needs(Trick.KICK)
async def test_staff_hear_that_it_was_put_out_of_a_group(town: PlatformTown) -> None:
    await town.bench.kick(town.names.chats[GROUP])
    await until(lambda: any(isinstance(one, ChatLost) for one in town.house.events), "the event")
    await town.move_to(MORNING + timedelta(minutes=10))
    assert any(GROUP in text for text in await texts(town))


@pytest.mark.needs(Trick.MOVE)
async def test_a_group_that_moved_keeps_its_history(town: PlatformTown) -> None:
    old = town.names.chats[GROUP]
    await town.say("反映 村口路灯坏了", villager(town), old)
    new = await town.bench.move(old)
    await until(lambda: bool(town.house.events), "the event")
    await town.settle()
    before = len(await town.bench.arrived())
    await town.say("进度", villager(town), new)
    answers = list(await town.bench.arrived())[before:]
    assert any("路灯" in one.text for one in answers)
    await put(town, notice(town, 1))
    await town.settle()
    last = list(await town.bench.arrived())[-1]
    assert (last.place, last.text) == (new, "通知1")


@pytest.mark.needs(Trick.RENAME)
async def test_staff_hear_of_a_new_name(town: PlatformTown) -> None:
    await town.bench.rename(town.names.chats[GROUP], "广场舞群")
    await until(lambda: any(isinstance(one, ChatRenamed) for one in town.house.events), "the event")
    await town.move_to(MORNING + timedelta(minutes=10))
    assert any("广场舞群" in text for text in await texts(town))


@pytest.mark.needs(Trick.QUEUE)
async def test_what_is_said_while_it_is_restarted_is_answered(town: PlatformTown) -> None:
    await town.hang_up()
    number = await town.bench.say(warden(town), "打卡 走访 独居老人 30分钟")
    await town.restart()
    await until(lambda: town.house.times(number) > 0, "what had been said")
    await town.settle()
    assert await check_ins(town) == 1


@pytest.mark.needs(Trick.DOWN)
async def test_what_is_due_while_the_peer_is_gone_goes_out_when_it_is_back(town: PlatformTown) -> None:
    await town.bench.down()
    await until(lambda: not town.adapter.link.up, "noticed")
    await put(town, notice(town, 1))
    await town.settle()
    await town.bench.up()
    await until(lambda: town.adapter.link.up, "back")
    await town.move_to(MORNING + timedelta(minutes=2))
    assert [text for text in await texts(town) if text == "通知1"] == ["通知1"]
