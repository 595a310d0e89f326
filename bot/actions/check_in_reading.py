"""From what was said and answered to what will be written down: what is still missing, and the records when nothing is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import cast

from bot.actions import check_ins as act
from bot.actions.check_ins import Told, Whom
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain.check_in_acts import read_sentences
from bot.domain.check_in_needs import with_needs_where_they_are
from bot.domain.check_in_sentences import Sentence, read_sentence, undone
from bot.domain.check_in_targets import Target
from bot.domain.check_ins import PERSONAL_KINDS, CheckIn, Kind
from bot.domain.durations import MOST_MINUTES
from bot.domain.residents import Mention, Resident
from bot.domain.service_words import kind_words
from bot.domain.speech import plain_speech
from bot.domain.spoken_days import DayState
from bot.normal import normalise
from bot.texts import check_ins as say

Draft = Mapping[str, object]
"""JSON: ``said`` normalised, ``note`` as written, ``late`` (补记), ``edit`` (a number), and what has been answered: ``kind``, ``days`` and
``times`` (by the place of the thing done), ``who`` (words → key of a resident), ``reason``."""

LONGEST = 1000
"""Characters of a note that are read and kept."""
MOST_CHOICES = 8
SEPARATE = PERSONAL_KINDS | {Kind.HELP}
"""Several households in a sentence are several records."""


class Missing(Enum):
    """What must be asked before anything is written."""

    WHAT = "what"
    KIND = "kind"
    WHO = "who"
    DAY = "day"
    MINUTES = "minutes"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Reading:
    """Sentences with what has been answered besides; ``missing`` None: they can be written down."""

    sentences: tuple[Sentence, ...]
    """One for each thing done; at least one."""
    edited: CheckIn | None
    days: tuple[date, ...]
    minutes: tuple[int | None, ...]
    missing: Missing | None = None
    hint: Draft = field(default_factory=dict[str, object])
    """What the question about the missing thing shows."""

    @property
    def sentence(self) -> Sentence:
        """The first."""
        return self.sentences[0]


def settled(draft: Draft) -> dict[str, object]:
    """A draft in which an answer about one of several things done stands with that one: ``days`` and ``times`` by its place."""
    kept = {name: value for name, value in draft.items() if name not in {"day", "minutes", "at"}}
    at = str(draft.get("at", 0))
    for name, answers in (("day", "days"), ("minutes", "times")):
        if name in draft:
            kept[answers] = {**_by_place(draft, answers), at: draft[name]}
    return kept


def _by_place(draft: Draft, name: str) -> dict[str, object]:
    return dict(cast("dict[str, object]", draft.get(name) or {}))


def read(work: Work, draft: Draft) -> Reading:
    """Understand a settled draft.

    Raises:
        Refused: it lies in the future or too far back, has not been done, or is one's own home.
    """
    assert work.actor is not None
    residents = act.residents_of(work, work.actor)
    edited = act.find_own(work, int(str(draft["edit"]))) if draft.get("edit") else None
    said = str(draft["said"])
    kind = Kind(str(draft["kind"])) if draft.get("kind") else None
    if kind is None and edited is not None and not kind_words(said):
        kind = edited.kind
    sentences: tuple[Sentence, ...]
    if edited is not None:
        sentences = (read_sentence(said, residents, work.today, work.actor.household, kind),)
    else:
        sentences = read_sentences(said, residents, work.today, work.actor.household, kind)
    sentences = tuple(_elsewhere(one) for one in sentences)
    _refuse(draft, said, sentences)
    reading = Reading(
        sentences,
        edited,
        tuple(_day(work, draft, at, one, edited) for at, one in enumerate(sentences)),
        tuple(_minutes(draft, at, one) for at, one in enumerate(sentences)),
    )
    missing, hint = _missing(work, draft, reading)
    return reading if missing is None else replace(reading, missing=missing, hint=hint)


def _elsewhere(sentence: Sentence) -> Sentence:
    """One's own home named beside others is left out."""
    others = tuple(one for one in sentence.targets if not one.mention.own)
    return replace(sentence, targets=others) if 0 < len(others) < len(sentence.targets) else sentence


def _refuse(draft: Draft, said: str, sentences: Sequence[Sentence]) -> None:
    for at, sentence in enumerate(sentences):
        day = sentence.day
        if day is not None and day.state is DayState.FUTURE and str(at) not in _by_place(draft, "days"):
            raise Refused(say.future(day.word))
        if any(target.mention.own for target in sentence.targets):
            raise Refused(say.own_household())
    if len(sentences) == 1 and sentences[0].kind is not Kind.CONTACT and undone(said):
        raise Refused(say.not_done())


def _missing(work: Work, draft: Draft, reading: Reading) -> tuple[Missing | None, Draft]:
    """The next thing to ask, with what its question shows."""
    sentence, edited = reading.sentence, reading.edited
    if sentence.kind is None:
        return (Missing.KIND if sentence.substance else Missing.WHAT), {}
    if (unsure := _ambiguous(draft, reading.sentences)) is not None:
        some = unsure.candidates[:MOST_CHOICES]
        names = [label(one, work.today, unsure.at_home) for one in some]
        return Missing.WHO, {"asked": unsure.text, "names": names, "keys": [key(one) for one in some]}
    for at, one in enumerate(reading.sentences):
        day = one.day
        no_day = day is None and bool(draft.get("late")) and edited is None
        if str(at) not in _by_place(draft, "days") and (no_day or (day is not None and day.state is not DayState.SAID)):
            guess = day.day.isoformat() if day is not None and day.day is not None else ""
            return Missing.DAY, {"word": day.word if day else "", "guess": guess, "at": at}
        if (one.minutes or 0) > MOST_MINUTES and str(at) not in _by_place(draft, "times"):
            return Missing.MINUTES, {"long": one.minutes, "at": at}
    late = sum(
        max(1, len(one.targets) if one.kind in SEPARATE else 1)
        for one, day in zip(reading.sentences, reading.days, strict=True)
        if day < work.today
    )
    for told_of in sorted(set(reading.days)):
        moved = edited is None or edited.day != told_of
        if moved and act.check_day(work, told_of, max(1, late)) and not draft.get("reason"):
            return Missing.REASON, {"on": told_of.isoformat()}
    return None, {}


def _day(work: Work, draft: Draft, at: int, sentence: Sentence, edited: CheckIn | None) -> date:
    if (answered := _by_place(draft, "days").get(str(at))) is not None:
        return date.fromisoformat(str(answered))
    if sentence.day is not None and sentence.day.day is not None:
        return sentence.day.day
    return edited.day if edited is not None else work.today


def _minutes(draft: Draft, at: int, sentence: Sentence) -> int | None:
    answered = _by_place(draft, "times").get(str(at))
    return int(str(answered)) if answered is not None else sentence.minutes


def picked(draft: Draft) -> dict[str, str]:
    """Words → key of the resident that was chosen for them."""
    chosen = draft.get("who")
    return dict(cast("dict[str, str]", chosen)) if isinstance(chosen, dict) else {}


def _ambiguous(draft: Draft, sentences: Sequence[Sentence]) -> Mention | None:
    done = picked(draft)
    for mention in (target.mention for one in sentences for target in one.targets):
        if (len(mention.candidates) > 1 or mention.near) and mention.text not in done:
            return mention
    return None


def label(one: Resident, today: date, at_home: bool) -> str:
    """A resident as a choice: ``李秀英(88岁)``, ``马永贵家``."""
    if at_home or one.person is None:
        return f"{one.head}家" if one.is_head or one.person is None else f"{one.name}({one.head}家)"
    age = one.age(today)
    return one.name + (f"({age}岁)" if age is not None and age >= 60 else "")


def key(one: Resident) -> str:
    """A resident in a draft."""
    return f"{one.household or ''}|{one.person or ''}"


def told(draft: Draft, reading: Reading) -> list[Told]:
    """One thing done for each household, or one for all of them, of every sentence."""
    return [one for at in range(len(reading.sentences)) for one in _told(draft, reading, at)]


def _told(draft: Draft, reading: Reading, at: int) -> list[Told]:
    sentence = reading.sentences[at]
    assert sentence.kind is not None
    whole = Told(
        kind=sentence.kind,
        day=reading.days[at],
        minutes=reading.minutes[at],
        whom=_whom(draft, sentence.targets[0]) if len(sentence.targets) == 1 else Whom(sentence.crowd),
        note=_note(draft, reading),
        unmet=sentence.unmet,
        extra=sentence.extra,
        need=sentence.need,
        task=sentence.task,
        reason=str(draft.get("reason", "")),
        doubtful=any(one.doubtful for one in sentence.targets[:1]),
    )
    if len(sentence.targets) < 2:
        return [whole]
    whoms = [_whom(draft, target) for target in sentence.targets]
    if sentence.kind not in SEPARATE or reading.edited is not None:
        words = "、".join(dict.fromkeys(one.target for one in whoms))[:60]
        return [replace(whole, whom=replace(whoms[0], target=words))]
    return [
        replace(
            whole, whom=whom, minutes=target.minutes, unmet=target.unmet, need=target.need, doubtful=target.doubtful
        )
        for whom, target in zip(whoms, with_needs_where_they_are(sentence.targets), strict=True)
    ]


def _note(draft: Draft, reading: Reading) -> str:
    """What was said; without the parties where a mediation is among it (handbook §5.1)."""
    note = str(draft.get("note", ""))
    if all(one.kind is not Kind.MEDIATE for one in reading.sentences):
        return note
    parties = {one.text for sentence in reading.sentences if sentence.kind is Kind.MEDIATE for one in sentence.people}
    bare = without(note, parties)
    if any(party in plain_speech(normalise(bare)) for party in parties):  # written in other characters
        bare = without(plain_speech(normalise(note)), parties)
    return bare


def without(note: str, parties: Iterable[str]) -> str:
    """A note in which nobody of a mediation is named."""
    for party in sorted(filter(None, parties), key=len, reverse=True):
        note = note.replace(party, "某户")
    return note


def _whom(draft: Draft, target: Target) -> Whom:
    mention = target.mention
    words = mention.text[:30]
    chosen = picked(draft).get(mention.text, "")
    if chosen == "-" or not mention.candidates or (mention.near and not chosen):
        return Whom(words)
    found = next((one for one in mention.candidates if key(one) == chosen), mention.candidates[0])
    if chosen:  # said by number: the nickname alone would not tell a reviewer who it was
        words = f"{found.head}家" if mention.at_home or found.person is None else found.name
    return Whom.of(found, words, mention.at_home)
