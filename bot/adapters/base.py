"""The contract of an adapter: two methods, a table of what its platform can do, the state of its link, three ways to fail."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from bot.clock import Clock
from bot.config import Config
from bot.messages import Attachment, Inbound


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


class NotConfigured(Exception):
    """An adapter cannot even be made; ``faults`` are Chinese lines with what to do."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do: ``deliver`` and the texts obey it, handlers never see it."""

    stable_ids: bool = True
    can_edit: bool = False
    recalls_within: timedelta | None = None
    """So long after it was sent a message of ours can be taken back; None: not at all."""
    calls_all: bool = False
    """Whether everybody in a group can be called, also who has muted it: only for urgent notices."""
    read_receipts: bool = False
    buttons: bool = False
    images: bool = False
    by_hand: bool = False
    """A person must press send."""
    residency: str = ""
    """Data of residents may only go through ``CN`` (handbook §0.1)."""
    invented: bool = False
    """The operator says that the town is made up: nobody's real data can go through it, whatever the residency."""
    longest_text: int = 2000
    """In characters; a platform that counts bytes says a third of them."""
    largest_file: int = 0
    """Bytes of the largest file (picture, document) that it takes; 0: none, the text says where to get it."""
    per_account: tuple[int, timedelta] | None = None
    """At most so many messages in any such span, over the whole account; None: no limit."""
    per_chat: tuple[int, timedelta] | None = None
    daily: int | None = None
    """At most so many messages a day, over the whole account."""
    gap: tuple[timedelta, timedelta] | None = None
    """Between two messages a random span between these two (accounts that must not look like clockwork)."""
    jitter: float = 0.1
    """By up to so much of a step the even steps of notices are stretched, so that nothing goes out like clockwork."""

    @property
    def personal(self) -> bool:
        """Whether residents' data may go through it."""
        return self.residency == "CN" or self.invented


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
    recalls: tuple[str, ...] = ()
    """The platform's ids of earlier messages that are void: taken back before this is said, as far as it goes (only where ``recalls_within``)."""
    everyone: bool = False
    """Everybody in the group is called (only where ``calls_all``)."""
    choices: tuple[str, ...] = ()
    """What can be answered with its number, in order from 1; shown as buttons (only where ``buttons``), the numbers stay in the text."""
    files: tuple[Attachment, ...] = ()
    """Pictures and documents that go with the text, each with its data (never larger than ``largest_file``)."""


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """A group has a new id; its history goes on. ``sure``: the platform says so itself; otherwise (same name after a new login) a person must confirm it."""

    platform: str
    old: str
    new: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class ChatRenamed:
    """A group is called otherwise now."""

    platform: str
    chat: str
    name: str


@dataclass(frozen=True, slots=True)
class ChatFound:
    """The bot is in a group (has been added, or found it when it looked)."""

    platform: str
    chat: str
    name: str


@dataclass(frozen=True, slots=True)
class ChatLost:
    """The bot is no longer in a group, or the group is gone."""

    platform: str
    chat: str


@dataclass(frozen=True, slots=True)
class AccountMoved:
    """An account probably has a new id (``name`` is what the platform shows): a person must confirm it before anything is bound anew."""

    platform: str
    old: str
    new: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks the account for what only a person may grant, on the phone."""

    platform: str
    what: Literal["friend", "group"]
    """To be friends with it, or that it comes into a group."""


Event = ChatMoved | ChatRenamed | ChatFound | ChatLost | AccountMoved | Asked


@dataclass(frozen=True, slots=True)
class Link:
    """How an adapter stands with its platform, for ``/healthz``, metrics, doctor and the log."""

    up: bool
    since: datetime | None = None
    trouble: str = ""
    """In few words of people, without addresses or secrets: 网关没有开, 令牌不对, 另一个程序占着这个账号. Empty while up."""


class House(Protocol):
    """What an adapter hands on to: the town."""

    async def receive(self, message: Inbound) -> object:
        """Take in one message; returns after the commit that holds it.

        Raises:
            HouseFault: nothing is stored; the platform should deliver it again.
        """
        ...

    def wants(self, message: Inbound) -> bool:
        """Whether it looks meant for the bot: only then what is attached is fetched before ``receive``. Quick, in memory; may be a wrong yes."""
        ...

    def menu(self, platform: str) -> Sequence[tuple[str, str]]:
        """(Latin word, what it does) of what anyone may say there, the most useful first: for platforms that show commands in a menu."""
        ...

    async def groups(self, platform: str) -> Mapping[str, str]:
        """Its groups as the town knows them: name (empty: unknown) by id. For platforms that must be compared with it after a new login."""
        ...

    async def happened(self, event: Event) -> None:
        """Take note of something that is no message; returns after the commit. Raises as ``receive``."""
        ...

    def refused(self, platform: str, why: str) -> None:
        """Count an incoming payload that could not be read (``why``: ``json``, ``signature``, ``shape``…); nothing of it is kept."""
        ...


Message = MutableMapping[str, Any]
Hook = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
"""An ASGI application: scope, receive, send."""

Finding = tuple[str, str, str]
"""好, 提醒 or 错; what was found; what to do. What ``xianglin doctor`` prints."""


class AdapterModule(Protocol):
    """What the file of an adapter offers; ``app`` loads it by the name in ``adapters.enabled``, so that heavy parts load only where used."""

    def make(self, config: Config, clock: Clock) -> "Adapter":
        """The adapter, configured; opens nothing yet.

        Raises:
            NotConfigured: what it cannot do without is missing.
        """
        ...

    def findings(self, config: Config) -> list[Finding]:
        """What is set wrong or missing for it, each with the precise remedy. May look at files and the network for a second or two."""
        ...


@runtime_checkable
class Hooked(Protocol):
    """An adapter whose platform calls us: it is mounted at ``/hooks/<name>``, open to the world, so it checks every caller itself."""

    @property
    def hook(self) -> Hook:
        """An ASGI application (a ``starlette.routing.Router``, say); its paths begin after ``/hooks/<name>``."""
        ...


class Adapter(Protocol):
    """One platform, one account."""

    @property
    def name(self) -> str:
        """As in ``adapters.enabled``: ``sim``, ``telegram``, ``wechaty``, ``wecom_app``…"""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this platform can do."""
        ...

    @property
    def link(self) -> Link:
        """How it stands with its platform at this moment."""
        ...

    async def run(self, house: House) -> None:
        """Take messages in until cancelled; acknowledge each when ``house.receive`` returns.

        An absent or refusing platform is no error: it is told by ``link``, and tried again with growing pauses.
        """
        ...

    async def send(self, parcel: Parcel) -> str:
        """Hand over one message; the platform's id for it.

        Raises:
            TryLater, Gone, Refused: it was not taken. TimeoutError: nobody knows.
        """
        ...
