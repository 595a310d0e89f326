"""Urgency and legal channels: patterns that were heard and learned weights decide together, each with its own bar (handbook §5.4).

Rules of this file: a pattern is evidence like a word is (``rx:FIRE``), so that the context can outweigh it in either direction;
above the bar people are called, a little below it the person is asked; with a pattern heard the person is asked further down, and
when it was said in jest or of the past they are asked always. Weights alone, a little above their bar, only presume: the hotline is
said at once, and people are called unless somebody says no within two minutes. Pure.
"""

from bot.domain.learned import Weights
from bot.domain.tact import Redirect
from bot.domain.urgent import Alarm, Doubt, Urgent, is_heard_twice

NOTHING = "-"
"""The label of what is neither urgent nor for a legal channel."""
LEAST = 8
"""Without a pattern so few characters are never urgent (快到了)."""
ASK = 0.15
"""So far below the bar the person is asked."""
HEARD = 0.7
"""With a pattern heard they are asked further down."""
BEYOND = 0.45
"""So far over the bar people are called at once though no pattern was heard: one in a thousand of what is not urgent comes so far."""


def alarm_marks(found: Urgent | None) -> set[str]:
    """The pattern that was heard, as features."""
    if found is None:
        return set()
    return {"rx", f"rx:{found.alarm}"} if found.sure else {f"rx?:{found.doubt}", f"rx?:{found.alarm}"}


def redirect_marks(found: Redirect | None) -> set[str]:
    """The channel that was heard, as a feature."""
    return set() if found is None else {f"rx:{found}"}


def _marked(weights: Weights, marks: set[str]) -> int:
    return sum(weights.lanes.get(one, 0) for one in marks)


def outweighs(weights: Weights, scores: list[float]) -> float:
    """How far something outweighs nothing."""
    return -scores[weights.labels.index(NOTHING)]


def stands_out(weights: Weights, scores: list[float]) -> float:
    """The same, and one group must stand out of all: what alarms need when no pattern was heard."""
    at = weights.labels.index(NOTHING)
    return max(scores[:at] + scores[at + 1 :]) - scores[at]


def heaviest(weights: Weights, scores: list[float]) -> str:
    """The label that weighs most, nothing apart."""
    return max((score, label) for score, label in zip(scores, weights.labels, strict=True) if label != NOTHING)[1]


def alarm(weights: Weights, text: str, added: int, heard: Urgent | None) -> Urgent | None:
    """What urgency a text speaks of, and whether to ask first; ``added``: of its features without the marks of what was ``heard``."""
    if heard is None and len(text) < LEAST:
        return None
    if heard is not None and heard.sure and is_heard_twice(text, heard):
        return heard
    scores = weights.scores_of(added + _marked(weights, alarm_marks(heard)))
    margin = (stands_out if heard is None else outweighs)(weights, scores)
    bar = weights.sure if heard is not None else weights.unheard
    doubted = heard is not None and not heard.sure
    if margin < bar - (ASK if heard is None else HEARD) and not doubted:
        return None
    group = heard.alarm if heard is not None else Alarm(heaviest(weights, scores))
    word = heard.word if heard is not None else ""
    if margin >= bar:
        return Urgent(group, word, presumed=heard is None and margin < bar + BEYOND)
    return Urgent(group, word, heard.doubt if heard is not None and heard.doubt else Doubt.UNSURE)


def redirect(weights: Weights, added: int, heard: Redirect | None) -> Redirect | None:
    """The legal channel that a text belongs to."""
    scores = weights.scores_of(added + _marked(weights, redirect_marks(heard)))
    if heard is not None:
        return heard if outweighs(weights, scores) >= weights.sure else None
    return Redirect(heaviest(weights, scores)) if stands_out(weights, scores) >= weights.unheard else None
