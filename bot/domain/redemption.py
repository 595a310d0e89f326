"""积分超市: what a village has on its shelf for points, who may take it when (handbook §5.1). Off until the town switches it on. Pure.

Rules of this file: what is spent never touches a ranking or a settlement; nobody spends more than was ever earned; a village lists only
what its meeting has decided.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.ids import PersonId, UnitId

MOST_COST, MOST_STOCK = 500, 999
LONGEST_NAME = 20


class OrderState(StrEnum):
    """Life of an order."""

    WAITING = "waiting"
    HANDED = "handed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on the shelf of a village."""

    number: int
    unit: UnitId
    name: str
    cost: int
    left: int
    basis: str
    """Which meeting decided it."""
    listed_by: PersonId
    listed_at: datetime
    listed: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Somebody's wish for a thing: the points are taken, the thing is set aside."""

    number: int
    warden: PersonId
    unit: UnitId
    item: int
    cost: int
    state: OrderState
    at: datetime


def is_open(window: tuple[int, int], day: date) -> bool:
    """Whether things can be had on ``day``."""
    return window[0] <= day.day <= window[1]


def next_opening(window: tuple[int, int], day: date) -> date:
    """The next day on which it opens; in a short month not later than its last day."""
    if day.day < window[0]:
        return _on(day.year, day.month, window[0])
    return _on(day.year + day.month // 12, day.month % 12 + 1, window[0])


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def spendable(lifetime: int, spent: int) -> int:
    """What may still be spent: a later correction never makes it less than nothing."""
    return max(0, lifetime - spent)
