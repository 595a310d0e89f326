"""`xianglin restore`: a backup into an empty place, on either engine."""

import argparse
import secrets
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.errors import Failed, Wrong
from bot.commands.opening import alone, configured, lacking, private_folder, ring_at
from bot.commands.parser import Parser

if TYPE_CHECKING:
    from bot.storage.sealing import Ring

ABOUT = """从备份恢复。目标必须是空的:已有数据的数据库不会被动到。
SQLite 的备份可以恢复到 PostgreSQL,反过来也行。备份是加密的:先把当时的密钥文件放到 secrets.key_file 指的地方。"""


def arguments(parser: Parser) -> None:
    """Where from."""
    parser.with_config()
    parser.positional.add_argument("file", type=Path, metavar="文件", help="xianglin backup 写的文件")


def run(parsed: argparse.Namespace) -> int:
    """Check the backup, bring it up to date in a copy, put it in place."""
    backup: Path = parsed.file
    if not backup.is_file():
        raise Wrong(f"没有文件 {backup}")
    from bot.app import open_database
    from bot.storage.copying import BadBackup, verify
    from bot.storage.sealing import NoKey

    config = configured(parsed)
    try:
        verify(backup)
    except BadBackup as fault:
        raise Wrong(f"{backup}:{fault}。请换一个 xianglin backup 写的文件") from fault
    with tempfile.TemporaryDirectory(prefix="xianglin-restore-") as folder:
        copy = Path(folder) / "town.db"
        shutil.copyfile(backup, copy)
        ring = ring_at(config.key_file, f"sqlite:///{copy}")
        try:
            open_database(f"sqlite:///{copy}", ring).close()  # an older backup gets today's tables
            again = _put(config.database_url, copy, ring)
        except NoKey as fault:
            raise lacking(config.key_file, fault.ids) from fault
    print("恢复好了。接着请运行:xianglin check,再启动 xianglin serve")
    if again:
        print(f"有 {again} 场没截止的测评,票不在备份里:请告诉大家重新投")
    return 0


def _put(url: str, copy: Path, ring: "Ring") -> int:
    from sqlalchemy.engine import make_url

    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return _rows(url, copy, ring)
    target = Path(place.database or "")
    private_folder(target.absolute().parent)
    with alone(target):
        return _rows(url, copy, ring)


def _rows(url: str, copy: Path, ring: "Ring") -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import open_database
    from bot.config import masked
    from bot.storage.copying import copy_rows, is_empty, open_polls_again

    try:
        with closing(open_database(url, ring)) as database, closing(open_database(f"sqlite:///{copy}", ring)) as source:
            if not is_empty(database):
                raise Failed(
                    f"{masked(url)} 里已经有数据,没有动它。请换一个空的地方(database.url 或 data.dir),或者先备份再把旧的移走"
                )
            copy_rows(source, database)
            return open_polls_again(database, lambda: secrets.token_hex(32))
    except SQLAlchemyError as fault:
        raise Failed(f"写不进 {masked(url)}({type(fault).__name__})。请检查 database.url 和权限") from fault
