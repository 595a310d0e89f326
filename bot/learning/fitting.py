"""Fitting: a linear model over words and n-grams, pruned to a size, its confidence calibrated on texts it has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from bot.domain.learned import MOST_STEPS, Weights, packed, rarity_of, square_steps

Features = Callable[[str], set[str]]
"""Features of a text as it was written."""
Worth = Callable[[str], float]
"""What a feature counts for beside its rarity."""


def alike(_: str) -> float:
    """Every feature counts for what it is rare."""
    return 1.0


@dataclass(frozen=True)
class Plan:
    """How to fit."""

    features: Features
    longest: int = 3
    words: bool = True
    keep: int = 40000
    """So many features stay."""
    least: int = 1
    """A feature seen in fewer texts is not looked at."""
    firmness: float = 0.5
    """C of the support vector machine."""
    worth: Worth = alike
    precision: float = 0.9
    """Share of sure answers that are right."""
    folds: int = 5


@dataclass(frozen=True)
class Prior:
    """Single words known to belong to a label: they are learned from like short texts."""

    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    weight: float = 1.0
    features: Features | None = None


@dataclass
class Fitted:
    """Weights, and what they were made of (for tests)."""

    weights: Weights
    machine: Any
    names: list[str]
    rarities: Any


NO_PRIOR = Prior()


def fit(
    texts: Sequence[str],
    labels: Sequence[str],
    plan: Plan,
    prior: Prior = NO_PRIOR,
    groups: Sequence[str] | None = None,
) -> Fitted:
    """Fit on all, with confidence calibrated by cross-validation (texts of one group stay together)."""
    docs = [plan.features(text) for text in texts]
    known = [(prior.features or plan.features)(text) for text in prior.texts]
    scores = cross_scores(docs, labels, plan, prior, known, groups)
    fitted = fit_docs(docs, labels, plan, prior, known)
    classes = list(fitted.weights.labels)
    heat, sure = calibrate(scores, np.array([classes.index(one) for one in labels]), plan.precision)
    fitted.weights = replace(fitted.weights, heat=heat, sure=sure)
    return fitted


def cross_scores(
    docs: Sequence[set[str]],
    labels: Sequence[str],
    plan: Plan,
    prior: Prior,
    known: Sequence[set[str]],
    groups: Sequence[str] | None = None,
    seed: int = 1,
) -> Any:
    """Scores of every text by weights that have not seen it."""
    classes = sorted(set(labels))
    scores = np.full((len(docs), len(classes)), -1.0)
    kept = list(groups) if groups is not None else [str(at) for at in range(len(docs))]
    folds = GroupKFold(n_splits=max(2, min(plan.folds, len(set(kept)))), shuffle=True, random_state=seed)
    for train, test in folds.split(docs, labels, kept):
        some = [labels[at] for at in train]
        if len(set(some)) < 2:
            continue
        fitted = fit_docs([docs[at] for at in train], some, plan, prior, known).weights
        columns = [classes.index(one) for one in fitted.labels]
        for at in test:
            scores[at, columns] = fitted.scores(docs[at])
    return scores


def fit_docs(
    docs: Sequence[set[str]], labels: Sequence[str], plan: Plan, prior: Prior, known: Sequence[set[str]]
) -> Fitted:
    """First on all features, then once more on those that turned out to weigh most."""
    counts: dict[str, int] = {}
    for doc in docs:
        for one in doc:
            counts[one] = counts.get(one, 0) + 1
    allowed = set(labels)
    priors = [at for at, label in enumerate(prior.labels) if label in allowed]
    names = sorted(one for one, count in counts.items() if count >= plan.least and "\n" not in one)
    said = [*labels, *(prior.labels[at] for at in priors)]
    worth = np.array([1.0] * len(docs) + [prior.weight] * len(priors))
    everything = [*docs, *(known[at] for at in priors)]
    rarities = _rarities(names, counts, len(docs), plan.worth)
    machine = _machine(plan).fit(_matrix(everything, names, rarities), said, sample_weight=worth)
    if len(names) > plan.keep:
        weight = np.abs(machine.coef_ * rarities).max(axis=0)
        heaviest: list[int] = np.argsort(-weight, kind="stable")[: plan.keep].tolist()
        names = sorted(names[at] for at in heaviest)
        rarities = _rarities(names, counts, len(docs), plan.worth)
        machine = _machine(plan).fit(_matrix(everything, names, rarities), said, sample_weight=worth)
    return _stored(machine, names, rarities, plan)


def _machine(plan: Plan) -> Any:
    return LinearSVC(C=plan.firmness, random_state=0)


def _rarities(names: Sequence[str], counts: dict[str, int], texts: int, worth: Worth) -> Any:
    """Inverse document frequency, by what the feature counts for, as it can be stored."""
    rare = {one: float(np.log((1 + texts) / (1 + counts[one])) + 1) for one in names}
    return np.array([rarity_of(square_steps(rare[one] * worth(one))) for one in names])


def _matrix(docs: Sequence[set[str]], names: Sequence[str], rarities: Any) -> Any:
    places = {one: at for at, one in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    for doc in docs:
        columns += sorted(places[one] for one in doc if one in places)
        ends.append(len(columns))
    values = rarities[columns]
    made = csr_matrix((values, columns, ends), shape=(len(docs), len(names)))
    lengths = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    made.data /= np.repeat(lengths, np.diff(made.indptr))
    return made


def matrix(docs: Sequence[set[str]], fitted: Fitted) -> Any:
    """Texts as the machine sees them."""
    return _matrix(docs, fitted.names, fitted.rarities)


def _stored(machine: Any, names: list[str], rarities: Any, plan: Plan) -> Fitted:
    """Round to whole steps, and give the machine the rounded numbers too: both then say the same."""
    coefficients, starts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        coefficients, starts = np.vstack([-coefficients, coefficients]), np.concatenate([-starts, starts])
    folded = coefficients * rarities
    unit = float(np.abs(folded).max() / MOST_STEPS) or 1.0
    steps = np.rint(folded / unit).astype(int)
    machine.coef_ = steps[-machine.coef_.shape[0] :] * unit / rarities
    rows = [
        packed([int(one) for one in column], square_steps(float(r)))
        for column, r in zip(steps.T, rarities, strict=True)
    ]
    weights = Weights(
        labels=tuple(str(one) for one in machine.classes_),
        longest=plan.longest,
        words=plan.words,
        starts=tuple(round(float(one), 9) for one in starts),
        unit=unit,
        heat=3.0,
        sure=1.0,
        lanes=dict(zip(names, rows, strict=True)),
    )
    machine.intercept_ = np.array(weights.starts[-machine.intercept_.shape[0] :])
    return Fitted(weights, machine, names, rarities)


def calibrate(scores: Any, right: Any, precision: float) -> tuple[float, float]:
    """The heat at which confidence means what it says, and the confidence from which on ``precision`` of answers are right."""
    heats = np.linspace(0.5, 12, 70)
    heat = float(min(heats, key=lambda one: _surprise(scores * one, right)))
    shares = _softmax(scores * heat)
    top, hit = shares.max(axis=1), shares.argmax(axis=1) == right
    order = np.argsort(-top)
    so_far = np.cumsum(hit[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(so_far >= precision)[0]
    return round(heat, 4), round(float(top[order][good[-1]]), 4) if len(good) else 1.0


def _softmax(scores: Any) -> Any:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _surprise(scores: Any, right: Any) -> float:
    return float(-np.log(_softmax(scores)[np.arange(len(right)), right] + 1e-12).mean())
