"""The simulator's HTTP interface (contracts §2): JSON in, JSON out; names of the roster or ids; every error says which field."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeGuard, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.messages import Attachment, AttachmentKind, InChat, Place, ToPerson, storable
from bot.storage import outbox
from bot.storage.outbox import Delivery
from bot.storage.writer import HouseFault
from bot.texts import web as say
from bot.web.errors import BadField, Busy, NoSuch, Several
from bot.web.register import PLATFORM, UNKNOWN, Register, Resident
from bot.web.stage import Spoken, Stage

FIELDS = ("chat", "sender", "text", "id", "from_unknown", "mention", "quote", "attachments")
LONGEST_TEXT = 20_000
LONGEST_ID = 200
MOST_ATTACHMENTS = 9
PAGE = 500
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


def parse(body: bytes) -> Asked:
    """Read the body.

    Raises:
        BadField: names the first wrong field.
    """
    data = as_object(body, FIELDS)
    text = _text(data, "text", "要有,是说的话(一串文字)")
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
    )


def as_object(body: bytes, known: tuple[str, ...]) -> Mapping[str, Any]:
    """A JSON object with no other than the ``known`` fields.

    Raises:
        BadField: it is not.
    """
    try:
        data: Any = json.loads(body)
    except ValueError as fault:
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


def as_json(one: Delivery, register: Register) -> dict[str, Any]:
    """A message of the bot as the interface shows it."""
    where = "chat" if isinstance(one.to, InChat) else "to"
    return {
        "id": one.platform_id or f"x-{one.id}",
        where: register.place_name(one.to),
        "text": one.text,
        "answers": one.answers,
    }


async def post_message(request: Request) -> JSONResponse:
    """``POST /sim/messages``: answers after the commit, with everything that this message caused."""
    stage: Stage = request.app.state.stage
    asked = parse(await request.body())
    sender = f"{UNKNOWN}{asked.unknown}" if asked.unknown is not None else await _sender(stage, asked.sender or "")
    chat = await _chat(stage, asked.chat) if asked.chat is not None else None
    spoken = Spoken(asked.text, sender, chat, asked.id, asked.mention, asked.quote, asked.attachments)
    try:
        heard = await stage.say(spoken)
    except HouseFault as fault:
        raise HTTPException(503, say.not_stored()) from fault
    register = await stage.known()
    if any(isinstance(one.to, ToPerson) and one.to.person not in register.by_person for one in heard.replies):
        register = await stage.learn()
    replies = [as_json(one, register) | {"answers": heard.id} for one in heard.replies]
    return JSONResponse({"id": heard.id, "outcome": heard.outcome.result, "replies": replies})


async def get_messages(request: Request) -> JSONResponse:
    """``GET /sim/messages``: what the bot has sent after a cursor, oldest first, also before a restart."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    for key in query:
        if key not in {"after", "chat", "to"}:
            raise BadField(say.unknown_field(key[:40], ("after", "chat", "to")))
    after = query.get("after") or "0"
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise BadField(say.wrong_field("after", "上一次得到的 cursor;不写就从头"))
    place = await _place(stage, query.get("chat"), query.get("to"))
    town = stage.app.town
    found = await stage.read(lambda db: outbox.list_sent(db, town, int(after), PAGE, to=place))
    sent = [one for one in found if one.platform == PLATFORM]
    register = await stage.known()
    if any(isinstance(one.to, ToPerson) and one.to.person not in register.by_person for one in sent):
        register = await stage.learn()
    cursor = str(found[-1].delivery) if found else after
    return JSONResponse({"messages": [as_json(one, register) for one in sent], "cursor": cursor})


async def post_clock(request: Request) -> JSONResponse:
    """``POST /sim/clock``: the demo's time goes on; what falls due on the way runs in order."""
    stage: Stage = request.app.state.stage
    if stage.clock is None:
        raise HTTPException(404, say.no_clock())
    span = parse_span(await request.body())
    try:
        now = await stage.forward(span)
    except Busy as busy:
        raise HTTPException(409, say.busy_moving()) from busy
    return JSONResponse({"now": now.isoformat(timespec="seconds")})


async def _sender(stage: Stage, name: str) -> str:
    return (await _resident(stage, "sender", name)).address


async def _chat(stage: Stage, name: str) -> str:
    try:
        return await stage.find_chat(name)
    except NoSuch as fault:
        raise HTTPException(404, say.no_chat(name)) from fault


async def _resident(stage: Stage, field: str, name: str) -> Resident:
    try:
        return await stage.find_person(name)
    except NoSuch as fault:
        raise HTTPException(404, say.no_person(field, name)) from fault
    except Several as several:
        raise BadField(say.same_name(field, name, [str(one.id) for one in several.found])) from several


async def _place(stage: Stage, chat: str | None, to: str | None) -> Place | None:
    if chat and to:
        raise BadField(say.not_both("chat", "to"))
    if chat:
        await _chat(stage, chat)
        return InChat((await stage.known()).chats[chat])
    if to:
        return ToPerson((await _resident(stage, "to", to)).id)
    return None


def bad_field(_request: Request, fault: Exception) -> JSONResponse:
    """400: which field, and what it should be."""
    return JSONResponse({"error": str(fault)}, status_code=400)
