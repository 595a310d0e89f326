"""From what was said and answered to what will be written down: what is still missing, and the records when nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import cast

from bot.actions import check_ins as act
from bot.actions.check_ins import Told, Whom
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain.check_in_sentences import Sentence, Target, read_sentence
from bot.domain.check_ins import PERSONAL_KINDS, CheckIn, Kind
from bot.domain.durations import MOST_MINUTES
from bot.domain.residents import Mention, Resident
from bot.domain.service_words import kind_words
from bot.domain.spoken_days import DayState
from bot.texts import check_ins as say

Draft = Mapping[str, object]
"""JSON: ``said`` normalised, ``note`` as written, ``late`` (补记), ``edit`` (a number), and what has been answered: ``kind``, ``day``,
``minutes``, ``who`` (words → key of a resident), ``reason``."""

LONGEST = 1000
"""Characters of a note that are read and kept."""
MOST_CHOICES = 8
_SEPARATE = PERSONAL_KINDS | {Kind.HELP}
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
    """A sentence with what has been answered besides; ``missing`` None: it can be written down."""

    sentence: Sentence
    residents: Sequence[Resident]
    edited: CheckIn | None
    day: date
    minutes: int | None
    missing: Missing | None = None
    hint: Draft = field(default_factory=dict[str, object])
    """What the question about the missing thing shows."""


def read(work: Work, draft: Draft) -> Reading:
    """Understand a draft.

    Raises:
        Refused: it lies in the future or too far back, or is one's own home.
    """
    assert work.actor is not None
    residents = act.residents_of(work, work.actor)
    edited = act.find_own(work, int(str(draft["edit"]))) if draft.get("edit") else None
    said = str(draft["said"])
    kind = Kind(str(draft["kind"])) if draft.get("kind") else None
    if kind is None and edited is not None and not kind_words(said):
        kind = edited.kind
    sentence = read_sentence(said, residents, work.today, work.actor.household, kind)
    _refuse(draft, sentence)
    reading = Reading(sentence, residents, edited, _day(work, draft, sentence, edited), _minutes(draft, sentence))
    missing, hint = _missing(work, draft, reading)
    return reading if missing is None else replace(reading, missing=missing, hint=hint)


def _refuse(draft: Draft, sentence: Sentence) -> None:
    day = sentence.day
    if day is not None and day.state is DayState.FUTURE and not draft.get("day"):
        raise Refused(say.future(day.word))
    if any(target.mention.own for target in sentence.targets):
        raise Refused(say.own_household())


def _missing(work: Work, draft: Draft, reading: Reading) -> tuple[Missing | None, Draft]:
    """The next thing to ask, with what its question shows."""
    sentence, edited, day = reading.sentence, reading.edited, reading.sentence.day
    if sentence.kind is None:
        return (Missing.KIND if sentence.substance else Missing.WHAT), {}
    if (unsure := _ambiguous(draft, sentence)) is not None:
        some = unsure.candidates[:MOST_CHOICES]
        names = [label(one, work.today, unsure.at_home) for one in some]
        return Missing.WHO, {"asked": unsure.text, "names": names, "keys": [key(one) for one in some]}
    no_day = day is None and bool(draft.get("late")) and edited is None
    if not draft.get("day") and (no_day or (day is not None and day.state is not DayState.SAID)):
        guess = day.day.isoformat() if day is not None and day.day is not None else ""
        return Missing.DAY, {"word": day.word if day else "", "guess": guess}
    if (sentence.minutes or 0) > MOST_MINUTES and "minutes" not in draft:
        return Missing.MINUTES, {"long": sentence.minutes}
    moved = edited is None or edited.day != reading.day
    if moved and act.check_day(work, reading.day) and not draft.get("reason"):
        return Missing.REASON, {"on": reading.day.isoformat()}
    return None, {}


def _day(work: Work, draft: Draft, sentence: Sentence, edited: CheckIn | None) -> date:
    if draft.get("day"):
        return date.fromisoformat(str(draft["day"]))
    if sentence.day is not None and sentence.day.day is not None:
        return sentence.day.day
    return edited.day if edited is not None else work.today


def _minutes(draft: Draft, sentence: Sentence) -> int | None:
    return int(str(draft["minutes"])) if "minutes" in draft else sentence.minutes


def picked(draft: Draft) -> dict[str, str]:
    """Words → key of the resident that was chosen for them."""
    chosen = draft.get("who")
    return dict(cast("dict[str, str]", chosen)) if isinstance(chosen, dict) else {}


def _ambiguous(draft: Draft, sentence: Sentence) -> Mention | None:
    done = picked(draft)
    for target in sentence.targets:
        if len(target.mention.candidates) > 1 and target.mention.text not in done:
            return target.mention
    return None


def label(one: Resident, today: date, at_home: bool) -> str:
    """A resident as a choice: ``李秀英(88岁)``, ``马永贵家``."""
    if at_home or one.person is None:
        return f"{one.head}家"
    age = one.age(today)
    return one.name + (f"({age}岁)" if age is not None and age >= 60 else "")


def key(one: Resident) -> str:
    """A resident in a draft."""
    return f"{one.household or ''}|{one.person or ''}"


def told(draft: Draft, reading: Reading) -> list[Told]:
    """One thing done for each household, or one for all of them."""
    sentence, note = reading.sentence, str(draft.get("note", ""))
    assert sentence.kind is not None
    whole = Told(
        kind=sentence.kind,
        day=reading.day,
        minutes=reading.minutes,
        whom=_whom(draft, sentence.targets[0]) if len(sentence.targets) == 1 else Whom(sentence.crowd),
        note=_unnamed(note, sentence) if sentence.kind is Kind.MEDIATE else note,
        unmet=sentence.unmet,
        extra=sentence.extra,
        need=sentence.need,
        task=sentence.task,
        reason=str(draft.get("reason", "")),
    )
    if len(sentence.targets) < 2:
        return [whole]
    whoms = [_whom(draft, target) for target in sentence.targets]
    if sentence.kind not in _SEPARATE or reading.edited is not None:
        words = "、".join(dict.fromkeys(one.target for one in whoms))[:60]
        return [replace(whole, whom=replace(whoms[0], target=words))]
    needy = _needy(str(draft["said"]), sentence)
    return [
        replace(
            whole,
            whom=whom,
            minutes=target.minutes,
            need=whole.need if at == needy else "",
        )
        for at, (whom, target) in enumerate(zip(whoms, sentence.targets, strict=True))
    ]


def _unnamed(note: str, sentence: Sentence) -> str:
    """A mediation's note without the parties (handbook §5.1)."""
    for one in sorted(sentence.people, key=lambda mention: -len(mention.text)):
        note = note.replace(one.text, "某户")
    return note


def _needy(said: str, sentence: Sentence) -> int:
    """Which target the need belongs to: the last one named before it."""
    at = said.find(sentence.need.partition(",")[0]) if sentence.need else -1
    before = [index for index, one in enumerate(sentence.targets) if one.mention.start <= at]
    return before[-1] if before else 0


def _whom(draft: Draft, target: Target) -> Whom:
    mention = target.mention
    words = mention.text[:30]
    chosen = picked(draft).get(mention.text, "")
    if chosen == "-" or not mention.candidates:
        return Whom(words)
    found = next((one for one in mention.candidates if key(one) == chosen), mention.candidates[0])
    if chosen:  # said by number: the nickname alone would not tell a reviewer who it was
        words = f"{found.head}家" if mention.at_home or found.person is None else found.name
    return Whom.of(found, words, mention.at_home)
