"""The two payloads that every message of every group costs, read by hand: ``betterproto`` takes as long for one as all the rest of its way.

Pure. What is no protobuf raises ValueError (a text that is no UTF-8 too); fields that nobody reads are stepped over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

Value = int | bytes

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10


@dataclass(slots=True)
class Looked:
    """A ``MessagePayloadResponse``, with its names."""

    id: str = ""
    filename: str = ""
    text: str = ""
    timestamp: int = 0
    type: int = 0
    from_id: str = ""
    room_id: str = ""
    to_id: str = ""
    mention_ids: list[str] = field(default_factory=list[str])


_TEXTS = {1: "id", 2: "filename", 3: "text", 6: "from_id", 7: "room_id", 8: "to_id"}
_NUMBERS = {4: "timestamp", 5: "type"}
_MENTION = 9


def looked(data: bytes) -> Looked:
    """What a message holds."""
    found = Looked()
    for number, value in _fields(data):
        if isinstance(value, bytes):
            if number in _TEXTS:
                setattr(found, _TEXTS[number], value.decode())
            elif number == _MENTION:
                found.mention_ids.append(value.decode())
        elif number in _NUMBERS:
            setattr(found, _NUMBERS[number], value)
    return found


def event(data: bytes) -> tuple[int, str]:
    """An ``EventResponse``: the number of its kind, and its JSON."""
    kind, payload = 0, ""
    for number, value in _fields(data):
        if number == 1 and isinstance(value, int):
            kind = value
        elif number == 2 and isinstance(value, bytes):  # the protocol's number
            payload = value.decode()
    return kind, payload


def text_field(number: int, text: str) -> bytes:
    """A field of text, as it is written."""
    data = text.encode()
    return _varint(number << 3 | _BYTES) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:  # seven bits a byte
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """Number and value of each field, in the order in which they stand."""
    at, end = 0, len(data)
    while at < end:
        key, at = _number(data, at)
        how = key & 7
        if how == _VARINT:
            value, at = _number(data, at)
            yield key >> 3, value
            continue
        if how == _BYTES:
            size, at = _number(data, at)
            if at + size > end:
                raise ValueError("cut off")
            yield key >> 3, data[at : at + size]
        elif how in {_EIGHT, _FOUR}:
            size = 8 if how == _EIGHT else 4
        else:
            raise ValueError("wire type")
        at += size
    if at > end:
        raise ValueError("cut off")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A varint, and where it ends."""
    found = shift = 0
    for place in range(at, min(at + _LONGEST_VARINT, len(data))):
        byte = data[place]
        found |= (byte & 0x7F) << shift
        if byte < 0x80:  # the last one
            return found, place + 1
        shift += 7
    raise ValueError("cut off")
