"""What a verb and a handler may know: the rows, the moment, the town, who acts, and (for a message) what was said. Data only."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.directory import Chat, Directory, Person
from bot.domain.roles import Action, Grant, Role, grant
from bot.domain.settings import Settings
from bot.ids import PersonId, TownId
from bot.messages import Attachment, Inbound, InChat, Outbound, Place, Priority, ToPerson
from bot.storage.database import Db


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work: everything between BEGIN and COMMIT sees the same moment. ``actor`` is None for the clock's own work."""

    db: Db
    now: datetime
    town: TownId
    settings: Settings
    new_id: Callable[[], int]
    """The next row number of the town."""
    token: Callable[[int], str]
    """A fresh random string of hex digits, of so many bytes: the only randomness there is."""
    read_directory: Callable[[], Directory]
    changed_directory: Callable[[], None]
    """To be called after writing rows of units, chats, offices or names of office holders."""
    actor: Person | None = None
    remembered: MutableMapping[str, object] = field(default_factory=dict[str, object])
    """What has been worked out from rows and may be used again; emptied whenever rows of the tree change or a unit is undone."""

    @property
    def today(self) -> date:
        """The day in the town's zone."""
        return self.now.date()

    @property
    def directory(self) -> Directory:
        """The tree as it stands in this unit of work."""
        return self.read_directory()

    @property
    def actor_id(self) -> PersonId | None:
        """Who acts, for the audit row."""
        return self.actor.id if self.actor else None

    def as_person(self, person: Person) -> "Work":
        """The same unit of work with ``person`` acting."""
        return Work(
            self.db,
            self.now,
            self.town,
            self.settings,
            self.new_id,
            self.token,
            self.read_directory,
            self.changed_directory,
            person,
            self.remembered,
        )

    def roles(self, person: PersonId | None = None) -> frozenset[Role]:
        """Offices held today by ``person`` (the actor)."""
        who = person or self.actor_id
        return self.directory.roles_of(who, self.today) if who else frozenset()

    def grant(self, action: Action) -> Grant:
        """What the matrix grants the actor for ``action``; whether the unit is theirs is the action's own question."""
        return grant(action, self.roles())


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One item of the menu: what it is called, and the command that it stands for."""

    text: str
    command: str


def _nowhere(_command: str) -> list[Outbound]:
    return []


def _no_form(_ctx: "Context", _form: str, _draft: Mapping[str, object], _privately: bool) -> list[Outbound]:
    return []


@dataclass(frozen=True, slots=True)
class Context:
    """Work plus the message: all that a handler may know."""

    work: Work
    message: Inbound
    person: Person
    chat: Chat | None
    """The group it was said in; None in private."""
    text: str
    """Normalised (``bot.normal``), without mention, mark and command word: what is left to understand."""
    original: str
    """The same part as it was written, for storing and showing."""
    command: str = ""
    """The command word that led here, normalised; empty when a question or a keyword did."""
    full: str = ""
    """The whole message, normalised, without mention and mark (command word included)."""
    full_original: str = ""
    marked: bool = False
    """A command mark (``/``) stood in front."""
    quoted: str = ""
    """``about`` of the bot's message that this one quotes (``concern:KQ2611-007``)."""
    attachments: tuple[Attachment, ...] = ()
    overheard: bool = False
    """In a group, without calling the bot: heard only because this person has been asked something there."""
    asked: str = ""
    """Name of the form whose question this may be the answer to; for alarm listeners."""
    go: Callable[[str], list[Outbound]] = field(default=_nowhere)
    """Carry on as if the person had said this command (``go("反映 路灯坏了")``): numbered menus."""
    begin_form: "Callable[[Context, str, Mapping[str, object], bool], list[Outbound]]" = field(default=_no_form)
    """How ``begin`` finds a form by its name."""
    help_lines: Callable[[], tuple[HelpLine, ...]] = field(default=tuple)
    """The help of this person's roles, most useful first."""

    def begin(self, form: str, draft: Mapping[str, object] | None = None, *, privately: bool = False) -> list[Outbound]:
        """Begin a form of another file by its name; one that has nothing to ask is finished at once."""
        return self.begin_form(self, form, draft or {}, privately)

    @property
    def db(self) -> Db:
        return self.work.db

    @property
    def now(self) -> datetime:
        return self.work.now

    @property
    def in_group(self) -> bool:
        return self.chat is not None

    @property
    def place(self) -> Place:
        """Where it was said."""
        return InChat(self.chat.id) if self.chat else self._speaker

    @property
    def place_key(self) -> str:
        """The same as a row says it (``Question.place``)."""
        return self.chat.id if self.chat else ""

    def reply(
        self, text: str, *, about: str = "", why: str = "", priority: Priority = Priority.REPLY
    ) -> list[Outbound]:
        """Answer where it was said."""
        return [self._answer(self.place, text, about, why, priority)]

    def reply_privately(self, text: str, *, about: str = "", why: str = "") -> list[Outbound]:
        """Answer in private, wherever it was said; in a group nothing is shown there."""
        return [self._answer(self._speaker, text, about, why, Priority.REPLY)]

    @property
    def _speaker(self) -> ToPerson:
        return ToPerson(self.person.id, (self.message.platform, self.message.sender))

    def _answer(self, to: Place, text: str, about: str, why: str, priority: Priority) -> Outbound:
        return Outbound(to, text, priority, answers=self.message.id, wakes=True, about=about, why=why or self.command)
