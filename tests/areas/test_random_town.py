"""A town in which anybody says anything anywhere: nobody is met with a fault or with silence, and the data stay sound.

Seeded, so that a failure can be played again; more seeds: ``XIANGLIN_SEEDS=50 pytest tests/areas/test_random_town.py``.
"""

import os
import random
from datetime import datetime, timedelta

import pytest

from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.rehearsal import RehearsedTown

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
SEEDS = range(int(os.environ.get("XIANGLIN_SEEDS", "2")))
MESSAGES = 150
COMMANDS = [route.name for route in load_routes().routes]
PEOPLE = (
    "钱晓峰 孙丽 吕明 高值班 周文斌 韩雪 郑国平 何秀英 吴敏 李大山 陈志远 王建国 赵铁柱 刘芳 黄志强 胡海燕 汪德明 程大勇 何玉梅 汪建军 "
    "张小明 李秀英 李强 赵玉兰 马永贵 朱翠萍 徐水根 余春生 叶冬梅 潘家旺 杜向阳 unknown:甲 unknown:乙"
).split()
ANSWERS = (
    "是 否 1 2 3 4 5 满意 没解决 取消 上一步 收到 好的 算了 不对 没有 送审 要 不要 全镇 本邻 康桥村 三组 明天 12月5日 12345 "
    "30分钟 确定删除 谢谢 你好 😂 👌"
).split()
MATTERS = (
    "村口路灯坏了好几天",
    "我家自来水停水两天了",
    "垃圾桶满了没人收",
    "我娘瘫在床上没人照顾",
    "邻长说话冲不理人",
    "有小孩掉塘里了",
    "低保怎么还没批下来",
    "桥栏杆断了一截",
    "今天天气真不错啊",
    "他又打我",
    "那个东西又那样了",
    "举报村干部收钱",
)
NUMBERS = ("", "1", "2", "3", "1-5", "KQ2611-001", "HS2611-001", "T26-001", "#1", "#2", "999")
VERBS = (
    "接单 办结 进展 转 退回 上提 进度 评价 补充 撤回 通过 驳回 批准 退改 冲正 回执 通知 更正 撤回通知 通知进度".split()
)
VISITS = (
    "走访 马永贵家 半小时",
    "关爱 李奶奶 药快没了",
    "义务劳动 一上午",
    "昨天 去了徐水根家",
    "巡查 水库边",
    "没见着人",
)


def words(dice: random.Random) -> str:
    """Something that somebody may say."""
    kind = dice.random()
    if kind < 0.2:
        return dice.choice(MATTERS)
    if kind < 0.4:
        return dice.choice(ANSWERS)
    if kind < 0.5:
        return f"反映 {dice.choice(MATTERS)}"
    if kind < 0.6:
        return f"打卡 {dice.choice(VISITS)}"
    if kind < 0.8:
        return f"{dice.choice(VERBS)} {dice.choice(NUMBERS)} {dice.choice(('已经找人弄好了', '误记', ''))}"
    return f"{dice.choice(('/', ''))}{dice.choice(COMMANDS)} {dice.choice((*ANSWERS, *MATTERS, ''))}"


async def let_something_happen(town: RehearsedTown, dice: random.Random, chats: list[str]) -> None:
    """Time passes, a platform refuses, the process is started anew."""
    kind = dice.random()
    if kind < 0.14:
        await town.move_to(town.clock.now() + timedelta(minutes=dice.choice((1, 11, 31, 300, 1200))))
    elif kind < 0.15:
        await town.restart()
    elif kind < 0.17:
        town.refuse(dice.choice(chats), dice.choice((1, 9)), "later" if dice.random() < 0.5 else "gone")


@pytest.mark.parametrize("seed", SEEDS)
async def test_anybody_says_anything_anywhere(seed: int) -> None:
    dice = random.Random(seed)
    async with RehearsedTown(START) as town:
        chats = sorted(set(town.names.chats.values()))
        for number in range(MESSAGES):
            who = dice.choice(PEOPLE)
            chat = dice.choice(chats) if dice.random() < 0.3 else None
            text = ("@小邻 " if chat and dice.random() < 0.7 else "") + words(dice)
            again = dice.random() < 0.05
            before = len(town.sent)
            outcome = await town.say(text, who, chat, number=f"f{number - again}")
            told = f"seed {seed}, message {number}: {who} in {chat}: {text}"
            assert outcome.result != "failed", told
            if chat is None and outcome.result == "handled":
                answers = [sent.text for sent in town.sent[before:] if sent.address == who]
                assert answers, f"silence after {told}"
                assert not any("None" in answer for answer in answers), told
            await let_something_happen(town, dice, chats)
        await town.move_to(town.clock.now() + timedelta(days=8))
        assert await town.breaches() == []
