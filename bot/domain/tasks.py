"""Key tasks: what a village or town asks its wardens to look after for a while; counted from check-ins by themselves (handbook M17). Pure.

Rules of this file: nobody fills in anything; counts of neighbourhoods and households, never a name; who has recorded nothing is nowhere
told; a number of people below three is not told (handbook §0.1, §9.6, I32).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.directory import SUBSTITUTED, Directory
from bot.ids import PersonId, UnitId

LONGEST_BODY = 300
LONGEST_TAG = 12
MOST_POINTS = 6
"""Items of a checklist."""
MOST_DAYS = 184
FEW = 3

REMEMBERED = "tasks.running"
"""Under what running tasks are remembered between units of work; forgotten whenever a task changes."""


class State(StrEnum):
    """Life of a task."""

    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Task:
    """One task. ``number`` is the town's running number that people say (``任务 3``)."""

    number: int
    author: PersonId
    unit: UnitId
    """Who issues it."""
    units: tuple[UnitId, ...]
    """Whose wardens it is for."""
    title: str
    body: str
    tag: str
    """As wardens write it behind ``#``, without the sign."""
    points: tuple[str, ...]
    """What to look at: an optional list, nobody ticks it off."""
    made_at: datetime
    until: date
    state: State = State.OPEN
    ended_at: datetime | None = None

    @property
    def about(self) -> str:
        """How messages refer to it."""
        return f"task:{self.number}"

    def holds_on(self, day: date) -> bool:
        """Whether what was done on ``day`` counts for it."""
        last = self.until if self.ended_at is None else min(self.until, self.ended_at.date())
        return self.made_at.date() <= day <= last

    def concerns(self, directory: Directory, units: Iterable[UnitId]) -> bool:
        """Whether somebody who serves one of ``units`` is asked."""
        return any(directory.covers(above, unit) for above in self.units for unit in units)


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been recorded for a task: by how many, how many records, how many households."""

    wardens: int = 0
    records: int = 0
    households: int = 0

    def plus(self, other: "Progress") -> "Progress":
        """Both together."""
        return Progress(self.wardens + other.wardens, self.records + other.records, self.households + other.households)


def serves(directory: Directory, person: PersonId, day: date) -> tuple[UnitId, ...]:
    """The units whose tasks are a warden's or grid leader's own."""
    return tuple(o.unit for o in directory.offices_of(person, day) if o.role in SUBSTITUTED)


_PLAIN = re.compile(r"[\s#,.;:、。!?()\[\]“”\"'《》【】-]+")
_DOING = re.compile(r"(?:宣传|提醒|巡查|排查|走访|活动|工作|行动|专项|月|周|任务|整治|摸底|大?检查|动员)+$")


def plain(text: str) -> str:
    """``text`` with nothing but its words."""
    return _PLAIN.sub("", text)


def stem(title: str) -> str:
    """``防溺水巡查`` → ``防溺水``: what a check-in about it will hardly leave out; short stems stay as they were said."""
    bare = plain(title)
    shorter = _DOING.sub("", bare)
    return shorter if len(shorter) >= 3 else bare


def tag_of(title: str) -> str:
    """The tag when the author names none."""
    return stem(title)[:LONGEST_TAG]


def fits(task: Task, said_tag: str, note: str) -> bool:
    """Whether a check-in belongs to a task: by its tag, or its words name it plainly."""
    tag = plain(said_tag)
    names = {plain(task.tag), plain(task.title)} - {""}
    if tag:
        if tag in names or any(
            len(name) >= 3 and (tag.startswith(name) or (len(tag) >= 2 and name.startswith(tag))) for name in names
        ):
            return True
        if tag in {f"任务{task.number}", str(task.number)}:
            return True
    words = plain(note)
    return any(len(name) >= 2 and name in words for name in names | {stem(task.title)})
