"""Verbs of reviewers: look at what waits, approve, reject, change within the table (handbook §4.4). Never one's own or one's household's."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import check_ins as rules
from bot.domain import namesakes
from bot.domain import points as point_rules
from bot.domain.check_ins import COUNTED, CheckIn, Hindrance, Kind, State
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people
from bot.storage import check_ins as rows
from bot.texts import reviews as say

MOST_AT_ONCE = 50


def warden_name(work: Work, record: CheckIn) -> str:
    """The warden's name, also of one who has left office; with the place where another bears it."""
    known = work.directory.name(record.warden) or people.get_person(work.db, work.town, record.warden).name
    return namesakes.told_apart(work.directory, record.warden, known)


def approve(work: Work, numbers: Sequence[int]) -> tuple[list[CheckIn], list[str]]:
    """Approve those that may be; the others with the reason why not."""
    done, skipped, touched = list[int](), list[str](), set[tuple[PersonId, str]]()
    for number in numbers:
        try:
            record = _waiting(work, number)
        except Refused as refused:
            skipped.append(str(refused))
            continue
        _decide(work, replace(record, state=State.APPROVED), "approve")
        touched.add((record.warden, point_rules.period_of(record.day)))
        done.append(number)
    for warden, period in sorted(touched):
        points.recount(work, warden, period)
    return [_again(work, number) for number in done], skipped


def approve_held(work: Work, number: int) -> tuple[CheckIn, int]:
    """Approve a mediation and confirm for the village that it held; the record, and what that brings more, outside the caps.

    Raises:
        Refused: not this reviewer's to decide, or no mediation.
    """
    assert work.actor is not None
    record = _waiting(work, number)
    table = tables.table(work, record.unit, record.day)
    if record.kind is not Kind.MEDIATE:
        raise Refused(say.how_to_change(number, point_rules.most_for(table, record.kind)))
    if not rules.reviews_as_village(work.directory, work.actor, record, work.today):
        raise Refused(say.cannot(number, Hindrance.VILLAGE_ONLY, who_can(work, record)))
    _decide(work, replace(record, state=State.APPROVED, extra=True), "approve_held")
    points.recount(work, record.warden, point_rules.period_of(record.day))
    return _again(work, number), point_rules.worth(table, point_rules.HELD, None)


def reject(work: Work, number: int, reason: str) -> tuple[CheckIn, list[Outbound]]:
    """Reject with a reason that the warden is told.

    Raises:
        Refused: not this reviewer's to decide, or decided already.
    """
    record = _waiting(work, number)
    after = replace(record, state=State.REJECTED, rejections=record.rejections + 1, expected=0, remark=reason)
    _decide(work, after, "reject")
    points.recount(work, record.warden, point_rules.period_of(record.day))
    told = Outbound(
        ToPerson(record.warden), say.tell_rejected(after, reason, work.today), about=record.cause, why="打卡没通过"
    )
    return after, [told]


def approve_changed(work: Work, number: int, value: int, reason: str) -> tuple[CheckIn, list[Outbound]]:
    """Approve with other points, within the table, with a reason that the warden is told.

    Raises:
        Refused: not this reviewer's to decide, beyond the table, or what it is already.
    """
    record = _waiting(work, number)
    most = point_rules.most_for(tables.table(work, record.unit, record.day), record.kind)
    if not 0 <= value <= most:
        raise Refused(say.how_to_change(number, most))
    if value == record.value:
        raise Refused(say.so_already(number, value))
    after = replace(record, state=State.APPROVED, value=value, set_by_hand=True, remark=reason)
    _decide(work, after, "approve_changed")
    points.recount(work, record.warden, point_rules.period_of(record.day))
    after = _again(work, number)
    text = say.tell_changed(after, reason, record.value)
    return after, [Outbound(ToPerson(record.warden), text, about=record.cause, why="审核改了分")]


def approve_by_time(work: Work, records: Sequence[CheckIn]) -> None:
    """What nobody has looked at for fourteen days (I: a reviewer's delay is not the warden's loss)."""
    for record in records:
        rows.change(work.db, work.town, replace(record, state=State.AUTO_APPROVED, reviewed_at=work.now))
        _note(work, record, "approve_by_time", State.AUTO_APPROVED)
    for warden, period in sorted({(one.warden, point_rules.period_of(one.day)) for one in records}):
        points.recount(work, warden, period)


def _again(work: Work, number: int) -> CheckIn:
    found = rows.find(work.db, work.town, number)
    assert found is not None
    return found


def _waiting(work: Work, number: int) -> CheckIn:
    """A record that waits and that the actor may decide about.

    Raises:
        Refused: says who can, or what has become of it.
    """
    assert work.actor is not None
    record = rows.find(work.db, work.town, number)
    if record is None or work.grant(Action.REVIEW_CHECK_IN) is Grant.NO:
        raise Refused(say.nothing_waits(number))
    hindrance = rules.hindrance(work.directory, work.actor, record, work.today)
    if hindrance is not None:
        raise Refused(say.cannot(number, hindrance, who_can(work, record)))
    if record.state is not State.SUBMITTED:
        if record.state in {State.WITHDRAWN, State.MERGED}:
            raise Refused(say.nothing_waits(number))
        by = people.find_person(work.db, work.town, record.reviewer) if record.reviewer else None
        state = say.state_name(record.state in COUNTED, record.state is State.REJECTED)
        raise Refused(say.already(number, state, by.name if by else ""))
    return record


def who_can(work: Work, record: CheckIn) -> str:
    """Two village officers who may decide about it."""
    names = [
        office.name
        for office in work.directory.holders_above(Role.VILLAGE_STAFF, record.unit, work.today)
        if office.person not in {record.warden, work.actor_id}
        and not (record.home is not None and office.household == record.home)
    ]
    return say.can("、".join(names[:2]))


def _decide(work: Work, record: CheckIn, verb: str) -> None:
    rows.change(work.db, work.town, replace(record, reviewer=work.actor_id, reviewed_at=work.now))
    _note(work, record, verb, record.state)


def _note(work: Work, record: CheckIn, verb: str, after: State) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "check_ins",
        str(record.number),
        verb,
        State.SUBMITTED.value,
        after.value,
    )


def reviewers_waiting(work: Work, records: Sequence[CheckIn]) -> dict[PersonId, list[CheckIn]]:
    """Who may decide about each waiting record: the grid leader, and the village's staff."""
    scopes: dict[PersonId, list[UnitId]] = {}
    for office in work.directory.serving(work.today):
        if office.role in {Role.GRID_LEADER, Role.VILLAGE_STAFF}:
            scopes.setdefault(office.person, []).append(office.unit)
    found: dict[PersonId, list[CheckIn]] = {}
    for person, units in scopes.items() if records else ():
        reviewer = people.find_person(work.db, work.town, person)
        if reviewer is None:
            continue
        for record in records:
            near = any(work.directory.covers(unit, record.unit) for unit in units)
            if near and rules.hindrance(work.directory, reviewer, record, work.today) is None:
                found.setdefault(person, []).append(record)
    return found
