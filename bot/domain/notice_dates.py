"""Days ahead as staff write them: 12月31日, 下周五, 3天后, 月底, 12-31. Pure; texts are normalised. (Days past are the check-ins' matter.)"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from bot.domain import calendar, numerals
from bot.domain.patterns import Pattern

END_OF_DAY = time(18)
"""A deadline given as a date ends then (ruling 24)."""
_N = numerals.NUMBER
_FULL = Pattern(r"(\d{4})[年\-./](\d{1,2})[月\-./](\d{1,2})[日号]?")
_MONTH_DAY = Pattern(rf"({_N})月(?:份)?({_N})[日号]?|(\d{{1,2}})[\-./](\d{{1,2}})(?![\d.])")
_DAY_ALONE = Pattern(rf"(?<![周月期\d])(这个月|本月|下个月|下月)?({_N})[日号](?!楼)")
_WORDS = {"今天": 0, "今日": 0, "今晚": 0, "当天": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2, "大后天": 3}
_WEEKDAY = Pattern(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_SPAN = Pattern(rf"(半|{_N})个?(天|日|周|星期|礼拜|月|年)(?:后|内|以后|之后|之内|以内)?")
_HOUR = Pattern(rf"(凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)?({_N})(?:点|时|:)(?:(半)|({_N})分?)?")


def day_ahead(text: str, today: date) -> date | None:
    """The day that ``text`` means; may lie in the past when it says so, then the caller refuses it."""
    if found := _FULL.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_DAY.search(text):
        return _next(numerals.whole(found[1] or found[3]), numerals.whole(found[2] or found[4]), today)
    if found := re.search(r"(这个月|本月|下个月|下月)?(?:月底|月末|底)", text):
        if "年底" in text or "年末" in text:
            return date(today.year, 12, 31)
        return _month_end(today, 1 if "下" in (found[1] or "") else 0)
    if "年底" in text or "年末" in text:
        return date(today.year, 12, 31)
    for word in sorted(_WORDS, key=len, reverse=True):
        if word in text:
            return today + timedelta(days=_WORDS[word])
    if found := _WEEKDAY.search(text):
        return _weekday(found[1] or "", "一二三四五六日".index(found[2].replace("天", "日")), today)
    if found := _DAY_ALONE.search(text):
        return _of_month(found[1] or "", numerals.whole(found[2]), today)
    if found := _SPAN.search(text):
        return _after(found[1], found[2], today)
    return None


def deadline(text: str, now: datetime) -> datetime | None:
    """The moment that ``text`` means: its hour when it gives one, else 18:00 of the day."""
    day = day_ahead(text, now.date())
    hour = hour_of(text)
    if day is None and hour is None:
        return None
    return calendar.at(day or now.date(), hour or END_OF_DAY)


def days_in(year: int, month: int) -> int:
    """Length of a month."""
    return monthrange(year, month)[1]


def hour_of(text: str) -> time | None:
    """The hour that ``text`` names."""
    found = _HOUR.search(text)
    if found is None:
        return None
    hour = numerals.whole(found[2])
    minute = 30 if found[3] else numerals.whole(found[4]) if found[4] else 0
    if found[1] in {"下午", "傍晚", "晚上", "晚"} and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(month: int, day: int, today: date) -> date | None:
    """Of this year; long past, of the next one (on 24 November, 1月5日 is ahead and 11月20日 is over)."""
    this = _date(today.year, month, day)
    if this is not None and today - this < timedelta(days=180):
        return this
    return _date(today.year + 1, month, day) or this


def _month_end(today: date, months: int) -> date:
    year, month = today.year + (today.month - 1 + months) // 12, (today.month - 1 + months) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _weekday(which: str, weekday: int, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    weeks = {"下": 1, "下下": 2}.get(which, 0)
    day = monday + timedelta(days=7 * weeks + weekday)
    return day + timedelta(days=7) if not which and day < today else day


def _of_month(which: str, day: int, today: date) -> date | None:
    end = _month_end(today, 1 if "下" in which else 0)
    found = _date(end.year, end.month, day)
    if which or found is None or found >= today:
        return found
    later = _month_end(today, 1)
    return _date(later.year, later.month, day)


def _after(amount: str, unit: str, today: date) -> date | None:
    count = 0.5 if amount == "半" else numerals.value(amount)
    days = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}[unit]
    if unit == "月" and count >= 1:
        end = _month_end(today, int(count))
        return date(end.year, end.month, min(today.day, end.day))
    try:
        return today + timedelta(days=round(count * days))
    except OverflowError:
        return None


_MOMENT = Pattern(
    r"(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}[日号](?:[(（][^()（）]{1,4}[)）])?)"
    r"(?P<hour>(?:凌晨|早上|早|上午|中午|下午|傍晚|晚上)?\d{1,2}(?:点半|点\d{0,2}分?|时\d{0,2}分?|[:：]\d{2}))?"
)
_MOVES = Pattern(r"改为|改成|改到|改在|改于|推迟到|推迟至|提前到|提前至|延长到|延长至|延期到|延期至|应为|应该是")


def corrected(body: str, change: str) -> str | None:
    """``body`` with its one date replaced by the one that ``change`` (时间改为12月2日上午8点) gives; None unless that is beyond doubt."""
    old, new = list(_MOMENT.finditer(body)), list(_MOMENT.finditer(change))
    if len(old) != 1 or len(new) != 1 or not _MOVES.search(change):
        return None
    rest = _MOMENT.sub("", _MOVES.sub("", change)).strip(" ,，。.!！")
    if len(rest) > 12:  # it says more than a date
        return None
    hour = new[0]["hour"] or old[0]["hour"] or ""
    return body[: old[0].start()] + new[0]["day"] + hour + body[old[0].end() :]
