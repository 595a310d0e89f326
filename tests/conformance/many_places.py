"""Where everybody of the demo town is in the tests of several platforms, and what these tests do again and again."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.adapters.base import Adapter
from bot.adapters.telegram import TelegramAdapter
from bot.adapters.wecom_robot import WecomRobot
from bot.clock import SHANGHAI, SystemClock
from tests.conformance.bench import Bench
from tests.conformance.benches.sim import SimBench
from tests.conformance.benches.telegram import TelegramBench, settings
from tests.conformance.benches.wechaty import WechatyBench, missing
from tests.conformance.benches.wecom_app import AppBench
from tests.conformance.benches.wecom_bot import BotBench
from tests.conformance.benches.wecom_robot import RobotBench
from tests.conformance.many import Homes, ManyTown, Word
from tests.conformance.town import Watching
from tests.conformance.wecom import Noting
from tests.peers.wecom import Api

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
VILLAGER, NEIGHBOUR, WARDEN = "张小明", "王德福", "王建国"
STAFF, ADMIN = "周文斌", "吕明"
GROUP, TRIAL = "康桥三组2邻群", "三组2邻试用群"
PUBLIC, WORK_GROUP, ON_BOT = "康桥村务公开群", "康桥村工作群", "康桥五组2邻群"
BY_HAND, ALSO_BY_HAND = "康桥三组3邻群", "康桥五组1邻群"
NOTICE = "发通知 集中换电表|康桥村|12月1日上午换电表,家里留人。|同正文|要 11月28日|没有|95598|12月30日"
REFUSAL = "这里不能说个人的事"

HOMES = Homes(
    accounts=(
        (VILLAGER, "wechaty"), (VILLAGER, "telegram"),  # the latter bound later
        (WARDEN, "telegram"), (WARDEN, "wechaty"),
        (NEIGHBOUR, "telegram"),
        (STAFF, "telegram"), (STAFF, "wecom_app"),
        (ADMIN, "wecom_bot"), (ADMIN, "wecom_app"),
        ("刘芳", "wecom_bot"), ("韩雪", "wecom_bot"),
    ),
    groups={GROUP: "wechaty", WORK_GROUP: "wecom_bot", ON_BOT: "wecom_bot", PUBLIC: "wecom_robot", BY_HAND: "", ALSO_BY_HAND: ""},
)  # fmt: skip
VILLAGE = {
    "sim": {"康桥三组网格群", "康桥五组网格群", "康桥三组1邻群", "松江在外乡亲群"},
    "telegram": {TRIAL},
    "wechaty": {GROUP},
    "wecom_bot": {WORK_GROUP, ON_BOT},
    "wecom_robot": {PUBLIC},
}
"""Every group of the village in which the bot is, by platform."""


class Robots(RobotBench):
    """Group robots for the group that this town has there."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = {PUBLIC: "693a91f6-7aaa-4bc4-97a0-000000000003"}
        self.api = Api(self.world, self._keys)

    def connect(self) -> Adapter:
        return Noting(WecomRobot(self._keys, self.api.server.url, patience=0.5), self.world)


class Abroad(TelegramBench):
    """As Telegram is for a real town: nothing of residents may go through it."""

    def connect(self) -> TelegramAdapter:
        return TelegramAdapter(settings(self.api.base, self.world.token, allow_personal=False), SystemClock())


@dataclass
class Benches:
    """The six peers, by their own types."""

    telegram: TelegramBench
    wechaty: WechatyBench
    app: AppBench
    robot: BotBench

    @property
    def all(self) -> tuple[Bench, ...]:
        return SimBench(), self.telegram, self.wechaty, self.app, self.robot, Robots()


async def opened(folder: Path, telegram: TelegramBench, homes: Homes = HOMES) -> AsyncIterator[ManyTown]:
    """A town on all six; skipped (in CI: failed) where Node is missing."""
    if told := missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(told)
        pytest.skip(told)
    benches = Benches(telegram, WechatyBench(folder), AppBench(), BotBench()).all
    for one in benches:
        await one.start()
    try:
        async with ManyTown(benches, homes, MORNING) as made:
            yield made
    finally:
        for one in benches:
            await one.stop()


async def trial_group(town: ManyTown) -> None:
    await town.new_group("telegram", TRIAL)
    await town.tell("telegram", STAFF, "/绑定群 KQ03-02", TRIAL)
    await town.tell("telegram", WARDEN, "/确认绑定", TRIAL)
    assert any("登记好了" in one.text for one in await town.words())


def at(words: Collection[Word], name: str) -> list[tuple[str, str]]:
    """(platform, text) of what a person or group got."""
    return [(one.platform, one.text) for one in words if one.place == name]


async def release(town: ManyTown) -> tuple[str, list[Word]]:
    """Staff send a notice to the village: its number, and what arrived everywhere."""
    await town.tell("wecom_app", STAFF, NOTICE)
    await town.words()
    await town.tell("wecom_app", STAFF, "送审")
    words = await town.words()
    told = next(one.text for one in words if one.place == STAFF)
    return told.partition("【")[2].partition("】")[0], words


def all_taken_in(house: Watching, numbers: set[str]) -> bool:
    return numbers <= {one for one, _ in house.done}


def groups_with(words: Collection[Word], text: str, names: Collection[str]) -> Counter[tuple[str, str]]:
    return Counter((one.platform, one.place) for one in words if text in one.text and one.place in names)


EVERYWHERE = {(platform, group) for platform, groups in VILLAGE.items() for group in groups}
GROUPS = {group for _, group in EVERYWHERE} | {BY_HAND, ALSO_BY_HAND}
