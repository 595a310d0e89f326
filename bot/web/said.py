"""What is said on the simulated platform and what becomes of it; how far the tour has got."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.messages import Attachment
from bot.receive import Outcome
from bot.storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something said on the platform; addresses are the platform's."""

    text: str
    sender: str
    chat: str | None
    id: str = ""
    mention: bool = False
    quote: str | None = None
    attachments: tuple[Attachment, ...] = ()
    recalls: str | None = None
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it."""

    id: str
    outcome: Outcome
    replies: tuple[Delivery, ...]


@dataclass
class Tour:
    """How far the visitor has got, and what the steps have found (numbers of a concern, a notice)."""

    step: int = 0
    done: bool = False
    """Whether the step that is shown has been played."""
    found: dict[str, str] = field(default_factory=dict[str, str])
    running: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Direct:
    """Something urgent that was said past the outbox, the database not answering (architecture.md, Urgent)."""

    stamp: int
    """Greater than that of anything said before, also by a former process."""
    place: str
    private: bool
    text: str
    answers: str | None
    at: datetime
