"""Verbs of key tasks: set one, follow it in numbers, change, end and withdraw it (handbook M17)."""

from dataclasses import dataclass, replace
from datetime import date

from bot.actions import notice_reading as reading
from bot.actions import task_reading as counts
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import notices as notice_rules
from bot.domain.directory import ChatKind, Tier
from bot.domain.notices import Audience
from bot.domain.roles import Action, Role
from bot.domain.tasks import REMEMBERED, Progress, State, Task
from bot.ids import ChatId, UnitId
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
    if not counts.asked(work, units):
        raise Refused(say.no_wardens())
    return unit


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
    return [ToPerson(person) for person in counts.asked(work, (unit,))]


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
    work.remembered.pop(REMEMBERED, None)
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


# --- changing ----------------------------------------------------------------------------------------------------------------


def change(work: Work, one: Task, *, until: date | None = None, body: str = "") -> tuple[Task, list[Outbound]]:
    """Another last day, other words: those who have had it are told, once for each version."""
    changed = replace(one, until=until or one.until, body=body or one.body)
    if changed == one:
        return one, []
    rows.change(work.db, work.town, changed)
    work.remembered.pop(REMEMBERED, None)
    _note(work, one, "change", State.OPEN.value, State.OPEN.value)
    _arm(work, changed)
    text = say.changed(changed, work.directory.title(one.unit))
    return changed, _tell(work, changed, text, "change", f"task:{one.number}:change:{work.new_id()}")


def withdraw(work: Work, one: Task) -> list[Outbound]:
    """It was a mistake: nothing is asked any more."""
    rows.change(work.db, work.town, replace(one, state=State.WITHDRAWN, ended_at=work.now))
    work.remembered.pop(REMEMBERED, None)
    timers.cancel(work.db, work.town, str(one.number), ENDS)
    _note(work, one, "withdraw", State.OPEN.value, State.WITHDRAWN.value)
    key = f"task:{one.number}"
    return _tell(work, one, say.withdrawn_there(one), "withdraw", f"{key}:withdraw", replaces=f"{key}:post")


def end(work: Work, one: Task) -> tuple[Progress | None, list[Outbound]]:
    """It is over: a summary to its author (unless it is they who say so), a thank-you to the work groups."""
    ended = replace(one, state=State.ENDED, ended_at=work.now)
    rows.change(work.db, work.town, ended)
    work.remembered.pop(REMEMBERED, None)
    timers.cancel(work.db, work.town, str(one.number), ENDS)
    _note(work, one, "end", State.OPEN.value, State.ENDED.value)
    lines, total = counts.in_numbers(work, one, one.units)
    told: list[Outbound] = []
    if work.actor_id != one.author:
        text = say.summary(ended, lines, total)
        told.append(Outbound(ToPerson(one.author), text, about=one.about, why="task_end"))
    if total is None or total.records:
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


def _note(work: Work, one: Task, verb: str, before: str, after: str) -> None:
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "task", str(one.number), verb, before, after)
