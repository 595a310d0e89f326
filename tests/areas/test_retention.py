"""What handbook §9.5 gives a time to is gone after it and not before, on the virtual clock; counts and sums stay."""

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.consents import Purpose
from bot.ids import PersonId
from bot.rehearsal import RehearsedTown
from bot.storage import consents, retention
from bot.storage.schema import metadata
from scheduler.retention import last_day_to_strip

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
T = metadata.tables


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as found:
        yield found


async def say(town: RehearsedTown, who: str, *texts: str, chat: str | None = None) -> None:
    for text in texts:
        await town.say(text, town.names.people[who][0], town.names.chats[chat] if chat else None)


async def rows(town: RehearsedTown, statement: sa.Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    def look(work: Work) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in work.db.all(statement)]

    return await town.app.writer.run(look)


async def after(town: RehearsedTown, **time: float) -> None:
    """Let so much time pass since the start, then the nightly slot."""
    await town.move_to(START)
    town.clock.move_to(START + timedelta(**time))
    await town.run_job("retention")


async def solved(town: RehearsedTown, words: str = "村口路灯坏了好几天,紫藤小卖部旁边") -> None:
    await say(town, "张小明", f"反映 {words}")
    await say(town, "王建国", "接单 1", "办结 1 供电所来人换了新灯泡")
    await say(town, "张小明", "满意")


async def test_words_of_a_concern_go_a_year_after_its_close_and_it_is_still_counted(town: RehearsedTown) -> None:
    await solved(town)
    c, outbox = T["concern"].c, T["outbox"].c
    look = sa.select(c.text, c.resolution, c.category, c.reporter)
    await after(town, days=364)
    assert (await rows(town, look))[0][0] != ""
    await after(town, days=367)
    ((text, resolution, category, reporter),) = await rows(town, look)
    assert (text, resolution, reporter) == ("", "", retention.NOBODY)
    assert category
    assert await rows(town, sa.select(T["concern_note"].c.id)) == []
    assert await rows(town, sa.select(outbox.text).where(outbox.text != "", outbox.about.like("concern:%"))) == []
    assert await town.breaches() == []


async def test_a_dispute_is_forgotten_after_half_a_year(town: RehearsedTown) -> None:
    await solved(town)

    def disputed(work: Work) -> None:
        work.db.execute(sa.update(T["concern"]).values(category="DISPUTE"))

    await town.app.writer.run(disputed)
    await after(town, days=180)
    assert (await rows(town, sa.select(T["concern"].c.text)))[0][0] != ""
    await after(town, days=186)
    assert await rows(town, sa.select(T["concern"].c.text)) == [("",)]


async def test_an_open_concern_is_never_stripped(town: RehearsedTown) -> None:
    await say(town, "张小明", "反映 村口路灯坏了好几天,紫藤小卖部旁边")

    def strip(work: Work) -> list[str]:
        far = work.now + timedelta(days=4000)
        return retention.list_concerns_over(work.db, work.town, far, far, ("DISPUTE",))

    assert await town.app.writer.run(strip) == []


async def test_attachments_go_ninety_days_after_the_close(town: RehearsedTown) -> None:
    await solved(town)

    def attach(work: Work) -> None:
        number = work.db.scalar(sa.select(T["concern"].c.number))
        row = {
            "id": work.new_id(),
            "person": "x",
            "at": work.now,
            "kind": "image",
            "name": "",
            "source": "",
            "data": b"1",
        }
        work.db.execute(sa.insert(T["concern_attachment"]).values(town=work.town, concern=number, **row))

    await town.app.writer.run(attach)
    await after(town, days=89)
    assert len(await rows(town, sa.select(T["concern_attachment"].c.id))) == 1
    await after(town, days=91)
    assert await rows(town, sa.select(T["concern_attachment"].c.id)) == []


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2027, 11, 24), date(2026, 6, 30)),
        (date(2028, 1, 8), date(2026, 6, 30)),
        (date(2028, 1, 10), date(2026, 12, 31)),
        (date(2028, 7, 11), date(2027, 6, 30)),
    ],
)
def test_visits_are_told_until_a_year_after_their_settlement(today: date, last: date) -> None:
    assert last_day_to_strip(today) == last


async def test_words_of_a_visit_go_and_what_it_counted_stays(town: RehearsedTown) -> None:
    await say(town, "王建国", "打卡 走访 李大山家 30分钟 他说腰不好")
    c = T["check_in"].c
    look = sa.select(c.target, c.note, c.household, c.person)
    await after(town, days=400)
    before = await rows(town, sa.select(c.kind, c.day, c.value, c.expected, c.points))
    assert "腰不好" in (await rows(town, look))[0][1]
    await after(town, days=412)
    assert await rows(town, look) == [("", "", None, None)]
    assert await rows(town, sa.select(c.kind, c.day, c.value, c.expected, c.points)) == before
    assert await town.breaches() == []


async def sums(town: RehearsedTown) -> list[tuple[Any, ...]]:
    table = T["ledger"]
    grouped = sa.select(table.c.period, table.c.kind, sa.func.sum(table.c.amount))
    return await rows(town, grouped.group_by(table.c.period, table.c.kind).order_by(table.c.period, table.c.kind))


async def test_the_ledger_is_pseudonymous_after_three_years_and_its_sums_are_the_same(town: RehearsedTown) -> None:
    await solved(town)
    before = await sums(town)
    assert before
    await after(town, days=3 * 365)
    wardens = {row[0] for row in await rows(town, sa.select(T["ledger"].c.warden))}
    assert not any(who.startswith(retention.FORMER) for who in wardens)
    await after(town, days=3 * 366 + 40)
    for table in ("ledger", "points_sum", "points_credit"):
        found = await rows(town, sa.select(T[table].c.warden))
        assert found
        assert all(row[0].startswith(retention.FORMER) for row in found), table
    assert await sums(town) == before
    assert await town.breaches() == []


async def test_private_words_go_after_thirty_days(town: RehearsedTown) -> None:
    await say(town, "张小明", "帮助")
    c = T["outbox"].c
    look = sa.select(c.id).where(c.text != "", c.person.is_not(None), c.made_at < START + timedelta(hours=1))
    await after(town, days=29)
    assert await rows(town, look)
    await after(town, days=31)
    assert await rows(town, look) == []


async def test_a_draft_goes_when_its_question_lapses(town: RehearsedTown) -> None:
    await say(town, "张小明", "反映")
    assert await rows(town, sa.select(T["question"].c.id))
    await town.move_to(START + timedelta(minutes=11))
    assert await rows(town, sa.select(T["question"].c.id)) == []


def ballots(work: Work) -> None:
    at = {"opens_at": work.now, "closes_at": work.now, "template": "P1", "half": "2026H2", "scope": "KQ"}
    for number, state, secret in ((7, "open", "5" * 64), (8, "withheld", "")):
        work.db.execute(sa.insert(T["poll"]).values(town=work.town, number=number, state=state, secret=secret, **at))
        row: dict[str, Any] = {"poll": number, "key": "k" * 64 if secret else "1", "unit": "KQ", "answers": {}}
        row["wish"] = ""
        work.db.execute(sa.insert(T["ballot"]).values(town=work.town, **row))


async def test_ballots_of_closed_polls_go_and_those_of_open_ones_stay(town: RehearsedTown) -> None:
    await town.app.writer.run(ballots)

    def erase(days: int) -> Callable[[Work], int]:
        return lambda work: retention.erase_ballots(work.db, work.town, work.now + timedelta(days=days))

    assert await town.app.writer.run(erase(0)) == 0
    assert await town.app.writer.run(erase(31)) == 1
    assert await rows(town, sa.select(T["ballot"].c.poll)) == [(7,)]


async def test_what_counts_now_of_consents_is_kept_and_what_it_replaced_goes_after_three_years(
    town: RehearsedTown,
) -> None:
    who = PersonId("P0001")

    def decide(work: Work) -> None:
        for number, given in enumerate((True, False), 1):
            consents.add(work.db, work.town, number, who, Purpose.ECHO, given, work.now)

    await town.app.writer.run(decide)
    await after(town, days=3 * 365)
    assert len(await rows(town, sa.select(T["consent"].c.id))) == 2
    await after(town, days=3 * 367)
    assert await rows(town, sa.select(T["consent"].c.given)) == [(False,)]


async def test_what_was_erased_is_noted_without_content(town: RehearsedTown) -> None:
    await solved(town)
    await after(town, days=367)
    noted = await rows(town, sa.select(T["audit"].c.after).where(T["audit"].c.area == "retention"))
    assert any("concerns=1" in row[0] for row in noted)
