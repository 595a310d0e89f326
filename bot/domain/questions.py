"""An open question of the bot: what a person has been asked, and what has been answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ids import PersonId


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: one row, so that a restart in the middle of a conversation loses nothing."""

    id: int
    person: PersonId
    place: str
    """Id of the chat it was asked in; empty for the private chat."""
    form: str
    version: int
    step: str
    draft: Mapping[str, object]
    failures: int
    waits: bool
    """True for ratings, consents, follow-ups: a started form goes before them."""
    asked_at: datetime | None
    lapses_at: datetime
