"""A gate before a regular expression: characters of which a match has at least one. Searching is dear, looking into a set is not."""

import importlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

Label = TypeVar("Label")
Search = Callable[[str], re.Match[str] | None]


def needed(pattern: str) -> frozenset[str] | None:
    """Characters of which every match of ``pattern`` holds at least one; None when that cannot be said."""
    try:
        parse = importlib.import_module("re._parser").parse
    except ImportError:
        return None
    return _of_sequence(parse(pattern))


def _of_sequence(items: Any) -> frozenset[str] | None:
    """The smallest set that any part of a sequence needs."""
    found = [one for one in (_of_item(str(kind), value) for kind, value in items) if one is not None]
    return min(found, key=len) if found else None


def _of_item(kind: str, value: Any) -> frozenset[str] | None:
    match kind:
        case "LITERAL":
            return frozenset({chr(value)})
        case "IN":
            return _of_class(value)
        case "SUBPATTERN":
            return _of_sequence(value[-1])
        case "BRANCH":
            return _of_branches(value[1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _of_sequence(value[2]) if value[0] > 0 else None
        case _:
            return None


def _of_class(items: Any) -> frozenset[str] | None:
    if any(str(kind) != "LITERAL" for kind, _ in items):
        return None
    return frozenset(chr(value) for _, value in items)


def _of_branches(branches: Any) -> frozenset[str] | None:
    found: set[str] = set()
    for branch in branches:
        one = _of_sequence(branch)
        if one is None:
            return None
        found |= one
    return frozenset(found)


class Gate(Generic[Label]):
    """Labelled patterns, in order; only those are tried of which a text has a needed character."""

    def __init__(self, patterns: Iterable[tuple[Label, str]]) -> None:
        self._patterns: list[tuple[Label, Search]] = []
        self._by_character: dict[str, list[int]] = {}
        self._always: list[int] = []
        for at, (label, pattern) in enumerate(patterns):
            self._patterns.append((label, re.compile(pattern).search))
            needs = needed(pattern)
            if needs is None:
                self._always.append(at)
            for character in needs or ():
                self._by_character.setdefault(character, []).append(at)

    def candidates(self, text: str) -> list[tuple[Label, Search]]:
        """Those that may match, in order."""
        found = set(self._always)
        for character in set(text):
            found.update(self._by_character.get(character, ()))
        return [self._patterns[at] for at in sorted(found)]
