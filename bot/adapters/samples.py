"""What somebody on the simulated platform attaches: a real picture, a real document, small."""

import struct
import zlib

from bot.messages import Attachment, AttachmentKind


def sample(kind: AttachmentKind) -> Attachment:
    """An attachment of a kind; pictures and documents have content, the rest stays with the platform."""
    match kind:
        case AttachmentKind.IMAGE:
            return Attachment(kind, "照片.png", picture())
        case AttachmentKind.FILE:
            return Attachment(kind, "材料.pdf", document())
        case _:
            return Attachment(kind)


def picture(width: int = 160, height: int = 120, colour: tuple[int, int, int] = (196, 64, 48)) -> bytes:
    """A PNG of bands of one colour, with a note of where it was taken, as phones write it."""
    rows = [bytes(min(255, one + 12 * (y // 12 % 4)) for one in colour) * width for y in range(height)]
    packed = zlib.compress(b"".join(b"\x00" + row for row in rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"tEXt", b"GPS\x0030.66,117.48"), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def document() -> bytes:
    """A PDF of one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
    )
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
