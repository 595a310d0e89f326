"""How the WeChat adapter is set up, and what is wrong with that, for ``xianglin doctor``."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.adapters.base import Finding
from bot.adapters.wechaty_line import Trouble, trouble_of
from bot.adapters.wechaty_wire import Gateway, tls_context
from bot.config import Config
from bot.texts import wechaty as say

_PATIENCE = 2.0

_REMEDIES = {
    Trouble.BAD_TOKEN: say.bad_token_remedy(),
    Trouble.BAD_CERTIFICATE: say.bad_certificate_remedy(),
    Trouble.ABSENT: say.absent_remedy(),
    Trouble.BROKEN: say.broken_remedy(),
    Trouble.SILENT: say.absent_remedy(),
    Trouble.NO_GATEWAY: say.absent_remedy(),
    Trouble.UNWELL: say.unwell_remedy(),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """Where the gateway is, and how fast its account may speak."""

    host: str
    port: int
    token: str
    tls: str = "checked"
    ca: Path | None = None
    daily: int | None = 300
    gap: tuple[timedelta, timedelta] = (timedelta(seconds=3), timedelta(seconds=8))
    announces: bool = False
    """Whether urgent notices become the announcement of their groups, which calls everybody."""

    def open(self, deadline: float) -> Gateway:
        """A connection; nothing is spoken to yet."""
        return Gateway(self.host, self.port, self.token, tls_context(self.tls, self.ca), deadline)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things are waited for, in seconds."""

    call: float = 20.0
    """A call. Shorter than ``deliver`` waits for a send."""
    idle: float = 60.0
    """Without any event: ask for a sign of life."""
    sign: float = 20.0
    """Until that sign has come."""
    first: float = 1.0
    """Before the first new attempt; doubled each time."""
    longest: float = 15.0
    """The longest pause while the gateway is only absent: it keeps nothing for who is away."""
    slow: float = 60.0
    """The same where soon helps nobody: a wrong token, another program on the line."""
    steady: float = 5.0
    """A connection that has lasted so long was a good one."""
    again: float = 60.0
    """Before groups that were missed are looked for once more: after a login the gateway gets to know them by and by."""
    echo: float = 1.0
    farewell: float = 0.8
    """For what is in memory when the process ends."""


def setup_of(config: Config) -> Setup:
    """What the configuration says."""
    values = config.values
    host, port = values["wechaty.endpoint"]
    return Setup(
        host,
        port,
        values["wechaty.token"],
        values["wechaty.tls"],
        values["wechaty.tls_ca"],
        values["wechaty.daily"],
        values["wechaty.gap"],
        values["wechaty.announce"],
    )


def findings(config: Config) -> list[Finding]:
    """The warning that belongs to it, and whether the gateway can be had with this token and this certificate."""
    setup = setup_of(config)
    found: list[Finding] = [("提醒", say.warning(), say.warning_remedy())]
    if not setup.token:
        return [*found, ("错", say.no_token(), say.no_token_remedy())]
    if setup.tls != "checked":
        found.append(("提醒", say.within_the_machine(setup.tls), say.within_the_machine_remedy()))
    trouble, version = asyncio.run(_look(setup))
    where = f"{setup.host}:{setup.port}"
    if trouble is None:
        return [*found, ("好", say.answers(where, version), "")]
    return [*found, ("错", say.unreachable(where, trouble.text), _REMEDIES.get(trouble, say.absent_remedy()))]


async def _look(setup: Setup) -> tuple[Trouble | None, str]:
    """Ask the gateway for its version, beside whoever is attached."""
    gateway = setup.open(_PATIENCE)
    try:
        async with asyncio.timeout(_PATIENCE):
            return None, await gateway.version()
    except Exception as fault:  # noqa: BLE001  # whatever it is: it is what doctor is asked for
        return trouble_of(fault), ""
    finally:
        await gateway.close()
