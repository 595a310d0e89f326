"""Numbers that may not be read in a group: ID cards, bank cards, phones (handbook §9.1, I14). Pure.

Rules of this file: every occurrence, however it is written: full-width, circled and Chinese digits, spaces, dashes, invisible signs
between them. What a town prints itself (hotlines, desks, phones whose owners have agreed, the phone of a notice) is passed in.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import accumulate

from bot.domain.notice_gates import is_bank_card, is_id_card, is_mobile

HIDDEN = "(号码略)"

_CHINESE = str.maketrans("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0012345678911" + "23456789")
_RUN = re.compile(r"[0-9](?:[\s\-–—_.·*()/,+~:]{0,3}[0-9])*(?:[\s\-–—]?x(?![a-z0-9]))?")
_GROUP = re.compile(r"[0-9]+x?|x")
_LANDLINE = re.compile(r"0\d{2,3}[\s\-–—()]{0,2}[2-9]\d{6,7}")
_BORN = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]")
"""An ID with a typing slip is still somebody's."""
_CARD = re.compile(r"[3-6]\d{15,18}|[3-6]\d{3}(?:[\s\-]{1,3}\d{4}){3}(?:[\s\-]{1,3}\d{1,3})?")
_OF_TIMES = re.compile(r"[:.,/~]")
"""Times, dates and amounts in a row (``14:00-18:00,200``) may have a phone's length."""
_LONGEST = 19


def hidden(text: str, allowed: Collection[str] = (), *, landlines: bool = True) -> str:
    """``text`` with every such number replaced, but for those ``allowed`` (digits only); without ``landlines`` those stay."""
    spans = list(_spans(text, allowed, landlines))
    for begin, end in reversed(_joined(spans)):
        text = text[:begin] + HIDDEN + text[end:]
    return text


def has_number(text: str) -> bool:
    """Whether any may have to be hidden: quick, before anything allowed is read."""
    return next(_spans(text, (), True), None) is not None


def digits_of(phone: str) -> str:
    """A phone as it is compared."""
    return "".join(sign for sign in _plain(phone) if sign.isdigit())


def _plain(text: str) -> str:
    """As long as ``text``, each sign in its plainest form."""
    return "".join(map(_sign, text)).translate(_CHINESE)


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) == 1 and plain.isascii():
        return plain.lower()
    return " " if unicodedata.category(sign) in {"Cf", "Mn", "Zs", "Me"} else sign


def _spans(text: str, allowed: Collection[str], landlines: bool) -> Iterator[tuple[int, int]]:
    plain = _plain(text)
    for run in _RUN.finditer(plain):
        if sum(sign.isdigit() for sign in run[0]) >= 10:
            for begin, end in _within(run[0], allowed, landlines):
                yield run.start() + begin, run.start() + end


def _within(run: str, allowed: Collection[str], landlines: bool) -> Iterator[tuple[int, int]]:
    """Every row of neighbouring groups of digits is read as one number, the longest first."""
    groups = list(_GROUP.finditer(run))
    sizes = [0, *accumulate(len(group[0]) for group in groups)]
    joined = "".join(group[0] for group in groups)
    for first in range(len(groups)):
        for last in range(len(groups) - 1, first - 1, -1):
            number = joined[sizes[first] : sizes[last + 1]]
            begin, end = groups[first].start(), groups[last].end()
            if number in allowed or len(number) > _LONGEST:
                continue
            if _is_somebodys(number, run[begin:end]) or (landlines and _LANDLINE.fullmatch(run[begin:end])):
                yield begin, end
                break
    for group in groups:
        if len(group[0]) > _LONGEST:
            yield group.span()


def _is_somebodys(number: str, written: str) -> bool:
    return (
        is_id_card(number)
        or bool(_BORN.fullmatch(number))
        or is_bank_card(number, written)
        or bool(_CARD.fullmatch(written))
        or (is_mobile(number, written) and not (_OF_TIMES.search(written) and re.search(r"\d\d", written)))
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, overlapping ones as one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
