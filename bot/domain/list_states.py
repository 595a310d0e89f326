"""The life of an entry of the honour list and of the reminder list as a table (handbook §4.7). What is not in it is illegal.

Rules of this file: no way leads to ``PUBLISHED`` but over ``APPROVED``; a reminder reaches ``APPROVED`` only from ``HEARD``, an honour
only from ``AGREED``; only ``PUBLISHED`` and ``UPHELD`` are ever shown, so an entry under objection is not.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Which list."""

    HONOUR = "honour"
    REMINDER = "reminder"


class State(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    ASKED = "asked"
    """Honour: the warden has been asked whether it may be published."""
    AGREED = "agreed"
    DECLINED = "declined"
    """Honour: a no, or silence, or a yes taken back."""
    HEARING = "hearing"
    """Reminder: the warden has been told and may state or put right."""
    HEARD = "heard"
    """Reminder: they have stated, or three days are over."""
    APPROVED = "approved"
    REFUSED = "refused"
    PUBLISHED = "published"
    OBJECTED = "objected"
    UPHELD = "upheld"
    REMOVED = "removed"
    """After an objection."""
    RECTIFIED = "rectified"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to it."""

    SERVE = "serve"
    AGREE = "agree"
    DECLINE = "decline"
    STATE = "state"
    """The warden's statement."""
    HEARING_ENDS = "hearing_ends"
    APPROVE = "approve"
    REFUSE = "refuse"
    PUBLISH = "publish"
    OBJECT = "object"
    UPHOLD = "uphold"
    REMOVE = "remove"
    RECTIFY = "rectify"
    """The village confirms that it has been put right."""
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


SHOWN = frozenset({State.PUBLISHED, State.UPHELD})
"""The only states in which a resident or a group may read of it."""
FINAL = frozenset(
    {State.DECLINED, State.REFUSED, State.REMOVED, State.RECTIFIED, State.EXPIRED, State.WITHDRAWN}
)  # fmt: skip

_S, _E = State, Event
_ENDS = {_E.EXPIRE: _S.EXPIRED, _E.WITHDRAW: _S.WITHDRAWN}
_FINAL: dict[State, dict[Event, State]] = {state: {} for state in FINAL}
_OBJECTION = {_E.UPHOLD: _S.UPHELD, _E.REMOVE: _S.REMOVED, _E.OBJECT: _S.OBJECTED}

TRANSITIONS: dict[Kind, dict[State, dict[Event, State]]] = {
    Kind.HONOUR: {
        _S.DRAFT: {_E.SERVE: _S.ASKED, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.ASKED: {_E.AGREE: _S.AGREED, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.AGREED: {_E.APPROVE: _S.APPROVED, _E.REFUSE: _S.REFUSED, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.APPROVED: {_E.PUBLISH: _S.PUBLISHED, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.PUBLISHED: {_E.OBJECT: _S.OBJECTED, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.OBJECTED: {**_OBJECTION, _E.DECLINE: _S.DECLINED, **_ENDS},
        _S.UPHELD: {_E.DECLINE: _S.DECLINED, **_ENDS},
        **_FINAL,
    },
    Kind.REMINDER: {
        _S.DRAFT: {_E.SERVE: _S.HEARING, **_ENDS},
        _S.HEARING: {_E.STATE: _S.HEARD, _E.HEARING_ENDS: _S.HEARD, _E.REFUSE: _S.REFUSED, **_ENDS},
        _S.HEARD: {_E.STATE: _S.HEARD, _E.APPROVE: _S.APPROVED, _E.REFUSE: _S.REFUSED, **_ENDS},
        _S.APPROVED: {_E.PUBLISH: _S.PUBLISHED, **_ENDS},
        _S.PUBLISHED: {_E.OBJECT: _S.OBJECTED, _E.RECTIFY: _S.RECTIFIED, **_ENDS},
        _S.OBJECTED: {**_OBJECTION, _E.RECTIFY: _S.RECTIFIED, **_ENDS},
        _S.UPHELD: {_E.RECTIFY: _S.RECTIFIED, **_ENDS},
        **_FINAL,
    },
}


class IllegalMove(Exception):
    """The event is not possible in this state; the answer names the present state."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


def after(kind: Kind, state: State, event: Event) -> State:
    """The state that ``event`` leads to.

    Raises:
        IllegalMove: not from ``state``.
    """
    found = TRANSITIONS[kind][state].get(event)
    if found is None:
        raise IllegalMove(state)
    return found
