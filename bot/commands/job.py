"""`xianglin job`: runs one scheduled job now. Safe beside a serving process, which delivers what the job has made."""

import argparse
import asyncio
import difflib
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

from bot.clock import SHANGHAI
from bot.commands.errors import Failed, Wrong
from bot.commands.opening import configured, database_of, own
from bot.commands.parser import Parser

if TYPE_CHECKING:
    from bot.app import App

ABOUT = "现在就跑一个定时任务。正在运行的乡邻会把它产生的消息发出去。"


def arguments(parser: Parser) -> None:
    """The job and its time."""
    parser.with_config()
    parser.positional.add_argument("name", metavar="名字", help="任务的名字或编号,见 xianglin jobs")
    parser.options.add_argument(
        "--at", metavar="时间", type=moment, help="当作这个时刻该跑的那一次,如 2026-11-30T08:30(默认:现在)"
    )


def moment(text: str) -> datetime:
    """A time in an argument."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"时间要像 2026-11-30T08:30,不能是“{text}”") from None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def run(parsed: argparse.Namespace) -> int:
    """Run it and tell how many messages it made."""
    from bot.app import load_clockwork

    config = configured(parsed)
    name: str = parsed.name
    known = [word for job in load_clockwork()[0] for word in (job.name, job.number)]
    if name.casefold() not in {word.casefold() for word in known}:
        near = difflib.get_close_matches(name, known, 1)
        raise Wrong(f"没有叫 {name} 的任务。{f'是不是想写 {near[0]}?' if near else ''}所有任务见:xianglin jobs")
    from bot.app import App, NoTown
    from bot.clock import DemoClock, SystemClock

    clock = DemoClock(config.clock_start) if config.clock_start else SystemClock()
    with closing(database_of(config)) as database:
        try:
            app = App(database, clock, {}, config.town)
        except NoTown:
            raise Failed("数据库里还没有镇。请先导入名册:xianglin import 名册.xlsx") from None
        own(database, app.town)
        made = asyncio.run(_run(app, name, parsed.at))
    print(f"{name} 跑完了,产生 {made} 条消息。")
    return 0


async def _run(app: "App", name: str, at: datetime | None) -> int:
    app.writer.start()
    try:
        return await app.runner.run_now(name, at)
    finally:
        await asyncio.to_thread(app.writer.stop)
