"""What several households of a village have reported: read by those who answer for it, never by name."""

from bot.context import Work
from bot.domain import topics as rules
from bot.domain.directory import Tier, Unit
from bot.domain.roles import Role
from bot.domain.topics import Topic
from bot.ids import PersonId, UnitId
from bot.storage import audit, people
from bot.storage import concern_followers as follows
from bot.storage import concerns as rows

READERS = frozenset(
    {Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.SUPERVISOR, Role.CARE_OFFICER, Role.TOWN_STAFF, Role.TOWN_ADMIN}
)


def villages_of(work: Work) -> list[Unit]:
    """The villages that the actor answers for, in the order of the tree; empty for anybody else."""
    actor = work.actor_id
    if actor is None:
        return []
    offices = [one for one in work.directory.offices_of(actor, work.today) if one.role in READERS]
    found = [unit for unit in work.directory.units.values() if unit.tier is Tier.VILLAGE]
    return [unit for unit in found if any(work.directory.covers(one.unit, unit.id) for one in offices)]


def of_village(work: Work, village: UnitId) -> list[Topic]:
    """The hot topics of the last thirty days. Complaints about the actor are not among them: none are."""
    found = rows.list_filed_since(work.db, work.town, work.now - rules.DAYS)
    near = [one for one in found if work.directory.covers(village, one.unit) and work.actor_id not in one.hidden_from]
    homes: dict[PersonId, str] = {}

    def household_of(person: PersonId) -> str:
        if person not in homes:
            row = people.find_person(work.db, work.town, person)
            homes[person] = row.household if row is not None and row.household else f"person:{person}"
        return homes[person]

    return rules.topics_of(near, follows.all_followers(work.db, work.town), household_of, work.directory)


def note_reading(work: Work, village: UnitId) -> None:
    """The reading is noted, without content."""
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "topics", village, "read")
