"""`xianglin jobs`: the scheduled jobs and when each is due next."""

import argparse

from bot.commands.opening import configured
from bot.commands.parser import Parser

ABOUT = "列出所有定时任务:编号、名字、下次什么时候跑。"
_WEEKDAYS = "一二三四五六日"


def arguments(parser: Parser) -> None:
    """None of its own."""
    parser.with_config()


def run(parsed: argparse.Namespace) -> int:
    """One line a job, the next first."""
    from bot.app import load_clockwork
    from bot.clock import SystemClock
    from scheduler.runner import next_fire

    now = configured(parsed).clock_start or SystemClock().now()
    jobs, _ = load_clockwork()
    times = [(next_fire(job, now), job) for job in jobs]
    for when, job in sorted(times, key=lambda one: (one[0] is None, one[0] or now, one[1].number)):
        due = f"{when:%Y-%m-%d} 周{_WEEKDAYS[when.weekday()]} {when:%H:%M}" if when else "不再跑"
        print(f"{job.number:<4} {job.name:<24} {due}")
    print("\n现在就跑一个:xianglin job 名字(或编号)")
    return 0
