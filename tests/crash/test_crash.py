"""Killed again and again while everybody talks: nothing accepted is lost, nothing takes effect twice, order is kept, the books balance."""

import itertools
import random
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.storage.key_file import read
from bot.storage.schema import metadata
from tests.crash.process import PATIENCE, Answer, Process, Speaker

pytestmark = pytest.mark.crash

KILLS = 21
LONGEST = 400.0
"""Seconds after which the killing hangs, on the slowest machine; a minute is usual."""
SPEED = 10_000
"""The town's clock: days pass, so that jobs and deadlines are killed too."""
WARDENS = ("王建国", "陈志远", "刘芳")
VILLAGERS = ("张小明", "孙桂花")
REVIEWER = "周文斌"


def check_ins(name: str) -> Iterator[str]:
    """Services that differ from each other, so that none is merged with another; caps cut most of their points, as they should."""
    for number, kind in enumerate(itertools.cycle(("宣传", "巡查", "卫生", "志愿", "值守")), 1):
        yield f"打卡 {kind} 第{number}件{name[0]} {10 + number % 50}分钟"


def concerns(name: str) -> Iterator[str]:
    """Private sentences that are filed at once."""
    for number in itertools.count(1):
        yield f"反映 {name[0]}家门口第{number}根电线杆上的路灯坏了"


class Reviewing:
    """The village looks at what it hears of: every check-in once."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._more = threading.Condition()
        self.over = False

    def hear(self, _text: str, answer: Answer) -> None:
        replies = answer["replies"]
        assert isinstance(replies, list)
        found = [match[1] for one in replies if (match := re.search(r"#(\d+)", str(one["text"])))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        with self._more:
            self._told += found[:1]
            self._more.notify()

    def finish(self) -> None:
        with self._more:
            self.over = True
            self._more.notify()

    def sentences(self) -> Iterator[str]:
        while True:
            with self._more:
                self._more.wait_for(lambda: bool(self._told) or self.over)
                if not self._told:
                    return
                number = self._told.pop(0)
            yield f"通过{number}"


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def unsealed(path: Path, table: str, columns: Sequence[str], order: str) -> list[Sequence[object]]:
    """Rows as the product reads them, with its keys: in the file the words are sealed."""
    with closing(open_database(f"sqlite:///{path}", read(path.with_name("xianglin.key")).ring)) as database:
        found = metadata.tables[table]
        with database.reader() as db:
            statement = sa.select(*(found.c[name] for name in columns)).order_by(found.c[order])
            return [tuple(row) for row in db.all(statement)]


def test_killed_while_everybody_talks(tmp_path: Path) -> None:
    process = Process(tmp_path, SPEED)
    reviewing = Reviewing()
    speakers = [
        *(Speaker(process, name, None, check_ins(name), reviewing.hear) for name in WARDENS),
        *(Speaker(process, name, None, concerns(name)) for name in VILLAGERS),
        Speaker(process, REVIEWER, None, reviewing.sentences()),
    ]
    _talk_and_kill(process, speakers, reviewing)
    _settled(process)
    process.stop()
    assert process.kills >= KILLS

    accepted = {f"sim:{number}" for speaker in speakers for number in speaker.accepted}
    assert len(accepted) > 10 * KILLS
    assert sum(speaker.repeated for speaker in speakers) > KILLS
    _all_taken_in_once(process.database, accepted)
    _all_answered_once(process.database, speakers)
    _effects(process.database, speakers)
    _books(process.database)
    checked = process.command("check")
    assert checked.returncode == 0, checked.stdout


def _talk_and_kill(process: Process, speakers: list[Speaker], reviewing: Reviewing) -> None:
    over = threading.Event()
    faults: list[BaseException] = []

    def speak(speaker: Speaker) -> None:
        try:
            speaker.run(over, random.Random(speaker.name))
        except BaseException as fault:
            faults.append(fault)
            raise

    process.start()
    threads = [threading.Thread(target=speak, args=(speaker,)) for speaker in speakers]
    for thread in threads:
        thread.start()
    try:
        _kill_now_and_then(process, speakers, faults)
    finally:
        over.set()
        reviewing.finish()
    for thread in threads:
        thread.join(LONGEST)
    assert faults == []


def _kill_now_and_then(process: Process, speakers: list[Speaker], faults: list[BaseException]) -> None:
    chance = random.Random(20261124)
    begin = time.monotonic()
    while process.kills < KILLS and not faults and time.monotonic() - begin < LONGEST:
        goal = sum(speaker.answered for speaker in speakers) + chance.randrange(1, 45)
        while sum(speaker.answered for speaker in speakers) < goal and time.monotonic() - begin < LONGEST:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.01)  # anywhere in the way of a message, not just after an answer
        process.kill()
        process.start()


def _settled(process: Process) -> None:
    """Wait until what was said has been answered. Jobs go on writing messages of their own: the town's days pass in seconds."""
    until = time.monotonic() + PATIENCE
    while ask(process.database, "SELECT 1 FROM outbox WHERE answers IS NOT NULL AND state != 'sent'"):
        assert time.monotonic() < until, "answers do not go out"
        time.sleep(0.05)


def _all_taken_in_once(database: Path, accepted: set[str]) -> None:
    rows = ask(database, "SELECT message, state FROM inbox")
    assert {str(row[0]) for row in rows} == accepted
    assert {row[1] for row in rows} == {"done"}


def _all_answered_once(database: Path, speakers: list[Speaker]) -> None:
    answered = [
        str(row[0]) for row in ask(database, "SELECT answers FROM outbox WHERE answers IS NOT NULL ORDER BY delivery")
    ]
    wanted = [number for speaker in speakers for number in speaker.accepted]
    assert sorted(answered) == sorted(wanted)
    assert ask(database, "SELECT id FROM outbox WHERE answers IS NOT NULL AND state != 'sent'") == []
    for speaker in speakers:
        mine = [number for number in answered if number.startswith(speaker.name)]
        assert mine == list(speaker.accepted), "replies of one conversation go out in its order"


def _effects(database: Path, speakers: list[Speaker]) -> None:
    """Every accepted sentence has had its effect, once, in the order in which it was said."""
    stored = [f"{row[0]}{row[1]}" for row in unsealed(database, "check_in", ("note", "target"), "number")]
    filed = [str(row[0]) for row in unsealed(database, "concern", ("text",), "number")]
    for speaker in speakers[:-1]:
        said = list(speaker.accepted.values())
        pattern = re.compile(r"第(\d+)件" + speaker.name[0] + "|" + speaker.name[0] + r"家门口第(\d+)根")
        numbers = [match[1] or match[2] for text in (*stored, *filed) if (match := pattern.search(text))]
        wanted = [match[1] or match[2] for text in said if (match := pattern.search(text))]
        assert numbers == wanted


def _books(database: Path) -> None:
    """The ledger is what the messages say: one approval a check-in, and its points."""
    approved = ask(database, "SELECT points FROM check_in WHERE state = 'approved'")
    assert len(approved) > KILLS
    posted = ask(database, "SELECT sum(amount) FROM ledger")[0][0] or 0
    assert posted == sum(int(str(row[0])) for row in approved)
    assert posted == (ask(database, "SELECT sum(amount) FROM points_sum")[0][0] or 0)
