"""The `xianglin` command: finds the command, runs it, turns faults into one line of Chinese and an exit status (contracts §1)."""

import importlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence

from bot.commands import COMMANDS
from bot.commands.errors import CommandFault
from bot.commands.parser import Parser

ABOUT = "乡邻:乡镇、村、网格、邻四级微信群里的助手。"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        return _run(words)
    except CommandFault as fault:
        if debug:
            raise
        print(fault, file=sys.stderr)
        return fault.status
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has enough (head); nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        if debug:
            raise
        print(f"出了没料到的错({type(fault).__name__})。加 --debug 再运行一次,能看到出在哪里。", file=sys.stderr)
        return 1


def _run(words: list[str]) -> int:
    options = [word for word in words if word != "--debug"]
    if not options or options[0] in {"-h", "--help"}:
        print(_overview())
        return 0 if options else 2
    if options[0] == "--version":
        print(f"xianglin {importlib.metadata.version('xianglin')}")
        return 0
    name = options[0]
    if name not in COMMANDS:
        raise _unknown(name)
    module = importlib.import_module(f"bot.commands.{'import_' if name == 'import' else name.replace('-', '_')}")
    parser = Parser(f"xianglin {name}", module.ABOUT)
    module.arguments(parser)
    try:
        parsed = parser.parse_args(options[1:])
    except SystemExit:  # argparse has printed the help
        return 0
    status: int = module.run(parsed)
    return status


def _overview() -> str:
    lines = [ABOUT, "", "用法:xianglin 命令 [选项]", "", "命令:"]
    lines += [f"  {name:<9} {about}" for name, about in COMMANDS.items()]
    lines += ["", "每个命令的用法:xianglin 命令 --help", "第一次来:xianglin demo"]
    return "\n".join(lines)


def _unknown(name: str) -> CommandFault:
    import difflib

    from bot.commands.errors import Wrong

    near = difflib.get_close_matches(name, COMMANDS, 1)
    meant = f"是不是想写 {near[0]}?" if near else ""
    return Wrong(f"没有叫 {name} 的命令。{meant}所有命令见:xianglin --help")


if __name__ == "__main__":
    sys.exit(main())
