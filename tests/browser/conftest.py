"""A real Chromium before the real server. Without a Chromium these tests are skipped, unless XIANGLIN_REQUIRE_BROWSER=1."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from bot.web.server import build, serve
from bot.web.stage import Stage
from tests.web.town import DemoTown

NAMES = ("chromium", "chromium-headless-shell", "google-chrome")
IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
PATIENCE = 60_000
"""Milliseconds after which what should be on the page is not, on the slowest machine."""
expect.set_options(timeout=PATIENCE)
PAUSE = 0.02
"""The tour without waiting for anybody to read it."""


def chromium() -> str:
    """Where a Chromium is; skips (or fails) when there is none."""
    named = os.environ.get("XIANGLIN_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        message = "no Chromium: apt-get install -y chromium fonts-wqy-microhei, or set XIANGLIN_CHROMIUM"
        if os.environ.get("XIANGLIN_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return found


@dataclass
class Window:
    """A browser with the demo page's address, and everything that it complained of."""

    browser: Browser
    address: str
    town: DemoTown
    stage: Stage
    complaints: list[str] = field(default_factory=list[str])
    strangers: list[str] = field(default_factory=list[str])

    async def open(self, width: int = 1440, height: int = 900, *, script: bool = True, late: str = "") -> Page:
        """A fresh page of that size. What matches ``late`` comes long after the rest."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="zh-CN"
        )
        if late:
            await context.route(late, _late)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda fault: self._note("error", str(fault)))
        page.on("request", lambda asked: self._asked(asked.url))
        await page.goto(self.address)
        if script:
            # not wait_for_function: where it has to look twice it evals, which the page's own policy forbids
            await expect(page.locator("html")).to_have_class(re.compile(r"\blive\b"))
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.strangers.append(url)

    def assert_calm(self) -> None:
        """No error in the console, no request to any other host."""
        assert self.complaints == []
        assert self.strangers == []


async def _late(route: Route) -> None:
    await asyncio.sleep(0.5)
    await route.continue_()


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    path = chromium()
    town = DemoTown(tmp_path / "town.db")
    await town.open()
    site = await build(town.app, clock=town.clock, renew=town.renew)
    site.state.pause = PAUSE
    stop = asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(site, "127.0.0.1", 0, ready=address.set_result, stop=stop))
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield Window(browser, await address, town, site.state.stage)
        await browser.close()
    stop.set()
    await serving
    await town.close()


async def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the README, when asked to."""
    if os.environ.get("XIANGLIN_SCREENSHOTS") == "1":
        IMAGES.mkdir(parents=True, exist_ok=True)
        await page.wait_for_timeout(700)
        # "initial": Playwright would hide the caret by an inline style, which our policy forbids
        await page.screenshot(path=IMAGES / f"{name}.png", caret="initial")
