"""Verbs of those who handle concerns: take, report, resolve, explain, extend, hold (handbook §3.4)."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.actions.concern_ratings import ask_rating, awaits_explanation, credit, cut
from bot.actions.concern_steps import (
    followers,
    move,
    note_move,
    put_note,
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
from bot.domain.concerns import Concern, Outcome
from bot.domain.consents import Purpose
from bot.domain.points import COLLECT
from bot.domain.urgent import Alarm
from bot.ids import PersonId
from bot.messages import InChat, Outbound
from bot.storage import audit, consents, people, timers
from bot.storage import concerns as rows
from bot.texts import alarms as say_alarm
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress

WORDY = re.compile(r"[\w\u4e00-\u9fff]")


def says_how(text: str) -> bool:
    """Whether ``text`` is long enough to tell how something was done."""
    return len(WORDY.findall(text)) >= rules.MIN_RESOLUTION


def open_cases(work: Work, person: PersonId) -> list[Concern]:
    """What waits for ``person``: on their desk or in their hands, the most pressing first."""
    desks = [office.unit for office in work.directory.offices_of(person, work.today)]
    found = rows.list_open_at(work.db, work.town, desks, person, *tell.waiting_states())
    return [one for one in found if handles(work, one, person)]


def handles(work: Work, concern: Concern, person: PersonId) -> bool:
    """Whether ``person`` has it in hand, or may take it."""
    if person in concern.hidden_from:
        return False
    taken = concern.claimed_by is not None and not work.directory.is_away(concern.claimed_by, work.today)
    if taken and not concern.alarm:
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
    raise Refused(say_progress.not_found())


def _elsewhere(work: Work, concern: Concern) -> str:
    if concern.final or concern.state is State.RESOLVED:
        return say_progress.cannot_now(concern)
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
        if not work.directory.is_away(concern.claimed_by, work.today):
            raise Refused(tell.taken_by(concern, work.directory.name(concern.claimed_by)))
        must_handle(work, concern)
        return hand_to(work, concern, actor), []
    must_handle(work, concern)
    moved = move(work, concern, Event.CLAIM, claimed_by=actor, claimed_at=work.now, ack_due_at=None)
    if moved.collected_by is not None:
        credit(work, moved.collected_by, COLLECT, f"{moved.about}:collected")
    if moved.alarm:
        return moved, _alarm_taken(work, moved)
    others = [who for who in rules.handlers(concern, work.directory, work.now) if who != actor]
    told = to_people(work, moved, others, tell.taken_by(moved, work.directory.name(actor)), "同事接了")
    return moved, told + _tell_claim(work, moved)


def hand_to(work: Work, concern: Concern, person: PersonId) -> Concern:
    """It changes hands and nothing else: a leave has begun, or is over."""
    moved = replace(concern, claimed_by=person, claimed_at=work.now)
    rows.change(work.db, work.town, moved)
    note_move(work, moved, "hand_to", concern.state.value, moved.state.value)
    return moved


def _in_whose_hands(work: Work, concern: Concern) -> Concern:
    """What somebody on leave had taken is the actor's from the moment they work on it."""
    actor = work.actor_id
    away = work.directory.is_away(concern.claimed_by, work.today)
    return hand_to(work, concern, actor) if away and actor is not None and actor != concern.claimed_by else concern


def _tell_claim(work: Work, moved: Concern) -> list[Outbound]:
    who = who_handles(work, moved)
    silent = consents.refuses(work.db, work.town, moved.reporter, Purpose.ECHO)
    if moved.chat is not None and not moved.private and not silent:
        text = say_progress.taken_in_group(moved, who)
        shown = Outbound(InChat(moved.chat), text, about=moved.about, why="群里登记的,接单在群里说")
        others = say_progress.taken_by_handler(moved, who)
        return [shown, *to_people(work, moved, followers(work, moved), others, "接单")]
    return to_reporter(work, moved, say_progress.taken_by_handler(moved, who), "接单", keeps=1)


def _alarm_taken(work: Work, moved: Concern) -> list[Outbound]:
    actor = work.actor_id
    assert actor is not None
    timers.cancel(work.db, work.town, moved.number, "concern_recall")
    name, quiet = work.directory.name(actor), Alarm(moved.alarm).quiet
    others = [who for who in rules.handlers(moved, work.directory, work.now) if who != actor]
    told = to_people(
        work, moved, others, say_alarm.somebody_goes(moved.number, name, quiet=quiet), "有人接手", wakes=True
    )
    if quiet:
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
    must_have_claimed(work, concern)
    concern = _in_whose_hands(work, concern)
    moved = move(work, concern, Event.PROGRESS, **running_again(work, concern))
    put_note(work, moved, "progress", text)
    if concern.state is not State.CLAIMED:
        return moved, []
    return moved, to_reporter(work, moved, say_progress.progress_told(moved, text[:60]), "进展", keeps=2)


def resolve(work: Work, concern: Concern, how: str) -> tuple[Concern, list[Outbound]]:
    """办结: done, and how; the reporter is asked in private whether they are satisfied.

    Raises:
        Refused: not theirs, not taken, or it does not say how.
    """
    must_have_claimed(work, concern)
    if not says_how(how):
        raise Refused(tell.resolution_how(concern.short))
    if awaits_explanation(concern):
        return explain(work, concern, how)
    kept = how.strip()[: rules.MAX_TEXT]
    concern = _in_whose_hands(work, concern)
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
    done = say_progress.said_done(moved, cut(kept))
    return moved, ask_rating(work, moved) + to_people(work, moved, followers(work, moved), done, "办结")


def explain(work: Work, concern: Concern, text: str) -> tuple[Concern, list[Outbound]]:
    """说明: the written explanation ends it; it goes to the reporter.

    Raises:
        Refused: not theirs, too short, or nobody waits for one.
    """
    must_handle(work, concern)
    if not awaits_explanation(concern):
        raise Refused(tell.explain_not_now(concern))
    if not says_how(text):
        raise Refused(tell.explain_how(concern.short))
    who = concern.claimed_by or work.actor_id
    moved = move(work, concern, Event.EXPLAIN, outcome=Outcome.EXPLAINED, resolution=text.strip(), claimed_by=who)
    put_note(work, moved, "explain", text)
    return moved, to_reporter(
        work, moved, say_progress.explanation(moved, text[:200], say_progress.tier(moved.tier)), "书面说明"
    )


def extend(work: Work, concern: Concern, days: int, reason: str) -> tuple[Concern, list[Outbound]]:
    """延期: once, at most ten working days.

    Raises:
        Refused: extended before, or not theirs.
    """
    must_have_claimed(work, concern)
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
    must_have_claimed(work, concern)
    assert concern.due_at is not None
    left = clocks.time_left(concern.level, work.now, concern.due_at, work.settings)
    moved = move(work, concern, Event.HOLD, due_at=work.now + timedelta(days=days), held_left=left)
    put_note(work, moved, "progress", reason)
    return moved, []


def running_again(work: Work, concern: Concern) -> dict[str, object]:
    """The clock of a held one goes on with what was left; nothing changes for any other."""
    if concern.state is not State.ON_HOLD:
        return {}
    return {"due_at": clocks.due_after(concern.level, work.now, concern.held_left, work.settings), "held_left": 0.0}


def must_handle(work: Work, concern: Concern) -> None:
    actor = work.actor_id
    if actor is None or actor in concern.hidden_from:
        raise Refused(say_progress.not_found())
    if concern.claimed_by != actor and actor not in rules.handlers(concern, work.directory, work.now):
        raise Refused(_elsewhere(work, concern))


def must_have_claimed(work: Work, concern: Concern) -> None:
    must_handle(work, concern)
    if concern.final:
        raise Refused(say_progress.cannot_now(concern))
    if concern.state is State.FILED and not awaits_explanation(concern):
        raise Refused(tell.claim_first(concern))


def has_account(work: Work, person: PersonId) -> bool:
    """Whether the bot can write to them."""
    return bool(people.list_accounts(work.db, work.town, person))
