"""I32: who has not checked in is told by no command and no job, whoever asks: what is said when some have not names none whom it would
not name when all have."""

from collections.abc import Iterable
from datetime import datetime

from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.rehearsal import RehearsedTown

MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
IDLE = {
    "孙桂花": "打卡 走访许金莲家",
    "陈志远": "打卡 走访徐水根家",
    "刘芳": "打卡 开会",
    "何玉梅": "打卡 走访毛素珍家",
}
"""Who has not checked in in the one town, and has in the other."""
ASKING = ("周文斌", "李大山", "何秀英", "钱晓峰")
"""Village staff, a grid leader, a supervisor, town staff."""
SAID = (
    "打卡情况", "没打卡的邻长", "谁还没走访", "这周谁没打卡", "打卡统计", "积分最低的是谁", "积分 没打卡", "任务 1 谁没做", "任务 1 完成名单",
    "审核 没打卡", "久未走访 名单", "哪些邻长没动静", "通报没打卡的", "排名", "荣誉加分 没打卡",
)  # fmt: skip


async def _lived(idle: Iterable[str]) -> RehearsedTown:
    """A week in which 王建国 has checked in, and so have those of ``IDLE`` that are not ``idle``."""
    town = RehearsedTown(MONDAY)
    await town.__aenter__()
    await town.say("任务 新建 防火检查|看看柴火堆|12月10日|全镇|#防火", "钱晓峰")
    await town.say("发", "钱晓峰")
    await town.say("打卡 #防火 走访李秀英家 半小时", "王建国")
    for name, text in IDLE.items():
        if name not in idle:
            await town.say(text, name)
    await town.move_to(MONDAY.replace(day=28))
    return town


async def _answers(town: RehearsedTown) -> dict[tuple[str, str], set[str]]:
    """Whom each command's answers and each job's messages name, of those of ``IDLE``."""
    found: dict[tuple[str, str], set[str]] = {}
    commands = [f"/{route.name}" for route in load_routes().routes]
    for who in ASKING:
        for text in (*commands, *SAID):
            before = len(town.sent)
            await town.say(text, who)
            found[who, text] = _named(town, before)
            await town.say("取消", who)
    for job in sorted(town.app.runner.jobs):
        before = len(town.sent)
        await town.run_job(job)
        found["job", job] = _named(town, before)
    return found


def _named(town: RehearsedTown, since: int) -> set[str]:
    """What a warden is told about themself names nobody to others."""
    told = [one for one in town.sent[since:] if one.address not in IDLE]
    return {name for name in IDLE for one in told if name in one.text}


async def test_nobody_is_named_for_not_having_checked_in() -> None:
    quiet = await _lived(IDLE)
    busy = await _lived(())
    try:
        some, all_ = await _answers(quiet), await _answers(busy)
        told = {key: names - all_[key] for key, names in some.items() if names - all_[key]}
        assert not told
        assert any(names for names in all_.values()), (
            "who has checked in is named somewhere: the names are looked for rightly"
        )
    finally:
        await quiet.__aexit__()
        await busy.__aexit__()
