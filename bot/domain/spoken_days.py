"""Which day a sentence speaks of: 昨儿, 大前天, 上周三, 11月20号, 初九 (handbook §3.7). Pure; texts are normalised.

Rules of this file: a day counts only where it can be the day of the visit: before what was done, or as a word of its own in the first
clause, or with a verb of going (昨天去的). What somebody has been told to do tomorrow is no day of the visit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.domain.lunar_days import last_lunar_day
from bot.domain.numerals import NUMBER, whole
from bot.domain.patterns import Pattern


class DayState(Enum):
    """What is known of the day."""

    SAID = "said"
    FUTURE = "future"
    LUNAR = "lunar"
    """To be asked back, with a guess when the month was not named."""
    UNSURE = "unsure"
    """前几天, 2月30号: to be asked."""


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day in a text: from where to where, which day (None: not known), and how far that may be trusted."""

    start: int
    end: int
    day: date | None
    state: DayState = DayState.SAID
    word: str = ""


_OFFSETS = {"今": 0, "昨": -1, "前": -2, "大前": -3, "大大前": -4, "明": 1, "后": 2, "大后": 3}
_WEEKDAYS = {
    **{name: number for number, name in enumerate("一二三四五六日")},
    **{str(number + 1): number for number in range(7)},
    "天": 6,
    "末": 5,
}
_PART = r"(?:后晌|晌午|傍黑|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚)?"
_NEAR = Pattern(
    rf"(大大前|大前|大后|今|昨|前|明|后)(?:天|日|儿个|儿|朝|个)(?!头){_PART}|(今|昨|明)(?:早|晚|夜)(?:上|里)?|(前)晚(?:上)?"
)
_BACK = Pattern(rf"({NUMBER})天(?:前|以前|之前)")
_WEEK = Pattern(rf"(上上|上|这|本|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-7])(?!起|到|至){_PART}")
_MONTH = Pattern(rf"(?:(\d{{4}}|去|今)年)?({NUMBER})月(?:份)?(?:的)?({NUMBER})(?:号|日)?{_PART}")
_BARE = Pattern(
    rf"(?:(上个?月|这个?月|本月)的?)?({NUMBER})(?:号|日)(?![楼户门房塘库路线院组井桥机泵棚车桌床])(?!文件){_PART}"
)
_FIGURES = Pattern(
    r"(?<![\d:.\-/])(?:(\d{4})[-./])?(\d{1,2})[-./](\d{1,2})(?![\d:.\-/点]|\s?(?:小时|个|钟|h|公里|里|斤|米|亩|吨|元|块|万))"
)
_LUNAR = Pattern(
    r"(农历|阴历|旧历)?(?:([正一二三四五六七八九十冬腊]{1,2})月)?(?:(初[一二三四五六七八九十]|廿[一二三四五六七八九])|(?<=历|月)(十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十|十))"
)
_LATER = Pattern(
    r"下(?:个)?(?:周|星期|礼拜|月)|过几天|过两天|改天|待会儿?|等会儿?|等一下|晚点儿?|晚些时候|(?:还要|还得|再)去(?:一)?趟(?!了)|完饭再去|一会儿?(?:再|就|要)?去|回头再?去|(?:准备|打算|计划|马上)(?:要)?去|(?<![他她人家])要去(?:看望|走访|探望|看看|慰问|陪|帮)"
)
_VAGUE = Pattern(
    r"前几天|前些天|前段时间|前两天|那几天|上个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])|上个月(?!的?\d)|有一天|前阵子|这几天"
)
_REPORTED = Pattern(
    r"(?:提醒|说是?|讲|通知|告诉|约好?|叫|催|交代|嘱咐|宣传|准备|打算|定在|定于|截止|到|至|等|问|商量|安排|计划)(?:了|他|她|他们|大家|户主|老人|好)?$"
)
_WENT = Pattern(r"^(?:就|也|我)?(?:去|来|走|办|弄|做|看|上门|到|在)(?:的|过的)")
_AGREED = Pattern(
    r"^(?:已经|刚|我)?(?:跟|和|同)?[^,。]{0,6}约(?:了|好了?|定)?[^。了过]{0,8}[,\s]((?:这|下)?(?:周|星期|礼拜)[一二三四五六日天末]|明天|后天)[^了过]*$"
)
_SIGN = Pattern(r"[要再晚天日号月周期拜今昨前明后朝儿个早晚初廿历下等待改过头准打计马上段阵那这有]|\d[-./]\d")
"""Without one of these no day is named."""
_CLAUSE = Pattern(r"[,。;;!?\n]")


def spoken_day(text: str, today: date, done_at: int) -> SpokenDay | None:
    """The day of what was done; ``done_at`` is where the first word of doing or of a person stands (the text's length if nowhere)."""
    if not _SIGN.search(text):
        return None
    if agreed := _AGREED.match(text):  # 约了何敏晓,周五上门
        return SpokenDay(agreed.start(1), agreed.end(1), None, DayState.FUTURE, agreed[1])
    first = _CLAUSE.search(text)
    first_end = first.start() if first else len(text)
    for found in sorted(_all(text, today), key=lambda one: one.start):
        if _REPORTED.search(text[: found.start]):
            continue
        if _placed(text, found, first_end, done_at):
            return found
    return None


def _placed(text: str, found: SpokenDay, first_end: int, done_at: int) -> bool:
    before, after = text[found.start - 1 : found.start] if found.start else " ", text[found.end : found.end + 1] or " "
    alone = not _is_word(before) and not _is_word(after)
    told = text[: found.start].endswith("是") or bool(_WENT.match(text[found.end :]))
    if told and found.state is DayState.SAID:  # (是)昨天去的
        return True
    if found.start < first_end:
        return found.start <= done_at or alone or (not _is_word(after) and found.state is not DayState.FUTURE)
    return alone and found.state is DayState.SAID


def _is_word(one: str) -> bool:
    return one not in " ,。;!?、:()\n"


def day_in(text: str, today: date) -> SpokenDay | None:
    """The first day that normalised ``text`` names, wherever it stands: for answers to 哪一天."""
    return next(iter(sorted(_all(text, today), key=lambda one: one.start)), None)


def _all(text: str, today: date) -> Iterator[SpokenDay]:
    """Longer readings first where two overlap."""
    readers: tuple[tuple[Pattern, Callable[[re.Match[str], date], SpokenDay | None]], ...] = (
        (_LATER, _later),
        (_VAGUE, _vague),
        (_LUNAR, _lunar),
        (_MONTH, _month),
        (_NEAR, _near),
        (_BACK, _back),
        (_WEEK, _week),
        (_BARE, _bare),
        (_FIGURES, _figures),
    )
    taken: list[tuple[int, int]] = []
    for pattern, read in readers:
        for found in pattern.finditer(text):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            spoken = _read(read, found, today)
            if spoken is not None:
                taken.append((found.start(), found.end()))
                yield spoken


def _read(
    read: Callable[[re.Match[str], date], SpokenDay | None], found: re.Match[str], today: date
) -> SpokenDay | None:
    try:
        return read(found, today)
    except (ValueError, OverflowError):
        return SpokenDay(found.start(), found.end(), None, DayState.UNSURE, found[0].strip())


def _made(found: re.Match[str], day: date, today: date) -> SpokenDay:
    state = DayState.FUTURE if day > today else DayState.SAID
    return SpokenDay(found.start(), found.end(), day, state, found[0].strip())


def _later(found: re.Match[str], _today: date) -> SpokenDay:
    return SpokenDay(found.start(), found.end(), None, DayState.FUTURE, found[0].strip())


def _vague(found: re.Match[str], _today: date) -> SpokenDay:
    return SpokenDay(found.start(), found.end(), None, DayState.UNSURE, found[0].strip())


def _near(found: re.Match[str], today: date) -> SpokenDay:
    return _made(found, today + timedelta(days=_OFFSETS[found[1] or found[2] or found[3]]), today)


def _back(found: re.Match[str], today: date) -> SpokenDay | None:
    days = whole(found[1])
    return _made(found, today - timedelta(days=days), today) if days <= 400 else None


def _week(found: re.Match[str], today: date) -> SpokenDay:
    monday = today - timedelta(days=today.weekday())
    which = {"上上": -14, "上": -7, "下": 7}.get(found[1] or "", 0)
    day = monday + timedelta(days=which + _WEEKDAYS[found[2]])
    if not found[1] and day > today:
        day -= timedelta(days=7)  # a bare weekday is the last one
    return _made(found, day, today)


def _month(found: re.Match[str], today: date) -> SpokenDay:
    month, day = whole(found[2]), whole(found[3])
    if found[1]:
        year = today.year - 1 if found[1] == "去" else today.year if found[1] == "今" else int(found[1])
        return _made(found, date(year, month, day), today)
    plain = _latest(month, day, today)
    if _OLD_STYLE.fullmatch(found[0]) and (today - plain).days > _FAR and last_lunar_day(day, today) is not None:
        return SpokenDay(found.start(), found.end(), None, DayState.LUNAR, found[0].strip())
    return _made(found, plain, today)


_OLD_STYLE = Pattern(r"[一二三四五六七八九十]{1,2}月(?:十[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十)")
_FAR = 14
"""Days: 十月十二 without 号 so far back is more likely of the lunar month, and is asked."""


def _latest(month: int, day: int, today: date) -> date:
    """That day of this year; of last year when it would lie more than half a year ahead."""
    this_year = date(today.year, month, day)
    return this_year if this_year - today <= timedelta(days=182) else date(today.year - 1, month, day)


def _bare(found: re.Match[str], today: date) -> SpokenDay | None:
    number = whole(found[2])
    if not 1 <= number <= 31:
        return None
    last_month = today.replace(day=1) - timedelta(days=1)
    if found[1] and found[1].startswith("上"):
        return _made(found, last_month.replace(day=number), today)
    if number <= today.day or found[1] or number - today.day <= 3:
        return _made(found, today.replace(day=number), today)
    return _made(found, last_month.replace(day=number), today)


def _figures(found: re.Match[str], today: date) -> SpokenDay | None:
    month, day = int(found[2]), int(found[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if found[1]:
        return _made(found, date(int(found[1]), month, day), today)
    return _made(found, _latest(month, day, today), today)


def _lunar(found: re.Match[str], today: date) -> SpokenDay | None:
    said = found[3] or found[4]
    if not found[3] and not found[1]:
        return None  # 十月十五 is read as a plain month and day
    number = whole(said.removeprefix("初"))
    guess = None if found[2] else last_lunar_day(number, today)
    return SpokenDay(found.start(), found.end(), guess, DayState.LUNAR, found[0].strip())
