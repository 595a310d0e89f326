"""安静 declines notices and digests only; what follows a bound guest, what leaves with an erased person, column by column."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.messages import Outbound, Priority, ToPerson
from bot.outgoing import post
from bot.rehearsal import RehearsedTown
from bot.storage import identity, people, privacy
from bot.storage.schema import metadata

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(START) as found:
        yield found


async def say(town: RehearsedTown, who: str, *texts: str) -> list[str]:
    """What is answered to ``who`` in private."""
    sender = town.names.people.get(who, [who])[0]
    before = len(town.sent)
    for text in texts:
        await town.say(text, sender)
    return [one.text for one in town.sent[before:] if one.address == sender]


async def person_of(town: RehearsedTown, address: str) -> str:
    found = await town.app.writer.run(lambda work: people.find_by_account(work.db, work.town, "sim", address))
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("priority", "wakes", "sent"),
    [
        (Priority.NOTICE, False, False),
        (Priority.DIGEST, False, False),
        (Priority.NOTICE, True, True),
        (Priority.REPLY, False, True),
        (Priority.URGENT, True, True),
    ],
)
async def test_quiet_declines_notices_and_digests_only(
    town: RehearsedTown, priority: Priority, wakes: bool, sent: bool
) -> None:
    await say(town, "张小明", "安静")
    who = await person_of(town, town.names.people["张小明"][0])

    def unit(work: Work) -> None:
        post(work, [Outbound(ToPerson(identity.PersonId(who)), "试一试", priority, wakes=wakes)])

    before = len(town.sent)
    await town.read(unit)
    await town.settle()
    assert ([one.text for one in town.sent[before:]] == ["试一试"]) is sent
    await say(town, "张小明", "安静 off")
    await town.read(unit)
    await town.settle()
    assert town.sent[-1].text == "试一试"


async def test_what_a_guest_has_said_follows_to_the_person(town: RehearsedTown) -> None:
    await say(town, "g-1", "反映 康桥三组2邻的路灯坏了好几天")
    guest = await person_of(town, "g-1")
    assert guest.startswith("G")
    await say(town, "g-1", "我是 三组 朱翠萍")
    await say(town, "王建国", "认人 1")
    (mine,) = await say(town, "g-1", "进度")
    assert "路灯" in mine
    known = await person_of(town, "g-1")
    assert not known.startswith("G")

    def left(work: Work) -> list[str]:
        found = [
            f"{table.name}.{column.name}"
            for table, column in privacy.columns_of_persons()
            if work.db.first(sa.select(column).where(column == guest)) is not None
        ]
        gone = work.db.first(sa.select(metadata.tables["person"].c.id).where(metadata.tables["person"].c.id == guest))
        return found if gone is None else [*found, "person.id"]

    found = await town.app.writer.run(left)
    assert set(found) <= {"audit.actor", "inbox.person"}


async def test_following_leaves_no_double_rows(town: RehearsedTown) -> None:
    """Where the person already has such a row, the guest's is dropped instead of stopping everything."""
    known = identity.PersonId(await person_of(town, town.names.people["朱翠萍"][0]))

    def unit(work: Work) -> list[str]:
        guest = identity.PersonId("Gx")
        privacy.switch(work.db, work.town, guest, privacy.QUIET, on=True)
        privacy.switch(work.db, work.town, known, privacy.QUIET, on=True)
        identity.follow(work.db, work.town, guest, known)
        table = privacy.preference
        return [row[0] for row in work.db.all(sa.select(table.c.person))]

    assert await town.read(unit) == [known]


async def test_erasing_leaves_the_person_in_no_column_but_those_that_are_kept(town: RehearsedTown) -> None:
    who = await person_of(town, town.names.people["朱翠萍"][0])
    await say(town, "朱翠萍", "反映 三组2邻的路灯坏了好几天", "安静", "帮助", "删除", "确定删除")

    def left(work: Work) -> set[tuple[str, str]]:
        return {
            (table.name, column.name)
            for table, column in privacy.columns_of_persons()
            if work.db.first(sa.select(column).where(column == who)) is not None
        }

    found = await town.app.writer.run(left)
    kept = {key for key, fate in privacy.FATES.items() if fate is privacy.Fate.KEEP}
    assert found <= kept | {("preference", "person")}  # the mark that they have been erased

    def words(work: Work) -> list[str]:
        outbox = metadata.tables["outbox"]
        return [row[0] for row in work.db.all(sa.select(outbox.c.text)) if "好几天" in row[0]]

    assert await town.read(words) == []
    assert await town.breaches() == []


async def test_my_data_shows_nobody_elses_words(town: RehearsedTown) -> None:
    await say(town, "朱翠萍", "反映 三组2邻石榴巷的路灯坏了")
    await say(town, "王建国", "接单 1", "打卡 走访 朱翠萍家 聊了半小时,她说腰不好")
    (warden,) = (await say(town, "王建国", "我的数据"))[-1:]
    assert "石榴巷" not in warden
    assert "您接办的事" in warden
    (reporter,) = (await say(town, "朱翠萍", "我的数据"))[-1:]
    assert "石榴巷" in reporter
    assert "腰不好" not in reporter
