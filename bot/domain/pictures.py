"""Pictures without what they tell about who took them: place, camera, time, comments, thumbnails (handbook anchors, row 32). Pure.

Rules of this file: nothing is decoded; the parts of a file are walked and only those that make the picture are copied, so that what
nobody has thought of does not pass either. What stands behind the end of the picture (the film of a “live” photo) goes too. Which
way up a photo is held is the one thing kept of its notes.
"""

import struct
from collections.abc import Callable, Iterator

Strip = Callable[[bytes], bytes]


class Broken(Exception):
    """It is no whole picture."""


def jpeg(data: bytes) -> bytes:
    """A JPEG: tables, frames, scans, colour profile."""
    kept = [b"\xff\xd8"]
    turned = 1
    for mark, part, scan in _segments(data):
        if mark == 0xE1 and part[4:10] == b"Exif\x00\x00":
            turned = _orientation(part[10:]) or turned
        elif _makes_the_picture(mark, part):
            kept += [part, scan]
    if 1 < turned <= 8:
        kept.insert(1, _orientation_note(turned))
    kept.append(b"\xff\xd9")
    return b"".join(kept)


def _makes_the_picture(mark: int, part: bytes) -> bool:
    if mark == 0xE2:
        return part[4:16] == b"ICC_PROFILE\x00"
    return not (0xE1 <= mark <= 0xEF or mark == 0xFE) or mark == 0xEE


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(mark, segment, the scan that follows it) up to the end of the picture."""
    at = 2
    scanned = False
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if len(data) < at + 4 and data[at : at + 2] != b"\xff\xd9":
            raise Broken
        if data[at] != 0xFF:
            raise Broken
        mark = data[at + 1]
        if mark == 0xD9:
            break
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or end < at + 4:
            raise Broken
        after = _end_of_scan(data, end) if mark == 0xDA else end
        scanned = scanned or mark == 0xDA
        yield mark, data[at:end], data[end:after]
        at = after
    if not scanned:
        raise Broken


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next mark stands that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 >= len(data):
            break
        if data[at + 1] not in {0x00, 0xFF} and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    raise Broken


def _orientation(notes: bytes) -> int:
    """Which way up a photo is held (1–8); 0 when its notes do not say."""
    order = {b"II": "<", b"MM": ">"}.get(notes[:2])
    if order is None or len(notes) < 8:
        return 0
    first = struct.unpack_from(f"{order}I", notes, 4)[0]
    if first + 2 > len(notes):
        return 0
    for entry in range(struct.unpack_from(f"{order}H", notes, first)[0]):
        at = first + 2 + entry * 12
        if at + 12 > len(notes):
            return 0
        if struct.unpack_from(f"{order}H", notes, at)[0] == 0x0112:
            return int(struct.unpack_from(f"{order}H", notes, at + 8)[0])
    return 0


def _orientation_note(turned: int) -> bytes:
    notes = b"Exif\x00\x00MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes


_PNG_PARTS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT".split()
)  # what makes the picture and its colours


def png(data: bytes) -> bytes:
    """A PNG, also one that moves."""
    kept, at, name = [data[:8]], 8, b""
    while name != b"IEND":
        if at + 12 > len(data):
            raise Broken
        end = at + 12 + struct.unpack_from(">I", data, at)[0]
        name = data[at + 4 : at + 8]
        if end > len(data) or (at == 8 and name != b"IHDR"):
            raise Broken
        if name in _PNG_PARTS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def gif(data: bytes) -> bytes:
    """A GIF, also one that moves."""
    if len(data) < 13:
        raise Broken
    at = 13 + _colours(data[10])
    kept = [data[:at]]
    while True:
        sign = data[at : at + 1]
        if sign == b";":
            return b"".join((*kept, b";"))
        if sign == b"!":
            end = _end_of_blocks(data, at + 2)
            moves = data[at + 1 : at + 2] == b"\xff" and data[at + 3 : at + 14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
            if moves or data[at + 1 : at + 2] == b"\xf9":
                kept.append(data[at:end])
        elif sign == b"," and at + 10 <= len(data):
            end = _end_of_blocks(data, at + 11 + _colours(data[at + 9]))
            kept.append(data[at:end])
        else:
            raise Broken
        at = end


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    while at < len(data):
        if data[at] == 0:
            return at + 1
        at += data[at] + 1
    raise Broken


_WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))


def webp(data: bytes) -> bytes:
    """A WebP, also one that moves."""
    kept, at = [b"WEBP"], 12
    size = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= size:
        name, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise Broken
        part = data[at:end]
        if name == b"VP8X":
            part = part[:8] + bytes((part[8] & ~0x0C,)) + part[9:]  # there are no notes any more
        if name in _WEBP_PARTS:
            kept.append(part if len(part) % 2 == 0 else part + b"\x00")
        at = end
    if len(kept) < 2:
        raise Broken
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
