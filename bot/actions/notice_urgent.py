"""Verbs of urgent notices and of receipts: 紧急通知, 收到, 报平安, 帮, the calls to wardens, the deadline's summary, lost deliveries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions import alarms, files
from bot.actions import notice_drafts as drafts
from bot.actions import notice_reading as reading
from bot.actions import notice_release as out
from bot.actions.errors import UserError
from bot.context import Work
from bot.domain import notice_audience as audiences
from bot.domain import notices as rules
from bot.domain import urgent
from bot.domain.directory import Chat, Person
from bot.domain.notices import Audience, Level, Notice, Receipt, Relay, State
from bot.domain.roles import Action, Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Attachment, Outbound, Priority, ToPerson
from bot.storage import notice_deliveries as deliveries
from bot.storage import notices as rows
from bot.storage import outbox, timers
from bot.texts import notice_posts as posts
from bot.texts import notice_progress as say_progress
from bot.texts import notice_receipts as say_receipts
from bot.texts import notice_urgent as say
from bot.texts import notice_writing as ask

TROUBLE_GATHERS = timedelta(minutes=1)
"""Deliveries lost within so long are told in one message."""


def send_urgent(
    work: Work,
    level: Level,
    text: str,
    normal: str,
    relay: Relay = Relay.AUTO,
    attachments: Sequence[Attachment] = (),
) -> tuple[str, list[Outbound]]:
    """紧急通知 — to the units named in the text (``normal``), else the author's; at once, reviewed after (ruling 11).

    Raises:
        UserError: a gate , or words that fit several units; nothing has gone out.
    """
    assert work.actor is not None
    if fault := drafts.gate(work, "body", text):
        raise UserError(say.urgent_blocked(fault))
    own = drafts.own_units(work, Action.EMERGENCY_NOTICE)
    named = audiences.units_named(normal, work.directory, own)
    if isinstance(named, audiences.Unclear):
        raise UserError(say.urgent_unclear(named.words, [work.directory.title(unit) for unit in named.options]))
    audience = Audience(named or _outermost(work, own))
    chats = audience.chats(work.directory)
    if not chats:
        raise UserError(say.urgent_blocked(ask.no_chats(reading.audience_name(work, audience))))
    keys, without = _attached(work, attachments)
    found = replace(
        _made(work, level, text, audience, own),
        relay=relay if level is Level.ORANGE else Relay.AUTO,
        attachment=files.summary(work, keys),
        files=keys,
    )
    messages = out.release(work, found, State.DRAFT)
    timers.set_timer(work.db, work.town, "notice_review", found.number, work.now + rules.POST_REVIEW)
    if level is Level.RED:
        timers.set_timer(work.db, work.town, "notice_red", found.number, work.now + rules.RED_AGAIN)
    others = reading.approvers(work, but=found.author)
    asked = say.please_review(found, work.actor.name, reading.audience_name(work, audience))
    messages += [replace(out.to_person(found, other, asked), files=keys) for other in others]
    told = say.urgent_sent(found, len(chats), list(others.values()))
    return f"{told}\n{without}" if without else told, messages


def _attached(work: Work, attachments: Sequence[Attachment]) -> tuple[tuple[str, ...], str]:
    """What cannot be taken does not hold up what is urgent: it goes without, and its author is told why."""
    try:
        return (tuple(files.take(work, attachments)), "") if attachments else ((), "")
    except UserError as told:
        return (), say.urgent_without(str(told))


def _outermost(work: Work, own: tuple[UnitId, ...]) -> tuple[UnitId, ...]:
    directory = work.directory
    return tuple(u for u in own if not any(other != u and directory.covers(other, u) for other in own))


def _made(work: Work, level: Level, text: str, audience: Audience, own: tuple[UnitId, ...]) -> Notice:
    assert work.actor is not None
    directory = work.directory
    fitting = [u for u in own if all(directory.covers(u, unit) for unit in audience.units)] or list(own)
    unit = min(fitting, key=lambda one: directory.units[one].tier.rank)
    series, serial = out.next_number(work, unit)
    return Notice(
        number=rules.number_of(series, serial),
        series=series,
        serial=serial,
        author=work.actor.id,
        unit=unit,
        title=say.urgent_title(level),
        body=text.strip(),
        plain_text="",
        audience=audience,
        level=level,
        receipt=Receipt.SAFE if level is Level.RED else Receipt.COUNT,
        receipt_until=work.now + rules.RED_LASTS,
        attachment="",
        phone=work.settings.duty_phone,
        valid_until=(work.now + rules.RED_LASTS).date(),
        state=State.RELEASED,
        second=True,
        made_at=work.now,
        review_due=work.now + rules.POST_REVIEW,
    )


def open_window(work: Work, chat: Chat) -> Notice | None:
    """The notice whose receipts are counted in a group now: the latest that has reached it."""
    for found in rows.list_open_windows(work.db, work.town, work.now):
        if not found.audience.holds(work.directory, chat.unit):
            continue
        versions = [1, *(one.version for one in rows.list_corrections(work.db, work.town, found.number))]
        if any(deliveries.was_sent(work.db, work.town, replace(found, version=v).key(chat.id)) for v in versions):
            return found
    return None


def open_for(work: Work, person: Person, *, safe: bool = False) -> Notice | None:
    """The latest notice that still counts receipts and is addressed to where ``person`` belongs."""
    mine = reading.places(work, person)
    for found in rows.list_open_windows(work.db, work.town, work.now):
        if safe and found.receipt is not Receipt.SAFE:
            continue
        if any(found.audience.holds(work.directory, unit) for unit in mine):
            return found
    return None


def acknowledge(work: Work, person: Person, found: Notice, chat: Chat | None) -> None:
    """收到 — counted once a person, silently."""
    _keep(work, person, found, chat, "read", None)


def report_safe(work: Work, person: Person, chat: Chat | None, count: int | None) -> Notice:
    """报平安 — the household is safe.

    Raises:
        UserError: no notice asks for it.
    """
    found = open_for(work, person, safe=True)
    if found is None:
        raise UserError(posts.nothing_urgent())
    _keep(work, person, found, chat, "safe", count)
    return found


def _keep(work: Work, person: Person, found: Notice, chat: Chat | None, kind: str, count: int | None) -> None:
    unit = reading.neighbourhood_of(work, person, chat.unit if chat else None)
    answer = rows.Answer(person.id, unit, person.household, kind, count, work.now)
    rows.put_answer(work.db, work.town, found.number, answer)


def ask_help(work: Work, person: Person, found: Notice, words: str, normal: str) -> list[Outbound]:
    """帮 — a red concern: warden, grid leader, village staff and duty are called at once, whatever the hour (handbook S15)."""
    _keep(work, person, found, None, "help", None)
    danger = urgent.find_urgent(normal)
    alarm = danger.alarm if danger is not None else urgent.Alarm.GEO
    _, _, messages = alarms.raise_alarm(work, person, words, alarm, None)
    return messages


def close_receipts(work: Work, number: str) -> list[Outbound]:
    """The deadline: a private summary to the sender, in counts."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.RELEASED:
        return []
    counted = reading.tally(work, found, found.audience.units)
    closed = replace(found, closed_persons=counted.persons, closed_answered=counted.answered)
    rows.put(work.db, work.town, closed)
    text = say_progress.receipts_closed(found, counted.persons, counted.answered, counted.asked)
    if counted.cannot:
        text += "\n" + say_receipts.cannot_count(found, counted.cannot)
    if found.receipt is Receipt.SAFE:
        text += "\n" + say_progress.safety(counted.safe, counted.people, counted.helping)
    key = f"notice-receipts:{found.number}"
    return [Outbound(ToPerson(found.author), text, Priority.NOTICE, about=f"notice:{number}", why="receipts", key=key)]


def remind_review(work: Work, number: str) -> list[Outbound]:
    """Two hours on and nobody else has looked at an urgent notice: 镇管理员 are reminded (all who may sign, when none is left)."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.RELEASED or found.approver is not None:
        return []
    town = work.directory.town
    admins = work.directory.holders(Role.TOWN_ADMIN, town.id, work.today) if town else ()
    others = [office.person for office in admins if office.person != found.author]
    told = others or list(reading.approvers(work, but=found.author)) or [found.author]
    return [out.to_person(found, person, say.review_overdue(found)) for person in dict.fromkeys(told)]


def call_wardens_again(work: Work, number: str) -> list[Outbound]:
    """A red notice: those wardens who have not answered, alone and in private, every half hour (ruling 11)."""
    found = rows.find(work.db, work.town, number)
    if found is None or found.state is not State.RELEASED or found.receipt_until is None:
        return []
    if work.now >= found.receipt_until:
        return []
    answered = {answer.person for answer in rows.list_answers(work.db, work.town, number)}
    silent: dict[PersonId, UnitId] = {}
    for unit in found.audience.neighbourhoods(work.directory):
        warden = reading.wardens_of(work, unit.id)
        if warden is not None and warden not in answered:
            silent.setdefault(warden, unit.id)
    if silent:
        timers.set_timer(work.db, work.town, "notice_red", number, work.now + rules.RED_AGAIN)
    return [_call(work, found, warden, unit) for warden, unit in silent.items()]


def _call(work: Work, found: Notice, warden: PersonId, unit: UnitId) -> Outbound:
    counted = reading.tally(work, found, (unit,))
    valid = reading.latest_correction(work, found) or found
    text = posts.red_again(found, valid.body, counted.safe, counted.helping)
    key = f"notice-red:{found.number}:{int(work.now.timestamp())}:{warden}"
    about = f"notice:{found.number}"
    return Outbound(ToPerson(warden), text, Priority.URGENT, wakes=True, about=about, why="red again", key=key)


def note_lost(work: Work, number: str, key: str | None) -> None:
    """A delivery to a group will never arrive: gathered, then told to the sender."""
    ours = key is not None and key.startswith(f"notice:{number}:")
    if ours and timers.find(work.db, work.town, "notice_trouble", number) is None:
        timers.set_timer(work.db, work.town, "notice_trouble", number, work.now + TROUBLE_GATHERS)


def tell_trouble(work: Work, number: str) -> list[Outbound]:
    """What has been lost since the last telling, with the groups' names, in one message."""
    found = rows.find(work.db, work.town, number)
    if found is None:
        return []
    since = found.trouble_told_at
    lost: dict[outbox.State, list[ChatId]] = {outbox.State.DEAD: [], outbox.State.UNKNOWN: []}
    for chat, _, state, _, settled_at, _ in deliveries.list_in_chats(work.db, work.town, f"notice:{number}"):
        if state in lost and settled_at is not None and (since is None or settled_at > since):
            lost[state].append(chat)
    rows.put(work.db, work.town, replace(found, trouble_told_at=work.now))
    if not any(lost.values()):
        return []
    names = {state: list(dict.fromkeys(_name(work, chat) for chat in chats)) for state, chats in lost.items()}
    text = say_progress.trouble(found, names[outbox.State.DEAD], names[outbox.State.UNKNOWN])
    authors = {found.author, *(one.author for one in rows.list_corrections(work.db, work.town, number)[:1])}
    about = f"notice:{number}"
    return [
        Outbound(ToPerson(author), text, Priority.NOTICE, wakes=found.urgent, about=about, why="delivery lost")
        for author in sorted(authors)
    ]


def _name(work: Work, chat: ChatId) -> str:
    found = work.directory.chats.get(chat)
    return found.name if found is not None else chat
