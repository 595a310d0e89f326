"""How the offices and the villagers name lists, entries, quarters, meetings and days (handbook §3.3, §3.6). Pure; texts are normalised."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.list_states import Kind
from bot.domain.numerals import NUMBER, whole
from bot.normal import normalise

LONGEST = 1500
"""Characters of a sentence in which is looked for what was written."""
_HONOUR = re.compile(r"红榜|光荣榜|表扬榜|^红(?:$|\s)|\s红(?:$|\s)")
_REMINDER = re.compile(r"黑榜|提醒榜|^黑(?:$|\s)|\s黑(?:$|\s)|^提醒(?:$|\s)")
_QUARTER = re.compile(r"(?:(\d{4})年?)?第?([1-4一二三四])季度")
_LEADING = re.compile(r"^[\s,、/;和及]*(?:第)?(\d{1,9})(?:号|条)?(?![\d\-./月])")
_MEETING = re.compile(r"支部?委员?会议?|支委会?议?|(?:支部)?党员大会|支部大会|党支部会议?")
_DATE = re.compile(rf"(?:(\d{{4}})[-./年])?({NUMBER})(?:[-./]|月)({NUMBER})[日号]?")
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_NO = re.compile(r"不予?通过|未通过|没通过|不同意|否决|不上榜|不予?上榜|驳回")
_YES = re.compile(r"(?:审议|一致|表决|审定)?(?:通过|同意)(?:上榜)?|上榜")
_NAMED = re.compile(r"(?<!不)(?<!不要)(?<!别)(?:实名|写姓名|写名字|公布姓名)")
_UNNAMED = re.compile(r"(?:不要?|别)(?:实名|写姓名|写名字|公布姓名)")
_DEDUCTS = re.compile(r"(?<!不)(?<!不用)(?<!别)(?:并|同时|另)?(?:扣|减)\s*(?:(\d{1,2})\s*)?分")
_KEEPS = re.compile(r"(?:不用?|别)(?:扣|减)分")
_ISSUE = re.compile(r"^(?:红|黑|提醒|光荣)?榜\s*(\d{1,9})(?:\s*号)?")
_PLACE = re.compile(
    r"^\s*(?:[-–—#]\s*(\d{1,3})(?:条|项)?|第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[条项])[\s:,.;]*"
)
_SPACED = re.compile(r"^\s+(\d{1,2})(?=[\s:,])[\s:,.;]*")
_NUMBERED = re.compile(r"^(\d{1,9})\s*(?:[-–—]\s*(\d{1,3})|号?\s*第\s*(\d{1,3})\s*[条项])[\s:,.;]*")


def kind_in(text: str) -> Kind | None:
    """Which list is spoken of."""
    if _REMINDER.search(text):
        return Kind.REMINDER
    return Kind.HONOUR if _HONOUR.search(text) else None


def without_kind(text: str) -> str:
    """``text`` without the name of a list before it."""
    return _OF_KIND.sub("", text)


def quarter_in(text: str, today: date) -> str | None:
    """The quarter named: ``三季度``, ``2026年第4季度``, ``上季度``, ``本季度``."""
    here = (today.month - 1) // 3 + 1
    if "上季度" in text or "上个季度" in text:
        return f"{today.year}Q{here - 1}" if here > 1 else f"{today.year - 1}Q4"
    if "本季度" in text or "这个季度" in text:
        return f"{today.year}Q{here}"
    found = _QUARTER.search(text)
    if found is None:
        return None
    number = whole(found[2])
    year = int(found[1]) if found[1] else today.year - (number > here)
    return f"{year}Q{number}" if (year, number) <= (today.year, here) else None


def leading_numbers(text: str) -> tuple[list[int], str]:
    """The numbers that a sentence begins with, and the rest; a date is none of them."""
    numbers: list[int] = []
    while found := _LEADING.match(text):
        numbers.append(int(found[1]))
        text = text[found.end() :]
    return list(dict.fromkeys(numbers)), text.strip(" :,.;/、")


def day_in(text: str, today: date) -> tuple[date | None, str]:
    """The day of a meeting, past ones meant, and the rest of the sentence; None: there is none, or it is no day."""
    for word, back in _DAYS.items():
        if word in text:
            return today - timedelta(days=back), text.replace(word, " ", 1)
    found = _DATE.search(text)
    if found is None:
        return None, text
    rest = text[: found.start()] + " " + text[found.end() :]
    try:
        month, day = whole(found[2]), whole(found[3])
        made = date(int(found[1]) if found[1] else today.year, month, day)
        if not found[1] and made > today + timedelta(days=183):  # in January 12-28 was last year's
            made = made.replace(year=today.year - 1)
    except ValueError:
        return None, rest
    return made, rest


@dataclass(frozen=True, slots=True)
class Decided:
    """What an 审定 says after its numbers; ``yes`` None: neither."""

    yes: bool | None
    meeting: str
    met_on: date | None
    named: bool
    reason: str
    deducts: int | None = None
    """扣分; 0: as many as the rule says. None: nothing is said of it."""


def decided(text: str, today: date) -> Decided:
    """``支委会 11-20 通过 核实过工单``: in any order."""
    meeting = ""
    if found := _MEETING.search(text):
        meeting = "党员大会" if "大会" in found[0] else "支委会"
        text = text[: found.start()] + " " + text[found.end() :]
    met_on, text = day_in(text, today)
    named = bool(_NAMED.search(text))
    text = _UNNAMED.sub(" ", _NAMED.sub(" ", text))
    taken = _DEDUCTS.search(text)
    text = _KEEPS.sub(" ", _DEDUCTS.sub(" ", text))
    yes: bool | None = None
    for outcome, pattern in ((False, _NO), (True, _YES)):
        found = pattern.search(text)
        if found is not None:
            yes, text = outcome, text[: found.start()] + " " + text[found.end() :]
            break
    deducts = int(taken[1] or 0) if taken else None
    return Decided(yes, meeting, met_on, named, " ".join(text.split()).strip(" :,.;。"), deducts)


_REFERENCE = re.compile(r"(?:村民)?代表(?:会议|大会)|村民(?:会议|大会)")


def adoption(text: str, today: date) -> tuple[str, str, date | None]:
    """A wording, the decision by which it was adopted, and its day: ``新写法 村民代表会议 11-10 第3号决议``."""
    found = _REFERENCE.search(text)
    if found is None:
        return " ".join(text.split()), "", None
    wording, reference = text[: found.start()], text[found.start() :]
    day, rest = day_in(reference, today)
    if day is None:
        day, wording = day_in(wording, today)
    return " ".join(wording.split()).strip(" :,;"), " ".join(rest.split()), day


@dataclass(frozen=True, slots=True)
class Spoken:
    """Which list and line an opinion is about, as far as it says so, and its words."""

    issue: int | None
    kind: Kind | None
    place: int | None
    words: str


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WITH_CIRCLE = re.compile(
    rf"^\s*(?:监督)?[\s:,:,]*(?:[红黑]|提醒)?榜?\s*(\d{{1,6}})\s*([{_CIRCLED}])\s*(.*)$", re.DOTALL
)
_OF_KIND = re.compile(r"^(?:红榜|光荣榜|黑榜|提醒榜)(?!\d)[\s:,.]*")


def spoken(text: str, original: str = "") -> Spoken:
    """``榜3 第1条 不属实``, ``3-1 不属实``, ``榜3 意见``, ``黑榜 意见``; ``original`` for circled numbers, which normalising makes plain."""
    if found := _WITH_CIRCLE.match(original):
        return Spoken(int(found[1]), None, _CIRCLED.index(found[2]) + 1, found[3].strip())
    text = text.strip()
    if found := _NUMBERED.match(text):
        return Spoken(int(found[1]), None, int(found[2] or found[3]), text[found.end() :].strip())
    if found := _ISSUE.match(text):
        rest = text[found.end() :]
        place = _PLACE.match(rest) or _SPACED.match(rest)
        number = whole(next(one for one in place.groups() if one)) if place else None
        return Spoken(int(found[1]), None, number, rest[place.end() if place else 0 :].strip(" :,.;\n"))
    if found := _OF_KIND.match(text):
        rest = text[found.end() :]
        place = _PLACE.match(rest)
        number = whole(next(one for one in place.groups() if one)) if place else None
        return Spoken(None, kind_in(found[0]), number, rest[place.end() if place else 0 :].strip())
    return Spoken(None, None, None, text)


def written(original: str, tail: str) -> str:
    """The end of a message as it was written, of which ``tail`` is the normalised copy."""
    said = original.strip()
    if not tail or len(said) > LONGEST:
        return tail
    for cut in range(max(0, len(said) - 2 * len(tail) - 2), len(said)):
        if normalise(said[cut:]).strip() == tail.strip():
            return said[cut:].strip()
    return tail
