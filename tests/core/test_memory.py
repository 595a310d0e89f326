"""What the process remembers of the town: kept over a refusal, read again when it may be wrong."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.actions.errors import Refused
from bot.clock import SHANGHAI
from bot.context import Context, Work
from bot.domain.directory import Directory
from bot.ids import UnitId
from bot.messages import Outbound
from bot.rehearsal import RehearsedTown
from bot.router import Router
from bot.storage import directory as rows

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GRID = UnitId("KQ03")
router = Router("trial")


@router.command("拒绝", guests=True)
def refuse(ctx: Context) -> list[Outbound]:
    """Remembers something, then may not."""
    ctx.work.remembered["trial"] = ctx.text
    raise Refused("这件要村干部办。")


@router.command("改名再拒绝", guests=True)
def rename_and_refuse(ctx: Context) -> list[Outbound]:
    """Changes the tree, looks at it, then may not."""
    unit = ctx.work.directory.units[GRID]
    rows.put_unit(ctx.db, ctx.work.town, replace(unit, name="改了名的组"))
    ctx.work.changed_directory()
    assert ctx.work.directory.units[GRID].name == "改了名的组"
    raise Refused("这件要村干部办。")


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING, routers=[router]) as made:
        yield made


async def tree(town: RehearsedTown) -> Directory:
    def look(work: Work) -> Directory:
        return work.directory

    return await town.app.writer.run(look)


async def test_a_refusal_does_not_have_the_tree_read_again(town: RehearsedTown) -> None:
    before = await tree(town)
    await town.say("拒绝", "张小明")
    assert town.sent[-1].text == "这件要村干部办。"
    assert await tree(town) is before


async def test_what_a_refused_unit_remembered_is_forgotten(town: RehearsedTown) -> None:
    await town.say("拒绝", "张小明")
    assert not await town.app.writer.run(lambda work: "trial" in work.remembered)


async def test_a_tree_that_was_changed_and_undone_is_read_again(town: RehearsedTown) -> None:
    before = await tree(town)
    await town.say("改名再拒绝", "张小明")
    after = await tree(town)
    assert after is not before
    assert after.units[GRID].name == before.units[GRID].name
