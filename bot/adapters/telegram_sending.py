"""A parcel as calls of the Bot API: split where it is too long, with buttons, as a reply, with pictures; and what a refusal means."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.adapters.base import Gone, Parcel, Refused, TryLater
from bot.adapters.pieces import pieces
from bot.adapters.telegram_api import Api, ApiError, NoAnswer, NotSent, table
from bot.adapters.telegram_updates import numbered
from bot.messages import Attachment, AttachmentKind

LONGEST = 4096
"""Of a message, in UTF-16 units."""
_UNITS = "utf-16-le"
"""The encoding whose pairs of bytes are units."""
LARGEST_PHOTO = 10_000_000
SHORT = 2.0
"""Seconds of an asked-for pause that are waited out on the spot."""
_KEPT = 200
_GONE = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "not a member",
    "have no rights to send",
    "peer_id_invalid",
)
_SAME = "message is not modified"
_CANNOT_DELETE = ("message to delete not found", "message can't be deleted", "message_id_invalid")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Part:
    method: str
    fields: Mapping[str, object]
    file: Attachment | None = None


def _units(text: str) -> int:
    return len(text.encode(_UNITS)) // 2


@dataclass
class Sender:
    """Sends for one account. ``moved`` is told when a group turns out to have another id."""

    api: Api
    moved: Callable[[str, str], Awaitable[None]]
    _arrived: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """Numbers of the parts of an unfinished parcel that have arrived: a second attempt goes on where the first one ended."""
    _quiet_until: float = 0.0

    async def send(self, parcel: Parcel) -> str:
        """The number of the message; of the last one, when it took several.

        Raises:
            TryLater, Gone, Refused, TimeoutError.
        """
        await self._patience()
        place = parcel.chat or parcel.account or ""
        try:
            return await self._deliver(parcel, place)
        except ApiError as refusal:
            if refusal.migrate_to is None:
                raise self._meaning(refusal) from None
            new = str(refusal.migrate_to)
        await self.moved(place, new)
        try:
            return await self._deliver(parcel, new)
        except ApiError as refusal:
            raise self._meaning(refusal) from None

    async def _patience(self) -> None:
        """Telegram has asked for a pause of the whole account: a short one is waited out."""
        left = self._quiet_until - asyncio.get_running_loop().time()
        if left > SHORT:
            raise TryLater(timedelta(seconds=left))
        if left > 0:
            await asyncio.sleep(left)

    async def _deliver(self, parcel: Parcel, place: str) -> str:
        if parcel.edits is not None and (number := await self._edited(parcel, place)):
            return number
        arrived = self._arrived.get(parcel.number, [])
        for void in parcel.recalls if not arrived else ():
            await self._take_back(void, place)
        parts = _parts(parcel, place)
        for part in parts[len(arrived) :]:
            arrived.append(await self._call(part))
            self._note(parcel.number, arrived)
        self._arrived.pop(parcel.number, None)
        texts = sum(part.method == "sendMessage" for part in parts)
        return arrived[max(0, texts - 1)]

    def _note(self, number: int, arrived: list[str]) -> None:
        if number:
            self._arrived[number] = arrived
        for old in list(self._arrived)[:-_KEPT]:
            del self._arrived[old]

    async def _edited(self, parcel: Parcel, place: str) -> str | None:
        """Change a message in place; None when it must be sent anew."""
        known = numbered(parcel.edits)
        if known is None or known[0] != place or _units(parcel.text) > LONGEST:
            return None
        fields = {"chat_id": place, "message_id": known[1], "text": parcel.text, "link_preview_options": _NO_PREVIEW}
        try:
            await self._asked("editMessageText", fields, None)
        except ApiError as refusal:
            said = str(refusal).casefold()
            if _SAME in said:
                return parcel.edits
            if any(word in said for word in _CANNOT_EDIT):
                return None
            raise
        return parcel.edits

    async def _take_back(self, void: str, place: str) -> None:
        """Delete a message; one that is gone or may not be deleted any more is left. Doing it twice does no harm, so a doubt is no end of it."""
        known = numbered(void)
        if known is None or known[0] != place:
            return
        try:
            await self._asked("deleteMessage", {"chat_id": place, "message_id": known[1]}, None)
        except TimeoutError:
            raise TryLater from None
        except ApiError as refusal:
            if not any(word in str(refusal).casefold() for word in _CANNOT_DELETE):
                raise

    async def _call(self, part: _Part) -> str:
        try:
            result = await self._asked(part.method, part.fields, part.file)
        except ApiError as refusal:
            if part.method != "sendPhoto" or refusal.status != 400 or _is_gone(refusal):
                raise
            result = await self._asked("sendDocument", part.fields, part.file)  # no picture that it knows
        return f"{part.fields['chat_id']}:{table(result).get('message_id')}"

    async def _asked(self, method: str, fields: Mapping[str, object], file: Attachment | None) -> object:
        kind = method.removeprefix("send").casefold()
        files = {kind: (file.name or kind, file.data or b"", "application/octet-stream")} if file else None
        try:
            return await self.api.call(method, fields, files)
        except NotSent:
            raise TryLater from None
        except NoAnswer:
            raise TimeoutError from None

    def _meaning(self, refusal: ApiError) -> Exception:
        if refusal.status == 429:
            span = refusal.retry_after or 5
            self._quiet_until = asyncio.get_running_loop().time() + span
            return TryLater(timedelta(seconds=span))
        if refusal.status in {401, 404}:
            return TryLater()  # the token: told by the link, and nothing is lost meanwhile
        return Gone() if refusal.status == 403 or _is_gone(refusal) else Refused()


_NO_PREVIEW = {"is_disabled": True}


def _is_gone(refusal: ApiError) -> bool:
    said = str(refusal).casefold()
    return any(word in said for word in _GONE)


def _parts(parcel: Parcel, place: str) -> list[_Part]:
    """Text first, then what goes with it; buttons under the last of the text."""
    texts = list(pieces(parcel.text, 2 * LONGEST, _UNITS)) if parcel.text else []
    parts: list[_Part] = []
    for text in texts:
        fields: Fields = {"chat_id": place, "text": text, "link_preview_options": _NO_PREVIEW}
        if not parts and (reply := _reply(parcel, place)) is not None:
            fields["reply_parameters"] = reply
        if parcel.choices and len(parts) == len(texts) - 1:
            fields["reply_markup"] = {"inline_keyboard": _keyboard(parcel.choices)}
        parts.append(_Part("sendMessage", fields))
    return parts + [_Part(_method(one), {"chat_id": place}, one) for one in parcel.files if one.data]


def _method(file: Attachment) -> str:
    picture = file.kind is AttachmentKind.IMAGE and len(file.data or b"") <= LARGEST_PHOTO
    return "sendPhoto" if picture else "sendDocument"


def _reply(parcel: Parcel, place: str) -> Fields | None:
    """In a group an answer points at what it answers; in private that is plain anyway."""
    known = numbered(parcel.answers)
    if parcel.chat is None or known is None or known[0] != place:
        return None
    return {"message_id": known[1], "allow_sending_without_reply": True}


_WIDE = 8


def _keyboard(choices: tuple[str, ...]) -> list[list[Fields]]:
    """Two short ones in a row, long ones alone."""
    rows: list[list[Fields]] = []
    for number, choice in enumerate(choices, 1):
        button: Fields = {"text": f"{number} {choice}"[:60], "callback_data": f"n{number}"}
        room = rows and len(rows[-1]) == 1 and max(len(choice), len(choices[number - 2])) <= _WIDE
        if room:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows
