"""One town on six platforms in one process, when not all is well: outages, 停发, what may not go abroad, bursts, restarts."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.context import Work
from bot.ids import PersonId
from bot.messages import Outbound, Priority, ToPerson
from bot.outgoing import post
from bot.storage import outbox, people
from bot.storage.check_ins import check_in
from bot.storage.concerns import concern
from bot.storage.notices import receipt
from bot.storage.questions import question
from bot.web.server import build
from tests.conformance.benches.telegram import TelegramBench
from tests.conformance.house import until
from tests.conformance.many import ManyTown
from tests.conformance.many_places import (
    ADMIN,
    EVERYWHERE,
    GROUP,
    GROUPS,
    MORNING,
    NEIGHBOUR,
    REFUSAL,
    STAFF,
    TRIAL,
    VILLAGER,
    WARDEN,
    WORK_GROUP,
    Abroad,
    all_taken_in,
    at,
    groups_with,
    opened,
    release,
    trial_group,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[ManyTown]:
    """A made-up town: Telegram may carry everything. The neighbourhood has a test group there, bound by two words said in it."""
    async for made in opened(tmp_path, TelegramBench()):
        await trial_group(made)
        yield made


@pytest.fixture
async def real_town(tmp_path: Path) -> AsyncIterator[ManyTown]:
    """A town of real people: nothing about them through Telegram."""
    async for made in opened(tmp_path, Abroad()):
        await trial_group(made)
        yield made


# -- outages and the switch


async def said_of_health(town: ManyTown) -> tuple[int, str, str]:
    """Status and words of /healthz, and the figures."""
    site = await build(town.app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://127.0.0.1") as client:
        health, figures = await client.get("/healthz"), await client.get("/metrics")
    return health.status_code, health.text, figures.text


@pytest.mark.parametrize(
    ("platform", "called", "waits"),
    [("wechaty", "微信", GROUP), ("telegram", "Telegram", TRIAL), ("wecom_bot", "企业微信智能机器人", WORK_GROUP)],
)
async def test_an_outage_is_told_over_another_platform_and_what_waits_goes_later(
    town: ManyTown, platform: str, called: str, waits: str
) -> None:
    await town.benches[platform].down()
    await town.is_up(platform, want=False)
    number, words = await release(town)
    here = {(one, group) for one, group in EVERYWHERE if one == platform}
    assert set(groups_with(words, f"【{number}】", GROUPS)) == EVERYWHERE - here
    await town.move_to(MORNING + timedelta(seconds=90))
    assert at(await town.words(), ADMIN) == [], "a gateway started anew is back by then"
    await town.move_to(MORNING + timedelta(minutes=10))
    told = at(await town.words(), ADMIN)
    assert [one for one, text in told if called in text and "收发不了" in text] == ["wecom_app"], told
    status, why, figures = await said_of_health(town)
    assert (status, called in why) == (503, True)
    assert f'xianglin_platform_up{{platform="{platform}"}} 0.0' in figures
    assert figures.count("xianglin_platform_up{") == len(town.benches)
    assert f"{called}:不通" in await town.answer("wecom_app", ADMIN, "平台")
    await town.benches[platform].up()
    await town.is_up(platform)
    await town.move_to(MORNING + timedelta(minutes=11))
    words = await town.words()
    assert groups_with(words, f"【{number}】", GROUPS) == Counter(dict.fromkeys(here, 1))
    assert (platform, waits) in here
    assert any(called in text and "恢复了" in text for _, text in at(words, ADMIN))
    assert (await said_of_health(town))[0] == 200
    assert await town.breaches() == []


async def test_a_stopped_platform_is_silent_and_the_others_are_not(town: ManyTown) -> None:
    assert "微信停发了" in await town.answer("wecom_app", ADMIN, "停发 微信")
    number, words = await release(town)
    got = groups_with(words, f"【{number}】", GROUPS)
    assert set(got) == EVERYWHERE - {("wechaty", GROUP)}
    heard = await town.benches["wechaty"].arrived()
    message = await town.tell("wechaty", VILLAGER, "反映 村口路灯坏了好几天")
    assert town.outcome("wechaty", message) == "handled", "what comes is taken in"
    assert await town.count(concern) == [1]
    assert "KQ2611-001" in await town.answer("telegram", VILLAGER, "进度")
    await town.restart()
    await town.move_to(MORNING + timedelta(hours=1))
    assert await town.benches["wechaty"].arrived() == heard, "nothing at all leaves, also after a restart"
    await town.words()
    await town.tell("wecom_app", ADMIN, "恢复发送 微信")
    words = await town.words()
    assert groups_with(words, f"【{number}】", GROUPS) == Counter({("wechaty", GROUP): 1})
    assert [text for platform, text in at(words, VILLAGER) if platform == "wechaty" and "KQ2611-001" in text]
    assert {one.platform for one in words if one.place not in {ADMIN, "高值班"}} == {"wechaty"}


async def test_a_fault_of_one_platform_is_none_of_the_others(town: ManyTown) -> None:
    """All of them away but one: that one goes on."""
    for platform in ("wechaty", "telegram", "wecom_bot"):
        await town.benches[platform].down()
        await town.is_up(platform, want=False)
    assert "平台" in await town.answer("wecom_app", ADMIN, "平台")
    assert await town.answer("sim", "李秀英", "帮助")
    for platform in ("wecom_bot", "telegram", "wechaty"):
        await town.benches[platform].up()
    for platform in ("wecom_bot", "telegram", "wechaty"):
        await town.is_up(platform)
    assert await town.answer("telegram", VILLAGER, "帮助") == await town.answer("wechaty", VILLAGER, "帮助")


# -- residency


async def test_nothing_about_a_resident_goes_through_telegram(real_town: ManyTown) -> None:
    town = real_town
    before = await town.count(concern, check_in, question)
    assert REFUSAL in await town.answer("telegram", VILLAGER, "反映 村口路灯坏了好几天")
    assert REFUSAL in await town.answer("telegram", WARDEN, "打卡 巡查 河堤 40分钟")
    assert REFUSAL in await town.answer("telegram", VILLAGER, "进度")
    assert await town.count(concern, check_in, question) == before
    await town.tell("wechaty", VILLAGER, "反映 村口路灯坏了好几天")
    await town.words()
    await town.tell("wechaty", WARDEN, "接单 1")
    told = at(await town.words(), VILLAGER)
    assert [platform for platform, _ in told] == ["wechaty"], "not the account bound later: that one is abroad"
    number, words = await release(town)
    assert set(groups_with(words, f"【{number}】", GROUPS)) == EVERYWHERE, "what is open to all goes there too"
    await town.tell("telegram", NEIGHBOUR, "收到", TRIAL)
    await town.tell("wechaty", VILLAGER, "收到", GROUP)
    assert await town.count(receipt) == [1], "who has read it is somebody's own: not counted there"
    await only_there(town, NEIGHBOUR, "您的走访改到周四")
    for one in await town.benches["telegram"].arrived():
        for canary in (VILLAGER, WARDEN, NEIGHBOUR, "KQ2611-001", "走访", "路灯", "积分:"):
            assert canary not in one.text, one.text


async def only_there(town: ManyTown, name: str, text: str) -> None:
    """A person whose only account is abroad is told nothing personal; the row says so, and nothing is tried again."""

    def put(work: Work) -> None:
        person: PersonId = people.list_named(work.db, work.town, name)[0].id
        post(work, [Outbound(ToPerson(person), text, Priority.REPLY, about="care:1")])

    await town.words()
    await town.app.writer.run(put)
    await town.move_to(town.clock.now() + timedelta(hours=2))
    assert at(await town.words(), name) == []
    assert await town.states(text) == [outbox.State.SKIPPED.value]


async def test_urgent_words_abroad_get_the_number_and_no_promise(real_town: ManyTown) -> None:
    town = real_town
    said = await town.answer("telegram", VILLAGER, "塘里有小孩掉下去了,快来人")
    assert "120" in said
    assert "转不了" in said
    assert await town.count(concern) == [0]
    await town.tell("wechaty", VILLAGER, "塘里有小孩掉下去了,快来人")
    called = [one for one in await town.words() if one.text.startswith("【急】")]
    assert called
    assert all(one.platform != "telegram" for one in called), "and nobody is called over it"


# -- many at once, restarts


async def test_three_hundred_in_a_burst_over_all_of_them_at_once(town: ManyTown) -> None:
    """In order in each conversation, whatever the others do; each answered, once, where it was said."""
    speakers: list[tuple[str, str, str | None]] = [
        ("sim", "陈志远", None),
        ("telegram", WARDEN, None),
        ("wechaty", VILLAGER, GROUP),
        ("wecom_bot", "刘芳", None),
        ("wecom_app", STAFF, None),
    ]
    said: dict[str, list[str]] = {platform: [] for platform, *_ in speakers}
    for number in range(60):
        for platform, who, group in speakers:
            wardens = platform in {"sim", "telegram", "wecom_bot"}
            text = f"打卡 巡查 第{number}处塘堰 {20 + number}分钟" if wardens else f"/电话 {number}"
            place = town.address(platform, group) if group else None
            said[platform].append(await town.benches[platform].say(town.address(platform, who), text, place))
    for platform, numbers in said.items():
        house = town.houses[platform]
        await until(partial(all_taken_in, house, set(numbers)), f"all of {platform}")
        mine = [one for one, outcome in house.done if one in set(numbers) and outcome.result == "handled"]
        assert mine == numbers, platform
    assert await town.count(check_in) == [180]
    await town.settle()
    answered = Counter((one.platform, one.place) for one in await town.words())
    assert all(answered[platform, group or who] == 60 for platform, who, group in speakers), answered


async def test_every_platform_may_tell_it_again_over_a_restart(town: ManyTown) -> None:
    """Also numbers that two platforms happen to share."""
    said = {
        "sim": await town.tell("sim", "陈志远", "打卡 巡查 塘堰一 30分钟"),
        "telegram": await town.tell("telegram", WARDEN, "打卡 巡查 塘堰二 30分钟"),
        "wechaty": await town.tell("wechaty", WARDEN, "打卡 巡查 塘堰三 30分钟"),
        "wecom_bot": await town.tell("wecom_bot", "刘芳", "打卡 巡查 塘堰四 30分钟"),
        "wecom_app": await town.tell("wecom_app", STAFF, "平台"),
    }
    assert said["wecom_bot"] == said["wecom_app"], "the same number on both"
    assert await town.count(check_in) == [4]
    await town.restart()
    await town.words()
    for platform, number in said.items():
        assert await town.again(platform, number) == "duplicate", platform
    assert await town.words() == []
    assert await town.count(check_in) == [4]
    assert await town.breaches() == []
