"""argparse in Chinese. Only public parts of it: own groups, own formatter, its messages translated where it complains."""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Never

from bot.commands.errors import Wrong

_MESSAGES = (
    (r"the following arguments are required: (.*)", r"还缺:\1"),
    (r"unrecognized arguments: (.*)", r"不认识:\1"),
    (r"argument (.*): expected one argument", r"\1 后面要有一个值"),
    (r"argument (.*): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.*): invalid int value: '(.*)'", r"\1 要一个整数,不能是“\2”"),
    (r"argument (.*): invalid choice: '(.*)' \(choose from (.*)\)", r"\1 不能是“\2”,可以是:\3"),
    (r"argument (.*): ignored explicit argument '(.*)'", r"\1 后面不能带值“\2”"),
    (r"argument (.*): (.*)", r"\1:\2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 不够明确,可能是 \2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with a Chinese heading."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """The arguments of one command. ``positional`` and ``options`` take arguments."""

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.positional = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这段说明")
        self.options.add_argument("--debug", action="store_true", help="出错时显示完整的追踪")

    def with_config(self) -> "Parser":
        """Also takes ``--config FILE``."""
        self.options.add_argument(
            "--config", metavar="文件", type=Path, help="配置文件(默认:当前文件夹的 xianglin.toml,如果有)"
        )
        return self

    def error(self, message: str) -> Never:
        """A wrong call.

        Raises:
            Wrong: always.
        """
        told = message
        for pattern, chinese in _MESSAGES:
            if re.fullmatch(pattern, message):
                told = re.sub(r"'([^']*)'(, )?", r"\1\2", re.sub(pattern, chinese, message)).replace(", ", "、")
                break
        raise Wrong(f"{told}。用法见:{self.prog} --help")


def port(text: str) -> int:
    """A port in an argument."""
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"端口要 0 到 65535 的整数,不能是“{text}”")
    return int(text)
