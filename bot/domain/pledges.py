"""X+1 pledges: one to five promises and exactly one of one's own trade, for a year (handbook M32). Pure.

Rules of this file: what a warden promises is about service; money, benefits and anybody's character are no promise; the village looks
before it is shown; kept is what a reviewer has seen in a check-in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain import notice_gates
from bot.domain.answers import number as number_of
from bot.domain.patterns import Pattern
from bot.ids import PersonId, UnitId

MOST = 5
LONGEST = 40
SHORTEST = 3
SHORTEST_SPECIAL = 2
LOOKED_AT_WITHIN = timedelta(days=7)
"""Unless the village says something, a pledge is shown after so long: its delay is not the warden's loss."""
TELLING = 4
"""So many characters in a row that a check-in shares with a promise name it plainly."""
DEFAULTS = (
    "每季度把本邻每一户走到",
    "有事找我,一天之内回话",
    "政策通知用大白话讲明白",
    "邻里有疙瘩,及时去劝和",
    "独居老人每周看望一次",
    "带头打扫房前屋后和公共地方",
    "汛期和天干物燥时多巡查",
    "帮腿脚不便的人代办跑腿",
)


class State(StrEnum):
    """Life of a year's pledges."""

    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Pledge:
    """One warden's pledges of a year. The last of ``items`` is the one of their own trade."""

    number: int
    person: PersonId
    unit: UnitId
    year: int
    items: tuple[str, ...]
    state: State
    reason: str
    reviewer: PersonId | None
    made_at: datetime
    decided_at: datetime | None = None

    @property
    def about(self) -> str:
        """How messages refer to it."""
        return f"pledge:{self.number}"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The X."""
        return self.items[:-1]

    @property
    def special(self) -> str:
        """The 1."""
        return self.items[-1]

    def is_shown(self, today: date) -> bool:
        """Whether it stands on the card: its year, and January of the next while it is renewed."""
        return self.state is State.PUBLISHED and (
            self.year == today.year or (self.year == today.year - 1 and today.month == 1)
        )


_MONEY = Pattern(
    r"增收|创收|挣钱|赚钱|致富|发财|收入|分红|贷款|借钱|借款|报销|返现|红包|发钱|给钱|现金|补贴到手|包(?:赚|销|过|办成|录取|分配)|保证.{0,4}(?:拿到|批下|办成|通过)"
    r"|低保|救助金|补助款|工作名额|\d+\s*(?:元|块|万|千)|[一二三四五六七八九十百千万两]+(?:元|块钱|万元)"
)
_CHARACTER = Pattern(r"懒惰|懒汉|落后|无所事事|素质|人品|好吃懒做|刁民?|不孝|坏人|无赖|酒鬼|赌鬼|混混|钉子户|思想差")


class Fault(StrEnum):
    """Why a promise cannot stand."""

    EMPTY = "empty"
    LONG = "long"
    MONEY = "money"
    CHARACTER = "character"
    PERSONAL = "personal"
    TWICE = "twice"
    MANY = "many"


def fault(text: str, least: int = SHORTEST) -> Fault | None:
    """What is wrong with one promise."""
    if len(re.findall(r"\w", text)) < least:
        return Fault.EMPTY
    if len(text) > LONGEST:
        return Fault.LONG
    if _MONEY.search(text):
        return Fault.MONEY
    if _CHARACTER.search(text):
        return Fault.CHARACTER
    return Fault.PERSONAL if notice_gates.faults(text, LONGEST, ()) else None


_PARTS = Pattern(r"[\n;;。]+|(?<=[^\d])[/|]+")
_NUMBERS = Pattern(r"^(?:选|要|第)?[\s\d一二三四五六七八九十、,.和及跟号条]+$")


def read_chosen(text: str, choices: Sequence[str]) -> list[str]:
    """``1 3 5``, own words, or both on lines of their own: the promises meant, in their order; unknown numbers are left out."""
    found: list[str] = []
    for part in _PARTS.split(text):
        said = part.strip(" ,、.")
        if not said:
            continue
        if _NUMBERS.match(said):
            found += _by_number(said, choices)
        else:
            own = re.sub(r"^(?:\d{1,2}[.、)]|[-·•])\s*", "", said)
            found.append(own)
    return list(dict.fromkeys(found))


def _by_number(said: str, choices: Sequence[str]) -> list[str]:
    found: list[str] = []
    for token in re.findall(r"10|\d|[一二三四五六七八九十]", said.replace("十", "10")):
        number = number_of(token)
        if number is not None and 1 <= number <= len(choices):
            found.append(choices[number - 1])
    return found


def faults(items: Sequence[str]) -> tuple[Fault, str] | None:
    """The first thing wrong with all the promises of a warden (the special one apart)."""
    if not items:
        return Fault.EMPTY, ""
    if len(items) > MOST:
        return Fault.MANY, ""
    return next(((wrong, one) for one in items if (wrong := fault(one)) is not None), None)


_TAGGED = Pattern(r"^(?:承诺|践诺)?第?(\d|[一二三四五六特])(?:项|条)?$")
_HAN = Pattern(r"[^\u4e00-\u9fff0-9a-z]+")


def item_of(tag: str, count: int) -> int | None:
    """Which promise (from 1 on) ``承诺2``, ``践诺特`` speak of."""
    found = _TAGGED.match(tag.strip())
    if found is None or not tag.strip().startswith(("承诺", "践诺")):
        return None
    number = count if found[1] == "特" else number_of(found[1])
    return number if number is not None and 1 <= number <= count else None


def kept_by(pledge: Pledge, tag: str, note: str) -> list[int]:
    """The promises (from 1 on) that a check-in speaks of: by its tag, or by words that it shares with one."""
    if (named := item_of(tag, len(pledge.items))) is not None:
        return [named]
    words = _HAN.sub("", note)
    return [at for at, item in enumerate(pledge.items, 1) if _shares(_HAN.sub("", item), words)][:1]


def _shares(item: str, words: str) -> bool:
    runs = {item[at : at + TELLING] for at in range(len(item) - TELLING + 1)}
    return any(run in words for run in runs)


def short(pledge: Pledge, most: int = 46) -> str:
    """For a card: as many of the promises as fit."""
    shown: list[str] = []
    for item in pledge.chosen:
        if shown and sum(map(len, shown)) + len(item) > most:
            break
        shown.append(item)
    more = f"等{len(pledge.chosen)}项" if len(shown) < len(pledge.chosen) else ""
    return ";".join(shown) + more


def counted(evidence: Mapping[int, int], items: int) -> tuple[int, ...]:
    """How often each promise was kept."""
    return tuple(evidence.get(at, 0) for at in range(1, items + 1))
