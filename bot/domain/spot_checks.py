"""Spot checks: of some visits the household is asked in private whether it had been visited (handbook §4.4). Pure.

Rules of this file: three in a hundred of what was told in four weeks, at least one a village; a household is asked at most once in half a
year; who is asked is drawn, never chosen; a “no” opens a talk and nothing else, until a supervisor has found out and said so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from bot.domain.check_ins import HOPED, CheckIn, Kind
from bot.domain.directory import Person
from bot.ids import HouseholdId, PersonId, UnitId

PERCENT = 3
WINDOW = timedelta(days=28)
"""The weeks over which the share is reckoned."""
RECENT = timedelta(days=7)
"""Visits that 上周 fits."""
ONCE_IN = timedelta(days=183)
ANSWERED_WITHIN = timedelta(days=7)
GROWN_UP = 18
ASKED_ABOUT = frozenset({Kind.VISIT, Kind.CARE})


class State(StrEnum):
    """Life of a spot check."""

    ASKED = "asked"
    BY_HAND = "by_hand"
    """Nobody of the household can be asked in private: a supervisor may ask when passing by."""
    ANSWERED = "answered"
    LAPSED = "lapsed"


class Answer(StrEnum):
    """What the household said."""

    CAME = "came"
    NOT = "not"
    UNSURE = "unsure"


class Verdict(StrEnum):
    """What a supervisor found out in the talk after a “no”."""

    TRUE = "true"
    """The visit was made; the household did not remember, or somebody else was at home."""
    MISTAKEN = "mistaken"
    """Told by mistake: another day, another household."""
    VERIFIED = "verified"
    """Told and not made (负-04 of the negative list may begin from this, by people's decision)."""


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One visit that was drawn. ``number`` is the check-in's."""

    number: int
    village: UnitId
    household: HouseholdId | None
    """None once half a year is over."""
    asked: PersonId | None
    """Who is being asked; forgotten with the answer."""
    drawn_at: datetime
    state: State
    answer: Answer | None = None
    answered_at: datetime | None = None
    verdict: Verdict | None = None
    judged_by: PersonId | None = None
    judged_at: datetime | None = None
    remark: str = ""

    @property
    def open(self) -> bool:
        """Whether a supervisor still has something to find out."""
        return self.state is State.BY_HAND or (self.answer is Answer.NOT and self.verdict is None)


@dataclass(frozen=True, slots=True)
class Counts:
    """How the spot checks of a village went: all that is shown of those without a “no”."""

    drawn: int
    came: int
    not_come: int
    unsure: int
    silent: int
    waiting: int


def may_be_drawn(record: CheckIn, today: date) -> bool:
    """A visit made last week, at somebody else's household of the roster, where somebody was met."""
    return (
        record.kind in ASKED_ABOUT
        and record.household is not None
        and record.household != record.home
        and record.unmet is None
        and record.state in HOPED
        and today - RECENT <= record.day < today
    )


def wanted(told: int, drawn: int) -> int:
    """How many more to draw: three in a hundred, rounded up, of what was told in the window."""
    return max(0, -(-told * PERCENT // 100) - drawn)


def drawn_order(records: Sequence[CheckIn], seed: str) -> list[CheckIn]:
    """The records as the lot has it, one a household; the same ``seed``, the same order."""
    order = sorted(records, key=lambda one: one.number)
    Random(seed).shuffle(order)  # noqa: S311  # a lot, not a secret
    first: dict[HouseholdId | None, CheckIn] = {}
    for one in order:
        first.setdefault(one.household, one)
    return list(first.values())


def whom_to_ask(record: CheckIn, members: Sequence[Person], barred: Collection[str], today: date) -> Person | None:
    """A grown-up of the household: whom the visit was to if possible; ``barred`` are those who may not or cannot be asked."""
    grown = [one for one in members if one.id not in barred and one.id != record.warden and is_grown_up(one, today)]
    return next((one for one in grown if one.id == record.person), grown[0] if grown else None)


def is_grown_up(person: Person, today: date) -> bool:
    """Eighteen by the date of birth; without one, nobody is asked."""
    if person.born is None:
        return False
    had = (today.month, today.day) >= (person.born.month, person.born.day)
    return today.year - person.born.year - (0 if had else 1) >= GROWN_UP


def counts(checks: Sequence[SpotCheck]) -> Counts:
    """Sums over the spot checks of a village."""
    return Counts(
        drawn=len(checks),
        came=sum(one.answer is Answer.CAME for one in checks),
        not_come=sum(one.answer is Answer.NOT for one in checks),
        unsure=sum(one.answer is Answer.UNSURE for one in checks),
        silent=sum(one.state is State.LAPSED for one in checks),
        waiting=sum(one.state in {State.ASKED, State.BY_HAND} for one in checks),
    )
