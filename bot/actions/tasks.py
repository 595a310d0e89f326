"""Verbs of key tasks: set one, follow it in numbers, change, end and withdraw it (handbook M17)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.actions import notice_drafts as drafts
from bot.actions import notice_reading as reading
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import notices as notice_rules
from bot.domain import tasks as rules
from bot.domain.directory import SUBSTITUTED, WARDEN_ROLES, ChatKind, Tier
from bot.domain.notices import Audience
from bot.domain.roles import Action, Role
from bot.domain.tasks import Progress, State, Task
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import InChat, Outbound, Place, Priority, ToPerson
from bot.storage import audit, timers, towns
from bot.storage import tasks as rows
from bot.texts import tasks as say

ENDS = "task_ends"


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as its author has put it together."""

    title: str
    body: str
    until: date
    units: tuple[UnitId, ...]
    tag: str
    points: tuple[str, ...] = ()


def own_units(work: Work) -> tuple[UnitId, ...]:
    """The units to whose wardens the actor may set tasks."""
    return drafts.own_units(work, Action.MANAGE_TASKS)


def check_units(work: Work, units: tuple[UnitId, ...]) -> UnitId:
    """The unit that issues it.

    Raises:
        Refused: it goes beyond the actor's own, or nobody serves there.
    """
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    mine = notice_rules.offices_for(Action.MANAGE_TASKS, offices)
    unit = notice_rules.issuing_unit(Audience(units), mine, work.directory)
    if unit is None:
        titles = list(dict.fromkeys(work.directory.title(office.unit) for office in mine))
        raise Refused(say.beyond(titles, reading.somebody_with(work, Role.VILLAGE_STAFF)))
    if not asked(work, units):
        raise Refused(say.no_wardens())
    return unit


def asked(work: Work, units: tuple[UnitId, ...]) -> list[PersonId]:
    """The wardens and grid leaders of these units."""
    found = [
        office.person
        for office in work.directory.serving(work.today)
        if office.role in SUBSTITUTED and any(work.directory.covers(unit, office.unit) for unit in units)
    ]
    return list(dict.fromkeys(found))


def places(work: Work, units: tuple[UnitId, ...]) -> list[Place]:
    """Where it is told: the nearest work group that holds the wardens of each unit; without one, each warden in private."""
    found: dict[Place, None] = {}
    for unit in units:
        for group in _groups(work, unit):
            found.setdefault(group)
    return list(found)


def _groups(work: Work, unit: UnitId) -> list[Place]:
    tier = work.directory.units[unit].tier
    below = work.directory.children(unit)
    if tier is Tier.TOWN:
        return [place for child in below for place in _groups(work, child.id)]
    kind = {Tier.VILLAGE: ChatKind.VILLAGE_WORK, Tier.GRID: ChatKind.GRID}.get(tier)
    chats = work.directory.chats_of(unit, kind) if kind is not None else ()
    if chats:
        return [InChat(chat.id) for chat in chats]
    if tier is Tier.VILLAGE:
        return [place for child in below for place in _groups(work, child.id)]
    return [ToPerson(person) for person in asked(work, (unit,))]


def places_named(work: Work, units: tuple[UnitId, ...]) -> str:
    """``康桥村工作群等3个群``."""
    found = places(work, units)
    chats = [work.directory.chats[ChatId(one.chat)].name for one in found if isinstance(one, InChat)]
    persons = sum(isinstance(one, ToPerson) for one in found)
    named = "、".join(chats[:3]) + (f"等{len(chats)}个群" if len(chats) > 3 else "")
    return "、".join(part for part in (named, say.privately(persons) if persons else "") if part)


def made(work: Work, draft: Draft, unit: UnitId, number: int) -> Task:
    """The task that a draft becomes."""
    assert work.actor is not None
    return Task(
        number=number,
        author=work.actor.id,
        unit=unit,
        units=draft.units,
        title=draft.title,
        body=draft.body,
        tag=draft.tag,
        points=draft.points,
        made_at=work.now,
        until=draft.until,
    )


def release(work: Work, draft: Draft) -> tuple[Task, list[Outbound]]:
    """Set it: one message to each work group.

    Raises:
        Refused: it goes beyond the actor's own.
    """
    unit = check_units(work, draft.units)
    one = made(work, draft, unit, towns.next_number(work.db, work.town, "task"))
    rows.add(work.db, work.town, one)
    _note(work, one, "release", "", State.OPEN.value)
    _arm(work, one)
    return one, _tell(work, one, say.posted(one, work.directory.title(unit)), "post", f"task:{one.number}:post")


def _arm(work: Work, one: Task) -> None:
    timers.set_timer(work.db, work.town, ENDS, str(one.number), calendar.at(one.until, work.settings.afternoon[1]))


def _tell(work: Work, one: Task, text: str, why: str, key: str, replaces: str = "") -> list[Outbound]:
    told: list[Outbound] = []
    for place in places(work, one.units):
        name = place.chat if isinstance(place, InChat) else place.person
        former = f"{replaces}:{name}" if replaces else None
        told.append(
            Outbound(
                place,
                text,
                Priority.NOTICE,
                about=one.about,
                why=f"task_{why}",
                key=f"{key}:{name}",
                replaces=former,
            )
        )
    return told


# --- reading -----------------------------------------------------------------------------------------------------------------


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


def in_numbers(work: Work, one: Task, within: tuple[UnitId, ...]) -> tuple[list[str], Progress]:
    """A line for each place within, and all together. Never a neighbourhood alone: that would be one warden (I32)."""
    directory = work.directory
    found = rows.progress_by_unit(work.db, work.town, one.number)
    who = rows.wardens_by_unit(work.db, work.town, one.number)
    inside = {unit: part for unit, part in found.items() if any(directory.covers(top, unit) for top in within)}
    total = _sum(inside, who, set(inside))
    shown = _shown_places(work, within)
    lines: list[str] = []
    for place in shown if len(shown) > 1 else []:
        below = {unit for unit in inside if directory.covers(place, unit)}
        lines.append(say.place_line(directory.title(place), _sum(inside, who, below)))
    return lines[:12], total


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


# --- changing ----------------------------------------------------------------------------------------------------------------


def find_managed(work: Work, number: int) -> Task:
    """An open task that the actor is in charge of.

    Raises:
        Refused: not theirs, or over.
    """
    one = find(work, number)
    if not manages(work, one):
        author = work.directory.name(one.author) or reading.somebody_with(work, Role.VILLAGE_STAFF)
        raise Refused(say.not_yours(one, author))
    if one.state is not State.OPEN:
        raise Refused(say.not_now(one))
    return one


def change(work: Work, one: Task, *, until: date | None = None, body: str = "") -> tuple[Task, list[Outbound]]:
    """Another last day, other words: those who have had it are told, once for each version."""
    changed = replace(one, until=until or one.until, body=body or one.body)
    if changed == one:
        return one, []
    rows.change(work.db, work.town, changed)
    _note(work, one, "change", State.OPEN.value, State.OPEN.value)
    _arm(work, changed)
    text = say.changed(changed, work.directory.title(one.unit))
    return changed, _tell(work, changed, text, "change", f"task:{one.number}:change:{work.new_id()}")


def withdraw(work: Work, one: Task) -> list[Outbound]:
    """It was a mistake: nothing is asked any more."""
    rows.change(work.db, work.town, replace(one, state=State.WITHDRAWN, ended_at=work.now))
    timers.cancel(work.db, work.town, str(one.number), ENDS)
    _note(work, one, "withdraw", State.OPEN.value, State.WITHDRAWN.value)
    key = f"task:{one.number}"
    return _tell(work, one, say.withdrawn_there(one), "withdraw", f"{key}:withdraw", replaces=f"{key}:post")


def end(work: Work, one: Task) -> tuple[Progress, list[Outbound]]:
    """It is over: a summary to its author (unless it is they who say so), a thank-you to the work groups."""
    ended = replace(one, state=State.ENDED, ended_at=work.now)
    rows.change(work.db, work.town, ended)
    timers.cancel(work.db, work.town, str(one.number), ENDS)
    _note(work, one, "end", State.OPEN.value, State.ENDED.value)
    lines, total = in_numbers(work, one, one.units)
    told: list[Outbound] = []
    if work.actor_id != one.author:
        text = say.summary(ended, lines, total)
        told.append(Outbound(ToPerson(one.author), text, about=one.about, why="task_end"))
    if total.records:
        groups = [
            message
            for message in _tell(work, one, say.thanks(ended, total), "end", f"task:{one.number}:end")
            if isinstance(message.to, InChat)
        ]
        told += groups
    return total, told


def end_by_time(work: Work, number: int) -> list[Outbound]:
    """Its last day is over (the clock)."""
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.OPEN or one.until > work.today:
        return []
    return end(work, one)[1]


def ending_soon(work: Work, days: int) -> list[Task]:
    """Open tasks of the actor's that end within so many days."""
    last = work.today + timedelta(days=days)
    return [one for one in mine(work) if one.until <= last]


def is_warden(work: Work) -> bool:
    """Whether the actor serves as a warden or grid leader."""
    return bool(work.roles() & {*WARDEN_ROLES, Role.GRID_LEADER})


def _note(work: Work, one: Task, verb: str, before: str, after: str) -> None:
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "task", str(one.number), verb, before, after)
