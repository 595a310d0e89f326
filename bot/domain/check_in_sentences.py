"""From what a warden says after a visit to what will be recorded (handbook §3.7). Pure; texts are normalised.

Rules of this file: nothing is refused for being left out, what is missing is asked; what cannot be told for sure stays words; the first
clause that names somebody says whom the visit was to, later names count only with a verb of going or a duration of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain import service_kinds as service
from bot.domain import service_words as words
from bot.domain import visit_findings as findings
from bot.domain.check_in_targets import Target, is_doubtful, need_of, stayed, targets_in, unmet_of
from bot.domain.check_ins import Kind, Unmet
from bot.domain.durations import Duration, find_durations, total_minutes
from bot.domain.numerals import whole
from bot.domain.patterns import Pattern
from bot.domain.resident_names import find_mentions
from bot.domain.residents import Mention, Resident
from bot.domain.service_words import KindWord
from bot.domain.speech import plain_speech
from bot.domain.spoken_days import SpokenDay, spoken_day
from bot.ids import HouseholdId


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing done. ``kind`` None: it is not said what."""

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
    near: tuple[Kind, ...] = ()
    """Kinds that it may be as well, ``kind`` first: to be asked."""


READ = 500
"""So many characters are understood; a note may be longer."""
_TASK = Pattern(r"#(?!\d)([^\s#,。:;]{2,20})#?")
_CROWD = Pattern(
    r"(?<!我们)(?<!咱们)(?:(?<![\d一二两三四五六七八九十])[\d一二两三四五六七八九十几]+(?:多|来)?(?:户|家(?!里|人|庭)|位老人|个老人|名老人|位村民|个人|人)|(?:几|多)(?:户|位|个)(?:老人|老党员|村民|人家|邻居)?(?!邻长|干部|党员|志愿者|网格员|楼栋长|小时|钟头)|(?:独居|留守|空巢|孤寡|五保)(?:的)?(?:老人|儿童|孩子|妇女))"
)
_ONE = Pattern(r"^[1一](?:户|家|位|个)")
"""走访一家 names nobody and no crowd either: whom, is asked."""
_FILLER = Pattern(
    r"[\s\W_]|打卡|补记|今天|刚才|刚刚|已经|完|了|的|过|我|在|去|到|就|也|都|用|花|大概|大约|左右|一下|那个|这个|啊|呀|呢|吧|哈|嗯|哦|ACK"
)
_UNDONE = Pattern(
    r"^(?:打卡|补记)?[\s,]*(?:今天|昨天|今儿|昨儿|这周|上周)?[\s,]*(?:下雨|有事|太忙)?[\s,]*(?:我)?(?:没有?|还没|没能|没空|没时间|没顾上|没来得及|忘了|未)(?:去|走访|入户|出去|看望|巡查|上门)(?!成功)"
    r"|^(?!.*(?:[说讲他她]|孩子|老人)).*(?:没|没有|没能)(?:顾上|来得及|抽出空|抽出时间|腾出空)(?:去|走访|看|上门|过去|走)(?=$|[,。; ])|^(?!.*(?:[说讲他她]|孩子|老人)).*没(?:去|走|看|访)成(?=$|[,。; ])"
)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def undone(text: str) -> bool:
    """今天没去走访: nothing that could be written down, and nothing to be sorry for."""
    return bool(_UNDONE.search(text))


def read_sentence(
    text: str,
    residents: Sequence[Resident],
    today: date,
    own: HouseholdId | None = None,
    kind: Kind | None = None,
) -> Sentence:
    """What normalised ``text`` says as one thing done; ``kind`` when it is known from elsewhere."""
    text = plain_speech(text[:READ])
    task = _TASK.search(text) if "#" in text else None
    bare = text if task is None else _TASK.sub(_blank, text)
    mentions = find_mentions(bare, residents, today, own)
    durations = find_durations(bare)
    mentions = [one for one in mentions if not any(d.start <= one.start < d.end and not d.clock for d in durations)]
    word = _word(bare, mentions) or (_word(text, mentions) if task else None)
    starts = [one.start for one in mentions] + ([word.start] if word else [])
    day = spoken_day(text, today, min(starts, default=len(text)))
    found_kind = kind or service.kind_of(bare, word, mentions, today)
    crowd = _CROWD.search(bare)
    if found_kind is None and crowd is not None:
        found_kind = Kind.VISIT
    targets: tuple[Target, ...] = ()
    shared = False
    if found_kind is not Kind.MEDIATE:
        targets, shared = targets_in(found_kind, bare, mentions, durations)
    unmet = (
        unmet_of(found_kind, bare, mentions, stayed=stayed(bare, durations)) if len(targets) < 2 else targets[0].unmet
    )
    extra = extra_in(found_kind, bare)
    need = need_of(found_kind, bare, mentions, durations, unmet) if not extra else ""
    if len(targets) == 1:
        doubtful = (
            unmet is None and not need and is_doubtful(found_kind, bare, mentions, stayed=stayed(bare, durations))
        )
        targets = (replace(targets[0], unmet=unmet, need=need, doubtful=doubtful),)
    return Sentence(
        kind=found_kind,
        day=day,
        targets=targets,
        minutes=total_minutes(durations),
        crowd=crowd[0] if crowd and not targets and found_kind is not Kind.MEDIATE and not _ONE.match(crowd[0]) else "",
        unmet=unmet,
        extra=extra,
        need=need,
        task=task[1] if task else "",
        substance=_substance(text, day, durations),
        shared=shared,
        people=tuple(mentions),
        near=service.near(bare, found_kind, word, mentions, today) if kind is None and unmet is None else (),
    )


def _word(text: str, mentions: Sequence[Mention]) -> KindWord | None:
    said = words.kind_words(text)
    return words.chosen([one for one in said if not any(m.start < one.start < m.end for m in mentions)], text)


def extra_in(kind: Kind | None, text: str) -> bool:
    """Whether it tells of what a kind earns more by: three households brought along, a hazard found and reported."""
    if kind is Kind.ENV and (number := findings.households_brought(text)):
        return whole(number) >= 3
    return kind is Kind.SAFETY and findings.found_and_reported(text)


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


_HOUSEHOLDS = Pattern(
    r"(?<![大国自全每一几人专农公管住各万])家(?![园里务乡长具电庭户畜禽政用])|[一-龥]{2,3}户|老[一-龥](?:家|[,\s]|$)"
)


def belongs_in_private(text: str, sentence: Sentence) -> bool:
    """Whether a check-in said in a group speaks of others' affairs (handbook §3.4): it is then not stored."""
    if (
        sentence.kind in {Kind.CARE, Kind.MEDIATE, Kind.CONTACT}
        or sentence.people
        or (sentence.need and findings.ILLNESS.search(sentence.need))
    ):
        return True
    return bool(findings.ILLNESS.search(text) or _HOUSEHOLDS.search(text))


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
