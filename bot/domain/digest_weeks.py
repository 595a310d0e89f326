"""A week as it is told to residents, a grid, a village, the town: what the sentences are made from, and whether there is anything. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.digests import Counts, Matter, Period, Visits
from bot.domain.notices import Notice


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice of the week, and in how many of its groups it has arrived."""

    title: str
    arrived: int
    groups: int


@dataclass(frozen=True, slots=True)
class ResidentWeek:
    """What a neighbourhood's (or migrants') group is told."""

    name: str
    period: Period
    fixed: tuple[str, ...]
    in_progress: int
    notices: tuple[Notice, ...]
    season: str
    """Key of the season's safety line; empty for none."""
    contact_role: str
    """``warden``, ``grid_leader`` or empty."""
    contact: str

    migrant: bool = False
    fresh: bool = False
    """Whether a notice is new this week, or ends in the next."""

    @property
    def anything(self) -> bool:
        """Something was fixed, or a notice is new or about to end."""
        return bool(self.fixed) or self.fresh


@dataclass(frozen=True, slots=True)
class VillageWeek:
    """What a village's work group is told."""

    name: str
    period: Period
    counts: Counts
    overdue_titles: tuple[str, ...]
    visits: Visits
    notices: tuple[Sending, ...]
    poll_until: datetime | None

    @property
    def anything(self) -> bool:
        return bool(self.counts.anything or self.visits.records or self.visits.waiting or self.notices)


@dataclass(frozen=True, slots=True)
class GridWeek:
    """What a grid's group is told: numbers and titles, nobody's name."""

    name: str
    period: Period
    counts: Counts
    matters: tuple[Matter, ...]

    @property
    def anything(self) -> bool:
        return self.counts.anything


@dataclass(frozen=True, slots=True)
class TownWeek:
    """What the town's work group is told."""

    name: str
    period: Period
    villages: tuple[tuple[str, Counts], ...]
    counts: Counts
    vacant: tuple[str, ...]
    oversize: int
    poll_until: datetime | None
    group_messages: int
    group_messages_before: int
    folded: int = 0
    """Messages over the week's budget that came in a day's card instead."""

    @property
    def anything(self) -> bool:
        return self.counts.anything
