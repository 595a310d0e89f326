"""`xianglin key`: which keys seal the database, and a new one in their place."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from bot.commands.errors import Failed
from bot.commands.opening import alone, configured, database_of, own
from bot.commands.parser import Parser
from bot.commands.terminal import watched

if TYPE_CHECKING:
    from bot.config import Config
    from bot.storage.database import Database
    from bot.storage.sealing import Ring

ABOUT = """密钥:姓名、电话、原话在数据库里都是加密的,密钥在另一个文件里(secrets.key_file)。
show 看看用的是哪几把;rotate 换一把新的,把全部内容重新加密一遍。换的时候要先停下 serve;中途断了,再运行一次会接着做完。
旧的钥匙留在文件里,旧备份还要用它;35 天后旧备份都删了,再把旧的那行 seal 删掉。"""


def arguments(parser: Parser) -> None:
    """What to do."""
    parser.with_config()
    parser.positional.add_argument(
        "what", choices=("show", "rotate"), nargs="?", default="show", metavar="show|rotate", help="默认 show"
    )


def run(parsed: argparse.Namespace) -> int:
    """Show or change."""
    config = configured(parsed)
    if not config.key_file.exists():
        raise Failed(f"还没有密钥文件 {config.key_file}。第一次导入名册或启动时会做一把;库里已有内容,请放回原来的文件")
    if parsed.what == "rotate":
        return _rotate(config)
    from bot.storage.resealing import count_old

    with closing(database_of(config)) as database, database.reader() as db:
        ring = _ring(database)
        print(f"密钥文件:{config.key_file}")
        print(f"现在用:{ring.current}")
        print(f"还留着:{'、'.join(one for one in ring.ids if one != ring.current) or '(没有旧的)'}")
        left = count_old(db, ring)
    print(f"还没用新密钥加密的内容:{left}" + (",请运行:xianglin key rotate" if left else ""))
    return 0


def _rotate(config: "Config") -> int:
    from bot.storage.key_file import BadKeyFile, add_key
    from bot.storage.towns import find_town

    with ExitStack() as held:
        database = held.enter_context(closing(database_of(config)))
        if database.path is not None:
            held.enter_context(alone(database.path))
        with database.reader() as db:
            town = find_town(db)
        if town is not None:
            own(database, town[0])
        if not _left(database):  # else an earlier change was broken off: finish that one
            database.close()
            try:
                add_key(config.key_file)
            except BadKeyFile as fault:
                raise Failed(str(fault)) from fault
        database = held.enter_context(closing(database_of(config)))
        if town is not None:
            own(database, town[0])
        done = sum(_resealed(database))
        ring = _ring(database)
    print(f"换好了:{done} 处内容已用新密钥 {ring.current} 重新加密。请把 {config.key_file} 再另存一份")
    print("旧备份还要用旧的那行 seal;35 天后旧备份都删了,再从文件里删掉它")
    return 0


def _left(database: "Database") -> int:
    from bot.storage.resealing import count_old

    with database.reader() as db:
        return count_old(db, _ring(database))


def _resealed(database: "Database") -> Iterator[int]:
    from bot.storage.resealing import BATCH, reseal

    return watched(reseal(database), "重新加密", -(-_left(database) // BATCH))


def _ring(database: "Database") -> "Ring":
    assert database.ring is not None
    return database.ring
