"""Who a warden means by 李奶奶, 老王家, 翠萍姐: resolved only against the warden's own list (handbook §3.7). Pure.

Rules of this file: a full name beats a nickname, a longer one beats a shorter; who fits by sex and age goes before who merely has the
surname; somebody who is not on the list stays the words that were said, never a new person; the warden's own household is nobody's
target by nickname.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.residents import Mention, Resident
from bot.domain.surnames import SURNAMES
from bot.domain.titles import EITHER, FEMALE, MALE, OLD
from bot.ids import HouseholdId

_TITLES = sorted((*FEMALE, *MALE, *EITHER), key=len, reverse=True)
_TITLE = "|".join(_TITLES)
_HOME = r"(?:他|她)?(?:们)?(?:家|屋里|户)(?!里人|长|具|电|禽|乡|庭|务|伙|常|属|的)"
_HOMES = frozenset("家屋户")
"""One of them stands in whatever ``_HOME`` matches."""
_SURNAME = "[" + "".join(sorted(SURNAMES)) + "]"
_COMPOUND = r"(?!毛病|毛驴|房子|房屋|车|路上|路口|路边|苗子|牛犊|牛羊|花园|农民|安全|康社|米粥|米椒|党员|祖宗|池塘|池子|沟|广场|广告|费|雨|雪|师|时|学|孩|朋友|区|计|组|规矩|问题|地方|样|平|年|辈|百姓|超市|卖部)"
_NICK = re.compile(
    rf"(?P<old>[老小])?(?P<sur>{_SURNAME})(?:(?P<title>{_TITLE})(?P<home>{_HOME})?|(?P<home2>{_HOME})|(?P<mou>某某?)|(?<![从向于和对到把同与])(?P<lao>老)(?!师|人|板|太|家|百|是|大|了|婆|{_SURNAME}(?:{_TITLE}|{_HOME}))(?P<home4>{_HOME})?)"
    rf"|(?P<old3>[老小]){_COMPOUND}(?P<sur3>{_SURNAME})(?:头子?|哥俩|两口子)?(?P<home3>{_HOME})?(?P<more>(?=[一-龥]))?"
)
_UNKNOWN_HOME = re.compile(rf"(?P<who>{_SURNAME}[一-龥]{{1,2}}|[一-龥]{{0,2}}(?:{_TITLE}))(?P<home>{_HOME})")
_NOT_PEOPLE = frozenset(
    {
        "大家",
        "国家",
        "全家",
        "自家",
        "人家",
        "每家",
        "一家",
        "几家",
        "专家",
        "农家",
        "公家",
        "老家",
        "回家",
        "管家",
        "住家",
        "东家",
        "娘家",
        "婆家",
        "亲家",
        "单家",
        "在家",
    }
)
_GENERIC_TITLES = frozenset({"老人", "老人家", "老师", "师傅", "医生", "老板"})
_GENERIC = re.compile(r"^(?:[看瞧问给帮去到找跟和的个位些各几]{1,2})?(?:老人家?|老师|师傅|医生|老板)$")
OLD_AGE = 55


def find_mentions(
    text: str, residents: Iterable[Resident], today: date, own: HouseholdId | None = None
) -> list[Mention]:
    """Everybody named in normalised ``text``, in order."""
    known = list(residents)
    taken: list[Mention] = []
    for found in (
        *_full_names(text, known, own),
        *_given_names(text, known, own),
        *_near_names(text, known, own),
        *_nicknames(text, known, today, own),
        *_strangers(text),
    ):
        if not any(found.start < one.end and one.start < found.end for one in taken):
            taken.append(found)
    return sorted(taken, key=lambda one: one.start)


def _full_names(text: str, known: list[Resident], own: HouseholdId | None) -> Iterator[Mention]:
    present: dict[str, list[Resident]] = {}
    for one in known:
        if one.name in text:
            present.setdefault(one.name, []).append(one)
    for name in sorted(present, key=len, reverse=True):
        yield from _named(text, name, present[name], own)


def _named(text: str, name: str, found: list[Resident], own: HouseholdId | None) -> Iterator[Mention]:
    for start, after in _each(text, name):
        mine = own is not None and all(one.household == own for one in found)
        yield Mention(start, after.end(), text[start : after.end()], tuple(found), bool(after["home"]), mine)


def _each(text: str, name: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Where ``name`` begins in ``text``, and what follows it. A pattern for each name of a list would be made anew with every message."""
    start = text.find(name) if name else -1  # whose name has been erased is named nowhere
    while start >= 0:
        after = _AFTER_NAME.match(text, start + len(name))
        assert after is not None  # it may be empty
        yield start, after
        start = text.find(name, after.end())


_AFTER_NAME = re.compile(rf"(?P<title>{_TITLE})?(?P<home>{_HOME})?")
_AT_HOME = re.compile(_HOME)


_LISTED_BEFORE = re.compile(r"(?:^|[\s,、:;。]|[和跟与及给帮陪找叫替问带教送]|打给|看望?了?|去了?|联系|走访了?)$")
_LISTED_AFTER = re.compile(
    r"(?:$|[\s,、。;:]|[和跟与及在说讲]|[两三四五六七八]家|家|他们|最近|来|[不没](?:在|见)|的?(?:电话|手机|微信|号)|[一两三四五几\d]+(?:个|次|通|回))"
)
_COMMON = frozenset(
    {
        "国庆",
        "建国",
        "和平",
        "中秋",
        "元旦",
        "春节",
        "清明",
        "建设",
        "解放",
        "卫生",
        "文化",
        "平安",
        "健康",
        "安全",
        "志愿",
        "春生",
    }
    | {"大有", "太平", "幸福", "光明", "小学", "中学"}
)
"""Given names that are words as well: they need a surname or a title."""


def _given_names(text: str, known: list[Resident], own: HouseholdId | None) -> Iterator[Mention]:
    """翠萍家, 翠萍姐; 翠萍 alone only where a name stands (老马、翠萍、玉兰三家; 志强在东莞)."""
    present = set(text)
    for one in known:
        if one.name[-1:] not in present:
            continue
        given = one.name[1:]
        if len(given) != 2 or given not in text:
            continue
        same = tuple(other for other in known if other.name[1:] == given)
        mine = own is not None and all(other.household == own for other in same)
        for start, after in _each(text, given):
            alone = not after["title"] and not after["home"]
            if alone and (
                given in _COMMON
                or not _LISTED_BEFORE.search(text[:start])
                or not _LISTED_AFTER.match(text[after.end() :])
            ):
                continue
            yield Mention(start, after.end(), text[start : after.end()], same, bool(after["home"]), mine)


def _near_names(text: str, known: list[Resident], own: HouseholdId | None) -> Iterator[Mention]:
    """马永桂家: one character beside a name of the list, as voice typing writes it. Never taken for granted, asked."""
    if _HOMES.isdisjoint(text):
        return
    for one in known:
        if len(one.name) != 3 or one.household == own:
            continue
        for start in _like(text, one.name):
            home = _AT_HOME.match(text, start + 3)
            said = text[start : home.end()] if home is not None else ""
            if said and not any(other.name in said for other in known):
                yield Mention(start, start + len(said), said, (one,), at_home=True, near=True)


def _like(text: str, name: str) -> Iterator[int]:
    """Where three characters begin of which the last or the middle one is not that of ``name``."""
    first, second, third = name[0], name[1], name[2]
    start = text.find(first)
    while start >= 0:
        middle, last = text[start + 1 : start + 2], text[start + 2 : start + 3]
        if (middle == second and last != third and _is_hanzi(last)) or (
            middle != second and last == third and _is_hanzi(middle)
        ):
            yield start
        start = text.find(first, start + 1)


def _is_hanzi(one: str) -> bool:
    return "一" <= one <= "龥"


def _nicknames(text: str, known: list[Resident], today: date, own: HouseholdId | None) -> Iterator[Mention]:
    for match in _NICK.finditer(text):
        if match[0] in _NOT_PEOPLE or text[match.start() : match.start() + 2] in _NOT_PEOPLE:
            continue
        surname = match["sur"] or match["sur3"]
        title = match["title"] or ""
        if title in _GENERIC_TITLES and not _stands_alone(text, match.start()):
            continue
        at_home = bool(match["home"] or match["home2"] or match["home3"] or match["home4"])
        if at_home and not match["old"] and match["home2"] and _in_a_name(text, match.start()):
            continue
        others = [one for one in known if own is None or one.household != own]
        candidates = _fitting(others, surname, title, at_home, today)
        if (
            match["more"] is not None and not candidates
        ):  # 小安排: only somebody of the list stands in the middle of words
            continue
        yield Mention(match.start(), match.end(), match[0], candidates, at_home)


def _in_a_name(text: str, start: int) -> bool:
    """徐水根家: its last character may be a surname too, but the name begins before it."""
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[0] in SURNAMES and re.fullmatch(r"[一-龥]", before[1]) is not None


def _stands_alone(text: str, start: int) -> bool:
    """A surname in the middle of a word is none (独居老人的“居”is not one, but 高老师 after a verb is)."""
    return start == 0 or not text[start - 1].isalnum() or text[start - 1] in "看望访了陪和跟与到找去帮给替问"


def _fitting(known: list[Resident], surname: str, title: str, at_home: bool, today: date) -> tuple[Resident, ...]:
    """Those meant by a surname with a title; by households when nobody of the surname fits."""
    named = [one for one in known if one.name.startswith(surname) and one.person is not None]
    if title in FEMALE:
        named = [one for one in named if one.gender != "男"]
    elif title in MALE:
        named = [one for one in named if one.gender != "女"]
    if title in OLD:
        aged = [one for one in named if (one.age(today) or 0) >= OLD_AGE]
        named = aged or named
    if title:
        cared = [one for one in named if title in OLD and one.is_cared_for(today)]
        named = cared if len(cared) == 1 else named
        if named:
            return tuple(_one_a_household(named) if at_home else named)
    heads = [one for one in known if one.head.startswith(surname)]
    if heads:
        return tuple(_one_a_household(heads))
    return tuple(_one_a_household(named))


def _one_a_household(found: list[Resident]) -> list[Resident]:
    """One resident for each household, the head where there is one."""
    homes: dict[str, Resident] = {}
    for one in found:
        key = str(one.household or one.person)
        if key not in homes or one.is_head:
            homes[key] = one
    return list(homes.values())


def _strangers(text: str) -> Iterator[Mention]:
    """徐水根家 of another neighbourhood, 刘师傅家: words, nobody of the list."""
    if _HOMES.isdisjoint(text):
        return
    for match in _UNKNOWN_HOME.finditer(text):
        who = match["who"]
        start = match.start()
        for cut in range(len(who)):  # the surname nearest to the verb: 走访徐水根家
            if who[cut] in SURNAMES and len(who) - cut >= 2:
                start = match.start() + cut
                break
        if re.search(
            r"[\d一二三两四五六七八九十几多在别不放把的了是有]", text[start : match.start("home")]
        ):  # 河边两户
            continue
        if _GENERIC.search(text[start : match.start("home")]):  # 看看老人屋里
            continue
        if text[start : start + 2] not in _NOT_PEOPLE and match[0][-2:] not in _NOT_PEOPLE:
            yield Mention(start, match.end(), text[start : match.end()], (), at_home=True)
