"""The outbox to the platform: order, priorities, quiet hours, retries, unknown and dead, pace, restarts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.base import Parcel
from bot.clock import SHANGHAI
from bot.context import Work
from bot.ids import ChatId, PersonId
from bot.messages import InChat, Outbound, Place, Priority, ToPerson
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.router import Router
from bot.storage import outbox, outbox_queue
from bot.storage.outbox import Delivery, State

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 24, 21, tzinfo=SHANGHAI)
GROUP = InChat(ChatId("c-kq03-02"))
WORK_GROUP = InChat(ChatId("c-kq"))
router = Router("trial")


@router.on_dead("trial")
def tell(_work: Work, subject: str, lost: Delivery) -> list[Outbound]:
    """Whoever sent it learns it."""
    return [Outbound(ToPerson(PersonId("P0001")), f"没发出去:{subject} {lost.state.value}", wakes=True)]


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING, routers=[router]) as made:
        yield made


@pytest.fixture
async def night_town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(NIGHT) as made:
        yield made


async def put(town: RehearsedTown, *messages: Outbound) -> list[int]:
    return await town.app.writer.run(lambda work: post(work, messages))


def note(text: str, to: Place = GROUP, priority: Priority = Priority.NOTICE, **more: object) -> Outbound:
    return Outbound(to, text, priority, **more)  # type: ignore[arg-type]  # keywords of Outbound, by name


async def states(town: RehearsedTown) -> dict[str, str]:
    def look(work: Work) -> dict[str, str]:
        rows = work.db.all(outbox.outbox.select())
        return {row.text: row.state for row in rows}

    return await town.app.writer.run(look)


def texts(town: RehearsedTown) -> list[str]:
    return [sent.text for sent in town.sent]


async def test_urgent_goes_first_then_replies_notices_digests(town: RehearsedTown) -> None:
    await put(
        town,
        note("简报", priority=Priority.DIGEST),
        note("通知一"),
        note("答话", priority=Priority.REPLY, wakes=True),
        note("急", priority=Priority.URGENT, wakes=True),
        note("通知二"),
    )
    await town.settle()
    assert texts(town) == ["急", "答话", "通知一", "通知二", "简报"]


async def test_a_key_is_used_once(town: RehearsedTown) -> None:
    await put(town, note("通知", key="notice:1:1:c"))
    await put(town, note("通知", key="notice:1:1:c"))
    await town.settle()
    await put(town, note("通知", key="notice:1:1:c"))
    await town.settle()
    assert texts(town) == ["通知"]


async def test_a_correction_replaces_what_has_not_gone_yet(night_town: RehearsedTown) -> None:
    await put(night_town, note("八点", key="n:1"))
    await put(night_town, note("九点", key="n:2", replaces="n:1"))
    await night_town.move_to(NIGHT + timedelta(hours=11))
    assert texts(night_town) == ["九点"]
    assert (await states(night_town))["八点"] == "skipped"


async def test_a_refused_message_is_tried_again_at_1_5_15_60_minutes_then_is_dead(town: RehearsedTown) -> None:
    town.refuse("c-kq03-02", 99, "later")
    await put(town, note("通知", about="trial:T26-001"))
    when: list[int] = []
    adapter_send = town.sim.send

    async def counted(parcel: Parcel) -> str:
        if parcel.text == "通知":
            when.append(int((town.clock.now() - MORNING).total_seconds() // 60))
        return await adapter_send(parcel)

    town.sim.send = counted  # type: ignore[method-assign]  # looks on, does the same
    await town.move_to(MORNING + timedelta(hours=2))
    assert when == [0, 1, 6, 21, 81]
    assert (await states(town))["通知"] == "dead"
    assert [text.split()[0] for text in texts(town)] == ["没发出去:T26-001"]


async def test_what_is_gone_is_not_tried_again(town: RehearsedTown) -> None:
    town.refuse("c-kq03-02", 99, "gone")
    await put(town, note("通知", about="trial:T26-001"), note("别处", WORK_GROUP))
    await town.settle()
    assert (await states(town))["通知"] == "dead"
    assert "别处" in texts(town)


async def test_nothing_passes_an_earlier_one_that_waits_for_its_next_try(town: RehearsedTown) -> None:
    town.refuse("c-kq03-02", 1, "later")
    await put(town, note("先"), note("后"), note("答", priority=Priority.REPLY, wakes=True))
    town.sim.faults.plan("c-kq03-02", 0, "later")
    town.refuse("c-kq03-02", 2, "later")
    await town.settle()
    await town.move_to(MORNING + timedelta(minutes=10))
    assert texts(town).index("先") < texts(town).index("后")
    assert sorted(texts(town)) == sorted(["先", "后", "答"])


async def test_residents_sleep_and_answers_do_not_wait(night_town: RehearsedTown) -> None:
    person = ToPerson(PersonId("P0001"))
    await put(
        night_town,
        note("群通知"),
        note("私下的消息", person, Priority.REPLY),
        note("答话", person, Priority.REPLY, wakes=True),
        note("工作群通知", WORK_GROUP),
    )
    await night_town.settle()
    assert texts(night_town) == ["答话"]  # what is held does not stand before an answer
    await night_town.move_to(NIGHT + timedelta(hours=10, minutes=1))
    assert sorted(texts(night_town)) == sorted(["答话", "私下的消息", "群通知"])
    await night_town.move_to(NIGHT + timedelta(hours=11, minutes=1))
    assert texts(night_town)[-1] == "工作群通知"


async def test_interrupted_replies_go_again_and_interrupted_notices_are_unknown(town: RehearsedTown) -> None:
    numbers = await put(
        town, note("答", priority=Priority.REPLY, wakes=True), note("通知", WORK_GROUP, about="trial:T26-001")
    )

    def interrupt(work: Work) -> None:
        for number in numbers:
            outbox_queue.mark_sending(work.db, work.town, number)

    await town.app.writer.run(interrupt)
    await town.restart()
    await town.settle()
    assert "答" in texts(town)
    assert "通知" not in texts(town)
    assert (await states(town))["通知"] == State.UNKNOWN.value
    assert any(text.startswith("没发出去:T26-001") for text in texts(town))


async def test_the_pace_holds_in_every_window_and_over_a_restart() -> None:
    limit = timedelta(minutes=1)
    async with RehearsedTown(MORNING, pace=(5, limit)) as town:
        sent_at: list[datetime] = []
        adapter_send = town.sim.send

        async def counted(parcel: Parcel) -> str:
            sent_at.append(town.clock.now())
            return await adapter_send(parcel)

        town.sim.send = counted  # type: ignore[method-assign]  # looks on, does the same
        await put(town, *[note(f"通知{n}", ToPerson(PersonId("P0001"))) for n in range(7)])
        await town.settle()
        await put(town, *[note(f"又{n}", ToPerson(PersonId("P0001"))) for n in range(7)])
        await town.restart()
        await town.settle()
        assert len(sent_at) == 14
        for begin in sent_at:
            assert sum(begin <= when < begin + limit for when in sent_at) <= 5


async def test_a_limit_of_each_place_holds_up_no_other_place() -> None:
    """As WeCom's applications have it: thirty answers to thirty people go in one round, and the limit of each place holds."""
    paced = RehearsedTown(MORNING)
    paced.sim.capabilities = replace(paced.sim.capabilities, per_chat=(2, timedelta(minutes=1)))
    async with paced as town:
        begin = town.clock.now()
        people = [ToPerson(PersonId(f"P{n:04}")) for n in range(1, 31)]
        answers = [note(f"答{n}", one, Priority.REPLY, wakes=True) for n, one in enumerate(people)]
        again = [note(f"又{n}", people[0], Priority.REPLY, wakes=True) for n in range(2)]
        await put(town, *answers, *again)
        await town.app.deliver.round()
        sent = [text for text, state in (await states(town)).items() if state == "sent"]
        assert (len(sent), town.clock.now()) == (len(people), begin)
        await town.settle()
        assert texts(town)[-1] == "又1"
        assert town.clock.now() >= begin + timedelta(minutes=1), "the third to one place waits for its minute"


async def test_the_hotline_waits_for_no_pace() -> None:
    """On an account that may say one thing in ten minutes; what calls others together is paced all the same."""
    async with RehearsedTown(MORNING, pace=(1, timedelta(minutes=10))) as town:
        await put(town, note("通知一"))
        await town.settle()
        begin = town.clock.now()
        hotline = note("着火请打119", priority=Priority.URGENT, answers="m-1", wakes=True)
        await put(town, hotline, note("快去看看", WORK_GROUP, priority=Priority.URGENT, wakes=True))
        await town.app.deliver.round()
        assert (texts(town)[-1], town.clock.now()) == ("着火请打119", begin)
        await town.settle()
        assert texts(town)[-1] == "快去看看"
        assert town.clock.now() >= begin + timedelta(minutes=9)


async def test_a_place_without_an_address_is_skipped(town: RehearsedTown) -> None:
    await put(town, note("没有地方", InChat(ChatId("c-nowhere"))))
    await town.settle()
    assert texts(town) == []
    assert (await states(town))["没有地方"] == "skipped"
