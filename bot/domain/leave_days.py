"""From when to when, and who stands in, as people say it: 12月1号到10号我去儿子家,让老李代一下. Pure; texts are normalised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.directory import Office
from bot.domain.leave import NOBODY, meant
from bot.domain.notice_dates import day_ahead
from bot.domain.numerals import NUMBER, value
from bot.domain.patterns import Pattern
from bot.domain.surnames import SURNAMES


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a text names, as far as it does; ``rest`` is what else it says."""

    first: date | None = None
    last: date | None = None
    rest: str = ""


_WEEKDAY = r"(?:下下|下|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天末]"
_DAY = Pattern(
    r"\d{4}[年\-./]\d{1,2}[月\-./]\d{1,2}[日号]?"
    rf"|(?:{NUMBER})月(?:份)?(?:{NUMBER})[日号]?"
    r"|(?<![\d.])\d{1,2}[\-./]\d{1,2}(?!\d)"
    rf"|(?:这个月|本月|下个月|下月)?的?(?:{NUMBER})[日号]"
    r"|大后天|大前天|今天|今日|今儿个?|明天|明日|明儿个?|明早|后天|后儿|昨天|昨儿个?|前天"
    rf"|{_WEEKDAY}"
    r"|(?:这个|本|下个?)?月[底末]|年[底末]"
)
_LENGTH = Pattern(rf"(半|{NUMBER})(个半|个)?(天|日|周|星期|礼拜|月)(?!以?[前后])")
_SHORT = Pattern(r"(?<![\d月.\-/])(\d{1,2})\s*(?:到|至|-|~)+\s*(?=\d{1,2}[日号])")
_BACK = {"昨": -1, "前": -2, "大前": -3}


def read_span(text: str, today: date) -> Span:
    """The days that ``text`` names."""
    text = _SHORT.sub(r"\1号到", text)
    first = last = None
    rest, position = "", 0
    for found in _DAY.finditer(text):
        day = _day(found[0], first or today, today)
        if day is None or (first is not None and last is not None):
            continue
        rest, position = rest + text[position : found.start()] + " ", found.end()
        if first is None:
            first = day
        else:
            last = day
    rest += text[position:]
    length = _LENGTH.search(rest)
    if length is not None and last is None:
        if first is not None and (days := _days(length)) >= 1:
            last = first + timedelta(days=days - 1)
        rest = rest[: length.start()] + " " + rest[length.end() :]
    return Span(first, last, rest)


_NEAR = Pattern(r"[今明后昨前]")


def _day(said: str, base: date, today: date) -> date | None:
    """``base`` is the first day once it is known: 12月1号到10号, 下周一到周五."""
    base = today if _NEAR.search(said) else base
    for word in sorted(_BACK, key=len, reverse=True):
        if said.startswith(word):
            return base + timedelta(days=_BACK[word])
    plain = said.replace("周末", "周日").replace("星期末", "周日").replace("礼拜末", "周日")
    plain = re.sub(r"(今|明|后)(?:儿个?|早)", r"\1天", plain)
    try:
        return day_ahead(plain, base)
    except (ValueError, OverflowError):
        return None


def _days(found: re.Match[str]) -> int:
    count = 0.5 if found[1] == "半" else value(found[1])
    count += 0.5 if found[2] == "个半" else 0
    return min(round(count * {"天": 1, "日": 1, "月": 30}.get(found[3], 7)), 9999)


_HAN = r"[\u4e00-\u9fff]"
_ASKED = Pattern(
    rf"(?:让|请(?!个?假)|叫|由|找|喊|托|麻烦|拜托|换|交给)\s*(?P<name>{_HAN}{{2,6}}?)\s*(?:帮忙|帮我|帮|来|给我|先)?\s*(?:代|顶|替|照看|照应|看着|看一?下|管一?下|值班|$)"
)
_DOES = Pattern(rf"(?P<name>{_HAN}{{2,5}}?)\s*(?:来|帮我|给我)?(?:代班|代一?下|代几天|代我|替我|替班|顶班|顶一?下)")
_WORDS = Pattern(
    r"请假|请个假|告假|休假|代班人?|从|起|到|至|为止|止|我|要|想|去|这|几天|期间|的|了|吧|呢|-|~|,|。|;|、|:|\.|是|和"
)


def deputies_named(rest: str, among: Sequence[Office]) -> tuple[str, list[Office]]:
    """Who is said to stand in: the words, and whom they may mean (nobody: not known here)."""
    for one in among:
        if len(one.name) > 1 and one.name in rest:
            return one.name, [one]
    for pattern in (_ASKED, _DOES):
        if found := pattern.search(rest):
            said = _WORDS.sub("", found["name"]) or found["name"]
            return said, meant(said, among)
    tokens = [one for one in _WORDS.sub(" ", rest).split() if re.fullmatch(rf"{_HAN}{{2,4}}", one)]
    for token in reversed(tokens):
        if options := meant(token, among):
            return token, options
    return next((one for one in tokens[-1:] if len(one) < 4 and one[0] in SURNAMES), ""), []


def wants_nobody(rest: str) -> bool:
    """Whether it is said that nobody stands in: 请假 12月1日 12月3日 没有."""
    return any(NOBODY.match(token) for token in re.split(r"[\s,。;]+", rest) if len(token) > 1)


_LEAVE = Pattern(r"请.{0,6}?假(?!条|如|设|装|话|的)|[告休]个?假")
_STANDS_IN = Pattern(r"代班|代一?下|代几天|代我|替我|替班|顶班|顶一?下|帮我(?:代|顶|替)|[长记师叔哥姐]代[。.!]?$")
_NO_LEAVE = Pattern(r"[?]|吗|怎么请|能不能|放假|学校|老师请|^(?:我家|我)?的?(?:小?孩子?|娃|学生)")


def sounds_like_leave(text: str) -> bool:
    """Whether a warden's sentence, said without the command, takes leave: it names a day, and leave or somebody who stands in."""
    if len(text) > 120 or _NO_LEAVE.search(text):
        return False
    return bool(_DAY.search(text) or _LENGTH.search(text)) and bool(_LEAVE.search(text) or _STANDS_IN.search(text))
