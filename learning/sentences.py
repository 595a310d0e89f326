"""The project's own sentences and words, read from beside this file; one in five is held back."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ALIKE = 0.5


@dataclass(frozen=True)
class Sentence:
    """A sentence written and labelled for this project."""

    text: str
    category: str
    alarm: str
    redirect: str
    file: str

    @property
    def held_back(self) -> bool:
        """By its own bytes: adding sentences moves no other one."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 5 == 0

    @property
    def only_sounds(self) -> bool:
        """Written to sound urgent, or like a matter for a legal channel, without being so."""
        return self.file.startswith(("negatives", "near_miss")) and self.alarm == "-" == self.redirect

    @property
    def small_talk(self) -> bool:
        """Written to be told from emergencies only: so much talk of nothing would drown what is OTHER for a reason."""
        return self.file.startswith("calm")


def read_sentences() -> list[Sentence]:
    """All of them, file by file."""
    found: list[Sentence] = []
    for path in sorted((HERE / "sentences").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text, category, alarm, redirect = line.split("\t")
            found.append(Sentence(text, category, alarm, redirect, path.stem))
    return found


def read_words() -> list[tuple[str, str]]:
    """Words and the categories they speak for."""
    found: list[tuple[str, str]] = []
    for line in (HERE / "words.tsv").read_text(encoding="utf-8").splitlines():
        category, words = line.split("\t")
        found += [(word, category) for word in words.split(" ")]
    return found


def clusters(texts: Sequence[str]) -> list[str]:
    """For each text the name of its cluster: texts that share half of their pairs of characters, directly or by way of others, mean the same."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in texts]
    holding: dict[str, list[int]] = {}
    heads = list(range(len(texts)))

    def head(at: int) -> int:
        while heads[at] != at:
            heads[at] = heads[heads[at]]
            at = heads[at]
        return at

    for at, own in enumerate(pairs):
        shared = Counter(other for pair in own for other in holding.get(pair, ()))
        for other, common in shared.items():
            if common >= ALIKE * len(own | pairs[other]):
                heads[head(at)] = head(other)
        for pair in own:
            holding.setdefault(pair, []).append(at)
    return [str(head(at)) for at in range(len(texts))]
