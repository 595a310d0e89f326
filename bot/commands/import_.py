"""`xianglin import`: the roster in. Safe beside a serving process, which reads the tree anew."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.errors import Wrong
from bot.commands.opening import configured, database_of
from bot.commands.parser import Parser

if TYPE_CHECKING:
    from bot.config import Config
    from bot.importing import ImportReport
    from bot.storage.database import Database

ABOUT = """导入名册(xlsx):单位、户、人员、任职、群、账号、关爱、在外。全部正确才写;同一个文件导两遍,第二遍什么也不变。
表怎么填见 docs/名册.md。"""


def arguments(parser: Parser) -> None:
    """The file and how."""
    parser.with_config()
    parser.positional.add_argument("file", type=Path, metavar="名册.xlsx", help="名册文件")
    parser.options.add_argument("--dry-run", action="store_true", help="只检查,什么也不写")
    parser.options.add_argument("--partial", action="store_true", help="有错的行跳过,其余的写进去")


class _NotToBeStored(Exception):
    """Takes back the transaction of an import that must leave nothing."""


def run(parsed: argparse.Namespace) -> int:
    """Print the report; 1 when rows were bad, 2 when the file cannot be read at all."""
    if not parsed.file.is_file():
        raise Wrong(f"没有文件 {parsed.file}")
    config = configured(parsed)
    with tempfile.TemporaryDirectory(prefix="xianglin-import-") as folder:
        report = _report(parsed, config, _database(config, parsed.dry_run, Path(folder)))
    if report.unusable:
        raise Wrong(f"{parsed.file}:{report.unusable}")
    for line in report.lines():
        print(line, file=sys.stderr if not report.good and not report.stored else sys.stdout)
    return 1 if report.faults else 0


def _database(config: "Config", dry_run: bool, folder: Path) -> "Database":
    """The town's; for a try where there is none yet, an empty one that is thrown away."""
    from bot.app import open_database

    if dry_run and not config.has_database:
        return open_database(f"sqlite:///{folder / 'try.db'}")
    return database_of(config, make=True)


def _report(parsed: argparse.Namespace, config: "Config", database: "Database") -> "ImportReport":
    from bot.clock import SystemClock
    from bot.importing import ImportReport, import_workbook
    from bot.storage.database import Db
    from bot.storage.writer import run_now

    now = config.clock_start or SystemClock().now()
    reports: list[ImportReport] = []

    def unit(db: Db) -> None:
        reports.append(import_workbook(parsed.file, db, now, dry_run=parsed.dry_run, partial=parsed.partial))
        if not reports[0].stored:
            raise _NotToBeStored

    try:
        run_now(database, lambda db: db, unit)
    except _NotToBeStored:
        pass
    finally:
        database.close()
    return reports[0]
