"""`xianglin check`: is the data sound? One line a breach."""

import argparse
from contextlib import closing

from bot.commands.errors import Failed
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser

ABOUT = "检查数据是否自洽:积分账、单位树、诉求、发件箱……每处不对一行。可以边运行边检查。"


def arguments(parser: Parser) -> None:
    """None of its own."""
    parser.with_config()


def run(parsed: argparse.Namespace) -> int:
    """1 when something is broken."""
    from bot.consistency import breaches
    from bot.storage.towns import find_town

    with closing(database_of(configured(parsed))) as database, database.reader() as db:
        found = find_town(db)
        if found is None:
            raise Failed("数据库里还没有镇。请先导入名册:xianglin import 名册.xlsx")
        broken = (
            [f"数据库文件:{row[0]}" for row in db.say("PRAGMA quick_check") if row[0] != "ok"] if db.is_sqlite else []
        )
        broken += breaches(db, found[0])
    for line in broken:
        print(line)
    if broken:
        print(f"共 {len(broken)} 处不对。先备份(xianglin backup 文件),再照每行说的去查")
        return 1
    print(f"{found[1]}({found[0]}):没有发现问题")
    return 0
