"""What may not stand in a notice: too much, secrets, people's numbers, lists of the poor and the sick, strange links (handbook §4.1, I14). Pure.

Rules of this file: texts are looked at as written and normalised, so full-width digits and inserted spaces hide nothing; a fault
names the kind of thing and never the thing itself.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from urllib.parse import urlsplit

from bot.domain.patterns import Pattern
from bot.normal import normalise

MOST = {"title": 20, "body": 800, "plain": 150, "attachment": 60, "line": 200}
"""Characters that each part may have."""


class Kind(StrEnum):
    """What is wrong with a text."""

    EMPTY = "empty"
    LONG = "long"
    CLASSIFIED = "classified"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    NAMES = "names"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``detail`` is the secrecy word, the host, or how many characters are too many; never a number or a name."""

    kind: Kind
    detail: str = ""


def faults(text: str, most: int, link_hosts: Iterable[str]) -> list[Fault]:
    """All that is wrong with ``text``; empty when it may stand."""
    seen = normalise(text)
    found: list[Fault] = []
    if not re.search(r"\w", seen.replace("ACK", "")):
        found.append(Fault(Kind.EMPTY))
    if len(text.strip()) > most:
        found.append(Fault(Kind.LONG, str(len(text.strip()) - most)))
    if word := secrecy_word(seen):
        found.append(Fault(Kind.CLASSIFIED, word))
    found += [Fault(kind) for kind in numbers_in(seen)]
    if lists_people(seen):
        found.append(Fault(Kind.NAMES))
    if host := strange_link(seen, link_hosts):
        found.append(Fault(Kind.LINK, host))
    return found


_SECRET = Pattern(
    r"绝密|机密|秘密|工作秘密|内部资料|内部文件|仅限内部|(?<!室)内部(?!分)|(?:不得|不要|严禁|禁止|请勿|切勿)(?:外传|外泄|泄露|扩散)|涉密"
)


def secrecy_word(text: str) -> str:
    """The secrecy mark in normalised ``text`` (also with spaces inside), or nothing."""
    found = _SECRET.search(re.sub(r"[\s·*_\-.]+", "", text))
    return found[0] if found else ""


_GROUPS = Pattern(r"[0-9](?:[\s\-–—_.·*()/,+]{0,3}[0-9])*(?:[\s\-–—]?x(?![a-z0-9]))?")
_MOBILE_SHAPE = Pattern(r"1\d{10}|1\d{2}\D{1,3}\d{4}\D{1,3}\d{4}")


def numbers_in(text: str) -> list[Kind]:
    """Kinds of personal numbers in normalised ``text``, each once."""
    found: list[Kind] = []
    for run in _GROUPS.finditer(text):
        for kind in _kinds(run[0]):
            if kind not in found:
                found.append(kind)
    return found


def _kinds(run: str) -> list[Kind]:
    """A run of digit groups: every row of neighbouring groups is read as one number."""
    groups = list(re.finditer(r"[0-9]+x?|x", run))
    sizes = [0, *accumulate(len(group[0]) for group in groups)]
    joined = "".join(group[0] for group in groups)
    found: list[Kind] = []
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            number = joined[sizes[first] : sizes[last + 1]]
            if len(number) > 19:
                break
            written = run[groups[first].start() : groups[last].end()]
            for kind, test in _TESTS:
                if test(number, written):
                    found.append(kind)
    return found


def is_id_card(number: str) -> bool:
    """18 places with a real date of birth and the check digit of GB 11643."""
    if not re.fullmatch(r"[1-9]\d{16}[\dxX]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return check_digit(number[:17]) == number[17].upper()


def check_digit(first17: str) -> str:
    """GB 11643 (ISO 7064 mod 11-2)."""
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first17))
    return "10X98765432"[weighed % 11]


def is_bank_card(number: str, written: str = "") -> bool:
    """16 to 19 digits that fulfil Luhn's sum. Two dates in a row (``2026.11.24-2026.12.24``) are none."""
    if number != (written or number) and re.match(r"(?:19|20)\d\d\D?\d", written):
        return False
    return bool(re.fullmatch(r"\d{16,19}", number)) and bool(number.strip("0")) and luhn(number) == 0


def luhn(number: str) -> int:
    """Luhn's sum modulo 10; 0 for a whole and valid number."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10


def is_mobile(number: str, written: str = "") -> bool:
    """A mobile of today (13–19…, with or without 86), or eleven digits from 1 on written as one."""
    bare = number[2:] if len(number) == 13 and number.startswith("86") else number
    if re.fullmatch(r"1[3-9]\d{9}", bare):
        return True
    return len(bare) == 11 and bool(_MOBILE_SHAPE.fullmatch(written or number))


_TESTS: tuple[tuple[Kind, Callable[[str, str], bool]], ...] = (
    (Kind.ID_CARD, lambda number, _written: is_id_card(number)),
    (Kind.BANK_CARD, is_bank_card),
    (Kind.MOBILE, is_mobile),
)

_HARD_UP = Pattern(
    r"低保|五保|特困|贫困|脱贫|困难户|困难家庭|救助|救济|残疾|残障|病|癌|瘫|智障|痴呆|精神异常|艾滋|肺结核|怀孕|孕妇"
)
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文章柳施洪鲁翁温俞甘华倪柯詹俞涂祝庄严牛尤项童阮纪舒储欧祁"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "夏侯", "令狐", "司徒")
_NO_NAME_WORDS = (
    "方便 方式 方面 方案 高龄 高温 高血 高血压 温度 马上 常年 常见 常住 常用 常规 万元 石头 白天 白内障 康复 康复训练 程序 程度 段落 严重 严格 严禁 文件 文化 "
    "任何 任务 任意 余额 华侨 金额 金融 江边 田间 田里 龙头 钟头 项目 章程 史料 高中 高考 高速 高压 方法 施工 施肥 顾客 常委 马路 林地 林业 林权 田地 田埂 "
    "牛羊 黄牛 白酒 石灰 金属 江水 常态 易燃 易爆 易发 温馨 毛巾 毛衣 雷雨 雷电 汤药 牛奶 祝贺 祝福 祝大家 严防 洪水 洪涝 石油 何时 何地 何人 余下 任职 于是 "
    "于今 万一 万事 谢谢 纪念 纪律 武装 童年 高峰 高低 何处 夏天 夏季 秦岭 黄色 黄豆 罗列 梁上 毛病 丁字 成人 华东 方可 高于 方圆 高度 石子 金秋 温水 温暖 任一 马桶"
)
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_NO_ENDING = frozenset("村组镇乡县市区街路站院部局所户费证卡单表病日月年时点元号楼栋款药险处店厂校群邻员")
_BETWEEN = Pattern(
    r"[^一-鿿]+|低保户?|五保户?|特困(?:户|人员)?|贫困户?|脱贫户?|困难户|救助|救济|残疾人?|残障|重病|大病|慢病|生病|病人|患者|患病|患有|病|癌症?|瘫痪|户主|村民|对象|人员|"
    r"居民|名单|家庭|同志|先生|女士|老人|大爷|大妈|奶奶|爷爷|以上|以下|如下|的|和|与|及|有|是|等|户|家|请|没|未|已|都|也|在|为|给|向|把|被|要|不"
)


def speaks_of_hardship(text: str) -> bool:
    """Whether a text speaks of illness, disability, poverty relief: never published about anybody (handbook §9.1)."""
    return bool(_HARD_UP.search(normalise(text)))


def lists_people(text: str) -> bool:
    """More than three names in a text that speaks of 低保, 残疾, illness and the like (handbook §4.1, §9.1)."""
    if not _HARD_UP.search(text):
        return False
    tokens = [token for token in _BETWEEN.split(text) if token]
    names = {token for token in tokens if _like_a_name(token)}
    # the last name of a list may run on into the sentence: 张三、李四、王五、赵六领慰问品
    last = {token[:2] for token in tokens if len(token) > 3 and f"、{token}" in text and _begins_with_a_name(token)}
    return len(names | last) > 3


def _like_a_name(token: str) -> bool:
    if token in _NO_NAMES or token[-1] in _NO_ENDING:
        return False
    if token.startswith(_DOUBLE):
        return 3 <= len(token) <= 4
    return 2 <= len(token) <= 3 and token[0] in _SURNAMES


def _begins_with_a_name(token: str) -> bool:
    return all(_like_a_name(token[:most]) for most in (2, 3))


_LINK = Pattern(
    r"(?P<scheme>[a-z][a-z0-9+.\-]{1,20}://)[^\s一-鿿,。;、()<>\"'“”]+"
    r"|(?<![@a-z0-9.\-])(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+(?:com|cn|net|org|cc|top|vip|xyz|info|shop|site|club|app|me|io|tv|co|link|ink|wang|biz|mobi|ltd|work)"
    r"(?![a-z0-9])(?::\d+)?(?:/[^\s一-鿿,。;、()<>\"'“”]*)?"
)


def strange_link(text: str, link_hosts: Iterable[str]) -> str:
    """The host of the first link outside ``link_hosts`` (a host holds its subdomains), or nothing."""
    allowed = tuple(host.lower() for host in link_hosts)
    for found in _LINK.finditer(text):
        host = _host(found[0], bool(found["scheme"]))
        if not any(host == one or host.endswith("." + one) for one in allowed):
            return host or found[0].partition("://")[0]
    return ""


def _host(link: str, has_scheme: bool) -> str:
    try:
        return (urlsplit(link if has_scheme else f"//{link}").hostname or "").rstrip(".")
    except ValueError:
        return ""


_HOTLINE = Pattern(r"1[01]\d|12\d|12\d{3}|9\d{4}|400\d{7}|800\d{7}")
_LANDLINE = Pattern(r"0\d{9,11}|[2-8]\d{6,7}")


class Phone(StrEnum):
    """What kind of number a phone for questions is."""

    PUBLIC = "public"
    """A hotline, a service number or a fixed line."""
    MOBILE = "mobile"
    """May be printed only with its owner's consent."""
    NONE = "none"


def read_phone(text: str) -> tuple[Phone, str]:
    """The phone in normalised ``text`` and its kind; the digits as they will be printed."""
    found = re.search(r"\d[\d\s\-–—()]*\d", text)
    if found is None:
        return Phone.NONE, ""
    digits = re.sub(r"\D", "", found[0])
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    if len(digits) == 11 and digits.startswith("1"):
        return Phone.MOBILE, digits
    if _HOTLINE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return Phone.PUBLIC, re.sub(r"[\s()–—]+", "-", found[0].strip()).strip("-")
    return Phone.NONE, digits
