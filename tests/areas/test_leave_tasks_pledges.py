"""Dialogues of leave, tasks, pledges, 待办: bad input, wrong people and places, a restart in the middle, nothing half-stored."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.storage.leave import leave
from bot.storage.pledges import pledge
from bot.storage.tasks import task

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


async def heard(town: RehearsedTown, who: str, text: str, chat: str | None = None) -> str:
    before = len(town.sent)
    await town.say(text, who, chat)
    return "\n".join(one.text for one in town.sent[before:] if one.address == (chat or who))


async def count(town: RehearsedTown, table: sa.Table) -> int:
    def look(work: Work) -> int:
        return int(work.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)

    return await town.app.writer.run(look)


NONSENSE = [
    "",
    " 啦啦啦%%%{}",
    " " + "啊这个" * 1700,
    " 😂🎉",
    " 0",
    " -1",
    " 999999999999999999999",
    " '; DROP TABLE leave; --",
]


@pytest.mark.parametrize(
    "command",
    ["请假", "销假", "登记请假", "任务", "任务 新建", "任务 结束", "任务 改", "承诺", "践诺", "久未走访", "愿意代班"],
)
@pytest.mark.parametrize("who", ["张小明", "王建国", "汪建军", "李大山", "周文斌", "钱晓峰", "unknown:过路人"])
async def test_nonsense_gets_a_kind_answer_and_leaves_nothing(town: RehearsedTown, command: str, who: str) -> None:
    for text in NONSENSE:
        answer = await heard(town, who, command + text)
        assert answer
        assert "岔子" not in answer
        assert "权限" not in answer
        await town.say("取消", who)
    assert [await count(town, table) for table in (leave, task, pledge)] == [0, 0, 0]


@pytest.mark.parametrize("text", ["请假 12月1日 12月3日 李大山", "12月1号到3号我请假,让李大山代班"])
async def test_said_twice_is_one_leave(town: RehearsedTown, text: str) -> None:
    assert "李大山" in await heard(town, "王建国", text)
    assert "已经请过假" in await heard(town, "王建国", text)
    assert await count(town, leave) == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("请假 12月1日 12月3日 张小明", "没对上"),  # no office: residents' affairs are not for everybody
        ("请假 12月1日 12月3日 何玉梅", "没对上"),
        ("请假 12月1日 12月3日 王建国", "自己不能"),
        ("请假 12月1日 12月3日", "谁代班"),
        ("请假 12月1日", "到哪天"),
        ("请假 8月1日 8月3日", "一个月以前"),
        ("请假 11月10日 11月12日", "补记好了"),
        ("请假 12月1日 60天 没有", "网格长代管"),
    ],
)
async def test_leave_at_once(town: RehearsedTown, text: str, answer: str) -> None:
    assert answer in await heard(town, "王建国", text)


async def test_a_late_yes_is_told_kindly(town: RehearsedTown) -> None:
    await heard(town, "王建国", "请假 12月1日 12月3日 李大山")
    await heard(town, "王建国", "销假")
    assert "不用了" in await heard(town, "李大山", "好")
    assert "不用了" in await heard(town, "李大山", "愿意代班")


async def test_two_yeses_are_one(town: RehearsedTown) -> None:
    await heard(town, "王建国", "请假 12月1日 12月3日 李大山")
    assert "代管" in await heard(town, "李大山", "好")
    assert "不用了" in await heard(town, "李大山", "愿意代班")
    assert "12月1日" in await heard(town, "王建国", "请假")


async def test_a_grid_leader_has_a_stand_in_too(town: RehearsedTown) -> None:
    assert "已私下问" in await heard(town, "李大山", "请假 明天 后天 陈志远")
    await heard(town, "陈志远", "可以")
    await town.move_to(datetime(2026, 11, 25, 9, tzinfo=SHANGHAI))
    assert "陈志远" in await heard(town, "张小明", "网格长是谁")


@pytest.mark.parametrize("kind", ["群里", "私聊"])
async def test_a_task_of_others_is_nobodys_business(town: RehearsedTown, kind: str) -> None:
    await heard(town, "周文斌", "任务 新建 清沟|清一清门前的沟|12月1日|全村|#清沟|没有")
    await heard(town, "周文斌", "发")
    chat = "c-hs" if kind == "群里" else None
    text = "@小邻 任务 1" if chat else "任务 1"
    assert "清沟" not in await heard(town, "何玉梅", text, chat)


async def test_a_withdrawn_task_counts_no_more_and_an_edit_moves_the_mark(town: RehearsedTown) -> None:
    await heard(town, "周文斌", "任务 新建 清沟行动|清一清门前的沟|12月1日|全村|#清沟|没有")
    await heard(town, "周文斌", "发")
    assert "已算进任务" in await heard(town, "王建国", "打卡 清沟 一小时")
    assert "您记了1次" in await heard(town, "王建国", "任务 1")
    await heard(town, "王建国", "撤销打卡 1")
    assert "还没记过" in await heard(town, "王建国", "任务 1")
    await heard(town, "周文斌", "任务 撤回 1")
    assert "已算进" not in await heard(town, "王建国", "打卡 清沟 两小时")


async def test_five_times_a_period_and_no_more(town: RehearsedTown) -> None:
    await heard(town, "王建国", "承诺 1 特长 会修电,谁家跳闸随叫随到")
    await heard(town, "王建国", "好")
    await heard(town, "周文斌", "承诺 通过 1")
    days = ["今天", "昨天", "前天", "大前天", "11月20号", "11月19号", "11月18号"]
    for day in days:
        await heard(town, "王建国", f"补记 {day} 义务巡查 谁家跳闸随叫随到")
    await heard(town, "周文斌", f"通过 1-{len(days)}")
    assert "践诺10" in await heard(town, "王建国", "积分")


async def test_what_is_long_over_is_forgotten(town: RehearsedTown) -> None:
    await heard(town, "王建国", "请假 11月10日 11月12日")
    await heard(town, "王建国", "承诺 1 特长 会修电,谁家跳闸随叫随到")
    await heard(town, "王建国", "好")
    await heard(town, "王建国", "承诺 撤回")

    def age(work: Work) -> None:
        long_ago = datetime(2024, 3, 1, 9, tzinfo=SHANGHAI)
        work.db.execute(sa.update(leave).values(first=long_ago.date(), last=long_ago.date()))
        work.db.execute(sa.update(pledge).values(made_at=long_ago))

    assert [await count(town, leave), await count(town, pledge)] == [1, 1]
    await town.run_job("retention")
    assert [await count(town, leave), await count(town, pledge)] == [1, 1]
    await town.app.writer.run(age)
    await town.run_job("retention")
    assert [await count(town, leave), await count(town, pledge)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("任务 改 1 内容 低保户张三身份证341721195003070007要去看", "身份证"),
        ("任务 改 1 内容 😀", "要做什么"),
        ("任务 改 1 到 昨天", "已经过了|改什么"),
        ("任务 改 1 到 2031年1月1日", "半年"),
        ("任务 1 改到 12月20日", "改好了"),
        ("任务1结束吧", "结束了"),
        ("任务 撤回 1", "撤回了"),
        ("任务进展怎么样", "清沟"),
        ("哪个邻长没做任务", "谁也查不到"),
    ],
)
async def test_steps_of_a_task_in_words(town: RehearsedTown, text: str, answer: str) -> None:
    await heard(town, "周文斌", "任务 新建 清沟|清一清门前的沟|12月1日|全村|#清沟|没有")
    await heard(town, "周文斌", "发")
    said = await heard(town, "周文斌", text)
    assert any(one in said for one in answer.split("|"))


@pytest.mark.parametrize("done", [False, True])
async def test_where_one_or_two_are_asked_no_number_is_told(town: RehearsedTown, done: bool) -> None:
    """With a number, or with none, it would be known who has not (I32)."""
    await heard(town, "周文斌", "任务 新建 清沟|清一清门前的沟|12月1日|三组2邻|#清沟|没有")
    assert "王建国" not in await heard(town, "周文斌", "发")
    if done:
        assert "已算进任务" in await heard(town, "王建国", "打卡 清沟 一小时")
    for who in ("周文斌", "李大山", "郑国平"):
        said = await heard(town, who, "任务 1")
        assert "不单列" in said
        assert "1次" not in said
    assert "结束了" in await heard(town, "周文斌", "任务 结束 1")


async def test_places_with_few_wardens_are_no_line(town: RehearsedTown) -> None:
    await heard(town, "周文斌", "任务 新建 清沟|清一清门前的沟|12月1日|全村|#清沟|没有")
    await heard(town, "周文斌", "发")
    await heard(town, "刘芳", "打卡 清沟 一小时")
    await heard(town, "王建国", "打卡 清沟 一小时")
    said = await heard(town, "周文斌", "任务 1")
    assert "三组" in said
    assert "五组" not in said
    assert "2次" in said
