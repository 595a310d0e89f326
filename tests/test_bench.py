"""The benchmark runs and measures what it says; what does not depend on the machine is near its target."""

import json

import pytest

from bot.__main__ import main
from bot.bench.figures import Figure
from bot.commands.bench import MEANINGS


def test_bench_measures_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json", "--rounds", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    figures = {one["name"]: one for one in told["figures"]}
    assert set(figures) == set(MEANINGS)
    assert all(one["median"] > 0 for one in figures.values())
    assert figures["check_ins_fsync"]["median"] < 0.1, "64 in flight share their fsync"
    assert figures["resident_mb"]["median"] < 160, "Pythons differ"
    assert told["cores"] >= 1


def test_a_figure_knows_whether_its_target_is_met() -> None:
    assert Figure("a", "µs", (3.0, 9.0, 4.0), most=5).met
    assert not Figure("a", "/s", (3.0,), least=5).met
    assert Figure("a", "×", (3.0,)).met is None
