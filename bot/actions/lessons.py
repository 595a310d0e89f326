"""Verbs of learning: keep an example, approve or refuse it, and say why a sentence goes where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot import words
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import lessons as rules
from bot.domain.concerns import Concern
from bot.domain.learned import Nudges
from bot.domain.lessons import Fate, Lesson
from bot.domain.roles import Role
from bot.domain.slots import slots_of
from bot.domain.tact import is_personal
from bot.normal import normalise
from bot.storage import audit
from bot.storage import lessons as rows
from bot.texts import lessons as say

_TAUGHT = "lessons"


@dataclass(frozen=True, slots=True)
class _Taught:
    """What a town has taught, with the rows it was worked out from."""

    ids: tuple[int, ...]
    nudges: Nudges


def nudges_of(work: Work) -> Nudges:
    """What the town has taught so far: worked out anew only when an example was approved, or erased."""
    ids = rows.approved_ids(work.db, work.town)
    if not ids:
        work.remembered.pop(_TAUGHT, None)
        return {}
    kept = work.remembered.get(_TAUGHT)
    if not isinstance(kept, _Taught) or kept.ids != ids:
        wanted = set(ids)
        found = [one for one in rows.list_by(work.db, work.town, Fate.APPROVED) if one.id in wanted]
        kept = work.remembered[_TAUGHT] = _Taught(ids, _learn((one.text, one.chosen) for one in found))
    return kept.nudges


def _learn(examples: Iterable[tuple[str, str]]) -> Nudges:
    weights = words.weights("categories")
    return rules.nudges(weights, [(weights.features(normalise(text), words.cut), code) for text, code in examples])


def remember(work: Work, filed: Concern, guessed: str) -> None:
    """Keep the choice of a category as an example; nothing private is kept."""
    text = filed.text.strip()
    private = filed.private or bool(filed.alarm) or is_personal(normalise(text), filed.category, False)
    if rules.teaches(text, private=private):
        one = Lesson(work.new_id(), work.now, filed.reporter, filed.unit, text, guessed, filed.category)
        rows.add(work.db, work.town, one)


def waiting(work: Work) -> list[Lesson]:
    """Examples that wait for this person: of their own village, or of the town."""
    mine = [one.unit for one in work.directory.offices_of(work.actor_id, work.today)] if work.actor_id else []
    everywhere = work.actor_id is not None and bool(
        work.directory.roles_of(work.actor_id, work.today) & {Role.TOWN_STAFF, Role.TOWN_ADMIN}
    )
    return [
        one
        for one in rows.list_by(work.db, work.town, Fate.WAITS)
        if everywhere or any(work.directory.covers(unit, one.unit) for unit in mine)
    ]


def decide(work: Work, places: list[int], fate: Fate) -> list[Lesson]:
    """Approve or refuse some of those that wait, by their place in the list.

    Raises:
        Refused: there is no such place.
    """
    listed = waiting(work)
    if not places or any(not 1 <= place <= len(listed) for place in places):
        raise Refused(say.no_such(len(listed)))
    chosen = [listed[place - 1] for place in dict.fromkeys(places)]
    for one in chosen:
        rows.decide(work.db, work.town, one.id, fate)
        audit.put(
            work.db,
            work.town,
            work.new_id(),
            work.now,
            work.actor_id,
            "lesson",
            str(one.id),
            fate.value,
            "waits",
            fate.value,
        )
    return chosen


def explain(work: Work, text: str) -> str:
    """Why a sentence goes where it goes, in one line; nothing of it is stored."""
    nudges = nudges_of(work)
    routed = words.route(text, words.place_names(work.directory), nudges)
    spoke = words.why(text, routed.category, words.weights("categories"), nudges)
    alarm = words.alarm_of(normalise(text))
    return say.because(
        words.lexicon().name(routed.category),
        [word for word, _ in spoke[:3]],
        [words.lexicon().name(code) for code in routed.top3[1:]],
        routed.confidence,
        alarm.alarm.value if alarm is not None and alarm.sure else "",
        routed.redirect.value if routed.redirect else "",
        slots_of(normalise(text)),
        sure=routed.sure,
    )


def explain_concern(work: Work, one: Concern) -> str:
    """Why a concern is filed as it is: its own words are looked at, not repeated."""
    if not one.text:
        return say.no_words(one)
    nudges = nudges_of(work)
    spoke = words.why(one.text, one.category, words.weights("categories"), nudges) if not one.private else []
    return say.because_filed(one, words.lexicon().name(one.category), [word for word, _ in spoke[:3]])
