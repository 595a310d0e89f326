"""The adapter alone against its peer: what comes in, what goes out, what a fault is called."""

import pytest

from tests.conformance.bench import Bench, Trick
from tests.conformance.house import Listening, running, until


@pytest.mark.needs(Trick.GROUPS)
async def test_what_is_said_in_a_group_comes_in(bench: Bench) -> None:
    house, adapter = Listening(), bench.connect()
    group, person = await bench.group("三组2邻群"), await bench.person("张小明")
    async with running(adapter, house):
        await until(lambda: adapter.link.up, "link up")
        number = await bench.say(person, "反映 村口路灯坏了", group)
        await until(lambda: number in house.numbers, "the message")
    heard = house.messages[0]
    assert (heard.platform, heard.chat, heard.sender, heard.text) == (bench.name, group, person, "反映 村口路灯坏了")
    assert heard.at.tzinfo is not None
