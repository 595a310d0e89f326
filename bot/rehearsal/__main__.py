"""``python -m bot.rehearsal FILE...`` until there is a command."""

import asyncio
import sys
from pathlib import Path

from bot.rehearsal import read_scenario, rehearse

show = print if "--show" in sys.argv else None
reports = [asyncio.run(rehearse(read_scenario(Path(f)), show=show)) for f in sys.argv[1:] if f != "--show"]
for report in reports:
    print("ok" if report.passed else "FAIL", report.scenario.title, f"({report.scenario.path.name})")
    if report.failure:
        print("   ", report.failure)
print(sum(r.passed for r in reports), "passed,", sum(not r.passed for r in reports), "failed")
