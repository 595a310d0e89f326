"""What a member sends to a WeCom app, as WeCom writes it (XML inside, already decrypted), read into our own message. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import ParseError  # the error's type only

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.messages import Attachment, AttachmentKind, Inbound, storable

_KINDS = {
    "image": AttachmentKind.IMAGE,
    "voice": AttachmentKind.VOICE,
    "video": AttachmentKind.VIDEO,
    "shortvideo": AttachmentKind.VIDEO,
    "location": AttachmentKind.LOCATION,
    "file": AttachmentKind.FILE,
    "link": AttachmentKind.FORWARDED,
}
_CHOICE = re.compile(r"\d{1,2}")
_LONGEST = 20_000


def fields(body: bytes) -> dict[str, str]:
    """Names and texts of the elements one below the root.

    Raises:
        ValueError: it is no XML, or one that wants more than to be read.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, UnicodeError, LookupError):
        raise ValueError("no XML") from None
    return {str(child.tag): (child.text or "")[:_LONGEST] for child in root}


def read(platform: str, found: Mapping[str, str], now: datetime) -> Inbound | None:
    """A message; None for what says nothing to us (entering the app, subscribing, reports on locations)."""
    sender = storable(found.get("FromUserName", "")).strip()
    kind = found.get("MsgType", "")
    if not sender:
        return None
    if kind == "event":
        return _pressed(platform, sender, found, now)
    number = storable(found.get("MsgId", "")).strip()
    if not number:
        return None
    text = storable(found.get("Content", ""))
    if kind == "text":
        return Inbound(platform, number, None, sender, text, now)
    if kind not in _KINDS:
        return None
    name = storable(found.get("Label", "") or found.get("FileName", "") or found.get("Title", ""))[:120]
    return Inbound(platform, number, None, sender, "", now, attachments=(Attachment(_KINDS[kind], name),))


def _pressed(platform: str, sender: str, found: Mapping[str, str], now: datetime) -> Inbound | None:
    """A button of a card: as if its number had been typed. One press a card and person counts, however often it is delivered."""
    choice = found.get("EventKey", "")
    if found.get("Event") != "template_card_event" or _CHOICE.fullmatch(choice) is None:
        return None
    task = storable(found.get("TaskId", ""))[:128]
    return Inbound(platform, f"press:{task}:{sender}:{choice}", None, sender, choice, now, presses=task or None)


def with_data(message: Inbound, data: bytes) -> Inbound:
    """The same with the bytes of its picture."""
    return replace(message, attachments=tuple(replace(one, data=data) for one in message.attachments))
