"""WeChat's adapter at work on its bench: what the house gets of what people say."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from bot.adapters.wechaty import WechatyAdapter
from bot.messages import Inbound
from tests.conformance.benches.wechaty import MENTION, WechatyBench
from tests.conformance.house import Listening, running, until


@asynccontextmanager
async def up(bench: WechatyBench, house: Listening) -> AsyncGenerator[WechatyAdapter]:
    async with running(bench.connect(), house) as adapter:
        await until(lambda: adapter.link.up, "link up")
        assert isinstance(adapter, WechatyAdapter)
        yield adapter


async def heard(bench: WechatyBench, house: Listening, *messages: dict[str, Any]) -> list[Inbound]:
    """What the house has got when these, and a last one in each of their chats, have come through."""
    bench.tell()
    chats = [{"by": await bench.person("末尾"), "to": bench.me}]
    chats += [{key: one[key] for key in ("by", "room", "to", "mentions") if key in one} for one in messages]
    bench.tell()
    ends = [{**one, "text": f"@小邻{MENTION}完", "type": 7} for one in chats if one["by"] in bench.people]
    said = await bench.gateway.say(*messages, *ends)
    await until(lambda: set(said[len(messages) :]) <= set(house.numbers), "the last messages")
    return [one for one in house.messages if not one.text.endswith("完")]
