"""Telegram's updates, translated: a payload of unknown shape in, a message, a pressed button or an event out. Pure.

Numbers of messages are ``chat:message`` (a message's number is only its own within a chat); what happens to one carries a third part:
``chat:message:e<update>`` an edit, ``chat:message:b<query>`` a pressed button.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from bot.adapters.base import ChatFound, ChatLost, ChatMoved, ChatRenamed, Event
from bot.clock import SHANGHAI
from bot.messages import Attachment, AttachmentKind, Inbound, storable

PLATFORM = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked for; anything else does not come, and is passed over if it does."""
PRESSED = re.compile(r"n([1-9]\d?)")
"""Data of a button: the number that could have been typed."""
_GROUPS = frozenset({"group", "supergroup"})
_INSIDE = frozenset({"member", "administrator", "creator", "restricted"})
_START = re.compile(r"/start(?:\s.*)?", re.DOTALL)
_LONGEST = 10_000

Json = Mapping[str, Any]


class BadUpdate(Exception):
    """Not the shape of an update."""


@dataclass(frozen=True, slots=True)
class Media:
    """A file that stays with Telegram until it is wanted: its id there, and its size (0: not told)."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody has said something; the first attachment is to be had as ``media``."""

    message: Inbound
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody has pressed a button, which must be answered as ``query``; no message when the button is none of ours."""

    query: str
    message: Inbound | None


Found = Heard | Pressed | Event


@dataclass(frozen=True)
class Reader:
    """Reads what comes for one bot."""

    me: int
    username: str
    _named: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        pattern = rf"@{re.escape(self.username)}(?![A-Za-z0-9_])"
        object.__setattr__(self, "_named", re.compile(pattern, re.IGNORECASE))

    def read(self, update: object) -> tuple[int, str, Found | None]:
        """The update's number, its chat (a lane in which order counts), and what it says; None: nothing for us.

        Raises:
            BadUpdate: no such shape.
        """
        table = _table(update)
        number = _whole(table, "update_id")
        kind = next((one for one in KINDS if one in table), None)
        if kind is None:
            return number, "", None
        content = _table(table[kind])
        chat, found = getattr(self, f"_{kind}")(content, number)
        return number, chat, found

    def _message(self, message: Json, _number: int) -> tuple[str, Found | None]:
        chat, place = _chat(message)
        if (event := _event(message, place, chat)) is not None:
            return place, event
        if chat["type"] not in {*_GROUPS, "private"} or _is_machine(message):
            return place, None
        return place, self._heard(message, chat, place, f"{place}:{_whole(message, 'message_id')}")

    def _edited_message(self, message: Json, number: int) -> tuple[str, Found | None]:
        chat, place = _chat(message)
        if chat["type"] not in {*_GROUPS, "private"} or _is_machine(message):
            return place, None
        old = f"{place}:{_whole(message, 'message_id')}"
        heard = self._heard(message, chat, place, f"{old}:e{number}")
        if heard is None or not heard.message.text:  # a position that moves on, a picture changed
            return place, None
        return place, Heard(replace(heard.message, edits=old, attachments=()))

    def _callback_query(self, query: Json, _number: int) -> tuple[str, Found | None]:
        sender, name = _sender(query)
        number = storable(_text(query, "id"))
        if "message" not in query or "data" not in query:
            return sender, Pressed(number, None)
        message, pressed = _table(query["message"]), PRESSED.fullmatch(_text(query, "data"))
        chat, place = _chat(message)
        if pressed is None:
            return place, Pressed(number, None)
        old = f"{place}:{_whole(message, 'message_id')}"
        group = None if chat["type"] == "private" else place
        now = datetime.now(SHANGHAI)
        said = Inbound(PLATFORM, f"{old}:b{number}", group, sender, pressed[1], now, name, presses=old)
        return place, Pressed(number, said)

    def _my_chat_member(self, change: Json, _number: int) -> tuple[str, Found | None]:
        chat, place = _chat(change)
        if chat["type"] not in _GROUPS:
            return place, None
        new = _table(change.get("new_chat_member"))
        old = _table(change.get("old_chat_member"))
        inside = _text(new, "status") in _INSIDE and new.get("is_member") is not False
        was = _text(old, "status") in _INSIDE and old.get("is_member") is not False
        if inside:
            return place, None if was else ChatFound(PLATFORM, place, _title(chat))
        return place, ChatLost(PLATFORM, place)

    def _heard(self, message: Json, chat: Json, place: str, number: str) -> Heard | None:
        sender, name = _sender(message)
        forwarded = "forward_origin" in message or "forward_date" in message
        attachment, media = _attached(message)
        written = _text(message, "text", "") or _text(message, "caption", "")
        if forwarded:
            attachment, media, written = Attachment(AttachmentKind.FORWARDED), None, ""
        if attachment is None and not written:
            return None
        text, mention = self._without_name(storable(written)[:_LONGEST])
        said = Inbound(
            PLATFORM,
            number,
            None if chat["type"] == "private" else place,
            sender,
            "/帮助" if _START.fullmatch(text) else text,
            datetime.fromtimestamp(_moment(message), SHANGHAI),
            name,
            mention=mention,
            quote=self._quoted(message, place),
            attachments=(attachment,) if attachment else (),
        )
        return Heard(said, media)

    def _without_name(self, text: str) -> tuple[str, bool]:
        """``/打卡@our_bot 巡查`` and ``@our_bot 打卡`` without the name; whether it stood there."""
        bare, count = self._named.subn(" ", text)
        return (re.sub(r"[ \u2005\u00a0]{2,}", " ", bare).strip(), True) if count else (text, False)

    def _quoted(self, message: Json, place: str) -> str | None:
        if "reply_to_message" not in message:
            return None
        replied = _table(message["reply_to_message"])
        sender = replied.get("from")
        if not isinstance(sender, dict) or cast("Json", sender).get("id") != self.me:
            return None
        return f"{place}:{_whole(replied, 'message_id')}"


def numbered(number: str | None) -> tuple[str, int] | None:
    """(chat, message) of a number of ours; None when it is none."""
    found = re.fullmatch(r"(-?\d+):(\d+)(?::.*)?", number or "")
    return (found[1], int(found[2])) if found else None


def _event(message: Json, place: str, chat: Json) -> Event | None:
    if chat["type"] not in _GROUPS:
        return None
    if "migrate_to_chat_id" in message:
        return ChatMoved(PLATFORM, place, str(_whole(message, "migrate_to_chat_id")))
    if "migrate_from_chat_id" in message:
        return ChatMoved(PLATFORM, str(_whole(message, "migrate_from_chat_id")), place)
    if "new_chat_title" in message:
        return ChatRenamed(PLATFORM, place, storable(_text(message, "new_chat_title"))[:80])
    return None


_KINDS = {
    "animation": AttachmentKind.VIDEO,
    "document": AttachmentKind.FILE,
    "voice": AttachmentKind.VOICE,
    "audio": AttachmentKind.VOICE,
    "video": AttachmentKind.VIDEO,
    "video_note": AttachmentKind.VIDEO,
    "venue": AttachmentKind.LOCATION,
    "location": AttachmentKind.LOCATION,
    "sticker": AttachmentKind.STICKER,
    "contact": AttachmentKind.MINI_PROGRAM,
    "poll": AttachmentKind.MINI_PROGRAM,
    "dice": AttachmentKind.STICKER,
    "story": AttachmentKind.FORWARDED,
}
_FETCHED = frozenset({"document", "voice", "audio"})


def _attached(message: Json) -> tuple[Attachment | None, Media | None]:
    if "photo" in message:
        sizes = [_table(one) for one in _list(message["photo"])]
        if not sizes:
            raise BadUpdate
        largest = max(sizes, key=lambda one: _whole(one, "file_size", 0))
        return Attachment(AttachmentKind.IMAGE), Media(
            storable(_text(largest, "file_id")), _whole(largest, "file_size", 0)
        )
    key = next((one for one in _KINDS if one in message), None)
    if key is None:
        return None, None
    content = _table(message[key])
    kind, name = _KINDS[key], storable(_text(content, "file_name", ""))[:120]
    if key == "document" and _text(content, "mime_type", "").startswith("image/"):
        kind = AttachmentKind.IMAGE
    if key == "venue":
        name = storable(_text(content, "title", ""))[:120]
    media = Media(storable(_text(content, "file_id")), _whole(content, "file_size", 0)) if key in _FETCHED else None
    return Attachment(kind, name), media


def _is_machine(message: Json) -> bool:
    """Said by a bot (ourselves too), by a channel, or by a group in its own name."""
    sender = message.get("from")
    if sender is None or message.get("is_automatic_forward") is True or "sender_chat" in message:
        return True
    return _table(sender).get("is_bot") is not False


def _sender(of: Json) -> tuple[str, str]:
    sender = _table(of.get("from"))
    parts = (_text(sender, "first_name", ""), _text(sender, "last_name", ""))
    return str(_whole(sender, "id")), storable(" ".join(part for part in parts if part))[:64]


def _chat(of: Json) -> tuple[Json, str]:
    chat = _table(of.get("chat"))
    _text(chat, "type")
    return chat, str(_whole(chat, "id"))


def _title(chat: Json) -> str:
    return storable(_text(chat, "title", ""))[:80]


def _moment(message: Json) -> int:
    found = _whole(message, "date")
    if not 0 <= found < 1 << 33:
        raise BadUpdate
    return found


def _table(value: object) -> Json:
    if not isinstance(value, dict):
        raise BadUpdate
    return cast("Json", value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadUpdate
    return cast("list[object]", value)


def _text(table: Json, key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise BadUpdate
    return value


def _whole(table: Json, key: str, default: int | None = None) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        raise BadUpdate
    return value
