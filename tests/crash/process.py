"""A real `serve` process of the demo town, to be killed; and people who do not stop asking until they have been answered."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.bench.processes import free_port
from bot.rehearsal.town import demo_roster, fill

PATIENCE = 90.0
"""Seconds after which a process hangs, on the slowest machine."""
Answer = dict[str, object]


class Process:
    """`python -m bot serve` on an SQLite file of its own, started and killed again and again on one port."""

    def __init__(self, folder: Path, speed: int = 1) -> None:
        self.database = folder / "xianglin.db"
        self.log = folder / "log.jsonl"
        self.port = free_port()
        self.kills = 0
        self._running: subprocess.Popen[bytes] | None = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fill(f"sqlite:///{self.database}", demo_roster())
        mine = {name: value for name, value in os.environ.items() if not name.startswith("XIANGLIN_")}
        self.environ = mine | {
            "XIANGLIN_DATA__DIR": str(folder),
            "XIANGLIN_WEB__PORT": str(self.port),
            "XIANGLIN_CLOCK__START": "2026-11-24T09:00",
            "XIANGLIN_CLOCK__SPEED": str(speed),
        }

    def start(self) -> None:
        """Start it; returns at once."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], env=self.environ, stdout=log, stderr=log, cwd=self.log.parent
            )

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        assert self._running is not None
        self._running.kill()
        ended = self._running.wait(PATIENCE)
        assert ended == -signal.SIGKILL, f"it had ended by itself: {self.log.read_text(encoding='utf-8')[-2000:]}"
        self.kills += 1

    def stop(self) -> None:
        """SIGTERM; it ends in good order."""
        assert self._running is not None
        self._running.terminate()
        assert self._running.wait(PATIENCE) == 0

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Another command on the same database."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            env=self.environ,
            cwd=self.log.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    def post(self, message: dict[str, object]) -> Answer | None:
        """Send a message once; None when nobody answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", "/sim/messages", json.dumps(message), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            found: Answer = json.loads(answer.read())
            assert answer.status in {200, 503}, (answer.status, found)
            return found if answer.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


@dataclass
class Speaker:
    """One conversation: says one thing after another, each until it has been accepted, sometimes once more."""

    process: Process
    name: str
    chat: str | None
    sentences: Iterator[str]
    heard: Callable[[str, Answer], None] = lambda _text, _answer: None
    accepted: dict[str, str] = field(default_factory=dict[str, str])
    """Message id → what was said, in order."""
    answered: int = 0
    repeated: int = 0

    def run(self, over: threading.Event, chance: random.Random) -> None:
        """Until ``over``; what has been begun is brought to its end."""
        for number, text in enumerate(self.sentences):
            if over.is_set():
                return
            self._say(f"{self.name}-{number}", text)
            if chance.random() < 0.2:
                again = chance.choice(list(self.accepted))
                assert self._until_answered(again, self.accepted[again])["outcome"] == "duplicate"
                self.repeated += 1

    def _say(self, number: str, text: str) -> None:
        answer = self._until_answered(number, text)
        assert answer["outcome"] in {"handled", "duplicate"}, answer
        self.accepted[number] = text
        self.answered += answer["outcome"] == "handled"
        self.heard(text, answer)

    def _until_answered(self, number: str, text: str) -> Answer:
        message: dict[str, object] = {"chat": self.chat, "sender": self.name, "text": text, "id": number}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.process.post(message)
            if found is not None:
                return found
            time.sleep(0.01)
        raise TimeoutError(number)
