"""A town-wide notice to 700 groups over an account of 20 a minute, killed in the middle: none lost, none twice, never too fast, replies in between."""

import random
import re
import sqlite3
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.domain.pacing import Pace
from tests.crash.process import PATIENCE, Process

pytestmark = pytest.mark.crash

GROUPS = 700
PACE, SPAN = 20, timedelta(seconds=60)
SPEED = 60
KILLS = 4
LONGEST = 400.0
"""Seconds after which the sending hangs, on the slowest machine; 40 are usual."""


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path, timeout=PATIENCE)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def more_groups(path: Path) -> None:
    """The demo town's groups, and as many more as make 700."""
    db = sqlite3.connect(path)
    town = db.execute("SELECT DISTINCT town FROM chat").fetchone()[0]
    there = int(db.execute("SELECT count(*) FROM chat WHERE state = 'active'").fetchone()[0])
    for n in range(GROUPS - there):
        db.execute(
            "INSERT INTO chat (town, id, name, kind, unit, state) VALUES (?, ?, ?, 'neighbourhood', 'KQ03-02', 'active')",
            (town, f"x-{n}", f"群{n}"),
        )
        db.execute(
            "INSERT INTO chat_address (town, platform, address, chat) VALUES (?, 'sim', ?, ?)",
            (town, f"x-{n}", f"x-{n}"),
        )
    db.commit()
    db.close()


def say(process: Process, text: str, sender: str, number: str) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        answer = process.post({"chat": None, "sender": sender, "text": text, "id": number})
        if answer is not None:
            replies = answer["replies"]
            assert isinstance(replies, list)
            return "\n".join(str(one["text"]) for one in replies)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        time.sleep(0.02)
    raise TimeoutError(text)


def released(process: Process) -> str:
    body = "12月31日前请到村部或手机上缴城乡居民医保,带身份证。"
    draft = f"发通知 医保缴费提醒|全镇|{body}|同正文|不要|没有|12393|12月31日"
    assert "发完" in say(process, draft, "钱晓峰", "a-1")
    number = re.search(r"T26-\d+", say(process, "送审", "钱晓峰", "a-2"))
    assert number is not None
    assert "批准了" in say(process, f"批准 {number[0]}", "孙丽", "a-3")
    return number[0]


def waiting(path: Path, what: str = "key LIKE 'notice:%'") -> int:
    count = ask(path, f"SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'failed') AND {what}")[0][0]
    assert isinstance(count, int)
    return count


def moment(value: object) -> float:
    """Seconds of the town's clock."""
    assert isinstance(value, int)
    return value / 1e6


def talk(process: Process, over: threading.Event, heard: dict[str, int]) -> None:
    """A villager asks something every second; ``heard``: how much had been sent when a question had been taken in."""
    number = 0
    while not over.is_set():
        number += 1
        if process.post({"chat": None, "sender": "孙桂花", "text": "帮助", "id": f"v-{number}"}) is not None:
            sent = ask(process.database, "SELECT coalesce(max(delivery), 0) FROM outbox")[0][0]
            assert isinstance(sent, int)
            heard[f"v-{number}"] = sent
        over.wait(0.8)


def test_seven_hundred_groups_at_twenty_a_minute(tmp_path: Path) -> None:
    process = Process(tmp_path, SPEED)
    process.environ["XIANGLIN_SIM__PACE"] = f"{PACE}/{SPAN.seconds}"
    more_groups(process.database)
    process.start()
    number = released(process)
    over = threading.Event()
    heard: dict[str, int] = {}
    villager = threading.Thread(target=talk, args=(process, over, heard))
    villager.start()
    try:
        _kill_and_wait(process)
        eta = _eta_after_last_kill(process, number)
        _wait_until_out(process, "key LIKE 'notice:%'")
    finally:
        over.set()
        villager.join(PATIENCE)
    _wait_until_out(process, "answers IS NOT NULL")
    end = max(
        moment(row[0])
        for row in ask(
            process.database, "SELECT settled_at FROM outbox WHERE key LIKE 'notice:%' AND delivery IS NOT NULL"
        )
    )
    process.stop()
    _each_once(process.database, number)
    _never_too_fast(process.database)
    _replies_in_between(process.database, heard)
    _foretold_truly(process.database, *eta, end)
    assert process.command("check").returncode == 0


def _kill_and_wait(process: Process) -> None:
    chance = random.Random(4)
    for left in (560, 470, 380, 290)[:KILLS]:
        until = time.monotonic() + LONGEST / KILLS
        while waiting(process.database) > left and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.start()
    assert process.kills == KILLS


def _eta_after_last_kill(process: Process, number: str) -> tuple[float, float]:
    """(when it was asked, when all will have been sent), by the town's clock."""
    shown = say(process, f"通知进度 {number}", "钱晓峰", "a-4")
    found = re.search(r"预计11月24日\(周二\)(上午|中午)(\d+)点(?:(\d+)分)?发完", shown)
    assert found is not None, shown
    foretold = datetime(2026, 11, 24, int(found[2]), int(found[3] or 0), 30, tzinfo=SHANGHAI)
    asked = ask(process.database, "SELECT at FROM inbox WHERE message = 'sim:a-4'")
    return moment(asked[0][0]), foretold.timestamp()


def _wait_until_out(process: Process, what: str) -> None:
    until = time.monotonic() + LONGEST
    while waiting(process.database, what):
        assert time.monotonic() < until, f"does not get out: {what}"
        time.sleep(0.1)


def _each_once(path: Path, number: str) -> None:
    rows = ask(path, "SELECT chat, state, attempts FROM outbox WHERE key LIKE ?", f"notice:{number}:1:%")
    assert len(rows) == GROUPS == len({row[0] for row in rows})
    assert {row[1] for row in rows} <= {"sent", "unknown"}
    assert all(row[2] == 1 for row in rows), "offered to the platform twice"
    assert sum(row[1] == "unknown" for row in rows) <= KILLS


def _never_too_fast(path: Path) -> None:
    times = sorted(moment(row[0]) for row in ask(path, "SELECT settled_at FROM outbox WHERE delivery IS NOT NULL"))
    spans = [times[place + PACE] - times[place] for place in range(len(times) - PACE)]
    assert min(spans) >= SPAN.total_seconds(), min(spans)


def _replies_in_between(path: Path, heard: dict[str, int]) -> None:
    """After a villager's answer was written at most two slots went to something less pressing before it."""
    rows = ask(path, "SELECT delivery, answers, priority FROM outbox WHERE delivery IS NOT NULL")
    places = {str(answers): int(str(delivery)) for delivery, answers, _ in rows}
    assert len(heard) > 15
    for question, sent in heard.items():
        before = [row for row in rows if sent < int(str(row[0])) < places[question] and row[2] != 1]
        assert len(before) <= 2, (question, before)


def _foretold_truly(path: Path, asked_at: float, foretold: float, end: float) -> None:
    """To a fifth: as fast as it had gone on until it was asked, or as fast as it went on from then, or between the two."""
    rows = ask(
        path, "SELECT settled_at FROM outbox WHERE key LIKE 'notice:%' AND delivery IS NOT NULL ORDER BY delivery"
    )
    times = [moment(row[0]) for row in rows]
    before = [datetime.fromtimestamp(at, SHANGHAI) for at in times if at <= asked_at][-40:]
    so_far = Pace(PACE, SPAN, 0.1).seen_step(before).total_seconds() * sum(at > asked_at for at in times)
    spans = sorted((so_far, end - asked_at))
    assert 0.8 * spans[0] < foretold - asked_at < 1.2 * spans[1], (asked_at, foretold, end, so_far)
