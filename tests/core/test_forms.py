"""Conversations as data: cancel, back, again, three failures, lapse, form version, restart, other people, groups."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.actions.errors import Refused
from bot.clock import SHANGHAI
from bot.context import Context, Work
from bot.forms import Blocked, Draft, Form, Misread, NotAnswer, Step, ask, start
from bot.ids import PersonId
from bot.messages import Outbound, Priority, ToPerson
from bot.rehearsal import RehearsedTown
from bot.router import Router
from bot.storage import questions

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"

router = Router("trial")


def _number(ctx: Context, _draft: Draft) -> object:
    if ctx.text == "另说":
        raise NotAnswer
    if not ctx.text.isdigit():
        raise Misread("请回一个数字,比如 3。")
    if int(ctx.text) > 99:
        raise Blocked("太多了,99以内。")
    return int(ctx.text)


def _done(ctx: Context, draft: Draft) -> list[Outbound]:
    if draft["how_many"] == 13:
        raise Refused("十三不行。")
    return ctx.reply(f"记下了:{draft['what']} {draft['how_many']}")


ORDER = router.form(
    Form(
        "trial_order",
        (
            Step("what", lambda _w, _d: "要什么?", lambda ctx, _d: ctx.original, free=True),
            Step("how_many", lambda _w, draft: f"要几个{draft['what']}?", _number),
        ),
        _done,
    )
)


def _lapsed(work: Work, _question: object) -> list[Outbound]:
    assert work.actor is not None
    return [Outbound(ToPerson(work.actor.id), "等不到您回话,先放下了。", wakes=True)]


THANKS = router.form(
    Form(
        "trial_rating",
        (Step("stars", lambda _w, _d: "打几分?", _number),),
        lambda ctx, draft: ctx.reply(f"谢谢,{draft['stars']}分"),
        lives=timedelta(hours=2),
        lapse=_lapsed,
        waits=True,
    )
)


@router.command("订货")
def order(ctx: Context) -> list[Outbound]:
    return start(ctx, ORDER)


@router.command("求评")
def beg(ctx: Context) -> list[Outbound]:
    prompt = Outbound(ToPerson(ctx.person.id), "打几分?", Priority.REPLY, wakes=True)
    return ask(ctx.work, ctx.person.id, "trial_rating", "stars", {}, prompt, lives=timedelta(hours=2))


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING, routers=[router]) as made:
        yield made


async def heard(town: RehearsedTown, text: str, sender: str = "张小明", chat: str | None = None) -> list[str]:
    before = len(town.sent)
    await town.say(text, sender, chat)
    return [sent.text for sent in town.sent[before:]]


async def open_questions(town: RehearsedTown, name: str = "张小明") -> int:
    def look(work: Work) -> int:
        found = work.db.all(questions.question.select())
        return len(found)

    del name
    count = await town.read(look)
    assert isinstance(count, int)
    return count


async def test_step_after_step(town: RehearsedTown) -> None:
    assert await heard(town, "订货") == ["要什么?"]
    assert await heard(town, "苹果") == ["要几个苹果?"]
    assert await heard(town, "3") == ["记下了:苹果 3"]
    assert await open_questions(town) == 0


async def test_cancel_forgets_the_draft(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await heard(town, "紫皮土豆")
    assert "不弄了" in (await heard(town, "取消"))[0]
    assert await open_questions(town) == 0


async def test_back_asks_the_step_before_again(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await heard(town, "苹果")
    assert await heard(town, "上一步") == ["要什么?"]
    assert await heard(town, "梨") == ["要几个梨?"]
    assert await heard(town, "重说") == ["要几个梨?"]


async def test_a_blocked_answer_is_no_failure_and_a_misread_one_is(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await heard(town, "苹果")
    for _ in range(4):
        assert await heard(town, "500") == ["太多了,99以内。"]
    assert await heard(town, "很多") == ["请回一个数字,比如 3。"]
    assert await heard(town, "更多") == ["请回一个数字,比如 3。"]
    third = await heard(town, "多多")
    assert third
    assert third != ["请回一个数字,比如 3。"]  # a person is named
    assert await heard(town, "7") == ["记下了:苹果 7"]  # and the draft is kept


async def test_a_whole_command_goes_before_a_question_and_the_question_stays(town: RehearsedTown) -> None:
    await heard(town, "订货")
    assert (await heard(town, "帮助"))[0] != "要几个帮助?"
    assert await heard(town, "订货单") == ["要几个订货单?"]  # the step takes any sentence


async def test_a_refusal_at_the_end_keeps_the_question(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await heard(town, "苹果")
    assert await heard(town, "13") == ["十三不行。"]
    assert await heard(town, "12") == ["记下了:苹果 12"]


async def test_ten_minutes_of_silence_erase_the_draft(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await town.move_to(MORNING + timedelta(minutes=9))
    await heard(town, "苹果")
    await town.move_to(MORNING + timedelta(minutes=18))
    assert await open_questions(town) == 1
    await town.move_to(MORNING + timedelta(minutes=20))
    assert await open_questions(town) == 0


async def test_a_restart_in_the_middle_loses_nothing(town: RehearsedTown) -> None:
    await heard(town, "订货")
    await heard(town, "苹果")
    await town.restart()
    assert await heard(town, "3") == ["记下了:苹果 3"]


async def test_a_question_in_a_group_is_one_persons(town: RehearsedTown) -> None:
    assert await heard(town, "/订货", chat=GROUP) == ["要什么?"]
    assert await heard(town, "苹果", "马永贵", GROUP) == []
    assert await heard(town, "苹果", chat="c-kq03-01") == []
    assert await heard(town, "苹果", chat=GROUP) == ["要几个苹果?"]
    assert await heard(town, "今天天气不错", chat=GROUP) == []  # talk among neighbours is not nagged
    assert await heard(town, "3", chat=GROUP) == ["记下了:苹果 3"]


async def test_a_rating_waits_behind_a_started_form(town: RehearsedTown) -> None:
    await heard(town, "订货")
    assert await heard(town, "求评") == []
    assert await heard(town, "苹果") == ["要几个苹果?"]
    assert await heard(town, "3") == ["记下了:苹果 3", "打几分?"]
    assert await heard(town, "5") == ["谢谢,5分"]


async def test_what_is_no_answer_is_looked_at_as_if_nothing_had_been_asked(town: RehearsedTown) -> None:
    await heard(town, "求评")
    assert await heard(town, "另说") != ["请回一个数字,比如 3。"]
    assert await heard(town, "4") == ["谢谢,4分"]


async def test_a_form_may_say_what_its_lapse_does(town: RehearsedTown) -> None:
    await heard(town, "求评")
    before = len(town.sent)
    await town.move_to(MORNING + timedelta(hours=3))
    assert [sent.text for sent in town.sent[before:]] == ["等不到您回话,先放下了。"]


async def test_a_question_of_an_older_version_is_taken_up_at_its_first_step(town: RehearsedTown) -> None:
    await heard(town, "订货")

    def age(work: Work) -> None:
        (row,) = questions.list_of(work.db, work.town, PersonId(_person(work)))
        questions.change(work.db, work.town, replace(row, step="gone", version=0))

    await town.read(age)
    assert await heard(town, "苹果") == ["要几个苹果?"]


def _person(work: Work) -> str:
    rows = work.db.all(questions.question.select())
    return str(rows[0].person)
