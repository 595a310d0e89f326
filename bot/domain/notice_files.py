"""A notice written in a text file: labelled lines (``标题:…``), one-shot with ``|``, or a title above a text. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.domain.notice_drafts import STEP_OF

MOST_BYTES = 64 * 1024
"""A notice has a thousand characters or so; what is larger is something else."""


class Unread(StrEnum):
    """Why a file cannot be taken."""

    NO_FILE = "no_file"
    """A photo, a voice: no text."""
    SEVERAL = "several"
    NOT_HERE = "not_here"
    """The platform has not given its content."""
    LARGE = "large"
    DOCUMENT = "document"
    """Of a word processor: to be saved as text."""
    NOT_TEXT = "not_text"
    EMPTY = "empty"


_DOCUMENT = re.compile(r"\.(?:docx?|wps|rtf|odt|pdf|ofd|xlsx?|et|csv|pptx?|dps|html?)$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LABEL = re.compile(
    rf"^[ \t　]*[【\[]?(?:通知)?({'|'.join(STEP_OF)})[】\]]?[ \t　]*(?:[:：]|(?<=[】\]]))[ \t　]*", re.MULTILINE
)
_BAR = re.compile(r"[|｜]")


def text_of(name: str, data: bytes | None) -> str | Unread:
    """The text of a file, or why there is none."""
    if _DOCUMENT.search(name):
        return Unread.DOCUMENT
    if data is None:
        return Unread.NOT_HERE
    if len(data) > MOST_BYTES:
        return Unread.LARGE
    return _decoded(data)


def _decoded(data: bytes) -> str | Unread:
    """Notepad writes UTF-8, 国标 or UTF-16, with a mark in front or without."""
    codings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            return Unread.NOT_TEXT
        return re.sub(r"\r\n?", "\n", text).strip() or Unread.EMPTY
    return Unread.NOT_TEXT


_INLINE = re.compile(rf"(?:^|(?<=[\s;；。,，]))(?:通知)?({'|'.join(STEP_OF)})[ \t　]*[:：][ \t　]*")


def labelled(text: str) -> str:
    """``标题:甲 给谁:乙 正文:丙`` in one line, as lines; empty when no two parts are named so."""
    found = list(_INLINE.finditer(text))
    if len({STEP_OF[one[1]] for one in found}) < 2 or text[: found[0].start()].strip():
        return ""
    ends = [*(one.start() for one in found[1:]), len(text)]
    return "\n".join(f"{one[1]}:{text[one.end() : end].strip(' 　;；')}" for one, end in zip(found, ends, strict=True))


def parts_of(text: str) -> Mapping[str, str] | list[str]:
    """By the steps' names, or the pieces of the one-shot form in its order."""
    labels = list(_LABEL.finditer(text))
    if labels:
        ends = [*(one.start() for one in labels[1:]), len(text)]
        found = {STEP_OF[one[1]]: text[one.end() : end].strip() for one, end in zip(labels, ends, strict=True)}
        above = text[: labels[0].start()].strip()
        if above and "title" not in found and "\n" not in above:
            found["title"] = above
        return {step: said for step, said in found.items() if said}
    if _BAR.search(text):
        return [piece.strip() for piece in _BAR.split(text)]
    title, _, body = text.partition("\n")
    return {"title": title.strip(), **({"body": body.strip()} if body.strip() else {})}
