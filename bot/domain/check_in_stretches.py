"""Where the words of each household of a round lie in what was told (handbook §3.7). Pure; texts are normalised.

Rules of this file: a clause that begins with another household opens a stretch of its own, if something of its own is said there (a verb of
going, a time, a deed, a shut door, how they are); names in a row stay together; what comes before the first household is the heading, and a
clause that begins with 都 or 一共 after the last is meant for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import service_words as words
from bot.domain import visit_absence as absence
from bot.domain.check_in_targets import is_same
from bot.domain.check_ins import Kind
from bot.domain.durations import Duration
from bot.domain.patterns import Pattern
from bot.domain.residents import Mention


@dataclass(frozen=True, slots=True)
class Round:
    """Where each household's words lie; ``heading`` ends where the first begins, ``tail`` begins where the last ends."""

    heading: int
    stretches: tuple[tuple[int, int], ...]
    tail: int


@dataclass(slots=True)
class _Stretch:
    start: int
    mentions: list[Mention]
    led: bool
    """A verb of going, or a deed, stands before the name."""
    strong: bool


_CONJ = r"(?:首先|先|再|又|然后|接着|后来|最后|之后|随后|其次|回头|完了|顺路|顺道|顺便|顺手|还|另外|紧接着|跟着|末了|今天|昨天|前天|[早晚]上|[上下中]午|傍晚|后晌|晌午|夜里|我|俺|也|就|有|一家是?|一户是?|家是?|第(?:[一二三四五六七八][户个]?|[户个]|(?![一二三四五六七八])))"
_VERB = r"(?:走访|探望|看望|慰问|探视|拜访|路过|来到|赶到|转到|跑到|入户|上门|去|到|上|走|看|瞧|访|找|串|跑|进|给|帮|替|陪|送|接|带|把|为|敲|问|从)"
NUMBER = r"(?:\d{1,2}\s?[.、):]|[一二三四五六七八九]\s?[、.:)])"
_OPENS = Pattern(
    rf"^[\s,、;:。!]*(?:{NUMBER})?\s*(?:{_CONJ}\s?)*+(?P<led>(?:{_VERB}(?:了|过|到|完|着|一下|趟){{0,2}}){{0,3}})\s*$"
)
_SEAM = Pattern(
    r"[,。;!?\n\s:]+|(?<=.)、|(?<=[^\s,。;、:\d])(?=\d\s?[.、):](?!\d))|(?<=分钟|小时|钟头|没人|不在|一次)(?=.)"
)
_BARE = Pattern(
    r"[\s,、/&]|和|跟|与|及|以及|还有|[两俩三四五六七八九十\d]+(?:家|户|位|个|人)(?:人家|老人)?|了|家|屋里|走|去|到|看|访"
)
COUNTED = Pattern(
    r"[\d一二两俩三四五六七八九十几多]+\s*(?:多|来)?(?:户|家|位|个|人)|如下|以下|情况|几[家户位]|(?:走访|入户|探访|看望|慰问|打卡|走户|巡户|访)(?:了)?\s*$|:\s*$"
)
_SO_MANY = Pattern(
    r"(?:[\d二两俩三四五六七八九十几多]+)(?:多|来)?(?:户|家|位|个|名)(?:独居|留守|困难|空巢|孤寡)?(?:老人|人家|村民|住户|群众|邻居|农户|党员|老党员|孩子|户)?$"
)
_SAYS = Pattern(
    r"坐|聊|唠|谈|待了|呆了|陪|一[次趟回遍]|两[次趟回]|(?:都|也|挺|很|蛮|还|一切|身体|精神)[^,。;]{0,3}(?:好|行|硬朗|可以|正常|平安)|平安|没(?:啥|什么|有)?事|正常|老样子|没(?:啥|什么)?(?:问题|情况|困难)"
    r"|[送修换装买交缴办搬劈洗剪做扫擦补通填取领帮教贴拿捎喂煮查讲量收](?:了|好|完|上|掉)"
)
_PASSING = Pattern(
    r"^(?:家)?(?:里)?(?:人)?(?:也|正好|刚好|恰好|正|刚巧)(?:在|来)|^(?:家)?的|^(?:说|讲|告诉|反映|跟我|打来|来电)"
)
_FOR_ALL = Pattern(
    r"^[\s,。;、]*(?:三|两|几|四|五|六|大|各|每|全)?(?:家|户|人)?(?:都|全部|全都|各|每[家户人]|均|一共|总共|共|合计|前后|加起来|一起|统共|拢共)"
)
_PARTIES = frozenset({Kind.MEDIATE})


def round_in(kind: Kind | None, text: str, mentions: Sequence[Mention], durations: Sequence[Duration]) -> Round | None:
    """How ``text``, of which the whole is taken for ``kind``, falls into households; None when it tells of one, or of several alike."""
    if len(mentions) < 2 or all(is_same(mentions[:1], one) for one in mentions[1:]):
        return None
    places = sorted({0, *(found.end() for found in _SEAM.finditer(text))})
    found = _stretches(text, places, mentions, durations)
    found = _retold(found)
    if len(found) < 2 or not any(one.strong for one in found):
        return None
    ends = [one.start for one in found[1:]] + [_tail(text, places, found[-1])]
    spans = tuple((one.start, end) for one, end in zip(found, ends, strict=True))
    if kind in _PARTIES:
        others = [
            span for one, span in zip(found, spans, strict=True) if one.strong and not _quarrels(text[slice(*span)])
        ]
        if len(others) < 2:
            return None
    return Round(found[0].start, spans, spans[-1][1])


def _stretches(
    text: str, places: Sequence[int], mentions: Sequence[Mention], durations: Sequence[Duration]
) -> list[_Stretch]:
    found: list[_Stretch] = []
    heading = False
    for one in mentions:
        seam = max((place for place in places if place <= one.start), default=0)
        if heading and not _BOUND.search(text[: one.start]):
            seam = one.start
        opens = _OPENS.match(text[seam : one.start])
        if not found:
            start = seam if opens is not None else (0 if not COUNTED.search(text[:seam]) else seam)
            if opens is None and _SO_MANY.search(text[seam : one.start]):
                start = one.start
            heading = bool(COUNTED.search(text[:start].rstrip(" ,。;\n")))
            led = opens is None or bool(opens["led"])
            found.append(_Stretch(start, [one], led, _is_strong(text, one, mentions, durations)))
            continue
        last = found[-1]
        if opens is not None and _is_told_again(found, one) and _is_strong(text, one, mentions, durations):
            found.append(_Stretch(seam, [one], bool(opens["led"]), strong=True))
            continue
        if opens is None or is_same(last.mentions, one) or not _says_something(text, last, one):
            last.mentions.append(one)
            continue
        strong = _is_strong(text, one, mentions, durations)
        parallel = (heading or not found[0].led) and not _PASSING.match(text[one.end :])
        if strong or (opens["led"] and not _PASSING.match(text[one.end :])) or parallel:
            found.append(_Stretch(seam, [one], bool(opens["led"]), strong))
        else:
            last.mentions.append(one)
    return found


_BOUND = Pattern(r"(?:[和跟给帮把对说替叫让找问被比是在、去到从看访]|走访|以及)$")
"""In a round said without a breath every name begins anew, unless it is bound to what goes before."""


def _is_told_again(found: list[_Stretch], one: Mention) -> bool:
    """走访了甲和乙,甲家20分钟: the row that named them said nothing of either."""
    row = found[0]
    return (
        len(row.mentions) > 1
        and is_same(row.mentions, one)
        and not is_same([each.mentions[0] for each in found[1:]], one)
    )


def _says_something(text: str, last: _Stretch, one: Mention) -> bool:
    """Whether more than names in a row stands before ``one``."""
    return bool(re.search(r"[一-龥\d]", _BARE.sub("", text[last.mentions[-1].end : one.start])))


def _is_strong(text: str, one: Mention, mentions: Sequence[Mention], durations: Sequence[Duration]) -> bool:
    """Whether the clause in which ``one`` is named tells of having been there."""
    if _PASSING.match(text[one.end :]):
        return False
    ahead = re.split(r"[,。;!?\n\s]", text[one.end :].lstrip(" :,"))[0]
    for other in mentions:
        if other.start > one.end and other.text in ahead:
            ahead = ahead[: ahead.index(other.text)]
    end = one.end + len(ahead) + 1
    return bool(
        _SAYS.search(ahead)
        or any(one.end <= span.start <= end for span in durations)
        or absence.unmet_in(("他家" if one.at_home else "他") + ahead) is not None
        or words.kind_words(ahead)
    )


def _retold(found: list[_Stretch]) -> list[_Stretch]:
    """走了甲、乙两家,甲不在,乙聊了半小时: the row at the beginning is only a heading."""
    if len(found) < 2 or len(found[0].mentions) < 2:
        return found
    later = [one.mentions[0] for one in found[1:]]
    if all(is_same(later, one) for one in found[0].mentions):
        return found[1:]
    return [] if any(is_same(found[0].mentions, one) for one in later) else found


def _tail(text: str, places: Sequence[int], last: _Stretch) -> int:
    """Where what is meant for all begins."""
    for place in places:
        if place > last.mentions[-1].end and _FOR_ALL.match(text[place:]):
            return place
    return len(text)


def _quarrels(text: str) -> bool:
    return any(one.kind in _PARTIES for one in words.kind_words(text))
