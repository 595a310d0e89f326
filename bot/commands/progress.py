"""A bar for long work: on a terminal only, never in a pipe."""

import sys
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
