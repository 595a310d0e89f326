"""How many households of a place have been contacted: a share, never who was not (handbook §5.1, §9.6, I32). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LEAST = 5
"""A share of fewer is not told to anybody above."""
LONGEST_SPOT = 8


@dataclass(frozen=True, slots=True)
class Coverage:
    """``homes`` at home in a place (of a neighbourhood of people away: its members), ``contacted`` at least once in the time."""

    homes: int = 0
    contacted: int = 0

    @property
    def percent(self) -> int | None:
        """In whole percent; None when too few to be told."""
        return 100 * self.contacted // self.homes if self.homes >= LEAST else None

    def plus(self, other: "Coverage") -> "Coverage":
        """Both together."""
        return Coverage(self.homes + other.homes, self.contacted + other.contacted)


def total(found: Iterable[Coverage]) -> Coverage:
    """All together."""
    sum_ = Coverage()
    for one in found:
        sum_ = sum_.plus(one)
    return sum_


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def week_name(day: date) -> str:
    """``11月第3周``: near enough to plan by, no diary."""
    return f"{day.month}月第{(day.day - 1) // 7 + 1}周"


def spot(place: str, unit: str) -> str:
    """Where a home lies within its neighbourhood, in a few characters: ``KQ03-02 4号`` → ``4号``."""
    return place.replace(unit, "").strip(" ,-")[:LONGEST_SPOT]
