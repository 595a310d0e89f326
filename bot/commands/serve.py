"""`xianglin serve`: the real work. One process a database (SQLite), or one that owns the town (PostgreSQL)."""

import argparse
import asyncio
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bot.commands.errors import Failed
from bot.commands.opening import alone, configured, database_of, own
from bot.commands.parser import Parser

if TYPE_CHECKING:
    from bot.config import Config
    from bot.storage.database import Database

ABOUT = """正式运行:收消息、发消息、定时任务、网页。先导入名册(xianglin import),再运行。
日志写到标准错误,只有事件和编号,没有任何人说的话。SIGTERM 一秒内停下,停下前答应过的都已存好。"""


def arguments(parser: Parser) -> None:
    """The configuration only."""
    parser.with_config()


def run(parsed: argparse.Namespace) -> int:
    """Serve until stopped."""
    config = configured(parsed)
    _filled_in(config)
    from bot.commands.serving import ask_for_port, spare_memory, write_logs

    spare_memory()
    ask_for_port(config.values["web.host"], config.values["web.port"])
    database = database_of(config)
    with ExitStack() as held:
        if database.path is not None:
            held.enter_context(alone(database.path))
        write_logs()
        asyncio.run(_serve(config, database))
    print("乡邻停了。", flush=True)
    return 0


def _filled_in(config: "Config") -> None:
    """Handbook §5.3: nobody may be sent to a number that nobody has filled in."""
    missing = config.placeholders()
    if not missing:
        return
    told = f"还没填好:{'、'.join(missing)}。村民问电话时给不出号码;写法见 docs/部署.md"
    if set(config.values["adapters.enabled"]) - {"sim"}:
        raise Failed(told + "。接了真实平台,填好才能运行")
    print(f"提醒:{told}", file=sys.stderr)


async def _serve(config: "Config", database: "Database") -> None:
    from bot.adapters.base import NotConfigured
    from bot.app import App, NoTown, load_adapters
    from bot.commands.serving import answer, clock_for
    from bot.web.server import build

    clock = clock_for(config, database)
    try:
        app = App(database, clock, load_adapters(config, clock), config.town)
    except NotConfigured as fault:
        raise Failed("平台还没配好,没有启动:\n" + "\n".join(f"- {line}" for line in fault.faults)) from None
    except NoTown:
        raise Failed("数据库里还没有镇。请先导入名册:xianglin import 名册.xlsx") from None
    own(database, app.town)
    await app.start()
    await app.run()
    page = await build(app, hosts=config.values["web.hosts"])
    await answer(page, config.values["web.host"], config.values["web.port"], _ready)


def _ready(address: str) -> None:
    print(f"乡邻在运行:{address}", flush=True)
