"""Urgent words: the hotline comes whatever the database does, once; people are called until one of them answers."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot import receive, words
from bot.clock import SHANGHAI
from bot.messages import Inbound
from bot.rehearsal import RehearsedTown

NIGHT = datetime(2026, 11, 28, 21, 30, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(NIGHT) as made:
        yield made


def hotlines(town: RehearsedTown, address: str, number: str) -> list[str]:
    return [sent.text for sent in town.sent if sent.address == address and number in sent.text]


@pytest.mark.parametrize("chat", [GROUP, None], ids=["group", "private"])
async def test_the_hotline_comes_with_the_database_locked_and_only_once(town: RehearsedTown, chat: str | None) -> None:
    address = chat or "张小明"
    locker = sqlite3.connect(town.folder / "town.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    text = "@小邻 有小孩掉塘里了,快来人" if chat else "有小孩掉塘里了,快来人"
    message = Inbound("sim", "u-1", chat, "张小明", text, NIGHT)
    running = asyncio.create_task(town.app.receive(message))
    async with asyncio.timeout(60):
        while not hotlines(town, address, "120"):  # noqa: ASYNC110  # the platform sets no event
            await asyncio.sleep(0.02)
    locker.execute("ROLLBACK")
    locker.close()
    outcome = await running
    await town.settle()
    assert receive.PATIENCE < 2
    assert outcome.result == "handled"
    assert len(hotlines(town, address, "120")) == 1
    called = [sent.address for sent in town.sent if "【急】" in sent.text]
    assert sorted(called) == sorted(["王建国", "李大山", "周文斌", "韩雪", "吴敏", "高值班"])
    assert (await town.app.receive(message)).result == "duplicate"
    await town.settle()
    assert len(hotlines(town, address, "120")) == 1
    assert await town.breaches() == []


async def test_an_ordinary_concern_is_not_said_past_a_locked_database(town: RehearsedTown) -> None:
    locker = sqlite3.connect(town.folder / "town.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    running = asyncio.create_task(town.app.receive(Inbound("sim", "u-2", None, "张小明", "村口路灯坏了", NIGHT)))
    done, _ = await asyncio.wait({running}, timeout=1.5)
    assert not done
    assert town.sent == []
    locker.execute("ROLLBACK")
    locker.close()
    await running
    await town.settle()
    assert sum("登记" in sent.text for sent in town.sent if sent.address == "张小明") == 1


async def test_people_are_called_at_0_10_20_30_minutes_and_never_again(town: RehearsedTown) -> None:
    await town.say("我爹晕倒了叫不醒", "何敏晓")
    calls = ["【急】" in sent.text and sent.address == "王建国" for sent in town.sent]
    assert sum(calls) == 1
    for minutes, count in ((9, 1), (10, 2), (20, 3), (30, 4), (59, 4)):
        await town.move_to(NIGHT + timedelta(minutes=minutes))
        assert sum("【急】" in sent.text for sent in town.sent if sent.address == "王建国") == count
    assert await town.breaches() == []


@pytest.mark.parametrize("answer", ["收到", "接单1", "我马上到", "好的"], ids=str)
async def test_any_answer_of_one_of_those_called_stops_it(town: RehearsedTown, answer: str) -> None:
    await town.say("我爹晕倒了叫不醒", "何敏晓")
    await town.say(answer, "高值班")
    before = len(town.sent)
    await town.move_to(NIGHT + timedelta(hours=2))
    assert [sent.text for sent in town.sent[before:]] == []
    assert any("高值班" in sent.text for sent in town.sent if sent.address == "何敏晓")


async def test_an_answer_of_somebody_else_stops_nothing(town: RehearsedTown) -> None:
    await town.say("我爹晕倒了叫不醒", "何敏晓")
    await town.say("收到", "陈志远")
    await town.say("收到", "何敏晓")
    await town.move_to(NIGHT + timedelta(minutes=10))
    assert sum("【急】" in sent.text for sent in town.sent if sent.address == "王建国") == 2


async def test_quiet_for_ten_minutes_in_a_group_then_said_again(town: RehearsedTown) -> None:
    await town.say("@小邻 着火了着火了", "马永贵", GROUP)
    await town.say("@小邻 着火了,烧到屋顶了", "朱翠萍", GROUP)
    assert len(hotlines(town, GROUP, "119")) == 1
    await town.say("@小邻 有人掉河里了", "朱翠萍", GROUP)
    assert len(hotlines(town, GROUP, "120")) == 1, "another emergency has its own hotline"
    await town.move_to(NIGHT + timedelta(minutes=11))
    await town.say("@小邻 又着火了", "朱翠萍", GROUP)
    assert len(hotlines(town, GROUP, "119")) == 2


async def test_a_report_word_before_it_changes_nothing(town: RehearsedTown) -> None:
    await town.say("反映 有人拿刀砍人了", "潘家旺")
    assert len(hotlines(town, "潘家旺", "110")) == 1
    assert any(sent.address == "汪建军" and "【急】" in sent.text for sent in town.sent)


async def test_the_words_of_a_joke_are_gone_when_nobody_says_yes(town: RehearsedTown) -> None:
    await town.say("@小邻 笑死我了这视频翻车,紫皮土豆", "马永贵", GROUP)
    assert "1" in town.sent[-1].text
    await town.move_to(NIGHT + timedelta(minutes=11))
    await town.say("1", "马永贵", GROUP)
    assert not any("【急】" in sent.text for sent in town.sent)


PRESUMED = ("人趴在渠边上不动", "邻居门缝里冒黑烟 屋里没人", "阿公在坡上躺着 手脚冰凉", "那人靠着墙慢慢往下出溜 脸蜡黄")
"""Without a word that any pattern knows, and not beyond doubt."""


@pytest.fixture
def said() -> str:
    found = [text for text in PRESUMED if (heard := words.alarm_of(text)) is not None and heard.presumed]
    assert found, "none of these is presumed any more: put others here"
    return found[0]


def called(town: RehearsedTown) -> list[str]:
    return sorted(sent.address for sent in town.sent if "【急】" in sent.text)


EVERYBODY = sorted(["王建国", "李大山", "周文斌", "韩雪", "吴敏", "高值班"])


@pytest.mark.parametrize("chat", [GROUP, None], ids=["group", "private"])
async def test_a_presumed_alarm_has_its_hotline_at_once_and_people_after_two_silent_minutes(
    town: RehearsedTown, said: str, chat: str | None
) -> None:
    await town.say(f"@小邻 {said}" if chat else said, "张小明", chat)
    first = town.sent[-1].text
    assert first.startswith(("快打120", "快打119"))
    assert "回1" in first
    assert "回2" in first
    assert called(town) == []
    await town.move_to(NIGHT + timedelta(minutes=1, seconds=55))
    assert called(town) == []
    await town.move_to(NIGHT + timedelta(minutes=2, seconds=5))
    assert called(town) == EVERYBODY
    await town.move_to(NIGHT + timedelta(minutes=13))
    assert called(town).count("王建国") == 2, "like any other alarm: again until somebody answers"
    assert await town.breaches() == []


@pytest.mark.parametrize("answer", ["1", "是", "快来"], ids=str)
async def test_after_a_yes_people_are_called_at_once_and_once(town: RehearsedTown, said: str, answer: str) -> None:
    await town.say(said, "张小明")
    await town.say(answer, "张小明")
    assert called(town) == EVERYBODY
    await town.move_to(NIGHT + timedelta(minutes=5))
    assert called(town) == EVERYBODY


async def test_after_a_no_it_is_an_ordinary_matter(town: RehearsedTown, said: str) -> None:
    await town.say(said, "张小明")
    await town.say("2", "张小明")
    assert any(word in town.sent[-1].text for word in ("登记", "哪类"))
    await town.move_to(NIGHT + timedelta(hours=1))
    assert called(town) == []


async def test_what_is_said_again_while_it_is_asked_is_not_presumed_any_more(town: RehearsedTown, said: str) -> None:
    await town.say(said, "张小明")
    await town.say(f"{said} 快", "张小明")
    assert called(town) == EVERYBODY
    await town.move_to(NIGHT + timedelta(minutes=5))
    assert called(town) == EVERYBODY


async def test_a_presumed_alarm_after_a_real_one_is_passed_on(town: RehearsedTown) -> None:
    await town.say("我爹晕倒了叫不醒", "张小明")
    await town.say(PRESUMED[0], "张小明")
    assert any(PRESUMED[0] in sent.text for sent in town.sent if sent.address == "王建国")


async def test_a_presumed_alarm_survives_a_restart(town: RehearsedTown, said: str) -> None:
    await town.say(said, "张小明")
    await town.restart()
    await town.move_to(NIGHT + timedelta(minutes=3))
    assert called(town) == EVERYBODY
