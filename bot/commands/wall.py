"""`xianglin wall`: the wall version of a village's published list, a page to print and stamp (handbook M26)."""

import argparse
from contextlib import closing
from pathlib import Path

from bot.commands.errors import Failed, Wrong
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser

ABOUT = """把一个村现在公布的红榜或提醒榜写成上墙版:一页 HTML,A4、大字、留盖章处,用浏览器打开就能打印。
有人提了意见还没答复的、没审定的、到期的,都不会在上面;本期没有就写“本期没有”。"""
_KINDS = {"红榜": "honour", "光荣榜": "honour", "提醒榜": "reminder", "黑榜": "reminder"}


def arguments(parser: Parser) -> None:
    """Whose, which, where to."""
    parser.with_config()
    parser.positional.add_argument("village", metavar="村", help="村名或编号,例如 黄石村")
    parser.positional.add_argument("kind", metavar="榜", choices=sorted(_KINDS), help="红榜 或 提醒榜")
    parser.positional.add_argument("file", type=Path, metavar="文件", help="写到哪里,例如 红榜.html")


def run(parsed: argparse.Namespace) -> int:
    """Write it."""
    from bot.actions import lists
    from bot.app import App, NoTown
    from bot.clock import DemoClock, SystemClock
    from bot.context import Work
    from bot.domain.list_states import Kind
    from bot.storage.writer import run_now

    target: Path = parsed.file
    if target.exists():
        raise Wrong(f"{target} 已经有了,不会覆盖。请换一个文件名")
    config = configured(parsed)
    with closing(database_of(config)) as database:
        try:
            app = App(database, DemoClock(config.clock_start) if config.clock_start else SystemClock(), {}, config.town)
        except NoTown:
            raise Failed("数据库里还没有镇。请先导入名册:xianglin import 名册.xlsx") from None

        def unit(work: Work) -> str:
            known = lists.villages(work)
            found = [one for one in known if parsed.village in {one.id, one.name}]
            if len(found) != 1:
                raise Wrong(f"没有叫 {parsed.village} 的村。现有:{'、'.join(one.name for one in known)}")
            return lists.wall(work, found[0], Kind(_KINDS[parsed.kind]))

        page = run_now(database, app.memory.begin, unit)
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as fault:
        raise Failed(f"写不了 {target}({fault.strerror})") from fault
    print(f"写好了:{target}。用浏览器打开,打印,盖章,贴到公开栏")
    return 0
