"""What reviewers look at: what waits in their scope, one record in full, and what may be worth a second look (flags, not walls)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import reviews
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain import review_flags
from bot.domain.check_ins import CheckIn, Hindrance, State
from bot.domain.review_flags import Seen
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.storage import audit
from bot.storage import check_in_queue as queued
from bot.storage import check_ins as rows
from bot.texts import reviews as say

_REVIEWING = frozenset({Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a reviewer's scope; ``decides`` is False for the supervisors, who only look."""

    records: list[CheckIn]
    decides: bool


def queue(work: Work, about: str = "") -> Queue:
    """Everything waiting that the actor may look at, own and own household's left out; ``about`` narrows it to a unit or a warden.

    Raises:
        Refused: nothing in the actor's scope is called ``about``.
    """
    assert work.actor is not None
    offices = [one for one in work.directory.offices_of(work.actor.id, work.today) if one.role in _REVIEWING]
    units: set[UnitId] = {unit.id for office in offices for unit in work.directory.below(office.unit)}
    narrowed: set[UnitId] = set()
    people: set[PersonId] = set()
    if about:
        narrowed = {
            unit.id for one in units if about in work.directory.units[one].name for unit in work.directory.below(one)
        }
        people = {one.person for one in work.directory.offices if one.unit in units and about in one.name}
        if not narrowed and not people:
            raise Refused(say.nowhere(about))
    waiting = queued.list_waiting(work.db, work.town, sorted(units)) if units else []
    if about:
        waiting = [one for one in waiting if one.unit in narrowed or one.warden in people]
    decides = any(one.role is not Role.SUPERVISOR for one in offices)
    allowed = {None} if decides else {None, Hindrance.WATCHER}
    shown = [one for one in waiting if rules.hindrance(work.directory, work.actor, one, work.today) in allowed]
    return Queue(shown, decides)


def seen_in(work: Work, records: Sequence[CheckIn]) -> dict[int, list[Seen]]:
    """What stands out in each record, for the reviewer's eyes alone; worked out from rows, kept nowhere."""
    if not records:
        return {}
    first = min(one.day for one in records) - review_flags.LOOK_BACK
    villages = {
        village.id: [unit.id for unit in work.directory.below(village.id)]
        for one in records
        if (village := work.directory.village_of(one.unit)) is not None
    }
    units = [unit for below in villages.values() for unit in below]
    nearby = queued.list_of_units(work.db, work.town, units or [one.unit for one in records], first)
    found: dict[int, list[Seen]] = {}
    texts: review_flags.Texts = {}
    for one in records:
        village = work.directory.village_of(one.unit)
        own = [other for other in nearby if other.warden == one.warden]
        others = [
            other
            for other in nearby
            if other.warden != one.warden and (village is None or work.directory.covers(village.id, other.unit))
        ]
        if flags := review_flags.flags(one, own, others, texts):
            found[one.number] = flags
    return found


def look_at(work: Work, number: int) -> tuple[CheckIn, list[Seen]]:
    """One record with what was said, for somebody who may review it; that it was read is audited.

    Raises:
        Refused: not in the actor's scope, one's own or one's household's.
    """
    assert work.actor is not None
    record = rows.find(work.db, work.town, number)
    if record is None or work.grant(Action.REVIEW_CHECK_IN) is Grant.NO:
        raise Refused(say.nothing_waits(number))
    hindrance = rules.hindrance(work.directory, work.actor, record, work.today)
    if hindrance is not None and hindrance not in {Hindrance.WATCHER, Hindrance.VILLAGE_ONLY}:
        raise Refused(say.cannot(number, hindrance, reviews.who_can(work, record)))
    if record.state in {State.WITHDRAWN, State.MERGED}:
        raise Refused(say.nothing_waits(number))
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "check_ins",
        str(number),
        "read",
        record.state,
        record.state,
    )
    return record, seen_in(work, [record]).get(number, [])
