"""Files that may go with a notice: which kinds, how large, what they are called, what is taken out of them. Pure."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import documents, pictures
from bot.domain.hidden_numbers import hidden
from bot.domain.notice_gates import Kind as Number
from bot.domain.notice_gates import lists_people, numbers_in
from bot.normal import normalise

MOST = 6
"""So many may go with one notice."""


class FileKind(StrEnum):
    """How a file is shown."""

    IMAGE = "image"
    DOCUMENT = "file"


class Unfit(StrEnum):
    """Why a file cannot be taken."""

    NOT_HERE = "not_here"
    """The platform has not given its content."""
    EMPTY = "empty"
    LARGE = "large"
    KIND = "kind"
    """Neither a picture nor a document."""
    PHOTO_KIND = "photo_kind"
    """A picture, but of a kind that many phones cannot show."""
    MACROS = "macros"
    """A document that brings a program."""
    BROKEN = "broken"
    NUMBERS = "numbers"
    """It names ID cards, bank cards or mobiles."""
    PEOPLE = "people"
    """It lists the poor and the sick by name."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is kept: cleaned, under the key of its content."""

    key: str
    kind: FileKind
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of a file without its content."""

    key: str
    kind: FileKind
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class _Format:
    kind: FileKind
    endings: tuple[str, ...]
    """The first is given to a file that has none of them."""
    strip: pictures.Strip | None = None


_JPEG = _Format(FileKind.IMAGE, ("jpg", "jpeg"), pictures.jpeg)
_PNG = _Format(FileKind.IMAGE, ("png",), pictures.png)
_GIF = _Format(FileKind.IMAGE, ("gif",), pictures.gif)
_WEBP = _Format(FileKind.IMAGE, ("webp",), pictures.webp)
_PDF = _Format(FileKind.DOCUMENT, ("pdf",))
_OLD_OFFICE = _Format(FileKind.DOCUMENT, ("doc", "xls", "ppt", "wps", "et", "dps"))
_PACKED: Mapping[bytes, _Format] = {
    b"word/": _Format(FileKind.DOCUMENT, ("docx",)),
    b"xl/": _Format(FileKind.DOCUMENT, ("xlsx",)),
    b"ppt/": _Format(FileKind.DOCUMENT, ("pptx",)),
    b"OFD.xml": _Format(FileKind.DOCUMENT, ("ofd",)),
}
"""What is in a packed document → what it is."""
_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
_PHOTOS_OF_PHONES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftyphevc", b"ftypavif")


def accept(name: str, data: bytes | None, largest: int) -> File | Unfit:
    """The file as it may be kept, or why not. What it is says its content, never its name."""
    if data is None:
        return Unfit.NOT_HERE
    if not data:
        return Unfit.EMPTY
    if len(data) > largest:
        return Unfit.LARGE
    form = _format_of(data)
    if isinstance(form, Unfit):
        return form
    if form.kind is FileKind.DOCUMENT and any(mark in data for mark in _MACROS):
        return Unfit.MACROS
    if (fault := _words_fault(data)) is not None:
        return fault
    try:
        cleaned = form.strip(data) if form.strip is not None else data
    except (pictures.Broken, struct.error, IndexError):
        return Unfit.BROKEN
    called = clean_name(name, form.kind, form.endings)
    return File(key_of(form.kind, called, cleaned), form.kind, called, cleaned)


def _format_of(data: bytes) -> _Format | Unfit:
    for head, form in ((b"\xff\xd8\xff", _JPEG), (b"\x89PNG\r\n\x1a\n", _PNG), (b"GIF87a", _GIF), (b"GIF89a", _GIF)):
        if data.startswith(head):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _WEBP
    if data[4:12] in _PHOTOS_OF_PHONES or data[:2] == b"BM" or data[:4] in {b"II*\x00", b"MM\x00*"}:
        return Unfit.PHOTO_KIND
    if b"%PDF-" in data[:1024]:
        return _PDF
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE
    if data.startswith(b"PK\x03\x04"):
        return next((form for mark, form in _PACKED.items() if mark in data), Unfit.KIND)
    return Unfit.KIND


def _words_fault(data: bytes) -> Unfit | None:
    """A sheet of numbers is what is sent by mistake most easily."""
    if not data.startswith(b"PK"):
        return None
    words = normalise(documents.words_of(data))
    if any(kind in {Number.ID_CARD, Number.BANK_CARD, Number.MOBILE} for kind in _numbers(words)):
        return Unfit.NUMBERS
    return Unfit.PEOPLE if lists_people(words) else None


def _numbers(words: str) -> set[Number]:
    """Line by line: cells that stand one below the other are not one number."""
    return {kind for line in words.splitlines() if any(sign.isdigit() for sign in line) for kind in numbers_in(line)}


_PROGRAM = re.compile(r"(?:\.(?:exe|com|bat|cmd|scr|js|vbs|msi|apk|lnk|html?))+$", re.IGNORECASE)
"""通知.pdf.exe is called what it says that it is: its content has been looked at."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def clean_name(name: str, kind: FileKind, endings: Sequence[str]) -> str:
    """A name that can be shown and stored anywhere: no path, no hidden signs, nobody's numbers, the ending of what it is."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    plain = hidden(re.sub(r"\s+", " ", _FORBIDDEN.sub("", plain)).strip(" ."))
    plain = _PROGRAM.sub("", plain)
    stem, dot, ending = plain.rpartition(".")
    if not dot or ending.lower() not in endings:
        stem, ending = plain, endings[0]
    stem = stem.strip(" .")[:50].strip(" .") or ("图片" if kind is FileKind.IMAGE else "文件")
    return f"{stem}.{ending.lower()}"


def shown_name(name: str) -> str:
    """A name in an answer to who has sent it."""
    return "".join(sign for sign in re.split(r"[/\\\\]", name)[-1] if unicodedata.category(sign)[0] != "C").strip()[:30]


def key_of(kind: FileKind, name: str, data: bytes) -> str:
    """The same content under the same name is kept once."""
    return hashlib.sha256(b"\0".join((kind.value.encode(), name.encode(), data))).hexdigest()[:32]


def summary(labels: Sequence[Label]) -> str:
    """What a notice says of its files, in at most as many characters as the line may have."""
    documents_ = [one.name for one in labels if one.kind is FileKind.DOCUMENT]
    images = sum(one.kind is FileKind.IMAGE for one in labels)
    shown = "、".join(documents_)
    if len(shown) > _LONGEST_SUMMARY:
        shown = f"{documents_[0][: _LONGEST_SUMMARY - 8]}等{len(documents_)}个文件"
    pictured = f"图片{images}张" if images else ""
    return "、".join(one for one in (shown, pictured) if one)


_LONGEST_SUMMARY = 45
