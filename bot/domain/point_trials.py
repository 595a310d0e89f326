"""A change of the points table tried on a period: what it would have done to each league, in numbers; nobody is named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.standings import League
from bot.ids import PersonId, UnitId


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would have done to one league: wardens, how many of them it changes, by how much, the sums before and after."""

    wardens: int = 0
    changed: int = 0
    most: int = 0
    least: int = 0
    before: int = 0
    after: int = 0

    def with_one(self, before: int, after: int) -> "Effect":
        """And one warden more."""
        return Effect(
            self.wardens + 1,
            self.changed + (before != after),
            max(self.most, after - before),
            min(self.least, after - before),
            self.before + before,
            self.after + after,
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial as far as it has been counted."""

    number: int
    asked_by: PersonId
    unit: UnitId
    changes: Mapping[str, int]
    period: str
    asked_at: datetime
    counted: int = 0
    """So many wardens, in the order of their ids."""
    leagues: Mapping[League, Effect] = field(default_factory=dict[League, Effect])
    done: bool = False
