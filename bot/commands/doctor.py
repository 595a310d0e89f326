"""`xianglin doctor`: what is set and where that came from, what is around, what is missing and what to do."""

import argparse
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.opening import configured
from bot.commands.parser import Parser
from bot.commands.terminal import wide
from bot.config import SETTINGS, masked

if TYPE_CHECKING:
    from datetime import datetime

    from bot.adapters.base import Capabilities
    from bot.config import Config
    from bot.ids import TownId
    from bot.storage.database import Db
    from bot.storage.platforms import Standing

ABOUT = "查看每一项配置(值和来处,口令打码)和周围环境;缺什么、怎么补。有必须补的返回 1。"
_LEAST_DISK = 500_000_000
_LEAST_SQLITE = (3, 35, 0)
Finding = tuple[str, str, str]
"""好 / 提醒 / 错; what; what to do."""
_MARK = {"好": "✓", "提醒": "!", "错": "✗"}


def arguments(parser: Parser) -> None:
    """None of its own."""
    parser.with_config()


def run(parsed: argparse.Namespace) -> int:
    """Print both lists."""
    config = configured(parsed)
    print(f"配置(文件:{config.file or '没有,都用默认或环境变量'})")
    for setting in SETTINGS:
        shown = f"{setting.name} = {config.shown(setting.name)}"
        print(f"  {wide(shown, 52)} 来自 {config.origins[setting.name]} · {setting.meaning}")
    print("\n环境")
    findings = list(_findings(config))
    for mark, what, remedy in findings:
        print(f"  {_MARK[mark]} {what}" + (f"\n      → {remedy}" if remedy else ""))
    wrong = sum(mark == "错" for mark, _, _ in findings)
    warned = sum(mark == "提醒" for mark, _, _ in findings)
    print(f"\n{wrong} 处必须补,{warned} 处提醒。")
    return 1 if wrong else 0


def _findings(config: "Config") -> Iterator[Finding]:
    yield _python()
    yield _sqlite()
    yield _segmenter()
    yield _disk(config.data_dir)
    yield from _data(config)
    yield from _phones(config)
    yield from _calendar(config)
    yield from _platforms(config)
    yield from _database(config)


def _python() -> Finding:
    return "好", f"Python {platform.python_version()},{platform.system()} {platform.machine()}", ""


def _sqlite() -> Finding:
    what = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        return "错", what, f"需要 {'.'.join(map(str, _LEAST_SQLITE))} 或更新;换一个新些的 Python"
    return "好", what, ""


def _segmenter() -> Finding:
    from importlib.util import find_spec

    if find_spec("rjieba") is None:
        return "提醒", "没有 rjieba,分词用 jieba(慢一些,多占 50 MB 内存)", "pip install rjieba"
    return "好", "分词:rjieba", ""


def _disk(folder: Path) -> Finding:
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    what = f"{existing} 还有 {free / 1e9:.1f} GB 空间"
    if not os.access(existing, os.W_OK):
        return "错", f"{existing} 不能写", "换一个 data.dir,或用 chown、chmod 给运行的用户写权限"
    return ("提醒", what, "清理磁盘;磁盘满了消息就存不下") if free < _LEAST_DISK else ("好", what, "")


def _data(config: "Config") -> Iterator[Finding]:
    from bot.config_values import is_open

    if config.data_dir.is_dir() and is_open(config.data_dir):
        yield "提醒", f"{config.data_dir} 别的用户也能看", f"里面是村民的信息:chmod 700 {config.data_dir}"
    if config.clock_start is not None:
        yield "提醒", f"时钟是假的,从 {config.clock_start:%Y-%m-%d %H:%M} 走起", "正式运行请去掉 clock.start"


def _platforms(config: "Config") -> Iterator[Finding]:
    from bot.app import adapter_module
    from bot.clock import SystemClock
    from bot.domain.platforms import name_of

    for name in config.values["adapters.enabled"]:
        module = adapter_module(name)
        faults = module.findings(config)
        yield from faults
        if not any(mark == "错" for mark, _, _ in faults):
            yield "好", f"{name_of(name)}能做什么:{_abilities(module.make(config, SystemClock()).capabilities)}", ""


def _abilities(can: "Capabilities") -> str:
    """The table of what a platform can do, in a line."""
    yes_no = (
        (can.can_edit, "能改发过的消息", "发过的消息改不了"),
        (can.calls_all, "急事能提醒所有人", "提醒不了所有人"), (can.buttons, "有按钮", "没有按钮"), (can.images, "能发图片", "不能发图片"),
        (can.read_receipts, "知道谁已读", "不知道谁已读"), (can.stable_ids, "号不会变", "群和人的号会变"),
    )  # fmt: skip
    said = [yes if ok else no for ok, yes, no in yes_no]
    minutes = 0 if can.recalls_within is None else int(can.recalls_within.total_seconds() // 60)
    span = f"{minutes // 60}小时" if minutes >= 60 else f"{minutes}分钟"
    said.append(f"发过的{span}内撤得回" if minutes else "发过的撤不回")
    said.append(f"一条最长{can.longest_text}字")
    said.append(f"文件最大{can.largest_file / 1e6:.3g}MB" if can.largest_file else "不发文件")
    for limit, where in ((can.per_account, "账号"), (can.per_chat, "每个群")):
        if limit is not None:
            said.append(f"{where}{limit[1].total_seconds():g}秒最多{limit[0]}条")
    if can.gap is not None:
        said.append(f"两条隔{can.gap[0].total_seconds():g}–{can.gap[1].total_seconds():g}秒")
    if can.daily is not None:
        said.append(f"一天最多{can.daily}条")
    if can.by_hand:
        said.append("要人按发送")
    said.append("在境内,可走居民信息" if can.residency == "CN" else "不在境内,不可走居民信息")
    return "、".join(said)


def _now(config: "Config") -> "datetime":
    from datetime import datetime

    from bot.clock import SHANGHAI

    return config.clock_start or datetime.now(SHANGHAI)


def _phones(config: "Config") -> Iterator[Finding]:
    if missing := config.placeholders():
        yield "提醒", f"还没填好的电话:{'、'.join(missing)}", "村民按“电话”“人工”时要用,请问清楚填上"


def _calendar(config: "Config") -> Iterator[Finding]:
    from bot.domain import calendar

    now = _now(config)
    for year in (now.year, now.year + 1) if now.month == 12 else (now.year,):
        if not calendar.knows(year, config.town):
            what = f"不知道{year}年的放假调休,只按周一到周五算工作日"
            yield "提醒", what, "把国务院公布的调休写进 calendar.file 指的文件,一行一段:2027-02-05至2027-02-11 放假"


def _database(config: "Config") -> Iterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import load_tables
    from bot.storage import platforms
    from bot.storage.database import Database
    from bot.storage.towns import find_town

    shown = masked(config.database_url)
    if not config.has_database:
        yield "提醒", f"还没有数据库({shown})", "导入名册就会建好:xianglin import 名册.xlsx"
        return
    load_tables()
    database = Database(config.database_url)
    try:
        if database.is_empty():
            yield "提醒", f"数据库是空的({shown})", "先导入名册:xianglin import 名册.xlsx"
            return
        with database.reader() as db:
            found = find_town(db)
            known = found[0] if found and database.is_current() else None
            standing = platforms.list_all(db, known) if known else []
            unheard = list(_unheard(db, known, config)) if known else []
    except SQLAlchemyError as fault:
        yield "错", f"打不开数据库 {shown}({type(fault).__name__})", "检查 database.url、权限、数据库服务是否在运行"
        return
    finally:
        database.close()
    if found is None:
        yield "提醒", f"数据库里还没有镇({shown})", "先导入名册:xianglin import 名册.xlsx"
        return
    yield "好", f"数据库 {shown}:{found[1]}({found[0]})", ""
    yield from _standing(standing, config.values["adapters.enabled"])
    yield from unheard


def _unheard(db: "Db", town: "TownId", config: "Config") -> Iterator[Finding]:
    """Of an outage some at the town are told: whether any of them can be."""
    from bot.domain.platforms import DEAF, TOLD, name_of
    from bot.storage.platforms import reaches
    from bot.texts.people import role_name

    real = [name for name in config.values["adapters.enabled"] if name not in {"sim", *DEAF}]
    if real and not reaches(db, town, TOLD, real, _now(config).date()):
        who, where = "、".join(map(role_name, TOLD)), "、".join(map(name_of, real))
        yield (
            "提醒",
            f"{who}里没有一个人有{where}的账号,平台不通了没有人知道",
            "把其中一位的账号写进名册的“账号”表再导入,或请本人在那里私聊小邻,用绑定码认领",
        )


def _standing(standing: "list[Standing]", enabled: list[str]) -> Iterator[Finding]:
    """How the running process last saw its platforms."""
    from bot.domain.calendar import moment_name
    from bot.domain.platforms import name_of

    for one in standing:
        if one.name not in enabled:
            continue
        since = moment_name(one.since)
        if one.paused:
            yield "提醒", f"{name_of(one.name)}停发了", "想好了,由镇管理员或运维私聊小邻回“恢复发送”"
        if not one.up:
            yield (
                "错",
                f"{name_of(one.name)}从{since}起不通:{one.trouble or '原因不明'}",
                "按上面这个平台的提示逐项查;消息都存着",
            )
        elif not one.paused:
            yield "好", f"{name_of(one.name)}通着({since}起,运行中的进程最后看到的)", ""
