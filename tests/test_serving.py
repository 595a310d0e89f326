"""Real processes: how they begin, what they say, how they end, and what they leave in a log."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from bot.bench.processes import free_port
from tests.crash.process import Process

Start = Callable[..., "subprocess.Popen[str]"]
PATIENCE = 60.0
"""Seconds after which a process hangs, on the slowest machine."""
WORDS = "村口路灯坏了三天紫云英开了"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts commands of ours; whatever is left of them at the end is killed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XIANGLIN_")}
    begun: list[subprocess.Popen[str]] = []

    def run(*words: str, **settings: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            env=environ | settings,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        process.kill()
        process.communicate()


@contextmanager
def talking(port: int) -> Generator[httpx.Client, None, None]:
    """A client of the process at ``port``, from when it is well."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
        until = time.monotonic() + PATIENCE
        while not _is_well(client):
            assert time.monotonic() < until, "nobody listens"
            time.sleep(0.01)
        yield client


def _is_well(client: httpx.Client) -> bool:
    with suppress(httpx.ConnectError):
        return client.get("/healthz").status_code == 200
    return False


def say(client: httpx.Client, text: str, number: str, chat: str | None = None) -> int:
    """张小明 says something."""
    message = {"chat": chat, "sender": "张小明", "text": text, "id": number}
    return client.post("/sim/messages", json=message).status_code


def test_demo_ends_with_a_page_open_and_goes_on_where_it_was(start: Start, tmp_path: Path) -> None:
    port = free_port()
    demo = start("demo", "--port", str(port), "--data", "town")
    with talking(port) as client:
        stream = re.search(r'hx-sse:connect="([^"]+)"', client.get("/").text)
        assert stream is not None
        with client.stream("GET", stream[1].replace("&amp;", "&")) as opened:
            assert opened.status_code == 200
            assert opened.headers["content-type"].startswith("text/event-stream")
            assert client.post("/sim/clock", json={"forward": "3d"}).status_code == 200
            demo.send_signal(signal.SIGTERM)
            out, err = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0
    assert f"http://127.0.0.1:{port}/" in out
    assert err == ""

    again = start("demo", "--port", str(port), "--data", "town")
    with talking(port) as client:
        assert say(client, "帮助", "after") == 200
    again.terminate()
    out, _ = again.communicate(timeout=PATIENCE)
    assert "接着上次" in out
    database = sqlite3.connect(tmp_path / "town" / "town.db")
    (said,) = database.execute("SELECT at FROM inbox WHERE message = 'sim:after'").fetchone()
    (earlier,) = database.execute("SELECT max(fire_at) FROM job_run").fetchone()
    database.close()
    assert said >= earlier, "the clock never goes back behind what has happened"


def test_a_taken_port_is_told_with_the_next_step(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = start("demo", "--port", str(port), "--data", "town")
        out, err = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 1
    assert f"端口 {port} 已经有程序在用" in err
    assert "--port" in err
    assert "Traceback" not in out + err


def test_a_second_process_on_the_same_database_is_refused(start: Start, tmp_path: Path) -> None:
    process = Process(tmp_path / "one")
    process.start()
    with talking(process.port):
        second = start("serve", **(process.environ | {"XIANGLIN_WEB__PORT": str(free_port())}))
        _, err = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert "另一个乡邻" in err
        assert process.command("job", "retention").returncode == 0, "a job may run beside it"
        assert process.command("backup", "b.db").returncode == 0, "and so may a backup"
    process.stop()


def test_no_word_and_no_name_stands_in_a_log(tmp_path: Path) -> None:
    process = Process(tmp_path / "one")
    process.start()
    with talking(process.port) as client:
        for number, chat in enumerate((None, "康桥三组2邻群", "康桥村工作群")):
            for place, text in enumerate(
                (WORDS, f"@小邻 反映 {WORDS}", f"打卡 走访 {WORDS}", "帮助", "我的数据", WORDS * 100)
            ):
                assert say(client, text, f"{number}-{place}", chat) == 200
        database = sqlite3.connect(process.database)
        database.execute("DROP TABLE inbox")  # a fault of ours must not tell more than an ordinary day
        database.close()
        say(client, f"反映 {WORDS}", "broken")
    process.stop()
    log = process.log.read_text(encoding="utf-8")
    assert "乡邻在运行" in log
    assert '"level": "error"' in log, "nothing was logged: the test shows nothing"
    for piece in (WORDS, WORDS[:4], "紫云英", "张小明", "小邻"):
        assert piece not in log
