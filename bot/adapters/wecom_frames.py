"""What the long connection of WeCom's 智能机器人 tells (JSON), read into our own message. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bot.adapters.wecom_media import Source
from bot.messages import Attachment, AttachmentKind, Inbound, storable

_KINDS = {
    "image": AttachmentKind.IMAGE,
    "voice": AttachmentKind.VOICE,
    "file": AttachmentKind.FILE,
    "video": AttachmentKind.VIDEO,
    "location": AttachmentKind.LOCATION,
}
TAKEN_AWAY = "disconnected_event"
"""What the old connection is told when a new one takes the robot."""
_CALLED = re.compile(r"^@[^\s@]{1,32}\s")
"""In groups it is only told what begins with an @ of it."""
_CHOICE = re.compile(r"\d{1,2}")
_LONGEST = 20_000
_MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, and where what is attached to it can be fetched (for each attachment, in order; None: not at all)."""

    message: Inbound
    sources: tuple[Source | None, ...] = ()


def read(platform: str, body: object, now: datetime) -> Heard | None:
    """A message or a press; None for what says nothing to us (entering the chat, feedback).

    Raises:
        ValueError: it is not of the shape that the platform has; its text is the event's type when the connection has been taken away.
    """
    found = _mapping(body)
    number, sender = _text(found, "msgid"), _text(_mapping(found.get("from")), "userid")
    kind = _text(found, "msgtype")
    if kind == "event":
        return _event(platform, found, number, now)
    if not number or not sender:
        raise ValueError("no number or no sender")
    chat = _text(found, "chatid") or None
    if _text(found, "chattype") == "group":
        if chat is None:
            raise ValueError("a group without an id")
    else:
        chat = None
    text, pairs = _content(found, kind)
    if chat is not None:
        text = _CALLED.sub("", text, count=1)
    attachments = tuple(one for one, _ in pairs)
    message = Inbound(platform, number, chat, sender, text, now, mention=chat is not None, attachments=attachments)
    return Heard(message, tuple(source for _, source in pairs))


_Attached = tuple[Attachment, Source | None]


def _content(found: Mapping[str, Any], kind: str) -> tuple[str, tuple[_Attached, ...]]:
    if kind == "text":
        return _text(_mapping(found.get("text")), "content"), ()
    if kind == "voice":  # WeCom writes down what was said, and hands out nothing to listen to
        words = _text(_mapping(found.get("voice")), "content").strip()
        return words, () if words else ((Attachment(AttachmentKind.VOICE), None),)
    if kind == "mixed":
        items: object = _mapping(found.get("mixed")).get("msg_item")
        each = [_mapping(one) for one in cast("list[object]", items)[:_MOST_ITEMS]] if isinstance(items, list) else []
        parts = [_content(one, _text(one, "msgtype")) for one in each]
        return "\n".join(text for text, _ in parts if text), tuple(one for _, kept in parts for one in kept)
    if kind in _KINDS:
        told = _mapping(found.get(kind))
        return "", ((Attachment(_KINDS[kind], _text(told, "filename")[:120]), _source(told)),)
    return "", ()


def _source(told: Mapping[str, Any]) -> Source | None:
    url, key = _text(told, "url"), _text(told, "aeskey")
    return Source(url, key) if url and key else None


def _event(platform: str, found: Mapping[str, Any], number: str, now: datetime) -> Heard | None:
    event = _mapping(found.get("event"))
    kind = _text(event, "eventtype")
    if kind == TAKEN_AWAY:
        raise ValueError(kind)
    sender = _text(_mapping(found.get("from")), "userid")
    if kind != "template_card_event" or not sender:
        return None
    press = _mapping(event.get(kind))
    choice = _text(press, "event_key")
    if _CHOICE.fullmatch(choice) is None:
        return None
    chat = (_text(found, "chatid") or None) if _text(found, "chattype") == "group" else None
    task = _text(press, "task_id")
    named = number or f"press:{task}:{sender}:{choice}"
    return Heard(Inbound(platform, named, chat, sender, choice, now, mention=chat is not None, presses=task or None))


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return cast("dict[str, Any]", value)


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return storable(value)[:_LONGEST]
