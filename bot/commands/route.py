"""`xianglin route`: JSON lines in, JSON lines out: category, guesses, urgency, redirect, and the words that decided."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.errors import Wrong
from bot.commands.parser import Parser

if TYPE_CHECKING:
    from bot.domain.learned import Weights

ABOUT = """给句子分类。标准输入每行一条 {"id": "…", "text": "…"},标准输出每行一条:
类别 category、三个猜测 top3、把握 confidence、急事 urgent、该找的法定渠道 redirect。
--weights 用 xianglin learn 学出来的权重和它的类别;急事和法定渠道照旧由自带的规则定。"""
_EXPECTED = '应当是 {"id": "1", "text": "路灯坏了"}'


def arguments(parser: Parser) -> None:
    """With which weights, and whether to tell why."""
    parser.options.add_argument("--weights", metavar="文件", type=Path, help="xianglin learn 写的权重(默认:自带的)")
    parser.options.add_argument(
        "--explain", action="store_true", help="再加两列:why 是哪些词定的、各有多重,slots 是哪里、多久了、几户"
    )


def run(parsed: argparse.Namespace) -> int:
    """One line out for each line in."""
    from dataclasses import asdict

    from bot import words
    from bot.domain.slots import slots_of
    from bot.normal import normalise

    words.warm()
    weights = _weights(parsed.weights) if parsed.weights else words.weights("categories")
    answer = _answers(weights)
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        asked = _read(number, line)
        found = words.route(asked["text"])
        told: dict[str, Any] = {
            "id": asked.get("id"),
            **answer(asked["text"]),
            "urgent": found.urgent,
            "redirect": found.redirect,
        }
        if parsed.explain:
            told["slots"] = asdict(slots_of(normalise(asked["text"])))
            told["why"] = words.why(asked["text"], told["category"], weights)
        print(json.dumps(told, ensure_ascii=False), flush=sys.stdout.isatty())
    return 0


def _weights(path: Path) -> "Weights":
    from bot.domain.learned import Malformed, Weights

    try:
        return Weights.read(path.read_bytes())
    except OSError:
        raise Wrong(f"打不开权重文件 {path}。先用 xianglin learn 标好的.csv --out {path} 学一个") from None
    except Malformed:
        raise Wrong(f"{path}:1: 不是权重文件,应当是 xianglin learn --out 写出来的") from None


def _answers(weights: "Weights") -> Callable[[str], dict[str, Any]]:
    """Category, guesses and confidence by some weights."""
    from bot import words
    from bot.normal import normalise

    def answer(text: str) -> dict[str, Any]:
        shares = weights.confidences(weights.scores(weights.features(normalise(text), words.cut)))
        ranked = sorted(zip(shares, weights.labels, strict=True), key=lambda one: -one[0])[:3]
        return {
            "category": ranked[0][1],
            "top3": [label for _, label in ranked],
            "confidence": round(ranked[0][0], 3),
        }

    return answer


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError:
        raise Wrong(f"<stdin>:{number}: 不是 JSON。{_EXPECTED}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):  # pyright: ignore[reportUnknownMemberType]
        raise Wrong(f"<stdin>:{number}: 没有文字 text。{_EXPECTED}")
    return asked  # pyright: ignore[reportUnknownVariableType]
