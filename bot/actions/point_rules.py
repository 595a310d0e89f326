"""Verbs of the points table: which holds where and when; a change of it with a second person, announced, from a day to come."""

from collections.abc import Iterable, Mapping
from datetime import date

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import point_rule_words as words
from bot.domain import point_rules as rules
from bot.domain.directory import WARDEN_ROLES, ChatKind, Tier
from bot.domain.point_rules import Book, RuleState, RuleVersion
from bot.domain.points import PointRules, period_of
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, settlements, towns
from bot.storage import point_rules as rows
from bot.texts import point_rules as say

_REMEMBERED = "point_rules"
_OF_TOWN = (Role.TOWN_STAFF, Role.TOWN_ADMIN)
_OF_VILLAGE = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY)


def book(work: Work) -> Book:
    """Every version agreed so far; read once, remembered till one is added."""
    found = work.remembered.get(_REMEMBERED)
    if not isinstance(found, Book) or found.initial is not work.settings.point_rules:
        town = work.directory.town
        versions = rows.list_versions(work.db, work.town, RuleState.AGREED)
        found = Book(work.settings.point_rules, town.id if town else UnitId(work.town), tuple(versions))
        work.remembered[_REMEMBERED] = found
    return found


def village_of(work: Work, unit: UnitId | None) -> UnitId:
    """The village whose table holds at a unit; empty: the town's."""
    found = work.directory.village_of(unit)
    return found.id if found else UnitId("")


def village_on(work: Work, person: PersonId, day: date) -> UnitId:
    """The village in which somebody served on ``day``, as a warden first; empty: none."""
    offices = work.directory.offices_of(person, day)
    for wanted in (frozenset(WARDEN_ROLES), frozenset({Role.GRID_LEADER}), frozenset(Role)):
        for office in offices:
            if office.role in wanted and (village := village_of(work, office.unit)):
                return village
    return UnitId("")


def table(work: Work, unit: UnitId | None, day: date) -> PointRules:
    """The table that holds at a unit on a day."""
    return book(work).on(village_of(work, unit), day)


def of_asker(work: Work, unit: UnitId | None) -> tuple[PointRules, UnitId, RuleVersion | None]:
    """The table that holds for who asks today, its village, and the next change to come."""
    village = village_of(work, unit)
    if not village and work.actor_id is not None:
        village = village_on(work, work.actor_id, work.today)
    found = book(work)
    coming = [one for one in found.versions if one.since > work.today and one.unit in {found.town, village}]
    return found.on(village, work.today), village, min(coming, key=lambda one: one.since, default=None)


def scope(work: Work) -> UnitId:
    """The town or village whose table the actor may change, with a second person.

    Raises:
        Refused: none.
    """
    if work.actor is not None and work.grant(Action.CHANGE_POINT_RULES) is not Grant.NO:
        offices = work.directory.offices_of(work.actor.id, work.today)
        for wanted in (_OF_TOWN, _OF_VILLAGE):
            for office in offices:
                if office.role in wanted and office.unit in work.directory.units:
                    return office.unit
    raise Refused(say.not_yours(_town_names(work)))


def _town_names(work: Work) -> str:
    found = _holders(work, book(work).town, _OF_TOWN)
    return "、".join(name for _, name in found[:2])


def _holders(work: Work, unit: UnitId, roles: Iterable[Role], *but: PersonId | None) -> list[tuple[PersonId, str]]:
    held = [office for role in roles for office in work.directory.holders(role, unit, work.today)]
    return list(dict.fromkeys((one.person, one.name) for one in held if one.person not in but))


def seconds(work: Work, unit: UnitId, *but: PersonId | None) -> list[tuple[PersonId, str]]:
    """Who may be the second person for a unit: those of the unit, and for a village without any other the town's."""
    town = book(work).town
    found = _holders(work, unit, _OF_TOWN if unit == town else _OF_VILLAGE, *but)
    return found or _holders(work, town, _OF_TOWN, *but)


def read(work: Work, text: str) -> tuple[UnitId, words.Wanted]:
    """What the actor wants changed, checked against the bounds; the town's staff may name a village.

    Raises:
        Refused: says what to write instead.
    """
    unit = scope(work)
    unit, text = _named(work, unit, text)
    wanted = words.read(text, work.today)
    if not wanted.changes:
        raise Refused(say.how_to_change())
    if wanted.rest:
        raise Refused(say.not_read(wanted.rest))
    found, town = book(work), book(work).town
    at = wanted.since or work.today
    above = None if unit == town else found.on("", at)
    if faults := rules.faults(wanted.changes, work.settings.point_rules, above):
        raise Refused(say.out_of_bounds(faults, of_village=unit != town))
    now = found.on("" if unit == town else unit, at)
    if all(rules.current(name, now) == value for name, value in wanted.changes.items()):
        raise Refused(say.nothing_changes())
    return unit, wanted


def _named(work: Work, unit: UnitId, text: str) -> tuple[UnitId, str]:
    """A village of the actor's own unit, when one is named."""
    for below in work.directory.below(unit):
        if below.tier in {Tier.VILLAGE, Tier.TOWN} and below.name in text:
            return below.id, text.replace(below.name, " ", 1)
    if work.directory.units[unit].tier is Tier.TOWN:
        return unit, text.replace("全镇", " ", 1)
    return unit, text.replace("全村", " ", 1).replace("本村", " ", 1)


def propose(work: Work, text: str) -> tuple[str, list[Outbound]]:
    """Ask for a change; what the actor is told, and the messages to those who may agree.

    Raises:
        Refused: see ``read``; or its day has come, or lies in a period that is settled already.
    """
    unit, wanted = read(work, text)
    if wanted.since is None:
        raise Refused(say.since_when(work.today))
    if wanted.since <= work.today:
        raise Refused(say.too_early(work.today))
    if any(one.period in _around(wanted.since) for one in settlements.list_open(work.db, work.town)):
        raise Refused(say.settled_already(wanted.since))
    assert work.actor is not None
    number = towns.next_number(work.db, work.town, "point_rule")
    new = RuleVersion(number, unit, wanted.since, wanted.changes, RuleState.PROPOSED, work.actor.id, work.now)
    rows.add(work.db, work.town, new)
    _note(work, new, "propose", "", RuleState.PROPOSED)
    who = seconds(work, unit, work.actor.id)
    lines = _lines(work, new)
    title = work.directory.title(unit)
    asking = say.tell_second(new, title, lines, work.actor.name)
    told = [Outbound(ToPerson(one), asking, about=f"point_rule:{number}", why="积分规则要第二人同意") for one, _ in who]
    return say.proposed(new, title, lines, "、".join(name for _, name in who[:2])), told


def _around(day: date) -> set[str]:
    return {period_of(day), str(day.year)}


def _lines(work: Work, one: RuleVersion) -> list[tuple[str, int | None, int]]:
    """(what, before, after) of a version."""
    found = book(work)
    before = found.on("" if one.unit == found.town else one.unit, one.since)
    return [(name, rules.current(name, before), value) for name, value in one.changes.items()]


def approve(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The second person agrees; it is announced in the work groups of its unit.

    Raises:
        Refused: nothing of that number waits, or not by this person, or its day has come.
    """
    one = _waiting(work, number)
    if one.asked_by == work.actor_id:
        raise Refused(
            say.second_must_differ(number, "、".join(name for _, name in seconds(work, one.unit, one.asked_by)[:2]))
        )
    if one.since <= work.today:
        raise Refused(say.day_has_come(number))
    assert work.actor_id is not None
    lines = _lines(work, one)
    rows.decide(work.db, work.town, number, RuleState.AGREED, work.actor_id, work.now)
    work.remembered.pop(_REMEMBERED, None)
    _note(work, one, "agree", RuleState.PROPOSED.value, RuleState.AGREED)
    text = say.announced(work.directory.title(one.unit), one.since, lines)
    chats = [
        chat
        for unit in work.directory.below(one.unit)
        if unit.tier in {Tier.TOWN, Tier.VILLAGE}
        for chat in work.directory.chats_of(unit.id, ChatKind.TOWN_WORK, ChatKind.VILLAGE_WORK)
    ]
    about = f"point_rule:{number}"
    told = [
        Outbound(InChat(chat.id), text, Priority.NOTICE, about=about, why="积分规则改了", key=f"{about}:{chat.id}")
        for chat in chats
    ]
    done = Outbound(ToPerson(one.asked_by), say.tell_agreed(number, one.since), about=about, why="积分规则有人同意了")
    return say.agreed(number, one.since), [*told, done]


def refuse(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The second person does not agree, or who asked gives it up.

    Raises:
        Refused: nothing of that number waits, or not by this person.
    """
    one = _waiting(work, number)
    assert work.actor_id is not None
    rows.decide(work.db, work.town, number, RuleState.REFUSED, work.actor_id, work.now)
    _note(work, one, "refuse", RuleState.PROPOSED.value, RuleState.REFUSED)
    if one.asked_by == work.actor_id:
        return say.given_up(number), []
    text = say.tell_refused(number)
    return say.given_up(number), [
        Outbound(ToPerson(one.asked_by), text, about=f"point_rule:{number}", why="积分规则没同意")
    ]


def _waiting(work: Work, number: int) -> RuleVersion:
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not RuleState.PROPOSED:
        raise Refused(say.nothing_waits(number))
    entitled = [person for person, _ in seconds(work, one.unit)] + [one.asked_by]
    if work.actor_id not in entitled:
        raise Refused(say.not_yours("、".join(name for _, name in seconds(work, one.unit)[:2])))
    return one


def history(work: Work, unit: UnitId | None) -> list[tuple[RuleVersion, str, Mapping[str, int]]]:
    """Every version agreed that has to do with who asks, the latest first: it, the unit's name, what it changed."""
    found = book(work)
    _, village, _ = of_asker(work, unit)
    whole = work.actor is not None and any(
        office.unit == found.town for office in work.directory.offices_of(work.actor.id, work.today)
    )
    mine = [one for one in found.versions if whole or one.unit in {found.town, village}]
    return [(one, work.directory.title(one.unit), one.changes) for one in sorted(mine, key=_latest)]


def _latest(one: RuleVersion) -> tuple[int, int]:
    return -one.since.toordinal(), -one.number


def _note(work: Work, one: RuleVersion, verb: str, before: str, after: RuleState) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "point_rules",
        str(one.number),
        verb,
        before,
        after.value,
    )
