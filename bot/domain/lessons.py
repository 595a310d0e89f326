"""What a town teaches: approved examples nudge the words in them, just so far that the example comes out right (pure).

Rules of this file: only words and pairs of characters learn, never single characters; the more approved examples speak for the same
word, the further it moves; the examples are the only thing kept, the nudges are worked out from them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.learned import Nudges, Weights
from bot.ids import PersonId, UnitId


class Fate(StrEnum):
    """What became of an example."""

    WAITS = "waits"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Somebody chose a category when the guess was unsure, or another one than was guessed."""

    id: int
    at: datetime
    person: PersonId
    unit: UnitId
    text: str
    guessed: str
    chosen: str
    fate: Fate = Fate.WAITS


LISTED = 5
MOST = 300
"""So many approved examples count, the latest."""
LONGEST = 200
"""A longer text teaches nothing that could be told."""
LEAD = 0.35
"""So far the right category shall lead."""
STEP = 0.8
"""No example moves anything further than this."""
_NEW = 40.0
"""The square of the rarity of a word that the weights do not know."""
_ROUNDS = 2


def teaches(text: str, *, private: bool) -> bool:
    """Whether a choice is kept as an example: nothing private, nothing long."""
    return not private and 2 <= len(text.strip()) <= LONGEST


def nudges(weights: Weights, examples: Sequence[tuple[set[str], str]]) -> Nudges:
    """What the words of approved examples gain and lose."""
    gains: dict[str, dict[str, float]] = {}
    for _ in range(_ROUNDS):
        for found, chosen in examples:
            if chosen in weights.labels:
                _learn(weights, found, chosen, gains)
    return _told(gains)


def _learn(weights: Weights, found: set[str], chosen: str, gains: dict[str, dict[str, float]]) -> None:
    scores = dict(zip(weights.labels, weights.scores(found, _told(gains, found)), strict=True))
    rival = max((label for label in scores if label != chosen), key=lambda label: scores[label])
    step = min(STEP, (LEAD - scores[chosen] + scores[rival]) / 2)
    worths = {one: weights.square(one) or _NEW for one in found if _teachable(one)}
    if step <= 0 or not worths:
        return
    share = step / (sum(worths.values()) * weights.shrink(found))
    for one, worth in worths.items():
        of_word = gains.setdefault(one, {})
        of_word[chosen] = of_word.get(chosen, 0.0) + worth * share
        of_word[rival] = of_word.get(rival, 0.0) - worth * share


def _teachable(feature: str) -> bool:
    bare = feature.removeprefix("w:")
    return len(bare) > 1 and not bare.startswith("^") and not bare.endswith("$") and " " not in bare


def _told(gains: dict[str, dict[str, float]], only: Iterable[str] | None = None) -> Nudges:
    wanted = gains if only is None else [one for one in only if one in gains]
    return {one: tuple(gains[one].items()) for one in wanted}
