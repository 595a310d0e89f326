"""What a reviewer's eye is drawn to in a check-in: flags, not walls. Nothing is refused or deducted by them (handbook §4.4). Pure; texts as written.

Rules of this file: each flag is a fact about rows, never a judgement of a person; what was told in one message is never held against itself;
short set phrases (走访 马大爷家 半小时) are everybody's and copy nobody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.check_ins import CheckIn, Kind
from bot.domain.durations import clock_spans, find_durations
from bot.domain.service_words import kind_words
from bot.normal import normalise


class Flag(StrEnum):
    """Why a second look may be worth it."""

    SAME_DAY = "same_day"
    """The same household twice on one day."""
    SAME_KIND = "same_kind"
    """A second meeting, rehearsal or the like on one day, of nobody: it may be the same one told again."""
    SOON = "soon"
    """The same household within twenty hours."""
    MANY = "many"
    """More households told of within an hour than can be visited."""
    COPIED_OWN = "copied_own"
    COPIED_OTHER = "copied_other"
    FAR_BACK = "far_back"
    OVERLAP = "overlap"
    """Two times of the clock that lie upon each other."""
    LONG_DAY = "long_day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Seen:
    """One flag, with the number that its sentence needs."""

    flag: Flag
    number: int = 0


SOON = timedelta(hours=20)
FAR_BACK_DAYS = 3
MOST_AN_HOUR = 6
LONG_DAY_MINUTES = 720
ALIKE = 0.8
"""Share of common character pairs from which two remarks are near-duplicates."""
LEAST_WORDS = 8
"""Characters that must be left of a remark once kinds, names and times are taken out."""
LOOK_BACK = timedelta(days=30)
"""How far back texts are compared."""
_AT_HOMES = frozenset({Kind.VISIT, Kind.CARE, Kind.HELP})
_GATHERINGS = frozenset({Kind.MEETING, Kind.CULTURE, Kind.POLICY, Kind.LEAD})
"""Nobody's home, so that no key tells that it was told before (handbook §4.4 merges by household)."""
_NIGHT_WORDS = re.compile(r"半夜|深夜|后半夜|凌晨|三更")
_MORNING, _EVENING = 5 * 60, 21 * 60


Texts = dict[int, frozenset[str]]
"""Remarks taken apart already, by number: many records are looked at beside the same others."""


def flags(record: CheckIn, own: Sequence[CheckIn], others: Sequence[CheckIn], texts: Texts | None = None) -> list[Seen]:
    """What stands out in ``record`` beside the warden's own records and those of other wardens of the village."""
    rest = [one for one in own if one.number != record.number and not _one_message(one, record)]
    found = [
        *_households(record, rest, own),
        *_gatherings(record, rest),
        *_texts(record, rest, others, {} if texts is None else texts),
        *_times(record, rest, own),
    ]
    late = (record.said_at.date() - record.day).days
    if late > FAR_BACK_DAYS:
        found.append(Seen(Flag.FAR_BACK, late))
    return found


def _one_message(one: CheckIn, other: CheckIn) -> bool:
    return one.said_at == other.said_at and one.note == other.note


def _households(record: CheckIn, rest: Sequence[CheckIn], own: Sequence[CheckIn]) -> list[Seen]:
    found: list[Seen] = []
    if record.kind in _AT_HOMES and (home := record.household or record.target):
        there = [one for one in rest if one.kind in _AT_HOMES and (one.household or one.target) == home]
        if any(one.day == record.day for one in there):
            found.append(Seen(Flag.SAME_DAY))
        elif any(_soon(one, record) for one in there):
            found.append(Seen(Flag.SOON))
        near = {
            one.household or one.target
            for one in own
            if one.kind in {Kind.VISIT, Kind.CARE}
            and one.day == record.day
            and abs(one.said_at - record.said_at) <= timedelta(hours=1)
        }
        if len(near) > MOST_AN_HOUR and record.kind is not Kind.HELP:
            found.append(Seen(Flag.MANY, len(near)))
    return found


def _gatherings(record: CheckIn, rest: Sequence[CheckIn]) -> list[Seen]:
    """Only the later of two carries it: one of them is right."""
    if record.kind not in _GATHERINGS:
        return []
    same = (record.kind, record.day, record.household, record.target)
    twice = any((one.kind, one.day, one.household, one.target) == same for one in rest if one.number < record.number)
    return [Seen(Flag.SAME_KIND)] if twice else []


def _soon(one: CheckIn, record: CheckIn) -> bool:
    """On neighbouring days and told on them, less than twenty hours apart."""
    on_time = one.said_at.date() == one.day and record.said_at.date() == record.day
    return on_time and abs((one.day - record.day).days) == 1 and abs(one.said_at - record.said_at) < SOON


def _texts(record: CheckIn, rest: Sequence[CheckIn], others: Sequence[CheckIn], texts: Texts) -> list[Seen]:
    mine = _pairs(record, texts)
    if not mine:
        return []
    if any(one.number < record.number and _alike(mine, _pairs(one, texts)) for one in rest):
        return [Seen(Flag.COPIED_OWN)]
    before = (one for one in others if one.warden != record.warden and one.number < record.number)
    if any(_alike(mine, _pairs(one, texts)) for one in before):
        return [Seen(Flag.COPIED_OTHER)]
    return []


def _pairs(record: CheckIn, texts: Texts) -> frozenset[str]:
    if record.number not in texts:
        texts[record.number] = _taken_apart(record)
    return texts[record.number]


def _taken_apart(record: CheckIn) -> frozenset[str]:
    """Pairs of neighbouring characters of what was said, without kinds, names, times; empty for a set phrase."""
    text = normalise(record.note).removeprefix("打卡").strip()
    spans = [(one.start, one.end) for one in kind_words(text)]
    spans += [(one.start, one.end) for one in find_durations(text)]
    for name in (record.target, record.target.removesuffix("家")):
        if name:
            spans += [(found.start(), found.end()) for found in re.finditer(re.escape(name), text)]
    kept = "".join(one for at, one in enumerate(text) if not any(start <= at < end for start, end in spans))
    bare = re.sub(r"[\W_\d]|今天|昨天|前天|上午|下午|晚上", "", kept)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1)) if len(bare) >= LEAST_WORDS else frozenset()


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return False  # the usual case, told by their lengths alone
    return len(one & other) >= ALIKE * len(one | other)


def _times(record: CheckIn, rest: Sequence[CheckIn], own: Sequence[CheckIn]) -> list[Seen]:
    found: list[Seen] = []
    text = normalise(record.note)
    spans = clock_spans(text)
    same_day = [one for one in rest if one.day == record.day]
    if any(_overlap(spans, clock_spans(normalise(one.note))) for one in same_day):
        found.append(Seen(Flag.OVERLAP))
    total = sum(one.minutes or 0 for one in own if one.day == record.day and one.kind is not Kind.EMERGENCY)
    if record.kind is not Kind.EMERGENCY and total > LONG_DAY_MINUTES:
        found.append(Seen(Flag.LONG_DAY, total // 60))
    if record.kind in {Kind.VISIT, Kind.CARE}:
        late = any(start >= _EVENING or end % 1440 > _EVENING or start < _MORNING for start, end in spans)
        if late or _NIGHT_WORDS.search(text):
            found.append(Seen(Flag.NIGHT))
    return found


def _overlap(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> bool:
    """Ten minutes or more in common."""
    return any(min(end, e) - max(start, s) >= 10 for start, end in mine for s, e in theirs)
