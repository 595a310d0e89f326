"""`xianglin bind-chat`: which group of a platform belongs to which unit: the first word of two, from the operator's desk (handbook M31)."""

import argparse
from contextlib import closing
from typing import TYPE_CHECKING

from bot.commands.errors import Failed, Wrong
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser
from bot.commands.terminal import wide

if TYPE_CHECKING:
    from bot.context import Work

ABOUT = """登记平台上的群是哪个单位的。不带参数:列出小邻已经在、还没登记的群。
这是第一道;第二道要村干部或本邻邻长在那个群里发“确认绑定”,之后才会往里发东西。边运行边登记也行。"""


def arguments(parser: Parser) -> None:
    """Nothing: list. Platform, address and unit: ask for the binding."""
    parser.with_config()
    parser.positional.add_argument("platform", nargs="?", default="", metavar="平台", help="如 telegram、wechaty")
    parser.positional.add_argument("address", nargs="?", default="", metavar="群号", help="平台上的群号,看列表")
    parser.positional.add_argument(
        "unit", nargs="?", default="", metavar="单位", help="如 康桥三组2邻、KQ03-02、“康桥村 工作群”"
    )


def run(parsed: argparse.Namespace) -> int:
    """Print the groups, or what has been asked for."""
    from bot.app import App, NoTown
    from bot.clock import DemoClock, SystemClock
    from bot.storage.writer import run_now

    if bool(parsed.platform) != bool(parsed.unit):
        raise Wrong("要么什么都不带(看列表),要么写全:xianglin bind-chat 平台 群号 单位")
    config = configured(parsed)
    with closing(database_of(config)) as database:
        try:
            app = App(database, DemoClock(config.clock_start) if config.clock_start else SystemClock(), {}, config.town)
        except NoTown:
            raise Failed("数据库里还没有镇。请先导入名册:xianglin import 名册.xlsx") from None
        lines = run_now(database, app.memory.begin, lambda work: _bound(work, parsed) if parsed.unit else _found(work))
    print("\n".join(lines))
    return 0


def _found(work: "Work") -> list[str]:
    from bot.domain.calendar import moment_name
    from bot.storage import platforms

    found = platforms.list_found(work.db, work.town)
    if not found:
        return ["没有等着登记的群。先把小邻拉进群;它进了群,这里就看得到。"]
    lines = [f"{wide(one.platform, 12)} {wide(one.address, 28)} {one.name}({moment_name(one.at)})" for one in found]
    return [*lines, "登记:xianglin bind-chat 平台 群号 单位"]


def _bound(work: "Work", parsed: argparse.Namespace) -> list[str]:
    from bot.actions import platforms
    from bot.domain import chats, places
    from bot.domain import platforms as rules
    from bot.storage import towns
    from bot.texts.chats import kind_name

    if parsed.platform not in rules.NAMES:
        raise Wrong(f"没有叫“{parsed.platform}”的平台,可以是:{'、'.join(rules.NAMES)}")
    units = places.units_named(work.directory, parsed.unit)
    exact = work.directory.units.get(parsed.unit)
    if exact is not None:
        units = [exact]
    if len(units) != 1:
        names = "、".join(work.directory.title(unit.id) for unit in units[:6])
        raise Wrong(f"“{parsed.unit}”对得上几个:{names}。写编号最准" if units else f"名册里没有“{parsed.unit}”这个单位")
    kind = chats.kind_for(units[0], parsed.unit)
    if kind is None:
        raise Wrong(f"{units[0].name}有两种群,请写明:“{units[0].name} 工作群”或“{units[0].name} 公开群”")
    title = work.directory.title(units[0].id)
    if not platforms.ask_from_outside(work, parsed.platform, parsed.address, units[0].id, kind):
        raise Failed("这个群已经登记过了。要改,先在群里发“解绑群”")
    towns.next_number(work.db, work.town, towns.ROSTER)  # a process that is serving reads the tree anew
    next_step = (
        f"这个平台听不见群里的话:请村干部或本邻邻长私聊小邻发“确认绑定 {parsed.address}”。"
        if parsed.platform in rules.DEAF
        else "请村干部或本邻邻长在群里发“确认绑定”。"
    )
    return [f"记下了:{parsed.platform} 的群 {parsed.address} → {title}的{kind_name(kind)}。{next_step}"]
