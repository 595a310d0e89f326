"""Calling people for a red matter: at once, again after 10, 20, 30 minutes, until one of those called takes it (ruling 4)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot import words
from bot.actions.concern_steps import move, put_note, to_people
from bot.actions.concerns import file_alarm, where_is
from bot.context import Work
from bot.domain import concern_clocks as clocks
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern, Level
from bot.domain.directory import Person, Tier
from bot.domain.places import units_named
from bot.domain.routing import Routed
from bot.domain.urgent import Alarm
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Outbound, Priority, ToPerson
from bot.normal import normalise
from bot.storage import concerns as rows
from bot.storage import people, timers
from bot.texts import alarms as say

_PLACE = re.compile(
    r"村口|桥头|村头|村部|学校|小学|水库|后山|河边|塘边|路口|庄|湾|冲里|隔壁|我家|俺家|咱家|老屋|晒场|祠堂|卫生室"
)


def raise_alarm(
    work: Work, reporter: Person, text: str, alarm: Alarm, chat: ChatId | None
) -> tuple[Concern, bool, list[Outbound]]:
    """File it and call people; or, when the same was said in that place within ten minutes, pass the further words on.

    Returns the concern, whether it is new, and the messages to those called.
    """
    earlier = running(work, reporter, alarm, chat)
    if earlier is not None:
        if text.strip():
            put_note(work, earlier, "add", "" if alarm is Alarm.CRISIS and chat else text)
        who = [earlier.claimed_by] if earlier.claimed_by else list(rules.handlers(earlier, work.directory, work.now))
        words = "" if alarm is Alarm.CRISIS and chat else text.strip()[:200]
        return earlier, False, _urgently(to_people(work, earlier, who, say.more(earlier.number, words), "急事补充"))
    unit = where_is(work, reporter, text, chat) or _town(work)
    filed, called = file_alarm(work, reporter, text, alarm, chat, unit)
    return filed, True, _call(work, filed, called, 0)


def running(work: Work, reporter: Person, alarm: Alarm, chat: ChatId | None) -> Concern | None:
    """The same urgency said in the same place (group, or this person's private chat) within the cool-down."""
    for one in rows.list_alarms_since(work.db, work.town, work.now - rules.JOIN):
        same_place = one.chat == chat if chat else one.chat is None and one.reporter == reporter.id
        if one.alarm == alarm.value and same_place and not one.final:
            return one
    return None


def running_for(work: Work, reporter: Person) -> Concern | None:
    """What this person has raised the alarm about within the cool-down and is not over."""
    for one in rows.list_alarms_since(work.db, work.town, work.now - rules.JOIN):
        if one.reporter == reporter.id and not one.final:
            return one
    return None


def call_again(work: Work, number: str) -> list[Outbound]:
    """Nobody has answered yet (the clock): the same people again; after half an hour it goes to the town."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.FILED:
        return []
    called = rules.handlers(concern, work.directory, work.now)
    passed = work.now - concern.filed_at
    minutes = int(passed.total_seconds()) // 600 * 10
    if concern.level is not Level.RED or passed >= clocks.RECALLS[-1]:
        return _call(work, concern, called, minutes) + _to_town(work, concern)
    following = next((mark for mark in clocks.RECALLS if mark > passed), clocks.RECALLS[-1])
    timers.set_timer(work.db, work.town, "concern_recall", number, concern.filed_at + following)
    return _call(work, concern, called, minutes)


def _to_town(work: Work, concern: Concern) -> list[Outbound]:
    """The last call: the owner is now the town; a crisis stays with those it was told to."""
    town = work.directory.town
    ack = work.now + timedelta(hours=1)
    if town is None or concern.tier is Tier.TOWN:
        moved = replace(concern, ack_due_at=ack)
        rows.change(work.db, work.town, moved)
    else:
        moved = move(work, concern, Event.ESCALATE, tier=Tier.TOWN, desk=town.id, ack_due_at=ack)
    timers.set_timer(work.db, work.town, "concern_ack", concern.number, ack)
    if Alarm(concern.alarm).quiet or concern.chat is not None:
        return []
    return _urgently(to_people(work, moved, [concern.reporter], say.nobody_yet(), "半小时没人应"))


def _call(work: Work, concern: Concern, called: tuple[PersonId, ...], minutes: int) -> list[Outbound]:
    reporter = people.find_person(work.db, work.town, concern.reporter)
    who = (reporter.name if reporter else "") or "一位没登记的人"
    where = work.directory.title(concern.unit) if concern.unit in work.directory.units else ""
    text = say.call(Alarm(concern.alarm), concern.number, concern.short, where, who, concern.text, minutes)
    return _urgently(
        [
            Outbound(
                ToPerson(person),
                text,
                about=concern.about,
                why=f"急事:{concern.alarm}",
                key=_key(concern, person, minutes),
            )
            for person in called
        ]
    )


def _key(concern: Concern, person: PersonId, minutes: int) -> str:
    return f"call:{concern.number}:{minutes}:{person}"


def _urgently(messages: list[Outbound]) -> list[Outbound]:
    """First in the outbox, at any hour."""
    return [replace(message, priority=Priority.URGENT, wakes=True) for message in messages]


def answered(work: Work, person: PersonId, now: datetime) -> Concern | None:
    """The red matter that somebody who was called answers with 收到: the latest that still waits."""
    for one in rows.list_alarms_since(work.db, work.town, now - timedelta(days=1)):
        if one.state is State.FILED and person in rules.handlers(one, work.directory, now):
            return one
    return None


def _town(work: Work) -> UnitId:
    town = work.directory.town
    return town.id if town else UnitId(work.town)


def understand(work: Work, text: str) -> Routed:
    """What category an urgent sentence would have if it were an ordinary one."""
    return words.route(text, words.place_names(work.directory))


def knows_where(work: Work, reporter: Person, text: str) -> bool:
    """Whether those called can find the place: words for one, or a person whose home is known speaks of it."""
    return bool(_PLACE.search(text)) or bool(units_named(work.directory, text)) or reporter.household is not None


def place_told(work: Work, number: str, text: str) -> list[Outbound]:
    """The answer to “where?”: passed on; if it names a unit of the town, the people of that place are called too."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.final:
        return []
    put_note(work, concern, "add", text)
    before = rules.handlers(concern, work.directory, work.now)
    named = units_named(work.directory, normalise(text))
    told: list[Outbound] = []
    if len(named) == 1 and concern.unit == _town(work):
        desk = rules.desk_of(work.directory, named[0].id, Tier.NEIGHBOURHOOD, work.now, (concern.reporter,))
        concern = replace(concern, unit=named[0].id, tier=desk.tier, desk=desk.unit)
        rows.change(work.db, work.town, concern)
        fresh = tuple(who for who in rules.handlers(concern, work.directory, work.now) if who not in before)
        told += _call(work, concern, fresh, 0)
    return told + _urgently(to_people(work, concern, before, say.more(number, text[:200]), "急事的位置"))
