"""One town on six platforms in one process: one person with two accounts, one unit with two groups, a hand that sends, urgent words."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.check_ins import check_in
from bot.storage.concerns import concern
from bot.storage.notices import receipt
from bot.storage.questions import question
from tests.conformance.benches.telegram import TelegramBench
from tests.conformance.many import ManyTown
from tests.conformance.many_places import (
    ALSO_BY_HAND,
    BY_HAND,
    EVERYWHERE,
    GROUP,
    GROUPS,
    MORNING,
    NEIGHBOUR,
    ON_BOT,
    STAFF,
    TRIAL,
    VILLAGER,
    WARDEN,
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
