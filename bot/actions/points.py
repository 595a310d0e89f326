"""Verbs of service points: count a warden's period anew, post what comes by itself, reverse with a second signature."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as check_in_rules
from bot.domain import points as rules
from bot.domain.check_ins import COUNTED, CheckIn, Kind, State
from bot.domain.directory import Person
from bot.domain.points import Act, Entry, LedgerEntry
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people
from bot.storage import check_ins as check_in_rows
from bot.storage import points as rows
from bot.texts import points as say

_CORRECTING = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF)


def acts_of(record: CheckIn) -> list[Act]:
    """What the caps look at: the act itself, and apart from it the five points of a mediation that held."""
    acts = [Act(record.cause, record.kind, record.day, record.number, record.value, record.key)]
    if record.kind is Kind.MEDIATE and record.extra:
        acts.append(Act(record.cause, rules.HELD, record.day, record.number, 5))
    return acts


def recount(work: Work, warden: PersonId, period: str) -> None:
    """Allot a warden's period in the canonical order; the ledger gets what has changed (ruling 22)."""
    first, last = rules.period_days(period)
    records = check_in_rows.list_of_period(work.db, work.town, warden, first, last)
    credits_ = rows.list_credits(work.db, work.town, warden, first, last)
    table = work.settings.point_rules
    counted = [act for record in records if record.state in COUNTED for act in acts_of(record)]
    wanted = rules.allot(table, [*counted, *credits_])
    hoped = rules.allot(table, [*(act for record in records for act in acts_of(record)), *credits_])
    _post_changes(work, warden, period, wanted, {(act.cause, act.kind): act.day for act in [*counted, *credits_]})
    for record in records:
        points, expected = _of_cause(wanted, record), _of_cause(hoped, record)
        if (points, expected) != (record.points, record.expected):
            check_in_rows.set_points(work.db, work.town, record.number, points, expected)
    for act in credits_:
        rows.set_credit_points(work.db, work.town, act.kind, act.cause, wanted[act.cause, act.kind])


def _of_cause(allotted: Mapping[tuple[str, str], int], record: CheckIn) -> int:
    return sum(allotted.get((act.cause, act.kind), 0) for act in acts_of(record))


def _post_changes(
    work: Work,
    warden: PersonId,
    period: str,
    wanted: Mapping[tuple[str, str], int],
    days: Mapping[tuple[str, str], date],
) -> None:
    posted = rows.sums_by_cause(work.db, work.town, warden, period)
    for key, amount in wanted.items():
        change = amount - posted.get(key, 0)
        if change:
            entry = Entry.ADJUSTMENT if key in posted else Entry.GRANT
            _post(work, warden, days[key], key, entry, change)


def _post(
    work: Work,
    warden: PersonId,
    day: date,
    key: tuple[str, str],
    entry: Entry,
    amount: int,
    *,
    by: PersonId | None = None,
    second: PersonId | None = None,
    reason: str = "",
) -> None:
    cause, kind = key
    rows.post(
        work.db,
        work.town,
        work.new_id(),
        warden,
        day,
        kind,
        entry,
        amount,
        cause,
        work.settings.point_rules.version,
        work.now,
        by=by,
        second=second,
        reason=reason,
    )


def credit(work: Work, warden: PersonId, kind: str, cause: str, day: date) -> None:
    """Post what comes by itself (``rules.COLLECT``, ``RESOLVE``, ``SATISFIED``), once for each kind and cause."""
    value = rules.worth(work.settings.point_rules, kind, None)
    if rows.add_credit(work.db, work.town, warden, kind, cause, day, value):
        recount(work, warden, rules.period_of(day))


def take_back(work: Work, cause: str) -> None:
    """Reverse everything that ``cause`` has brought by itself: the concern was reopened."""
    for warden, day in rows.drop_credits(work.db, work.town, cause):
        period = rules.period_of(day)
        for key, amount in rows.sums_by_cause(work.db, work.town, warden, period).items():
            if key[0] == cause and amount:
                _post(work, warden, day, key, Entry.REVERSAL, -amount)
        recount(work, warden, period)


def balance(work: Work, warden: PersonId) -> tuple[str, dict[str, int], int, int]:
    """The running period, its sums by kind, how many check-ins wait, and what they would add."""
    period = rules.period_of(work.today)
    sums = rows.balance(work.db, work.town, warden, period)
    waiting = check_in_rows.count_waiting(work.db, work.town, warden)
    hoped = 0
    if waiting:
        first, last = rules.period_days(period)
        records = check_in_rows.list_of_period(work.db, work.town, warden, first, last)
        hoped = sum(one.expected - one.points for one in records)
    return period, sums, waiting, hoped


def entries(work: Work, warden: PersonId) -> list[LedgerEntry]:
    """The last twenty entries."""
    return rows.list_entries(work.db, work.town, warden)


def explain(work: Work, warden: PersonId) -> str:
    """How the balance of the running period comes about."""
    period = rules.period_of(work.today)
    first, last = rules.period_days(period)
    sums = rows.balance(work.db, work.town, warden, period)
    kinds = rows.count_check_ins(work.db, work.town, warden, first, last)
    others = {kind: amount for kind, amount in sums.items() if kind not in {one[0] for one in kinds}}
    kinds = [(kind, count, value, sums.get(kind, 0)) for kind, count, value, _points in kinds]
    taken = rows.reversed_points(work.db, work.town, warden, period)
    version = work.settings.point_rules.version
    return say.explained(period, sum(sums.values()), kinds, others, version, taken)


def find_warden(work: Work, name: str) -> Person | None:
    """A warden or grid leader of that name whose points the actor may see (handbook §1.4: one's grid, village, town)."""
    if work.grant(Action.OTHERS_POINTS) is Grant.NO:
        return None
    assert work.actor_id is not None
    serving = {Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN, Role.GRID_LEADER}
    watching = [
        office.unit
        for office in work.directory.offices_of(work.actor_id, work.today)
        if office.role not in {Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN, Role.OPERATOR, Role.DUTY}
    ]
    for office in work.directory.offices:
        near = any(work.directory.covers(unit, office.unit) for unit in watching)
        if near and office.name == name and office.role in serving and office.holds_on(work.today):
            return people.get_person(work.db, work.town, office.person)
    return None


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
    if rows.find_reversal(work.db, work.town, number) is not None:
        raise Refused(say.reversal_waits(number))
    if record.state not in COUNTED:
        raise Refused(say.not_counted(number))
    rows.ask_reversal(work.db, work.town, number, work.actor.id, work.now, reason)
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
    asked = rows.find_reversal(work.db, work.town, number)
    if record.state is State.REVERSED or (asked is not None and asked.approved_by is not None):
        raise Refused(say.already_reversed(number))
    if asked is None:
        raise Refused(say.nothing_to_approve(number))
    if asked.asked_by == work.actor.id:
        raise Refused(say.second_must_differ(number, _names(correctors(work, record, work.actor.id))))
    rows.approve_reversal(work.db, work.town, number, work.actor.id, work.now)
    taken = _reverse(work, record, asked.asked_by, work.actor.id, asked.reason)
    _note(work, record, "reverse", record.state.value, State.REVERSED.value)
    name = work.directory.name(record.warden)
    told = Outbound(
        ToPerson(record.warden), say.tell_reversed(record, taken, asked.reason), about=record.cause, why="冲正告诉本人"
    )
    return say.reversed_(record, name, taken), [told]


def _reverse(work: Work, record: CheckIn, by: PersonId, second: PersonId, reason: str) -> int:
    """Equal and opposite entries; how many points that were. The others of the period are counted anew."""
    period, taken = rules.period_of(record.day), 0
    for key, amount in rows.sums_by_cause(work.db, work.town, record.warden, period).items():
        if key[0] == record.cause and amount:
            _post(work, record.warden, record.day, key, Entry.REVERSAL, -amount, by=by, second=second, reason=reason)
            taken += amount
    check_in_rows.mark_reversed(work.db, work.town, record.number)
    recount(work, record.warden, period)
    return taken


def refuse_reversal(work: Work, number: int, reason: str) -> list[Outbound]:
    """A waiting reversal is refused by somebody who could have signed it; the message to who had asked.

    Raises:
        Refused: nothing waits, or not by this person.
    """
    record = _correctable(work, number)
    asked = rows.find_reversal(work.db, work.town, number)
    if asked is None or asked.approved_by is not None:
        raise Refused(say.nothing_to_approve(number))
    rows.drop_reversal(work.db, work.town, number)
    _note(work, record, "refuse_reversal", record.state.value, record.state.value)
    if asked.asked_by == work.actor_id:
        return []
    text = say.tell_reversal_dropped(number, reason)
    return [Outbound(ToPerson(asked.asked_by), text, about=record.cause, why="冲正没同意")]


def has_waiting_reversal(work: Work, number: int) -> bool:
    """Whether a reversal of the check-in waits for its second signature."""
    asked = rows.find_reversal(work.db, work.town, number)
    return asked is not None and asked.approved_by is None


def _note(work: Work, record: CheckIn, verb: str, before: str, after: str) -> None:
    audit.put(
        work.db, work.town, work.new_id(), work.now, work.actor_id, "check_ins", str(record.number), verb, before, after
    )
