"""Ideas: words that say much the same (爸 妈 老伴; 掉 栽 滑), so that an emergency told in other words is still known by what comes together.

Rules of this file: an idea is a bag of words written by hand; of a sentence only which ideas are in it counts, and which two of them
come together (``·fall·waters``). One character of these counts as a word of its own, with ``*`` wherever it stands; what has more
counts wherever it stands. No idea decides anything by itself: their weights are learned like those of words. Pure.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from bot.domain.idea_words import PERIL, WRONG


def _told_by() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Which ideas a token of the text speaks of, and which a character, pair or threesome wherever it stands."""
    tokens: dict[str, dict[str, None]] = {}
    anywhere: dict[str, dict[str, None]] = {}
    for name, words in (*PERIL.items(), *WRONG.items()):
        for word in words.split():
            kind = tokens if len(word) == 1 or len(word) > THREE else anywhere
            kind.setdefault(word.rstrip("*"), {})[f"·{name}"] = None
    return {word: tuple(names) for word, names in tokens.items()}, {
        word: tuple(names) for word, names in anywhere.items()
    }


THREE = 3
_BY_TOKEN, _BY_PART = _told_by()
_TOKENS, _PARTS = frozenset(_BY_TOKEN), frozenset(_BY_PART)


def ideas(features: Collection[str], tokens: Sequence[str]) -> list[str]:
    """The ideas in a text, from its characters and pairs (as features) and its words, in order of their names."""
    text = "".join(tokens)
    threes = [text[at : at + THREE] for at in range(len(text) - 2)]
    parts = (*_PARTS.intersection(features), *_PARTS.intersection(threes))
    found: set[str] = set()
    found.update(*map(_BY_TOKEN.__getitem__, _TOKENS.intersection(tokens)), *map(_BY_PART.__getitem__, parts))
    return sorted(found)


def together(names: Iterable[str]) -> list[str]:
    """Every idea, and every two that come together."""
    alone = list(names)
    return alone + list(map("".join, combinations(alone, 2)))
