"""Every dialogue of tests/scenarios, and those of ../shared that belong to what has been built."""

from pathlib import Path

import pytest

from bot.rehearsal import read_scenario, rehearse
from tests.conftest import SHARED

OWN = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
LATER: dict[str, str] = {}
"""Shared scenarios that belong to later issues."""


def shared_scenarios() -> list[Path]:
    """Those that must pass now."""
    found = sorted((SHARED / "scenarios").glob("*.yaml"))
    return [path for path in found if path.name[:2] not in LATER]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
async def test_own_dialogue(path: Path) -> None:
    report = await rehearse(read_scenario(path))
    assert report.passed, report.failure


@pytest.mark.shared
@pytest.mark.parametrize("path", shared_scenarios(), ids=lambda path: path.stem)
async def test_shared_dialogue(path: Path) -> None:
    report = await rehearse(read_scenario(path))
    assert report.passed, report.failure


@pytest.mark.shared
def test_what_is_left_for_later_is_named(shared: Path) -> None:
    numbers = {path.name[:2] for path in (shared / "scenarios").glob("*.yaml")}
    assert set(LATER) <= numbers
