"""Words: the taxonomy's lexicon, the learned weights, and segmentation. The only file that knows jieba; nothing is loaded at import.

``rjieba`` (Rust, the same tokens) is used when it can be imported, ``jieba`` otherwise; both only at the first message that is for
the bot, or when ``warm`` is called at the start.
"""

import importlib
import json
import re
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from itertools import accumulate

from bot.domain import decisions, routing
from bot.domain.directory import Directory, Tier
from bot.domain.ideas import ideas, together
from bot.domain.learned import Nudges, Together, Weights, tidy, told
from bot.domain.routing import Category, Lexicon, Routed
from bot.domain.tact import Redirect, redirect_of
from bot.domain.urgent import Urgent, find_urgent
from bot.normal import normalise

Cut = Callable[[str], Iterable[str]]
_WEAK = 0.5
MOST_WHY = 6
"""So many words are told as the reason of a route."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The keywords that the package ships (``bot/data/taxonomy.json``)."""
    data = json.loads((resources.files("bot") / "data" / "taxonomy.json").read_text(encoding="utf-8"))
    categories: list[Category] = []
    words: dict[str, dict[str, float]] = {word: {} for word in data["blank"]}
    for code, found in data["categories"].items():
        categories.append(Category(code, found["zh"], found["first_tier"], bool(found["sensitive"])))
        for key, share in (("keywords", 1.0), ("weak", _WEAK)):
            for word in found[key]:
                words.setdefault(normalise(word), {})[code] = share
    return Lexicon(categories, words)


NAMES = ("categories", "alarms", "redirects")
_instead: dict[str, Weights] = {}


def weights(name: str) -> Weights:
    """What the package has learned: ``categories``, ``alarms`` or ``redirects``."""
    return _together().parts[NAMES.index(name)]


def _shipped(name: str) -> bytes:
    return (resources.files("bot") / "data" / f"{name}.weights").read_bytes()


@contextmanager
def using(others: Mapping[str, Weights]) -> Generator[None]:
    """For measuring: other weights than those shipped, for a while."""
    _instead.update(others)
    _together.cache_clear()
    try:
        yield
    finally:
        _instead.clear()
        _together.cache_clear()


@lru_cache(maxsize=1)
def _together() -> Together:
    return Together(_instead.get(name) or _shipped(name) for name in NAMES)


@lru_cache(maxsize=1)
def _cutter() -> Cut:
    try:
        cut: Cut = importlib.import_module("rjieba").cut
    except ImportError:
        jieba = importlib.import_module("jieba")
        jieba.setLogLevel(60)
        jieba.dt.tmp_dir = tempfile.mkdtemp(prefix="xianglin-words-")  # its cache may not lie at a guessable path
        cut = jieba.lcut
    return cut


def warm() -> None:
    """Load keywords, weights and dictionary now rather than at the first message."""
    lexicon()
    _together()
    boundaries("路灯坏了")


def cut(text: str) -> Iterable[str]:
    """The words of a text, in order, nothing left out."""
    return _cutter()(text)


def boundaries(text: str) -> frozenset[int]:
    """Positions at which words begin or end."""
    return _edges(cut(text))


def _edges(tokens: Iterable[str]) -> frozenset[int]:
    return frozenset(accumulate(map(len, tokens), initial=0))


@lru_cache(maxsize=8)
def _places(names: frozenset[str]) -> re.Pattern[str] | None:
    return re.compile(routing.trie_pattern(names)) if names else None


class _Masks:
    """The place names of the tree last seen: made anew when the tree is another one."""

    def __init__(self) -> None:
        self.of: Directory | None = None
        self.names: frozenset[str] = frozenset()


_masks = _Masks()


def place_names(directory: Directory) -> frozenset[str]:
    """What must be masked: names of units and their bare forms (康桥 of 康桥村). Names of people are none of its business."""
    if _masks.of is not directory:
        _masks.names = frozenset(_names(directory))
        _masks.of = directory
    return _masks.names


def _names(directory: Directory) -> Iterator[str]:
    for unit in directory.units.values():
        name = normalise(unit.name)
        if len(name) > 1 and not name[0].isdigit():
            yield name
            if unit.tier in {Tier.TOWN, Tier.VILLAGE} and len(name) > 2:
                yield name[:-1]


def route(text: str, places: frozenset[str] = frozenset(), nudges: Nudges | None = None) -> Routed:
    """Understand one sentence as written: category, guesses, urgency, redirect, and the words that decided (contracts §4).

    ``nudges`` are what the town has taught.
    """
    plain = normalise(text)
    masked = tidy(routing.mask(plain, _places(places)))
    tokens = list(cut(masked))
    joint = _together()
    learned = joint.parts[0]
    found = learned.features_of(masked, tokens)
    of_category, of_alarm, of_redirect = joint.added([*found, *together(ideas(found, tokens))])
    return routing.decide(
        masked,
        lexicon(),
        learned,
        learned.scores_of(of_category, found, nudges),
        alarm=_alarm(plain, of_alarm),
        redirect=_redirect(plain, of_redirect),
        boundaries=lambda _: _edges(tokens),
    )


def alarm_of(plain: str) -> Urgent | None:
    """What urgency normalised text speaks of, sure or to be asked about; no database is needed."""
    return _alarm(plain, _added(plain)[1])


def redirect_to(plain: str) -> Redirect | None:
    """The legal channel that normalised text belongs to."""
    return _redirect(plain, _added(plain)[2])


def _added(plain: str) -> list[int]:
    """The sums of normalised text for each of the weights."""
    tidied = tidy(plain)
    tokens = list(cut(tidied))
    found = weights("alarms").features_of(tidied, tokens)
    return _together().added([*found, *together(ideas(found, tokens))])


def _alarm(plain: str, added: int) -> Urgent | None:
    return decisions.alarm(weights("alarms"), plain, added, find_urgent(plain))


def _redirect(plain: str, added: int) -> Redirect | None:
    return decisions.redirect(weights("redirects"), added, redirect_of(plain))


def why(text: str, label: str, learned: Weights, nudges: Nudges | None = None) -> list[tuple[str, float]]:
    """The words of a sentence as written that spoke most for a label, and how much."""
    plain = normalise(text)
    parts = learned.shares(learned.features(plain, cut), label, nudges)
    total: dict[str, float] = {}
    for word, worth in told(parts, plain, cut):
        total[word] = total.get(word, 0.0) + worth
    ranked = sorted(total.items(), key=lambda one: (-one[1], one[0]))
    return [(word, round(worth, 2)) for word, worth in ranked[:MOST_WHY] if worth >= 0.01 and word.strip()]
