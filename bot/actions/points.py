"""Verbs of service points: count a warden's period anew, post what comes by itself, reverse with a second signature."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.actions import point_rules as tables
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as check_in_rules
from bot.domain import points as rules
from bot.domain.check_ins import COUNTED, CheckIn, Kind, State
from bot.domain.point_rules import Book
from bot.domain.points import Act, Entry, PointRules
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, lists, pledges, settlements
from bot.storage import check_ins as check_in_rows
from bot.storage import point_reversals as reversals
from bot.storage import points as rows
from bot.texts import points as say

_CORRECTING = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF)


def acts_of(record: CheckIn, table: PointRules, village: str = "") -> list[Act]:
    """What the caps look at: the act itself, and apart from it what the table of its day gives for a mediation that held."""
    acts = [Act(record.cause, record.kind, record.day, record.number, record.value, record.key, village)]
    if record.kind is Kind.MEDIATE and record.extra:
        held = rules.worth(table, rules.HELD, None)
        acts.append(Act(record.cause, rules.HELD, record.day, record.number, held, "", village))
    return acts


def _told(work: Work, record: CheckIn, book: Book) -> list[Act]:
    village = tables.village_of(work, record.unit)
    return acts_of(record, book.on(village, record.day), village)


def recount(work: Work, warden: PersonId, period: str) -> None:
    """Allot a warden's period in the canonical order; the ledger gets what has changed (ruling 22)."""
    first, last = rules.period_days(period)
    records = check_in_rows.list_of_period(work.db, work.town, warden, first, last)
    credits_ = credits_of(work, warden, first, last)
    book = tables.book(work)
    told = {record.number: _told(work, record, book) for record in records}
    counted = [act for record in records if record.state in COUNTED for act in told[record.number]]
    wanted = rules.allot(book.of, [*counted, *credits_])
    if any(act.kind == rules.DEDUCTION for act in credits_):
        wanted |= rules.deduct(credits_, sum(wanted.values()) + _besides(work, warden, period))
    hoped = rules.allot(book.of, [*(act for acts in told.values() for act in acts), *credits_])
    _post_changes(work, warden, period, wanted, {(act.cause, act.kind): act for act in [*counted, *credits_]})
    for record in records:
        points, expected = _of_cause(wanted, record), _of_cause(hoped, record)
        if (points, expected) != (record.points, record.expected):
            check_in_rows.set_points(work.db, work.town, record.number, points, expected)
    for act in credits_:
        rows.set_credit_points(work.db, work.town, act.kind, act.cause, wanted[act.cause, act.kind])
    _keep_pledges(work, warden, (first, last), {act.cause for act in credits_ if act.kind == rules.PLEDGE})
    _follow(work, warden, period)


def _follow(work: Work, warden: PersonId, period: str) -> None:
    """What corrects a locked period counts in the running one: what the branch has taken off there is never more than is left."""
    running = rules.period_of(work.today)
    if period != running and is_locked(work, warden, period):
        credits_ = rows.list_credits(work.db, work.town, warden, *rules.period_days(running))
        if any(act.kind == rules.DEDUCTION for act in credits_):
            recount(work, warden, running)


def _besides(work: Work, warden: PersonId, period: str) -> int:
    """What stands in a period besides acts: what an objection was right about, and what corrects a locked one."""
    sums = rows.balance(work.db, work.town, warden, period)
    return sums.get(rules.OBJECTION, 0) + sums.get(rules.LATE, 0)


def _keep_pledges(work: Work, warden: PersonId, days: tuple[date, date], standing: set[str]) -> None:
    """Promises that seen check-ins show kept bring points, and only as long as those stand (handbook §5.1)."""
    kept = {f"pledge:{number}": day for number, day in pledges.list_kept(work.db, work.town, warden, *days)}
    for cause in sorted(kept.keys() - standing):
        credit(work, warden, rules.PLEDGE, cause, kept[cause])
    for cause in sorted(standing - kept.keys()):
        take_back(work, cause)


def credits_of(work: Work, warden: PersonId, first: date, last: date) -> list[Act]:
    """What was posted by itself, each under the table of the village where its warden served that day."""
    found = rows.list_credits(work.db, work.town, warden, first, last)
    return [replace(act, village=tables.village_on(work, warden, act.day)) for act in found]


def _of_cause(allotted: Mapping[tuple[str, str], int], record: CheckIn) -> int:
    return sum(allotted.get((record.cause, kind), 0) for kind in (record.kind, rules.HELD))


def _post_changes(
    work: Work,
    warden: PersonId,
    period: str,
    wanted: Mapping[tuple[str, str], int],
    acts: Mapping[tuple[str, str], Act],
) -> None:
    posted = rows.sums_by_cause(work.db, work.town, warden, period)
    changes = {key: amount - posted.get(key, 0) for key, amount in wanted.items() if amount != posted.get(key, 0)}
    if not changes:
        return
    locked = is_locked(work, warden, period)
    for key, change in changes.items():
        entry = Entry.ADJUSTMENT if key in posted or locked else Entry.GRANT
        by, reason = None, ""
        if key[1] == rules.DEDUCTION and entry is Entry.GRANT:
            entry, (by, reason) = Entry.DEDUCTION, _decided(work, key[0])
        _post(work, warden, acts[key], key, entry, change, locked=locked, by=by, reason=reason)


def _decided(work: Work, cause: str) -> tuple[PersonId | None, str]:
    """Who has decided about the entry of the reminder list that takes points off, and for which act."""
    entry = lists.find_entry(work.db, work.town, int(cause.partition(":")[2]))
    return (entry.decided_by, "、".join(entry.items)) if entry is not None else (None, "")


def is_locked(work: Work, warden: PersonId, period: str) -> bool:
    """Whether a person's half-year can no more be changed: what corrects it counts in the running one (I29)."""
    return period != rules.period_of(work.today) and settlements.is_locked(work.db, work.town, warden, period)


def _post(
    work: Work,
    warden: PersonId,
    act: Act,
    key: tuple[str, str],
    entry: Entry,
    amount: int,
    *,
    locked: bool = False,
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
        act.day,
        kind,
        entry,
        amount,
        cause,
        tables.book(work).of(act).version,
        work.now,
        by=by,
        second=second,
        reason=reason,
        counts_in=rules.period_of(work.today) if locked else None,
    )


def post_objection(work: Work, warden: PersonId, day: date, cause: str, amount: int, by: PersonId, reason: str) -> None:
    """Points that an objection was right about, signed by who found so (``by``) and by the actor; they count on the period's last day."""
    act = Act(cause, rules.OBJECTION, day, 0, amount, "", tables.village_on(work, warden, day))
    key = (cause, rules.OBJECTION)
    _post(work, warden, act, key, Entry.ADJUSTMENT, amount, by=by, second=work.actor_id, reason=reason)


def credit(work: Work, warden: PersonId, kind: str, cause: str, day: date) -> None:
    """Post what comes by itself (``rules.COLLECT``, ``RESOLVE``, ``SATISFIED``), once for each kind and cause."""
    value = rules.worth(tables.book(work).on(tables.village_on(work, warden, day), day), kind, None)
    if rows.add_credit(work.db, work.town, warden, kind, cause, day, value):
        recount(work, warden, rules.period_of(day))


def deduct(work: Work, warden: PersonId, cause: str, points: int) -> int | None:
    """Take off what the branch has decided, once for each cause; how many points that were: never more than there are. None: done before."""
    if not rows.add_credit(work.db, work.town, warden, rules.DEDUCTION, cause, work.today, -points):
        return None
    period = rules.period_of(work.today)
    recount(work, warden, period)
    return -rows.sums_by_cause(work.db, work.town, warden, period).get((cause, rules.DEDUCTION), 0)


def take_back(work: Work, cause: str) -> int:
    """Reverse everything that ``cause`` has brought by itself: the concern was reopened. How many points that were."""
    taken = 0
    for warden, day in rows.drop_credits(work.db, work.town, cause):
        taken += _take_back(work, warden, Act(cause, "", day, 0, 0, "", tables.village_on(work, warden, day)))
        recount(work, warden, rules.period_of(day))
    return taken


def _take_back(
    work: Work,
    warden: PersonId,
    act: Act,
    *,
    by: PersonId | None = None,
    second: PersonId | None = None,
    reason: str = "",
) -> int:
    """Equal and opposite entries to all that a cause has brought; how many points that were. A locked period is corrected in the running one."""
    period, taken = rules.period_of(act.day), 0
    locked = is_locked(work, warden, period)
    entry = Entry.ADJUSTMENT if locked else Entry.REVERSAL
    for key, amount in rows.sums_by_cause(work.db, work.town, warden, period).items():
        if key[0] == act.cause and amount:
            _post(work, warden, act, key, entry, -amount, locked=locked, by=by, second=second, reason=reason)
            taken += amount
    return taken


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
    late = is_locked(work, record.warden, rules.period_of(record.day))
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
    act = _told(work, record, tables.book(work))[0]
    taken = _take_back(work, record.warden, act, by=by, second=second, reason=reason)
    check_in_rows.mark_reversed(work.db, work.town, record.number)
    recount(work, record.warden, rules.period_of(record.day))
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
