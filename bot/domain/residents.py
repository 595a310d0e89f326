"""The people of a warden's list, and whoever of them is named in what the warden says (handbook §3.7). Pure."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.ids import HouseholdId, PersonId, UnitId

CARED_FOR = "结对"
"""Tag of those whom the warden looks in on."""


class Resident(NamedTuple):
    """One person of the warden's list, or a household whose head is no person of the roster (``person`` None).

    A tuple, for sixty of them are made with every message of a warden.
    """

    household: HouseholdId | None
    head: str
    person: PersonId | None
    name: str
    unit: UnitId | None
    gender: str = ""
    born: date | None = None
    tags: str = ""
    away: bool = False

    @property
    def is_head(self) -> bool:
        return self.name == self.head

    def age(self, today: date) -> int | None:
        """Years completed, or nearly."""
        return None if self.born is None else today.year - self.born.year

    def is_cared_for(self, today: date) -> bool:
        """Left behind, or eighty: then 看 is a care visit."""
        age = self.age(today)
        return (
            CARED_FOR in self.tags
            or "留守" in self.tags
            or "独居" in self.tags
            or "80" in self.tags
            or (age is not None and age >= 80)
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a text: from where to where, in which words, who it may be."""

    start: int
    end: int
    text: str
    candidates: tuple[Resident, ...]
    """One for each household, or for each person when a person is meant; empty: not on the list."""
    at_home: bool
    """A household is meant (…家)."""
    own: bool = False
    """The warden's own household."""
    near: bool = False
    """Only like somebody's name: to be asked."""
