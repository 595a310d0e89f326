"""What an office document says, as far as it can be read without opening it: the words of docx, xlsx and pptx. Pure.

For the gates: a list of ID cards in a sheet must not go to seven hundred groups any more than one in a sentence. Older formats, PDF
and pictures cannot be looked into; there the author is asked to look.
"""

import io
import re
import zipfile
import zlib
from html import unescape

_WORDS = re.compile(
    r"(?:word/(?:document|header\d*|footer\d*|footnotes|comments)|xl/sharedStrings|xl/worksheets/[^/]+|ppt/slides/[^/]+)\.xml"
)
_MOST_PARTS = 200
_MOST_BYTES = 2 * 1024 * 1024
"""Unpacked: a document of words is never larger, a bomb is."""


def words_of(data: bytes) -> str:
    """All its words, a space between two cells or paragraphs; empty when there are none to be read."""
    found: list[str] = []
    left = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in [one for one in packed.infolist() if _WORDS.fullmatch(one.filename)][:_MOST_PARTS]:
                with packed.open(part) as opened:
                    text = opened.read(left)
                left -= len(text)
                found.append(_plain(text.decode("utf-8", "replace")))
                if left <= 0:
                    break
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return " ".join(found)
    return " ".join(found)


_APART = re.compile(r"</(?:w:p|w:tc|si|c|a:p|row)>|<w:(?:tab|br)\b[^>]*/>")
_SIGN = re.compile(r"<[^>]*>")


def _plain(xml: str) -> str:
    """Runs of one paragraph are one word; paragraphs and cells stand apart, so that two numbers do not become one."""
    return unescape(_SIGN.sub("", _APART.sub("\n", xml)))
