"""The platforms of ``recovery`` seen from outside: what the bot must be told of each, how it is brought down, how its token is taken back."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import httpx

from tests.conformance.bench import Bench
from tests.conformance.benches.telegram import TelegramBench
from tests.conformance.benches.wechaty import WechatyBench
from tests.conformance.benches.wecom_app import AppBench
from tests.conformance.benches.wecom_bot import BotBench
from tests.peers import wechaty_gateway as gateway
from tests.peers import wecom
from tests.peers.wecom_bot import BOT, BOT_SECRET


class Side(Protocol):
    """A platform seen from outside, as far as it can be brought down."""

    @property
    def bench(self) -> Bench: ...
    @property
    def environ(self) -> dict[str, str]: ...
    async def down(self) -> None: ...
    async def up(self) -> None: ...
    async def refuse(self) -> None:
        """The bot's token is no longer good."""
        ...

    async def allow(self) -> None: ...
    def port(self, number: int) -> None:
        """Where the bot can be called."""
        ...


B = TypeVar("B", bound=Bench)


class _Plain(Generic[B]):
    """What most have in common."""

    def __init__(self, bench: B) -> None:
        self.bench = bench

    async def down(self) -> None:
        await self.bench.down()

    async def up(self) -> None:
        await self.bench.up()

    def port(self, number: int) -> None:
        del number


class TelegramSide(_Plain[TelegramBench]):
    @property
    def environ(self) -> dict[str, str]:
        return {
            "XIANGLIN_TELEGRAM__TOKEN": "10:stand-in",
            "XIANGLIN_TELEGRAM__API": self.bench.api.base,
            "XIANGLIN_TELEGRAM__ALLOW_PERSONAL": "true",
        }

    async def refuse(self) -> None:
        await self.bench.log_out()

    async def allow(self) -> None:
        await self.bench.log_in()


class WechatySide(_Plain[WechatyBench]):
    @property
    def environ(self) -> dict[str, str]:
        return {
            "XIANGLIN_WECHATY__TOKEN": gateway.TOKEN,
            "XIANGLIN_WECHATY__TLS": "plain",
            "XIANGLIN_WECHATY__ENDPOINT": f"127.0.0.1:{self.bench.gateway.port}",
            "XIANGLIN_WECHATY__GAP": "1-1",
        }

    async def refuse(self) -> None:
        await self._again_with("another-token")

    async def allow(self) -> None:
        await self._again_with(gateway.TOKEN)

    async def _again_with(self, token: str) -> None:
        await self.bench.down()
        self.bench.gateway.token = token
        await self.bench.up()


class BotSide(_Plain[BotBench]):
    @property
    def environ(self) -> dict[str, str]:
        return {
            "XIANGLIN_WECOM_BOT__ID": BOT,
            "XIANGLIN_WECOM_BOT__SECRET": BOT_SECRET,
            "XIANGLIN_WECOM_BOT__URL": self.bench.server.url,
        }

    async def refuse(self) -> None:
        await self.bench.log_out()

    async def allow(self) -> None:
        await self.bench.log_in()


class _Calling(wecom.Api):
    """Calls the bot over HTTP, again and again until it takes the message."""

    where = ""
    client: httpx.AsyncClient | None = None

    async def call(self, query: Mapping[str, str], body: bytes, method: str = "POST") -> httpx.Response | None:
        if self.client is None:
            self.client = httpx.AsyncClient(timeout=5, trust_env=False, verify=False)
        with suppress(httpx.HTTPError):
            return await self.client.request(method, self.where, params=dict(query), content=body)
        return None

    async def _deliver(self, inner: Mapping[str, str]) -> None:
        while (answer := await self.call(*self.sealed(inner))) is None or answer.status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(1.0)  # WeCom waits longer, and gives up after the third


class _CallingBench(AppBench):
    def __init__(self) -> None:
        super().__init__()
        self.api: _Calling = _Calling(self.world, {})


class AppSide(_Plain[_CallingBench]):
    @property
    def environ(self) -> dict[str, str]:
        return {
            "XIANGLIN_WECOM__API": self.bench.api.server.url,
            "XIANGLIN_WECOM_APP__CORP_ID": wecom.CORP,
            "XIANGLIN_WECOM_APP__AGENT_ID": wecom.AGENT,
            "XIANGLIN_WECOM_APP__SECRET": wecom.SECRET,
            "XIANGLIN_WECOM_APP__TOKEN": wecom.TOKEN,
            "XIANGLIN_WECOM_APP__AES_KEY": wecom.AES_KEY,
        }

    async def down(self) -> None:
        await self.bench.api.server.down()

    async def up(self) -> None:
        await self.bench.api.server.up()

    async def refuse(self) -> None:
        self.bench.api.secret = "taken back"
        self.bench.api.forget_token()

    async def allow(self) -> None:
        self.bench.api.secret = wecom.SECRET

    def port(self, number: int) -> None:
        self.bench.api.where = f"http://127.0.0.1:{number}/hooks/wecom_app/callback"


SIDES: dict[str, Callable[[Path], Side]] = {
    "telegram": lambda _: TelegramSide(TelegramBench()),
    "wechaty": lambda folder: WechatySide(WechatyBench(folder)),
    "wecom_app": lambda _: AppSide(_CallingBench()),
    "wecom_bot": lambda _: BotSide(BotBench()),
}
