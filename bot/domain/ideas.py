"""Ideas: words that say much the same (爸 妈 老伴; 掉 栽 滑), so that an emergency told in other words is still known by what comes together.

Rules of this file: an idea is a bag of words written by hand; of a sentence only which ideas are in it counts, and which two of them
come together (``·fall·waters``). One character of these counts as a word of its own, with ``*`` wherever it stands; what has more
counts wherever it stands. No idea decides anything by itself: their weights are learned like those of words. Pure.
"""

from collections.abc import Collection, Iterable
from itertools import combinations

from bot.domain.idea_words import PERIL, WRONG


def _by_word() -> dict[str, tuple[str, ...]]:
    """Which ideas a feature (a character, a pair, ``w:`` and a word) or a threesome of characters speaks of."""
    found: dict[str, dict[str, None]] = {}
    for name, words in (*PERIL.items(), *WRONG.items()):
        for word in words.split():
            bare = word.rstrip("*")
            for key in {1: (word if word.endswith("*") else f"w:{bare}",), 2: (bare,)}.get(
                len(bare), (bare, f"w:{bare}")
            ):
                found.setdefault(key.rstrip("*"), {})[f"·{name}"] = None
    return {key: tuple(names) for key, names in found.items()}


BY_WORD = _by_word()
_WORDS = frozenset(BY_WORD)


def ideas(features: Collection[str], tidied: str) -> list[str]:
    """The ideas in a text, from its characters, pairs and words (and its threesomes), in order of their names."""
    heard = _WORDS.intersection(features)
    heard |= _WORDS.intersection(map("".join, zip(tidied, tidied[1:], tidied[2:], strict=False)))
    return sorted({name for word in heard for name in BY_WORD[word]})


def together(names: Iterable[str]) -> list[str]:
    """Every idea, and every two that come together."""
    alone = list(names)
    return alone + list(map("".join, combinations(alone, 2)))
