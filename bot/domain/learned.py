"""Learned weights: which label a text gets, by the words and character n-grams in it, in plain Python; and why (contracts §4).

Rules of this file: a feature counts once however often it is said; a label's score is the sum of its features' weights, divided by
the length of the text's vector (rare features are longer), plus where the label starts from. So a score can be told as a sum over
the words of the text. Numbers are whole steps of one unit: what is stored and what was fitted are the same.
"""

import json
import math
import re
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import add
from typing import Self

Cut = Callable[[str], Iterable[str]]
"""Segmentation: the words of a text, in order, nothing left out."""

Nudges = Mapping[str, tuple[tuple[str, float], ...]]
"""What a town has taught: by feature, labels and what they gain or lose."""

MAGIC = b"xianglin-weights 1\n"
LONGEST = 600
"""So many characters decide; what follows changes no decision."""
_SQUARES = 300.0
_BIAS = 2048
"""Added to every number, so that none is below zero; texts of some 5,000 features do not overflow 32 bits by far."""
MOST_STEPS = _BIAS - 1
_GAP = re.compile(r"[\s,.!?。,!?/~;:…·“”\"'()\[\]【】]+")


class Malformed(Exception):
    """Not a file of weights."""


def tidy(text: str) -> str:
    """Normalised text as features see it: signs become one gap."""
    return _GAP.sub(" ", text[:LONGEST]).strip()


def grams(tidied: str, longest: int) -> set[str]:
    """All character n-grams, with marks for where the text begins and ends."""
    marked = f"^{tidied}$"
    found = set(marked)
    longer: Iterable[str] = marked
    for length in range(1, longest):
        longer = list(map(add, longer, marked[length:]))
        found.update(longer)
    return found


def features(text: str, longest: int, cut: Cut | None = None, *, alone: bool = True) -> set[str]:
    """What is counted of normalised text: n-grams and, with ``cut``, words of two characters and more (``w:路灯``); not ``alone``: said amid others."""
    tidied = tidy(text)
    found = grams(tidied if alone else f"\n{tidied}\n", longest)
    if not alone:
        found = {one for one in found if "\n" not in one and one not in {"^", "$"}}
    if cut is not None:
        found.update(["w:" + word for word in cut(tidied) if len(word) > 1])
    return found


def features_of(tidied: str, longest: int, tokens: Iterable[str]) -> set[str]:
    """The same of a text that is tidy and cut already."""
    found = grams(tidied, longest)
    found.update(["w:" + word for word in tokens if len(word) > 1])
    return found


class _Part(Mapping[str, int]):
    """One of the weights inside ``Together``: its numbers are cut out of the joint ones when they are asked for."""

    def __init__(self, joint: Mapping[str, int], shift: int, mask: int) -> None:
        self._joint, self._shift, self._mask = joint, shift, mask

    def __getitem__(self, feature: str) -> int:
        own = self._joint[feature] >> self._shift & self._mask
        if not own:
            raise KeyError(feature)
        return own

    def __iter__(self) -> Iterator[str]:
        return (feature for feature, lanes in self._joint.items() if lanes >> self._shift & self._mask)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights in memory.

    A feature's numbers lie side by side in one long integer, 32 bits each: adding the integers of a text adds all of them at once.
    """

    labels: tuple[str, ...]
    longest: int
    """Longest n-gram."""
    words: bool
    """Whether words count too, besides n-grams."""
    starts: tuple[float, ...]
    """Each label's score of an empty text."""
    unit: float
    """What one step of a stored number is worth."""
    heat: float
    """Makes scores into shares of confidence."""
    sure: float
    """Confidence from which on at least nine of ten were right; of alarms and redirects: how far they must outweigh “nothing”."""
    lanes: Mapping[str, int]
    """By feature: a number for each label, the square of the feature's rarity, and a one to count by."""
    unheard: float = 0.0
    """Of alarms and redirects: the bar when no pattern was heard."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """From the bytes of a file.

        Raises:
            Malformed: it is none of ours.
        """
        found, lanes = cls._opened(data)
        return replace(found, lanes=dict(lanes))

    @classmethod
    def read_into(cls, data: bytes, joint: dict[str, int], shift: int) -> Self:
        """The same, the numbers added to ``joint``, so many bits up: nothing stands in memory twice, not even while it is read."""
        found, lanes = cls._opened(data)
        for feature, own in lanes:
            joint[feature] = joint.get(feature, 0) | own << shift
        return replace(found, lanes=_Part(joint, shift, (1 << found.bits) - 1))

    @classmethod
    def _opened(cls, data: bytes) -> tuple[Self, Iterator[tuple[str, int]]]:
        if not data.startswith(MAGIC):
            raise Malformed("no file of weights")
        try:
            end = data.index(b"\n", len(MAGIC))
            head = json.loads(data[len(MAGIC) : end])
            plain = zlib.decompress(data[end + 1 :])
            names = plain[: int(head["names"])].decode("utf-8").split("\n")
            labels = tuple(str(one) for one in head["labels"])
            size = 4 * (len(labels) + 2)
            numbers = plain[int(head["names"]) :]
            if len(numbers) != size * len(names):
                raise Malformed("a file of weights that is cut off")
            found = cls(
                labels=labels,
                longest=int(head["longest"]),
                words=bool(head["words"]),
                starts=tuple(float(one) for one in head["starts"]),
                unit=float(head["unit"]),
                heat=float(head["heat"]),
                sure=float(head["sure"]),
                unheard=float(head["unheard"]),
                lanes={},
            )
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as broken:
            raise Malformed("a broken file of weights") from broken
        cuts = (int.from_bytes(numbers[at : at + size], "little") for at in range(0, len(numbers), size))
        return found, zip(names, cuts, strict=True)

    @property
    def bits(self) -> int:
        """How long a feature's numbers are."""
        return 32 * (len(self.labels) + 2)

    def to_bytes(self) -> bytes:
        """As a file: common features first, so that they lie together in memory when it is read."""
        size, above = 4 * (len(self.labels) + 2), 32 * len(self.labels)
        ranked = sorted(self.lanes.items(), key=lambda one: (one[1] >> above, one[0]))
        names = "\n".join(feature for feature, _ in ranked).encode()
        head = {
            "labels": self.labels,
            "longest": self.longest,
            "words": self.words,
            "starts": self.starts,
            "unit": self.unit,
            "heat": self.heat,
            "sure": self.sure,
            "unheard": self.unheard,
            "names": len(names),
        }
        numbers = b"".join(one.to_bytes(size, "little") for _, one in ranked)
        return MAGIC + json.dumps(head, ensure_ascii=False).encode() + b"\n" + zlib.compress(names + numbers, 9)

    def features(self, text: str, cut: Cut) -> set[str]:
        """The features of normalised text that these weights may know."""
        return features(text, self.longest, cut if self.words else None)

    def features_of(self, tidied: str, tokens: Iterable[str]) -> set[str]:
        """The same of a text that is tidy and cut already."""
        return features_of(tidied, self.longest, tokens if self.words else ())

    def scores(self, found: Collection[str], nudges: Nudges | None = None) -> list[float]:
        """Each label's score, in the order of ``labels``."""
        return self.scores_of(sum(filter(None, map(self.lanes.get, found))), found, nudges)

    def scores_of(self, added: int, found: Collection[str] = (), nudges: Nudges | None = None) -> list[float]:
        """The same from the sum of the features' long integers."""
        *sums, square, known = unpacked(added, len(self.labels))
        shrink = 1.0 / math.sqrt((square or _SQUARES) / _SQUARES)
        step, bias = self.unit * shrink, _BIAS * known
        scores = [start + (total - bias) * step for start, total in zip(self.starts, sums, strict=True)]
        if nudges:
            self._nudge(scores, found, nudges, shrink)
        return scores

    def _nudge(self, scores: list[float], found: Collection[str], nudges: Nudges, shrink: float) -> None:
        for one in found:
            for label, gain in nudges.get(one, ()):
                if label in self.labels:
                    scores[self.labels.index(label)] += gain * shrink

    def square(self, feature: str) -> float:
        """The square of a feature's rarity; 0 when it is unknown."""
        lanes = self.lanes.get(feature)
        return unpacked(lanes, len(self.labels))[-2] / _SQUARES if lanes is not None else 0.0

    def shrink(self, found: Collection[str]) -> float:
        """What a text's sums are multiplied by."""
        square = sum(map(self.square, found))
        return 1.0 / math.sqrt(square) if square else 1.0

    def confidences(self, scores: Sequence[float]) -> list[float]:
        """Shares of confidence: they sum to one."""
        top = max(scores)
        raised = [math.exp(self.heat * (one - top)) for one in scores]
        whole = sum(raised)
        return [one / whole for one in raised]

    def shares(self, found: Collection[str], label: str, nudges: Nudges | None = None) -> dict[str, float]:
        """What each feature adds to a label's score: they and the label's start sum to it."""
        width, index = len(self.labels), self.labels.index(label)
        rows = {one: unpacked(self.lanes[one], width) for one in found if one in self.lanes}
        square = sum(row[width] for row in rows.values()) or _SQUARES
        shrink = 1.0 / math.sqrt(square / _SQUARES)
        parts = {one: (row[index] - _BIAS) * self.unit * shrink for one, row in rows.items()}
        for one in found if nudges else ():
            gain = sum(worth for to, worth in (nudges or {}).get(one, ()) if to == label)
            if gain:
                parts[one] = parts.get(one, 0.0) + gain * shrink
        return parts


class Together:
    """Several weights side by side: each feature is looked up once for all of them, and stands in memory once."""

    def __init__(self, parts: Iterable[Weights | bytes]) -> None:
        """``parts``: weights, or the bytes of their files.

        Raises:
            Malformed: one of them is none of ours.
        """
        self.parts: list[Weights] = []
        self._lanes: dict[str, int] = {}
        at = 0
        for part in parts:
            data = part if isinstance(part, bytes) else part.to_bytes()
            self.parts.append(Weights.read_into(data, self._lanes, at))
            at += self.parts[-1].bits

    def added(self, found: Collection[str]) -> list[int]:
        """For each of the weights the sum that ``Weights.scores_of`` wants."""
        total = sum(filter(None, map(self._lanes.get, found)))
        sums: list[int] = []
        for part in self.parts:
            sums.append(total & (1 << part.bits) - 1)
            total >>= part.bits
        return sums


def unpacked(lanes: int, labels: int) -> tuple[int, ...]:
    """The numbers that lie in a long integer."""
    return struct.unpack(f"<{labels + 2}I", lanes.to_bytes(4 * (labels + 2), "little"))


def packed(steps: Sequence[int], square: int) -> int:
    """A feature's numbers in one long integer."""
    return int.from_bytes(struct.pack(f"<{len(steps) + 2}I", *(one + _BIAS for one in steps), square, 1), "little")


def square_steps(rarity: float) -> int:
    """The square of a feature's rarity as it is stored."""
    return max(1, min(32767, round(rarity * rarity * _SQUARES)))


def rarity_of(steps: int) -> float:
    """The rarity that is stored."""
    return math.sqrt(steps / _SQUARES)


def told(parts: Mapping[str, float], text: str, cut: Cut) -> list[tuple[str, float]]:
    """What each word of a normalised text adds, in the order of the text: n-grams shared out over their characters.

    They sum to the sum of ``parts``; what belongs to no character (a rule that was heard) comes last, by its own name.
    """
    tidied = tidy(text)
    heat = [0.0] * len(tidied)
    rest: dict[str, float] = {}
    for feature, worth in parts.items():
        spots = _spots(feature, tidied)
        if not spots:
            rest[feature] = worth
        for spot in spots:
            heat[spot] += worth / len(spots)
    words: list[tuple[str, float]] = []
    at = 0
    for word in cut(tidied):
        words.append((word, sum(heat[at : at + len(word)])))
        at += len(word)
    return words + list(rest.items())


def _spots(feature: str, tidied: str) -> list[int]:
    """Positions in the text that a feature covers."""
    begins, ends = feature.startswith("^"), feature.endswith("$") and len(feature) > 1
    bare = feature[2:] if feature.startswith("w:") else feature[1 if begins else 0 : -1 if ends else None]
    if not tidied or feature in {"^", "$"} or not bare:
        return []
    found: list[int] = []
    at = tidied.find(bare)
    while at >= 0:
        if (not begins or at == 0) and (not ends or at + len(bare) == len(tidied)):
            found += range(at, at + len(bare))
        at = tidied.find(bare, at + 1)
    return found
