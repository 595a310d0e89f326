"""Learn the weights that the product ships: ``python -m learning.ship``. The same sentences give the same bytes."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot import words
from bot.domain.decisions import LEAST, NOTHING, alarm_marks, outweighs, redirect_marks, stands_out
from bot.domain.ideas import ideas, together
from bot.domain.learned import Weights, features, tidy
from bot.domain.tact import redirect_of
from bot.domain.urgent import find_urgent
from bot.learning.fitting import Plan, Prior, cross_scores, fit
from bot.normal import normalise
from learning.sentences import Sentence, clusters, read_sentences, read_words

LONGEST = 2
"""Pairs of characters and words: on sentences held back longer n-grams added nothing."""
SOUNDS = 0.036
"""Of sentences that only sound urgent so many may be taken for urgent by a pattern (the issue allows 0.1 in all)."""
UNHEARD = 0.0045
"""Of all that is not urgent so many may be by weights alone, when no pattern was heard; most of them are asked about first."""
DISBELIEVED = 0.02
"""So many of the true ones with a pattern for a legal channel may be doubted."""
MISLED = 0.0065
"""Of ordinary matters so many may be sent to a legal channel by weights alone: what is sent there is not registered."""

SPLITS = 5
"""So many times the sentences are parted to find a bar."""


def of_category(text: str) -> set[str]:
    """Features of a sentence for its category."""
    return features(normalise(text), LONGEST, words.cut)


def of_word(text: str) -> set[str]:
    """Features of a word that is said amid others."""
    return features(normalise(text), LONGEST, words.cut, alone=False)


def of_alarm(text: str) -> set[str]:
    """Features for urgency: the same, ideas, and the pattern that was heard."""
    return _with_ideas(text) | alarm_marks(find_urgent(normalise(text)))


def of_redirect(text: str) -> set[str]:
    """Features for the legal channel: the same, ideas, and the pattern that was heard."""
    return _with_ideas(text) | redirect_marks(redirect_of(normalise(text)))


def _with_ideas(text: str) -> set[str]:
    found = of_category(text)
    return found.union(together(ideas(found, list(words.cut(tidy(normalise(text)))))))


def of_pairs(feature: str) -> float:
    """Two ideas that come together count half: there are so many of them that they would drown the words."""
    return 0.5 if feature.count("·") == 2 else 1.0


CATEGORY = Plan(of_category, longest=LONGEST, keep=14000)
ALARM = Plan(of_alarm, longest=LONGEST, keep=15500, least=2, firmness=1.0, worth=of_pairs)
REDIRECT = Plan(of_redirect, longest=LONGEST, keep=5000, least=2, firmness=1.0, worth=of_pairs)


def lexicon_prior() -> Prior:
    """The keywords of the taxonomy and the project's own words."""
    known = dict.fromkeys([*words.lexicon().pairs(), *read_words()])
    return Prior(tuple(word for word, _ in known), tuple(code for _, code in known), 1.0, of_word)


def calm_prior(plan: Plan) -> Prior:
    """A word by itself is no emergency, and no matter for a court."""
    plain = [word for word, _ in read_words() if not plan.features(word) & {"rx", "rx:DISCIPLINE", "rx:LEGAL"}]
    return Prior(tuple(plain), (NOTHING,) * len(plain), 0.5, of_word)


def bar(margins: Any, those: Any, most: int) -> float:
    """The lowest bar over which at most ``most`` of ``those`` come."""
    ranked = np.sort(margins[those])[::-1]
    return round(float(ranked[most]) + 1e-4, 4) if most < len(ranked) else -9.0


def unseen(sentences: Sequence[Sentence], labels: Sequence[str], plan: Plan, calm: Prior) -> list[Any]:
    """Each sentence's scores by weights that have seen neither it nor one that means the same, several times over."""
    docs = [plan.features(one.text) for one in sentences]
    groups = clusters([normalise(one.text) for one in sentences])
    words_alone = [of_word(text) for text in calm.texts]
    return [cross_scores(docs, labels, plan, calm, words_alone, groups, seed).tolist() for seed in range(SPLITS)]


def mean(bars: Iterable[float]) -> float:
    """A bar stands at the edge of few sentences: by how the sentences fall into parts it wanders, so several are averaged."""
    return round(float(np.mean(list(bars))), 4)


def learn_alarms(sentences: Sequence[Sentence]) -> Weights:
    """Two bars, with a pattern heard and without: so few of what is not urgent may pass over each."""
    labels = [one.alarm for one in sentences]
    calm = calm_prior(ALARM)
    weights = fit([one.text for one in sentences], labels, ALARM, calm).weights
    quiet = np.array(labels) == NOTHING
    heard = np.array([find_urgent(normalise(one.text)) is not None for one in sentences])
    sounding = quiet & np.array([one.only_sounds for one in sentences])
    long = np.array([len(one.text) >= LEAST for one in sentences])
    splits = unseen(sentences, labels, ALARM, calm)
    margins = [np.array([outweighs(weights, one) for one in scores]) for scores in splits]
    apart = [np.array([stands_out(weights, one) for one in scores]) for scores in splits]
    return replace(
        weights,
        sure=mean(bar(one, sounding & heard, int(SOUNDS * sounding.sum())) for one in margins),
        unheard=mean(bar(one, quiet & ~heard & long, int(UNHEARD * quiet.sum())) for one in apart),
    )


def learn_redirects(sentences: Sequence[Sentence]) -> Weights:
    """The same for legal channels: a pattern that was heard is believed unless the rest speaks against it."""
    labels = [one.redirect for one in sentences]
    calm = calm_prior(REDIRECT)
    weights = fit([one.text for one in sentences], labels, REDIRECT, calm).weights
    ordinary = np.array(labels) == NOTHING
    heard = np.array([redirect_of(normalise(one.text)) is not None for one in sentences])
    splits = unseen(sentences, labels, REDIRECT, calm)
    margins = [np.array([outweighs(weights, one) for one in scores]) for scores in splits]
    apart = [np.array([stands_out(weights, one) for one in scores]) for scores in splits]
    return replace(
        weights,
        sure=mean(float(np.quantile(one[~ordinary & heard], DISBELIEVED)) for one in margins),
        unheard=mean(bar(one, ordinary & ~heard, int(MISLED * ordinary.sum())) for one in apart),
    )


def learn_categories(sentences: Sequence[Sentence]) -> Weights:
    """Sure where nine of ten were right."""
    known = [one for one in sentences if not one.small_talk]
    return fit([one.text for one in known], [one.category for one in known], CATEGORY, lexicon_prior()).weights


LEARN: dict[str, Callable[[Sequence[Sentence]], Weights]] = {
    "categories": learn_categories,
    "alarms": learn_alarms,
    "redirects": learn_redirects,
}


def main() -> int:
    """Write them where the package reads them."""
    target = Path(words.__file__).parent / "data"
    sentences = read_sentences()
    for name, learn in LEARN.items():
        weights = learn(sentences)
        data = weights.to_bytes()
        (target / f"{name}.weights").write_bytes(data)
        sys.stdout.write(
            f"{name}: {len(data):,} bytes, {len(weights.lanes):,} features, bar {weights.sure}, {weights.unheard}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
