"""WeChat's payloads into the house's words. Pure.

Traps: the numbers of ``type`` are those of the TypeScript enum (Text is 7), not of the protocol's; the text of anything that is no text is
XML of WeChat's own; a quoted message stands in the text itself, above a line of dashes; ``@所有人`` names the bot too and means nobody.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Protocol, cast

from bot.adapters.wechaty_fields import event
from bot.clock import SHANGHAI
from bot.messages import Attachment, AttachmentKind, Inbound, storable

PLATFORM = "wechaty"

TEXT, GROUP_NOTE, RECALLED = 7, 10, 13
_KINDS = {
    1: AttachmentKind.FILE,
    2: AttachmentKind.VOICE,
    3: AttachmentKind.MINI_PROGRAM,  # somebody's card
    4: AttachmentKind.FORWARDED,
    5: AttachmentKind.STICKER,
    6: AttachmentKind.IMAGE,
    8: AttachmentKind.LOCATION,
    9: AttachmentKind.MINI_PROGRAM,
    11: AttachmentKind.RED_PACKET,  # a transfer
    12: AttachmentKind.RED_PACKET,
    14: AttachmentKind.MINI_PROGRAM,  # a link's card
    15: AttachmentKind.VIDEO,
}
WITH_DATA = frozenset({AttachmentKind.FILE, AttachmentKind.VOICE, AttachmentKind.IMAGE, AttachmentKind.VIDEO})
"""Whose bytes are worth fetching."""

LONGEST_TEXT = 20_000
_LONGEST_ID = 300
_NOT_PEOPLE = frozenset(
    {"weixin", "filehelper", "fmessage", "notifymessage", "medianote", "newsapp", "qqmail", "tmessage"}
)
_OFFICIAL = "gh_"
_MILLISECONDS = 100_000_000_000
_AFTER = " \u2005\u00a0\u3000:：,，"
"""What may stand behind a mention; WeChat puts U+2005 there."""
_EVERYBODY = re.compile(r"[@＠](?:所有人|全体成员|all)(?=[\u2005\u00a0\s]|$)", re.IGNORECASE)
_MENTION = re.compile(r"[@＠][^@＠\u2005\n]{1,40}\u2005")
_QUOTE = re.compile(r"\s*「([^:：\n]{0,64})[:：](.*?)」\s*\n\s*(?:[-—]\s?){5,}\s*\n", re.DOTALL)


class Kind(IntEnum):
    """What a gateway tells, by the numbers of the protocol; the rest is of no interest."""

    HEARTBEAT = 1
    MESSAGE = 2
    DONG = 3
    ERROR = 16
    FRIENDSHIP = 17
    ROOM_INVITE = 18
    ROOM_JOIN = 19
    ROOM_LEAVE = 20
    ROOM_TOPIC = 21
    SCAN = 22
    READY = 23
    RESET = 24
    LOGIN = 25
    LOGOUT = 26
    DIRTY = 27


_OF_INTEREST = frozenset(map(int, Kind))


class Payload(Protocol):
    """What a message holds, as the gateway says it."""

    @property
    def id(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def type(self) -> int: ...
    @property
    def from_id(self) -> str: ...
    @property
    def room_id(self) -> str: ...
    @property
    def to_id(self) -> str: ...
    @property
    def mention_ids(self) -> Sequence[str]: ...


class BadShape(ValueError):
    """A payload that is not what it should be; its text says which part, never what stood there."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event: which message, account, group or request it is about, whom it names, what it says."""

    kind: Kind
    subject: str = ""
    people: tuple[str, ...] = ()
    text: str = ""


def told(data: bytes) -> Told | None:
    """An event of the stream; None for one of no interest.

    Raises:
        BadShape: it is none.
    """
    try:
        kind, payload = event(data)
    except ValueError as fault:
        raise BadShape("protobuf") from fault
    if kind not in _OF_INTEREST:
        return None
    try:
        found: object = json.loads(payload or "{}")
    except (ValueError, RecursionError) as fault:
        raise BadShape("json") from fault
    if not isinstance(found, dict):
        raise BadShape("json")
    return _told(Kind(kind), cast("dict[str, Any]", found))


def _told(kind: Kind, found: dict[str, Any]) -> Told:
    if kind is Kind.MESSAGE:
        return Told(kind, _id(found, "messageId"))
    if kind in {Kind.LOGIN, Kind.LOGOUT}:
        return Told(kind, _id(found, "contactId"))
    if kind is Kind.ROOM_JOIN:
        return Told(kind, _id(found, "roomId"), _ids(found, "inviteeIdList"))
    if kind is Kind.ROOM_LEAVE:
        return Told(kind, _id(found, "roomId"), _ids(found, "removeeIdList"))
    if kind is Kind.ROOM_TOPIC:
        return Told(kind, _id(found, "roomId"), text=_text(found, "newTopic"))
    if kind is Kind.DIRTY:
        return Told(kind, _id(found, "payloadId"))
    if kind is Kind.FRIENDSHIP:
        return Told(kind, _id(found, "friendshipId"))
    if kind is Kind.ROOM_INVITE:
        return Told(kind, _id(found, "roomInvitationId"))
    return Told(kind)


def _id(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or storable(value) != value:
        raise BadShape(name)
    return value


def _ids(found: dict[str, Any], name: str) -> tuple[str, ...]:
    value = found.get(name)
    if not isinstance(value, list):
        raise BadShape(name)
    return tuple(one for one in cast("list[object]", value) if isinstance(one, str))


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise BadShape(name)
    return storable(value)[:200]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text of WeChat with a quoted message above it, taken apart."""

    who: str
    what: str
    said: str


def quoted(text: str) -> Quoted | None:
    """``「小邻:…」``, dashes, and what is said to it; None where nothing is quoted."""
    found = _QUOTE.match(text)
    return Quoted(found[1].strip(), found[2], text[found.end() :]) if found else None


def is_text(payload: Payload) -> bool:
    """Whether it is said in words (接龙 too)."""
    return int(payload.type) in {TEXT, GROUP_NOTE}


def is_person(account: str) -> bool:
    """Whether an account may be somebody's; WeChat's own and official accounts are nobody's."""
    return bool(account) and account not in _NOT_PEOPLE and not account.startswith(_OFFICIAL)


def without_mention(text: str, named: Collection[str], *, certain: bool) -> tuple[str, bool]:
    """``text`` without the @ of the bot, and whether it has been mentioned.

    ``named``: what the account is called here. ``certain``: WeChat itself has it among those mentioned. Who is called by an unknown name is
    taken to stand at the head. ``@所有人`` alone is no mention.
    """
    for name in sorted(filter(None, named), key=len, reverse=True):
        found = re.search(rf"[@＠]{re.escape(name)}(?=[\u2005\u00a0\s:：,，/／]|$)", text)
        if found:
            head, rest = text[: found.start()].rstrip(), text[found.end() :]
            return f"{head} {rest.lstrip(_AFTER)}".strip(), True
    if not certain or _EVERYBODY.search(text):
        return text, False
    rest = text.lstrip()
    while found := _MENTION.match(rest):
        rest = rest[found.end() :].lstrip()
    return rest or text, True


def said_at(stamp: int, now: datetime) -> datetime:
    """The time of a message: gateways give seconds or milliseconds; nonsense and the future are now."""
    seconds = stamp / 1000 if stamp > _MILLISECONDS else stamp
    try:
        found = datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI)
    except (OverflowError, OSError, ValueError):
        return now
    return found if stamp > 0 and found <= now else now


def inbound(
    payload: Payload, me: str, named: Collection[str], now: datetime, quote: str | None = None
) -> Inbound | None:
    """A message of somebody to the house; None for what is nobody's (our own, WeChat's, unknown kinds).

    Raises:
        BadShape: a part is missing that no message lacks.
    """
    sender, room, number = payload.from_id, payload.room_id, payload.id
    if sender == me or not is_person(sender):
        return None
    if not 0 < len(number) <= _LONGEST_ID or storable(number + sender + room) != number + sender + room:
        raise BadShape("id")
    if len(sender) > _LONGEST_ID or len(room) > _LONGEST_ID:
        raise BadShape("id")
    kind = int(payload.type)
    base = Inbound(PLATFORM, number, room or None, sender, "", said_at(int(payload.timestamp), now))
    if kind == RECALLED:
        return _recalled(base, payload.text)
    if is_text(payload):
        return _spoken(base, payload, me, named, quote)
    attached = _KINDS.get(kind)
    if attached is None:
        return None
    return replace(base, attachments=(Attachment(attached, storable(payload.filename)[:200]),))


def _recalled(base: Inbound, text: str) -> Inbound | None:
    former = text.strip()
    return replace(base, recalls=former) if 0 < len(former) <= _LONGEST_ID and storable(former) == former else None


def _spoken(base: Inbound, payload: Payload, me: str, named: Collection[str], quote: str | None) -> Inbound:
    text = storable(payload.text)[:LONGEST_TEXT]
    above = quoted(text)
    said = above.said if above else text
    said, mentioned = without_mention(said, named, certain=bool(base.chat) and me in payload.mention_ids)
    return replace(base, text=said.strip() if mentioned or above else said, mention=mentioned, quote=quote)
