"""After 删除 nothing of the person is left in any file but what the answer named; sums, others and the office stay (handbook I47)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.polls import new_key
from bot.ids import PersonId
from bot.rehearsal import RehearsedTown
from bot.storage import retention
from bot.storage.copying import write_backup
from bot.storage.schema import metadata

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "康桥三组2邻群"
T = metadata.tables


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as found:
        yield found


async def say(town: RehearsedTown, who: str, *texts: str, chat: str | None = None) -> list[str]:
    sender = town.names.people.get(who, [who])[0]
    before = len(town.sent)
    for text in texts:
        await town.say(text, sender, town.names.chats[chat] if chat else None)
    return [one.text for one in town.sent[before:] if one.address == sender]


async def rows(town: RehearsedTown, statement: sa.Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    def look(work: Work) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in work.db.all(statement)]

    return await town.app.writer.run(look)


def found_in_files(town: RehearsedTown, words: list[str], backup: Path) -> list[tuple[str, str]]:
    """(word, file) of what is still to be read in the database, its journal, the logs, and a fresh backup."""
    backup.unlink(missing_ok=True)
    write_backup(town.app.database, backup)
    files = [*town.files(), backup]
    return [(word, path.name) for path in files for word in words if word.encode() in path.read_bytes()]


MARKS = [f"{a}{b}" for a in ("榆钱", "石榴", "银杏", "紫藤") for b in ("巷口", "坡上", "小卖部")]
"""Words that stand nowhere in the product or its roster."""


def _sayings(mark: str, number: int) -> list[tuple[str, str | None]]:
    """What a villager may say with a word that can be looked for: (text, chat)."""
    return [
        (f"反映 {mark}的路灯坏了好几天,黑漆漆的", None),
        (f"@小邻 {mark}的自来水停了两天了", GROUP),
        (f"反映 {mark}那家天天吵架打人,要离婚", None),
        (f"补充 {number} {mark}旁边还有一盏也坏了", None),
        (f"登记错了 我家搬到{mark}了", None),
        (f"代办 朱翠萍 {mark}的下水道堵了", None),
        (f"我想说说{mark}的事", None),
        (f"{mark}着火了", None),
        ("反映", None),
        (f"@小邻 {mark}是谁家的", GROUP),
    ]


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 11), st.booleans()), min_size=2, max_size=6))
async def test_whatever_was_said_is_gone_within_a_day(tmp_path: Path, plan: list[tuple[int, int, bool]]) -> None:
    async with RehearsedTown(START) as town:
        marks: list[str] = []
        for kind, place, handled in plan:
            text, chat = _sayings(MARKS[place], len(marks) + 1)[kind]
            marks.append(MARKS[place])
            await say(town, "张小明", text, chat=chat)
            if handled:
                await say(town, "王建国", "接单 1", "在办 1 明天去看", "打卡 走访 张小明 聊了" + MARKS[place])
        await say(town, "朱翠萍", "反映 雨花石井台停水两天了")
        await say(town, "张小明", "取消", "删除", "确定删除")
        await town.move_to(START + timedelta(hours=25))
        assert found_in_files(town, marks, tmp_path / "backup.db") == []
        assert found_in_files(town, ["雨花石"], tmp_path / "backup.db")
        assert await town.breaches() == []


async def test_a_former_warden_is_pseudonymous_and_the_sums_are_the_same(town: RehearsedTown) -> None:
    await say(town, "张小明", "反映 村口路灯坏了好几天")
    await say(town, "王建国", "接单 1", "办结 1 供电所来人换了新灯泡", "打卡 走访 李大山家 30分钟")
    await say(town, "张小明", "满意")
    table = T["ledger"]
    grouped = sa.select(table.c.period, table.c.kind, sa.func.sum(table.c.amount)).group_by(
        table.c.period, table.c.kind
    )
    before = await rows(town, grouped)
    assert before
    who = (await rows(town, sa.select(table.c.warden).distinct()))[0][0]

    def leave(work: Work) -> None:
        work.db.execute(
            sa.update(T["office"]).where(T["office"].c.person == who).values(until=work.today - timedelta(1))
        )
        work.changed_directory()

    await town.app.writer.run(leave)
    (told,) = await say(town, "王建国", "删除")
    assert "换成编号" in told
    await say(town, "王建国", "确定删除")
    for name in ("ledger", "points_sum", "points_credit"):
        assert await rows(town, sa.select(T[name].c.warden).where(T[name].c.warden == who)) == []
    assert all(row[0].startswith(retention.FORMER) for row in await rows(town, sa.select(table.c.warden)))
    assert await rows(town, grouped) == before
    assert await town.breaches() == []


async def test_a_ballot_of_an_open_poll_goes_and_others_stay(town: RehearsedTown) -> None:
    secret = "5" * 64

    def cast(work: Work) -> None:
        at = {"opens_at": work.now, "closes_at": work.now + timedelta(days=9), "template": "P1", "half": "2026H2"}
        row = {"number": 7, "state": "open", "secret": secret, "scope": "KQ", **at}
        work.db.execute(sa.insert(T["poll"]).values(town=work.town, **row))
        for name in ("张小明", "朱翠萍"):
            who = work.db.scalar(sa.select(T["person"].c.id).where(T["person"].c.name_key == name))
            cast = {
                "poll": 7,
                "key": new_key(secret, PersonId(who)),
                "unit": "KQ",
                "answers": {"1": 2},
                "wish": "银杏坡",
            }
            work.db.execute(sa.insert(T["ballot"]).values(town=work.town, **cast))

    await town.app.writer.run(cast)
    await say(town, "张小明", "删除", "确定删除")
    assert len(await rows(town, sa.select(T["ballot"].c.key))) == 1


async def test_examples_made_of_ones_words_go_with_them(town: RehearsedTown) -> None:
    text = "村口路灯坏了好几天,紫藤小卖部旁边"
    await say(town, "张小明", f"反映 {text}")

    def teach(work: Work) -> None:
        stored = work.db.scalar(sa.select(T["concern"].c.text))
        for number, words in enumerate((stored, "别人家的水停了"), 900):
            row = {"id": number, "at": work.now, "person": "P9999", "unit": "KQ", "text": words}
            row |= {"guessed": "ROAD", "chosen": "WATER", "fate": "approved"}
            work.db.execute(sa.insert(T["lesson"]).values(town=work.town, **row))

    await town.app.writer.run(teach)
    await say(town, "张小明", "删除", "确定删除")
    assert await rows(town, sa.select(T["lesson"].c.text)) == [("别人家的水停了",)]
