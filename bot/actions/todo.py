"""What waits for one person, from every area, the most pressing first: one place that knows (待办)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.actions import leave, pledges, review_queue, task_reading, todo_signing
from bot.actions import notice_reading as reading
from bot.actions.concern_handling import open_cases
from bot.actions.notice_spread import relayers
from bot.actions.polls import BALLOT_FORM
from bot.context import Work
from bot.domain import calendar
from bot.domain import notices as notice_rules
from bot.domain import pledges as pledge_rules
from bot.domain import todo as rules
from bot.domain.notices import State as NoticeState
from bot.domain.roles import Action, Grant, Role
from bot.domain.todo import Item, Rank
from bot.ids import PersonId
from bot.storage import care, coverage, identity, notice_relays, notices, people, questions
from bot.storage import tasks as task_rows
from bot.texts import leave as say_leave
from bot.texts import pledges as say_pledges
from bot.texts import tasks as say_tasks
from bot.texts import todo as say

MOST_NAMED = 3
_REVIEWING = {Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.CARE_OFFICER}
_ELSEWHERE = frozenset({BALLOT_FORM, leave.ASK, leave.ANOTHER})
"""Questions that are a line of their own, or nobody's business (I36)."""


def gather(work: Work) -> list[Item]:
    """Everything that waits for the actor, in order."""
    parts: tuple[Callable[[Work], Iterator[Item]], ...] = (
        _concerns,
        _stand_in,
        _notices,
        _claims,
        _care,
        _reviews,
        _pledges,
        _tasks,
        todo_signing.gather,
        _questions,
    )
    return rules.ordered(item for part in parts for item in part(work))


def has_any(work: Work) -> bool:
    """Whether the actor holds an office that has things to do at all."""
    return work.grant(Action.HANDLE_CONCERN) is not Grant.NO or bool(work.roles() - {Role.OPERATOR})


def beside_concerns(work: Work) -> dict[PersonId, list[str]]:
    """For the wardens' Monday morning: those cared for who are due, and tasks that end; all wardens at once, few statements."""
    found: dict[PersonId, list[str]] = {}
    cared = [one for one in care.list_all(work.db, work.town) if one.agreed_on is not None and one.carer is not None]
    last = coverage.last_days_of_persons(work.db, work.town, list({one.person for one in cared})) if cared else {}
    due: dict[PersonId, set[PersonId]] = {}
    for one in cared:
        if one.carer is not None and rules.care_is_due(one.often, last.get(one.person), work.today):
            due.setdefault(one.carer, set()).add(one.person)
    for carer, persons in due.items():
        found.setdefault(carer, []).append(say.care_count(len(persons)))
    until = work.today + timedelta(days=rules.ENDING_DAYS)
    for task in task_rows.list_open(work.db, work.town):
        for person in task_reading.asked(work, task.units) if task.until <= until else ():
            found.setdefault(person, []).append(say_tasks.todo(task))
    return found


def _concerns(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    if work.grant(Action.HANDLE_CONCERN) is Grant.NO:
        return
    for one in open_cases(work, work.actor_id):
        mine = one.claimed_by == work.actor_id
        yield Item(rules.rank_of(one, work.now), say.concern(one, work.now, mine=mine), rules.due_of(one))


def _stand_in(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    for one in leave.waiting_for(work, work.actor_id):
        text = say_leave.todo_asked(work.directory.name(one.person), one)
        yield Item(Rank.SIGN, text, calendar.at(one.first, work.settings.morning[0]))


def _notices(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    for office in work.directory.offices_of(work.actor_id, work.today):
        if office.unit not in work.directory.units or work.actor_id not in relayers(work, office.unit):
            continue
        for waiting in notice_relays.list_waiting_at(work.db, work.town, office.unit):
            found = notices.find(work.db, work.town, waiting.number)
            if found is not None and found.state is NoticeState.RELEASED and not found.expired(work.today):
                yield Item(Rank.SIGN, say.relay(found, waiting.due_at), waiting.due_at)
    by_hand = notice_relays.list_asked_of(work.db, work.town, work.actor_id)
    for number in dict.fromkeys(one.number for one in by_hand):
        yield Item(Rank.SIGN, say.by_hand(number, sum(one.number == number for one in by_hand)))
    if notice_rules.may_approve(work.roles()):
        pending = [
            one
            for one in notices.list_in_state(work.db, work.town, NoticeState.PENDING)
            if work.actor_id in reading.approvers(work, but=one.author)
        ]
        if pending:
            yield Item(Rank.SIGN, say.sign(len(pending), pending[0].number), pending[0].made_at)
        for one in notices.list_unreviewed(work.db, work.town):
            if one.state is NoticeState.RELEASED and work.actor_id in reading.approvers(work, but=one.author):
                yield Item(Rank.SIGN, say.look_after(one.number), one.review_due)


def _claims(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    claims = identity.list_claims(work.db, work.town, work.actor_id)
    if claims:
        yield Item(Rank.SIGN, say.vouch(len(claims), claims[0].number), claims[0].asked_at)


def _care(work: Work) -> Iterator[Item]:
    """Those whom the actor looks in on and who should be seen again; only with their consent on record."""
    assert work.actor_id is not None
    if work.directory.is_away(work.actor_id, work.today):
        return
    mine = [one for one in care.list_of_carer(work.db, work.town, work.actor_id) if one.agreed_on is not None]
    last = coverage.last_days_of_persons(work.db, work.town, [one.person for one in mine]) if mine else {}
    due = list(
        dict.fromkeys(one.person for one in mine if rules.care_is_due(one.often, last.get(one.person), work.today))
    )
    if due:
        named = [people.find_person(work.db, work.town, one) for one in due[:MOST_NAMED]]
        yield Item(Rank.CARE, say.care([say.initial(one.name) for one in named if one is not None], len(due)))


def _reviews(work: Work) -> Iterator[Item]:
    if not work.roles() & _REVIEWING:
        return
    waiting = review_queue.queue(work)
    if waiting.decides and waiting.records:
        yield Item(Rank.REVIEW, say.review(len(waiting.records)), waiting.records[0].said_at)


def _pledges(work: Work) -> Iterator[Item]:
    assert work.actor_id is not None
    if waiting := pledges.list_waiting(work):
        yield Item(Rank.REVIEW, say_pledges.todo(len(waiting)), waiting[0].made_at)
    mine = pledges.latest(work, work.actor_id) if pledges.post_of(work, work.actor_id) else None
    if mine is not None and mine.state is pledge_rules.State.RETURNED:
        yield Item(Rank.QUESTION, say_pledges.todo_returned())


def _tasks(work: Work) -> Iterator[Item]:
    for one in task_reading.ending_soon(work, rules.ENDING_DAYS):
        yield Item(Rank.TASK, say_tasks.todo(one), calendar.at(one.until, work.settings.afternoon[1]))


def _questions(work: Work) -> Iterator[Item]:
    """What the bot has asked in private and waits for."""
    assert work.actor_id is not None
    asked = [
        one
        for one in questions.list_of(work.db, work.town, work.actor_id)
        if one.asked_at is not None and one.waits and not one.place and one.form not in _ELSEWHERE
    ]
    if asked:
        yield Item(Rank.QUESTION, say.questions(len(asked)))
