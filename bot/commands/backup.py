"""`xianglin backup`: the whole database as it stands, into one file, while it is being served."""

import argparse
import os
from pathlib import Path

from bot.commands.errors import Failed, Wrong
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser

ABOUT = """把整个数据库备份成一个文件。可以边运行边备份,得到的是同一时刻的样子。
备份里村民的姓名、电话、原话都是加密的,打开要用密钥文件(xianglin key show 说它在哪里)。密钥不在备份里:请另存一份,和备份分开放。
没截止的测评,票和票号不进备份。备份的文件权限是 600,请放在安全的地方,35 天后删掉。"""


def arguments(parser: Parser) -> None:
    """Where to."""
    parser.with_config()
    parser.positional.add_argument("file", type=Path, metavar="文件", help="备份写到哪里,例如 backup-20261124.db")


def run(parsed: argparse.Namespace) -> int:
    """Write it beside its place first, check it, then give it its name."""
    target: Path = parsed.file
    if target.exists():
        raise Wrong(f"{target} 已经有了,不会覆盖。请换一个文件名")
    if not target.absolute().parent.is_dir():
        raise Wrong(f"没有文件夹 {target.absolute().parent}。请先建好")
    from bot.storage.copying import verify, write_backup

    config = configured(parsed)
    database = database_of(config)
    half = target.with_name(target.name + ".half")
    half.unlink(missing_ok=True)
    former = os.umask(0o077)
    try:
        write_backup(database, half)
        verify(half)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.replace(target)
    except OSError as fault:
        raise Failed(f"备份没写成({fault.strerror})。请检查磁盘空间和权限") from fault
    finally:
        os.umask(former)
        half.unlink(missing_ok=True)
        database.close()
    print(f"备份好了:{target}({target.stat().st_size / 1e6:.1f} MB)。恢复到空的地方:xianglin restore {target}")
    print(f"恢复要用密钥 {config.key_file}(备份里没有):请另存一份,和备份分开放。备份最多留 35 天")
    return 0
