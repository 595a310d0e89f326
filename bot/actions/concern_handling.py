"""Verbs of those who handle concerns: take, report, resolve, pass on; what follows a rating; and what the clock does by itself."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot import forms
from bot.actions import points
from bot.actions.concerns import (
    category_name,
    is_night,
    move,
    put_note,
    reporter_name,
    to_people,
    to_reporter,
    who_handles,
)
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern, Desk, Level, Outcome, Rating
from bot.domain.directory import WARDEN_ROLES, Tier
from bot.domain.points import COLLECT, RESOLVE, SATISFIED
from bot.domain.roles import Action, Grant, grant
from bot.domain.urgent import Alarm
from bot.ids import PersonId
from bot.messages import InChat, Outbound, ToPerson
from bot.storage import audit, people, timers
from bot.storage import concerns as rows
from bot.texts import alarms as say_alarm
from bot.texts import concern_handling as tell
from bot.texts import concerns as say

RATING_FORM = "concern_rating"
_WORDY = re.compile(r"[\w\u4e00-\u9fff]")


def open_cases(work: Work, person: PersonId) -> list[Concern]:
    """What waits for ``person``: on their desk or in their hands, the most pressing first."""
    desks = [office.unit for office in work.directory.offices_of(person, work.today)]
    found = rows.list_open_at(work.db, work.town, desks, person, *tell.waiting_states())
    return [one for one in found if handles(work, one, person)]


def handles(work: Work, concern: Concern, person: PersonId) -> bool:
    """Whether ``person`` has it in hand, or may take it."""
    if person in concern.hidden_from:
        return False
    if concern.claimed_by is not None and not concern.alarm:
        return concern.claimed_by == person
    return person in rules.handlers(concern, work.directory, work.now)


def find_case(work: Work, said: str) -> Concern:
    """The concern that the actor means to work on.

    Raises:
        Refused: none that they may know of.
    """
    person = work.actor_id
    assert person is not None
    found = (
        [one for one in [rows.find_concern(work.db, work.town, said)] if one is not None]
        if "-" in said
        else rows.list_ending(work.db, work.town, int(said))
    )
    mine = [one for one in found if person in rules.handlers(one, work.directory, work.now) or one.claimed_by == person]
    open_first = sorted(mine, key=lambda one: one.final)
    for one in open_first:
        if person not in one.hidden_from:
            return one
    for one in found:
        was_theirs = person in {who for _, who, *_ in audit.list_of(work.db, work.town, "concern", one.number)}
        if rules.may_see(one, person, work.directory, work.now) or (was_theirs and person not in one.hidden_from):
            if one.reporter == person and person not in rules.handlers(one, work.directory, work.now):
                raise Refused(tell.not_yours(one, who_handles(work, one)))
            raise Refused(_elsewhere(work, one))
    raise Refused(say.not_found())


def _elsewhere(work: Work, concern: Concern) -> str:
    if concern.final or concern.state is State.RESOLVED:
        return say.cannot_now(concern)
    return tell.not_yours(concern, who_handles(work, concern))


def claim(work: Work, concern: Concern) -> tuple[Concern, list[Outbound]]:
    """接单: the actor takes it; the reporter is told, in the group where it was filed if it is not private.

    Raises:
        Refused: not theirs, or taken already.
    """
    actor = work.actor_id
    assert actor is not None
    if concern.claimed_by is not None and concern.state in {State.CLAIMED, State.IN_PROGRESS, State.ON_HOLD}:
        if concern.claimed_by == actor:
            raise Refused(tell.already_yours(concern))
        raise Refused(tell.taken_by(concern, work.directory.name(concern.claimed_by)))
    _must_handle(work, concern)
    moved = move(work, concern, Event.CLAIM, claimed_by=actor, claimed_at=work.now, ack_due_at=None)
    if moved.collected_by is not None:
        _credit(work, moved.collected_by, COLLECT, f"{moved.about}:collected")
    if moved.alarm:
        return moved, _alarm_taken(work, moved)
    others = [who for who in rules.handlers(concern, work.directory, work.now) if who != actor]
    told = to_people(work, moved, others, tell.taken_by(moved, work.directory.name(actor)), "同事接了")
    return moved, told + _tell_claim(work, moved)


def _tell_claim(work: Work, moved: Concern) -> list[Outbound]:
    who = who_handles(work, moved)
    if moved.chat is not None and not moved.private:
        text = say.taken_in_group(moved, who)
        return [Outbound(InChat(moved.chat), text, about=moved.about, why="群里登记的,接单在群里说")]
    return to_reporter(work, moved, say.taken_by_handler(moved, who), "接单")


def _alarm_taken(work: Work, moved: Concern) -> list[Outbound]:
    actor = work.actor_id
    assert actor is not None
    timers.cancel(work.db, work.town, moved.number, "concern_recall")
    name = work.directory.name(actor)
    others = [who for who in rules.handlers(moved, work.directory, work.now) if who != actor]
    told = to_people(work, moved, others, say_alarm.somebody_goes(moved.number, name), "有人接手", wakes=True)
    if moved.alarm == Alarm.CRISIS:
        return told
    if moved.chat is not None:
        going = Outbound(InChat(moved.chat), say_alarm.going(), wakes=True, about=moved.about, why="有人接手")
        return [*told, going]
    return told + to_people(work, moved, [moved.reporter], say_alarm.help_comes(name), "有人接手", wakes=True)


def progress(work: Work, concern: Concern, text: str) -> tuple[Concern, list[Outbound]]:
    """进展: noted; the first one is told to the reporter, the rest stands in 进度.

    Raises:
        Refused: not theirs, or not taken.
    """
    _must_have_claimed(work, concern)
    moved = move(work, concern, Event.PROGRESS)
    put_note(work, moved, "progress", text)
    if concern.state is not State.CLAIMED:
        return moved, []
    return moved, to_reporter(work, moved, say.progress_told(moved, text[:60]), "进展")


def resolve(work: Work, concern: Concern, how: str) -> tuple[Concern, list[Outbound]]:
    """办结: done, and how; the reporter is asked in private whether they are satisfied.

    Raises:
        Refused: not theirs, not taken, or it does not say how.
    """
    _must_have_claimed(work, concern)
    if len(_WORDY.findall(how)) < rules.MIN_RESOLUTION:
        raise Refused(tell.resolution_how(concern.short))
    if awaits_explanation(concern):
        return explain(work, concern, how)
    kept = how.strip()[: rules.MAX_TEXT]
    moved = move(
        work,
        concern,
        Event.RESOLVE,
        resolution=kept,
        resolved_at=work.now,
        due_at=work.now + rules.RATING_DAYS,
        ack_due_at=None,
        rating=0,
    )
    put_note(work, moved, "resolve", kept)
    return moved, _ask_rating(work, moved)


def _ask_rating(work: Work, moved: Concern) -> list[Outbound]:
    if moved.reporter == moved.claimed_by:
        return []
    text = say.ask_rating(moved.number, moved.title, _cut(moved.resolution))
    prompt = Outbound(ToPerson(moved.reporter), text, wakes=not is_night(work), about=moved.about, why="办结回访")
    draft = {"number": moved.number, "title": moved.title, "how": _cut(moved.resolution)}
    return forms.ask(work, moved.reporter, RATING_FORM, "rating", draft, prompt, lives=rules.RATING_DAYS)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def awaits_explanation(concern: Concern) -> bool:
    """Reopened twice and still not solved: only a written explanation ends it."""
    return concern.rating > Rating.FAIR and not concern.final


def explain(work: Work, concern: Concern, text: str) -> tuple[Concern, list[Outbound]]:
    """说明: the written explanation ends it; it goes to the reporter.

    Raises:
        Refused: not theirs, too short, or nobody waits for one.
    """
    _must_handle(work, concern)
    if not awaits_explanation(concern):
        raise Refused(tell.explain_not_now(concern))
    if len(_WORDY.findall(text)) < rules.MIN_RESOLUTION:
        raise Refused(tell.explain_how(concern.short))
    who = concern.claimed_by or work.actor_id
    moved = move(work, concern, Event.EXPLAIN, outcome=Outcome.EXPLAINED, resolution=text.strip(), claimed_by=who)
    put_note(work, moved, "explain", text)
    return moved, to_reporter(work, moved, say.explanation(moved, text[:200], say.tier(moved.tier)), "书面说明")


def rate(work: Work, concern: Concern, rating: Rating) -> tuple[str, list[Outbound]]:
    """The reporter's word on the outcome: the answer to them, and the messages to others.

    Raises:
        Refused: it is not waiting for a rating.
    """
    if concern.state is State.CLOSED and not rating.ends:
        return _reopened(work, concern, Event.REOPEN, rating)
    if concern.state is not State.RESOLVED:
        raise Refused(say.no_claim_to_rate() if not concern.final else say.cannot_now(concern))
    forms.withdraw(work, RATING_FORM, lambda draft: draft.get("number") == concern.number)
    if not rating.ends:
        return _reopened(work, concern, Event.RATE_BAD, rating)
    moved = move(work, concern, Event.RATE_GOOD, rating=int(rating), outcome=Outcome.RATED)
    _credit_resolved(work, moved)
    told: list[Outbound] = []
    if moved.claimed_by is not None:
        word = "满意" if rating is Rating.GOOD else "一般"
        told = to_people(work, moved, [moved.claimed_by], tell.rated(moved, word), "回访结果")
    if moved.chat is not None and not moved.private and not moved.alarm:
        text = say.done_in_group(moved, who_handles(work, moved))
        told.append(Outbound(InChat(moved.chat), text, about=moved.about, why="群里登记的,办好在群里说"))
    return say.thanks(rating), told


def _reopened(work: Work, concern: Concern, event: Event, rating: Rating) -> tuple[str, list[Outbound]]:
    """Not satisfied: one tier up, twice at most; the third time an explanation is due."""
    points.take_back(work, f"{concern.about}:resolved")
    last = concern.reopened >= rules.MAX_REOPENED
    desk = _desk_to_explain(work, concern) if last else _desk_above(work, concern)
    moved = move(
        work,
        concern,
        event,
        tier=desk.tier,
        desk=desk.unit,
        claimed_by=None,
        rating=int(rating) if last else 0,
        outcome=Outcome.NONE,
        closed_at=None,
        reopened=min(concern.reopened + 1, rules.MAX_REOPENED),
        ack_due_at=rules.acknowledge_by(concern.level, work.now, work.settings),
        due_at=rules.resolve_by(concern.level, desk.tier, work.now, work.settings),
    )
    who, reporter = who_handles(work, moved), reporter_name(work, moved)
    if last:
        news = tell.explain_case(moved, reporter, _cut(concern.resolution))
        return say.explained_next(moved, who), to_people(work, moved, desk.people, news, "重办两次仍不满意")
    news = tell.again_case(moved, category_name(moved.category), reporter, _cut(concern.resolution))
    told = to_people(work, moved, desk.people, news, "不满意,上一级重办")
    before = [who_ for who_ in [concern.claimed_by] if who_ is not None and who_ not in desk.people]
    return say.again_above(moved, who), told + to_people(work, moved, before, tell.not_solved(moved, who), "不满意")


def _desk_above(work: Work, concern: Concern) -> Desk:
    away = rules.kept_from(concern)
    above = rules.desk_above(work.directory, concern.desk, work.now, away)
    return above or rules.desk_of(work.directory, concern.desk, concern.tier, work.now, away)


def _desk_to_explain(work: Work, concern: Concern) -> Desk:
    tier = concern.tier if concern.tier.rank > Tier.VILLAGE.rank else Tier.VILLAGE
    return rules.desk_of(work.directory, concern.unit, tier, work.now, rules.kept_from(concern))


def escalate(work: Work, concern: Concern, reason: str = "", *, late: bool = False) -> tuple[Concern, list[Outbound]]:
    """上提: to the next tier, by a handler, the reporter or (``late``) the clock. Old hands, new hands and the reporter hear of it.

    Raises:
        Refused: there is no tier above, or not in this state.
    """
    above = rules.desk_above(work.directory, concern.desk, work.now, rules.kept_from(concern))
    if above is None:
        raise Refused(say.at_the_top(concern))
    moved = _to_desk(work, concern, above, Event.ESCALATE)
    below, who = say.tier(concern.tier), who_handles(work, moved)
    reporter = reporter_name(work, moved)
    told = to_people(
        work, moved, above.people, tell.came_up(moved, category_name(moved.category), reporter, below, reason), "上提"
    )
    left = [person for person in _hands(work, concern) if person not in above.people]
    gone = tell.went_up(moved, who) if late else tell.went_away(moved, who)
    told += to_people(work, moved, left, gone, "上提")
    if moved.state is State.FILED:
        text = say.moved_up(moved, who) if late and concern.state is State.FILED else say.handed_on(moved, who)
        told += to_reporter(work, moved, text, "上提")
    return moved, told


def pass_up(work: Work, concern: Concern, reason: str) -> tuple[Concern, list[Outbound]]:
    """上提 by a handler: with a reason.

    Raises:
        Refused: not theirs, or no reason.
    """
    _must_handle(work, concern)
    if len(_WORDY.findall(reason)) < 2:
        raise Refused(tell.why_needed("上提", concern.short))
    return escalate(work, concern, reason)


def _hands(work: Work, concern: Concern) -> tuple[PersonId, ...]:
    return (concern.claimed_by,) if concern.claimed_by else rules.handlers(concern, work.directory, work.now)


def _to_desk(work: Work, concern: Concern, desk: Desk, event: Event, **changes: object) -> Concern:
    due = rules.resolve_by(concern.level, desk.tier, work.now, work.settings)
    if concern.due_at is not None and concern.due_at > work.now and concern.state is not State.ON_HOLD:
        due = concern.due_at if concern.level is not Level.BLUE else max(due, concern.due_at)
    ack = rules.acknowledge_by(concern.level, work.now, work.settings)
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
    _must_handle(work, concern)
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
        moved, category_name(moved.category), reporter_name(work, moved), say.tier(concern.tier), reason
    )
    left = [person for person in _hands(work, concern) if person not in desk.people]
    told = to_people(work, moved, desk.people, text, "退回")
    return moved, told + to_people(work, moved, left, tell.went_away(moved, who_handles(work, moved)), "退回")


def reassign(work: Work, concern: Concern, person: PersonId, reason: str) -> tuple[Concern, list[Outbound]]:
    """转: to a named office holder of the places above and around the concern.

    Raises:
        Refused: not theirs, or not somebody who may have it.
    """
    _must_handle(work, concern)
    if person in rules.kept_from(concern):
        raise Refused(say.not_found())
    name = work.directory.name(person)
    moved = move(
        work, concern, Event.REASSIGN, claimed_by=person, claimed_at=work.now, ack_due_at=None, due_at=concern.due_at
    )
    assert work.actor is not None
    text = tell.passed_to_you(moved, category_name(moved.category), reporter_name(work, moved), work.actor.name, reason)
    told = to_people(work, moved, [person], text, "转办")
    return moved, told + to_reporter(work, moved, say.handed_on(moved, name), "转办")


def extend(work: Work, concern: Concern, days: int, reason: str) -> tuple[Concern, list[Outbound]]:
    """延期: once, at most ten working days.

    Raises:
        Refused: extended before, or not theirs.
    """
    _must_have_claimed(work, concern)
    if concern.extended:
        raise Refused(tell.extended_once(concern))
    assert concern.due_at is not None
    due = calendar.add_working_days(max(concern.due_at, work.now), days, work.settings)
    moved = move(work, concern, Event.EXTEND, due_at=due, extended=True)
    put_note(work, moved, "progress", reason)
    return moved, []


def hold(work: Work, concern: Concern, days: int, reason: str) -> tuple[Concern, list[Outbound]]:
    """挂起: the clock is paused, at most thirty days.

    Raises:
        Refused: not theirs, or not in this state.
    """
    _must_have_claimed(work, concern)
    assert concern.due_at is not None
    left = calendar.working_hours_between(work.now, concern.due_at, work.settings)
    moved = move(work, concern, Event.HOLD, due_at=work.now + timedelta(days=days), held_left=left)
    put_note(work, moved, "progress", reason)
    return moved, []


def resume(work: Work, number: str) -> list[Outbound]:
    """The pause is over (by the clock): the working hours that were left run on."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.ON_HOLD:
        return []
    due = calendar.add_working_hours(work.now, max(concern.held_left, 1.0), work.settings)
    moved = move(work, concern, Event.RESUME, due_at=due, held_left=0.0)
    return to_people(work, moved, _hands(work, moved), tell.resumed(moved), "挂起到期")


def not_taken_in_time(work: Work, number: str) -> list[Outbound]:
    """Nobody has taken it by its time (the clock): one tier up; at the top it is asked again."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.FILED:
        return []
    if concern.tier is not Tier.TOWN and not awaits_explanation(concern):
        try:
            return escalate(work, concern, late=True)[1]
        except Refused:
            pass
    again = replace(concern, ack_due_at=calendar.add_working_days(work.now, 1, work.settings))
    rows.change(work.db, work.town, again)
    timers.set_timer(work.db, work.town, "concern_ack", number, _set(again.ack_due_at))
    return to_people(work, again, _hands(work, again), tell.still_waiting(again), "到时间没人接")


def not_done_in_time(work: Work, number: str) -> list[Outbound]:
    """It is not done by its time (the clock): one tier up; at the top those who have it are reminded every working day."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.final or concern.state in {State.RESOLVED, State.ON_HOLD}:
        return []
    taken = concern.state in {State.CLAIMED, State.IN_PROGRESS}
    if taken and concern.tier is not Tier.TOWN and not concern.alarm and not awaits_explanation(concern):
        try:
            return escalate(work, concern, late=True)[1]
        except Refused:
            pass
    later = replace(concern, due_at=calendar.add_working_days(work.now, 1, work.settings))
    rows.change(work.db, work.town, later)
    timers.set_timer(work.db, work.town, "concern_due", number, _set(later.due_at))
    return to_people(work, later, _hands(work, later), tell.overdue(later), "到期没办完") if taken else []


def not_rated_in_time(work: Work, number: str) -> list[Outbound]:
    """Seven days of silence (the clock): closed as unrated, which is not satisfied."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.RESOLVED:
        return []
    moved = move(work, concern, Event.LAPSE, outcome=Outcome.UNRATED)
    forms.withdraw(work, RATING_FORM, lambda draft: draft.get("number") == number)
    _credit_resolved(work, moved)
    return []


def _credit_resolved(work: Work, concern: Concern) -> None:
    """Points of handbook §5.1: for what the neighbourhood's own level has solved, one more when 满意."""
    if concern.tier is not Tier.NEIGHBOURHOOD or concern.claimed_by is None or concern.reporter == concern.claimed_by:
        return
    _credit(work, concern.claimed_by, RESOLVE, f"{concern.about}:resolved")
    if concern.rating == Rating.GOOD:
        _credit(work, concern.claimed_by, SATISFIED, f"{concern.about}:resolved")


def _credit(work: Work, person: PersonId, kind: str, cause: str) -> None:
    if work.directory.roles_of(person, work.today) & set(WARDEN_ROLES):
        points.credit(work, person, kind, cause, work.today)


def _must_handle(work: Work, concern: Concern) -> None:
    actor = work.actor_id
    if actor is None or actor in concern.hidden_from:
        raise Refused(say.not_found())
    if concern.claimed_by != actor and actor not in rules.handlers(concern, work.directory, work.now):
        raise Refused(_elsewhere(work, concern))


def _must_have_claimed(work: Work, concern: Concern) -> None:
    _must_handle(work, concern)
    if concern.state is State.FILED and not awaits_explanation(concern):
        raise Refused(tell.claim_first(concern))


def _set(when: datetime | None) -> datetime:
    assert when is not None
    return when


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


def has_account(work: Work, person: PersonId) -> bool:
    """Whether the bot can write to them."""
    return bool(people.list_accounts(work.db, work.town, person))
