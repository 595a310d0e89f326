"""From desk to desk: up by a handler, the reporter or the clock, back down, to a colleague (handbook §4.3, §5.2)."""

from dataclasses import replace

from bot.actions.concern_handling import WORDY, must_handle, running_again
from bot.actions.concern_ratings import awaits_explanation
from bot.actions.concern_steps import (
    category_name,
    moment,
    move,
    photos_of,
    reporter_name,
    to_people,
    to_reporter,
    who_handles,
)
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import concern_clocks as clocks
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern, Desk, Level
from bot.domain.directory import Tier
from bot.domain.roles import Action, Grant, grant
from bot.ids import PersonId
from bot.messages import Outbound
from bot.storage import concerns as rows
from bot.storage import timers
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress


def escalate(work: Work, concern: Concern, reason: str = "", *, late: bool = False) -> tuple[Concern, list[Outbound]]:
    """上提: to the next tier, by a handler, the reporter or (``late``) the clock. Old hands, new hands and the reporter hear of it.

    Raises:
        Refused: there is no tier above, or not in this state.
    """
    above = rules.desk_above(work.directory, concern.desk, work.now, rules.kept_from(concern))
    if above is None:
        raise Refused(say_progress.at_the_top(concern))
    moved = _to_desk(work, concern, above, Event.ESCALATE)
    below, who = say_progress.tier(concern.tier), who_handles(work, moved)
    reporter = reporter_name(work, moved)
    news, shown = (
        tell.came_up(moved, category_name(moved.category), reporter, below, reason),
        photos_of(work, moved.number),
    )
    told = to_people(work, moved, above.people, news, "上提", files=shown)
    left = [person for person in _hands(work, concern) if person not in above.people]
    taken = concern.state is not State.FILED
    gone = tell.went_up(moved, who, taken=taken) if late else tell.went_away(moved, who)
    told += to_people(work, moved, left, gone, "上提")
    if moved.state is State.FILED:
        text = (
            say_progress.moved_up(moved, who)
            if late and concern.state is State.FILED
            else say_progress.handed_on(moved, who)
        )
        told += to_reporter(work, moved, text, "上提", keeps=2)
    return moved, told


def pass_up(work: Work, concern: Concern, reason: str) -> tuple[Concern, list[Outbound]]:
    """上提 by a handler: with a reason.

    Raises:
        Refused: not theirs, or no reason.
    """
    must_handle(work, concern)
    if len(WORDY.findall(reason)) < 2:
        raise Refused(tell.why_needed("上提", concern.short))
    return escalate(work, concern, reason)


def _hands(work: Work, concern: Concern) -> tuple[PersonId, ...]:
    if concern.claimed_by and not work.directory.is_away(concern.claimed_by, work.today):
        return (concern.claimed_by,)
    return rules.handlers(concern, work.directory, work.now)


def _to_desk(work: Work, concern: Concern, desk: Desk, event: Event, **changes: object) -> Concern:
    due = clocks.resolve_by(concern.level, desk.tier, work.now, work.settings)
    if concern.due_at is not None and concern.due_at > work.now and concern.state is not State.ON_HOLD:
        due = concern.due_at if concern.level is not Level.BLUE else max(due, concern.due_at)
    ack = clocks.acknowledge_by(concern.level, work.now, work.settings)
    return move(
        work,
        concern,
        event,
        tier=desk.tier,
        desk=desk.unit,
        claimed_by=None,
        ack_due_at=ack,
        due_at=max(due, ack),
        **changes,
    )


def send_back(work: Work, concern: Concern, reason: str) -> tuple[Concern, list[Outbound]]:
    """退回: one tier down, once a tier; after two the town's desk decides.

    Raises:
        Refused: nobody is below, or it has been sent back from here before.
    """
    must_handle(work, concern)
    if concern.tier.value in concern.sent_back:
        raise Refused(tell.cannot_send_back(concern))
    if len(concern.sent_back) >= 2:
        desk: Desk | None = rules.desk_of(work.directory, concern.unit, Tier.TOWN, work.now, rules.kept_from(concern))
    else:
        desk = rules.desk_below(work.directory, concern, work.now)
    if desk is None:
        raise Refused(tell.cannot_send_back(concern))
    moved = _to_desk(work, concern, desk, Event.SEND_BACK, sent_back=(*concern.sent_back, concern.tier.value))
    text = tell.came_down(
        moved, category_name(moved.category), reporter_name(work, moved), say_progress.tier(concern.tier), reason
    )
    left = [person for person in _hands(work, concern) if person not in desk.people]
    told = to_people(work, moved, desk.people, text, "退回", files=photos_of(work, moved.number))
    return moved, told + to_people(work, moved, left, tell.went_away(moved, who_handles(work, moved)), "退回")


def reassign(work: Work, concern: Concern, person: PersonId, reason: str) -> tuple[Concern, list[Outbound]]:
    """转: to a named office holder of the places above and around the concern.

    Raises:
        Refused: not theirs, or not somebody who may have it.
    """
    must_handle(work, concern)
    if person in rules.kept_from(concern):
        raise Refused(tell.not_to_them(concern, work.directory.name(person)))
    name = work.directory.name(person)
    due = running_again(work, concern) or {"due_at": concern.due_at}
    moved = move(work, concern, Event.REASSIGN, claimed_by=person, claimed_at=work.now, ack_due_at=None, **due)
    assert work.actor is not None
    text = tell.passed_to_you(moved, category_name(moved.category), reporter_name(work, moved), work.actor.name, reason)
    told = to_people(work, moved, [person], text, "转办", files=photos_of(work, moved.number))
    return moved, told + to_reporter(work, moved, say_progress.handed_on(moved, name), "转办", keeps=2)


def resume(work: Work, number: str) -> list[Outbound]:
    """The pause is over (by the clock): the working hours that were left run on."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.ON_HOLD:
        return []
    moved = move(work, concern, Event.RESUME, **running_again(work, concern))
    return to_people(work, moved, _hands(work, moved), tell.resumed(moved), "挂起到期")


def not_taken_in_time(work: Work, number: str) -> list[Outbound]:
    """Nobody has taken it by its time (the clock): one tier up; at the top it is asked again, ever more seldom."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.FILED:
        return []
    if concern.tier is not Tier.TOWN and not awaits_explanation(concern):
        try:
            return escalate(work, _too_late(work, concern), late=True)[1]
        except Refused:
            pass
    concern = _too_late(work, concern)
    when = clocks.remind_at(concern.level, concern.clock_from, concern.ack_due_at, work.now, work.settings)
    again = replace(concern, clock_from=work.now, ack_due_at=when)
    rows.change(work.db, work.town, again)
    timers.set_timer(work.db, work.town, "concern_ack", number, moment(again.ack_due_at))
    return to_people(work, again, _hands(work, again), tell.still_waiting(again, work.today), "到时间没人接")


def not_done_in_time(work: Work, number: str) -> list[Outbound]:
    """It is not done by its time (the clock): one tier up; at the top those who have it are reminded, ever more seldom."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.final or concern.state in {State.RESOLVED, State.ON_HOLD}:
        return []
    taken = concern.state in {State.CLAIMED, State.IN_PROGRESS}
    if taken and concern.tier is not Tier.TOWN and not concern.alarm and not awaits_explanation(concern):
        try:
            return escalate(work, _too_late(work, concern), late=True)[1]
        except Refused:
            pass
    if taken:
        concern = _too_late(work, concern)
        when = clocks.remind_at(concern.level, concern.clock_from, concern.due_at, work.now, work.settings)
        later = replace(concern, clock_from=work.now, due_at=when)
    else:  # the clock that runs is the one by which it must be taken
        later = replace(concern, due_at=calendar.add_working_days(work.now, 1, work.settings))
    rows.change(work.db, work.town, later)
    timers.set_timer(work.db, work.town, "concern_due", number, moment(later.due_at))
    return to_people(work, later, _hands(work, later), tell.overdue(later, work.today), "到期没办完") if taken else []


def _too_late(work: Work, concern: Concern) -> Concern:
    """One more deadline has passed: it stands on the list of what is watched over."""
    late = replace(concern, overdue=concern.overdue + 1)
    rows.change(work.db, work.town, late)
    return late


def nudge(work: Work, number: str) -> list[Outbound]:
    """Three quarters of the time are over (the clock): those whose turn it is are reminded, once."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state not in {State.FILED, State.CLAIMED, State.IN_PROGRESS}:
        return []
    return to_people(work, concern, _hands(work, concern), tell.due_soon(concern), "快到时间")


def holder_named(work: Work, concern: Concern, text: str) -> PersonId | None:
    """Who may work on it and whose name stands at the head of ``text`` (转 7 给韩雪 …): of the offices above it or of its village."""
    head = text.lstrip("给 ")
    village = work.directory.village_of(concern.unit)
    for office in work.directory.offices:
        near = work.directory.covers(office.unit, concern.unit) or (
            village is not None and work.directory.covers(village.id, office.unit)
        )
        able = grant(Action.HANDLE_CONCERN, frozenset({office.role})) is not Grant.NO
        if near and able and office.holds_on(work.today) and len(office.name) > 1 and head.startswith(office.name):
            return office.person
    return None
