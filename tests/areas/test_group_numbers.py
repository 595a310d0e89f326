"""Whatever leaves for a group carries nobody's numbers: the choke point, with what the town prints itself."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.hidden_numbers import HIDDEN
from bot.domain.settings import Hotline, Settings
from bot.ids import ChatId
from bot.messages import InChat, Outbound
from bot.outgoing import post
from bot.rehearsal import RehearsedTown

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"
PHONES = Settings(
    desk_phone="0551-62340001", duty_phone="13900000001", local_phones=(Hotline("0551 6234 0002", "水厂"),)
)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING, settings=PHONES) as made:
        yield made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("找他打13812345678", f"找他打{HIDDEN}"),
        ("13812345678和１３９ １２３４ ５６７８", f"{HIDDEN}和{HIDDEN}"),
        (
            "便民点0551-62340001,值班139 0000 0001,水厂055162340002",
            "便民点0551-62340001,值班139 0000 0001,水厂055162340002",
        ),
        ("身份证11010519491231002X", f"身份证{HIDDEN}"),
        ("打110、12345", "打110、12345"),
    ],
    ids=str,
)
async def test_in_a_group(town: RehearsedTown, text: str, shown: str) -> None:
    def say(work: Work) -> None:
        many = [Outbound(InChat(ChatId(GROUP)), text, wakes=True)] * 2
        post(work, many)

    await town.app.writer.run(say)
    await town.settle()
    assert [sent.text for sent in town.sent if sent.address == GROUP] == [shown, shown]


async def test_a_reporter_hears_four_times_a_round_at_most(town: RehearsedTown) -> None:
    """At most four unprompted messages to a reporter in a round, however often it goes from desk to desk."""
    await town.say("反映 村口路灯不亮了", "张小明")
    told = len(town.sent)
    for who, words in (
        ("王建国", "上提 1 办不了"), ("李大山", "上提 1 办不了"), ("周文斌", "退回 1 下面能办"), ("李大山", "接单 1"),
        ("李大山", "进展 1 已经在看了"), ("李大山", "转 1 给王建国 他近"), ("王建国", "进展 1 又看了一回"),
        ("王建国", "上提 1 还是不行"), ("周文斌", "接单 1"), ("周文斌", "办结 1 供电所换了灯泡"),
    ):  # fmt: skip
        await town.say(words, who)
        await town.move_to(town.clock.now() + timedelta(minutes=1))
    heard = [sent.text for sent in town.sent[told:] if sent.address == "张小明"]
    assert len(heard) <= 4
    assert "满意" in heard[-1]
    await town.say("4", "张小明")
    told = len(town.sent)
    await town.say("接单 1", "钱晓峰")
    assert any("接单" in sent.text for sent in town.sent[told:] if sent.address == "张小明")
