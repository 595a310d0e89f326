"""A town on the real WeChat gateway whose groups and people change while nobody looks: staff are told, a person decides."""

from datetime import datetime, timedelta

from bot.adapters.base import ChatFound, ChatLost, ChatMoved, ChatRenamed
from bot.clock import SHANGHAI
from bot.ids import ChatId
from bot.messages import InChat, Outbound
from bot.outgoing import post
from tests.conformance.benches.wechaty import WechatyBench
from tests.conformance.house import until
from tests.conformance.town import PlatformTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
STAFF = "周文斌"


async def texts(town: PlatformTown) -> list[str]:
    return [one.text for one in await town.bench.arrived()]


async def told(town: PlatformTown, kind: type, chat: str) -> None:
    """Wait until the town has been told and has written it down."""

    def is_told() -> bool:
        return any(
            isinstance(one, kind) and chat in {getattr(one, "chat", ""), getattr(one, "old", "")}
            for one in town.house.events
        )

    await until(is_told, kind.__name__)


async def happened(town: PlatformTown, kind: type, chat: str) -> None:
    """Wait until the town has been told, and say what it has to say."""
    await told(town, kind, chat)
    await town.move_to(town.clock.now() + timedelta(minutes=10))


async def test_what_changed_while_the_process_was_away_is_told(bench: WechatyBench) -> None:
    async with PlatformTown(bench, MORNING) as town:
        renamed, lost = town.names.chats[GROUP], town.names.chats["康桥三组1邻群"]
        for chat in (renamed, lost):  # a change to what the town does not know yet is no change to it
            await told(town, ChatFound, chat)
        await town.hang_up()
        await bench.gateway.ask("/change", room=renamed, topic="广场舞群", silent=True)
        await bench.gateway.ask("/change", room=lost, leave=[bench.me], silent=True)
        await town.restart()
        await happened(town, ChatRenamed, renamed)
        await happened(town, ChatLost, lost)
        said = await texts(town)
    assert any("广场舞群" in text for text in said)
    assert any("康桥三组1邻群" in text and "不在" in text for text in said)


async def test_a_group_with_a_new_id_is_bound_anew_by_a_person(bench: WechatyBench) -> None:
    async with PlatformTown(bench, MORNING) as town:
        old = town.names.chats[GROUP]
        await told(town, ChatFound, old)
        await town.say("反映 村口路灯坏了", town.names.people["张小明"][0], old)
        await bench.gateway.ask("/logout", why="换手机")
        await bench.gateway.ask("/forget", id=old)
        new = f"new-{bench.me}@chatroom"
        members = [bench.me, *bench.people]
        await bench.gateway.ask("/rooms", rooms=[{"id": new, "topic": GROUP, "members": members}])
        await bench.gateway.ask("/login", id=bench.me)
        await happened(town, ChatMoved, old)
        assert any("换了号" in text for text in await texts(town))
        before = len(await texts(town))
        await town.say("@小邻 进度", town.names.people["张小明"][0], new)
        assert all("路灯" not in text for text in (await texts(town))[before:]), "nothing is bound anew by itself"
        await town.say("@小邻 确认绑定", town.names.people[STAFF][0], new)
        before = len(await bench.arrived())
        await town.app.writer.run(
            lambda work: post(work, [Outbound(InChat(ChatId("c-kq03-02")), "通知:停水", wakes=True)])
        )
        await town.settle()
        sent = list(await bench.arrived())[before:]
    assert [(one.place, one.text) for one in sent] == [(new, "通知:停水")]
