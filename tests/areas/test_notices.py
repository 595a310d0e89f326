"""Notices in a rehearsed town: once a chat and version whatever happens, silent receipts, what ``check`` finds, odd lengths."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Chat, ChatKind
from bot.domain.notices import State
from bot.ids import ChatId, UnitId
from bot.messages import InChat, Outbound, Priority
from bot.outgoing import MANY, post
from bot.rehearsal import RehearsedTown, read_scenario, rehearse
from bot.storage import directory, inbox, outbox, outbox_reading, questions
from bot.storage import notice_deliveries as deliveries
from bot.storage import notices as rows
from bot.storage.audit import audit

SCENARIOS = Path(__file__).parent.parent / "scenarios"
MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
VILLAGE = "/发通知 换水管|康桥村|11月28日换水管,停水一天。|同正文|要 11月27日|没有|12345|11月30日"
WHOLE_TOWN = VILLAGE.replace("康桥村", "全镇")


def town(start: datetime = MORNING) -> RehearsedTown:
    return RehearsedTown(start)


async def tell(place: RehearsedTown, name: str, *said: str) -> str:
    """What ``name`` was answered to the last of these."""
    address, before = place.names.people[name][0], len(place.sent)
    for text in said:
        before = len(place.sent)
        await place.say(text, address)
    return "\n".join(one.text for one in place.sent[before:] if one.address == address)


async def find(place: RehearsedTown, number: str) -> rows.Notice:
    found = await place.app.writer.run(lambda work: rows.find(work.db, work.town, number))
    assert found is not None
    return found


async def in_chats(place: RehearsedTown, number: str) -> list[deliveries.InChatRow]:
    return await place.app.writer.run(lambda work: deliveries.list_in_chats(work.db, work.town, f"notice:{number}"))


STEPS = st.lists(
    st.sampled_from(
        [
            "correct",
            "sign",
            "sign twice",
            "night",
            "hour",
            "day",
            "restart",
            "later",
            "gone",
            "withdraw",
            "ack",
            "again",
        ]
    ),
    max_size=9,
)


@settings(max_examples=8, deadline=None)
@given(STEPS, st.booleans())
def test_no_chat_ever_gets_a_version_twice_and_corrections_go_where_the_original_went(
    steps: list[str], at_night: bool
) -> None:
    asyncio.run(_story(steps, MORNING if not at_night else MORNING.replace(hour=22)))


async def _story(steps: list[str], start: datetime) -> None:
    async with town(start) as place:
        await tell(place, "周文斌", VILLAGE, "送审")
        chats = [address for name, address in place.names.chats.items() if name.startswith("康桥")]
        for number, step in enumerate(steps):
            await _do(place, step, chats[number % len(chats)])
            assert await place.breaches() == []
        await place.move_to(place.clock.now() + timedelta(hours=30))
        assert await place.breaches() == []
        keyed = Counter((chat, key) for chat, key, *_ in await in_chats(place, "KQ26-001"))
        assert set(keyed.values()) == {1}
        texts = Counter((one.address, one.text) for one in place.sent if one.address.startswith("c-"))
        assert set(texts.values()) <= {1}
        assert not any(one.address.startswith("c-hs") or one.address == "c-town" for one in place.sent)


async def _do(place: RehearsedTown, step: str, address: str) -> None:
    if step == "correct":
        await tell(place, "周文斌", f"更正 KQ26-001 改到{len(place.sent) % 28 + 1}号那天上午")
    elif step in {"sign", "sign twice"}:
        for name in ("钱晓峰", "孙丽")[: 1 + (step == "sign twice")]:
            await tell(place, name, "批准", "批准 2", "批准 3")
    elif step in {"night", "hour", "day"}:
        span = {"night": timedelta(hours=11), "hour": timedelta(hours=1), "day": timedelta(days=1)}[step]
        await place.move_to(place.clock.now() + span)
    elif step == "restart":
        await place.restart()
    elif step in {"later", "gone"}:
        place.refuse(address, 2, "later" if step == "later" else "gone")
    elif step == "withdraw":
        await tell(place, "周文斌", "撤回通知 KQ26-001")
    elif step == "ack":
        await place.say("收到", place.names.people["马永贵"][0], "c-kq03-02")
    else:
        await tell(place, "周文斌", "送审")


async def test_an_acknowledgement_without_a_window_leaves_no_row_and_with_one_counts_once() -> None:
    async def counted(place: RehearsedTown) -> tuple[int, int]:
        def look(work: Work) -> tuple[int, int]:
            return tuple(  # type: ignore[return-value]  # two tables, two numbers
                int(work.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
                for table in (inbox.inbox, rows.receipt)
            )

        return await place.app.writer.run(look)

    async with town() as place:
        neighbour = place.names.people["马永贵"][0]
        before = await counted(place)
        outcome = await place.say("收到", neighbour, "c-kq03-02")
        assert outcome.result == "ignored"
        assert await counted(place) == before
        await tell(place, "周文斌", VILLAGE, "送审")
        taken, _ = await counted(place)
        sent = len(place.sent)
        for said in ("收到", "👌", "好的", "1"):
            assert (await place.say(said, neighbour, "c-kq03-02")).result == "handled"
        assert (await place.say("收到啦我就来", neighbour, "c-kq03-02")).result == "ignored"
        assert await counted(place) == (taken + 4, 1)
        assert len(place.sent) == sent
        other = place.names.people["叶冬梅"][0]
        assert (await place.say("收到", other, "c-hs01-01")).result == "ignored"


@pytest.mark.parametrize(
    "said",
    [
        "发通知",
        "批准",
        "退改",
        "更正",
        "撤回通知",
        "通知",
        "通知进度",
        "回执",
        "改通知",
        "紧急通知 red",
        "报平安",
        "帮",
    ],
)
async def test_every_command_answers_kindly_to_anything(said: str) -> None:
    async with town() as place:
        for tail in ("", " " + "好" * 5000, " 👌👌", " ' OR 1=1 --", " 99999999999999999999", " \u200b\u200d"):
            for name in ("钱晓峰", "马永贵"):
                address = place.names.people[name][0]
                before = len(place.sent)
                outcome = await place.say("/" + said + tail, address)
                assert outcome.result == "handled"
                replies = [one.text for one in place.sent[before:] if one.address == address]
                assert replies
                assert all(0 < len(reply) < 1000 for reply in replies)
        assert not any(one.address.startswith("c-") and "好好好" in one.text for one in place.sent)
        assert await place.breaches() == []


async def test_five_thousand_characters_at_every_step_are_answered_and_keep_the_draft() -> None:
    async with town() as place:
        await tell(place, "周文斌", "发通知")
        for answer in (
            "换水管",
            "康桥村",
            "28日停水",
            "28日停水",
            "要",
            "11月27日",
            "没有",
            "12345",
            "11月30日",
            "送审",
        ):
            reply = await tell(place, "周文斌", "长" * 5000)
            assert 0 < len(reply) < 300
            await tell(place, "周文斌", answer)
        assert (await find(place, "KQ26-001")).state is State.RELEASED


async def test_three_unreadable_answers_hand_over_and_keep_the_draft_but_gates_never_do() -> None:
    async with town() as place:
        await tell(place, "周文斌", "发通知")
        for _ in range(5):
            assert "人工" not in await tell(place, "周文斌", "机密名单")
        await tell(place, "周文斌", "换水管")
        for _ in range(3):
            await tell(place, "周文斌", "火星")
        open_ = await place.app.writer.run(lambda work: questions.list_waiting(work.db, work.town, "notice"))
        assert open_[0].draft["title"] == "换水管"


async def test_many_messages_are_stored_in_one_statement_with_the_same_meaning() -> None:
    async with town() as place:

        def messages(count: int) -> list[Outbound]:
            return [Outbound(InChat(ChatId("c-kq")), str(n), key=f"k:{n}", wakes=True) for n in range(count)]

        def unit(work: Work) -> tuple[list[int], list[int]]:
            first = post(work, messages(MANY))
            return first, post(work, messages(MANY + 3))

        first, second = await place.app.writer.run(unit)
        assert (len(first), len(second)) == (MANY, 3)
        found = await place.app.writer.run(
            lambda work: [outbox_reading.find(work.db, work.town, n) for n in first + second]
        )
        assert [one.text for one in found if one] == [str(n) for n in range(MANY + 3)]


async def test_a_message_that_replaces_one_in_bulk_drops_what_has_not_gone() -> None:
    async with town(MORNING.replace(hour=22)) as place:

        def unit(work: Work) -> None:
            post(work, [Outbound(InChat(ChatId("c-kq")), "旧", Priority.NOTICE, key="old")])
            later = [Outbound(InChat(ChatId("c-kq")), f"新{n}", Priority.NOTICE, key=f"new:{n}") for n in range(MANY)]
            post(work, [Outbound(InChat(ChatId("c-kq")), "新", Priority.NOTICE, key="new", replaces="old"), *later])

        await place.app.writer.run(unit)
        await place.move_to(MORNING + timedelta(days=1))
        texts = [one.text for one in place.sent]
        assert any("\n新\n" in one for one in texts)  # held over night, so it came in one message with the others
        assert "旧" not in texts


async def test_a_notice_to_seven_hundred_chats_reaches_each_once() -> None:
    async with town() as place:

        def more(work: Work) -> None:
            for n in range(700):
                chat = Chat(ChatId(f"x-{n}"), f"群{n}", ChatKind.NEIGHBOURHOOD, UnitId("KQ03-02"))
                directory.put_chat(work.db, work.town, chat, "sim", f"x-{n}")
            work.changed_directory()

        await place.app.writer.run(more)
        await tell(place, "周文斌", VILLAGE, "送审")
        got = Counter(one.address for one in place.sent if one.address.startswith("x-"))
        assert len(got) == 700
        assert set(got.values()) == {1}


async def test_check_finds_a_notice_signed_by_its_author_and_a_correction_that_missed_a_chat() -> None:
    async with town() as place:
        await tell(place, "钱晓峰", WHOLE_TOWN, "送审")
        await tell(place, "孙丽", "批准")
        await tell(place, "钱晓峰", "更正 T26-001 改到29号")
        await tell(place, "孙丽", "批准")
        assert await place.breaches() == []

        def spoil(work: Work) -> None:
            work.db.execute(sa.update(rows.notice).where(rows.notice.c.number == "T26-001").values(approver="P0001"))
            gone = (outbox.outbox.c.key == "notice:T26-001:2:c-hs", outbox.outbox.c.key == "notice:T26-001:2:c-kq")
            work.db.execute(sa.delete(outbox.outbox).where(gone[0]))
            work.db.execute(sa.update(outbox.outbox).where(gone[1]).values(chat="c-elsewhere"))

        await place.app.writer.run(spoil)
        found = "\n".join(await place.breaches())
        assert "T26-001 没有另一个人批准" in found
        assert "漏了收过原通知的群 c-hs" in found
        assert "没有原通知的群 c-elsewhere" in found


async def test_the_audit_tells_the_states_and_no_words() -> None:
    async with town() as place:
        await tell(place, "钱晓峰", WHOLE_TOWN, "送审")
        await tell(place, "孙丽", "退改 1 停水写清楚时段")
        await tell(place, "钱晓峰", "改通知", "送审")
        await tell(place, "孙丽", "批准 1")
        await tell(place, "吕明", "撤回通知 1")

        def look(work: Work) -> list[tuple[str, str, str]]:
            statement = sa.select(audit.c.verb, audit.c.before, audit.c.after).where(audit.c.area == "notice")
            return [(r[0], r[1], r[2]) for r in work.db.all(statement.order_by(audit.c.id))]

        assert await place.app.writer.run(look) == [
            ("submit", "draft", "pending"),
            ("send_back", "pending", "draft"),
            ("submit", "draft", "pending"),
            ("release", "pending", "released"),
            ("withdraw", "released", "withdrawn"),
        ]


async def test_nothing_that_is_not_urgent_goes_to_a_group_in_its_quiet_hours() -> None:
    async with town(MORNING.replace(hour=12, minute=10)) as place:
        await tell(place, "钱晓峰", WHOLE_TOWN, "送审")
        await tell(place, "孙丽", "批准")
        at_noon = {one.address for one in place.sent if one.address.startswith("c-")}
        assert at_noon == {"c-town", "c-kq", "c-hs"}
        await place.move_to(MORNING.replace(hour=14))
        assert len({one.address for one in place.sent if one.address.startswith("c-")}) == 15


@pytest.mark.parametrize("name", ["notices-corrected-before-release", "notices-withdrawn-and-lost"])
async def test_the_same_dialogues_on_both_databases(name: str, database_url: str) -> None:
    report = await rehearse(read_scenario(SCENARIOS / f"{name}.yaml"), url=database_url)
    assert report.passed, report.failure
