"""Satisfaction polls: the questions of P1, how answers are read, who may vote, when is reminded (handbook §4.5, §5.5). Pure.

Rules of this area: a ballot has no name and no time; its key cannot be computed without the poll's secret, which dies at the close
together with all keys; texts that a voter reads never depend on what they answered.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain import answers
from bot.domain.directory import Directory, Person, Tier, Unit
from bot.domain.numerals import NUMBER, whole
from bot.ids import PersonId, UnitId

DONT_KNOW = "不了解"
"""Always an option, and never counted in a rate."""
OPEN_FOR = timedelta(days=14)
ADULT = 18
LONGEST_WISH = 200


class PollState(StrEnum):
    """Life of a poll: results are made in the very transaction that closes it."""

    OPEN = "open"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    """Closed, and nowhere were there enough ballots."""


@dataclass(frozen=True, slots=True)
class Item:
    """One closed question: the name of its answer, what is asked, the options by number, how its tally is called."""

    name: str
    prompt: str
    options: tuple[str, ...]
    label: str


P1 = (
    Item("known", "您知道您家邻长是谁吗", ("知道", "不太清楚", DONT_KNOW), "知道邻长是谁"),
    Item("contact", "近三个月,邻长联系过您家吗", ("常联系", "联系过", "没有", "记不清", DONT_KNOW), "联系群众"),
    Item("response", "有事找邻长,回应得快吗", ("很快", "还行", "慢", "没找过", DONT_KNOW), "回应快慢"),
    Item("clarity", "政策通知说得明白吗", ("明白", "有的不明白", "没收到", DONT_KNOW), "通知明白"),
    Item("overall", "总的来说,您对邻长满意吗", ("很满意", "满意", "一般", "不满意", DONT_KNOW), "总体"),
)
"""P1, 邻长工作满意度; the sixth question is the free wish."""
OVERALL = P1[-1]
WISH = "wish"

_SAME: Mapping[str, Mapping[str, str]] = {
    "known": {"清楚": "知道", "认识": "知道", "不清楚": "不太清楚", "不知道": "不太清楚", "不认识": "不太清楚"},
    "contact": {
        "经常": "常联系", "常来": "常联系", "来过": "联系过", "有": "联系过", "没": "没有", "没来过": "没有",
        "没联系": "没有", "没联系过": "没有", "没有联系过": "没有", "从没": "没有", "从来没有": "没有",
        "从没联系过": "没有", "从来没联系过": "没有", "从来没有联系过": "没有", "不记得": "记不清", "忘了": "记不清", "记不得": "记不清",
    },
    "response": {"快": "很快", "可以": "还行", "还可以": "还行", "一般": "还行", "太慢": "慢", "没找": "没找过"},
    "clarity": {"清楚": "明白", "不明白": "有的不明白", "有的明白": "有的不明白", "没有收到": "没收到"},
    "overall": {
        "非常满意": "很满意", "特别满意": "很满意", "挺满意": "满意", "比较满意": "满意", "还行": "一般",
        "还可以": "一般", "不太满意": "不满意", "很不满意": "不满意", "非常不满意": "不满意",
    },
}  # fmt: skip
"""Other words for an option, by question."""
_UNSURE = frozenset({"不了解", "不好说", "说不清", "说不上来", "不晓得", "没法说"})
_HEAD = re.compile(r"^(?:我|家|就|选|投|打|觉得|是|答)+")
_TAIL = re.compile(r"(?:的|了|吧|啊|呀|呢|哦)+$")
_NUMBERED = re.compile(r"^(?:第|选|我选)?([0-9])(?:个|项|条|号)?[.,:、)\s]*(\D+)$")
_CLOSING = " .,!?~。，！？～、;；:：\"'“”()（）"


def read_choice(item: Item, said: str) -> str | None:
    """The option that normalised ``said`` means: by number or in words; None when it is none, or two at once."""
    text = said.strip(_CLOSING)
    number = answers.number(text)
    if number is not None:
        return item.options[number - 1] if 1 <= number <= len(item.options) else None
    if both := _NUMBERED.match(text):  # “2 满意”, “1、很满意”: both must say the same
        by_number, by_word = read_choice(item, both[1]), _in_words(item, both[2].strip(_CLOSING))
        return by_number if by_number == by_word else None
    return _in_words(item, text)


def _in_words(item: Item, text: str) -> str | None:
    for bare in (text, _TAIL.sub("", text), _HEAD.sub("", text), _TAIL.sub("", _HEAD.sub("", text))):
        if bare in item.options:
            return bare
        if bare in _SAME[item.name]:
            return _SAME[item.name][bare]
        if bare in _UNSURE:
            return DONT_KNOW
    found = [option for option in item.options if option in text]
    longest = [option for option in found if not any(option != other and option in other for other in found)]
    if len(longest) != 1 or len(text) > len(longest[0]) + 8:
        return None
    rest = text.replace(longest[0], "")
    return None if re.search("[不没别谁太]", rest) else longest[0]


_NO_WISH = frozenset(
    {"", "没有", "没", "无", "没了", "不填", "跳过", "没啥", "没什么", "没得", "不用", "暂无", "暂时没有", "没有了", "0", "略", "不写", "没想法", "没意见"}
)  # fmt: skip


def read_wish(said: str, original: str) -> str:
    """The free answer, empty for 没有 and its like, for bare numbers and signs."""
    bare = said.strip(_CLOSING)
    return "" if bare in _NO_WISH or not re.search(r"[^\W\d_]", original) else " ".join(original.split())


def new_key(secret: str, voter: PersonId) -> str:
    """What a ballot is filed under while the poll is open: the same voter, the same key; useless without the secret."""
    return hmac.new(bytes.fromhex(secret), voter.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll. ``secret`` is empty from the close on."""

    number: int
    template: str
    scope: UnitId
    half: str
    opens_at: datetime
    closes_at: datetime
    state: PollState
    secret: str

    def takes_votes(self, now: datetime) -> bool:
        """Whether a ballot may be cast at ``now``; the closing work may come a little later than the closing time."""
        return self.state is PollState.OPEN and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter answered."""

    key: str
    unit: UnitId
    answers: Mapping[str, str]
    wish: str


def half_of(day: date) -> str:
    """``2026H1``: a neighbourhood is asked at most once in a half-year, so that two results can never be subtracted."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def reminders(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """At half-time and a day before the end (T+7 and T+13 of fourteen days), to everyone: nobody knows who has voted."""
    half, last = opens_at + (closes_at - opens_at) / 2, closes_at - timedelta(days=1)
    return tuple(sorted({when for when in (half, last) if when - opens_at >= timedelta(hours=20)}))


def is_adult(born: date | None, day: date) -> bool:
    """18 on ``day``; who has no birth date in the roster is not kept out."""
    if born is None:
        return True
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) >= ADULT


class Barred(StrEnum):
    """Why somebody may not vote."""

    GUEST = "guest"
    ELSEWHERE = "elsewhere"
    """In no neighbourhood."""
    VACANT = "vacant"
    MINOR = "minor"
    OWN_HOUSEHOLD = "own_household"


def barred(directory: Directory, person: Person, day: date) -> Barred | None:
    """Why ``person`` may not rate the warden of their neighbourhood; None: they may (ruling 26)."""
    if not person.known:
        return Barred.GUEST
    unit = directory.units.get(person.unit) if person.unit else None
    if unit is None or unit.tier is not Tier.NEIGHBOURHOOD:
        return Barred.ELSEWHERE
    if not is_adult(person.born, day):
        return Barred.MINOR
    warden = directory.appointed_warden(unit.id, day)
    if warden is None:
        return Barred.VACANT
    if warden.person == person.id or (person.household is not None and warden.household == person.household):
        return Barred.OWN_HOUSEHOLD
    return None


def units_to_ask(directory: Directory, scope: UnitId, covered: frozenset[UnitId], day: date) -> list[Unit]:
    """Neighbourhoods of ``scope`` that have a warden and are not covered by another poll of the same time."""
    return [
        unit
        for unit in directory.below(scope)
        if unit.tier is Tier.NEIGHBOURHOOD and unit.id not in covered and directory.appointed_warden(unit.id, day)
    ]


_ATTITUDE = re.compile(
    r"满意|一般|不了解|好评|差评|[0-9一二三四五六七八九十百]+分|(?:很|挺|太|不|真)(?:好|行|差|错|不错)|给力|好样"
    r"|优秀|合格|点赞|一票|投票"
)
_ABOUT = re.compile(r"邻长|楼栋长|测评|打分|投票|一票|投|评")
_ASKS = re.compile(r"谁|哪个|哪些|几个人|多少人|结果|什么时候|怎么|咋|吗$|\?$")
_OTHER_MATTER = re.compile(r"[0-9]号|修|办结|路灯|垃圾|水管|停电|停水|通知")


def names_the_poll(text: str) -> bool:
    """Whether it speaks of the warden, of marks or of voting."""
    return bool(_ABOUT.search(text))


def sounds_like_a_ballot(text: str) -> bool:
    """Whether normalised ``text``, said in a group while a poll is open, is an attempt to vote there."""
    bare = text.strip(_CLOSING)
    if not bare or len(bare) > 30 or _ASKS.search(bare) or _OTHER_MATTER.search(bare):
        return False
    if not _ATTITUDE.search(bare):
        return bool(re.fullmatch(r"(?:我)?(?:要)?(?:投|选|打)(?:给|个)?[0-9一二三四五](?:号|项|个|分)?", bare))
    return bool(_ABOUT.search(bare)) or "满意" in bare or len(bare) <= 4


SHORTEST, LONGEST = 3, 30
"""Days for which a poll opened by a person may be open."""
_SPAN = re.compile(rf"(?<!月)({NUMBER})(天|个?(?:星期|礼拜|周))")
_DATE = re.compile(
    rf"(?:(\d{{4}})年)?({NUMBER})月({NUMBER})[日号]?|(?<!\d)(?:(\d{{4}})[-./])?(\d{{1,2}})[-./](\d{{1,2}})(?!\d)"
)
_DAY_OF_MONTH = re.compile(rf"(?<!月)({NUMBER})[日号]")


def read_deadline(text: str, today: date) -> date | None:
    """The last day of a poll: ``14天``, ``两周``, ``12月15日``, ``20号``; None when it is no day from 3 to 30 days ahead."""
    try:
        last = _deadline(text, today)
    except (ValueError, OverflowError):
        return None
    return last if last is not None and SHORTEST <= (last - today).days <= LONGEST else None


def _deadline(text: str, today: date) -> date | None:
    if found := _DATE.search(text):
        parts = found.groups()
        year, month, day = parts[:3] if parts[1] else parts[3:]
        if year:
            return date(int(year), whole(month), whole(day))
        this_year = date(today.year, whole(month), whole(day))
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    if found := _SPAN.search(text):
        return today + timedelta(days=whole(found[1]) * (1 if found[2] == "天" else 7))
    if found := _DAY_OF_MONTH.search(text):
        day = whole(found[1])
        if day >= today.day:
            return today.replace(day=day)
        first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first.replace(day=day)
    if re.fullmatch(r"\d{1,2}", text.strip()):
        return today + timedelta(days=int(text))
    return None
