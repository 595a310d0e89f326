"""From what a warden says after a visit to what will be recorded (handbook §3.7). Pure; texts are normalised.

Rules of this file: nothing is refused for being left out, what is missing is asked; what cannot be told for sure stays words; the first
clause that names somebody says whom the visit was to, later names count only with a verb of going or a duration of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain import service_words as words
from bot.domain.check_ins import PERSONAL_KINDS, Kind, Unmet
from bot.domain.durations import Duration, find_durations, total_minutes
from bot.domain.numerals import whole
from bot.domain.residents import Mention, Resident, find_mentions
from bot.domain.service_words import KindWord
from bot.domain.spoken_days import SpokenDay, spoken_day
from bot.ids import HouseholdId


@dataclass(frozen=True, slots=True)
class Target:
    """One household or person that a sentence is about, with the minutes spent there."""

    mention: Mention
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence says. ``kind`` None: it does not say what was done."""

    kind: Kind | None
    day: SpokenDay | None
    targets: tuple[Target, ...]
    minutes: int | None
    """Of the whole; each target has its own."""
    crowd: str
    """Households or people without names: ``3户``, ``几位老人``."""
    unmet: Unmet | None
    extra: bool
    need: str
    task: str
    substance: bool
    """Whether it says anything at all."""
    shared: bool
    """The minutes were divided among the targets."""
    people: tuple[Mention, ...] = ()
    """Everybody named, targets or not."""


_READ = 500
"""So many characters are understood; a note may be longer."""
_TASK = re.compile(r"#(?!\d)([^\s#,。:;]{2,20})")
_CLAUSE = re.compile(r"[,。;!?\n]")
_JOIN = re.compile(
    r"^[\s,、]*(?:和|跟|与|及|以及|还有|同|又|再|然后|接着|后来|最后|顺路|顺便)?[\s,、]*(?:又|再|也)?(?:走访|走|去|到|看|看望|陪|上)?(?:了|过)?[\s,、]*$"
)
_GOING = re.compile(r"(?:走访|走|去|到|看|看望|探望|陪|找|上|串|慰问|进)(?:了|过|到|下)?\s*$")
_EACH = re.compile(r"(?:各|每家|每户|每人|每个|每位|分别|都是?)(?:用|花|待|坐|陪|聊|呆)?(?:了|差不多|大概|约)?\s*$")
_CROWD = re.compile(
    r"(?:[\d一二两三四五六七八九十几]+(?:多|来)?(?:户|家(?!里|人|庭)|位老人|个老人|名老人|位村民|个人|人)|(?:几|多)(?:户|位|个)(?:老人|村民|人家|邻居)?|(?:独居|留守|空巢|孤寡|五保)(?:的)?(?:老人|儿童|孩子|妇女))"
)
_FILLER = re.compile(
    r"[\s\W_]|打卡|补记|今天|刚才|刚刚|已经|完|了|的|过|我|在|去|到|就|也|都|用|花|大概|大约|左右|一下|那个|这个|啊|呀|呢|吧|哈|嗯|哦|ACK"
)


def read_sentence(
    text: str,
    residents: Sequence[Resident],
    today: date,
    own: HouseholdId | None = None,
    kind: Kind | None = None,
) -> Sentence:
    """What normalised ``text`` says; ``kind`` when it is known from elsewhere."""
    text = text[:_READ]
    tasks = _TASK.search(text)
    mentions = find_mentions(text, residents, today, own)
    said = words.kind_words(text)
    word = words.chosen([one for one in said if not _inside(one.start, mentions)])
    durations = find_durations(text)
    mentions = [one for one in mentions if not any(d.start <= one.start < d.end for d in durations)]
    starts = [one.start for one in mentions] + ([word.start] if word else [])
    day = spoken_day(text, today, min(starts, default=len(text)))
    found_kind = kind or _kind(text, word, mentions, today)
    crowd = _CROWD.search(text)
    if found_kind is None and crowd is not None:
        found_kind = Kind.VISIT
    targets, shared = ((), False) if found_kind is Kind.MEDIATE else _targets(text, mentions, durations)
    unmet = words.unmet_in(text) if found_kind in PERSONAL_KINDS else None
    return Sentence(
        kind=found_kind,
        day=day,
        targets=targets,
        minutes=total_minutes(durations),
        crowd=crowd[0] if crowd and not targets and found_kind is not Kind.MEDIATE else "",
        unmet=unmet,
        extra=_extra(found_kind, text),
        need=_need(found_kind, text, unmet, durations),
        task=tasks[1] if tasks else "",
        substance=_substance(text, day, durations),
        shared=shared,
        people=tuple(mentions),
    )


def _inside(position: int, mentions: Sequence[Mention]) -> bool:
    return any(one.start < position < one.end for one in mentions)


def _kind(text: str, word: KindWord | None, mentions: Sequence[Mention], today: date) -> Kind | None:
    if word is not None:
        cleaned_for = word.kind is Kind.ENV and any(
            one.end <= word.start and words.is_for(text, one.start) for one in mentions
        )
        looked = next((one for one in mentions if one.start < word.start and words.looked_at(text, one.start)), None)
        if cleaned_for:
            return Kind.HELP
        if looked is not None and word.kind not in {Kind.CARE, Kind.VISIT}:
            return _looked(looked, today)
        return word.kind
    if not mentions:
        return None
    return _looked(mentions[0], today) if words.looked_at(text, mentions[0].start) else Kind.VISIT


def _looked(mention: Mention, today: date) -> Kind:
    """看了 somebody: care when it is somebody cared for, else a visit."""
    cared = any(one.is_cared_for(today) for one in mention.candidates)
    return Kind.CARE if cared else Kind.VISIT


def _targets(text: str, mentions: Sequence[Mention], durations: Sequence[Duration]) -> tuple[tuple[Target, ...], bool]:
    chosen = _chosen(text, mentions, durations)
    if not chosen:
        return (), False
    total = total_minutes(list(durations))
    if len(chosen) == 1 or total is None:
        return tuple(Target(one, total) for one in chosen), False
    if any(_EACH.search(text[: one.start]) for one in durations):
        return tuple(Target(one, durations[-1].minutes) for one in chosen), False
    own = [
        _between(durations, one.end, following)
        for one, following in zip(chosen, _starts_after(chosen, text), strict=True)
    ]
    if all(own[:-1]):
        return tuple(Target(one, total_minutes(spans)) for one, spans in zip(chosen, own, strict=True)), False
    return tuple(Target(one, total // len(chosen)) for one in chosen), True


def _starts_after(chosen: Sequence[Mention], text: str) -> list[int]:
    return [one.start for one in chosen[1:]] + [len(text)]


def _between(durations: Sequence[Duration], start: int, end: int) -> list[Duration]:
    return [one for one in durations if start <= one.start < end]


def _chosen(text: str, mentions: Sequence[Mention], durations: Sequence[Duration]) -> list[Mention]:
    """The mentions that are targets: a row of names, and later ones with a verb of going or time of their own."""
    chosen: list[Mention] = []
    for one in mentions:
        if not chosen:
            chosen.append(one)
            continue
        between = _without(text, durations, chosen[-1].end, one.start)
        if _JOIN.match(between) or (_CLAUSE.search(between) and _GOING.search(text[: one.start])):
            if not _same(chosen, one):
                chosen.append(one)
        elif _CLAUSE.search(between) and _between(durations, one.end, one.end + 6) and not _same(chosen, one):
            chosen.append(one)
    return chosen


def _same(chosen: Sequence[Mention], one: Mention) -> bool:
    homes = {candidate.household for candidate in one.candidates}
    return any(
        earlier.text == one.text or (homes and homes == {candidate.household for candidate in earlier.candidates})
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


_NEEDY = PERSONAL_KINDS | {Kind.HELP, Kind.SAFETY, Kind.POLICY}


def _need(kind: Kind | None, text: str, unmet: Unmet | None, durations: Sequence[Duration]) -> str:
    if kind not in _NEEDY or _extra(kind, text):  # what has been reported already needs no second concern
        return ""
    for one in reversed(durations):  # 半天 and 一会 are no part of what is needed
        text = text[: one.start] + " " + text[one.end :]
    need = words.need_in(re.sub(r"^\s*(?:打卡|补记)", "", _TASK.sub(" ", text)))
    if unmet is not None and words.unmet_in(need):
        kept = [part for part in need.split(",") if not words.unmet_in(part)]
        return ",".join(kept)
    return need


def _extra(kind: Kind | None, text: str) -> bool:
    if kind is Kind.ENV and (number := words.households_brought(text)):
        return whole(number) >= 3
    return kind is Kind.SAFETY and words.found_and_reported(text)


def _substance(text: str, day: SpokenDay | None, durations: Sequence[Duration]) -> bool:
    """Two characters that are more than a day, durations and fillers."""
    rest = text
    if day is not None:
        rest = text[: day.start] + text[day.end :]
        durations = find_durations(rest)
    for one in reversed(durations):
        rest = rest[: one.start] + rest[one.end :]
    rest = _FILLER.sub("", rest)
    return len(re.findall(r"[一-龥]", rest)) >= 2


_HOUSEHOLDS = re.compile(
    r"(?<![大国自全每一几人专农公管住各万])家(?![园里务乡长具电庭户畜禽政用])|[一-龥]{2,3}户|老[一-龥](?:家|[,\s]|$)"
)


def belongs_in_private(text: str, sentence: Sentence) -> bool:
    """Whether a check-in said in a group speaks of others' affairs (handbook §3.4): it is then not stored."""
    if (
        sentence.kind in {Kind.CARE, Kind.MEDIATE, Kind.CONTACT}
        or sentence.people
        or (sentence.need and words.ILLNESS.search(sentence.need))
    ):
        return True
    return bool(words.ILLNESS.search(text) or _HOUSEHOLDS.search(text))


def names_possible(text: str) -> list[str]:
    """Every stretch of two to four characters that may be a full name, for one look at the town's names."""
    plain = "".join(re.findall(r"[一-龥]|[^一-龥]+", text))
    return sorted(
        {
            plain[at : at + length]
            for length in (2, 3, 4)
            for at in range(len(plain) - length + 1)
            if re.fullmatch(r"[一-龥]+", plain[at : at + length])
        }
    )
