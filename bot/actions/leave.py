"""Verbs of leave: take it, ask somebody to stand in, agree or decline (handbook §3.4, §4.6). The tree sees to the rest by the days."""

from dataclasses import replace
from datetime import date, timedelta

from bot import forms
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import leave as rules
from bot.domain.directory import Office, Person
from bot.domain.leave import Leave, State
from bot.domain.roles import Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, timers, towns
from bot.storage import leave as rows
from bot.texts import leave as say
from bot.texts import people as say_people

ASK, ANOTHER = "leave_ask", "leave_another"
STARTS, ENDS = "leave_starts", "leave_ends"
ANSWER_WITHIN = timedelta(days=3)
MOST_CHOICES = 6


def standing(work: Work) -> list[Leave]:
    """The actor's leaves that are not over, the earliest first."""
    assert work.actor_id is not None
    return rows.list_of(work.db, work.town, work.actor_id, work.today)


def above(work: Work, person: PersonId) -> str:
    """Who has it when nobody stands in: the grid leader; without one, or of one, the village."""
    own = rules.substituted(work.directory, person, work.today)
    near = [held.person for o in own for held in work.directory.holders_above(Role.GRID_LEADER, o.unit, work.today)]
    return say.next_up(grid_leader=not near or person in near)


def candidates(work: Work, person: PersonId) -> list[Office]:
    """Who may be asked, neighbours first: those who can be reached."""
    return rules.candidates(work.directory, person, work.today)


def choices(work: Work, person: PersonId, but: PersonId | None = None) -> list[Office]:
    """Those to choose from by number."""
    found = [one for one in candidates(work, person) if one.person != but]
    return [one for one in found if people.list_accounts(work.db, work.town, one.person)][:MOST_CHOICES]


def check_deputy(work: Work, person: PersonId, deputy: Office, first: date, last: date) -> None:
    """Whether that one can be asked for these days.

    Raises:
        Refused: it is oneself, or they are away themselves, or cannot be reached.
    """
    if deputy.person == person:
        raise Refused(say.not_oneself())
    theirs = rows.list_of(work.db, work.town, deputy.person, first)
    if any(one.overlaps(first, last) for one in theirs):
        raise Refused(say.deputy_away(deputy.name))
    if not people.list_accounts(work.db, work.town, deputy.person):
        raise Refused(say.deputy_unreachable(deputy.name))


def check_days(work: Work, person: PersonId, first: date, last: date) -> None:
    """Whether these days can be a leave.

    Raises:
        Refused: no office to take leave from, or wrong days.
    """
    if not rules.substituted(work.directory, person, work.today):
        raise Refused(say.nothing_to_leave())
    near = rows.list_of(work.db, work.town, person, first - timedelta(days=rules.MOST_DAYS + 1))
    wrong = rules.fault(near, first, last, work.today)
    if wrong is not None:
        common = next((one for one in near if one.overlaps(first, last)), None)
        raise Refused(say.fault(wrong, common))


def take(work: Work, first: date, last: date, deputy: Office | None) -> tuple[Leave, list[Outbound]]:
    """The actor goes on leave; ``deputy`` is asked, and until they agree whoever is next up stands in.

    Raises:
        Refused: wrong days, or that one cannot be asked.
    """
    assert work.actor is not None
    check_days(work, work.actor.id, first, last)
    over = last < work.today
    if deputy is not None and not over:
        check_deputy(work, work.actor.id, deputy, first, last)
    asked = None if deputy is None or over else deputy.person
    one = _store(work, work.actor.id, first, last, asked)
    stranded = _tell_stranded(work, one)
    if asked is None:
        return one, stranded if over else stranded + tell_village(
            work, one, say.tell_village(*named(work, one), one, "", above(work, one.person))
        )
    return one, stranded + _ask(work, one, asked)


def _tell_stranded(work: Work, one: Leave) -> list[Outbound]:
    """The actor was to stand in for others these days: they are told, so that they may ask another."""
    mine = [other for other in rows.list_with(work.db, work.town, one.person, one.first) if other.deputy == one.person]
    name = work.directory.name(one.person)
    return [
        to(other.person, say.deputy_leaves(name, one, above(work, other.person)), other)
        for other in mine
        if other.overlaps(one.first, one.last) and other.last >= work.today
    ]


def _store(work: Work, person: PersonId, first: date, last: date, asked: PersonId | None) -> Leave:
    number = towns.next_number(work.db, work.town, "leave")
    one = Leave(number, person, first, last, None, asked, State.STANDING, work.now)
    rows.add(work.db, work.town, one)
    note(work, one, "take", "", one.state.value)
    arm(work, one)
    work.changed_directory()
    return one


def arm(work: Work, one: Leave) -> None:
    """Its mornings: when it begins, when it is over."""
    morning = work.settings.residents_quiet[0][1] if work.settings.residents_quiet else work.settings.morning[0]
    if one.first > work.today:
        timers.set_timer(work.db, work.town, STARTS, str(one.number), calendar.at(one.first, morning))
    if one.last >= work.today:
        end = calendar.at(one.last + timedelta(days=1), morning)
        timers.set_timer(work.db, work.town, ENDS, str(one.number), end)


def _ask(work: Work, one: Leave, deputy: PersonId) -> list[Outbound]:
    """Put the question to who is to stand in."""
    name, _, where = named(work, one)
    text = say.ask_to_stand_in(name, where, one.first, one.last)
    prompt = Outbound(ToPerson(deputy), text, about=f"leave:{one.number}", why="问能不能代班")
    draft = {"leave": one.number, "text": text}
    return forms.ask(work, deputy, ASK, "agrees", draft, prompt, lives=ANSWER_WITHIN)


def ask_another(work: Work, deputy: Office) -> tuple[Leave, list[Outbound]]:
    """The actor names another to stand in, for the leave that is running or next.

    Raises:
        Refused: no leave, or that one cannot be asked.
    """
    mine = standing(work)
    if not mine:
        raise Refused(say.none_to_end())
    one = next((each for each in mine if each.deputy is None), mine[0])
    check_deputy(work, one.person, deputy, max(one.first, work.today), one.last)
    told: list[Outbound] = []
    if one.deputy is not None:
        told.append(to(one.deputy, say.not_needed(work.directory.name(one.person), one), one))
    forms.withdraw(work, ASK, lambda draft: draft.get("leave") == one.number)
    changed = replace(one, deputy=None, asked=deputy.person)
    rows.change(work.db, work.town, changed)
    note(work, changed, "ask", "", "")
    work.changed_directory()
    return changed, told + _ask(work, changed, deputy.person)


def waiting_for(work: Work, person: PersonId) -> list[Leave]:
    """Leaves for which ``person`` has been asked to stand in and has not answered."""
    return [one for one in rows.list_with(work.db, work.town, person, work.today) if one.asked == person]


def agree(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The actor stands in: what they are told, and the messages to the others.

    Raises:
        Refused: it is not wanted any more, or the actor is away then.
    """
    one = _asked(work, number)
    assert work.actor is not None
    theirs = rows.list_of(work.db, work.town, work.actor.id, one.first)
    if any(other.overlaps(one.first, one.last) for other in theirs):
        raise Refused(say.deputy_away("您"))
    changed = replace(one, deputy=work.actor.id, asked=None)
    rows.change(work.db, work.town, changed)
    note(work, changed, "agree", "", "")
    forms.withdraw(work, ASK, lambda draft: draft.get("leave") == one.number)
    work.changed_directory()
    name, post, where = named(work, changed)
    told = [to(one.person, say.agreed(changed, work.actor.name), one)]
    told += tell_village(work, changed, say.tell_village(name, post, where, changed, work.actor.name))
    return say.stands_in(changed, name, where), told


def decline(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The actor does not: whoever goes on leave is asked for another.

    Raises:
        Refused: it is not wanted any more.
    """
    one = _asked(work, number)
    assert work.actor is not None
    rows.change(work.db, work.town, replace(one, asked=None))
    note(work, one, "decline", "", "")
    forms.withdraw(work, ASK, lambda draft: draft.get("leave") == one.number)
    others = [office.name for office in choices(work, one.person, work.actor.id)]
    text = say.ask_another(work.actor.name, one.first, one.last, others, above(work, one.person))
    prompt = to(one.person, text, one)
    draft = {"leave": one.number, "text": text, "names": others}
    told = forms.ask(work, one.person, ANOTHER, "who", draft, prompt, lives=ANSWER_WITHIN)
    return say.declined_back(), told


def _asked(work: Work, number: int) -> Leave:
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.STANDING or one.asked != work.actor_id or one.last < work.today:
        raise Refused(say.asked_in_vain())
    return one


def not_answered(work: Work, number: int) -> list[Outbound]:
    """Three days without an answer (the clock): whoever goes on leave is told."""
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.STANDING or one.asked is None or one.last < work.today:
        return []
    rows.change(work.db, work.town, replace(one, asked=None))
    return [to(one.person, say.no_answer(work.directory.name(one.asked), one, above(work, one.person)), one)]


def record_for(work: Work, person: Person, first: date, last: date) -> tuple[Leave, list[Outbound]]:
    """A village's officer notes a warden's leave, also one long past (handbook S23): days that do not count against them.

    Raises:
        Refused: wrong days.
    """
    assert work.actor is not None
    near = rows.list_of(work.db, work.town, person.id, first - timedelta(days=rules.MOST_DAYS + 1))
    wrong = rules.fault(near, first, last, max(first, work.today - timedelta(days=366)))
    if wrong is not None:
        common = next((one for one in near if one.overlaps(first, last)), None)
        raise Refused(say.already_for(person.name, common) if common else say.fault(wrong, None))
    one = _store(work, person.id, first, last, None)
    told = [to(person.id, say.tell_recorded(work.actor.name, one), one)]
    if last >= work.today:
        told += tell_village(work, one, say.tell_village(*named(work, one), one, "", above(work, one.person)))
    return one, told


# --- shared with what ends a leave --------------------------------------------------------------------------------------


def named(work: Work, one: Leave) -> tuple[str, str, str]:
    """(name, what they are called, the places) of who is on leave."""
    name, offices = work.directory.name(one.person), rules.substituted(work.directory, one.person, work.today)
    post = say_people.role_name(offices[0].role) if offices else ""
    where = "、".join(dict.fromkeys(work.directory.title(office.unit) for office in offices))
    return name, post, where


def tell_village(work: Work, one: Leave, text: str) -> list[Outbound]:
    """One line to the village's staff and the grid leader, each in private."""
    people_: dict[PersonId, None] = {}
    for office in rules.substituted(work.directory, one.person, work.today):
        for role in (Role.GRID_LEADER, Role.VILLAGE_STAFF):
            for held in work.directory.holders_above(role, office.unit, work.today):
                people_.setdefault(held.person)
    told = [who for who in people_ if who not in {one.person, work.actor_id, one.deputy}]
    return [to(who, text, one) for who in told]


def to(person: PersonId, text: str, one: Leave) -> Outbound:
    """A message about a leave."""
    return Outbound(ToPerson(person), text, about=f"leave:{one.number}", why="请假、代班")


def note(work: Work, one: Leave, verb: str, before: str, after: str) -> None:
    """What was done with it, for the audit."""
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "leave", str(one.number), verb, before, after)
