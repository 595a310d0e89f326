"""Which category a sentence belongs to, by keywords, explainable (handbook §5.4). Pure: the words themselves are given.

Rules of this file: longest match first and nothing inside it counts again; a keyword weighs its length to the power of 1.5, a weak
one half; place names of the roster are masked before; words that only look like keywords (火车, 老人机) stand in the list of blanks
and win by their length; one category is sure when it has weight enough and leads by a margin, else three guesses are offered.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.urgent import Alarm, find_urgent

Boundaries = Callable[[str], frozenset[int]]
"""Positions in a text at which a word begins or ends (segmentation); asked only of texts with a hit."""

OTHER = "OTHER"
ENOUGH = 2.8
MARGIN = 1.0
FALLBACK = ("WATER", "ROAD", "ENV")
"""Guesses when nothing was hit."""
_ACROSS = 0.45
"""What is left of a short keyword that cuts through a word."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of handbook §5.4."""

    code: str
    name: str
    first_tier: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword found: what it adds to which category."""

    word: str
    begin: int
    end: int
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """What a sentence was understood as (contracts §4)."""

    category: str
    top3: tuple[str, ...]
    confidence: float
    sure: bool
    urgent: Alarm | None
    redirect: str | None
    why: tuple[tuple[str, float], ...]
    """The words that decided for the category, and their weights."""
    hit: bool
    """Whether any keyword was found at all."""


class Lexicon:
    """All keywords in one regular expression: a trie, so that a long list is matched in one pass."""

    def __init__(self, categories: Sequence[Category], words: Mapping[str, Mapping[str, float]]) -> None:
        self.categories = {one.code: one for one in categories}
        self._words = words
        self._pattern = re.compile(trie_pattern(words))

    def name(self, code: str) -> str:
        """What people call a category."""
        found = self.categories.get(code)
        return found.name if found else code

    def hits(self, text: str, boundaries: Boundaries | None = None) -> list[Hit]:
        """Keywords in normalised ``text``, leftmost and longest, none inside another."""
        found: list[Hit] = []
        edges: frozenset[int] | None = None
        for match in self._pattern.finditer(text):
            weights = self._words[match[0]]
            if not weights:
                continue
            share = 1.0
            if boundaries is not None and len(match[0]) <= 2:
                edges = boundaries(text) if edges is None else edges
                if match.start() not in edges or match.end() not in edges:
                    share = _ACROSS
            worth = len(match[0]) ** 1.5 * share
            found.append(
                Hit(
                    match[0],
                    match.start(),
                    match.end(),
                    tuple((c, worth * share_of) for c, share_of in weights.items()),
                )
            )
        return found


class _Node(dict[str, "_Node"]):
    """A trie is a dict of itself; the empty key says that a word ends here."""


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of ``words`` at a position."""
    root = _Node()
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, _Node())
        node[""] = _Node()
    return _spelled(root) if root else r"(?!)"


def _spelled(node: _Node) -> str:
    branches = [re.escape(character) + _spelled(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    ends = "" in node
    body = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return body + ("?" if ends else "")


def mask(text: str, places: re.Pattern[str] | None) -> str:
    """``text`` with the place names of the roster blanked out: 康桥 is no bridge."""
    return places.sub(lambda found: "〇" * len(found[0]), text) if places is not None else text


def scores(hits: Iterable[Hit]) -> dict[str, float]:
    """Weight of each category; the same word said twice counts once."""
    total: dict[str, float] = {}
    seen: set[str] = set()
    for hit in hits:
        if hit.word in seen:
            continue
        seen.add(hit.word)
        for code, worth in hit.weights:
            total[code] = total.get(code, 0.0) + worth
    return total


def classify(text: str, lexicon: Lexicon, redirect: str | None, boundaries: Boundaries | None = None) -> Routed:
    """Understand normalised text whose place names are masked."""
    hits = lexicon.hits(text, boundaries)
    total = scores(hits)
    ranked = sorted(total, key=lambda code: (-total[code], list(lexicon.categories).index(code)))
    first = total[ranked[0]] if ranked else 0.0
    second = total[ranked[1]] if len(ranked) > 1 else 0.0
    sure = first >= ENOUGH and first - second >= MARGIN
    category = ranked[0] if ranked else OTHER
    guesses = [code for code in ranked if code != OTHER] + [code for code in FALLBACK if code not in ranked]
    top3 = tuple(dict.fromkeys([category, *guesses]))[:3] if ranked else FALLBACK
    why = tuple(
        (hit.word, round(worth, 2)) for hit in hits for code, worth in hit.weights if code == category and worth > 0
    )
    found = find_urgent(text)
    return Routed(
        category=category,
        top3=top3,
        confidence=round(first / (first + second + 1.0), 3) if first else 0.0,
        sure=sure,
        urgent=found.alarm if found is not None and found.sure else None,
        redirect=redirect,
        why=tuple(dict.fromkeys(why)),
        hit=bool(hits),
    )
