"""Verbs of those who look at notices: find one, list them, count receipts, see how far one has got."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import notices as rules
from bot.domain.directory import WARDEN_ROLES, Chat, ChatKind, Person
from bot.domain.notices import Audience, Notice, People, Receipt, Reference, State
from bot.domain.roles import Action, Role
from bot.ids import ChatId, PersonId, UnitId
from bot.storage import notice_deliveries as deliveries
from bot.storage import notice_relays as relays
from bot.storage import notices as rows
from bot.storage import outbox, paces
from bot.texts import notice_progress as say_progress
from bot.texts import notice_receipts as say_receipts
from bot.texts import notice_relays as say_relays
from bot.texts import notices as say
from bot.texts import people as say_people

LISTED = 5


def find_named(work: Work, named: Reference, wanted: Callable[[Notice], bool]) -> Notice | None:
    """The notice of a full number, or the latest that a bare one may mean, the ``wanted`` first; None when not for the actor."""
    if named.number:
        found = rows.find(work.db, work.town, named.number)
        return found if found is not None and may_see(work, found) else None
    seen = [one for one in rows.list_with_serial(work.db, work.town, named.serial) if may_see(work, one)]
    return next((one for one in seen if wanted(one)), seen[0] if seen else None)


def find(work: Work, number: str) -> Notice | None:
    """A notice by its full number, whoever asks."""
    return rows.find(work.db, work.town, number)


def place_name(work: Work, place: str) -> str:
    """A group's name, or that of a neighbourhood without one."""
    chat = work.directory.chats.get(ChatId(place))
    return chat.name if chat is not None else work.directory.title(UnitId(place))


def may_see(work: Work, found: Notice) -> bool:
    """What has gone out, in one's own places; what has not, its author and those who sign; a signed one that waits, its unit's authors."""
    if work.actor_id == found.author or rules.may_approve(work.roles()):
        return True
    if found.released_at is None:
        return found.state is State.SCHEDULED and manages(work, found)
    return any(found.audience.concerns(work.directory, unit) for unit in places(work)) or manages(work, found)


def places(work: Work, person: Person | None = None) -> tuple[UnitId, ...]:
    """Where a person belongs: the neighbourhood and the units of their offices."""
    who = person or work.actor
    if who is None:
        return ()
    held = tuple(o.unit for o in work.directory.offices_of(who.id, work.today) if o.role is not Role.OPERATOR)
    return tuple(dict.fromkeys((*((who.unit,) if who.unit else ()), *held)))


def manages(work: Work, found: Notice) -> bool:
    """Whether the actor may correct, withdraw and follow it: its author, or an author of the issuing unit or above."""
    if work.actor_id is None:
        return False
    offices = work.directory.offices_of(work.actor_id, work.today)
    held = (*rules.offices_for(Action.CREATE_NOTICE, offices), *rules.offices_for(Action.EMERGENCY_NOTICE, offices))
    return found.author == work.actor_id or any(work.directory.covers(office.unit, found.unit) for office in held)


def sight(work: Work, found: Notice) -> tuple[UnitId, ...]:
    """The units whose receipts and deliveries the actor may see: all of it, or the part in their own charge; empty: none."""
    if manages(work, found) or rules.may_approve(work.roles()):
        return found.audience.units
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    mine = (o.unit for o in offices if o.role is not Role.OPERATOR)
    return tuple(dict.fromkeys(unit for unit in mine if found.audience.concerns(work.directory, unit)))


def list_visible(work: Work) -> list[tuple[Notice, bool]]:
    """The last five in the actor's places, each with whether it has been corrected."""
    mine = places(work)
    found: list[tuple[Notice, bool]] = []
    for one in rows.list_released(work.db, work.town):
        if any(one.audience.concerns(work.directory, unit) for unit in mine):
            found.append((one, bool(rows.list_corrections(work.db, work.town, one.number))))
            if len(found) == LISTED:
                break
    return found


def original_of(work: Work, found: Notice) -> Notice:
    """The original of a correction, or the notice itself."""
    return (rows.find(work.db, work.town, found.root) or found) if found.corrects else found


def latest_correction(work: Work, original: Notice) -> Notice | None:
    """What is valid instead of the original's words."""
    return next(iter(rows.list_corrections(work.db, work.town, original.number)), None)


def files_of(work: Work, found: Notice) -> tuple[str, ...]:
    """Keys of the files that go with it now: a correction's own take the place of the original's."""
    corrections = [] if found.corrects else rows.list_corrections(work.db, work.town, found.number)
    return next((one.files for one in corrections if one.files), found.files)


def issuer(work: Work, found: Notice) -> str:
    """Who issues it, as people say it."""
    return work.directory.title(found.unit)


def audience_name(work: Work, audience: Audience) -> str:
    """``康桥村(不含五组)``."""
    title = work.directory.title
    return say.audience_name(
        [title(u) for u in audience.units], [title(u) for u in audience.excluded], list(audience.people)
    )


def reach(work: Work, audience: Audience, *, urgent: bool = False) -> str:
    """To how many chats, for example which, how many households, who is left out, when each kind gets it."""
    chats = audience.chats(work.directory)
    left_out = [work.directory.title(unit) for unit in audience.excluded]
    left_out += [say.people_name(one) for one in People if audience.people and one not in audience.people]
    with_chats = {chat.unit for chat in chats}
    residents = not audience.people or People.RESIDENTS in audience.people
    bare = [u.id for u in audience.neighbourhoods(work.directory) if u.id not in with_chats] if residents else []
    return say.reach(
        len(chats),
        [chat.name for chat in chats[:3]],
        audience.households(work.directory) if residents else 0,
        left_out,
        [work.directory.title(unit) for unit in bare[:3]],
        opening_times(work, chats, urgent=urgent),
        work.now,
    ) + _eta(work, chats, urgent=urgent)


def _eta(work: Work, chats: Sequence[Chat], *, urgent: bool) -> str:
    """When the last group has it, where a platform's pace makes that later than its opening."""
    opens = {c.id: work.now if urgent else calendar.next_open(c.kind, work.now, work.settings) for c in chats}
    ready = paces.ready_at(work.db, work.town, work.now, work.settings, "", opens)
    return "" if ready is None else say.eta(ready)


def opening_times(work: Work, chats: Sequence[Chat], *, urgent: bool) -> list[tuple[bool, datetime]]:
    """For work groups (True) and all others (False), as far as there are any: when a message of now would reach them."""
    return [
        (kind.is_work, work.now if urgent else calendar.next_open(kind, work.now, work.settings))
        for kind in (ChatKind.NEIGHBOURHOOD, ChatKind.VILLAGE_WORK)
        if any(chat.kind.is_work is kind.is_work for chat in chats)
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """Receipts in the part of a notice that somebody may see."""

    persons: int
    answered: int
    """Neighbourhoods from which at least one came."""
    asked: int
    """Neighbourhoods addressed that have a group."""
    safe: int
    people: int
    helping: int
    cannot: int = 0
    """Persons who have said that they cannot."""


def tally(work: Work, found: Notice, within: Sequence[UnitId]) -> Tally:
    """Count; a household that reports twice counts once."""
    directory = work.directory

    def inside(unit: UnitId) -> bool:
        return any(directory.covers(above, unit) for above in within)

    whole = tuple(within) == found.audience.units
    answers = [a for a in rows.list_answers(work.db, work.town, found.number) if whole or (a.unit and inside(a.unit))]
    asked = {u.id for u in found.audience.neighbourhoods(directory) if inside(u.id) and directory.chats_of(u.id)}
    homes: dict[str, int] = {}
    for one in answers:
        if one.kind == "safe":
            home = one.household or one.person
            homes[home] = max(homes.get(home, 0), one.people or 0)
    return Tally(
        persons=len(answers),
        answered=len({a.unit for a in answers} & asked),
        asked=len(asked),
        safe=len(homes),
        people=sum(homes.values()),
        helping=len({a.household or a.person for a in answers if a.kind == "help"}),
        cannot=sum(a.kind == "cannot" for a in answers),
    )


def show_receipts(work: Work, found: Notice) -> str:
    """回执 — counts for those in charge; never who has not answered.

    Raises:
        Refused: the actor is in charge of no part of it.
    """
    original = original_of(work, found)
    within = sight(work, original)
    if not within:
        raise Refused(say_progress.receipts_for_staff(somebody_with(work, Role.VILLAGE_STAFF)))
    if original.receipt is Receipt.NONE:
        return say_progress.no_receipt_asked(original)
    counted = tally(work, original, within)
    closed = original.receipt_until is not None and original.receipt_until <= work.now
    if (
        not counted.persons and original.closed_persons and within == original.audience.units
    ):  # receipts are kept 30 days
        counted = replace(counted, persons=original.closed_persons, answered=original.closed_answered or 0)
    part = "" if within == original.audience.units else say.listed([work.directory.title(unit) for unit in within])
    text = say_progress.receipts(original, counted.persons, counted.answered, counted.asked, closed, part)
    if counted.cannot:
        text += "\n" + say_receipts.cannot_count(original, counted.cannot)
    if original.receipt is Receipt.SAFE:
        text += "\n" + say_progress.safety(counted.safe, counted.people, counted.helping)
    return f"{text}\n{say_receipts.more(original)}" if any(work.directory.children(unit) for unit in within) else text


def show_progress(work: Work, found: Notice) -> str:
    """通知进度 — groups by the state of what they were sent last, in the part that the actor is in charge of.

    Raises:
        Refused: the actor is in charge of no part of it.
    """
    original = original_of(work, found)
    within = sight(work, original)
    if not within:
        raise Refused(say_progress.receipts_for_staff(somebody_with(work, Role.VILLAGE_STAFF)))
    if original.released_at is None:
        raise Refused(say.not_now(original))
    chats = work.directory.chats
    latest = deliveries.latest_in_chats(work.db, work.town, found.root, found.version if found.corrects else None)
    seen = [
        row
        for chat, row in latest.items()
        if chat in chats
        and row[5] != deliveries.BY_HAND
        and any(work.directory.covers(above, chats[chat].unit) for above in within)
    ]
    return say_progress.progress(
        found, [*_progress_lines(work, seen, f"notice:{found.root}"), *_waiting_lines(work, original, within)]
    )


def _waiting_lines(work: Work, original: Notice, within: Sequence[UnitId]) -> list[str]:
    """What is a person's doing: tiers that pass it on, places without the bot and what became of it there."""
    directory = work.directory

    def inside(unit: UnitId) -> bool:
        return any(directory.covers(above, unit) for above in within)

    waiting = [one.unit for one in relays.list_of(work.db, work.town, original.number) if one.state == "waiting"]
    lines = (
        [say_relays.waiting_relay([directory.title(u) for u in waiting])]
        if (waiting := [*filter(inside, waiting)])
        else []
    )
    hands: dict[str, str] = {}
    for one in relays.list_by_hand(work.db, work.town, original.number):
        unit = directory.chats[ChatId(one.place)].unit if ChatId(one.place) in directory.chats else UnitId(one.place)
        if inside(unit):
            hands.setdefault(one.place, one.state)
    for state, words in (
        ("done", say_relays.done_hand),
        ("waiting", say_relays.waiting_hand),
        ("cannot", say_relays.cannot_hand),
    ):
        if places := [place_name(work, place) for place, now in hands.items() if now == state]:
            lines.append(words(places))
    return lines


_PROGRESS: tuple[tuple[outbox.State, ...], ...] = (
    (outbox.State.SENT,),
    (outbox.State.QUEUED, outbox.State.SENDING),
    (outbox.State.FAILED,),
    (outbox.State.DEAD,),
    (outbox.State.UNKNOWN,),
    (outbox.State.SKIPPED,),
)
"""What goes by a hand is told with those who are to do it."""
_NAMED = {outbox.State.FAILED, outbox.State.DEAD, outbox.State.UNKNOWN}


def _progress_lines(work: Work, seen: Sequence[deliveries.InChatRow], about: str) -> list[str]:
    """One line for each state that occurs; those that need a person are named."""
    lines: list[str] = []
    for states in _PROGRESS:
        hit = [row for row in seen if row[2] in states]
        if not hit and states[0] is not outbox.State.SENT:
            continue
        names = [work.directory.chats[row[0]].name for row in hit[:5]] if states[0] in _NAMED else []
        last = max(row[3] for row in hit) if states[0] is outbox.State.QUEUED else None
        if (
            last is not None
            and (ready := paces.ready_at(work.db, work.town, work.now, work.settings, about)) is not None
        ):
            lines.append(say_progress.progress_eta(len(hit), ready))
            continue
        lines.append(say_progress.progress_line(states[0].value, len(hit), names, last))
    return lines


def somebody_with(work: Work, role: Role) -> str:
    """``镇干部钱晓峰``: the nearest other person who holds ``role``; only the role's name when there is none."""
    unit = next(iter(places(work)), None) or (work.directory.town.id if work.directory.town else None)
    holders = [o for o in work.directory.holders_above(role, unit, work.today) if o.person != work.actor_id]
    return say_people.role_name(role) + (holders[0].name if holders else "")


def approvers(work: Work, *, but: PersonId) -> dict[PersonId, str]:
    """Every 镇干部 and 镇管理员 other than the author, with what they are called (ruling 23)."""
    town = work.directory.town
    found: dict[PersonId, str] = {}
    for role in (Role.TOWN_STAFF, Role.TOWN_ADMIN):
        for office in work.directory.holders(role, town.id, work.today) if town else ():
            if office.person != but:
                found.setdefault(office.person, say_people.role_name(role) + office.name)
    return found


def wardens_of(work: Work, unit: UnitId) -> PersonId | None:
    """Who looks after a neighbourhood: its warden, or while vacant the grid leader above."""
    held = work.directory.warden_of(unit, work.today)
    if held is not None:
        return held.person
    above = work.directory.holders_above(Role.GRID_LEADER, unit, work.today)
    return above[0].person if above else None


def neighbourhood_of(work: Work, person: Person, chat_unit: UnitId | None = None) -> UnitId:
    """The neighbourhood that a receipt counts for: the group's, the one in the person's charge, the person's own."""
    directory = work.directory
    if chat_unit is not None and chat_unit in directory.units and directory.units[chat_unit].tier.rank == 0:
        return chat_unit
    for office in directory.offices_of(person.id, work.today):
        if office.role in WARDEN_ROLES:
            return office.unit
    return person.unit or UnitId("")
