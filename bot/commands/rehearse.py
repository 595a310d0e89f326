"""`xianglin rehearse`: plays scenario files, each in a fresh town of its own."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.errors import Wrong
from bot.commands.parser import Parser
from bot.commands.terminal import watched

if TYPE_CHECKING:
    from bot.rehearsal import Scenario

ABOUT = "排演剧本:每个文件一场,在一个全新的镇里按虚拟时钟演一遍,看机器人说得对不对。"


def arguments(parser: Parser) -> None:
    """Files, and whether to show the dialogue."""
    parser.positional.add_argument(
        "files", nargs="+", type=Path, metavar="文件", help="剧本文件(.yaml),写法见 docs/剧本.md"
    )
    parser.options.add_argument("--show", action="store_true", help="边演边显示对话")


def run(parsed: argparse.Namespace) -> int:
    """Play all; 1 when one failed."""
    from bot.rehearsal import rehearse

    scenarios = _read(parsed.files)
    failed = 0
    for scenario in watched(scenarios, "排演"):
        report = asyncio.run(rehearse(scenario, show=_show if parsed.show else None))
        print(f"{'ok' if report.passed else 'FAIL'} {scenario.title} ({scenario.path})", flush=True)
        if not report.passed:
            failed += 1
            print(f"    {report.failure}", flush=True)
    print(f"{len(scenarios) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _show(line: str) -> None:
    print(line, flush=True)


def _read(files: list[Path]) -> "list[Scenario]":
    from bot.rehearsal import BadScenario, read_scenario

    faults: list[str] = []
    scenarios: list[Scenario] = []
    for file in files:
        try:
            scenario = read_scenario(file)
        except BadScenario as fault:
            faults.append(str(fault))
            continue
        if scenario.town is not None and not scenario.town.is_file():
            faults.append(f"{file}:1: 没有名册 {scenario.town},town 应当是 shengli 或一个 xlsx 文件(相对于剧本)")
        scenarios.append(scenario)
    if faults:
        raise Wrong("\n".join(faults))
    return scenarios
