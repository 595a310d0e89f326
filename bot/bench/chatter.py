"""What a message costs that is not for the bot: nearly all of them are not."""

import time
from collections.abc import Awaitable, Callable, Sequence

from bot.app import App
from bot.bench.figures import Results
from bot.bench.town import WARDENS, chat, warden
from bot.messages import Inbound

MESSAGES = 20_000
_SENTENCES = (
    "今天的青菜卖多少钱一斤",
    "下午谁去镇上,捎我一段",
    "哈哈哈哈",
    "明天好像要下雨,记得收谷子",
    "我家的猫昨天跑出去了还没回来,谁看到了说一声",
    "@王婶 你家孩子期中考试成绩出来了没有,听说这次题目难得很",
    "晚上广场舞还跳不跳",
    "村口那家面馆的牛肉面涨价了,一碗十五块,大家觉得怎么样,反正我是不去了",
)


def talk(at: App) -> list[Inbound]:
    """Villagers talking with each other in their groups."""
    now = at.clock.now()
    return [
        Inbound("sim", f"t{n}", chat(n % WARDENS), warden((n * 7) % WARDENS), f"{_SENTENCES[n % 8]}{n % 11}", now)
        for n in range(MESSAGES)
    ]


async def measure(app: App, results: Results, rounds: int) -> None:
    """CPU time a message, ours and a bare loop's; nothing of it may reach the writer."""
    messages = talk(app)
    units = app.writer.units
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        ours.append(await _timed(app.receive, messages))
        bare.append(await _timed(_nothing, messages))
    if app.writer.units != units:
        raise AssertionError("chatter reached the writer")
    results.add("chatter_us", "µs", ours, most=15)
    results.add("chatter_bare_us", "µs", bare)
    results.add("chatter_ratio", "×", [a / b for a, b in zip(ours, bare, strict=True)])


async def _nothing(message: Inbound) -> None:
    """The least that a bot could do: is it a command, does it name me?"""
    if message.text[:1] == "/" or "@小邻" in message.text:
        raise AssertionError


async def _timed(take: Callable[[Inbound], Awaitable[object]], messages: Sequence[Inbound]) -> float:
    begin = time.process_time()
    for message in messages:
        await take(message)
    return (time.process_time() - begin) / len(messages) * 1e6
