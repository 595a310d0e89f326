"""A whole process on the real WeChat gateway: the gateway comes late, the process is killed in the middle, everything said is told again."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.conformance.house import until
from tests.crash.process import Process
from tests.peers import wechaty_gateway as peer

pytestmark = pytest.mark.crash
SAID = 5


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    if missing := peer.missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(missing)
        pytest.skip(missing)
    made = Process(tmp_path / "town")
    made.environ |= {
        "XIANGLIN_ADAPTERS__ENABLED": "wechaty",
        "XIANGLIN_WECHATY__TOKEN": peer.TOKEN,
        "XIANGLIN_WECHATY__TLS": "plain",
        "XIANGLIN_WECHATY__GAP": "1-1",
        "XIANGLIN_PHONES__DESK": "0795-1000001",
        "XIANGLIN_PHONES__DUTY": "0795-1000002",
        "XIANGLIN_PHONES__LOCAL": "0795-1000003 镇卫生院",
    }
    yield made
    with suppress(AssertionError):
        made.kill()


def taken_in(process: Process) -> list[str]:
    """Messages that have been stored."""
    with closing(sqlite3.connect(process.database)) as db:
        return sorted(row[0] for row in db.execute("SELECT message FROM inbox"))


async def test_killed_in_the_middle_on_the_gateway(process: Process, tmp_path: Path) -> None:
    gateway = peer.Gateway(tmp_path / "account.jsonl")
    process.environ["XIANGLIN_WECHATY__ENDPOINT"] = f"127.0.0.1:{gateway.port}"
    try:
        process.start()  # nobody is there yet
        await gateway.up()
        await gateway.ask("/contacts", contacts=[{"id": "bot", "name": "小邻"}, {"id": "wxid_a", "name": "张三"}])
        await gateway.ask("/login", id="bot")
        await gateway.attached()
        numbers = await gateway.say(*({"by": "wxid_a", "text": "帮助", "id": f"said-{n}"} for n in range(SAID)))
        await gateway.outbox(1)
        process.kill()
        await gateway.attached(False)
        process.start()
        await gateway.attached()
        for number in numbers:
            await gateway.ask("/replay", id=number, times=3)
        await gateway.say({"by": "wxid_a", "text": "积分", "id": "after"})
        sent = await gateway.outbox(2)
        assert all(one["conversation"] == "wxid_a" for one in sent)
        gateway.down()
        await gateway.up()
        await gateway.attached()
        await until(lambda: len(taken_in(process)) > SAID, "what was said last")
        process.stop()
        assert taken_in(process) == ["wechaty:after", *(f"wechaty:{one}" for one in numbers)]
        checked = process.command("check")
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        gateway.down()
