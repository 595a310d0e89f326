"""Random histories of notices: units, kinds of groups, relays, corrections, withdrawals, faults, nights, restarts; what must always hold."""

import random
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import Chat, ChatKind, Tier, Unit
from bot.domain.settings import Settings
from bot.ids import ChatId, UnitId
from bot.outgoing import kind_of
from bot.rehearsal import RehearsedTown
from bot.storage import directory, outbox, outbox_reading
from bot.storage.directory import chat_address
from bot.storage.outbox import State

BEGIN = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
AUTHORS = ("周文斌", "韩雪", "钱晓峰", "孙丽")
RELAYERS = ("周文斌", "胡海燕", "李大山", "赵铁柱", "程大勇")
WHERE = ("全镇", "康桥村", "黄石村", "三组", "康桥村除五组", "康桥村工作群", "在外乡亲", "黄石村村民群")
WORDS = ("村部领表", "河边当心", "明天开会", "缴费12月5日截止")
BAD = ("打我手机13812345678", "身份证11010519491231002X", "卡号4111111111111111")
STEPS = 45


class History:
    """One town's notices, made at random."""

    def __init__(self, place: RehearsedTown, chance: random.Random) -> None:
        self.place = place
        self.chance = chance
        self.numbers: list[str] = []

    async def tell(self, who: str, text: str) -> None:
        await self.place.say(text, self.place.names.people[who][0])
        for one in self.place.sent[-40:]:
            for number in re.findall(r"【((?:T|KQ|HS)26-\d{3})】", one.text):
                if number not in self.numbers:
                    self.numbers.append(number)

    async def grow(self) -> None:
        """More units and groups than the demo town has, some of them where the bot is not."""

        def more(work: Work) -> None:
            for n in range(self.chance.randrange(3, 12)):
                parent = self.chance.choice([u for u in work.directory.units.values() if u.tier is Tier.GRID])
                unit = Unit(UnitId(f"{parent.id}-x{n}"), f"{20 + n}邻", Tier.NEIGHBOURHOOD, parent.id)
                directory.put_unit(work.db, work.town, unit)
                if self.chance.random() < 0.8:
                    chat = Chat(ChatId(f"x-{n}"), f"添{n}群", ChatKind.NEIGHBOURHOOD, unit.id)
                    directory.put_chat(work.db, work.town, chat, "sim", f"x-{n}")
                    if self.chance.random() < 0.3:
                        work.db.execute(sa.delete(chat_address).where(chat_address.c.chat == chat.id))
            work.changed_directory()

        await self.place.app.writer.run(more)

    async def step(self) -> None:
        number = self.chance.choice(self.numbers or ["T26-001"])
        match self.chance.randrange(12):
            case 0 | 1 | 2:
                author, where, words = self.chance.choice(AUTHORS), self.chance.choice(WHERE), self.chance.choice(WORDS)
                await self.tell(
                    author, f"发通知 通知{self.chance.randrange(99)}|{where}|{words}|同正文|不要|没有|12345|12月30日"
                )
                if self.chance.random() < 0.5:
                    await self.tell(author, "改转达 逐级")
                await self.tell(author, self.chance.choice(("送审", "送审", "送审", "取消")))
            case 3 | 4:
                await self.tell(self.chance.choice(("孙丽", "吕明", "钱晓峰")), f"批准 {number}")
            case 5 | 6:
                await self.tell(self.chance.choice(RELAYERS), f"转达 {number} {self.chance.choice((*WORDS, *BAD, ''))}")
            case 7:
                await self.tell(self.chance.choice(AUTHORS), f"更正 {number} {self.chance.choice((*WORDS, *BAD))}")
            case 8:
                await self.tell(
                    self.chance.choice(AUTHORS), f"撤回通知 {number}" if self.chance.random() < 0.3 else "已发"
                )
            case 9:
                address = self.chance.choice(sorted(self.place.names.chats.values()))
                self.place.refuse(address, self.chance.randrange(1, 3), self.chance.choice(("later", "gone")))
            case 10:
                await self.place.move_to(self.place.clock.now() + timedelta(hours=self.chance.choice((1, 5, 13))))
            case _:
                await self.place.restart()


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens(seed: int) -> None:
    chance = random.Random(seed)
    async with RehearsedTown(BEGIN, settings=Settings(weekly_pushes_chat=chance.choice((0, 4, 20)))) as place:
        history = History(place, chance)
        await history.grow()
        for _ in range(STEPS):
            await history.step()
        await place.move_to(place.clock.now() + timedelta(days=2))
        assert len(history.numbers) > 3
        assert await place.breaches() == []
        await place.app.writer.run(_holds)


def _holds(work: Work) -> None:
    rows = list(work.db.all(sa.select(outbox.outbox)))
    keyed = Counter(row.key for row in rows if row.key and row.key.startswith("notice:"))
    assert max(keyed.values(), default=1) == 1
    assert not [
        row for row in rows if row.state in {State.SENDING.value, State.QUEUED.value} and row.not_before < work.now
    ]
    for row in rows:
        if row.state != State.SENT.value or row.chat is None:
            continue
        assert not re.search(r"13812345678|11010519491231002|4111111111111111", row.text)
        if row.wakes or row.answers is not None or row.platform is None or row.delivery is None:
            continue
        chat = outbox_reading.find(work.db, work.town, row.id)
        assert chat is not None
        opens = calendar.next_open(kind_of(work, chat.to), row.settled_at, work.settings)
        assert opens == row.settled_at, f"in quiet hours: {row.key} {row.settled_at}"
