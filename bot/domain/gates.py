"""A gate before a regular expression: characters of which a match has at least one. Searching is dear, looking into a set is not."""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import reduce
from typing import Any, Generic, TypeVar

Label = TypeVar("Label")
Search = Callable[[str], re.Match[str] | None]


_COMMON = frozenset(
    "的了一是不我人在有他这上们来到时大地为子中你说生着就那和要她出也得里后自会家可下过天去能对小多心都好看起发当没只事把还用想开"
    "给被叫喊让水电老爸妈孩娃路村门钱打车进半两个点几边头手"
)
"""Characters that stand in every other message: a gate of these keeps nothing out."""


def _open(those: Set[str]) -> int:
    """How much a set of characters lets through."""
    return len(those) + 20 * len(those & _COMMON)


def needed(pattern: str) -> list[frozenset[str]]:
    """Sets of characters of each of which every match of ``pattern`` holds at least one, those that let least through first."""
    try:
        parse = importlib.import_module("re._parser").parse
    except ImportError:
        return []
    return sorted(dict.fromkeys(_of_sequence(parse(pattern))), key=_open)


def branches(pattern: str) -> list[str]:
    """The alternatives of a pattern, one by one: it is better known when one of them is worth a search."""
    found, depth, in_class = [""], 0, False
    for one in pattern:
        in_class = one == "[" or (in_class and one != "]")
        depth += 0 if in_class else {"(": 1, ")": -1}.get(one, 0)
        if one == "|" and depth == 0 and not in_class:
            found.append("")
        else:
            found[-1] += one
    return found


def _of_sequence(items: Any) -> list[frozenset[str]]:
    return [one for kind, value in items for one in _of_item(str(kind), value)]


def _of_item(kind: str, value: Any) -> list[frozenset[str]]:
    match kind:
        case "LITERAL":
            return [frozenset({chr(value)})]
        case "IN":
            return _of_class(value)
        case "SUBPATTERN":
            return _of_sequence(value[-1])
        case "BRANCH":
            return _of_branches(value[1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _of_sequence(value[2]) if value[0] > 0 else []
        case _:
            return []


def _of_class(items: Any) -> list[frozenset[str]]:
    if any(str(kind) != "LITERAL" for kind, _ in items):
        return []
    return [frozenset(chr(value) for _, value in items)]


def _of_branches(those: Any) -> list[frozenset[str]]:
    """One of what each branch needs most; None of it when a branch needs nothing."""
    found: set[str] = set()
    for branch in those:
        needs = _of_sequence(branch)
        if not needs:
            return []
        found |= min(needs, key=_open)
    return [frozenset(found)]


DEEP = 3
"""So many needs of a pattern are looked at."""


class Gate(Generic[Label]):
    """Labelled patterns, in order, alternatives apart; only those are tried whose needed characters a text has.

    What a character lets in is one long integer: a bit for each pattern, once for its first need, once for its second and third.
    """

    def __init__(self, patterns: Iterable[tuple[Label, str]]) -> None:
        apart = [(label, one) for label, pattern in patterns for one in branches(pattern)]
        self._patterns = apart
        self._searches: list[Search | None] = [None] * len(apart)
        """Made when a pattern is first worth a try: hundreds of them would be a tenth of the start."""
        self._width = len(apart)
        self._free = 0
        self._lets: dict[str, int] = {}
        for at, (_, pattern) in enumerate(apart):
            needs = needed(pattern)
            for depth in range(DEEP):
                bit = 1 << depth * self._width + at
                if depth >= len(needs):
                    self._free |= bit
                for character in needs[depth] if depth < len(needs) else ():
                    self._lets[character] = self._lets.get(character, 0) | bit

    def candidates(self, text: str) -> Iterator[tuple[Label, Search]]:
        """Those that may match, in order."""
        met = reduce(int.__or__, filter(None, map(self._lets.get, text)), self._free)
        left = met & met >> self._width & met >> 2 * self._width & (1 << self._width) - 1
        while left:
            lowest = left & -left
            at = lowest.bit_length() - 1
            label, pattern = self._patterns[at]
            search = self._searches[at]
            if search is None:
                search = self._searches[at] = re.compile(pattern).search
            yield label, search
            left ^= lowest
