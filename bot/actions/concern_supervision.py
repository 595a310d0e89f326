"""Watching over concerns: what is late, 督办 by the town and the village, 回访 (handbook §3.5, §3.6, §5.2)."""

from dataclasses import replace
from datetime import timedelta

from bot.actions.concern_ratings import call_back
from bot.actions.concern_steps import note_move, put_note, to_people
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Outcome
from bot.domain.roles import Role
from bot.messages import Outbound
from bot.storage import concerns as rows
from bot.texts import concern_progress as say_progress
from bot.texts import concern_supervision as say

WATCHING = (Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.SUPERVISOR, Role.TOWN_STAFF, Role.TOWN_ADMIN)  # fmt: skip
UNRATED_FOR = timedelta(days=60)


def watches(work: Work, concern: Concern) -> bool:
    """Whether the actor holds an office above it that may watch, and may know of it."""
    actor = work.actor_id
    if actor is None or actor in concern.hidden_from:
        return False
    if concern.private and not rules.may_see(concern, actor, work.directory, work.now):
        return False
    offices = work.directory.offices_of(actor, work.today)
    return any(one.role in WATCHING and work.directory.covers(one.unit, concern.unit) for one in offices)


def list_late(work: Work) -> list[Concern]:
    """What is open and late, or has been, or is supervised; the longest overdue first."""
    found = [one for one in rows.list_open(work.db, work.town) if one.state is not State.RESOLVED]
    late = [one for one in found if one.overdue or one.supervised or _is_late(work, one)]
    return sorted((one for one in late if watches(work, one)), key=lambda one: (-one.overdue, one.filed_at, one.number))


def _is_late(work: Work, one: Concern) -> bool:
    due = one.ack_due_at if one.state is State.FILED else one.due_at
    return due is not None and due < work.now and one.state is not State.ON_HOLD


def find_watched(work: Work, said: str) -> Concern:
    """One that the actor watches over, by number.

    Raises:
        Refused: there is none.
    """
    if "-" in said:
        one = rows.find_concern(work.db, work.town, said)
        found = [one] if one is not None else []
    else:
        found = rows.list_ending(work.db, work.town, int(said))
    for one in found:
        if watches(work, one):
            return one
    raise Refused(say_progress.not_found())


def supervise(work: Work, concern: Concern, opinion: str) -> tuple[Concern, list[Outbound]]:
    """督办: those who have it hear the opinion; it stays on the list until it is over.

    Raises:
        Refused: it is over.
    """
    if concern.final or concern.state is State.RESOLVED:
        raise Refused(say_progress.cannot_now(concern))
    watched = replace(concern, supervised=True)
    rows.change(work.db, work.town, watched)
    note_move(work, watched, "supervise", concern.state.value, concern.state.value)
    put_note(work, watched, "supervise", opinion)
    hands = [concern.claimed_by] if concern.claimed_by else list(rules.handlers(concern, work.directory, work.now))
    assert work.actor is not None
    text = say.supervised_by(watched, work.actor.name, opinion[:150])
    return watched, to_people(work, watched, hands, text, "督办")


def list_unrated(work: Work) -> list[Concern]:
    """Done and not rated, in the last two months: what may be asked again."""
    waiting = rows.list_open(work.db, work.town, State.RESOLVED)
    closed = [one for one in rows.list_open(work.db, work.town, State.CLOSED) if one.outcome is Outcome.UNRATED]
    recent = [one for one in closed if one.closed_at is not None and one.closed_at > work.now - UNRATED_FOR]
    return [one for one in (*waiting, *recent) if watches(work, one)]


def ask_again(work: Work, concern: Concern) -> list[Outbound]:
    """回访 by message.

    Raises:
        Refused: nothing to ask.
    """
    return call_back(work, concern)


def note_call(work: Work, concern: Concern, words: str) -> None:
    """回访 by phone or at the door: noted by who has made it. It is no rating: only the reporter rates (I21)."""
    put_note(work, concern, "call_back", words)
    note_move(work, concern, "call_back_note", concern.state.value, concern.state.value)


def keep_out_of_group(work: Work, concern: Concern) -> None:
    """The reporter does not want the outcome told in the group."""
    rows.change(work.db, work.town, replace(concern, unannounced=True))
    note_move(work, concern, "unannounce", concern.state.value, concern.state.value)
