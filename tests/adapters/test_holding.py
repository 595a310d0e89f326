"""What the house cannot take is held: in order in each chat, once, for ten minutes; help is asked for past it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.holding import GIVES_UP, MOST, Holding
from bot.clock import HandClock
from bot.messages import Inbound
from bot.storage.writer import HouseFault
from tests.conformance.house import Listening, until

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def said(number: int, chat: str = "c") -> Inbound:
    return Inbound("wecom_bot", str(number), chat, "zhang", f"第{number}句", NOW)


@dataclass
class Full(Listening):
    """Its disk is full while ``full``; it says so only after a while, as a real one does. ``planned`` answers come before that."""

    full: bool = False
    planned: list[bool] = field(default_factory=list[bool])
    tried: list[str] = field(default_factory=list[str])

    async def receive(self, message: Inbound) -> object:
        self.tried.append(message.id)
        await asyncio.sleep(0)
        if self.planned.pop(0) if self.planned else self.full:
            raise HouseFault("full")
        return await super().receive(message)


async def test_what_is_held_comes_in_order_and_what_follows_is_offered_at_once() -> None:
    house = Full(full=True)
    holding = Holding("wecom_bot", house, HandClock(NOW), 0.005)
    assert [await holding.receive(said(n)) for n in range(3)] == [False, False, False]
    assert {"0", "1", "2"} <= set(house.tried), "each was offered: it may be a call for help"
    house.full = False
    await until(lambda: len(house.messages) == 3, "all of them")
    assert house.numbers == ["0", "1", "2"]
    assert await holding.receive(said(3)) is True
    await holding.close()


async def test_told_again_it_is_held_once() -> None:
    house = Full(full=True)
    holding = Holding("wecom_app", house, HandClock(NOW), 60)
    for _ in range(3):
        assert await holding.receive(said(1)) is False
    house.full = False
    await holding.close()
    assert house.numbers == ["1"]


async def test_two_at_a_time_of_one_chat_are_both_held() -> None:
    house = Full(full=True)
    holding = Holding("wecom_app", house, HandClock(NOW), 60)
    assert await asyncio.gather(*(holding.receive(said(n)) for n in range(5))) == [False] * 5
    house.full = False
    await holding.close()
    assert sorted(house.numbers) == list("01234")


async def test_after_ten_minutes_it_is_given_up() -> None:
    house, clock = Full(full=True), HandClock(NOW)
    holding = Holding("wecom_bot", house, clock, 0.005)
    await holding.receive(said(1))
    await holding.receive(said(2, "another"))
    clock.move_to(NOW + GIVES_UP + timedelta(seconds=1))
    before = len(house.tried)
    await until(lambda: {"1", "2"} <= set(house.tried[before:]), "tried a last time")
    for _ in range(5):
        await asyncio.sleep(0)  # the try comes to its end
    house.full = False
    assert await holding.receive(said(3)) is True
    await holding.close()
    assert house.numbers == ["3"]


async def test_memory_has_an_end() -> None:
    house = Full(full=True)
    holding = Holding("wecom_bot", house, HandClock(NOW), 60)
    for number in range(MOST + 5):
        await holding.receive(said(number, f"c{number}"))
    house.full = False
    await holding.close()
    assert len(house.messages) == MOST


@settings(deadline=None)
@given(st.lists(st.sampled_from("ab"), max_size=12), st.lists(st.booleans(), max_size=30))
def test_whatever_breaks_each_comes_once(chats: list[str], breaks: list[bool]) -> None:
    async def play() -> list[Inbound]:
        house = Full(planned=list(breaks))
        holding = Holding("wechaty", house, HandClock(NOW), 0.001)
        for number, chat in enumerate(chats):
            await holding.receive(said(number, chat))
        await until(lambda: len(house.messages) >= len(chats), "all")
        await holding.close()
        return house.messages

    found = asyncio.run(play())
    assert sorted(int(one.id) for one in found) == list(range(len(chats)))
