"""The life of a concern as a table (handbook §4.3): in which state which event leads where. What is not in it is illegal.

Rules of this file:
- a filed concern is final, or has an owner (a desk: tier and unit) and a due time;
- it goes up by ``ESCALATE`` and by a bad rating, down by ``SEND_BACK`` only, which is allowed once a tier;
- only ``HOLD`` pauses the clock.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a concern stands."""

    FILED = "filed"
    CLAIMED = "claimed"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"
    REJECTED = "rejected"


class Event(StrEnum):
    """What can happen to it."""

    CLAIM = "claim"
    PROGRESS = "progress"
    RESOLVE = "resolve"
    RATE_GOOD = "rate_good"
    RATE_BAD = "rate_bad"
    """Not satisfied, and it may still be reopened: to the next tier."""
    EXPLAIN = "explain"
    """A written explanation by the village or the town ends it after the second reopening."""
    LAPSE = "lapse"
    """Seven days without a rating."""
    HOLD = "hold"
    RESUME = "resume"
    EXTEND = "extend"
    ESCALATE = "escalate"
    SEND_BACK = "send_back"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    """The reporter says after closing that it is not solved."""
    REFILE = "refile"
    """Another category."""
    ADD = "add"
    REJECT = "reject"
    """With a reason, by the village or the town."""
    REDIRECT = "redirect"
    """Another body's matter: the channel is told to the reporter."""
    MERGE = "merge"
    """It is the same as another one, and goes on with that."""
    CALL_BACK = "call_back"
    """Asked once more, after seven days of silence."""


FINAL = frozenset({State.CLOSED, State.MERGED, State.WITHDRAWN, State.REDIRECTED, State.REJECTED})

_S, _E = State, Event
TRANSITIONS: dict[State, dict[Event, State]] = {
    _S.FILED: {
        _E.CLAIM: _S.CLAIMED,
        _E.ESCALATE: _S.FILED,
        _E.SEND_BACK: _S.FILED,
        _E.REASSIGN: _S.CLAIMED,
        _E.WITHDRAW: _S.WITHDRAWN,
        _E.REFILE: _S.FILED,
        _E.ADD: _S.FILED,
        _E.REJECT: _S.REJECTED,
        _E.REDIRECT: _S.REDIRECTED,
        _E.MERGE: _S.MERGED,
        _E.EXPLAIN: _S.CLOSED,
    },
    _S.CLAIMED: {
        _E.PROGRESS: _S.IN_PROGRESS,
        _E.RESOLVE: _S.RESOLVED,
        _E.HOLD: _S.ON_HOLD,
        _E.EXTEND: _S.CLAIMED,
        _E.ESCALATE: _S.FILED,
        _E.SEND_BACK: _S.FILED,
        _E.REASSIGN: _S.CLAIMED,
        _E.WITHDRAW: _S.CLOSED,
        _E.ADD: _S.CLAIMED,
        _E.REJECT: _S.REJECTED,
        _E.REDIRECT: _S.REDIRECTED,
        _E.MERGE: _S.MERGED,
        _E.EXPLAIN: _S.CLOSED,
    },
    _S.IN_PROGRESS: {
        _E.PROGRESS: _S.IN_PROGRESS,
        _E.RESOLVE: _S.RESOLVED,
        _E.HOLD: _S.ON_HOLD,
        _E.EXTEND: _S.IN_PROGRESS,
        _E.ESCALATE: _S.FILED,
        _E.SEND_BACK: _S.FILED,
        _E.REASSIGN: _S.CLAIMED,
        _E.WITHDRAW: _S.CLOSED,
        _E.ADD: _S.IN_PROGRESS,
        _E.REJECT: _S.REJECTED,
        _E.REDIRECT: _S.REDIRECTED,
        _E.MERGE: _S.MERGED,
        _E.EXPLAIN: _S.CLOSED,
    },
    _S.ON_HOLD: {
        _E.RESUME: _S.IN_PROGRESS,
        _E.PROGRESS: _S.IN_PROGRESS,
        _E.RESOLVE: _S.RESOLVED,
        _E.ESCALATE: _S.FILED,
        _E.REASSIGN: _S.CLAIMED,
        _E.WITHDRAW: _S.CLOSED,
        _E.ADD: _S.ON_HOLD,
        _E.REJECT: _S.REJECTED,
        _E.REDIRECT: _S.REDIRECTED,
        _E.MERGE: _S.MERGED,
    },
    _S.RESOLVED: {
        _E.RATE_GOOD: _S.CLOSED,
        _E.RATE_BAD: _S.FILED,
        _E.LAPSE: _S.CLOSED,
        _E.WITHDRAW: _S.CLOSED,
        _E.ADD: _S.RESOLVED,
    },
    _S.CLOSED: {_E.REOPEN: _S.FILED, _E.CALL_BACK: _S.RESOLVED},
    _S.MERGED: {},
    _S.WITHDRAWN: {},
    _S.REDIRECTED: {},
    _S.REJECTED: {},
}


class IllegalMove(Exception):
    """The event is not possible in this state; the answer names the present state."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


def after(state: State, event: Event) -> State:
    """The state that ``event`` leads to.

    Raises:
        IllegalMove: not from ``state``.
    """
    found = TRANSITIONS[state].get(event)
    if found is None:
        raise IllegalMove(state)
    return found
