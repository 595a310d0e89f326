"""One town on six platforms in one process: one person with two accounts, one unit with two groups, urgent words, outages, 停发, residency, a hand that sends."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.adapters.base import Adapter
from bot.adapters.telegram import TelegramAdapter
from bot.adapters.wecom_robot import WecomRobot
from bot.clock import SHANGHAI, SystemClock
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
from tests.conformance.bench import Bench
from tests.conformance.benches.sim import SimBench
from tests.conformance.benches.telegram import TelegramBench, settings
from tests.conformance.benches.wechaty import WechatyBench, missing
from tests.conformance.benches.wecom_app import AppBench
from tests.conformance.benches.wecom_bot import BotBench
from tests.conformance.benches.wecom_robot import RobotBench
from tests.conformance.many import Homes, ManyTown, Word
from tests.conformance.wecom import Noting
from tests.peers.wecom import Api

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
VILLAGER, NEIGHBOUR, WARDEN = "张小明", "王德福", "王建国"
STAFF, ADMIN = "周文斌", "吕明"
GROUP, TRIAL = "康桥三组2邻群", "三组2邻试用群"
PUBLIC, WORK_GROUP, ON_BOT = "康桥村务公开群", "康桥村工作群", "康桥五组2邻群"
BY_HAND, ALSO_BY_HAND = "康桥三组3邻群", "康桥五组1邻群"
NOTICE = "发通知 集中换电表|康桥村|12月1日上午换电表,家里留人。|同正文|要 11月28日|没有|95598|12月30日"
REFUSAL = "这里不能说个人的事"

HOMES = Homes(
    accounts=(
        (VILLAGER, "wechaty"), (VILLAGER, "telegram"),  # the latter bound later
        (WARDEN, "telegram"), (WARDEN, "wechaty"),
        (NEIGHBOUR, "telegram"),
        (STAFF, "telegram"), (STAFF, "wecom_app"),
        (ADMIN, "wecom_bot"), (ADMIN, "wecom_app"),
        ("刘芳", "wecom_bot"), ("韩雪", "wecom_bot"),
    ),
    groups={GROUP: "wechaty", WORK_GROUP: "wecom_bot", ON_BOT: "wecom_bot", PUBLIC: "wecom_robot", BY_HAND: "", ALSO_BY_HAND: ""},
)  # fmt: skip
VILLAGE = {
    "sim": {"康桥三组网格群", "康桥五组网格群", "康桥三组1邻群", "松江在外乡亲群"},
    "telegram": {TRIAL},
    "wechaty": {GROUP},
    "wecom_bot": {WORK_GROUP, ON_BOT},
    "wecom_robot": {PUBLIC},
}
"""Every group of the village in which the bot is, by platform."""


class Robots(RobotBench):
    """Group robots for the group that this town has there."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = {PUBLIC: "693a91f6-7aaa-4bc4-97a0-000000000003"}
        self.api = Api(self.world, self._keys)

    def connect(self) -> Adapter:
        return Noting(WecomRobot(self._keys, self.api.server.url, patience=0.5), self.world)


class Abroad(TelegramBench):
    """As Telegram is for a real town: nothing of residents may go through it."""

    def connect(self) -> TelegramAdapter:
        return TelegramAdapter(settings(self.api.base, self.world.token, allow_personal=False), SystemClock())


@dataclass
class Benches:
    """The six peers, by their own types."""

    telegram: TelegramBench
    wechaty: WechatyBench
    app: AppBench
    robot: BotBench

    @property
    def all(self) -> tuple[Bench, ...]:
        return SimBench(), self.telegram, self.wechaty, self.app, self.robot, Robots()


async def opened(folder: Path, telegram: TelegramBench, homes: Homes = HOMES) -> AsyncIterator[ManyTown]:
    """A town on all six; skipped (in CI: failed) where Node is missing."""
    if told := missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(told)
        pytest.skip(told)
    benches = Benches(telegram, WechatyBench(folder), AppBench(), BotBench()).all
    for one in benches:
        await one.start()
    try:
        async with ManyTown(benches, homes, MORNING) as made:
            yield made
    finally:
        for one in benches:
            await one.stop()


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


async def trial_group(town: ManyTown) -> None:
    await town.new_group("telegram", TRIAL)
    await town.tell("telegram", STAFF, "/绑定群 KQ03-02", TRIAL)
    await town.tell("telegram", WARDEN, "/确认绑定", TRIAL)
    assert any("登记好了" in one.text for one in await town.words())


def at(words: Collection[Word], name: str) -> list[tuple[str, str]]:
    """(platform, text) of what a person or group got."""
    return [(one.platform, one.text) for one in words if one.place == name]


async def release(town: ManyTown) -> tuple[str, list[Word]]:
    """Staff send a notice to the village: its number, and what arrived everywhere."""
    await town.tell("wecom_app", STAFF, NOTICE)
    await town.words()
    await town.tell("wecom_app", STAFF, "送审")
    words = await town.words()
    told = next(one.text for one in words if one.place == STAFF)
    return told.partition("【")[2].partition("】")[0], words


def groups_with(words: Collection[Word], text: str, names: Collection[str]) -> Counter[tuple[str, str]]:
    return Counter((one.platform, one.place) for one in words if text in one.text and one.place in names)


EVERYWHERE = {(platform, group) for platform, groups in VILLAGE.items() for group in groups}
GROUPS = {group for _, group in EVERYWHERE} | {BY_HAND, ALSO_BY_HAND}


# -- one person, two accounts


async def test_two_accounts_are_one_person(town: ManyTown) -> None:
    """Asked on either, answered where it was asked, the same."""
    filed = await town.answer("wechaty", VILLAGER, "反映 村口路灯坏了好几天")
    assert "KQ2611-001" in filed
    assert "记下了" in await town.answer("telegram", VILLAGER, "同意 群里反馈")
    for words, has in (("进度", "KQ2611-001"), ("我的同意", "同意,2026年11月24日")):
        here, there = [await town.answer(one, VILLAGER, words) for one in ("wechaty", "telegram")]
        assert has in here
        assert here == there
    mine = await town.answer("telegram", VILLAGER, "我的数据")
    assert "KQ2611-001" in mine
    assert "认过的号:2条" in mine


async def test_a_warden_with_two_accounts_has_one_book_of_points(town: ManyTown) -> None:
    await town.answer("wechaty", WARDEN, "打卡 巡查 河堤 40分钟")
    await town.answer("telegram", WARDEN, "打卡 卫生 清扫村口路面 60分钟")
    assert await town.count(check_in) == [2]
    await town.tell("wecom_app", STAFF, "通过1")
    await town.tell("wecom_app", STAFF, "通过2")
    for words, has in (("积分", "巡查"), ("我的打卡", "#2"), ("积分明细", "#1")):
        here, there = [await town.answer(one, WARDEN, words) for one in ("wechaty", "telegram")]
        assert has in here
        assert here == there


async def test_an_answer_given_on_the_other_account_goes_on_with_the_dialogue(town: ManyTown) -> None:
    """The question was asked in private on one account: the person answers on the other."""
    asked = await town.answer("wechaty", VILLAGER, "我家门口那个东西坏了,反映一下")
    assert "1" in asked
    assert await town.count(question) == [1]
    assert "KQ2611-001" in await town.answer("telegram", VILLAGER, "1")
    assert await town.count(concern) == [1]


async def test_what_is_told_unasked_reaches_one_account_the_latest_bound(town: ManyTown) -> None:
    """And the other one while that platform is away; nothing comes twice when it is back."""
    telegram = town.benches["telegram"]
    await town.tell("wechaty", VILLAGER, "反映 村口路灯坏了好几天")
    await town.words()
    await town.tell("wechaty", WARDEN, "接单 1")
    told = at(await town.words(), VILLAGER)
    assert [platform for platform, _ in told] == ["telegram"], told
    await telegram.down()
    await town.is_up("telegram", want=False)
    await town.tell("wechaty", WARDEN, "办结 1 供电所换了新灯泡")
    asked = at(await town.words(), VILLAGER)
    assert [platform for platform, _ in asked] == ["wechaty"], asked
    assert "谢" in await town.answer("wechaty", VILLAGER, "满意")
    await telegram.up()
    await town.is_up("telegram")
    await town.move_to(MORNING + timedelta(minutes=30))
    assert at(await town.words(), VILLAGER) == []


# -- one unit, two groups


async def test_a_notice_once_in_every_group_and_a_receipt_once_a_person(town: ManyTown) -> None:
    number, words = await release(town)
    got = groups_with(words, f"【{number}】", GROUPS)
    assert set(got) == EVERYWHERE
    assert set(got.values()) == {1}
    for platform, who, group in (
        ("wechaty", VILLAGER, GROUP),
        ("telegram", VILLAGER, TRIAL),  # the same person, once more
        ("telegram", NEIGHBOUR, TRIAL),
        ("telegram", NEIGHBOUR, TRIAL),
        ("wecom_bot", "刘芳", ON_BOT),
    ):
        await town.tell(platform, who, "收到", group)
    assert await town.words() == [], "counted in silence"
    assert await town.count(receipt) == [3]
    shown = await town.answer("wecom_app", STAFF, f"回执 {number}")
    assert "3人" in shown, shown
    assert "2个邻" in shown, shown
    await town.restart()
    await town.move_to(MORNING + timedelta(hours=2))
    assert groups_with(await town.words(), f"【{number}】", GROUPS) == Counter()


async def test_where_a_hand_must_send_it_is_counted_as_such(town: ManyTown) -> None:
    number, words = await release(town)
    assert len([text for _, text in at(words, "孙桂花") if BY_HAND in text and "换电表" in text]) == 1
    assert len([text for _, text in at(words, "赵铁柱") if ALSO_BY_HAND in text and "换电表" in text]) == 1
    before = await town.answer("wecom_app", STAFF, f"通知进度 {number}")
    assert f"已送到:{len(EVERYWHERE)}个群" in before
    assert "等人转发:2处" in before
    await town.tell("sim", "孙桂花", "已发")
    await town.words()
    await town.tell("sim", "赵铁柱", "发不了 群早就散了")
    told = at(await town.words(), STAFF)
    assert [platform for platform, text in told if "群早就散了" in text] == ["wecom_app"], told
    after = await town.answer("wecom_app", STAFF, f"通知进度 {number}")
    assert f"已送到:{len(EVERYWHERE)}个群" in after, "what the bot has sent itself"
    assert f"人转到的:1处({BY_HAND})" in after
    assert f"转不了:1处({ALSO_BY_HAND})" in after
    assert "没发出去" not in after, "told once, as what it is"


async def test_a_correction_follows_into_every_group(town: ManyTown) -> None:
    """Where a message can be changed in place it is, elsewhere it is said again; once in each."""
    number, _ = await release(town)
    await town.tell("wecom_app", STAFF, f"更正 {number} 改到12月2日上午")
    await town.words()
    await town.tell("sim", "孙丽", "批准")
    got = groups_with(await town.words(), "更正", GROUPS)
    edited = await town.benches["telegram"].arrived()
    changed = {(p, g): 1 for p, g in EVERYWHERE if p != "telegram"}
    assert dict(got) == changed
    assert [one.edits for one in edited if number in one.text and one.text.startswith("更正")] == [1]


# -- urgent words


@pytest.mark.parametrize(
    ("platform", "who", "group"),
    [
        ("sim", "李秀英", "康桥三组1邻群"),
        ("telegram", VILLAGER, TRIAL),
        ("wechaty", VILLAGER, None),
        ("wecom_app", STAFF, None),
        ("wecom_bot", "刘芳", ON_BOT),
    ],
)
async def test_urgent_words_are_answered_at_once_wherever_they_are_said(
    town: ManyTown, platform: str, who: str, group: str | None
) -> None:
    await town.words()
    await town.tell(platform, who, "二组塘里有小孩掉下去了,快来人", group, mention=group is not None)
    words = await town.words()
    hotline = [one for one in words if "快打120" in one.text]
    assert [(one.platform, one.place) for one in hotline] == [(platform, group or who)]
    called = {(one.platform, one.place) for one in words if one.text.startswith("【急】")}
    assert ("sim", "高值班") in called, "duty"
    if who != STAFF:
        assert {("telegram", STAFF), ("wecom_app", STAFF)} <= called, "every road to who has several"
    assert Counter((one.platform, one.place) for one in words).most_common(1)[0][1] == 1


async def test_an_urgent_notice_is_in_every_group_of_every_platform(town: ManyTown) -> None:
    await town.words()
    await town.tell("wecom_app", STAFF, "紧急通知 橙色 康桥村今晚大风,收好棚膜。")
    got = groups_with(await town.words(), "收好棚膜", GROUPS)
    assert set(got) == EVERYWHERE
    assert set(got.values()) == {1}


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


# -- restarts


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
