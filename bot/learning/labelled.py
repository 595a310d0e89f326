"""Weights from messages that somebody else has labelled, with any labels."""

from collections.abc import Sequence

from bot import words
from bot.domain.learned import Weights, features
from bot.learning.fitting import Plan, Prior, fit
from bot.normal import normalise

LONGEST = 3
KEEP = 60000
_OFTEN = 1500
"""With so many texts a feature that only one of them has is not looked at."""


def of_text(text: str) -> set[str]:
    """Features of a message: n-grams and words."""
    return features(normalise(text), LONGEST, words.cut)


def of_keyword(text: str) -> set[str]:
    """Features of a keyword that is said amid others."""
    return features(normalise(text), LONGEST, words.cut, alone=False)


def plan_for(texts: int) -> Plan:
    """How to fit so many messages: the file stays under two megabytes."""
    return Plan(of_text, longest=LONGEST, keep=KEEP, least=2 if texts >= _OFTEN else 1)


def taxonomy_prior() -> Prior:
    """The taxonomy's keywords; of use where the labels are the taxonomy's."""
    known = words.lexicon().pairs()
    return Prior(tuple(word for word, _ in known), tuple(code for _, code in known), 1.0, of_keyword)


def learn(texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> Weights:
    """Fit; the taxonomy's keywords help where they know the labels."""
    return fit(texts, labels, plan_for(len(texts)), taxonomy_prior(), groups).weights
