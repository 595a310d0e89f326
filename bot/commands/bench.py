"""`xianglin bench`: how fast this machine is with us, beside what it could do at best."""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.parser import Parser
from bot.commands.terminal import watched, wide

if TYPE_CHECKING:
    from bot.bench.figures import Results

ABOUT = """在这台机器上测速度:闲聊一条多少微秒、打卡一秒多少条、启动多久、占多少内存。
每一项都和这台机器的底线(空循环、裸 sqlite3 写同样的行)交替着测,看比值;绝对值会随机器忙闲变。"""
MEANINGS = {
    "chatter_us": "群里闲聊(不理它),每条 CPU",
    "chatter_bare_us": "  同上,空循环",
    "chatter_ratio": "  倍数",
    "commands_in_chatter_ms": "群里一秒500句闲聊时,95% 的命令不超过",
    "memory_in_chatter_mb": "  同上,内存涨了",
    "check_ins_per_s": "打卡全程,64 条在途,落盘后才算数",
    "check_ins_raw_per_s": "  同样的行,裸 sqlite3",
    "check_ins_ratio": "  占裸 sqlite3 的比例",
    "check_ins_fsync": "  每次写的 fsync",
    "check_ins_p50_ms": "  一半的等待不超过",
    "check_ins_p99_ms": "  99% 的等待不超过",
    "fan_out_ms": "通知排给 10,000 个群(一条语句)",
    "fan_out_bare_ms": "  同样的行,裸 INSERT … SELECT",
    "fan_out_growth": "  到 100,000 个群的倍数",
    "fan_out_memory_mb": "  多占的内存",
    "settle_s": "积分结算:2 万名邻长、100 万条打卡和流水",
    "leaderboard_ms": "全年各组前十",
    "balance_ms": "查一个人的积分",
    "serve_start_s": "serve 从启动到答第一条消息",
    "resident_mb": "演示镇常驻内存(分词已载入)",
}


def arguments(parser: Parser) -> None:
    """Form and length."""
    parser.options.add_argument("--json", action="store_true", help="输出 JSON")
    parser.options.add_argument("--rounds", type=int, default=5, metavar="N", help="每项测几轮,取中位数(默认 5)")


def run(parsed: argparse.Namespace) -> int:
    """Measure all, print all."""
    from bot.bench.figures import Results, lines

    results = Results()
    with tempfile.TemporaryDirectory(prefix="xianglin-bench-", ignore_cleanup_errors=True) as folder:
        for part in watched((_in_process, _in_processes), "测速"):
            part(Path(folder), results, max(1, parsed.rounds))
    if parsed.json:
        print(json.dumps(_machine() | {"figures": [one.as_json() for one in results.figures]}, ensure_ascii=False))
        return 0
    print("\n".join(lines(results, MEANINGS, wide)))
    return 0


def _in_process(folder: Path, results: "Results", rounds: int) -> None:
    from bot.bench import chatter, durable, fan_out, points, town, under_chatter

    template = folder / "bench.db"
    ring = town.keys()
    town.build(template, ring)

    async def measure() -> None:
        async with durable.opened(template, ring) as app:
            await chatter.measure(app, results, rounds)
            await under_chatter.measure(app, results, float(2 * rounds), os.getpid())
        await durable.measure(template, ring, results, rounds)

    asyncio.run(measure())
    fan_out.measure(folder, ring, results, rounds)
    points.measure(folder, ring, results, rounds)


def _in_processes(folder: Path, results: "Results", rounds: int) -> None:
    from bot.bench import processes

    processes.measure(folder, results, min(rounds, 3))


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "platform": sys.platform,
    }
