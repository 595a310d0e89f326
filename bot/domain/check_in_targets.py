"""Whom a sentence is about, and what was found at each of them: time, a shut door, a need (handbook §3.7). Pure; texts are normalised.

Rules of this file: the first name says whom the visit was to; later names count only in a row with it, or with a verb of going, a time or a
shut door of their own; what is said once for several of them is meant for each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import visit_absence as absence
from bot.domain import visit_findings as findings
from bot.domain.check_ins import PERSONAL_KINDS, Kind, Unmet
from bot.domain.durations import Duration, total_minutes
from bot.domain.patterns import Pattern
from bot.domain.residents import Mention


@dataclass(frozen=True, slots=True)
class Target:
    """One household or person that a sentence is about: the minutes spent there, and what was found there."""

    mention: Mention
    minutes: int | None
    unmet: Unmet | None = None
    need: str = ""
    doubtful: bool = False
    """Nobody may have been met, though it is not said: to be asked."""


_CLAUSE = Pattern(r"[,。;!?\n]")
_ITEM = Pattern(r"、\s*$")
"""甲20分钟、乙没在、丙半小时: a list, each with what was found there."""
_VERB = r"(?:走访|走|去|到|看|看望|探望|陪|上|找|串|慰问|进|给|帮|替|为|把)"
_JOIN = Pattern(
    rf"^[\s,、/&]*(?:和|跟|与|及|以及|还有|同|又|再|然后|接着|后来|最后|顺路|顺便|\d[.、)])?[\s,、]*(?:又|再|也)?{_VERB}?(?:了|过)?[\s,、]*$"
)
_ONWARD = Pattern(
    rf"(?:然后|接着|后来|最后|之后|又|再|还|顺路|顺便|\d\s?[.、):]|(?:上|中|下)午|早上|晚上|傍晚|后晌)+(?:又|再|也|我)?{_VERB}?(?:了|过|到)?\s*$"
)
_GOING = Pattern(r"(?:走访|走|去|到|看|看望|探望|陪|找|上|串|慰问|进|[又再还也](?:给|帮|替|把))(?:了|过|到|下)?\s*$")
_STAYED = Pattern(r"^(?:也|又|就|里|那)?(?:坐|待|呆|聊|去)(?:了|过)")
EACH = Pattern(
    r"(?:各|各家|每家|每户|每人|每个|每位|一家|一户|一人|分别|都是?)(?:用|花|待|坐|陪|聊|呆)?(?:了|差不多|大概|约)?\s*$"
)


def targets_in(
    kind: Kind | None, text: str, mentions: Sequence[Mention], durations: Sequence[Duration]
) -> tuple[tuple[Target, ...], bool]:
    chosen = _chosen(text, mentions, durations)
    if not chosen:
        return (), False
    total = total_minutes(list(durations))
    if len(chosen) == 1:
        return (Target(chosen[0], total),), False
    in_order = _in_order(chosen, text)
    runs = in_order or _runs(chosen, text)
    again = _again(kind, text, mentions, chosen)
    for one, _ in again:
        text = text[: one.start] + " " * (len(one.text) + 4) + text[one.end + 4 :]
    found: list[Target] = []
    for index, (run, start, end) in enumerate(runs):
        stretch = text[start:end]
        inner = [_moved(one, -start) for one in mentions if start <= one.start < end]
        spans = [one for one in durations if start <= one.start < end]
        told, who = (stretch, inner) if index or len(runs) > 1 else (text, mentions)
        unmet = unmet_of(kind, told, who, stayed=stayed(text, spans))
        need = need_of(kind, text, mentions, durations, unmet, start, end)
        minutes = total_minutes(spans)
        doubtful = unmet is None and not need and is_doubtful(kind, stretch, inner, stayed=stayed(text, durations))
        found += [Target(one, minutes, unmet, need if one is run[-1] else "", doubtful) for one in run]
    shut = {chosen_one.text: unmet for chosen_one, unmet in ((_first(chosen, one), unmet) for one, unmet in again)}
    found = [replace(one, unmet=shut.get(one.mention.text, one.unmet)) for one in found]
    if in_order:
        return tuple(found), False
    return _timed(found, [len(run) for run, _, _ in runs], text, durations, total)


def _in_order(chosen: Sequence[Mention], text: str) -> list[tuple[list[Mention], int, int]]:
    """甲、乙两家,前一家20分钟后一家没人: two targets, told of in their order."""
    first, second = _THE_FIRST.search(text, chosen[-1].end), _THE_SECOND.search(text, chosen[-1].end)
    if len(chosen) != 2 or first is None or second is None or second.start() < first.start():
        return []
    return [([chosen[0]], first.end(), second.start()), ([chosen[1]], second.end(), len(text))]


_THE_FIRST = Pattern(r"(?:前|头|第)(?:一)?(?:家|户|个|位)|前者|[一有]家(?=[^,。;]{1,12}[,;]?(?:另|还有)?一家)")
_THE_SECOND = Pattern(r"(?:后|另|第二|下)(?:一)?(?:家|户|个|位)|后者|(?<=[^一两三各每][,;分钟时])一家")


def _again(
    kind: Kind | None, text: str, mentions: Sequence[Mention], chosen: Sequence[Mention]
) -> list[tuple[Mention, Unmet]]:
    """Targets named once more because nobody was there: 走了老李、老何两家,老何家没人."""
    found: list[tuple[Mention, Unmet]] = []
    for one in mentions:
        if one not in chosen and is_same(chosen, one):
            ahead = re.split(r"[,。;!?\n]", text[one.end : one.end + 12])[0]
            if (unmet := unmet_of(kind, "他家" + ahead, ())) is not None:
                found.append((one, unmet))
    return found


def _first(chosen: Sequence[Mention], one: Mention) -> Mention:
    return next(earlier for earlier in chosen if is_same([earlier], one))


def _moved(one: Mention, by: int) -> Mention:
    return replace(one, start=one.start + by, end=one.end + by)


def _timed(
    found: list[Target], runs: list[int], text: str, durations: Sequence[Duration], total: int | None
) -> tuple[tuple[Target, ...], bool]:
    """The minutes of several targets: each its own where they are told so, else divided among those that were met."""
    if total is None:
        return tuple(found), False
    if any(EACH.search(text[: one.start]) for one in durations):
        last = durations[-1].minutes
        return tuple(replace(one, minutes=None if one.unmet else last) for one in found), False
    if len(runs) > 1 and all(one.vague for one in durations):
        return tuple(found), False  # 又到老何家坐了坐 is told of one of them
    if all(run == 1 for run in runs) and all(one.minutes or one.unmet for one in found[:-1]):
        return tuple(found), False
    met = sum(one.unmet is None for one in found) or len(found)
    return tuple(replace(one, minutes=None if one.unmet and met < len(found) else total // met) for one in found), True


def _runs(chosen: Sequence[Mention], text: str) -> list[tuple[list[Mention], int, int]]:
    """Targets named in one breath (马永贵和朱翠萍家都没人), with the stretch of text that speaks of them."""
    runs: list[tuple[list[Mention], int, int]] = []
    for one in chosen:
        between = text[runs[-1][0][-1].end : one.start] if runs else ""
        alone = _CLAUSE.search(between) is not None and _ALONE.match(text[one.end :]) is not None
        if runs and _BREATH.match(between) and not alone:
            runs[-1][0].append(one)
        else:
            runs.append(([one], one.start, len(text)))
    ends = [start for _, start, _ in runs[1:]] + [len(text)]
    return [(run, start, end) for (run, start, _), end in zip(runs, ends, strict=True)]


_ALONE = Pattern(r"^(?:他|她)?(?:家|屋里)?(?!都|也都|全)(?:人)?(?:没在|不在|没人|没见|没碰|锁|外出|出门|住院|去了?县)")
"""Only of the last one named: 走了老周、老何,老黄没在家."""
_SHUT_AT_ONCE = Pattern(
    r"^(?:他|她)?(?:们)?(?:家|屋里)?(?:里)?(?:两家|[两三四五]个)?(?:都|也|又|人|今天)*(?:没|不|未|无|锁)"
)
_BREATH = Pattern(r"^[\s,、/&]*(?:和|跟|与|及|以及|还有|同)?[\s,、]*$")


def _chosen(text: str, mentions: Sequence[Mention], durations: Sequence[Duration]) -> list[Mention]:
    """The mentions that are targets: a row of names, and later ones with a verb of going, time or a shut door of their own."""
    chosen: list[Mention] = []
    for one in mentions:
        if not chosen:
            chosen.append(one)
            continue
        if is_same(chosen, one):
            continue
        if _IN_PASSING.match(text[one.end :]) and _CLAUSE.search(text[chosen[-1].end : one.start]):
            continue
        if _THEIRS.match(text[one.end :]) and text[: one.start].endswith((",", "。", ";")):
            continue
        between = _without(text, durations, chosen[-1].end, one.start)
        ahead = text[one.end : one.end + 8]
        timed = any(one.end <= span.start < one.end + 6 for span in durations)
        parted = _CLAUSE.search(between) is not None or _just_timed(durations, one.start) or bool(_ITEM.search(between))
        if (
            _JOIN.match(between)
            or _ONWARD.search(between)
            or (parted and (_GOING.search(text[: one.start]) or timed or _STAYED.match(ahead)))
            or (parted and one.at_home and absence.unmet_in("家" + ahead) is not None)
            or (parted and _row_shut(text, mentions, one))
        ):
            chosen.append(one)
    return chosen


_IN_PASSING = Pattern(r"^(?:家)?(?:里)?(?:人)?(?:也|正好|刚好|恰好|正|刚巧)(?:在|来)")
_THEIRS = Pattern(r"^(?:家)?的(?!老|人)")
"""走访甲,乙正好在他家: nobody that was sought."""


def _row_shut(text: str, mentions: Sequence[Mention], one: Mention) -> bool:
    """…;毛水莲、段小红没见着: a row of names that ends in nobody met."""
    end = one.end
    for other in mentions:
        if end <= other.start and _BREATH.match(text[end : other.start]):
            end = other.end
    ahead = text[end : end + 8]
    return _SHUT_AT_ONCE.match(ahead) is not None and absence.unmet_in("他家" + ahead) is not None


def _just_timed(durations: Sequence[Duration], start: int) -> bool:
    """坐了20分钟陈大有家…: a duration ends where the next household is named."""
    return any(0 <= start - span.end <= 1 for span in durations)


def is_same(chosen: Sequence[Mention], one: Mention) -> bool:
    """Whether ``one`` is of the household of somebody in ``chosen``, or called by the same words."""
    homes = {candidate.household for candidate in one.candidates}
    return any(
        earlier.text == one.text
        or (homes and homes == {candidate.household for candidate in earlier.candidates})
        or (len(earlier.candidates) == 1 and len(one.candidates) > 1 and earlier.candidates[0].household in homes)
        for earlier in chosen
    )


def _without(text: str, durations: Sequence[Duration], start: int, end: int) -> str:
    """``text[start:end]`` with the durations taken out."""
    kept, position = "", start
    for one in durations:
        if start <= one.start and one.end <= end:
            kept += text[position : one.start]
            position = one.end
    return re.sub(r"(?:坐|聊|待|陪|呆|用|花|各)了?(?=[\s,、]|$)", "", kept + text[position:end])


_SOME_OF = Pattern(r"(?:有|其中)?[\d一二两三四五六七八九十几]+(?:户|家|个)(?:人家)?(?:没|不在|锁|外出|出门)")


def unmet_of(kind: Kind | None, text: str, mentions: Sequence[Mention], *, stayed: bool = False) -> Unmet | None:
    """Why nobody was met in ``text``; ``stayed`` when a time spent there is told."""
    if kind not in PERSONAL_KINDS:
        return None
    if not mentions and _SOME_OF.search(text):
        return None  # 走访10户,3户没人
    found = absence.unmet_in(_said_as_he(text, mentions), stayed)
    if kind is Kind.CONTACT and found not in {None, Unmet.UNREACHABLE, Unmet.UNWILLING}:
        return None  # away is why one rings
    return found


def is_doubtful(kind: Kind | None, text: str, mentions: Sequence[Mention], *, stayed: bool) -> bool:
    """Whether nobody may have been met, though ``unmet_of`` says nothing of it."""
    return kind in PERSONAL_KINDS and bool(mentions) and absence.is_doubtful(_said_as_he(text, mentions), stayed)


def _said_as_he(text: str, mentions: Sequence[Mention]) -> str:
    """马永贵出门了 is said as 他出门了."""
    for one in reversed(mentions):
        text = text[: one.start] + ("他家" if one.at_home else "他") + text[one.end :]
    return text


def stayed(text: str, durations: Sequence[Duration]) -> bool:
    """Whether a time spent with somebody is told; 等了半小时 is none."""
    return any(not one.vague and not _WAITED.search(text[: one.start]) for one in durations)


_WAITED = Pattern(r"(?:等|敲|喊|叫|站|守|找|打)(?:了|着)?(?:差不多|大概|约|有|快)?$")
_BEGUN = Pattern(r"^\s*(?:打卡|补记)")
_SPOKEN_TO = Pattern(r"(?:给|跟|向|对|通知|制止|劝阻|告诉|提醒|叮嘱|嘱咐)了?$")
"""给秦大柱讲了秸秆不能烧: what was told them is no need of theirs."""
_NEEDY = PERSONAL_KINDS | {Kind.HELP, Kind.SAFETY, Kind.POLICY}


def need_of(
    kind: Kind | None,
    text: str,
    mentions: Sequence[Mention],
    durations: Sequence[Duration],
    unmet: Unmet | None,
    start: int = 0,
    end: int | None = None,
) -> str:
    """The words of a need in ``text[start:end]``: without whom it was told by, and without 半天 and 一会."""
    end = len(text) if end is None else end
    if kind not in _NEEDY:
        return ""
    marks = [(one.start, one.end, " ") for one in durations]
    marks += [
        (
            one.start,
            one.end,
            " " if (index == 0 or one.start == start) and not _SPOKEN_TO.search(text[: one.start]) else one.text,
        )
        for index, one in enumerate(mentions)
    ]
    piece = text[start:end]
    for first, last, instead in sorted(marks, reverse=True):
        if start <= first and last <= end:
            piece = piece[: first - start] + instead + piece[last - start :]
    need = findings.need_in(_BEGUN.sub("", piece))
    if not need:
        return ""
    kept = (
        part
        for part in need.split(",")
        if not absence.speaks_of_absence(part) or (unmet is None and findings.ILLNESS.search(part))
    )
    return ",".join(kept)
