"""What a scheduled job is, and what a deadline's work is. Each file of a family has ``JOBS`` and ``TIMERS``; they are found by themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.context import Work
from bot.messages import Outbound
from bot.storage.database import Db

TimerWork = Callable[[Work, str], list[Outbound]]
"""What is done when a deadline comes: the unit of work and the timer's subject. The timer's row is already gone; set a new one to go on."""


class CatchUp(StrEnum):
    """What becomes of the times missed while the process was down."""

    ALL = "all"
    LATEST = "latest"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Job:
    """A job of handbook §7. ``cron`` holds APScheduler's fields, weekdays by name only (its numbers start at Monday = 0)."""

    name: str
    number: str
    """``J07``."""
    cron: Mapping[str, str | int]
    run: Callable[[Work, datetime], list[Outbound]]
    """The unit of work and the time it was due at (``work.now`` may be later)."""
    catch_up: CatchUp = CatchUp.LATEST
    chore: Callable[[Db], None] | None = None
    """What is done after the run outside any transaction: housekeeping of the database file."""
