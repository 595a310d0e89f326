"""The simulated platform: an ordinary adapter whose other side is the demo page, the HTTP interface or a rehearsal."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.adapters.base import Capabilities, Finding, Gone, House, Link, Parcel, TryLater
from bot.clock import Clock
from bot.config import Config

How = Literal["later", "gone"]


@dataclass(slots=True)
class Faults:
    """Sends that are going to be refused, by address (a group's or an account's)."""

    left: dict[str, tuple[int, How]] = field(
        default_factory=lambda: defaultdict[str, tuple[int, How]](lambda: (0, "later"))
    )

    def plan(self, address: str, times: int, how: How) -> None:
        """Refuse the next ``times`` sends to ``address``."""
        self.left[address] = (times, how)

    def strike(self, address: str) -> None:
        """Raise if a refusal is due."""
        times, how = self.left[address]
        if times <= 0:
            return
        self.left[address] = (times - 1, how)
        raise Gone if how == "gone" else TryLater


class SimAdapter:
    """Can neither edit nor recall (handbook ruling 18); unlimited unless a pace is set (ruling 25)."""

    name = "sim"

    def __init__(
        self,
        pace: tuple[int, timedelta] | None = None,
        on_sent: Callable[[Parcel], None] | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        self.capabilities = capabilities or Capabilities(
            residency="CN", images=True, largest_file=10 * 1024 * 1024, per_account=pace
        )
        self.faults = Faults()
        self.trouble = ""
        """What is wrong with the platform, when it is to be out of reach."""
        self.on_sent = on_sent
        """Told of every message as it arrives."""

    @property
    def link(self) -> Link:
        return Link(not self.trouble, trouble=self.trouble)

    async def run(self, house: House) -> None:
        """Messages come through ``bot.web`` or a rehearsal, which call ``receive`` themselves."""
        del house
        await asyncio.Event().wait()

    async def send(self, parcel: Parcel) -> str:
        self.faults.strike(parcel.chat or parcel.account or "")
        if self.on_sent is not None:
            self.on_sent(parcel)
        return f"x-{parcel.number}"


def make(config: Config, clock: Clock) -> SimAdapter:
    """As configured."""
    del clock
    return SimAdapter(config.values["sim.pace"])


def findings(config: Config) -> list[Finding]:
    """Not for real work."""
    del config
    return [("提醒", "开着模拟平台:本机上谁都能以任何人的身份说话", "正式运行请从 adapters.enabled 里去掉 sim")]
