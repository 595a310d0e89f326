"""The same ten dialogues leave the same rows on every platform that has groups and private chats."""

from pathlib import Path

import pytest

from bot.rehearsal import read_scenario
from bot.rehearsal.play import play
from tests.conformance.bench import Bench, Trick
from tests.conformance.benches.sim import SimBench
from tests.conformance.records import Records, differences, records
from tests.conformance.town import PlatformTown

TEN = (
    "concerns-huangshi-water",
    "concerns-two-matters",
    "concerns-kept-out-of-group",
    "concerns-stranger-and-staff",
    "check-ins-review",
    "notices-receipts",
    "notices-redelivered-restarted",
    "polls-two-neighbourhoods",
    "identity-claim",
    "help-menu",
)
FOLDER = Path(__file__).parent.parent / "scenarios"
_expected: dict[str, Records] = {}


async def played(bench: Bench, name: str) -> Records:
    scenario = read_scenario(FOLDER / f"{name}.yaml")
    async with PlatformTown(bench, scenario.clock, scenario.town) as town:
        report = await play(scenario, town)
        assert report.passed, report.failure
        return await records(town)


@pytest.mark.needs(Trick.GROUPS, Trick.PRIVATE, Trick.OVERHEAR)
@pytest.mark.parametrize("name", TEN)
async def test_the_same_dialogue_leaves_the_same_rows(bench: Bench, name: str) -> None:
    if name not in _expected:
        _expected[name] = await played(SimBench(), name)
    found = _expected[name] if bench.name == "sim" else await played(bench, name)
    assert found["inbox"]
    assert found["outbox"]
    apart = differences(_expected[name], found)
    assert not apart, "\n".join(apart[:8])


ABOUT = {"concern", "concern_note", "check_in", "ledger", "notice", "notice_receipt", "poll", "ballot", "question"}


async def test_they_are_ten_and_leave_rows_of_every_area() -> None:
    """Equal because nothing was stored would be no proof."""
    assert len(set(TEN)) == 10
    assert all((FOLDER / f"{name}.yaml").is_file() for name in TEN)
    for name in TEN:
        if name not in _expected:
            _expected[name] = await played(SimBench(), name)
    empty = {table for table in ABOUT if not any(one.get(table) for one in _expected.values())}
    assert not empty
    assert len({tuple(one["inbox"]) for one in _expected.values()}) == 10, "no two are the same dialogue"
