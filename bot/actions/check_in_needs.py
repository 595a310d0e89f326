"""What a visit brings to light: a need that becomes a concern, a door that stayed shut at somebody cared for (ruling 14)."""

from datetime import date, time

from bot.actions import check_in_changes as changes
from bot.actions import check_ins as act
from bot.actions import concerns
from bot.context import Work
from bot.domain.calendar import at
from bot.domain.check_ins import CheckIn, Kind, Unmet
from bot.messages import Outbound, ToPerson
from bot.storage import care
from bot.storage import check_ins as rows
from bot.texts import check_ins as say

ALERT_AT = time(17)
_SHUT = frozenset({Unmet.NOBODY_HOME, Unmet.UNREACHABLE})


def file_need(work: Work, number: int, need: str) -> tuple[str, list[Outbound]]:
    """Turn a need heard on the visit of the actor's record into a private concern: its number, and the messages to others.

    Raises:
        Refused: not the actor's record.
    """
    assert work.actor is not None
    mine = act.find_own(work, number)
    unit = mine.unit if mine.unit in work.directory.units else None
    filed, others = concerns.raise_concern(
        work,
        work.actor,
        need,
        on_behalf_of=mine.target,
        collected_by=work.actor.id,
        private=True,
        unit=unit,
    )
    changes.note_concern(work, number, filed.number)
    return filed.number, others


def alert_carers(work: Work, record: CheckIn) -> list[Outbound]:
    """Nobody opened at somebody cared for, told after the hour of the alert: the care officer hears at once."""
    if record.day == work.today and work.now >= at(work.today, ALERT_AT) and _is_alarming(work, record):
        return _alerts(work, record)
    return []


def alerts_of_day(work: Work, day: date) -> list[Outbound]:
    """At the hour of the alert: every shut door of the day that has had no news since."""
    records = rows.list_visits_of_day(work.db, work.town, day)
    messages: list[Outbound] = []
    for record in records:
        if _is_alarming(work, record) and not any(_is_news(other, record) for other in records):
            messages += _alerts(work, record)
    return messages


def _is_alarming(work: Work, record: CheckIn) -> bool:
    """The door stayed shut at somebody cared for: the warden called it care, or a warden looks in on somebody there."""
    if record.unmet not in _SHUT:
        return False
    if record.kind is Kind.VISIT:
        return care.is_looked_in_on(work.db, work.town, record.household, record.person)
    return record.kind is Kind.CARE


def _is_news(other: CheckIn, shut: CheckIn) -> bool:
    """Somebody has met that person since; where one of the two was a visit to the home: anybody there."""
    if other.unmet is not None or other.said_at < shut.said_at:
        return False
    if shut.household is not None and Kind.VISIT in {shut.kind, other.kind}:
        return other.household == shut.household
    return other.key == shut.key


def _alerts(work: Work, record: CheckIn) -> list[Outbound]:
    text = say.nobody_opened(record.target or say.somebody())
    return [
        Outbound(
            ToPerson(person), text, about=record.cause, why="关爱对象没联系上", key=f"care:{record.number}:{person}"
        )
        for person in act.watchers(work, record)
    ]
