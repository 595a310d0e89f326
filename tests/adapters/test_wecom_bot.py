"""WeCom's long connection: what it says of itself when it is refused."""

import pytest

from bot.adapters.wecom_bot import Settings, WecomBot
from bot.clock import SystemClock
from tests.conformance.house import PATIENCE, Listening, running, until
from tests.peers.wecom import World
from tests.peers.wecom_bot import BOT, BOT_SECRET, LongConnection


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param(40001, "编号或密钥不对", id="a wrong secret"),
        pytest.param(853000, "编号或密钥不对", id="a code that nobody knows"),
        pytest.param(45009, "企业微信没有回答", id="too many attempts are no wrong secret"),
    ],
)
async def test_a_refused_subscription_is_told_by_its_cause_and_ends_with_it(code: int, told: str) -> None:
    server = LongConnection(World())
    await server.up()
    server.refusal = code
    bot = WecomBot(Settings(BOT, BOT_SECRET, server.url, PATIENCE, PATIENCE, 0.02, 0.1), SystemClock())
    try:
        async with running(bot, Listening()):
            await until(lambda: bot.link.trouble == told, told)
            server.refusal = 0
            await until(lambda: bot.link.up, "up")
    finally:
        await server.down()
