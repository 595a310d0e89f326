"""What a process of its own costs: from its start to its first answer over HTTP, and the memory it rests in."""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.bench.figures import Results
from bot.config import PREFIX
from bot.rehearsal.town import demo_roster, fill
from bot.storage import key_file

_PATIENCE = 30.0
_PORTS = range(16_000, 32_000)
"""Below those that systems give to clients by themselves."""
_SENTENCE = "村口路灯坏了好几天,晚上黑漆漆的,老人走路不安全"


def measure(folder: Path, results: Results, rounds: int) -> None:
    """Fresh processes on the demo town, sealed as an import leaves it."""
    fill(f"sqlite:///{folder / 'xianglin.db'}", demo_roster(), key_file.make(folder / "xianglin.key").ring)
    _start(folder, rounds)  # warms the file cache, and keeps the bytecode that an installed program has
    starts = [_start(folder, number) for number in range(rounds)]
    results.add("serve_start_s", "s", [seconds for seconds, _ in starts], most=1.5)
    results.add("resident_mb", "MB", [memory for _, memory in starts], most=120)


def _start(folder: Path, number: int) -> tuple[float, float]:
    port = free_port()
    begin = time.perf_counter()
    with running(("serve",), folder, port) as process:
        ask(port, {"chat": None, "sender": "张小明", "text": "帮助", "id": f"bench-{number}-{os.getpid()}"})
        seconds = time.perf_counter() - begin
        ask(port, {"chat": "康桥三组2邻群", "sender": "张小明", "text": f"@小邻 {_SENTENCE}", "id": f"words-{number}"})
        time.sleep(1.0)  # whatever is loaded off the start-up path has been loaded by then
        return seconds, resident(process.pid)


def free_port() -> int:
    """A port that nobody uses, and that no client is given by chance before its server comes, or while that is away."""
    while True:
        port = _PORTS.start + secrets.randbelow(len(_PORTS))
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Generator["subprocess.Popen[bytes]"]:
    """A process of ours, ended at the end."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= {"XIANGLIN_DATA__DIR": str(folder), "XIANGLIN_WEB__PORT": str(port)}
    environ |= {"XIANGLIN_CLOCK__START": "2026-11-24T09:00", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-m", "bot", *command],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def ask(port: int, message: dict[str, object]) -> dict[str, object]:
    """Send a message as soon as somebody listens; the answer.

    Raises:
        TimeoutError: nobody did.
    """
    until = time.perf_counter() + _PATIENCE
    while time.perf_counter() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            connection.request("POST", "/sim/messages", json.dumps(message), {"Content-Type": "application/json"})
            found: dict[str, object] = json.loads(connection.getresponse().read())
        except ConnectionRefusedError:
            time.sleep(0.005)
            continue
        finally:
            connection.close()
        if found.get("outcome") != "handled":
            raise AssertionError(f"unexpected outcome {found.get('outcome')}")
        return found
    raise TimeoutError("nobody answers")


def resident(pid: int) -> float:
    """Megabytes (MiB) of memory that a process really holds."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S603, S607  # a number of ours
    return int(told.stdout) / 1024
