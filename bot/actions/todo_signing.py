"""What waits for one person in points and lists: signatures of a settlement, changes of the table, objections, decisions, talks to have."""

from collections.abc import Iterator

from bot.actions import (
    honours,
    list_hearings,
    list_objections,
    objections,
    point_reversals,
    point_rules,
    settlement_signing,
    spot_checks,
)
from bot.context import Work
from bot.domain import settlements as settlement_rules
from bot.domain.list_states import TRANSITIONS, Event, Kind
from bot.domain.point_rules import RuleState
from bot.domain.roles import Action, Grant, Role
from bot.domain.todo import Item, Rank
from bot.ids import PersonId
from bot.storage import check_ins, lists, settlements
from bot.storage import honours as honour_rows
from bot.storage import point_reversals as reversals
from bot.storage import point_rules as rule_rows
from bot.texts import todo_signing as say


def gather(work: Work) -> Iterator[Item]:
    """Everything, in no order."""
    yield from _settlements(work)
    yield from _rules(work)
    yield from _seconds(work)
    yield from _objections(work)
    yield from _lists(work)
    yield from _spot_checks(work)


def _settlements(work: Work) -> Iterator[Item]:
    for one in settlements.list_open(work.db, work.town):
        signing = settlement_rules.next_signing(one.state)
        if signing is None:
            continue
        if any(person == work.actor_id for person, _ in settlement_signing.signers(work, one, signing)):
            yield Item(Rank.SIGN, say.settlement(work.directory.title(one.unit), one.period, signing))


def _rules(work: Work) -> Iterator[Item]:
    for one in rule_rows.list_versions(work.db, work.town, RuleState.PROPOSED):
        if any(person == work.actor_id for person, _ in point_rules.seconds(work, one.unit, one.asked_by)):
            yield Item(Rank.SIGN, say.rule_change(one.number))


def _seconds(work: Work) -> Iterator[Item]:
    """Reversals and honours that another person has asked for."""
    for asked in reversals.list_waiting(work.db, work.town):
        record = check_ins.find(work.db, work.town, asked.number)
        if record is not None and _among(work, point_reversals.correctors(work, record, asked.asked_by)):
            yield Item(Rank.SIGN, say.reversal(asked.number))
    for one in honour_rows.list_waiting(work.db, work.town):
        if _among(work, honours.signers(work, one.warden, one.unit, one.asker)):
            yield Item(Rank.SIGN, say.honour(one.number))


def _among(work: Work, people: list[tuple[PersonId, str]]) -> bool:
    return any(person == work.actor_id for person, _ in people)


def _objections(work: Work) -> Iterator[Item]:
    waiting = objections.list_to_answer(work)
    if waiting:
        yield Item(Rank.SIGN, say.objections(len(waiting)))


def _lists(work: Work) -> Iterator[Item]:
    """For the secretary what can be decided, for supervisors opinions, for a warden what can still be stated."""
    assert work.actor_id is not None
    offices = work.directory.offices_of(work.actor_id, work.today)
    for village in {one.unit for one in offices if one.role is Role.BRANCH_SECRETARY}:
        unended = [one for kind in Kind for one in lists.list_unended(work.db, work.town, kind)]
        count = sum(
            one.village == village
            and work.actor_id not in {one.person, one.author}
            and Event.APPROVE in TRANSITIONS[one.kind][one.state]
            for one in unended
        )
        if count:
            yield Item(Rank.SIGN, say.decisions(work.directory.title(village), count))
    if any(one.role is Role.SUPERVISOR for one in offices) and (found := list_objections.waiting(work)):
        yield Item(Rank.SIGN, say.supervision(len(found)))
    mine = [one for one in list_hearings.open_against(work) if Event.STATE in TRANSITIONS[one.kind][one.state]]
    if mine:
        yield Item(Rank.SIGN, say.statement(len(mine)))


def _spot_checks(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    offices = work.directory.offices_of(work.actor_id, work.today)
    if work.grant(Action.SPOT_CHECK) is Grant.NO or not any(one.role is Role.SUPERVISOR for one in offices):
        return
    count = sum(len(one.items) for one in spot_checks.overview(work))
    if count:
        yield Item(Rank.REVIEW, say.spot_checks(count))
