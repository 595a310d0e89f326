"""A pressed button is the typed number of the one who was asked, and of nobody and nothing else."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.receive import Outcome
from tests.conformance.bench import Arrived, Bench, Trick
from tests.conformance.house import until
from tests.conformance.town import PlatformTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
pytestmark = pytest.mark.needs(Trick.BUTTONS, Trick.GROUPS, Trick.PRIVATE)


@pytest.fixture
async def town(bench: Bench) -> AsyncIterator[PlatformTown]:
    async with PlatformTown(bench, MORNING) as made:
        yield made


async def press(town: PlatformTown, who: str, under: Arrived, choice: int) -> Outcome:
    """A press a moment later, and what became of it."""
    town.clock.move_to(town.clock.now() + timedelta(seconds=1))
    number = await town.bench.press(town.names.people[who][0], under.number, choice)
    await until(lambda: town.house.times(number) > 0, "the press")
    await town.settle()
    return next(outcome for one, outcome in reversed(town.house.done) if one == number)


async def said(
    town: PlatformTown, text: str, who: str, chat: str | None = None, *, mention: bool = False
) -> list[Arrived]:
    before = len(await town.bench.arrived())
    await town.say(text, town.names.people[who][0], town.names.chats[chat] if chat else None, mention=mention)
    return list(await town.bench.arrived())[before:]


async def test_a_press_is_the_number(town: PlatformTown) -> None:
    menu = (await said(town, "帮助", "张小明"))[-1]
    assert len(menu.choices) >= 3
    place = next(number for number, one in enumerate(menu.choices, 1) if "进度" in one)
    before = len(await town.bench.arrived())
    assert (await press(town, "张小明", menu, place)).result == "handled"
    pressed = [one.text for one in list(await town.bench.arrived())[before:]]
    typed = [one.text for one in await said(town, "进度", "张小明")]
    assert pressed == typed


async def test_an_old_button_does_nothing(town: PlatformTown) -> None:
    menu = (await said(town, "帮助", "张小明"))[-1]
    await press(town, "张小明", menu, 1)
    before = len(await town.bench.arrived())
    assert (await press(town, "张小明", menu, 2)).result == "ignored"
    assert len(await town.bench.arrived()) == before


async def test_a_button_still_counts_after_a_slip(town: PlatformTown) -> None:
    asked = next(one for one in await said(town, "我家门口那个东西坏了,反映一下", "张小明") if one.choices)
    again = await said(town, "9", "张小明")
    assert again, "told to choose one of them"
    assert (await press(town, "张小明", asked, 1)).result == "handled"


async def test_in_a_group_only_the_one_who_was_asked(town: PlatformTown) -> None:
    found = await said(town, "反映 那里有点问题", "张小明", GROUP)
    asked = next((one for one in found if one.choices), None)
    assert asked is not None, [one.text for one in found]
    assert (await press(town, "王建国", asked, 1)).result == "ignored"
    assert (await press(town, "张小明", asked, 1)).result == "handled"


async def test_a_press_delivered_twice_counts_once(town: PlatformTown) -> None:
    menu = (await said(town, "帮助", "张小明"))[-1]
    await press(town, "张小明", menu, 1)
    assert (await press(town, "张小明", menu, 1)).result == "ignored"
