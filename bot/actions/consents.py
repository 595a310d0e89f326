"""Verbs of consent: say yes or no to one purpose; what that changes at once."""

from dataclasses import replace

from bot.context import Work
from bot.domain.consents import ASKED, Purpose
from bot.domain.directory import Person
from bot.storage import audit, care, people
from bot.storage import consents as rows
from bot.texts import consents as say


def decide(work: Work, person: Person, purpose: Purpose, *, given: bool) -> str:
    """Note a yes or a no; from here on it holds (handbook I48)."""
    before = rows.list_latest(work.db, work.town, person.id).get(purpose)
    if before is None or before[0] != given:
        rows.add(work.db, work.town, work.new_id(), person.id, purpose, given, work.now)
        states = ("" if before is None else _state(before[0])), _state(given)
        audit.put(work.db, work.town, work.new_id(), work.now, person.id, "consent", person.id, purpose.value, *states)
    if purpose is Purpose.PHONE:
        if given and not person.phone:
            return say.no_phone()
        people.put_person(work.db, work.town, replace(person, phone_public=given))
    if purpose is Purpose.CARE and not given:
        care.erase_person(work.db, work.town, person.id)
    return say.given(purpose, work.today) if given else say.refused(purpose, work.today)


def listed(work: Work, person: Person) -> str:
    """Every purpose, how it stands and since when."""
    latest = rows.list_latest(work.db, work.town, person.id)
    lines: list[tuple[Purpose, bool | None, str]] = []
    for purpose in Purpose:
        decided = latest.get(purpose)
        standing = decided[0] if decided else None
        if purpose is Purpose.PHONE and decided is None:
            standing = person.phone_public
        elif decided is None and purpose not in ASKED:
            standing = None
        lines.append((purpose, standing, say.since(decided[1].date()) if decided else ""))
    return say.listed(lines)


def _state(given: bool) -> str:
    return "yes" if given else "no"
