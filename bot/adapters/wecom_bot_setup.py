"""The 智能机器人 as it is configured, and what ``doctor`` finds about it."""

import asyncio
import fcntl
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from bot.adapters.base import Finding, TryLater
from bot.adapters.ending import end
from bot.adapters.wecom_api import NotAnswered
from bot.adapters.wecom_requests import Requests
from bot.config import Config
from bot.texts import wecom as say

_PATIENCE = 5.0
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``wecom_bot.*`` says. Spans are in seconds."""

    number: str
    secret: str
    url: str = "wss://openws.work.weixin.qq.com"
    ping: float = 30.0
    patience: float = 10.0
    first_pause: float = 0.5
    most_pause: float = 30.0


def settings_of(config: Config) -> Settings:
    """What the configuration says."""
    values = config.values
    return Settings(values["wecom_bot.id"], values["wecom_bot.secret"], values["wecom_bot.url"])


def missing(config: Config) -> list[Finding]:
    """What it cannot do without."""
    names = [f"wecom_bot.{name}" for name in ("id", "secret") if not config.values[f"wecom_bot.{name}"]]
    return [("错", say.missing(name), say.missing_bot_remedy()) for name in names]


def findings(config: Config) -> list[Finding]:
    """What is missing; else whether WeCom takes the robot's number and secret, tried only where that drives out no running bot."""
    if faults := missing(config):
        return faults
    if _may_be_served(config):
        return [("好", say.bot_not_tried(), say.bot_not_tried_remedy())]
    return [asyncio.run(_look(replace(settings_of(config), patience=_PATIENCE)))]


def _may_be_served(config: Config) -> bool:
    """Whether a process may be at work for the town: an SQLite file's lock tells, of other databases nobody can say."""
    if not config.database_url.startswith(_SQLITE):
        return True
    try:
        with Path(config.database_url.removeprefix(_SQLITE) + ".lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


async def _look(settings: Settings) -> Finding:
    """Take the robot for a moment: there is no other way to have its secret looked at."""
    requests = Requests(settings.patience)
    try:
        async with connect(settings.url, open_timeout=settings.patience, close_timeout=1, ping_interval=None) as wire:
            requests.open(wire)
            reading = asyncio.create_task(_read(wire, requests))
            try:
                await requests.ask("aibot_subscribe", {"bot_id": settings.number, "secret": settings.secret})
            finally:
                await end(reading)
    except NotAnswered as refusal:
        return "错", say.bot_refused(refusal.code), say.bot_refused_remedy()
    except (OSError, TimeoutError, TryLater, InvalidHandshake, InvalidURI, ConnectionClosed):
        return "错", say.unreachable(), say.bot_unreachable_remedy(settings.url)
    return "好", say.bot_stands(), ""


async def _read(wire: ClientConnection, requests: Requests) -> None:
    with suppress(ConnectionClosed):
        async for raw in wire:
            with suppress(ValueError, RecursionError):
                frame: object = json.loads(raw)
                if isinstance(frame, dict):
                    requests.answered(frame)  # pyright: ignore[reportUnknownArgumentType]  # JSON
