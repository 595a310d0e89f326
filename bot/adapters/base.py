"""The contract of an adapter: two methods, a table of what its platform can do, three ways to fail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.messages import Inbound


class DeliveryError(Exception):
    """A platform did not take a message. The tree: TryLater, Gone, Refused."""


class TryLater(DeliveryError):
    """Not now; ``after`` is what the platform asks for, if it says."""

    def __init__(self, after: timedelta | None = None) -> None:
        super().__init__("later")
        self.after = after


class Gone(DeliveryError):
    """The chat or the account is no more, or the bot has been put out of it."""


class Refused(DeliveryError):
    """The platform will never take this message."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do: ``deliver`` and the texts obey it, handlers never see it."""

    stable_ids: bool = True
    can_edit: bool = False
    can_recall: bool = False
    read_receipts: bool = False
    buttons: bool = False
    images: bool = False
    by_hand: bool = False
    """A person must press send."""
    residency: str = ""
    """Data of residents may only go through ``CN`` (handbook §0.1)."""
    longest_text: int = 2000
    per_account: tuple[int, timedelta] | None = None
    """At most so many messages in any such span, over the whole account; None: no limit."""
    per_chat: tuple[int, timedelta] | None = None
    jitter: float = 0.1
    """By up to so much of a step the even steps of notices are stretched, so that nothing goes out like clockwork."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way to a platform: addresses are the platform's own."""

    chat: str | None
    """The group; None for a private message."""
    account: str | None
    """The person's account for a private message."""
    text: str
    answers: str | None
    number: int
    """Row number of the outbox: a tag by which an echo can be recognised."""
    edits: str | None = None
    """The platform's id of an earlier message that this text takes the place of (only where ``can_edit``)."""


Receive = Callable[[Inbound], Awaitable[object]]


class Adapter(Protocol):
    """One platform, one account."""

    @property
    def name(self) -> str:
        """``sim``, ``telegram``, ``wechaty``, ``wecom``."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this platform can do."""
        ...

    async def run(self, receive: Receive) -> None:
        """Take messages in until cancelled; acknowledge each when ``receive`` returns."""
        ...

    async def send(self, parcel: Parcel) -> str:
        """Hand over one message; the platform's id for it.

        Raises:
            TryLater, Gone, Refused: it was not taken. TimeoutError: nobody knows.
        """
        ...
