"""What is shown on a terminal: a bar for long work (never in a pipe), columns of Chinese."""

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")
_WIDTH = 24


def watched(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """``items``, with a bar on stderr while they are worked through."""
    count = total if total is not None else len(items) if isinstance(items, Sized) else 0
    shown = sys.stderr.isatty() and count > 1
    for done, item in enumerate(items):
        if shown:
            filled = _WIDTH * done // count
            print(
                f"\r{what} {'█' * filled}{'░' * (_WIDTH - filled)} {done}/{count}", end="", file=sys.stderr, flush=True
            )
        yield item
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def wide(text: str, width: int) -> str:
    """``text`` filled up to ``width`` columns, in which a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(0, width - taken)
