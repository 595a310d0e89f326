"""A handful of dialogues of every area on PostgreSQL: one metadata, one code (the same are played on SQLite with the others)."""

from pathlib import Path

import pytest

from bot.rehearsal import read_scenario, rehearse

HERE = Path(__file__).parent.parent / "scenarios"
PLAYED = (
    "identity-claim",
    "privacy-erase",
    "concerns-withdraw-add-up",
    "check-ins-review",
    "digests-huangshi",
    "lists-honour-huangshi",
    "lists-quiet-hours",
    "notices-corrected-before-release",
    "notices-relayed-by-hand",
    "points-late-approval",
    "polls-two-neighbourhoods",
)


@pytest.mark.postgres
@pytest.mark.parametrize("name", PLAYED)
async def test_it_plays_on_postgresql_too(name: str, postgres_url: str) -> None:
    report = await rehearse(read_scenario(HERE / f"{name}.yaml"), url=postgres_url)
    assert report.passed, report.failure
