"""Ends without a solution, always with a reason: not accepted, another body's matter (handbook §4.3)."""

from bot.actions.concern_handling import WORDY, must_handle
from bot.actions.concern_steps import move, put_note, to_reporter
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain.concern_states import Event
from bot.domain.concerns import Concern
from bot.domain.roles import Role
from bot.messages import Outbound
from bot.texts import concern_endings as say
from bot.texts import concern_progress as say_progress

_MAY_END = frozenset({Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.TOWN_STAFF})


def reject(work: Work, concern: Concern, reason: str) -> tuple[Concern, list[Outbound]]:
    """不受理: by the village or the town alone, with a reason that the reporter reads.

    Raises:
        Refused: not theirs, no reason, urgent, or not in this state.
    """
    _must_end(work, concern)
    if len(WORDY.findall(reason)) < 2:
        raise Refused(say.reject_how(concern.short))
    moved = move(work, concern, Event.REJECT)
    put_note(work, moved, "reject", reason)
    return moved, to_reporter(work, moved, say_progress.not_accepted(moved, reason[:100]), "不受理")


def redirect(work: Work, concern: Concern, body: str, reason: str) -> tuple[Concern, list[Outbound]]:
    """转出: another body does it; the reporter hears which, and why.

    Raises:
        Refused: not theirs, no body named, urgent, or not in this state.
    """
    _must_end(work, concern)
    if len(WORDY.findall(body)) < 2:
        raise Refused(say.redirect_how(concern.short))
    moved = move(work, concern, Event.REDIRECT)
    put_note(work, moved, "redirect", f"{body} {reason}")
    return moved, to_reporter(work, moved, say_progress.belongs_elsewhere(moved, body[:30], reason[:80]), "转出")


def _must_end(work: Work, concern: Concern) -> None:
    must_handle(work, concern)
    if not work.roles() & _MAY_END:
        raise Refused(say.village_only(concern))
    if concern.alarm:
        raise Refused(say.not_urgent_ones(concern))
