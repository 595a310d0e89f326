"""What the simulator's interface is asked: bodies read and checked as far as they can be without the rows."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeGuard, cast

from bot.messages import Attachment, AttachmentKind, storable
from bot.texts import web as say
from bot.web.errors import BadField

FIELDS = ("chat", "sender", "text", "id", "from_unknown", "mention", "quote", "attachments", "recalls", "edits")
LONGEST_TEXT = 20_000
LONGEST_ID = 200
MOST_ATTACHMENTS = 9
FARTHEST = timedelta(days=366)
_SPAN = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The body of ``POST /sim/messages``, checked as far as it can be without the rows."""

    text: str
    sender: str | None
    unknown: str | None
    chat: str | None
    id: str
    mention: bool
    quote: str | None
    attachments: tuple[Attachment, ...]
    recalls: str | None = None
    edits: str | None = None


def parse(body: bytes) -> Asked:
    """Read the body.

    Raises:
        BadField: names the first wrong field.
    """
    data = as_object(body, FIELDS)
    text = _text(data, "text", "要有,是说的话(一串文字)")
    recalls = _filled(data, "recalls", "撤回的那条消息的编号")
    edits = _filled(data, "edits", "改了的那条消息的编号")
    if recalls is not None and edits is not None:
        raise BadField(say.not_both("recalls", "edits"))
    if recalls is not None:
        text = text or ""
    if text is None:
        raise BadField(say.wrong_field("text", "要有,是说的话(一串文字)"))
    if len(text) > LONGEST_TEXT:
        raise BadField(say.wrong_field("text", f"最多 {LONGEST_TEXT} 个字"))
    sender = _filled(data, "sender", "名册里的姓名或编号")
    unknown = _filled(data, "from_unknown", "没登记的人的称呼")
    if sender is None and unknown is None:
        raise BadField(say.who_speaks())
    if sender is not None and unknown is not None:
        raise BadField(say.not_both("sender", "from_unknown"))
    number = _filled(data, "id", f"消息编号,1 到 {LONGEST_ID} 个字")
    if number is not None and len(number) > LONGEST_ID:
        raise BadField(say.wrong_field("id", f"消息编号,1 到 {LONGEST_ID} 个字"))
    mention = data.get("mention", False)
    if mention is not None and not isinstance(mention, bool):
        raise BadField(say.wrong_field("mention", "只能是 true 或 false"))
    return Asked(
        text=text,
        sender=sender,
        unknown=unknown,
        chat=_filled(data, "chat", "群名或群编号;私聊写 null"),
        id=number or "",
        mention=bool(mention),
        quote=_filled(data, "quote", "小邻那条消息的 id"),
        attachments=_attachments(data.get("attachments")),
        recalls=recalls,
        edits=edits,
    )


def as_object(body: bytes, known: tuple[str, ...]) -> Mapping[str, Any]:
    """A JSON object with no other than the ``known`` fields.

    Raises:
        BadField: it is not.
    """
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise BadField(say.not_json()) from fault
    if not isinstance(data, dict):
        raise BadField(say.not_json())
    found = cast("dict[str, Any]", data)
    for key in found:
        if key not in known:
            raise BadField(say.unknown_field(storable(key[:40]), known))
    return found


def _text(data: Mapping[str, Any], field: str, expected: str) -> str | None:
    value = data.get(field)
    if value is not None and not isinstance(value, str):
        raise BadField(say.wrong_field(field, expected))
    return storable(value) if value is not None else None


def _filled(data: Mapping[str, Any], field: str, expected: str) -> str | None:
    value = _text(data, field, expected)
    if value is not None and not value.strip():
        raise BadField(say.wrong_field(field, expected))
    return value.strip() if value is not None else None


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether something read from JSON is a list."""
    return isinstance(value, list)


def _attachments(value: Any) -> tuple[Attachment, ...]:
    if value is None:
        return ()
    if not is_list(value):
        raise BadField(say.wrong_field("attachments", "一列附件，没有就不写"))
    if len(value) > MOST_ATTACHMENTS:
        raise BadField(say.wrong_field("attachments", f"最多 {MOST_ATTACHMENTS} 个"))
    return tuple(_attachment(one, f"attachments[{place}]") for place, one in enumerate(value))


def _attachment(value: Any, where: str) -> Attachment:
    if not isinstance(value, dict):
        raise BadField(say.wrong_field(where, '应当像 {"kind": "image", "name": "路灯.jpg"}'))
    one = cast("dict[str, Any]", value)
    for key in one:
        if key not in {"kind", "name", "data"}:
            raise BadField(say.unknown_field(f"{where}.{storable(key[:40])}", ("kind", "name", "data")))
    kinds = [kind.value for kind in AttachmentKind]
    if one.get("kind") not in kinds:
        raise BadField(say.wrong_field(f"{where}.kind", f"只能是 {'、'.join(kinds)}"))
    name = one.get("name", "")
    if not isinstance(name, str):
        raise BadField(say.wrong_field(f"{where}.name", "文件名,一串文字"))
    return Attachment(AttachmentKind(one["kind"]), storable(name), _decoded(one.get("data"), f"{where}.data"))


def _decoded(value: Any, where: str) -> bytes | None:
    if value is None:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error) as fault:
        raise BadField(say.wrong_field(where, "base64 编码的内容")) from fault


def parse_span(body: bytes) -> timedelta:
    """Read the body of ``POST /sim/clock``.

    Raises:
        BadField: it is not a span of at most a year.
    """
    expected = "往前走多久,像 90s、20m、8h、2d,最多 366d"
    value = as_object(body, ("forward",)).get("forward")
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise BadField(say.wrong_field("forward", expected))
    span = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if span > FARTHEST:
        raise BadField(say.wrong_field("forward", expected))
    return span
