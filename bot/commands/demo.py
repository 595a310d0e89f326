"""`xianglin demo`: the whole product on one machine, no account anywhere; a town of its own with a clock of its own."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.opening import alone, configured, private_folder, ring_at
from bot.commands.parser import Parser, port
from bot.config import DEMO_START

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.app import App
    from bot.clock import DemoClock
    from bot.config import Config
    from bot.storage.sealing import Ring

ABOUT = """演示:一个完整的镇(胜利镇,人物都是虚构的),不用微信,也不用任何账号。
打开打印出来的网址,就能以任何人的身份在四级群里说话,看通知怎么逐级转达、诉求怎么办结、打卡怎么变成积分。
时钟从 2026 年 11 月 24 日(星期二)上午 9 点走起,可以在页面上往前拨。"""


def arguments(parser: Parser) -> None:
    """Port and folder."""
    parser.with_config()
    parser.options.add_argument("--port", type=port, metavar="端口", help="网页的端口(默认:web.port,8765)")
    parser.options.add_argument(
        "--data", type=Path, metavar="文件夹", help="演示镇放在哪里,下次接着演(默认:xianglin-data/demo)"
    )


def run(parsed: argparse.Namespace) -> int:
    """Serve until stopped."""
    config = configured(parsed)
    folder: Path = parsed.data or config.data_dir / "demo"
    private_folder(folder)
    host, wanted = config.values["web.host"], config.values["web.port"] if parsed.port is None else parsed.port
    database = folder / "town.db"
    with alone(database):
        from bot.commands.serving import answer, ask_for_port, write_logs

        ask_for_port(host, wanted)
        print("接着上次的演示镇……" if database.exists() else "正在准备演示镇……", flush=True)
        write_logs()

        def ready(address: str) -> None:
            print(f"乡邻演示已经开始,请用浏览器打开:{address}", flush=True)
            print(f"演示镇放在 {folder},下次接着演;想从头来,在页面上按“重来”。按 Ctrl+C 停止。", flush=True)

        async def serving() -> None:
            await answer(await _page(config, database), host, wanted, ready)

        asyncio.run(serving())
    print("演示停了。")
    return 0


async def _page(config: "Config", database: Path) -> "Starlette":
    from bot.commands.serving import remove_database
    from bot.web.server import build

    async def renew() -> "tuple[App, DemoClock]":
        former: App = page.state.stage.app
        await former.stop()
        remove_database(database)
        return await _town(config, database)

    app, clock = await _town(config, database)
    page = await build(app, clock=clock, renew=renew)
    return page


async def _town(config: "Config", path: Path) -> "tuple[App, DemoClock]":
    """The demo town as it was left, or a new one."""
    from bot.adapters.sim import SimAdapter
    from bot.app import App, open_database
    from bot.commands.serving import demo_clock

    ring = await asyncio.to_thread(_build_once, path)
    database = open_database(f"sqlite:///{path}", ring)
    clock = demo_clock(database, config.clock_start or DEMO_START, config.values["clock.speed"])
    app = App(database, clock, {"sim": SimAdapter()}, config.town)
    await app.start()
    await app.run()
    return app, clock


def _build_once(path: Path) -> "Ring":
    """Import the package's own roster; a half-built town is never left where a whole one is looked for. Its keys."""
    from bot.commands.serving import remove_database
    from bot.rehearsal.town import demo_roster, fill

    ring = ring_at(path.with_name("xianglin.key"), f"sqlite:///{path}" if path.exists() else None)
    if path.exists():
        return ring
    half = path.with_name("town.half.db")
    remove_database(half)
    fill(f"sqlite:///{half}", demo_roster(), ring)
    half.replace(path)
    return ring
