"""Verbs that let notices go: numbers, signatures, the messages to groups, corrections to exactly those that got the original (I11, I15)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused
from bot.actions.notice_spread import ask_hand, spread
from bot.context import Work
from bot.domain import calendar
from bot.domain import notice_dates as days
from bot.domain import notices as rules
from bot.domain.directory import Chat
from bot.domain.notices import Fate, Level, Notice, Receipt, State
from bot.domain.roles import Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, timers, towns
from bot.storage import notice_deliveries as deliveries
from bot.storage import notice_relays as relays
from bot.storage import notices as rows
from bot.storage.outbox import State as DeliveryState
from bot.texts import notice_posts as posts
from bot.texts import notices as say


def next_number(work: Work, unit: UnitId) -> tuple[str, int]:
    """The series and the next running number in it."""
    series = rules.series_of(unit, work.directory, work.today)
    return series, towns.next_number(work.db, work.town, f"notice:{series}")


def may_sign(work: Work, found: Notice | None) -> None:
    """Ruling 23: any other 镇干部 or 镇管理员.

    Raises:
        Refused: the actor is none, or the author.
    """
    if not rules.may_approve(work.roles()):
        raise Refused(say.not_approver(reading.somebody_with(work, Role.TOWN_STAFF)))
    if found is not None and found.author == work.actor_id:
        raise Refused(say.own_draft(found))


def release(work: Work, found: Notice, before: State) -> list[Outbound]:
    """To every active bound chat at and below its units, once each; opens the receipt window."""
    out = replace(found, state=State.RELEASED, released_at=work.now, reason="")
    rows.put(work.db, work.town, out)
    note(work, out, "release", before, State.RELEASED)
    if out.receipt_until is not None:
        timers.set_timer(work.db, work.town, "notice_receipt", out.number, out.receipt_until)
        if out.receipt is Receipt.WARDEN or out.level is Level.IMPORTANT:
            half = work.now + max((out.receipt_until - work.now) / 2, rules.REMIND_APART)
            timers.set_timer(work.db, work.town, "notice_remind", out.number, half)
    end = calendar.at(out.valid_until + timedelta(days=1), time(0))
    timers.set_timer(work.db, work.town, "notice_expiry", out.number, end)
    return spread(work, out)


def to_chat(found: Notice, chat: ChatId, text: str, edits: str | None = None, files: tuple[str, ...] = ()) -> Outbound:
    """To a group: at most once a version (I11); only red and orange wake (I13)."""
    return Outbound(
        InChat(chat),
        text,
        Priority.URGENT if found.urgent else Priority.NOTICE,
        wakes=found.urgent,
        about=f"notice:{found.root}",
        why="notice",
        key=found.key(chat),
        edits=edits,
        files=files,
    )


def to_person(found: Notice, person: PersonId, text: str) -> Outbound:
    """To somebody who takes part in its approval: at any hour (ruling 24)."""
    return Outbound(ToPerson(person), text, wakes=True, about=f"notice:{found.number}", why="notice approval")


def note(work: Work, found: Notice, verb: str, before: State, after: State) -> None:
    """The audit row of a transition."""
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "notice",
        found.number,
        verb,
        before.value,
        after.value,
    )


def please_approve(work: Work, found: Notice, others: Iterable[PersonId]) -> list[Outbound]:
    assert work.actor is not None
    issuer = reading.issuer(work, found)
    post = posts.post(found, issuer, work_group=True)
    if found.corrects:
        post = posts.correction(found, found.title, found.phone)
    words = say.please_approve(found, work.actor.name, issuer, post, reach(work, found))
    return [replace(to_person(found, other, words), files=found.files) for other in others]


def reach(work: Work, found: Notice) -> str:
    """Whom it will reach; a correction goes where the original is, or was going."""
    if not found.corrects:
        return reading.reach(work, found.audience, urgent=found.urgent)
    had = fates_of(work, found.corrects)
    times = reading.opening_times(
        work, [work.directory.chats[chat] for chat in had if chat in work.directory.chats], urgent=found.urgent
    )
    counts = {fate: sum(one is fate for one in had.values()) for fate in Fate}
    return say.correction_reach(counts[Fate.GOT], counts[Fate.WAITS], times, work.now)


def fates_of(work: Work, number: str) -> dict[ChatId, Fate]:
    """What each chat has had of an original and its corrections."""
    seen = deliveries.list_in_chats(work.db, work.town, f"notice:{number}")
    return dict(rules.fates((chat, state.value) for chat, _, state, *_ in seen))


def release_correction(work: Work, found: Notice) -> list[Outbound]:
    """Chats that have the original get the correction; where it is still on its way, the whole takes its place (I15)."""
    original = rows.find(work.db, work.town, found.corrects)
    if original is None or original.state is not State.RELEASED:
        raise Refused(say.not_now(original or found))
    had = fates_of(work, original.number)
    deliveries.skip_in_chats(work.db, work.town, f"notice:{original.number}", work.now)
    version = max([1, *(one.version for one in rows.list_corrections(work.db, work.town, original.number))]) + 1
    out = replace(found, state=State.RELEASED, released_at=work.now, version=version, reason="")
    rows.put(work.db, work.town, out)
    note(work, out, "release", State.PENDING, State.RELEASED)
    words = {
        Fate.GOT: posts.correction(out, original.title, original.phone),
        Fate.WAITS: posts.corrected_whole(
            original, out, reading.issuer(work, original), days.corrected(original.body, out.body)
        ),
    }
    files = {Fate.GOT: out.files, Fate.WAITS: out.files or reading.files_of(work, original)}
    messages = [
        to_chat(
            out, chat, words[fate], _latest_key(work, original.number, chat) if fate is Fate.GOT else None, files[fate]
        )
        for chat, fate in had.items()
        if fate is not Fate.LOST and _live(work, chat)
    ]
    return messages + _correct_by_hand(work, out, words, files)


def _latest_key(work: Work, number: str, chat: ChatId) -> str | None:
    """The version that stands in a group: what a platform that can edit changes in place."""
    stands = standing_keys(work, number, chat)
    return stands[-1] if stands else None


def standing_keys(work: Work, number: str, chat: ChatId) -> tuple[str, ...]:
    """All versions that have arrived in a group, the oldest first."""
    seen = deliveries.list_in_chats(work.db, work.town, f"notice:{number}", chat)
    return tuple(
        key
        for _, key, state, *_ in seen
        if state is DeliveryState.SENT and re.fullmatch(rf"notice:{number}:\d+:.*", key)
    )


def _correct_by_hand(
    work: Work, out: Notice, words: Mapping[Fate, str], files: Mapping[Fate, tuple[str, ...]]
) -> list[Outbound]:
    """Neighbourhoods without a group hear of it from whoever was asked to tell them of the original."""
    latest: dict[str, relays.ByHand] = {}
    for one in relays.list_by_hand(work.db, work.town, out.root):
        latest.setdefault(one.place, one)
    messages: list[Outbound] = []
    for place, one in latest.items():
        if place in work.directory.units and one.state in {"waiting", "done"}:
            fate = Fate.GOT if one.state == "done" else Fate.WAITS
            messages += ask_hand(work, out, place, UnitId(place), words[fate], files[fate])
    return messages


def _live(work: Work, chat: ChatId) -> bool:
    found: Chat | None = work.directory.chats.get(chat)
    return found is not None and found.state.value == "active"


def who_manages(work: Work, found: Notice) -> str:
    role = Role.TOWN_STAFF if work.directory.village_of(found.unit) is None else Role.VILLAGE_STAFF
    return reading.somebody_with(work, role)
