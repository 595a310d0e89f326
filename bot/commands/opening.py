"""What most commands begin with: the configuration, the database, the lock that keeps a second process out."""

import argparse
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.errors import Failed, Wrong
from bot.config import BadConfig, Config, load, masked

if TYPE_CHECKING:  # SQLAlchemy is loaded by the commands that open a database, when they do
    from bot.storage.database import Database
    from bot.storage.sealing import Ring


def configured(arguments: argparse.Namespace) -> Config:
    """The configuration.

    Raises:
        Wrong: with all its faults.
    """
    try:
        return load(arguments.config)
    except BadConfig as fault:
        raise Wrong("配置有问题,没有启动:\n" + "\n".join(f"- {line}" for line in fault.faults)) from fault


def database_of(config: Config, *, make: bool = False) -> "Database":
    """The town's database; ``make``: an empty one is made where there is none.

    Raises:
        Failed: there is none, or it cannot be reached.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import open_database
    from bot.storage.migrations import UnknownRevision
    from bot.storage.sealing import NoKey

    url = make_url(config.database_url)
    if not config.has_database:
        path = Path(url.database or "")
        if not make:
            raise Failed(f"还没有数据库({path})。请先导入名册:xianglin import 名册.xlsx;只想看看:xianglin demo")
        private_folder(path.parent)
    try:
        return open_database(config.database_url, ring_of(config))
    except NoKey as fault:
        raise lacking(config.key_file, fault.ids) from fault
    except SQLAlchemyError as fault:
        raise Failed(
            f"打不开数据库 {masked(config.database_url)}({type(fault).__name__})。"
            "请检查 database.url、文件权限、数据库服务;xianglin doctor 会逐项检查"
        ) from fault
    except UnknownRevision as fault:
        raise Failed(f"数据库 {masked(config.database_url)} 是更新的版本建的。请用那个版本,或从备份恢复") from fault


def ring_of(config: Config) -> "Ring":
    """The keys that seal the database; at the first start they are made.

    Raises:
        Failed: the file cannot be used, or is gone while the database needs it.
    """
    return ring_at(config.key_file, config.database_url if config.has_database else None)


def ring_at(path: Path, url: str | None) -> "Ring":
    """The keys in ``path``. Where there is no file, new keys are made, unless the database at ``url`` is sealed already.

    Raises:
        Failed: the file cannot be used, or is gone.
    """
    from bot.app import open_database
    from bot.storage.key_file import BadKeyFile, make, read
    from bot.storage.sealing import NoKey

    try:
        if path.exists():
            return read(path).ring
        if url is not None:
            open_database(url).close()
        private_folder(path.absolute().parent)
        made = make(path).ring
    except NoKey as fault:
        raise lacking(path, fault.ids) from fault
    except BadKeyFile as fault:
        raise Failed(str(fault)) from fault
    print(f"新做了密钥 {path}:姓名、电话、原话在库里都用它加密。请另外存一份,不要和备份放在一起", flush=True)
    return made


def lacking(path: Path, ids: Sequence[str]) -> Failed:
    """The keys at hand do not open the database."""
    what = f"密钥文件 {path} 里没有" if path.exists() else f"没有密钥文件 {path},少了"
    return Failed(
        f"打不开:{what}封存数据用的密钥 {'、'.join(ids)}。什么都没动。"
        f"请把原来的密钥文件放回去(或用 secrets.key_file 指给它),再运行一次"
    )


def own(database: "Database", town: str) -> None:
    """On PostgreSQL: be the town's only writer from now on (on SQLite a file's lock and its own notice of others do that).

    Raises:
        Failed: another process is.
    """
    from bot.storage.database import TownTaken

    if database.is_sqlite:
        return
    database.own(town)
    try:
        with database.writer():
            pass
    except TownTaken as fault:
        raise Failed(f"另一个乡邻正在这个数据库上运行 {town}。一个镇只能有一个进程在写:先停掉它") from fault


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may look into.

    Raises:
        Failed: it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise Failed(f"建不了文件夹 {path}({fault.strerror})。请换一个 data.dir,或检查权限") from fault


@contextmanager
def alone(database: Path) -> Generator[None]:
    """Hold the lock of an SQLite database: one process serves it.

    Raises:
        Failed: another process holds it.
    """
    import fcntl

    path = database.with_name(database.name + ".lock")
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            file.seek(0)
            other = file.read(20).strip() or "?"
            raise Failed(
                f"另一个乡邻(进程 {other})正在用 {database}。一个数据库只能有一个在运行:先停掉它,或用 --data / data.dir 换一个文件夹"
            ) from fault
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
