"""Verbs of service points: count a warden's period anew, post what comes by itself, reverse with a second signature."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.actions import point_rules as tables
from bot.context import Work
from bot.domain import points as rules
from bot.domain.check_ins import COUNTED, CheckIn, Kind
from bot.domain.point_rules import Book
from bot.domain.points import Act, Entry, PointRules
from bot.ids import PersonId
from bot.storage import check_in_histories as histories
from bot.storage import check_ins as check_in_rows
from bot.storage import lists, pledges, settlements
from bot.storage import points as rows


def acts_of(record: CheckIn, table: PointRules, village: str = "") -> list[Act]:
    """What the caps look at: the act itself, and apart from it what the table of its day gives for a mediation that held."""
    acts = [Act(record.cause, record.kind, record.day, record.number, record.value, record.key, village)]
    if record.kind is Kind.MEDIATE and record.extra:
        held = rules.worth(table, rules.HELD, None)
        acts.append(Act(record.cause, rules.HELD, record.day, record.number, held, "", village))
    return acts


def acts_told(work: Work, record: CheckIn, book: Book) -> list[Act]:
    village = tables.village_of(work, record.unit)
    return acts_of(record, book.on(village, record.day), village)


def recount(work: Work, warden: PersonId, period: str) -> None:
    """Allot a warden's period in the canonical order; the ledger gets what has changed (ruling 22)."""
    first, last = rules.period_days(period)
    records = histories.list_of_period(work.db, work.town, warden, first, last)
    credits_ = credits_of(work, warden, first, last)
    book = tables.book(work)
    told = {record.number: acts_told(work, record, book) for record in records}
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
        taken += reverse_cause(work, warden, Act(cause, "", day, 0, 0, "", tables.village_on(work, warden, day)))
        recount(work, warden, rules.period_of(day))
    return taken


def reverse_cause(
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
