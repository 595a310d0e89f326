"""Nothing about a resident over a platform outside of China (handbook §0.1(4), I49): every route walked, and what the bot says by itself."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.adapters.base import Capabilities
from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import residency
from bot.domain.concerns import Concern
from bot.ids import ChatId, PersonId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.rehearsal.town import Sent
from bot.storage import concerns, people, questions
from bot.storage.schema import metadata

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
REFUSAL = "这里不能说个人的事"

SILENT_TABLES = {
    "inbox",
    "outbox",
    "person",
    "account",
    "pace",
    "platform",
    "job_run",
    "timer",
    "town",
    "audit",
    "burden",
}
"""What may change when something is refused: that it came, and the answer."""


@pytest.fixture
async def abroad() -> AsyncIterator[RehearsedTown]:
    """The demo town on a platform that stands outside of China."""
    town = RehearsedTown(MORNING)
    town.sim.capabilities = Capabilities()
    async with town as made:
        yield made


async def counts(town: RehearsedTown) -> dict[str, int]:
    def look(work: Work) -> dict[str, int]:
        return {
            name: len(work.db.all(table.select()))
            for name, table in metadata.tables.items()
            if name not in SILENT_TABLES and "town" in table.c
        }

    return await town.app.writer.run(look)


def who(work: Work, town: RehearsedTown, name: str = "张小明") -> PersonId:
    found = people.find_by_account(work.db, work.town, "sim", town.names.people[name][0])
    assert found is not None
    return found.id


async def filed(town: RehearsedTown) -> list[Concern]:
    return await town.app.writer.run(lambda work: concerns.list_of_reporter(work.db, work.town, who(work, town), 5))


async def said(
    town: RehearsedTown, text: str, by: str, chat: str | None = None, *, mention: bool = False
) -> list[Sent]:
    before = len(town.sent)
    await town.say(text, town.names.people[by][0], town.names.chats[chat] if chat else None, mention=mention)
    return town.sent[before:]


async def test_every_command_but_the_open_ones_is_refused(abroad: RehearsedTown) -> None:
    names = sorted(route.name for route in abroad.app.routes.routes)
    for by in ("王建国", "张小明", "孙丽"):
        before = await counts(abroad)
        for name in names:
            answers = await said(abroad, f"/{name} 张三家 13800138000", by)
            if name in residency.OPEN_COMMANDS:
                assert not any(REFUSAL in one.text for one in answers), name
            else:
                assert [REFUSAL in one.text for one in answers] == [True], (by, name)
                assert await counts(abroad) == before, name
        before = await counts(abroad)


def test_the_open_commands_exist() -> None:
    assert {route.name for route in load_routes().routes} >= residency.OPEN_COMMANDS


@pytest.mark.parametrize(
    "text",
    [
        "村口路灯坏了好几天",
        "2",
        "满意",
        "我是黄石村刘大爷,手机13912345678",
        "打卡 走访 李奶奶 40分钟",
        "反映 隔壁王家天天吵架",
        "同意公开电话",
        "😀",
        "好" * 5000,
        "",
    ],
)
async def test_sentences_are_refused_and_forgotten(abroad: RehearsedTown, text: str) -> None:
    before = await counts(abroad)
    answers = await said(abroad, text, "张小明")
    assert [REFUSAL in one.text for one in answers] == [True]
    assert len(answers[0].text) <= 120
    assert await counts(abroad) == before


async def test_in_a_group_too_and_nothing_unasked(abroad: RehearsedTown) -> None:
    assert await said(abroad, "今天天气不错", "张小明", "康桥三组2邻群") == []
    assert await said(abroad, "收到", "张小明", "康桥三组2邻群") == []
    answers = await said(abroad, "路灯坏了", "张小明", "康桥三组2邻群", mention=True)
    assert [REFUSAL in one.text for one in answers] == [True]


async def test_urgent_words_get_the_numbers_and_are_told_the_truth(abroad: RehearsedTown) -> None:
    answers = await said(abroad, "着火了,快来人", "张小明")
    assert len(answers) == 1
    assert "119" in answers[0].text
    assert "直接打电话" in answers[0].text
    assert await filed(abroad) == []


async def test_the_same_message_twice_is_answered_once(abroad: RehearsedTown) -> None:
    sender = abroad.names.people["张小明"][0]
    first = await abroad.say("我要反映 井盖没了", sender, number="a-1")
    again = await abroad.say("我要反映 井盖没了", sender, number="a-1")
    assert (first.result, again.result) == ("handled", "duplicate")


async def test_notices_go_there_and_nothing_else_by_itself(abroad: RehearsedTown) -> None:
    group, person = InChat(ChatId("c-kq03-02")), ToPerson(PersonId("P0001"))
    out = [
        Outbound(group, "通知:停水", Priority.NOTICE, about="notice:T26-001"),
        Outbound(group, "本周小结:张小明家的路灯修好了", Priority.DIGEST, about="digest:1"),
        Outbound(group, "KQ2611-001 办结了", about="concern:KQ2611-001"),
        Outbound(person, "王建国请您给路灯的事打个分", wakes=True, about="concern:KQ2611-001"),
    ]
    await abroad.app.writer.run(lambda work: post(work, out))
    await abroad.settle()
    assert [one.text for one in abroad.sent] == ["通知:停水"]


async def test_an_invented_town_may_do_everything() -> None:
    town = RehearsedTown(MORNING)
    town.sim.capabilities = Capabilities(invented=True)
    async with town as made:
        answers = await said(made, "打卡 巡查 30分钟", "王建国")
        assert not any(REFUSAL in one.text for one in answers)


async def test_a_question_from_elsewhere_is_not_answered_there() -> None:
    """Asked over WeChat, answered from abroad: refused, and the question stays open."""
    async with RehearsedTown(MORNING) as town:
        await said(town, "我要反映", "张小明")
        before = await town.app.writer.run(lambda work: len(questions.list_of(work.db, work.town, who(work, town))))
        town.sim.capabilities = Capabilities()
        await town.restart()
        answers = await said(town, "村口路灯坏了", "张小明")
        assert [REFUSAL in one.text for one in answers] == [True]
        after = await town.app.writer.run(lambda work: len(questions.list_of(work.db, work.town, who(work, town))))
        assert before == after == 1
