"""Verbs of pledges: hand them in, look at them for the village, withdraw, renew; what a village offers to choose from (handbook M32)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import pledges as rules
from bot.domain.directory import WARDEN_ROLES, Office
from bot.domain.pledges import Pledge, State
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, timers, towns
from bot.storage import pledges as rows
from bot.texts import pledges as say

UNSEEN, OVER = "pledge_unseen", "pledge_over"
_OVER_AT = (1, 5, time(9))
"""When a year's pledges are asked to be renewed."""


def post_of(work: Work, person: PersonId) -> Office | None:
    """The office of a warden, on leave or not; None: no warden. Who stands in has no pledges there."""
    held = work.directory.offices_of(person, work.today)
    return next((one for one in held if one.role in WARDEN_ROLES and one.stands_in_for is None), None)


def latest(work: Work, person: PersonId) -> Pledge | None:
    """What a warden has now: this year's (in January also last year's), not withdrawn."""
    gone = {State.WITHDRAWN, State.REPLACED}
    found = [one for one in rows.list_of(work.db, work.town, person) if one.state not in gone]
    return next((one for one in found if one.year == work.today.year), None) or next(
        (one for one in found if one.is_shown(work.today)), None
    )


def shown(work: Work, person: PersonId) -> Pledge | None:
    """What stands on a warden's card."""
    this = rows.find_shown(work.db, work.town, person, work.today.year)
    before = rows.find_shown(work.db, work.town, person, work.today.year - 1) if this is None else None
    return this or (before if before is not None and before.is_shown(work.today) else None)


def submit(work: Work, items: Sequence[str]) -> tuple[Pledge, list[Outbound]]:
    """Hand in a year's pledges: the village is told.

    Raises:
        Refused: the actor is no warden, or a promise cannot stand.
    """
    assert work.actor is not None
    office = post_of(work, work.actor.id)
    if office is None:
        raise Refused(say.for_wardens_only())
    if (wrong := rules.faults(items[:-1])) is not None:
        raise Refused(say.fault(*wrong))
    if (bad := rules.fault(items[-1], rules.SHORTEST_SPECIAL)) is not None:
        raise Refused(say.fault(bad, items[-1]))
    for old in rows.list_of(work.db, work.town, work.actor.id):
        if old.state in {State.SUBMITTED, State.RETURNED}:
            _move(work, old, State.REPLACED, "replace")
    number = towns.next_number(work.db, work.town, "pledge")
    one = Pledge(number, work.actor.id, office.unit, work.today.year, tuple(items), State.SUBMITTED, "", None, work.now)
    rows.add(work.db, work.town, one)
    _note(work, one, "submit", "", State.SUBMITTED)
    timers.set_timer(work.db, work.town, UNSEEN, str(number), work.now + rules.LOOKED_AT_WITHIN)
    text = say.tell_reviewer(work.actor.name, one)
    return one, [_to(person, text, one) for person in reviewers(work, one)]


def reviewers(work: Work, one: Pledge) -> list[PersonId]:
    """Who may look at it: the village's staff, else its secretary, else the town; nobody of the warden's household."""
    home = people.get_person(work.db, work.town, one.person).household
    for role in (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF):
        held = work.directory.holders_above(role, one.unit, work.today)
        found = [o.person for o in held if o.person != one.person and (home is None or o.household != home)]
        if found:
            return list(dict.fromkeys(found))
    return []


def list_waiting(work: Work) -> list[Pledge]:
    """Those that the actor may look at."""
    if work.actor is None or work.grant(Action.REVIEW_PLEDGES) is Grant.NO:
        return []
    units = {
        unit.id
        for office in work.directory.offices_of(work.actor.id, work.today)
        if office.role in {Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.BRANCH_SECRETARY}
        for unit in work.directory.below(office.unit)
    }
    found = rows.list_waiting(work.db, work.town, sorted(units)) if units else []
    return [one for one in found if not _own(work, one)]


def _own(work: Work, one: Pledge) -> bool:
    assert work.actor is not None
    if one.person == work.actor.id:
        return True
    home = people.get_person(work.db, work.town, one.person).household
    return home is not None and home == work.actor.household


def name_of(work: Work, one: Pledge) -> str:
    """The warden's name."""
    return work.directory.name(one.person) or people.get_person(work.db, work.town, one.person).name


def _waiting(work: Work, number: int | None) -> Pledge:
    waiting = list_waiting(work)
    if number is None and len(waiting) == 1:
        return waiting[0]
    found = next((one for one in waiting if one.number == number), None)
    if found is not None:
        return found
    one = rows.find(work.db, work.town, number) if number is not None else None
    if one is not None and one.state is State.SUBMITTED and _own(work, one):
        raise Refused(say.own_pledge())
    raise Refused(say.nothing_waits(number))


def approve(work: Work, number: int | None) -> tuple[Pledge, list[Outbound]]:
    """The village has looked: it stands on the card.

    Raises:
        Refused: nothing of that number waits for the actor.
    """
    one = _waiting(work, number)
    return one, publish(work, one)


def publish(work: Work, one: Pledge) -> list[Outbound]:
    """It stands on the card from now on, in place of an earlier one of the year."""
    for old in rows.list_of(work.db, work.town, one.person):
        if old.number != one.number and old.state is State.PUBLISHED and old.year == one.year:
            _move(work, old, State.REPLACED, "replace")
    _move(work, one, State.PUBLISHED, "publish")
    timers.cancel(work.db, work.town, str(one.number), UNSEEN)
    month, day, hour = _OVER_AT
    over = calendar.at(date(one.year + 1, month, day), hour)
    timers.set_timer(work.db, work.town, OVER, str(one.number), over)
    return [_to(one.person, say.published(), one)]


def send_back(work: Work, number: int | None, reason: str) -> tuple[Pledge, list[Outbound]]:
    """The village asks to change something, and says what.

    Raises:
        Refused: nothing waits, or no reason.
    """
    one = _waiting(work, number)
    if len(reason.strip()) < 2:
        raise Refused(say.reason_needed(one.number))
    _move(work, one, State.RETURNED, "send_back", reason.strip()[:200])
    timers.cancel(work.db, work.town, str(one.number), UNSEEN)
    return one, [_to(one.person, say.returned(reason.strip()[:200]), one)]


def nobody_has_looked(work: Work, number: int) -> list[Outbound]:
    """Seven days without a word (the clock): it is shown, the village's delay is not the warden's loss."""
    one = rows.find(work.db, work.town, number)
    return publish(work, one) if one is not None and one.state is State.SUBMITTED else []


def year_is_over(work: Work, number: int) -> list[Outbound]:
    """At the beginning of a year (the clock): the warden is asked whether to go on."""
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.PUBLISHED or post_of(work, one.person) is None:
        return []
    newer = [other for other in rows.list_of(work.db, work.town, one.person) if other.year > one.year]
    return [] if newer else [_to(one.person, say.renew(one), one)]


def renew(work: Work) -> tuple[Pledge, list[Outbound]]:
    """The same for this year; the village has looked at it before.

    Raises:
        Refused: nothing of an earlier year.
    """
    assert work.actor is not None
    found = rows.list_of(work.db, work.town, work.actor.id)
    old = next((one for one in found if one.state is State.PUBLISHED and one.year < work.today.year), None)
    if old is None or any(one.year == work.today.year and one.state is State.PUBLISHED for one in found):
        raise Refused(say.nothing_to_renew())
    number = towns.next_number(work.db, work.town, "pledge")
    one = replace(old, number=number, year=work.today.year, state=State.SUBMITTED, made_at=work.now, reviewer=None)
    rows.add(work.db, work.town, one)
    _note(work, one, "renew", "", State.SUBMITTED)
    return one, publish(work, one)


def withdraw(work: Work) -> None:
    """The actor takes it down.

    Raises:
        Refused: nothing stands.
    """
    assert work.actor is not None
    gone = {State.WITHDRAWN, State.REPLACED}
    found = [one for one in rows.list_of(work.db, work.town, work.actor.id) if one.state not in gone]
    standing = [one for one in found if one.year == work.today.year or one.is_shown(work.today)]
    if not standing:
        raise Refused(say.nothing_to_withdraw())
    for one in standing:
        _move(work, one, State.WITHDRAWN, "withdraw")
        timers.cancel(work.db, work.town, str(one.number), UNSEEN, OVER)


def kept(work: Work, one: Pledge) -> tuple[int, ...]:
    """How often each promise was kept, as far as reviewers have seen."""
    return rules.counted(rows.count_kept(work.db, work.town, one.number), len(one.items))


def _move(work: Work, one: Pledge, state: State, verb: str, reason: str = "") -> None:
    moved = replace(one, state=state, reason=reason or one.reason, reviewer=work.actor_id, decided_at=work.now)
    rows.change(work.db, work.town, moved)
    _note(work, one, verb, one.state.value, state)


def _to(person: PersonId, text: str, one: Pledge) -> Outbound:
    return Outbound(ToPerson(person), text, about=one.about, why="承诺")


def _note(work: Work, one: Pledge, verb: str, before: str, after: State) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "pledge",
        str(one.number),
        verb,
        before,
        after.value,
    )
