"""The real Wechaty gateway (npm ``wechaty-puppet-service`` over ``wechaty-puppet-mock``), started by the tests and steered over HTTP.

``Gateway`` is one process; ``shared`` keeps one for all tests of a run, since starting Node takes most of a second. What it is, is in
``wechaty/``: the packages are installed there once by ``npm ci`` from the lock file.
"""

import asyncio
import atexit
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from bot.bench.processes import free_port

FOLDER = Path(__file__).parent / "wechaty"
TOKEN = "xianglin-tests"
PATIENCE = 60.0
"""Seconds after which a gateway that does not answer hangs."""


@cache
def missing() -> str:
    """What cannot be had for it; empty: nothing. Installs the packages the first time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        return "没有 Node.js(apt-get install nodejs npm),微信网关的测试跳过"
    if (FOLDER / "node_modules" / "wechaty-puppet-service").is_dir():
        return ""
    if npm is None:
        return "没有 npm(apt-get install npm),微信网关的测试跳过"
    quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=20000")
    try:
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", *quiet], cwd=FOLDER, check=False, capture_output=True, timeout=240
        )
    except subprocess.TimeoutExpired:
        return "npm 装微信网关太慢,它的测试跳过"
    return "" if done.returncode == 0 else "npm 装不了微信网关(没有网络?),它的测试跳过"


class Gateway:
    """One gateway process. ``state``: the file in which its account outlives kill -9."""

    def __init__(self, state: Path | None = None, tls: tuple[Path, Path] | None = None) -> None:
        self.port = free_port()
        self._door = f"http://127.0.0.1:{free_port()}"
        self.state = state
        self.token = TOKEN
        """What a client must know; another one holds from the next ``up`` on."""
        self._tls = tls
        self._process: subprocess.Popen[str] | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    async def up(self) -> None:
        """Start it; returns when it listens."""
        asked: dict[str, Any] = {"grpc": self.port, "http": int(self._door.rsplit(":", 1)[1]), "token": self.token}
        if self.state is not None:
            asked["state"] = str(self.state)
        if self._tls is not None:
            asked["tls"] = {"cert": str(self._tls[0]), "key": str(self._tls[1])}
        self._process = _node(json.dumps(asked))
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await asyncio.to_thread(self._process.stdout.readline)
        assert line.strip() == "listening", line

    def down(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def signal(self, number: int) -> None:
        """Stop it in the middle, let it go on."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ask(self, door: str, **what: Any) -> dict[str, Any]:
        """Knock at one of the doors of ``gateway.js``."""
        async with httpx.AsyncClient(timeout=PATIENCE, verify=False, trust_env=False) as client:
            answer = await client.post(self._door + door, content=json.dumps(what))
        found: dict[str, Any] = answer.json()
        assert answer.status_code == 200, found
        return found

    def ask_at_once(self, door: str, **what: Any) -> None:
        """The same without waiting for anybody else: the peer needs nothing of us for it."""
        httpx.post(self._door + door, content=json.dumps(what), timeout=PATIENCE, verify=False, trust_env=False)

    async def say(self, *messages: dict[str, Any]) -> Sequence[str]:
        """People say something, in order; their numbers."""
        found: list[str] = (await self.ask("/say", messages=list(messages)))["ids"]
        return found

    async def outbox(self, atleast: int = 0) -> list[dict[str, Any]]:
        """What the account has sent; waits until there are so many."""
        found: list[dict[str, Any]] = (await self.ask("/outbox", atleast=atleast, patience=PATIENCE * 900))["outbox"]
        assert len(found) >= atleast
        return found

    async def calls(self, name: str) -> int:
        """How often the puppet was asked to do something."""
        counts: dict[str, int] = (await self.ask("/state"))["calls"]
        return counts.get(name, 0)

    async def attached(self, want: bool = True) -> None:
        """Wait until a client is on the event stream (or none is)."""
        assert (await self.ask("/attached", want=want, patience=PATIENCE * 900))["attached"] is want


def _node(asked: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["node", "--no-deprecation", "gateway.js", asked],
        cwd=FOLDER,
        env={**os.environ, "WECHATY_LOG": "silent"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


_SHARED: list[Gateway] = []


async def shared(state: Path) -> Gateway:
    """The run's one gateway without TLS, empty; started when there is none or the last test has killed it."""
    if not _SHARED:
        _SHARED.append(Gateway())
        atexit.register(_SHARED[0].down)
    gateway = _SHARED[0]
    gateway.state = state
    if not gateway.alive:
        await gateway.up()
    else:
        await gateway.attached(False)
        await gateway.ask("/reset", state=str(state))
    return gateway
