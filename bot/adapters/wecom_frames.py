"""What the long connection of WeCom's 智能机器人 tells (JSON), read into our own message. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from bot.messages import Attachment, AttachmentKind, Inbound, storable

_KINDS = {
    "image": AttachmentKind.IMAGE,
    "voice": AttachmentKind.VOICE,
    "file": AttachmentKind.FILE,
    "video": AttachmentKind.VIDEO,
    "location": AttachmentKind.LOCATION,
}
_CALLED = re.compile(r"^@[^\s@]{1,32}\s")
"""In groups it is only told what begins with an @ of it."""
_CHOICE = re.compile(r"\d{1,2}")
_LONGEST = 20_000


def read(platform: str, body: object, now: datetime) -> Inbound | None:
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
    text, attachments = _content(found, kind)
    if chat is not None:
        text = _CALLED.sub("", text, count=1)
    return Inbound(platform, number, chat, sender, text, now, mention=chat is not None, attachments=attachments)


def _content(found: Mapping[str, Any], kind: str) -> tuple[str, tuple[Attachment, ...]]:
    if kind == "text":
        return _text(_mapping(found.get("text")), "content"), ()
    if kind == "voice":  # WeCom writes down what was said: still told to the person as a voice message
        return "", (Attachment(AttachmentKind.VOICE),)
    if kind == "mixed":
        items: object = _mapping(found.get("mixed")).get("msg_item")
        each = [_mapping(one) for one in cast("list[object]", items)] if isinstance(items, list) else []
        parts = [_content(one, _text(one, "msgtype")) for one in each]
        return "\n".join(text for text, _ in parts if text), tuple(one for _, kept in parts for one in kept)
    if kind in _KINDS:
        name = _text(_mapping(found.get(kind)), "filename")[:120]
        return "", (Attachment(_KINDS[kind], name),)
    return "", ()


def _event(platform: str, found: Mapping[str, Any], number: str, now: datetime) -> Inbound | None:
    event = _mapping(found.get("event"))
    kind = _text(event, "eventtype")
    if kind == "disconnected_event":
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
    return Inbound(platform, named, chat, sender, choice, now, mention=chat is not None, presses=task or None)


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
