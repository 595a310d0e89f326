"""`xianglin export`: everything held about one person, as a JSON file to be handed to them (handbook §3.3 我的数据)."""

import argparse
import json
import os
from contextlib import closing
from pathlib import Path

from bot.commands.errors import Failed, Wrong
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser

ABOUT = """把一个人的全部资料写成一个 JSON 文件,交给本人:他申请看自己的数据时用,24 小时内给。
别人的编号和别人写的话不在里面。导出会记进手续(谁的、什么时候,不记内容)。文件权限是 600,交给本人以后请删掉。"""


def arguments(parser: Parser) -> None:
    """Whose, and where to."""
    parser.with_config()
    parser.positional.add_argument("who", metavar="姓名或人员编号", help="重名时要用名册里的人员编号")
    parser.positional.add_argument("file", type=Path, metavar="文件", help="写到哪里,例如 张小明.json")


def run(parsed: argparse.Namespace) -> int:
    """Write it."""
    from bot.actions import privacy
    from bot.app import App, NoTown
    from bot.clock import DemoClock, SystemClock
    from bot.context import Work
    from bot.storage import people
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

        def unit(work: Work) -> dict[str, object]:
            by_id = people.find_person(work.db, work.town, parsed.who)
            found = [by_id] if by_id else people.list_named(work.db, work.town, parsed.who)
            if len(found) != 1:
                many = f"有 {len(found)} 个叫 {parsed.who} 的人,请用人员编号" if found else f"名册里没有 {parsed.who}"
                raise Wrong(many)
            return privacy.export(work, found[0])

        data = run_now(database, app.memory.begin, unit)
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1, default=str)
    except OSError as fault:
        raise Failed(f"写不了 {target}({fault.strerror})") from fault
    print(f"写好了:{target}。交给本人以后请删掉")
    return 0
