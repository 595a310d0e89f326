"""Messages as the house sees them: what comes in, what goes out. Frozen; no platform's object ever gets further than its adapter."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.ids import ChatId, PersonId

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """``text`` without NUL and lone surrogates, which databases refuse. Every adapter cleans its texts with this."""
    return _UNSTORABLE.sub("", text)


class AttachmentKind(StrEnum):
    """What else than text a message may carry (handbook §3.9)."""

    IMAGE = "image"
    VOICE = "voice"
    FILE = "file"
    LOCATION = "location"
    VIDEO = "video"
    FORWARDED = "forwarded"
    """A bundle of forwarded messages: never opened."""
    STICKER = "sticker"
    RED_PACKET = "red_packet"
    """Money in any shape: never touched."""
    MINI_PROGRAM = "mini_program"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment of an incoming message; ``data`` stays with the platform when it is None."""

    kind: AttachmentKind
    name: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a platform, translated. ``chat`` is None in the private chat with the bot."""

    platform: str
    id: str
    chat: str | None
    sender: str
    text: str
    at: datetime
    sender_name: str = ""
    mention: bool = False
    """The platform itself says that the bot was mentioned (an @ that is not in the text)."""
    quote: str | None = None
    """Platform id of the message of the bot that this one replies to."""
    attachments: tuple[Attachment, ...] = ()
    recalls: str | None = None
    """Platform id of an earlier message of this sender that they have taken back; nothing is said then."""
    edits: str | None = None
    """Platform id of an earlier message of this sender whose text is now this one. ``id`` is that of the change itself."""
    presses: str | None = None
    """Platform id of the message of the bot whose button this is: ``text`` is the number that could have been typed instead."""

    @property
    def key(self) -> str:
        """What makes a redelivery recognisable: ids are the platform's own and unique in an account."""
        return f"{self.platform}:{self.id}"

    @property
    def urgent_key(self) -> str:
        """Outbox key of the hotline reply to this message: shared by its row and the direct road past the outbox."""
        return f"urgent:{self.key}"


class Priority(IntEnum):
    """Order of the outbox: smaller goes first; within (place, priority) nothing overtakes."""

    URGENT = 0
    REPLY = 1
    NOTICE = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class InChat:
    """To a group chat of the town."""

    chat: ChatId


@dataclass(frozen=True, slots=True)
class ToPerson:
    """To a person in private."""

    person: PersonId
    account: tuple[str, str] | None = None
    """(platform, address) to use: an answer goes to the account that spoke. None: the one bound last."""


Place = InChat | ToPerson


@dataclass(frozen=True, slots=True)
class Outbound:
    """Something to be sent after the commit. Its ``to`` is our own chat or person: a handler cannot even name a platform."""

    to: Place
    text: str
    priority: Priority = Priority.REPLY
    answers: str | None = None
    """Platform id of the message that this one replies to; None for what the bot says by itself."""
    wakes: bool = False
    """May be sent in quiet hours: a reply to who has just spoken, an approval, red and orange (handbook §7, ruling 24)."""
    about: str = ""
    """What it speaks of, as ``kind:id`` (``concern:KQ2611-007``), so that a reply quoting it finds its way."""
    why: str = ""
    """The rule or word that caused it, for the “why” drawer. Never a person's words or name."""
    key: str | None = None
    """At most one message with this key ever leaves (``notice:T26-031:1:c-kq``)."""
    replaces: str | None = field(default=None)
    """Key of a not yet sent message that this one makes superfluous."""
    edits: str | None = None
    """Key of a sent message that this one corrects: a platform that can edit changes it in place."""
    recalls: tuple[str, ...] = ()
    """Keys of sent messages that this one declares void: a platform that can takes them back."""
    choices: tuple[str, ...] = ()
    """What can be answered with its number, from 1 on, in few words each: buttons where a platform has them. The text says it too."""
    files: tuple[str, ...] = ()
    """Keys of stored files (``storage.files``) that go with it."""
