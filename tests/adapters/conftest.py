"""The peer of WeChat's adapter."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conformance.benches.wechaty import WechatyBench
from tests.peers import wechaty_gateway as peer


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[WechatyBench]:
    if missing := peer.missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(missing)
        pytest.skip(missing)
    made = WechatyBench(tmp_path)
    await made.start()
    await made.person("末尾")
    yield made
    await made.stop()
