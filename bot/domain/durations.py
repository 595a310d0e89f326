"""How long something took, as people say it: 半个钟头, 四十来分钟, 9点到10点半 (handbook §3.7). Pure; texts are normalised.

Rules of this file: the first pattern that fits a place wins and later ones may not overlap it; a time of day (3点20走的) is no
duration; several durations of one sentence are added up by whoever asks, save that a total (一共…) stands for all.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.numerals import NUMBER, value
from bot.domain.patterns import Pattern

MOST_MINUTES = 480
"""More is asked back."""


@dataclass(frozen=True, slots=True)
class Duration:
    """One duration in a text: from where to where, how many minutes; ``total`` says that it stands for the whole."""

    start: int
    end: int
    minutes: int
    total: bool = False
    clock: bool = False
    """Reckoned from a range of the clock."""
    vague: bool = False
    """坐了坐, 一会儿: counts only where no time is told."""


_HOUR = r"(?:小时|钟头|钟点|h(?:ours?|rs?)?(?![a-z]))"
_PART = "凌晨|清早|清晨|大清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜晚|晚"


def _clock(side: str) -> str:
    """A time of day, its groups named after ``side``."""
    return (
        rf"(?P<{side}part>{_PART})?\s?(?P<{side}h>{NUMBER})"
        rf"(?::(?P<{side}m>\d\d)|(?:点|时(?!候))钟?(?:(?P<{side}half>半)|(?P<{side}q>[一三13])刻|(?P<{side}cm>{NUMBER})分?)?)"
    )


_RANGE = Pattern(_clock("a") + r"\s*(?:一直|干|忙|直)?(?:到|至|-|—|–|~)+\s*" + _clock("b"))
_CAME_AND_LEFT = Pattern(
    _clock("a")
    + r"\s?(?:多)?(?=到|去|进|来|开始)[^,。;\d]{0,9}[\s,]*"
    + _clock("b")
    + r"\s?(?:才)?(?:走|出来|离开|回|结束|散)"
)


def _range(found: re.Match[str]) -> int | None:
    begin, end = _minute(found, "a", found["apart"]), _minute(found, "b", found["bpart"] or found["apart"])
    if begin is None or end is None:
        return None
    if end <= begin and not found["bpart"]:
        end += 12 * 60
    if end <= begin:
        end += 24 * 60
    return (end - begin) if 0 < end - begin <= 16 * 60 else None


def _minute(found: re.Match[str], side: str, part: str | None) -> int | None:
    hour = int(value(found[f"{side}h"]))
    minute = 30 if found[f"{side}half"] else 0
    if quarters := found[f"{side}q"]:
        minute = 15 * int(value(quarters))
    if digits := (found[f"{side}m"] or found[f"{side}cm"]):
        minute = int(value(digits))
    if hour > 24 or minute > 59:
        return None
    afternoon = part in {"下午", "傍晚", "晚上", "夜里", "夜晚", "晚"} or (part == "中午" and hour < 5)
    return (hour + 12 if afternoon and hour < 12 else hour) * 60 + minute


def _fixed(minutes: int) -> Callable[[re.Match[str]], int | None]:
    return lambda _found: minutes


def _hours(found: re.Match[str]) -> int | None:
    groups = found.groupdict()
    total = value(found["n"]) * 60 + (30 if groups.get("half") else 0)
    if digits := groups.get("m"):
        total += value(digits)
    if quarters := groups.get("q"):
        total += 15 * value(quarters)
    return round(total)


def _minutes(found: re.Match[str]) -> int | None:
    return round(value(found["n"]))


def _about(found: re.Match[str]) -> int | None:
    """十几分钟 = 15, 二十几分钟 = 25; 几十分钟 = 30, 几分钟 = 5."""
    if found["n"]:
        return round(value(found["n"])) + 5
    return 30 if found["tens"] else 5


def _between(found: re.Match[str]) -> int | None:
    """二三十分钟: the lower of the two."""
    return 10 * round(value(found["n"]))


def _quarters(found: re.Match[str]) -> int | None:
    return 15 * round(value(found["n"]))


_RANGE_SIGN = Pattern(r"[点时:]")
_A_WHILE = _fixed(15)
_PATTERNS: tuple[tuple[frozenset[str], Pattern, Callable[[re.Match[str]], int | None]], ...] = (
    (frozenset("半"), Pattern(rf"(?P<n>{NUMBER})\s?个?半{_HOUR}"), lambda found: round(value(found["n"]) * 60 + 30)),
    (frozenset("半"), Pattern(rf"(?P<n>{NUMBER})\s?个?{_HOUR}(?P<half>半)"), _hours),
    (frozenset("刻"), Pattern(rf"(?P<n>{NUMBER})\s?个?{_HOUR}(?:零|又)?(?P<q>[一三])刻钟?"), _hours),
    (
        frozenset("时头点h"),
        Pattern(rf"(?P<n>{NUMBER})\s?个?{_HOUR}(?:零|又|过)?(?P<m>{NUMBER})来?(?:分钟?|min)"),
        _hours,
    ),
    (frozenset("半"), Pattern(rf"大半个?(?:多|来)?{_HOUR}"), _fixed(45)),
    (frozenset("半"), Pattern(rf"小半个?{_HOUR}"), _fixed(20)),
    (frozenset("半"), Pattern(rf"半(?:拉|个|啦)?(?:多|来)?(?:{_HOUR}|点钟|钟)"), _fixed(30)),
    (frozenset("半"), Pattern(rf"(?<![{'〇零一二两三四五六七八九十'}\d])点半钟"), _fixed(90)),
    (frozenset("把"), Pattern(r"(?:一)?点把钟|个把(?:小时|钟头|钟点|钟)"), _fixed(60)),
    (frozenset("时头点"), Pattern(rf"(?P<n>{NUMBER})\s?(?:个)?(?:多|来)?(?:个)?(?:小时|钟头|钟点)"), _hours),
    (frozenset("钟"), Pattern(rf"(?P<n>{NUMBER})个(?:多|来)?钟(?![头点])"), _hours),
    (frozenset("h"), Pattern(r"(?P<n>\d+(?:\.\d+)?)\s?h(?:ours?|rs?)?(?![a-z])"), _hours),
    (frozenset("刻"), Pattern(r"(?P<n>[一二两三123])刻钟?"), _quarters),
    (frozenset("十"), Pattern(r"(?P<n>[二三四五六七八])[三四五六七八九]十(?:来|多)?分钟?"), _between),
    (frozenset("几"), Pattern(rf"(?P<n>[{'一二三四五六七八九'}]?十)几分钟?"), _about),
    (frozenset("几"), Pattern(r"(?P<n>)几(?P<tens>十)?分钟"), _about),
    (
        frozenset("分m"),
        Pattern(
            rf"(?<!点)(?P<n>{NUMBER})\s?(?:来|多|几|余)?(?:个)?(?:分钟|分(?![之类数配享到给发头工开家])|min(?:ute)?s?|mins?)"
        ),
        _minutes,
    ),
    (frozenset("'′‘’"), Pattern(r"(?P<n>\d{1,3})['′‘’]"), _minutes),
    (frozenset("天"), Pattern(r"(?:一整|整整一|一|整|全)天(?![前后内里到])"), _fixed(360)),
    (
        frozenset("天"),
        Pattern(r"(?:(?<=了)|(?<=[\s,]))(?P<n>[两二三四五2-5])(?:整)?天(?![前后内里都])"),
        lambda found: round(value(found["n"]) * 360),
    ),
    (frozenset("夜宵"), Pattern(r"(?:一|整|通)(?:整)?(?:夜|宵)|通宵"), _fixed(480)),
    (
        frozenset("午晚早晌半"),
        Pattern(
            r"(?:一整|整整一|一|整|整个|一个|大)?(?:个)?(?<=[一整个])(?<![周期拜]一)(?<![儿今昨前明后这那]个)(?:上午|下午|晚上|早上|早晨|晌午|后晌|晚)"
            r"|大?半(?:个)?(?:上午|下午|晚上|晌午)|(?:大|小|老)?半天(?!门|没|才|也|不|时)|半晌"
        ),
        _fixed(180),
    ),
    (
        frozenset("会坐聊谈下歇"),
        Pattern(
            r"(?<!等)(?<!待)(?<!过)一(?:小)?会儿?|(?<=[唠拉看站守待玩说谈干忙帮转歇劝讲扯谝侃呆喝吃])了会儿?(?!议)|一歇|(?:坐|聊|待|陪|站|谈|说)了(?:一)?(?:坐|会儿?|下)|看了(?:一)?会儿?|坐坐|聊了聊|谈了谈"
        ),
        _A_WHILE,
    ),
)
"""Signs of which at least one stands in what a pattern matches (most sentences have few, and most patterns need not be tried);
the pattern; how its match is read."""
_TOTAL = Pattern(r"(?:一共|总共|共计|合计|前后|共)(?:用了|花了|大概|大约|是)?$")
_PASSED = Pattern(r"^(?:前|后(?!来|一家|一户|一个)|内|以前|以后|一次|之前|之后)")


def find_durations(text: str) -> list[Duration]:
    """All durations in normalised ``text``, in order."""
    present = set(text)
    taken: list[Duration] = [] if present.isdisjoint("点时:") else list(_ranges(text))
    for signs, pattern, read in _PATTERNS:
        if signs.isdisjoint(present):
            continue
        for found in pattern.finditer(text):
            if any(found.start() < one.end and one.start < found.end() for one in taken):
                continue
            if _is_time_of_day(text, found.start()) or _is_past(found[0], text[found.end() :]):
                continue
            if _THEN_AGAIN.match(text, found.end()) and _AFTER.search(text, max(0, found.start() - 5), found.start()):
                continue
            before = (text, max(0, found.start() - 4), found.start())
            if _SUFFERED.search(*before) or _KNOCKED.search(*before):
                continue
            minutes = _read(read, found)
            if minutes is not None:
                total = bool(_TOTAL.search(text[: found.start()]))
                taken.append(Duration(found.start(), found.end(), minutes, total, vague=read is _A_WHILE))
    return sorted(taken, key=lambda one: one.start)


def total_minutes(durations: list[Duration]) -> int | None:
    """What they amount to together; None when there are none."""
    if not durations:
        return None
    if totals := [one for one in durations if one.total]:
        return totals[-1].minutes
    durations = [one for one in durations if not one.vague] or durations[:1]
    spoken = [one for one in durations if not one.clock]
    if spoken and len(spoken) < len(durations):  # 9点到10点,一个小时: the same told twice
        return sum(one.minutes for one in spoken)
    return sum(one.minutes for one in durations)


def minutes_in(text: str) -> int | None:
    """The minutes that normalised ``text`` speaks of; None when it speaks of none."""
    return total_minutes(find_durations(text))


def clock_spans(text: str) -> list[tuple[int, int]]:
    """Ranges of the clock in normalised ``text``, in minutes of the day from when to when: 晚上7点到8点 is (1140, 1200)."""
    spans: list[tuple[int, int]] = []
    for found in _RANGE.finditer(text):
        minutes, begin = _read(_range, found), _read(_begin, found)
        if minutes is not None and begin is not None:
            spans.append((begin, begin + minutes))
    return spans


def _begin(found: re.Match[str]) -> int | None:
    return _minute(found, "a", found["apart"])


_AFTER = Pattern(r"(?:过|隔|等)(?:了)?(?:大概|差不多|约|有)?$")
_KNOCKED = Pattern(r"[敲喊叫]了?(?:有|大|差不多)?$")
"""喊了半天: nobody has been served by it."""
_SUFFERED = Pattern(
    r"(?:停|断|坏|堵|漏|疼|痛|病|发烧|高烧|咳嗽?|丢|失踪|饿|昏迷?|晕)(?:水|电|气|网|着)?了?(?:快|差不多|大概|有)?$"
)
"""停了两天, 疼了一晚上: how long something was wrong."""
_THEN_AGAIN = Pattern(r"(?:左右)?(?:以后|之后|后)?[,\s]?(?:我)?(?:再|又|才|后|以后|之后)")
"""过了半小时再去: that long nobody was visited."""


def _is_past(said: str, after: str) -> bool:
    """三天前 tells a day; 两天没水 and 半天没人 tell of what was missing."""
    return bool(_PASSED.match(after)) or (said[-1] in "天会" and after.startswith("没"))


def _ranges(text: str) -> Iterator[Duration]:
    spans = list(_RANGE.finditer(text))
    spans += [
        one
        for one in _CAME_AND_LEFT.finditer(text)
        if _RANGE_SIGN.search(one[0]) and not any(one.start() < other.end() for other in spans)
    ]
    for found in spans:
        minutes = _read(_range, found)
        if minutes is not None:
            yield Duration(found.start(), found.end(), minutes, clock=True)


def _read(read: Callable[[re.Match[str]], int | None], found: re.Match[str]) -> int | None:
    try:
        return read(found)
    except (ValueError, OverflowError):
        return None


def _is_time_of_day(text: str, start: int) -> bool:
    """``3点20分``, ``三点一刻``: what follows 点 belongs to the clock."""
    before = text[max(0, start - 2) : start]
    return before.endswith("点") or (before.endswith(":") and before[:1].isdigit())
