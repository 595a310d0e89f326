"""What every verb on a concern does: moved by the table, its clocks set, a row of audit, people told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot import words
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import concern_clocks as clocks
from bot.domain import concern_states as states
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, IllegalMove, State
from bot.domain.concerns import Concern, Note
from bot.domain.directory import Tier
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, timers
from bot.storage import concern_attachments as attachments
from bot.storage import concern_followers as rows_followers
from bot.storage import concern_told as told
from bot.storage import concerns as rows
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say_concerns

ACK, DUE, RATING, RECALL, HOLD, PHOTO, NUDGE = (
    "concern_ack",
    "concern_due",
    "concern_rating",
    "concern_recall",
    "concern_hold",
    "concern_photo",
    "concern_nudge",
)
"""Kinds of deadlines; the subject is the concern's number (of ``PHOTO``: the attachment's row)."""


def category_name(code: str) -> str:
    """What people call a category."""
    return words.lexicon().name(code)


def short_names(codes: Iterable[str]) -> list[str]:
    """What categories are called in a menu."""
    return [say_concerns.short_name(code, category_name(code)) for code in codes]


def move(work: Work, concern: Concern, event: Event, **changes: object) -> Concern:
    """Let ``event`` happen: the table decides, the row changes, an audit row is written.

    Raises:
        Refused: not in this state; says the present one.
    """
    try:
        state = states.after(concern.state, event)
    except IllegalMove as illegal:
        raise Refused(say_progress.cannot_now(concern)) from illegal
    if state in states.FINAL:
        changes |= {"ack_due_at": None, "due_at": None, "closed_at": work.now}
    moved = replace(concern, state=state, **changes)  # type: ignore[arg-type]  # fields of Concern, by name
    if moved.due_at != concern.due_at or (moved.ack_due_at is not None and moved.ack_due_at != concern.ack_due_at):
        moved = replace(moved, clock_from=work.now)
    rows.change(work.db, work.town, moved)
    note_move(work, moved, event.value, concern.state.value, state.value)
    set_clock(work, moved)
    return moved


def note_move(work: Work, concern: Concern, verb: str, before: str, after: str) -> None:
    """The audit row of a transition: states only, no words."""
    audit.put(
        work.db, work.town, work.new_id(), work.now, work.actor_id, "concern", concern.number, verb, before, after
    )


def set_clock(work: Work, concern: Concern) -> None:
    """The deadlines that a concern has in its present state, and no others."""
    stale: tuple[str, ...] = (ACK, DUE, RATING, HOLD, NUDGE)
    if concern.alarm:
        stale = (ACK, RATING, HOLD, NUDGE) if concern.state is State.FILED else (*stale, RECALL)
    timers.cancel(work.db, work.town, concern.number, *stale)
    wanted = {DUE: concern.due_at}
    if concern.state is State.FILED:
        wanted[ACK] = concern.ack_due_at if not concern.alarm or concern.tier is Tier.TOWN else None
    elif concern.state is State.RESOLVED:
        wanted = {RATING: concern.due_at}
    elif concern.state is State.ON_HOLD:
        wanted = {HOLD: concern.due_at}
    elif concern.final:
        wanted = {}
    wanted[NUDGE] = _nudge_at(work, concern)
    for kind, when in wanted.items():
        if when is not None:
            timers.set_timer(work.db, work.town, kind, concern.number, when)


def _nudge_at(work: Work, concern: Concern) -> datetime | None:
    """When to remind of the deadline that runs; None when that moment has passed, so that it is done once."""
    running = {
        State.FILED: concern.ack_due_at,
        State.CLAIMED: concern.due_at,
        State.IN_PROGRESS: concern.due_at,
    }.get(concern.state)
    if running is None or concern.alarm or concern.clock_from is None:
        return None
    when = clocks.nudge_at(concern.level, concern.clock_from, running, work.settings)
    return when if when is not None and when > work.now else None


def put_note(work: Work, concern: Concern, kind: str, text: str) -> None:
    """Keep a word added on the way."""
    kept = text.strip()[: rules.MAX_TEXT]
    rows.add_note(work.db, work.town, Note(work.new_id(), concern.number, work.now, work.actor_id, kind, kept))


def photos_of(work: Work, number: str) -> tuple[str, ...]:
    """Keys of the pictures of a concern, for whoever handles it and for nobody else."""
    return tuple(f"{attachments.PHOTO_KEY}{row}" for row in attachments.list_photos(work.db, work.town, number))


def to_people(
    work: Work,
    concern: Concern,
    people_: list[PersonId] | tuple[PersonId, ...],
    text: str,
    why: str,
    *,
    wakes: bool = False,
    files: tuple[str, ...] = (),
) -> list[Outbound]:
    """The same words to several, never to those it is hidden from, never to the one who acts."""
    return [
        Outbound(ToPerson(person), text, wakes=wakes, about=concern.about, why=why, files=files)
        for person in dict.fromkeys(people_)
        if person not in concern.hidden_from and person != work.actor_id
    ]


def to_reporter(work: Work, concern: Concern, text: str, why: str, *, keeps: int = 0) -> list[Outbound]:
    """Unprompted words to the reporter, to whoever filed it for them, and to those who follow it: four a round at most.

    ``keeps``: so many of the four are kept for what is still to come; 0 is said in any case.
    """
    who = [concern.reporter] + ([concern.collected_by] if concern.collected_by else []) + followers(work, concern)
    if keeps:
        since = told.round_began(work.db, work.town, concern.number) or concern.filed_at
        many = told.count_unprompted(work.db, work.town, concern.about, since)
        who = [person for person in who if many.get(person, 0) + keeps < rules.MOST_TOLD]
    return to_people(work, concern, who, text, why, wakes=work.actor is not None and not is_night(work))


def followers(work: Work, concern: Concern) -> list[PersonId]:
    """Who has said “me too”."""
    return rows_followers.list_of(work.db, work.town, concern.number)


def is_night(work: Work) -> bool:
    """News of one's own concern, told by somebody's act, may disturb the midday rest like a reply, but never the night."""
    hour = work.now.time()
    return any(begin > end and (hour >= begin or hour < end) for begin, end in work.settings.residents_quiet)


def reporter_name(work: Work, concern: Concern) -> str:
    """``张小明反映``: for handlers only."""
    found = people.find_person(work.db, work.town, concern.reporter)
    return tell.who_reported(found.name if found else "", concern.on_behalf_of)


def who_handles(work: Work, concern: Concern) -> str:
    """``邻长王建国``, ``村里``: whose turn it is."""
    unit = work.directory.units.get(concern.desk)
    held = rules.handlers(concern, work.directory, work.now) if unit else ()
    if concern.alarm and not concern.claimed_by:
        held = ()
    if work.directory.is_away(concern.claimed_by, work.today):
        concern = replace(concern, claimed_by=None)
    return say_progress.owner(concern, work.directory, held)


def moment(when: datetime | None) -> datetime:
    assert when is not None
    return when
