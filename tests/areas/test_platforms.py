"""Several platforms in one town: outages are told over what still works, nothing counts as failed meanwhile; 停发; groups that move."""

from datetime import datetime, timedelta
from typing import Literal

from bot.actions import platforms as act
from bot.adapters.base import AccountMoved, Asked, ChatFound, ChatLost, ChatMoved, ChatRenamed, Parcel
from bot.adapters.sim import SimAdapter
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import ChatKind, ChatState
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Inbound, InChat, Outbound, Priority, ToPerson
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.storage import people, platforms
from bot.storage.directory import find_chat_at

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"


class SecondPlatform:
    """Another platform beside the simulated one, with what it was handed."""

    def __init__(self) -> None:
        self.got: list[Parcel] = []
        self.adapter = SimAdapter(on_sent=self.got.append)

    def texts(self, account: str) -> list[str]:
        return [parcel.text for parcel in self.got if account in {parcel.account, parcel.chat}]


async def give_account(town: RehearsedTown, platform: str, address: str, name: str) -> PersonId:
    def unit(work: Work) -> PersonId:
        found = people.list_named(work.db, work.town, name)[0]
        people.put_account(work.db, work.town, platform, address, found.id, work.now)
        return found.id

    return await town.app.writer.run(unit)


def to(town: RehearsedTown, name: str) -> list[str]:
    return [one.text for one in town.sent if one.address == name]


async def test_an_outage_is_told_over_the_platform_that_still_works_and_nothing_is_lost() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        await give_account(town, "wechaty", "wx-lm", "吕明")
        town.sim.trouble = "网关没有开"
        town.sent.clear()
        await town.say("帮助", "张小明")
        assert town.sent == []
        await town.move_to(MORNING + timedelta(minutes=1))
        assert other.got == []
        await town.move_to(MORNING + timedelta(minutes=6))
        told = other.texts("wx-lm")
        assert len(told) == 1, told
        assert "模拟平台" in told[0]
        assert "网关没有开" in told[0]
        await town.move_to(MORNING + timedelta(hours=2))
        assert len(other.texts("wx-lm")) == 1, "told once, not every minute"
        town.sim.trouble = ""
        await town.settle()
        assert len(to(town, "张小明")) == 1, "the reply waited; nothing was tried and given up"
        assert "恢复了" in other.texts("wx-lm")[-1]
        assert await town.breaches() == []


async def test_an_outage_survives_a_restart_and_is_not_told_twice() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        await give_account(town, "wechaty", "wx-lm", "吕明")
        town.sim.trouble = "网关没有开"
        await town.move_to(MORNING + timedelta(minutes=6))
        await town.restart()
        await town.move_to(MORNING + timedelta(minutes=20))
        assert len(other.texts("wx-lm")) == 1


async def test_unprompted_words_take_the_account_that_works() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        person = await give_account(town, "wechaty", "wx-wjg", "王建国")
        other.adapter.trouble = "登录掉了"
        await town.app.writer.run(lambda work: post(work, [Outbound(ToPerson(person), "有件事", Priority.NOTICE)]))
        await town.settle()
        assert to(town, "王建国")[-1] == "有件事"
        assert other.got == []


async def test_an_alarm_goes_to_every_account_and_an_ordinary_word_to_one() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        await give_account(town, "wechaty", "wx-wjg", "王建国")
        await town.say("@小邻 二组塘里有小孩掉下去了,快来人", "张小明", GROUP)
        assert any("掉下去" in text or "【" in text for text in to(town, "王建国")), to(town, "王建国")
        assert other.texts("wx-wjg"), "and on the other platform too"


async def test_the_kill_switch_stops_one_platform_and_what_waits_goes_in_order() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.say("停发 模拟平台", "吕明")
        assert "停发了" in to(town, "吕明")[-1]
        before = len(town.sent)
        await town.say("帮助", "张小明")
        await town.say("积分规则", "张小明")
        await town.move_to(MORNING + timedelta(minutes=30))
        assert len(town.sent) == before, "nothing at all leaves"
        await town.restart()
        assert len(town.sent) == before, "also after a restart"
        await town.say("恢复发送", "吕明")
        got = to(town, "张小明")
        assert len(got) == 2
        assert "积分" in got[1]
        assert "恢复发送了" in to(town, "吕明")[-1]


async def test_the_bare_word_stops_nothing_and_names_both_ways() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.say("停发", "吕明")
        assert "定时通知" in to(town, "吕明")[-1]
        assert "停发 全部" in to(town, "吕明")[-1]
        await town.say("停发", "王建国")
        assert "停发 全部" not in to(town, "王建国")[-1]


async def test_what_waits_for_one_platform_holds_up_no_answer_on_another() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        await give_account(town, "wechaty", "wx-zxm", "张小明")
        other.adapter.trouble = "网关没有开"
        await town.app.receive(Inbound("wechaty", "w-1", None, "wx-zxm", "帮助", town.clock.now()))
        await town.say("积分规则", "张小明")
        assert len(to(town, "张小明")) == 1, "asked and answered here"
        assert other.got == []
        other.adapter.trouble = ""
        await town.settle()
        assert len(other.texts("wx-zxm")) == 1


async def test_who_may_not_stop_is_told_who_may() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.say("全部停发", "张小明")
        await town.say("帮助", "张小明")
        got = to(town, "张小明")
        assert "吕明" in got[0] or "镇" in got[0]
        assert len(got) == 2


async def test_a_group_that_the_platform_moved_keeps_all_that_is_bound_to_it() -> None:
    async with RehearsedTown(MORNING) as town:
        before = await town.app.writer.run(lambda work: find_chat_at(work.db, work.town, "sim", GROUP))
        await town.app.happened(ChatMoved("sim", GROUP, "super-1"))
        await town.say("@小邻 村口路灯坏了好几天", "张小明", "super-1")
        assert any("【" in one.text for one in town.sent if one.address == "super-1")
        assert await town.app.writer.run(lambda work: find_chat_at(work.db, work.town, "sim", "super-1")) == before


async def test_a_group_that_is_only_probably_the_same_waits_for_a_person() -> None:
    async with RehearsedTown(MORNING) as town:
        for _ in range(2):
            await town.app.happened(ChatMoved("sim", GROUP, "new-id", sure=False))
        await town.settle()
        asked = [one for one in town.sent if "确认绑定" in one.text]
        assert len({one.address for one in asked}) == len(asked), "once each"
        assert asked
        await town.say("/确认绑定", "张小明", "new-id")
        assert await town.app.writer.run(lambda work: find_chat_at(work.db, work.town, "sim", GROUP)) is not None
        await town.say("/确认绑定", "王建国", "new-id")
        chat = await town.app.writer.run(lambda work: find_chat_at(work.db, work.town, "sim", "new-id"))
        assert chat == GROUP
        assert await town.app.writer.run(lambda work: find_chat_at(work.db, work.town, "sim", GROUP)) is None


async def test_a_lost_group_is_told_to_staff_and_gets_nothing_more() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.app.happened(ChatLost("sim", GROUP))
        await town.settle()
        told = [one for one in town.sent if "不在" in one.text]
        assert told
        state = await town.app.writer.run(lambda work: work.directory.chats[ChatId(GROUP)].state)
        assert state is ChatState.SUSPENDED
        town.sent.clear()
        await town.app.happened(ChatLost("sim", GROUP))
        await town.settle()
        assert town.sent == [], "said once"


async def test_a_renamed_group_is_told_once() -> None:
    async with RehearsedTown(MORNING) as town:
        for _ in range(2):
            await town.app.happened(ChatRenamed("sim", GROUP, "打麻将群"))
        await town.settle()
        told = [one for one in town.sent if "打麻将群" in one.text]
        assert told
        assert len({one.address for one in told}) == len(told)


async def test_an_account_with_a_new_id_is_bound_only_by_a_persons_word() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.app.happened(AccountMoved("sim", "张小明", "wx-new", "小明"))
        await town.settle()
        asked = [one for one in town.sent if "换了" in one.text]
        assert len(asked) == 1
        known = await town.app.writer.run(lambda work: people.find_by_account(work.db, work.town, "sim", "wx-new"))
        assert known is None or not known.known
        await town.say("认人 1", asked[0].address)
        known = await town.app.writer.run(lambda work: people.find_by_account(work.db, work.town, "sim", "wx-new"))
        assert known is not None
        assert known.name == "张小明"


async def test_a_found_group_is_listed_and_nothing_is_said_there() -> None:
    async with RehearsedTown(MORNING) as town:
        await town.app.happened(ChatFound("sim", "g-77", "黄石村大群"))
        await town.settle()
        assert town.sent == []
        found = await town.app.writer.run(lambda work: platforms.list_found(work.db, work.town))
        assert [(one.address, one.name) for one in found] == [("g-77", "黄石村大群")]


async def test_two_groups_of_one_unit_on_two_platforms_each_get_a_notice_once() -> None:
    other = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wechaty": other.adapter}) as town:
        await town.app.happened(ChatFound("wechaty", "room-1", "三组2邻"))
        for who in ("王建国", "周文斌"):
            await give_account(town, "wechaty", f"wx-{who}", who)
        for who, text in (("周文斌", "/绑定群 KQ03-02"), ("王建国", "/确认绑定")):
            message = Inbound("wechaty", f"b-{who}", "room-1", f"wx-{who}", text, town.clock.now())
            await town.app.receive(message)
            await town.settle()
        other.got.clear()
        town.sent.clear()
        await town.app.writer.run(
            lambda work: post(
                work,
                [
                    Outbound(InChat(chat.id), "明天停水", Priority.NOTICE, key=f"n:{chat.id}")
                    for chat in work.directory.chats.values()
                    if work.directory.title(chat.unit) == work.directory.title(work.directory.chats[ChatId(GROUP)].unit)
                ],
            )
        )
        await town.settle()
        assert other.texts("room-1") == ["明天停水"]
        assert to(town, GROUP) == ["明天停水"]


async def test_a_group_that_cannot_hear_is_confirmed_in_private_by_its_own_people() -> None:
    deaf = SecondPlatform()
    async with RehearsedTown(MORNING, adapters={"wecom_robot": deaf.adapter}) as town:

        def ask(work: Work) -> bool:
            return act.ask_from_outside(work, "wecom_robot", "康桥村工作群", UnitId("KQ"), ChatKind.VILLAGE_WORK)

        assert await town.app.writer.run(ask)
        await town.say("确认绑定 康桥村工作群", "张小明")
        await town.say("确认绑定 没有的群", "周文斌")
        assert "没有叫这个名字" in to(town, "周文斌")[-1]
        assert await state_at(town, "wecom_robot", "康桥村工作群") is ChatState.PENDING
        await town.say("确认绑定 康桥村工作群", "周文斌")
        assert await state_at(town, "wecom_robot", "康桥村工作群") is ChatState.ACTIVE
        assert not await town.app.writer.run(ask), "bound already"


async def state_at(town: RehearsedTown, platform: str, address: str) -> ChatState:
    def look(work: Work) -> ChatState:
        found = find_chat_at(work.db, work.town, platform, address)
        assert found is not None
        return work.directory.chats[found].state

    return await town.app.writer.run(look)


async def test_a_request_on_the_phone_is_told_to_who_may_grant_it_some_hours_at_once() -> None:
    async with RehearsedTown(MORNING) as town:

        async def ask(what: Literal["friend", "group"], times: int = 1) -> None:
            for _ in range(times):
                await town.app.happened(Asked("wechaty", what))
            await town.move_to(town.clock.now() + timedelta(minutes=1))

        await ask("friend", 3)
        told = [one for one in to(town, "吕明") if "为好友" in one]
        assert len(told) == 1, "three at once, one message"
        assert "新的朋友" in told[0]
        assert "不会通过" in told[0]
        await ask("group")
        assert len([one for one in to(town, "吕明") if "进群" in one and "邀请" in one]) == 1, "another matter"
        await town.restart()
        await ask("friend", 2)
        assert len([one for one in to(town, "吕明") if "为好友" in one]) == 1, "not before two hours have passed"
        await town.move_to(MORNING + timedelta(hours=2, minutes=2))
        assert len([one for one in to(town, "吕明") if "为好友" in one]) == 2
        assert all("为好友" not in one.text for one in town.sent if one.address in {"张小明", "王建国"})


async def test_a_request_at_night_waits_for_the_morning() -> None:
    async with RehearsedTown(MORNING.replace(hour=23)) as town:
        await town.app.happened(Asked("wechaty", "friend"))
        await town.move_to(MORNING.replace(hour=23, minute=30))
        assert to(town, "吕明") == []
        await town.move_to(MORNING + timedelta(days=1, hours=2))
        assert len(to(town, "吕明")) == 1
