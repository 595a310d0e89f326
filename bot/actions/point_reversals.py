"""Verbs of reversals: somebody asks, a second person signs or refuses, the warden is told (ruling 13)."""

from collections.abc import Sequence

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as check_in_rules
from bot.domain import points as rules
from bot.domain.check_ins import COUNTED, CheckIn, State
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit
from bot.storage import check_ins as check_in_rows
from bot.storage import point_reversals as reversals
from bot.texts import points as say

_CORRECTING = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF)


def correctors(work: Work, record: CheckIn, *but: PersonId | None) -> list[tuple[PersonId, str]]:
    """Those who may sign a reversal of ``record``, the nearest first."""
    found: list[tuple[PersonId, str]] = []
    for unit in work.directory.up(record.unit):
        for role in _CORRECTING:
            for office in work.directory.holders(role, unit.id, work.today):
                own = office.person == record.warden or (record.home is not None and office.household == record.home)
                if not own and office.person not in but and (office.person, office.name) not in found:
                    found.append((office.person, office.name))
    return found


def _names(found: Sequence[tuple[PersonId, str]]) -> str:
    return "、".join(name for _, name in found[:2])


def _correctable(work: Work, number: int) -> CheckIn:
    """A check-in that the actor may correct.

    Raises:
        Refused: there is none in the actor's scope, or it is their own or their household's.
    """
    assert work.actor is not None
    record = check_in_rows.find(work.db, work.town, number)
    if record is None:
        raise Refused(say.nothing_to_approve(number))
    if work.grant(Action.CORRECT_POINTS) is Grant.NO or not check_in_rules.may_correct(
        work.directory, work.actor, record, work.today
    ):
        raise Refused(say.not_yours_to_correct(number, _names(correctors(work, record, work.actor_id))))
    return record


def ask_reversal(work: Work, number: int, reason: str) -> tuple[CheckIn, str, list[Outbound]]:
    """Ask that a check-in's points be reversed: the record, who may agree, the messages to them.

    Raises:
        Refused: not by this person, not in this state, or asked for already.
    """
    assert work.actor is not None
    record = _correctable(work, number)
    if record.state is State.REVERSED:
        raise Refused(say.already_reversed(number))
    if reversals.find_reversal(work.db, work.town, number) is not None:
        raise Refused(say.reversal_waits(number))
    if record.state not in COUNTED:
        raise Refused(say.not_counted(number))
    reversals.ask_reversal(work.db, work.town, number, work.actor.id, work.now, reason)
    _note(work, record, "ask_reversal", record.state.value, record.state.value)
    seconds = correctors(work, record, work.actor.id)
    name = work.directory.name(record.warden)
    text = say.tell_second(record, name, work.actor.name, reason)
    near = [person for person, _ in seconds if _of_village(work, person, record)] or [one for one, _ in seconds]
    told = [Outbound(ToPerson(person), text, about=record.cause, why="冲正要第二人同意") for person in near]
    return record, _names(seconds), told


def _of_village(work: Work, person: PersonId, record: CheckIn) -> bool:
    village = work.directory.village_of(record.unit)
    return village is not None and any(
        office.unit == village.id for office in work.directory.offices_of(person, work.today)
    )


def approve_reversal(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The second signature: what the approver is told, and the message to the warden.

    Raises:
        Refused: nothing waits, or not by this person.
    """
    assert work.actor is not None
    record = _correctable(work, number)
    asked = reversals.find_reversal(work.db, work.town, number)
    if record.state is State.REVERSED or (asked is not None and asked.approved_by is not None):
        raise Refused(say.already_reversed(number))
    if asked is None:
        raise Refused(say.nothing_to_approve(number))
    if asked.asked_by == work.actor.id:
        raise Refused(say.second_must_differ(number, _names(correctors(work, record, work.actor.id))))
    reversals.approve_reversal(work.db, work.town, number, work.actor.id, work.now)
    late = points.is_locked(work, record.warden, rules.period_of(record.day))
    taken = _reverse(work, record, asked.asked_by, work.actor.id, asked.reason)
    _note(work, record, "reverse", record.state.value, State.REVERSED.value)
    name = work.directory.name(record.warden)
    told = Outbound(
        ToPerson(record.warden),
        say.tell_reversed(record, taken, asked.reason, late=late),
        about=record.cause,
        why="冲正告诉本人",
    )
    return say.reversed_(record, name, taken), [told]


def _reverse(work: Work, record: CheckIn, by: PersonId, second: PersonId, reason: str) -> int:
    """Equal and opposite entries; how many points that were. The others of the period are counted anew."""
    act = points.acts_told(work, record, tables.book(work))[0]
    taken = points.reverse_cause(work, record.warden, act, by=by, second=second, reason=reason)
    check_in_rows.mark_reversed(work.db, work.town, record.number)
    points.recount(work, record.warden, rules.period_of(record.day))
    return taken


def refuse_reversal(work: Work, number: int, reason: str) -> list[Outbound]:
    """A waiting reversal is refused by somebody who could have signed it; the message to who had asked.

    Raises:
        Refused: nothing waits, or not by this person.
    """
    record = _correctable(work, number)
    asked = reversals.find_reversal(work.db, work.town, number)
    if asked is None or asked.approved_by is not None:
        raise Refused(say.nothing_to_approve(number))
    reversals.drop_reversal(work.db, work.town, number)
    _note(work, record, "refuse_reversal", record.state.value, record.state.value)
    if asked.asked_by == work.actor_id:
        return []
    text = say.tell_reversal_dropped(number, reason)
    return [Outbound(ToPerson(asked.asked_by), text, about=record.cause, why="冲正没同意")]


def has_waiting_reversal(work: Work, number: int) -> bool:
    """Whether a reversal of the check-in waits for its second signature."""
    asked = reversals.find_reversal(work.db, work.town, number)
    return asked is not None and asked.approved_by is None


def _note(work: Work, record: CheckIn, verb: str, before: str, after: str) -> None:
    audit.put(
        work.db, work.town, work.new_id(), work.now, work.actor_id, "check_ins", str(record.number), verb, before, after
    )
