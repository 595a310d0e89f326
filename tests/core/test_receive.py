"""Messages in: once, undone whole when something breaks, answered in any case, unheard when not addressed."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions.errors import Refused
from bot.clock import SHANGHAI
from bot.context import Context, Work
from bot.messages import Outbound
from bot.rehearsal import RehearsedTown
from bot.router import Router
from bot.storage import inbox, people, towns

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"
router = Router("trial")


@router.command("出错", guests=True)
def break_down(ctx: Context) -> list[Outbound]:
    """Writes, then breaks."""
    towns.next_number(ctx.db, ctx.work.town, "trial")
    raise RuntimeError("紫皮土豆")


@router.command("拒绝", guests=True)
def refuse(ctx: Context) -> list[Outbound]:
    """Writes, then may not."""
    towns.next_number(ctx.db, ctx.work.town, "trial")
    raise Refused("这件要村干部办。")


@router.command("数数", guests=True)
def count(ctx: Context) -> list[Outbound]:
    """A number that goes up."""
    return ctx.reply(f"第{towns.next_number(ctx.db, ctx.work.town, 'trial')}个")


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING, routers=[router]) as made:
        yield made


def last(town: RehearsedTown) -> str:
    return town.sent[-1].text


@pytest.mark.parametrize("sender", ["张小明", "unknown:路人甲"])
async def test_a_fault_undoes_its_unit_and_tells_a_number(town: RehearsedTown, sender: str) -> None:
    await town.say("数数", sender)
    outcome = await town.say("出错", sender, number="b-1")
    assert outcome.result == "failed"
    assert "编号" in last(town)
    await town.say("数数", sender)
    assert last(town) == "第2个"
    assert (await town.say("出错", sender, number="b-1")).result == "duplicate"
    log = (town.folder / "log.jsonl").read_text(encoding="utf-8")
    assert "unit failed" in log
    assert "紫皮土豆" not in log
    assert "张小明" not in log


@pytest.mark.parametrize("sender", ["张小明", "unknown:路人甲"])
async def test_a_refusal_undoes_what_was_written_before_it(town: RehearsedTown, sender: str) -> None:
    assert (await town.say("拒绝", sender)).result == "handled"
    assert last(town) == "这件要村干部办。"
    await town.say("数数", sender)
    assert last(town) == "第1个"
    log = (town.folder / "log.jsonl").read_text(encoding="utf-8")
    assert "unit failed" not in log


async def test_the_same_message_has_one_effect_however_often_and_late_it_comes(town: RehearsedTown) -> None:
    for _ in range(3):
        await town.say("数数", "张小明", number="m-7")
    await town.move_to(MORNING + timedelta(days=2))
    await town.restart()
    assert (await town.say("数数", "张小明", number="m-7")).result == "duplicate"
    assert [sent.text for sent in town.sent if sent.text.startswith("第")] == ["第1个"]


async def test_a_rolled_back_chat_is_not_remembered(town: RehearsedTown) -> None:
    await town.say("@小邻 出错", "张小明", "g-new")
    await town.say("@小邻 数数", "张小明", "g-new")
    assert town.sent[-1].address == "g-new"


async def test_an_unregistered_group_hears_only_how_to_register(town: RehearsedTown) -> None:
    await town.say("今天打牌吗", "张小明", "g-new")
    assert not town.sent
    await town.say("@小邻 数数", "张小明", "g-new")
    assert "还没登记" in last(town)


async def test_a_stranger_is_taken_down_without_a_name(town: RehearsedTown) -> None:
    await town.say("数数", "unknown:路人甲")

    def look(work: Work) -> str:
        found = people.find_by_account(work.db, work.town, "sim", "unknown:路人甲")
        assert found is not None
        assert not found.known
        return found.name

    assert await town.read(look) == ""


@given(
    text=st.text(
        alphabet=st.characters(codec="utf-8", exclude_characters="@＠/／、\\＼!！", exclude_categories=("Cs", "Cc")),
        max_size=40,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_group_talk_that_does_not_call_the_bot_leaves_no_byte(town: RehearsedTown, text: str) -> None:
    """Handbook I1: searched in the database, its journal and the log."""
    marker = "紫云英茶垢八九"
    outcome = await town.say(text + marker, "张小明", GROUP)
    assert outcome.result == "ignored"
    assert not town.sent
    for path in town.files():
        assert marker.encode() not in path.read_bytes()


async def test_every_word_ends_in_an_inbox_row_or_in_nothing(town: RehearsedTown) -> None:
    await town.say("吃了吗", "张小明", GROUP)
    await town.say("数数", "张小明")

    def look(work: Work) -> int:
        return len(work.db.all(inbox.inbox.select()))

    assert await town.read(look) == 1
