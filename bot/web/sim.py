"""The simulator's HTTP interface (contracts §2): JSON in, JSON out; names of the roster or ids; every error says which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.domain.files import Label
from bot.messages import InChat, Place, ToPerson
from bot.storage import outbox_reading
from bot.storage.outbox import Delivery
from bot.storage.writer import HouseFault
from bot.texts import web as say
from bot.web import files
from bot.web.asked import parse, parse_span
from bot.web.errors import BadField, Busy, NoSuch, Several
from bot.web.register import PLATFORM, UNKNOWN, Register, Resident
from bot.web.said import Direct, Spoken
from bot.web.stage import Stage

PAGE = 500
_CURSOR = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,20}))?")


Labels = Mapping[str, Label]


def as_json(one: Delivery, register: Register, labels: Labels, largest: int) -> dict[str, Any]:
    """A message of the bot as the interface shows it."""
    where = "chat" if isinstance(one.to, InChat) else "to"
    return {
        "id": one.platform_id or f"x-{one.id}",
        where: register.place_name(one.to),
        "text": one.text,
        "answers": one.answers,
        **files.as_json(one, labels, largest),
    }


async def post_message(request: Request) -> JSONResponse:
    """``POST /sim/messages``: answers after the commit, with everything that this message caused."""
    stage: Stage = request.app.state.stage
    try:
        asked = parse(await request.body())
    except BadField:
        stage.app.refused(PLATFORM, "shape")
        raise
    sender = f"{UNKNOWN}{asked.unknown}" if asked.unknown is not None else await _sender(stage, asked.sender or "")
    chat = await _chat(stage, asked.chat) if asked.chat is not None else None
    spoken = Spoken(
        asked.text, sender, chat, asked.id, asked.mention, asked.quote, asked.attachments, asked.recalls, asked.edits
    )
    try:
        heard = await stage.say(spoken)
    except HouseFault as fault:
        raise HTTPException(503, say.not_stored()) from fault
    register = await stage.known()
    if any(isinstance(one.to, ToPerson) and one.to.person not in register.by_person for one in heard.replies):
        register = await stage.learn()
    labels, largest = await _labels(stage, heard.replies)
    replies = [as_json(one, register, labels, largest) | {"answers": heard.id} for one in heard.replies]
    return JSONResponse({"id": heard.id, "outcome": heard.outcome.result, "replies": replies})


async def get_messages(request: Request) -> JSONResponse:
    """``GET /sim/messages``: what the bot has sent after a cursor, oldest first, also before a restart."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    for key in query:
        if key not in {"after", "chat", "to"}:
            raise BadField(say.unknown_field(key[:40], ("after", "chat", "to")))
    cursor = _Cursor.read(query.get("after") or "0")
    place = await _place(stage, query.get("chat"), query.get("to"))
    register = await stage.known()
    rows = await _sent_after(stage, cursor.delivery, place)
    if any(isinstance(one.to, ToPerson) and one.to.person not in register.by_person for one in rows):
        register = await stage.learn()
    said = [one for one in stage.direct if one.stamp > cursor.stamp and _is_at(register, one, place)]
    if len(rows) == PAGE:  # what was said directly later than this page comes with its own
        said = [one for one in said if one.at <= _when(rows[-1])]
    labels, largest = await _labels(stage, rows)
    found = [(_when(one), as_json(one, register, labels, largest)) for one in rows if one.platform == PLATFORM]
    found += [(one.at, _direct_as_json(one, register)) for one in said]
    later = _Cursor(rows[-1].delivery or 0 if rows else cursor.delivery, said[-1].stamp if said else cursor.stamp)
    messages = [message for _, message in sorted(found, key=lambda pair: pair[0])]
    return JSONResponse({"messages": messages, "cursor": later.written()})


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far somebody has read: the number of the last delivery, and the stamp of the last thing said past the outbox."""

    delivery: int
    stamp: int

    @classmethod
    def read(cls, text: str) -> "_Cursor":
        found = _CURSOR.fullmatch(text)
        if found is None:
            raise BadField(say.wrong_field("after", "上一次得到的 cursor；不写就从头"))
        return cls(int(found[1]), int(found[2] or 0))

    def written(self) -> str:
        return f"{self.delivery}-{self.stamp}" if self.stamp else str(self.delivery)


async def _sent_after(stage: Stage, delivery: int, place: Place | None) -> list[Delivery]:
    """From the rows; nothing while the database does not answer: what is urgent is told all the same."""
    town = stage.app.town
    try:
        return await stage.read(lambda db: outbox_reading.list_sent(db, town, delivery, PAGE, to=place))
    except SQLAlchemyError:
        return []


async def _labels(stage: Stage, rows: Sequence[Delivery]) -> tuple[Labels, int]:
    """What there is of the files of some messages, and how large one may be to be carried."""
    largest = stage.sim.capabilities.largest_file if stage.sim is not None else 0
    if not any(one.files for one in rows):
        return {}, largest
    town = stage.app.town
    return await stage.read(lambda db: files.labels_of(db, town, rows)), largest


def _when(one: Delivery) -> datetime:
    return one.settled_at or one.made_at


def _is_at(register: Register, said: Direct, place: Place | None) -> bool:
    return place is None or (isinstance(place, ToPerson) == said.private and register.address_of(place) == said.place)


def _direct_as_json(said: Direct, register: Register) -> dict[str, Any]:
    where = "to" if said.private else "chat"
    known = register.people.get(said.place, ()) if said.private else ()
    name = known[0].name if known else said.place.removeprefix(UNKNOWN)
    if not said.private and said.place in register.chats:
        name = register.chat_name(register.chats[said.place])
    return {"id": f"d-{said.stamp}", where: name, "text": said.text, "answers": said.answers}


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
