"""Verbs of finding a person: who is on duty, 人工, and taking over a conversation that got stuck."""

from dataclasses import dataclass
from datetime import timedelta

from bot.actions import concerns
from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import WARDEN_ROLES, Office, Person
from bot.domain.roles import Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit
from bot.texts import concerns as say_concerns
from bot.texts import help as say
from bot.texts import people as say_people

ONCE_IN = timedelta(hours=4)
"""人工 again within so long is the same case."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helps: a title and name to show, a phone that may be shown, and whom to write to."""

    title: str
    phone: str
    person: PersonId | None
    night: bool = False


def helper(work: Work, unit: UnitId | None, *, night: bool) -> Helper:
    """By day the village's staff with the desk's phone, at night the town's duty."""
    directory, today = work.directory, work.today
    town = directory.town
    roles = (Role.DUTY,) if night else (Role.VILLAGE_STAFF, Role.TOWN_STAFF)
    for role in (*roles, Role.DUTY, Role.TOWN_STAFF, Role.TOWN_ADMIN):
        holders = directory.holders_above(role, unit or (town.id if town else None), today)
        others = [one for one in holders if one.person != work.actor_id]
        if others:
            return Helper(_called(others[0]), _phone(work, role, night), others[0].person, night)
    return Helper(say.nobody_near(), _phone(work, Role.VILLAGE_STAFF, night), None, night)


def _phone(work: Work, role: Role, night: bool) -> str:
    settings = work.settings
    if night or role is Role.DUTY:
        return settings.duty_phone or settings.desk_phone
    return settings.desk_phone


def is_night(work: Work) -> bool:
    """Outside working hours somebody else answers."""
    return calendar.working_hours_between(work.now, work.now + timedelta(minutes=1), work.settings) == 0


def _called(office: Office) -> str:
    return f"{say_people.role_name(office.role)} {office.name}"


def home_of(work: Work, person: Person, chat: ChatId | None) -> UnitId | None:
    """Where a person belongs: the household's neighbourhood, an office, the group that was spoken in, else the town."""
    held = work.directory.offices_of(person.id, work.today)
    if person.unit or held:
        return person.unit or held[0].unit
    found = work.directory.chats.get(chat) if chat else None
    if found is not None and found.unit in work.directory.units:
        return found.unit
    return work.directory.town.id if work.directory.town else None


def earlier_case(work: Work, person: Person) -> str:
    """Number of the case that 人工 opened for this person a short while ago; empty: none."""
    since = work.now - ONCE_IN
    rows = audit.list_of(work.db, work.town, "help", person.id)
    return next((after for at, _, verb, _, after in reversed(rows) if verb == "human" and at > since), "")


def ask_for_human(work: Work, person: Person, chat: ChatId | None) -> tuple[str, list[Outbound]]:
    """Open a case for who wants a person and has not said why; its number, and the messages to those who are to call."""
    opened, others = concerns.raise_concern(
        work,
        person,
        say.wants_human(),
        chat=chat,
        category=_DESK,
        private=True,
        unit=home_of(work, person, chat),
        owed=True,
        title=say_concerns.title_human(),
    )
    number = opened.number
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "help", person.id, "human", after=number)
    return number, others


_DESK = "VILLAGE"
"""The category whose first tier is the village's desk (handbook §5.4)."""


def take_over(work: Work, person: Person, chat: ChatId | None, form: str) -> tuple[str, list[Outbound]]:
    """A conversation got stuck: the nearest helper is asked to get in touch. Whom, and the message to them."""
    held = work.directory.offices_of(person.id, work.today)
    unit = (
        held[0].unit if held else home_of(work, person, chat)
    )  # who is stuck in an office's work is helped from above it
    near = _near(work, unit, person)
    if near is not None and _asked_already(work, person, form):
        return _called(near), []
    name = person.name if person.known and person.name else say.unnamed()
    place = work.directory.title(unit) if unit else ""
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "help", person.id, "take_over", after=form)
    if near is None:
        return say.nobody_near(), []
    text = say.please_help(name, place, say.matter(form))
    return _called(near), [Outbound(ToPerson(near.person), text, about="help", why="三次没听懂")]


def _asked_already(work: Work, person: Person, form: str) -> bool:
    """Somebody was asked to help with this a short while ago: not again."""
    earlier = audit.list_of(work.db, work.town, "help", person.id)
    return any(verb == "take_over" and what == form and at > work.now - ONCE_IN for at, _, verb, _, what in earlier)


def _near(work: Work, unit: UnitId | None, person: Person) -> Office | None:
    """The nearest office holder above, never the person."""
    for role in (*WARDEN_ROLES, Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.TOWN_ADMIN):
        for office in work.directory.holders_above(role, unit, work.today):
            if office.person != person.id:
                return office
    return None
