"""积分规则 试算 for many wardens: in pieces, others go on between them, told in private when done (handbook §5.1)."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from bot.actions import point_trials
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Office, Tier, Unit
from bot.domain.point_trials import Effect
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.messages import Inbound
from bot.rehearsal import RehearsedTown
from bot.storage import directory as directory_rows
from bot.storage.people import person
from bot.storage.point_trials import point_trial

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
MANY = 2 * point_trials.AT_ONCE + 30


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    """胜利镇 with many more wardens in 黄石村."""
    async with RehearsedTown(START) as made:

        def appoint(work: Work) -> None:
            for number in range(MANY):
                who = PersonId(f"Q{number:05}")
                row = {
                    "town": work.town,
                    "id": who,
                    "name": f"某{number}",
                    "name_key": f"某{number}",
                    "known": True,
                    "gender": "",
                }
                rest = {"lunar": False, "phone": "", "phone_public": False, "tags": "", "away": False}
                work.db.execute(sa.insert(person).values(**row, **rest))
                office = Office(who, "", Role.WARDEN, UnitId(f"HS01-X{number}"), date(2026, 1, 1))
                unit = Unit(office.unit, f"新村又{number}邻", Tier.NEIGHBOURHOOD, UnitId("HS01"))
                directory_rows.put_unit(work.db, work.town, unit)
                directory_rows.put_office(work.db, work.town, office)
            work.changed_directory()

        await made.app.writer.run(appoint)
        yield made


def sent_to(town: RehearsedTown, who: str) -> list[str]:
    return [one.text for one in town.sent if one.address == who]


async def left(town: RehearsedTown) -> int:
    def look(work: Work) -> int:
        return int(work.db.scalar(sa.select(sa.func.count()).select_from(point_trial)) or 0)

    return await town.app.writer.run(look)


async def ask(town: RehearsedTown, text: str, number: str) -> None:
    """Said, and nothing of the clock's own work done yet."""
    await town.app.receive(
        Inbound(platform="sim", id=number, chat=None, sender="钱晓峰", text=text, at=START, sender_name="钱晓峰")
    )


async def test_many_are_counted_in_pieces_and_told_when_done(town: RehearsedTown) -> None:
    await town.say("打卡 走访李秀英家 半小时", "王建国")
    await town.say("通过1", "周文斌")
    await ask(town, "积分规则 试算 走访 3", "m-trial")
    await town.app.deliver.round()
    assert f"正在试算(胜利镇,{MANY + 10}人)" in sent_to(town, "钱晓峰")[-1]
    await town.app.tick()
    assert await left(town) == 1, "one piece, not all of it in one unit"
    before = len(town.sent)
    await town.app.receive(
        Inbound(platform="sim", id="m-between", chat=None, sender="王建国", text="积分", at=START, sender_name="王建国")
    )
    await town.app.deliver.round()
    assert "3分" in town.sent[before].text, "others are served between the pieces"
    await town.restart()
    await town.settle()
    told = sent_to(town, "钱晓峰")
    assert len(told) == 2
    assert "试算(胜利镇,2026年7–12月到今天,只算不改)" in told[-1]
    assert f"村组邻长{MANY + 5}人,1人会变,最多+1;合计3→4分" in told[-1]
    assert "王建国" not in told[-1]
    assert await left(town) == 0
    assert not await town.breaches()


async def test_a_new_trial_takes_the_place_of_the_old(town: RehearsedTown) -> None:
    await ask(town, "积分规则 试算 走访 3", "m-1")
    await town.app.tick()
    await ask(town, "积分规则 试算 关爱 4", "m-2")
    assert await left(town) == 1
    await town.settle()
    assert sum("只算不改):" in text for text in sent_to(town, "钱晓峰")) == 1
    assert await left(town) == 0


async def test_a_village_of_few_is_answered_at_once(town: RehearsedTown) -> None:
    await town.say("积分规则 试算 康桥村 走访 3", "钱晓峰")
    assert "试算(康桥村" in sent_to(town, "钱晓峰")[-1]
    assert len(sent_to(town, "钱晓峰")) == 1
    assert await left(town) == 0


def test_an_effect_is_the_same_in_whatever_pieces() -> None:
    effect = Effect().with_one(3, 4).with_one(5, 5).with_one(9, 7)
    assert effect == Effect(3, 2, 1, -2, 17, 16)
