"""Which category a sentence belongs to, by learned weights of words, explainable (handbook §5.4). Pure: words and weights are given.

Rules of this file: the learned weights decide; the taxonomy's keywords name what was found (they are our own words, fit to be shown)
and are part of what the weights were learned from. Longest keyword first and nothing inside it counts again; place names of the
roster are masked before; words that only look like keywords (火车, 老人机) stand in the list of blanks and win by their length. A
category is sure when nine of ten such answers were right on sentences held back, else three guesses are offered.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from bot.domain.learned import Weights
from bot.domain.tact import Redirect
from bot.domain.urgent import Alarm, Urgent

Boundaries = Callable[[str], frozenset[int]]
"""Positions in a text at which a word begins or ends (segmentation); asked only of texts with a hit."""

OTHER = "OTHER"
FALLBACK = ("WATER", "ROAD", "ENV")
"""Guesses when there are not three likelier ones."""
FAIR = 0.25
AGREED = 0.4
"""When the keywords alone say the same, so much confidence is enough: of such answers nine of ten were right too."""
ENOUGH = 2.8
MARGIN = 1.0
_ACROSS = 0.45
"""What is left of a short keyword that cuts through a word."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of handbook §5.4."""

    code: str
    name: str
    first_tier: str
    sensitive: bool


class Hit(NamedTuple):
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
    redirect: Redirect | None
    why: tuple[tuple[str, float], ...]
    """The taxonomy's keywords that speak for the category, and their weights: words of our own, fit to be shown."""
    hit: bool
    """Whether anything was found at all that speaks of a matter: a keyword, or a learned likeness."""

    likely: tuple[str, ...] = ()
    """Categories that have a fair share of the confidence: what must be private is judged by all of them."""

    @property
    def guesses(self) -> tuple[str, ...]:
        """What is offered when unsure: three categories; 其他 is always offered besides."""
        named = [code for code in self.top3 if code != OTHER]
        return tuple(dict.fromkeys([*named, *FALLBACK]))[:3]


class Lexicon:
    """All keywords, by their first character and length: one pass over a text, however long the list."""

    def __init__(self, categories: Sequence[Category], words: Mapping[str, Mapping[str, float]]) -> None:
        self.categories = {one.code: one for one in categories}
        self._words = {word: _worths(word, shares) for word, shares in words.items()}
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}
        self._singles = frozenset(word for word in words if len(word) == 1)

    def pairs(self) -> list[tuple[str, str]]:
        """Every keyword with every category it speaks for."""
        return [(word, code) for word, worths in self._words.items() for code, _ in worths]

    def name(self, code: str) -> str:
        """What people call a category."""
        found = self.categories.get(code)
        return found.name if found else code

    def hits(self, text: str, boundaries: Boundaries | None = None) -> list[Hit]:
        """Keywords in normalised ``text``, leftmost and longest, none inside another."""
        found: list[Hit] = []
        edges: frozenset[int] | None = None
        for begin, word in self._longest(text):
            weights = self._words[word]
            if not weights:
                continue
            end = begin + len(word)
            if boundaries is not None and len(word) <= 2:
                edges = boundaries(text) if edges is None else edges
                if begin not in edges or end not in edges:
                    weights = tuple((code, worth * _ACROSS) for code, worth in weights)
            found.append(Hit(word, begin, end, weights))
        return found

    def _longest(self, text: str) -> Iterable[tuple[int, str]]:
        """Where the longest words begin, from the left."""
        words, lengths, past = self._words, self._lengths, 0
        begins = [at for at, head in enumerate(map(add, text, text[1:] + " ")) if head in lengths]
        if not self._singles.isdisjoint(text):
            begins = sorted({*begins, *(at for at, one in enumerate(text) if one in self._singles)})
        for at in begins:
            if at < past:
                continue
            for length in lengths.get(text[at : at + 2], ()):
                word = text[at : at + length]
                if word in words:
                    past = at + length
                    yield at, word
                    break
            else:
                if (single := text[at]) in self._singles:
                    past = at + 1
                    yield at, single


def _worths(word: str, shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((code, len(word) ** 1.5 * share) for code, share in shares.items())


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
    firsts = "".join(re.escape(character) for character in sorted(root))
    return f"(?=[{firsts}]){_spelled(root)}" if root else r"(?!)"


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


def keyword_of(hits: Iterable[Hit]) -> str | None:
    """The category that the taxonomy's keywords by themselves leave no doubt about; the same word said twice counts once."""
    total: dict[str, float] = {}
    for weights in {hit.word: hit.weights for hit in hits}.values():
        for code, worth in weights:
            total[code] = total.get(code, 0.0) + worth
    ranked = sorted(total.values(), reverse=True)
    if not ranked or ranked[0] < ENOUGH or (len(ranked) > 1 and ranked[0] - ranked[1] < MARGIN):
        return None
    return max(total, key=lambda code: total[code])


def decide(
    text: str,
    lexicon: Lexicon,
    weights: Weights,
    scores: Sequence[float],
    *,
    alarm: Urgent | None,
    redirect: Redirect | None,
    boundaries: Boundaries | None = None,
) -> Routed:
    """Understand normalised text whose place names are masked."""
    shares = weights.confidences(scores)
    ranked = sorted(zip(shares, weights.labels, strict=True), reverse=True)
    confidence, category = ranked[0]
    hits = lexicon.hits(text, boundaries)
    worths = (
        (hit.word, round(worth, 2)) for hit in hits for code, worth in hit.weights if code == category and worth > 0
    )
    bar = min(weights.sure, AGREED) if keyword_of(hits) == category else weights.sure
    sure = category != OTHER and confidence >= bar
    return Routed(
        category=category,
        top3=tuple(label for _, label in ranked[:3]),
        confidence=round(confidence, 3),
        sure=sure,
        urgent=alarm.alarm if alarm is not None and alarm.sure else None,
        redirect=redirect,
        why=tuple(dict.fromkeys(worths)),
        hit=bool(hits) or sure,
        likely=tuple(label for share, label in ranked[:3] if share >= FAIR),
    )
