"""`xianglin route`: JSON lines in, JSON lines out: category, guesses, urgency, redirect, and the words that decided."""

import argparse
import json
import sys
from typing import Any

from bot.commands.errors import Wrong
from bot.commands.parser import Parser

ABOUT = """给句子分类。标准输入每行一条 {"id": "…", "text": "…"},标准输出每行一条:
类别 category、三个猜测 top3、把握 confidence、急事 urgent、该找的法定渠道 redirect。"""
_EXPECTED = '应当是 {"id": "1", "text": "路灯坏了"}'


def arguments(parser: Parser) -> None:
    """Whether to tell why."""
    parser.options.add_argument("--explain", action="store_true", help="再加一列 why:是哪些词定的,各有多重")


def run(parsed: argparse.Namespace) -> int:
    """One line out for each line in."""
    from bot import words

    words.warm()
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        asked = _read(number, line)
        found = words.route(asked["text"])
        told: dict[str, Any] = {
            "id": asked.get("id"),
            "category": found.category,
            "top3": found.top3,
            "confidence": found.confidence,
            "urgent": found.urgent,
            "redirect": found.redirect,
        }
        if parsed.explain:
            told["why"] = found.why
        print(json.dumps(told, ensure_ascii=False), flush=sys.stdout.isatty())
    return 0


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError:
        raise Wrong(f"<stdin>:{number}: 不是 JSON。{_EXPECTED}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):  # pyright: ignore[reportUnknownMemberType]
        raise Wrong(f"<stdin>:{number}: 没有文字 text。{_EXPECTED}")
    return asked  # pyright: ignore[reportUnknownVariableType]
