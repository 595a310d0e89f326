"""A round told in one breath: 跑了三家,甲家坐了二十分钟,乙家送了药,丙家没人 (handbook §3.7). Pure; texts are normalised.

Rules of this file: each household is read by itself; a kind said in the heading or before the first name is meant for those of whom nothing
else is said; minutes, a shut door and a need at the end are meant for all; of kinds that are no household's own there is one record.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain import service_deeds as deeds
from bot.domain import service_words as words
from bot.domain import visit_absence as absence
from bot.domain.check_in_sentences import Sentence, read_sentence
from bot.domain.check_in_stretches import COUNTED, NUMBER, round_in
from bot.domain.check_in_targets import EACH
from bot.domain.check_ins import PERSONAL_KINDS, Kind, Unmet
from bot.domain.durations import find_durations, total_minutes
from bot.domain.patterns import Pattern
from bot.domain.residents import Resident
from bot.domain.visit_findings import need_in
from bot.ids import HouseholdId


def read_round(
    text: str, whole: Sentence, residents: Sequence[Resident], today: date, own: HouseholdId | None
) -> list[Sentence]:
    """``text``, in plain speech, household by household; ``whole`` alone when it tells of one, or of several alike."""
    if len(whole.people) < 2:
        return [whole]
    found = round_in(whole.kind, text, whole.people, find_durations(text))
    if found is None:
        return [whole]
    heading, tail = text[: found.heading], text[found.tail :]
    before = _heading_itself(heading, residents, today, own)
    carried = None if before else _heading_kind(heading)
    read: list[Sentence] = []
    for start, end in found.stretches:
        one = _read_stretch(text[start:end], carried, residents, today, own)
        read.append(one)
        carried = carried or _leading_kind(text[start:end], one)
    read = _with_tail(read, tail, heading)
    day = whole.day if whole.day is not None and whole.day.start < max(found.heading, 1) else read[0].day
    return [*before, *_joined([replace(one, day=one.day or day) for one in read])]


def _read_stretch(
    text: str, carried: Kind | None, residents: Sequence[Resident], today: date, own: HouseholdId | None
) -> Sentence:
    """One household; of the kind ``carried`` from before where its own words only say that it was a visit."""
    text = _NUMBERED.sub("", text)
    one = read_sentence(text, residents, today, own)
    if carried is None or one.kind is not Kind.VISIT or any(word.kind is Kind.VISIT for word in words.kind_words(text)):
        return one
    if one.unmet is not None and carried not in PERSONAL_KINDS:
        return one
    return read_sentence(text, residents, today, own, carried)


def _heading_itself(text: str, residents: Sequence[Resident], today: date, own: HouseholdId | None) -> list[Sentence]:
    """上午扫了村道,甲家…,乙家…: what comes first is a thing done by itself."""
    found = words.chosen(words.kind_words(text), text)
    if found is None or found.kind in _HEADS or (found.kind in _HEADS_COUNTED and COUNTED.search(text.rstrip(" ,"))):
        return []
    return [read_sentence(text, residents, today, own)]


_HEADS = PERSONAL_KINDS | {Kind.HELP, Kind.POLICY}
_HEADS_COUNTED = frozenset({Kind.SAFETY, Kind.ENV})


def _heading_kind(text: str) -> Kind | None:
    """What a heading says of all: 慰问老人:甲一袋米,乙一桶油."""
    found = words.chosen(words.kind_words(text), text)
    if found is not None:
        return found.kind
    if (given := _TO_SO_MANY.search(text)) is not None and deeds.deed_for(text[given.end() :]):
        return Kind.HELP
    return Kind.VISIT if _HANZI.search(text) else None


_TO_SO_MANY = Pattern(
    r"[给帮替为][^,。;]{0,8}?(?:老人|[家户]人家|村民|住户|党员|孩子|[\d一二两俩三四五六七八九十几][户家位人])"
)


def _leading_kind(text: str, one: Sentence) -> Kind | None:
    """看望甲半小时,乙二十分钟: the word before the first name is meant for the others as well."""
    if not one.people or one.unmet is not None:
        return None
    before = text[: one.people[0].start]
    found = words.chosen(words.kind_words(before), before)
    return found.kind if found is not None and found.kind is one.kind else None


def _with_tail(read: list[Sentence], tail: str, heading: str) -> list[Sentence]:
    """Minutes, a shut door, a need that are told of all."""
    durations = find_durations(tail)
    if not durations and not any(one.minutes for one in read):
        durations = find_durations(heading)
    if durations:
        met = sum(max(1, len(one.targets)) for one in read if one.unmet is None) or 1
        each = any(EACH.search(tail[: one.start]) for one in durations)
        share = (total_minutes(durations) or 0) if each else (total_minutes(durations) or 0) // met
        if each or not any(one.minutes for one in read):
            read = [one if one.unmet else _lasting(one, share, shared=not each) for one in read]
    if not tail:
        return read
    unmet, need = absence.unmet_in("他们" + tail.strip(" ,。;")), need_in(tail)
    return [_found(one, unmet, need) for one in read]


def _lasting(one: Sentence, minutes: int, *, shared: bool) -> Sentence:
    targets = tuple(replace(target, minutes=minutes) for target in one.targets)
    return replace(one, targets=targets, minutes=minutes * max(1, len(targets)), shared=shared)


def _found(one: Sentence, unmet: Unmet | None, need: str) -> Sentence:
    if one.kind in PERSONAL_KINDS and unmet is not None and one.unmet is None and not one.minutes:
        return replace(
            one, unmet=unmet, targets=tuple(replace(each, unmet=unmet, doubtful=False) for each in one.targets)
        )
    if need and one.unmet is None:
        return replace(one, need=need, targets=tuple(replace(each, need=need) for each in one.targets))
    return one


def _joined(read: list[Sentence]) -> list[Sentence]:
    """Of the kinds that are no household's own, one record for all."""
    kept: list[Sentence] = []
    for one in read:
        same = next((at for at, other in enumerate(kept) if other.kind is one.kind and other.day == one.day), None)
        if same is None or one.kind in PERSONAL_KINDS or one.kind is Kind.HELP:
            kept.append(one)
            continue
        first = kept[same]
        kept[same] = replace(
            first,
            targets=first.targets + one.targets,
            people=first.people + one.people,
            minutes=(first.minutes or 0) + (one.minutes or 0) or None,
            need=",".join(filter(None, (first.need, one.need))),
            extra=first.extra or one.extra,
        )
    return kept


_NUMBERED = Pattern(rf"^[\s,、;:。]*{NUMBER}\s*|^[\s,、;:。]+")
_HANZI = Pattern(r"[一-龥]")
