"""A real demo town behind the real web side, asked without a socket."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.rehearsal.town import demo_roster, fill
from bot.web.moving import settle
from bot.web.server import build
from bot.web.stage import Stage
from tests.web.town import DemoTown

BASE = "http://127.0.0.1:8765"


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo roster, imported once."""
    path = tmp_path_factory.mktemp("roster") / "town.db"
    fill(f"sqlite:///{path}", demo_roster())
    return path


class Visitor:
    """A browser without JavaScript, and a script beside it."""

    def __init__(self, town: DemoTown, site: Starlette) -> None:
        self.town = town
        self.site = site
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url=BASE)

    @property
    def stage(self) -> Stage:
        stage: Stage = self.site.state.stage
        return stage

    async def say(self, text: str, sender: str, chat: str | None = None, **more: object) -> httpx.Response:
        """``POST /sim/messages``, then everything due is delivered."""
        body = {"chat": chat, "sender": sender, "text": text} | more
        answer = await self.http.post("/sim/messages", json=body)
        await settle(self.stage.app)
        return answer

    async def send(self, path: str, script: bool = False, /, **fields: str) -> httpx.Response:
        """Fill in a form of the page."""
        if "xianglin-form" not in self.http.cookies:
            await self.http.get("/")
        headers = {"HX-Request": "true"} if script else {}
        data = {"token": self.http.cookies["xianglin-form"]} | fields
        answer = await self.http.post(path, data=data, headers=headers)
        await settle(self.stage.app)
        return answer

    async def page(self) -> str:
        """The page as it is now."""
        return (await self.http.get("/")).text


@pytest_asyncio.fixture
async def visitor(imported: Path, tmp_path: Path) -> AsyncIterator[Visitor]:
    path = tmp_path / "town.db"
    shutil.copyfile(imported, path)
    town = DemoTown(path)
    await town.open()
    site = await build(town.app, clock=town.clock, renew=town.renew)
    site.state.pause = 0.0
    one = Visitor(town, site)
    yield one
    one.stage.close()
    await one.http.aclose()
    await town.close()
