"""What a visit brings to light: a need that becomes a concern, a door that stayed shut at somebody cared for (ruling 14)."""

from collections.abc import Sequence
from datetime import date, time

from bot.actions import check_in_changes as changes
from bot.actions import check_ins as act
from bot.actions import concerns
from bot.context import Work
from bot.domain.calendar import at
from bot.domain.check_ins import CheckIn, Kind, Unmet
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import care, outbox_reading
from bot.storage import check_in_histories as histories
from bot.texts import check_ins as say

ALERT_AT = time(17)
_AT_HOMES = frozenset({Kind.VISIT, Kind.CARE})
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


def alert_carers(work: Work, told: Sequence[CheckIn]) -> list[Outbound]:
    """Nobody opened at somebody cared for, told or set right after the hour of the alert: the care officer hears at once.

    Of a home of which they have heard today already they do not hear again.
    """
    if work.now < at(work.today, ALERT_AT):
        return []
    new = {one.number for one in told}
    if not any(one.unmet in _SHUT and one.day == work.today for one in told):
        return []
    shut = _shut_since(work, histories.list_visits_of_day(work.db, work.town, work.today))
    known = {_place(one) for one in shut if one.number not in new}
    return _alerts(work, [one for one in shut if one.number in new and _place(one) not in known])


def alerts_of_day(work: Work, day: date) -> list[Outbound]:
    """At the hour of the alert: every shut door of the day that has had no news since."""
    return _alerts(work, _shut_since(work, histories.list_visits_of_day(work.db, work.town, day)))


def tell_carers_of_news(work: Work, told: Sequence[CheckIn]) -> list[Outbound]:
    """Of somebody of whom the care officer has heard today that nobody opened there is news: they hear that too, once."""
    news = [one for one in told if one.unmet not in _SHUT and one.day == work.today and one.kind in _AT_HOMES]
    if not news or work.now < at(work.today, ALERT_AT):
        return []
    shut = [one for one in histories.list_visits_of_day(work.db, work.town, work.today) if one.unmet in _SHUT]
    return [
        message for one in news for message in _news(work, one, [each for each in shut if _is_later_word(one, each)])
    ]


def _news(work: Work, one: CheckIn, shut: Sequence[CheckIn]) -> list[Outbound]:
    numbers = sorted({one.number, *(each.number for each in shut)})
    return [
        Outbound(
            ToPerson(person),
            say.has_been_heard_of(one.target or say.somebody(), needy=bool(one.need)),
            about=one.cause,
            why="关爱对象有消息了",
            key=f"care-news:{numbers[0]}:{person}",
        )
        for person in dict.fromkeys(act.watchers(work, one))
        if any(outbox_reading.find_by_key(work.db, work.town, _key(number, person)) for number in numbers)
    ]


def _key(number: int, person: PersonId) -> str:
    return f"care:{number}:{person}"


def _shut_since(work: Work, records: Sequence[CheckIn]) -> list[CheckIn]:
    """The alarming ones among a day's visits of which there has been no news."""
    return [one for one in records if _is_alarming(work, one) and not any(_is_news(other, one) for other in records)]


def _is_alarming(work: Work, record: CheckIn) -> bool:
    """The door stayed shut at somebody cared for: the warden called it care, or a warden looks in on somebody there."""
    if record.unmet not in _SHUT:
        return False
    if record.kind is Kind.VISIT:
        return care.is_looked_in_on(work.db, work.town, record.household, record.person)
    return record.kind is Kind.CARE


def _is_news(other: CheckIn, shut: CheckIn) -> bool:
    """Somebody has met that person since."""
    return other.unmet is None and _is_later_word(other, shut)


def _is_later_word(other: CheckIn, shut: CheckIn) -> bool:
    """Told later of that person; where one of the two was a visit to the home: of anybody there."""
    if other.said_at < shut.said_at:
        return False
    if shut.household is not None and Kind.VISIT in {shut.kind, other.kind}:
        return other.household == shut.household
    return other.key == shut.key


def _place(record: CheckIn) -> str:
    """Where nobody opened: a visit and care at the same home are one thing to look after."""
    return record.household or record.key or record.cause


def _alerts(work: Work, shut: Sequence[CheckIn]) -> list[Outbound]:
    """One alert a home, with those it is about: whom care was for, else whom the visit was to."""
    homes: dict[str, list[CheckIn]] = {}
    for one in shut:
        homes.setdefault(_place(one), []).append(one)
    messages: list[Outbound] = []
    for records in homes.values():
        cared = [one for one in records if one.kind is Kind.CARE] or records[:1]
        names = "、".join(dict.fromkeys(one.target or say.somebody() for one in cared))
        first = records[0]
        messages += [
            Outbound(
                ToPerson(person),
                say.nobody_opened(names),
                about=first.cause,
                why="关爱对象没联系上",
                key=_key(first.number, person),
            )
            for person in dict.fromkeys(one for record in records for one in act.watchers(work, record))
        ]
    return messages
