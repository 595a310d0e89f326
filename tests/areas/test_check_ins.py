"""Check-ins as dialogues: what wardens say, where, and what is kept of it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.storage.audit import audit
from bot.storage.check_ins import check_in

MORNING = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


async def heard(town: RehearsedTown, who: str, text: str, chat: str | None = None) -> str:
    """What the bot says, where it was spoken to."""
    before = len(town.sent)
    await town.say(text, who, chat)
    return "\n".join(one.text for one in town.sent[before:] if one.address == (chat or who))


async def count(town: RehearsedTown) -> int:
    def look(work: Work) -> int:
        return int(work.db.scalar(sa.select(sa.func.count()).select_from(check_in)) or 0)

    return await town.app.writer.run(look)


async def notes(town: RehearsedTown) -> list[str]:
    def look(work: Work) -> list[str]:
        return [str(row[0]) for row in work.db.all(sa.select(check_in.c.note).order_by(check_in.c.number))]

    return await town.app.writer.run(look)


@pytest.mark.parametrize(
    "text",
    [
        "今天去马永贵家走访了半小时",
        "刚看望了李奶奶,陪她坐了坐",
        "上午巡查水库边 40分钟",
        "#防溺水 塘边守了半天",
        "昨天下午去朱翠萍家串门了,一个钟头",
    ],
    ids=["visit", "care", "patrol", "task", "yesterday"],
)
async def test_a_warden_need_not_say_the_word(town: RehearsedTown, text: str) -> None:
    assert "记下了 #1" in await heard(town, "王建国", text)


@pytest.mark.parametrize(
    "text",
    ["今天天气真不错啊", "李奶奶家的路灯坏了,帮忙报一下", "马永贵家电话多少", "走访要怎么记?", "在吗", "谢谢小邻"],
    ids=["weather", "concern", "question", "how", "hello", "thanks"],
)
async def test_other_sentences_of_a_warden_are_no_check_in(town: RehearsedTown, text: str) -> None:
    await heard(town, "王建国", text)
    assert await count(town) == 0


async def test_a_villager_who_tells_of_a_visit_is_not_recorded(town: RehearsedTown) -> None:
    await heard(town, "张小明", "今天去马永贵家走访了半小时")
    assert "邻长" in await heard(town, "张小明", "打卡 走访 马永贵家")
    assert await count(town) == 0


@pytest.mark.parametrize(
    ("chat", "text", "kept"),
    [
        ("c-kq", "/打卡 巡查 水库 半小时", True),
        ("c-kq03", "/打卡 打扫 村口 一小时", True),
        ("c-kq", "/打卡 走访 3户 一下午", True),
        ("c-kq", "/打卡 关爱 半小时", False),
        ("c-kq", "/打卡 走访 马永贵", False),
        ("c-kq", "/打卡 走访 李大山家", False),
        ("c-kq", "/打卡 代办 孔勇梅 医保", False),
        ("c-kq", "/打卡 帮人送去住院 半小时", False),
        ("c-kq", "/打卡", False),
        ("c-kq", "/打卡 半小时", False),
        ("c-kq", "/打卡 11月1号 巡查", False),
        ("c-kq03-02", "/打卡 巡查 水库 半小时", False),
        ("c-kq-public", "打卡 巡查 水库 半小时", False),
        ("c-town", "/打卡 巡查 水库 半小时", False),
        ("c-kq-m1", "/打卡 巡查 水库 半小时", False),
    ],
)
async def test_in_groups_only_what_concerns_nobody_is_kept(
    town: RehearsedTown, chat: str, text: str, kept: bool
) -> None:
    said = await heard(town, "王建国", text, chat)
    assert said
    assert (await count(town) == 1) is kept
    if kept:
        assert said == "记下了 #1 👌"
    else:
        assert "#" not in said
        assert not any(name in said for name in ("马永贵", "李大山", "孔勇梅", "住院"))


async def test_what_is_not_kept_leaves_no_trace(town: RehearsedTown) -> None:
    await heard(town, "王建国", "/打卡 走访 马永贵家 说了紫云英的事", "c-kq")
    assert all("紫云英".encode() not in path.read_bytes() for path in town.files())


async def test_a_mediation_keeps_no_parties(town: RehearsedTown) -> None:
    said = await heard(town, "王建国", "打卡 调解 马永贵家和朱翠萍家的田界 一小时,说好了")
    assert "马永贵" not in said
    kept = (await notes(town))[0]
    assert "马永贵" not in kept
    assert "朱翠萍" not in kept
    assert "田界" in kept


async def test_ten_backfills_a_month(town: RehearsedTown) -> None:
    for day in range(14, 24):
        said = await heard(town, "王建国", f"补记 11月{day}号 巡查塘坝")
        if "原因" in said:
            said = await heard(town, "王建国", "手机坏了")
        assert "记下了" in said
    assert "上限" in await heard(town, "王建国", "补记 昨天 走访 赵玉兰家")
    assert "记下了" in await heard(town, "王建国", "打卡 走访 赵玉兰家")
    assert await count(town) == 11


async def test_what_is_half_a_year_old_is_not_taken(town: RehearsedTown) -> None:
    assert "半年" in await heard(town, "王建国", "补记 2026年3月1号 走访 马永贵家")
    assert await count(town) == 0


async def test_a_redelivered_message_is_one_record(town: RehearsedTown) -> None:
    await town.say("打卡 巡查 半小时", "王建国", number="x-1")
    outcome = await town.say("打卡 巡查 半小时", "王建国", number="x-1")
    assert outcome.result == "duplicate"
    assert await count(town) == 1


async def test_three_answers_that_cannot_be_read_end_kindly(town: RehearsedTown) -> None:
    await heard(town, "王建国", "打卡 帮着抬柜子")
    for text in ("啊", "哦", "嗯嗯嗯"):
        assert await heard(town, "王建国", text)
    assert await count(town) == 0


async def test_a_command_goes_before_an_open_question(town: RehearsedTown) -> None:
    assert "哪一类" in await heard(town, "王建国", "打卡 帮着抬柜子")
    assert "分" in await heard(town, "王建国", "积分")
    assert "记下了 #1" in await heard(town, "王建国", "8")


async def test_an_older_need_is_not_filed_by_a_later_yes(town: RehearsedTown) -> None:
    assert "灯泡坏了" in await heard(town, "王建国", "打卡 走访 马永贵家 灯泡坏了")
    assert "水管漏水" in await heard(town, "王建国", "打卡 走访 朱翠萍家 水管漏水")
    assert "诉求编号" in await heard(town, "王建国", "是")
    assert "诉求编号" not in await heard(town, "王建国", "是")


async def test_a_need_that_is_urgent_brings_the_hotline(town: RehearsedTown) -> None:
    said = await heard(town, "王建国", "打卡 走访 马永贵家 他晕倒了")
    assert "120" in said
    assert "记下了 #1" in said


async def test_nobody_can_list_who_has_not_checked_in(town: RehearsedTown) -> None:
    for text in ("谁没打卡", "未打卡名单", "没打卡的有哪些", "审核 未打卡"):
        said = await heard(town, "周文斌", text)
        assert "王建国" not in said
        assert "孙桂花" not in said


async def test_every_step_of_a_record_is_audited_without_words(town: RehearsedTown) -> None:
    await heard(town, "王建国", "打卡 走访 马永贵家 紫云英")
    await heard(town, "周文斌", "通过1")

    def look(work: Work) -> list[tuple[str, str]]:
        rows = work.db.all(
            sa.select(audit.c.verb, audit.c.after).where(audit.c.area == "check_ins").order_by(audit.c.id)
        )
        return [(str(row[0]), str(row[1])) for row in rows]

    assert await town.app.writer.run(look) == [("submit", "submitted"), ("approve", "approved")]


async def test_a_retired_reviewer_cannot_review(town: RehearsedTown) -> None:
    """I9: the offices of today decide."""
    await heard(town, "王建国", "打卡 巡查 半小时")
    assert "村干部" in await heard(town, "马永贵", "通过1")
    assert await count(town) == 1


@pytest.mark.parametrize(
    "word",
    ["打卡", "补记", "改打卡", "撤销打卡", "重报", "我的打卡", "关爱记录", "通过", "驳回", "改分", "冲正", "积分"],
)
async def test_long_answers_stay_short(town: RehearsedTown, word: str) -> None:
    who = "周文斌" if word in {"通过", "驳回", "改分", "冲正"} else "王建国"
    for tail in ("", " 啊" * 40, " 走访" * 300, " 999999999", " #0", " 1 2 3"):
        said = await heard(town, who, word + tail)
        assert said
        assert len(said) <= 300
        await town.move_to(town.clock.now() + timedelta(minutes=11))
    assert await town.breaches() == []


async def test_several_backfills_in_one_message_keep_the_limit_of_the_month(town: RehearsedTown) -> None:
    for day in range(17, 24):
        assert "记下了" in await heard(town, "王建国", f"补记 11月{day}号 巡查塘坝")
    for day in (22, 23):
        assert "记下了" in await heard(town, "王建国", f"补记 11月{day}号 开会")
    assert "上限" in await heard(town, "王建国", "前天走访马永贵家,昨天走访朱翠萍家")
    assert await count(town) == 9
    assert "记下了" in await heard(town, "王建国", "昨天走访朱翠萍家")


async def test_what_may_be_a_check_in_is_asked(town: RehearsedTown) -> None:
    assert "记成打卡吗" in await heard(town, "王建国", "村晚彩排")
    assert "记下了 #1" in await heard(town, "王建国", "1")
    assert "记成打卡吗" in await heard(town, "王建国", "村晚合唱")
    assert "没记" in await heard(town, "王建国", "3")
