"""What can be known of key tasks: whose they are, who may see which counts; never who has recorded nothing (handbook M17, I32)."""

from datetime import timedelta

from bot.actions import notice_drafts as drafts
from bot.actions import notice_reading as notices
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import tasks as rules
from bot.domain.directory import SUBSTITUTED, Tier
from bot.domain.roles import Action, Role
from bot.domain.tasks import Progress, State, Task
from bot.ids import PersonId, UnitId
from bot.storage import tasks as rows
from bot.texts import tasks as say


def own_units(work: Work) -> tuple[UnitId, ...]:
    """The units to whose wardens the actor may set tasks."""
    return drafts.own_units(work, Action.MANAGE_TASKS)


def asked(work: Work, units: tuple[UnitId, ...]) -> list[PersonId]:
    """The wardens and grid leaders of these units."""
    found = [
        office.person
        for office in work.directory.serving(work.today)
        if office.role in SUBSTITUTED and any(work.directory.covers(unit, office.unit) for unit in units)
    ]
    return list(dict.fromkeys(found))


def is_warden(work: Work) -> bool:
    """Whether the actor serves as a warden or grid leader."""
    return bool(work.roles() & SUBSTITUTED)


def mine(work: Work) -> list[Task]:
    """Open tasks that the actor is asked to do, or is in charge of; what ends first first."""
    assert work.actor_id is not None
    units = rules.serves(work.directory, work.actor_id, work.today)
    found = rows.list_open(work.db, work.town)
    return [one for one in found if one.concerns(work.directory, units) or sight(work, one)]


def manages(work: Work, one: Task) -> bool:
    """Whether the actor is in charge of it: its author, or who may set tasks for its issuing unit; a grid leader within one's own grid."""
    held = own_units(work)
    if not held:
        return False
    return one.author == work.actor_id or any(work.directory.covers(unit, one.unit) for unit in held)


def watched(work: Work) -> tuple[UnitId, ...]:
    """The villages whose counts the actor may see without setting tasks there: the branch's secretary, the supervisors."""
    held = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    return tuple(office.unit for office in held if office.role in {Role.BRANCH_SECRETARY, Role.SUPERVISOR})


def sight(work: Work, one: Task) -> tuple[UnitId, ...]:
    """The part of a task whose counts the actor may see: all of it, or what lies in their own unit; empty: none."""
    if manages(work, one):
        return one.units
    directory = work.directory
    held = (*own_units(work), *watched(work))
    inside = [unit for unit in held if any(directory.covers(above, unit) for above in one.units)]
    around = [unit for unit in one.units if any(directory.covers(own, unit) for own in held)]
    return tuple(dict.fromkeys((*inside, *around)))


def find(work: Work, number: int) -> Task:
    """A task that the actor may know of.

    Raises:
        Refused: none of theirs.
    """
    assert work.actor_id is not None
    one = rows.find(work.db, work.town, number)
    if one is None:
        raise Refused(say.not_found(number))
    units = rules.serves(work.directory, work.actor_id, work.today)
    if not one.concerns(work.directory, units) and not sight(work, one):
        raise Refused(say.not_found(number))
    return one


def own_progress(work: Work, one: Task) -> Progress:
    """What the actor has recorded."""
    return rows.progress(work.db, work.town, one.number, work.actor_id)


def is_asked(work: Work, one: Task) -> bool:
    """Whether it is the actor's to do."""
    assert work.actor_id is not None
    return one.concerns(work.directory, rules.serves(work.directory, work.actor_id, work.today))


def in_numbers(work: Work, one: Task, within: tuple[UnitId, ...]) -> tuple[list[str], Progress | None]:
    """A line for each place within, and all together; None: too few are asked.

    A place in which only one or two are asked is told neither with a number nor with none: either would say who has not (I32).
    """
    directory = work.directory
    found = rows.progress_by_unit(work.db, work.town, one.number)
    who = rows.wardens_by_unit(work.db, work.town, one.number)
    inside = {unit: part for unit, part in found.items() if any(directory.covers(top, unit) for top in within)}
    total = _sum(inside, who, set(inside))
    shown = _shown_places(work, within)
    lines: list[str] = []
    for place in shown if len(shown) > 1 else []:
        below = {unit for unit in inside if directory.covers(place, unit)}
        if below and len(asked(work, (place,))) >= rules.FEW:
            lines.append(say.place_line(directory.title(place), _sum(inside, who, below)))
    return lines[:12], total if len(asked(work, within)) >= rules.FEW else None


def _sum(found: dict[UnitId, Progress], who: set[tuple[PersonId, UnitId]], units: set[UnitId]) -> Progress:
    wardens = len({person for person, unit in who if unit in units})
    records = sum(found[unit].records for unit in units)
    return Progress(wardens, records, sum(found[unit].households for unit in units))


def _shown_places(work: Work, within: tuple[UnitId, ...]) -> list[UnitId]:
    """Of the town its villages, of a village its grids; of a grid itself."""
    if len(within) > 1:
        return [unit for unit in within if work.directory.units[unit].tier is not Tier.NEIGHBOURHOOD]
    return [
        child.id
        for unit in within
        if work.directory.units[unit].tier in {Tier.TOWN, Tier.VILLAGE}
        for child in work.directory.children(unit)
        if child.tier is not Tier.NEIGHBOURHOOD
    ]


def ending_soon(work: Work, days: int) -> list[Task]:
    """Open tasks of the actor's that end within so many days."""
    last = work.today + timedelta(days=days)
    return [one for one in mine(work) if one.until <= last]


def find_managed(work: Work, number: int) -> Task:
    """An open task that the actor is in charge of.

    Raises:
        Refused: not theirs, or over.
    """
    one = find(work, number)
    if not manages(work, one):
        author = work.directory.name(one.author) or notices.somebody_with(work, Role.VILLAGE_STAFF)
        raise Refused(say.not_yours(one, author))
    if one.state is not State.OPEN:
        raise Refused(say.not_now(one))
    return one
