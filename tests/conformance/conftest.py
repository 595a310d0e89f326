"""The benches: every test runs on each that has the tricks it needs."""

import importlib
import os
import pkgutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conformance import benches
from tests.conformance.bench import SHORT, Bench, Trick


def bench_names() -> list[str]:
    """All plugged in, by file name."""
    return sorted(found.name for found in pkgutil.iter_modules(benches.__path__))


def bench_module(name: str) -> ModuleType:
    """One of them; loaded only by its own tests."""
    return importlib.import_module(f"{benches.__name__}.{name}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "bench_name" in metafunc.fixturenames:
        metafunc.parametrize("bench_name", bench_names(), scope="function")


@pytest.fixture
def needs(request: pytest.FixtureRequest) -> frozenset[Trick]:
    """The tricks of ``@pytest.mark.needs(Trick.…)``."""
    return frozenset(trick for mark in request.node.iter_markers("needs") for trick in mark.args)


@pytest.fixture
async def bench(bench_name: str, needs: frozenset[Trick], tmp_path: Path) -> AsyncIterator[Bench]:
    """The peer of a platform, started; skipped where it lacks what the test needs, or is not installed (never in CI)."""
    module = bench_module(bench_name)
    missing = module.missing() if hasattr(module, "missing") else ""
    if missing:
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(f"{bench_name}: {missing}")
        pytest.skip(missing)
    made: Bench = module.bench(tmp_path)
    if lacking := [made.lacks[trick] for trick in sorted(needs) if trick in made.lacks]:
        pytest.skip(f"{bench_name}: {lacking[0]}")
    if Trick.SILENT in needs:
        made.patience = SHORT
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
