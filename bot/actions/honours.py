"""Verbs of honours: told of with their document, counted when a second person agrees, taken back the same way (handbook §1.4, §5.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import honours as rules
from bot.domain import namesakes
from bot.domain import points as point_rules
from bot.domain.honours import Honour, State, Wanted
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, towns
from bot.storage import honours as rows
from bot.storage import points as point_rows
from bot.texts import honours as say

_SIGNING = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF)
_OPENED = 50
"""So often an honour may come to count again."""


def signers(work: Work, warden: PersonId, unit: UnitId, *but: PersonId | None) -> list[tuple[PersonId, str]]:
    """Who may tell of an honour of a warden or agree to it, the nearest first; never the warden or their household."""
    home = people.get_person(work.db, work.town, warden).household
    held = [
        office
        for one in work.directory.up(unit)
        for role in _SIGNING
        for office in work.directory.holders(role, one.id, work.today)
    ]
    able = [one for one in held if one.person != warden and (home is None or one.household != home)]
    return list(dict.fromkeys((one.person, one.name) for one in able if one.person not in but))


def _names(found: Iterable[tuple[PersonId, str]]) -> str:
    return "、".join([name for _, name in found][:2])


def _name(work: Work, who: PersonId) -> str:
    return namesakes.told_apart(work.directory, who, people.get_person(work.db, work.town, who).name)


def _worth(work: Work, one: Honour) -> int:
    return point_rules.worth(tables.book(work).on(one.unit, one.day), one.level.kind, None)


def tell(work: Work, warden: PersonId, wanted: Wanted) -> tuple[Honour, str, list[Outbound]]:
    """Note an honour: it, what the actor reads, the messages to those who may agree.

    Raises:
        Refused: something is missing, it is known already, or it is about the actor or their household.
    """
    assert work.actor is not None
    _check(work, wanted)
    assert wanted.level is not None
    assert wanted.day is not None
    unit = tables.village_on(work, warden, wanted.day) or tables.village_on(work, warden, work.today)
    able = signers(work, warden, unit)
    if work.actor.id not in {person for person, _ in able}:
        raise Refused(say.not_yours(_names(able)))
    number = towns.next_number(work.db, work.town, "honour")
    new = Honour(
        number, warden, unit, wanted.level, wanted.name, wanted.basis, wanted.day, State.ASKED, work.actor.id, work.now
    )
    for one in rows.list_of(work.db, work.town, warden):
        open_ = one.state in rules.STANDING | {State.ASKED}
        if open_ and one.same == new.same and one.level.rank >= new.level.rank:
            raise Refused(say.known_already(one))
    rows.add(work.db, work.town, new)
    _note(work, new, "tell", "")
    name, worth = _name(work, warden), _worth(work, new)
    seconds = [one for one in able if one[0] != work.actor.id]
    told = _ask(work, new, seconds, say.tell_second(new, name, work.actor.name, worth))
    return new, say.asked(new, name, worth, _names(seconds)), told


def _check(work: Work, wanted: Wanted) -> None:
    parts = {"级别": wanted.level is None, "荣誉名": not wanted.name, "凭哪份文件或证书": len(wanted.basis) < 2}
    if any(parts.values()):
        raise Refused(say.missing([part for part, lacks in parts.items() if lacks]))
    day = wanted.day
    in_time = day is not None and work.today - rules.OLDEST <= day <= work.today
    if not in_time or len(wanted.name) > rules.LONGEST_NAME or len(wanted.basis) > rules.LONGEST_BASIS:
        raise Refused(say.out_of_range())


def _ask(work: Work, one: Honour, seconds: Sequence[tuple[PersonId, str]], text: str) -> list[Outbound]:
    """Those of the village are asked, and where it has nobody else the town's."""
    near = [
        who for who, _ in seconds if any(held.unit == one.unit for held in work.directory.offices_of(who, work.today))
    ]
    who = near or [other for other, _ in seconds]
    return [Outbound(ToPerson(other), text, about=one.cause, why="荣誉要第二人同意") for other in who]


def approve(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The second person agrees, to the honour or to its being taken back; what they read, and the message to the warden.

    Raises:
        Refused: nothing of that number waits, or not for this person.
    """
    one = _waiting(work, number)
    able = signers(work, one.warden, one.unit, one.asker)
    if one.asker == work.actor_id:
        raise Refused(say.second_must_differ(number, _names(able)))
    if work.actor_id not in {person for person, _ in able}:
        raise Refused(say.not_yours(_names(able)))
    back = one.state is State.REVOKING
    state = State.REVOKED if back else State.COUNTED
    done = replace(one, state=state, decided_by=work.actor_id, decided_at=work.now)
    rows.change(work.db, work.town, done)
    _note(work, done, "take_back" if back else "count", one.state.value)
    before = _brought(work, done)
    _let_best_count(work, done)
    brought = _brought(work, done) - before
    name = _name(work, one.warden)
    mine = say.taken_back(done, name, -brought) if back else say.counted(done, name, brought)
    theirs = say.tell_taken_back(done, -brought) if back else say.tell_counted(done, brought)
    return mine, [Outbound(ToPerson(one.warden), theirs, about=one.cause, why="荣誉记上或撤销")]


def _same(work: Work, one: Honour) -> list[Honour]:
    return [other for other in rows.list_of(work.db, work.town, one.warden) if other.same == one.same]


def _brought(work: Work, one: Honour) -> int:
    """What the same honour has brought so far, whatever its level."""
    period = point_rules.period_of(one.day)
    periods = {period, *(point_rules.period_of(other.day) for other in _same(work, one))}
    heads = tuple(other.cause for other in _same(work, one))
    return sum(
        amount
        for some in periods
        for (cause, _), amount in point_rows.sums_by_cause(work.db, work.town, one.warden, some).items()
        if _head(cause) in heads
    )


def _head(cause: str) -> str:
    """``honour:3`` of ``honour:3:2``."""
    return ":".join(cause.split(":")[:2])


def _let_best_count(work: Work, changed: Honour) -> None:
    """Of the same honour in a year only the highest counts: the others are taken back, visibly."""
    same = _same(work, changed)
    best = rules.best(same)
    for one in same:
        for cause in _causes(one):
            if (best is None or one.number != best.number) and point_rows.has_credit(work.db, work.town, cause):
                points.take_back(work, cause)
    if best is None or any(point_rows.has_credit(work.db, work.town, cause) for cause in _causes(best)):
        return
    unused = next(cause for cause in _causes(best) if not point_rows.was_credited(work.db, work.town, cause))
    points.credit(work, best.warden, best.level.kind, unused, best.day)


def _causes(one: Honour) -> list[str]:
    """Its causes in the ledger: it may come to count again after a higher one was taken back."""
    return [one.cause, *(f"{one.cause}:{again}" for again in range(2, _OPENED))]


def ask_back(work: Work, number: int, reason: str) -> tuple[str, list[Outbound]]:
    """Ask that an honour be taken back; what the actor reads, the messages to those who may agree.

    Raises:
        Refused: it does not count, or not by this person.
    """
    assert work.actor is not None
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not State.COUNTED:
        raise Refused(say.not_standing(number))
    able = signers(work, one.warden, one.unit)
    if work.actor.id not in {person for person, _ in able}:
        raise Refused(say.not_yours(_names(able)))
    asked = replace(one, state=State.REVOKING, back_by=work.actor.id, reason=reason)
    rows.change(work.db, work.town, asked)
    _note(work, asked, "ask_back", one.state.value)
    name = _name(work, one.warden)
    seconds = [other for other in able if other[0] != work.actor.id]
    told = _ask(work, asked, seconds, say.tell_second_back(asked, name, work.actor.name))
    return say.asked_back(asked, name, _names(seconds)), told


def drop(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """Who asked gives it up, or who could have agreed does not.

    Raises:
        Refused: nothing of that number waits for this person.
    """
    one = _waiting(work, number)
    state = State.COUNTED if one.state is State.REVOKING else State.REFUSED
    done = replace(one, state=state, back_by=None, reason="")
    rows.change(work.db, work.town, done)
    _note(work, done, "drop", one.state.value)
    if one.asker == work.actor_id:
        return say.dropped(done), []
    return say.dropped(done), [Outbound(ToPerson(one.asker), say.tell_dropped(done), about=one.cause, why="荣誉没同意")]


def _waiting(work: Work, number: int) -> Honour:
    one = rows.find(work.db, work.town, number)
    if one is None or one.state not in rules.WAITING or work.grant(Action.AWARD_HONOUR) is Grant.NO:
        raise Refused(say.nothing_waits(number))
    if work.actor_id not in {one.asker, *(person for person, _ in signers(work, one.warden, one.unit))}:
        raise Refused(say.nothing_waits(number))
    return one


def waiting(work: Work) -> list[tuple[Honour, str]]:
    """What waits for a second person within the actor's reach: it, and the warden's name."""
    found = rows.list_waiting(work.db, work.town)
    able = [one for one in found if work.actor_id in {person for person, _ in signers(work, one.warden, one.unit)}]
    return [(one, _name(work, one.warden)) for one in able]


def _note(work: Work, one: Honour, verb: str, before: str) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "honours",
        str(one.number),
        verb,
        before,
        one.state.value,
    )
