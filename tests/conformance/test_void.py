"""A notice called back on a platform: taken back where that can be done, said to be void everywhere, both once."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from tests.conformance.bench import Bench, Trick
from tests.conformance.town import PlatformTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
STAFF = "周文斌"
NOTICE = "发通知 集中换电表|康桥村|12月1日换电表,家里留人。|同正文|不要|没有|95598|12月30日"

pytestmark = pytest.mark.needs(Trick.GROUPS, Trick.PRIVATE)


@pytest.fixture
async def town(bench: Bench) -> AsyncIterator[PlatformTown]:
    async with PlatformTown(bench, MORNING) as made:
        yield made


async def in_group(town: PlatformTown) -> list[str]:
    return [one.text for one in await town.bench.arrived() if one.place == town.names.chats[GROUP]]


async def test_a_notice_called_back_is_void_once(town: PlatformTown) -> None:
    staff = town.names.people[STAFF][0]
    await town.say(NOTICE, staff)
    await town.say("送审", staff)
    assert len([text for text in await in_group(town) if "换电表" in text]) == 1
    told = next(one.text for one in reversed(town.sent) if one.address == staff and "【" in one.text)
    number = re.findall(r"【([^】]+)】", told)[0]
    await town.restart()
    await town.say(f"撤回通知 {number}", staff)
    await town.say(f"撤回通知 {number}", staff)
    after = await in_group(town)
    assert len([text for text in after if "作废" in text]) == 1
    stands = [text for text in after if "家里留人" in text]
    assert len(stands) == (0 if town.adapter.capabilities.recalls_within else 1)
