"""Honour and reminder lists, what all their verbs share: whose village, whose step, what is shown, one step of an entry's life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import list_items as acts
from bot.domain import list_states as states
from bot.domain import lists as rules
from bot.domain import namesakes
from bot.domain.directory import ChatKind, Person, Tier, Unit
from bot.domain.list_items import Item
from bot.domain.list_states import FINAL, Event, IllegalMove, Kind, State
from bot.domain.lists import Entry, Issue
from bot.domain.roles import MATRIX, Action, Grant, Role
from bot.ids import ChatId, HouseholdId, PersonId, UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, outbox, outbox_reading, people
from bot.storage import lists as rows
from bot.texts import list_steps as say_steps
from bot.texts import list_wall as say_wall
from bot.texts import lists as say


@dataclass(frozen=True, slots=True)
class Shown:
    """A published list as it may be read now: only entries that ``domain.lists.is_shown`` lets through."""

    issue: Issue
    entries: tuple[Entry, ...]
    lines: tuple[str, ...]
    objectable: bool
    """Whether any of it may still be objected to."""


def villages(work: Work) -> list[Unit]:
    """All villages, in the order of the tree."""
    return [unit for unit in work.directory.units.values() if unit.tier is Tier.VILLAGE]


def scope(work: Work, *actions: Action) -> list[Unit]:
    """The villages in which the actor's offices grant one of ``actions``."""
    if work.actor is None or all(work.grant(action) is Grant.NO for action in actions):
        return []
    held = work.directory.offices_of(work.actor.id, work.today)
    granting = [one.unit for one in held if any(MATRIX[a].of(one.role) is not Grant.NO for a in actions)]
    return [unit for unit in villages(work) if any(work.directory.covers(own, unit.id) for own in granting)]


STAFF = (Role.VILLAGE_STAFF,)
ALL_STEPS = (Action.DRAFT_LIST, Action.DECIDE_LIST, Action.TAKE_DOWN_LIST, Action.SUPERVISE_LIST)


def village_for(work: Work, text: str, *actions: Action) -> Unit:
    """The one village that a step is about: named in ``text``, or the only one of the actor's.

    Raises:
        Refused: none is the actor's, or which one must be said.
    """
    own = scope(work, *actions)
    if not own:
        raise Refused(say_steps.not_yours(who_may(work, actions[0])))
    named = [unit for unit in own if unit.name in text or unit.name.removesuffix("村") in text]
    if len(named) == 1:
        return named[0]
    if len(own) == 1:
        elsewhere = [unit for unit in villages(work) if unit.name in text and unit.id != own[0].id]
        if elsewhere:
            raise Refused(say_steps.not_yours(who_may(work, actions[0], elsewhere[0].id)))
        return own[0]
    raise Refused(say_steps.which_village([unit.name for unit in own]))


_STEPS_OF = {
    Action.DRAFT_LIST: (Role.VILLAGE_STAFF,),
    Action.DECIDE_LIST: (Role.BRANCH_SECRETARY,),
    Action.TAKE_DOWN_LIST: (Role.BRANCH_SECRETARY, Role.TOWN_STAFF),
    Action.SUPERVISE_LIST: (Role.SUPERVISOR,),
}


def who_may(work: Work, action: Action, village: UnitId | None = None, but: Iterable[PersonId] = ()) -> str:
    """Names of two who may take a step in a village (the actor's own)."""
    home = village or (work.actor.unit if work.actor else None)
    if home is None and work.actor is not None:
        held = work.directory.offices_of(work.actor.id, work.today)
        home = held[0].unit if held else None
    left = {*but, work.actor_id}
    found = [one for role in _STEPS_OF[action] for one in work.directory.holders_above(role, home, work.today)]
    return "、".join([one.name for one in found if one.person not in left][:2])


def home_of(work: Work, who: PersonId) -> HouseholdId | None:
    """The household of a warden."""
    found = people.find_person(work.db, work.town, who)
    return found.household if found is not None else None


def name_of(work: Work, who: PersonId) -> str:
    """A warden's name, also of one who has left office; with the place where another bears it."""
    if known := work.directory.name(who):
        return namesakes.told_apart(work.directory, who, known)
    found = people.find_person(work.db, work.town, who)
    return found.name if found is not None else ""


def entry_for(work: Work, number: int, *actions: Action) -> Entry:
    """An entry in the actor's scope.

    Raises:
        Refused: there is none by that number, or it is another village's.
    """
    found = rows.find_entry(work.db, work.town, number)
    own = {unit.id for unit in scope(work, *actions)}
    if not own:
        raise Refused(say_steps.not_yours(who_may(work, actions[0])))
    if found is None or found.village not in own:
        raise Refused(say_steps.no_entry(number))
    return found


def advance(work: Work, entry: Entry, event: Event, **changed: Any) -> Entry:
    """One step in an entry's life, noted without words.

    Raises:
        Refused: not from its present state; says which that is.
    """
    try:
        state = states.after(entry.kind, entry.state, event)
    except IllegalMove as illegal:
        raise Refused(say_steps.now_is(entry.number, illegal.state)) from illegal
    values: dict[str, Any] = {"state": state, **changed}
    if state in FINAL:
        values["ended_at"] = work.now
    made = replace(entry, **values)
    rows.change_entry(work.db, work.town, made)
    note(work, str(entry.number), event.value, entry.state.value, state.value)
    return made


def note(work: Work, subject: str, verb: str, before: str = "", after: str = "") -> None:
    """An audit row: who, when, from, to; never words."""
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "lists", subject, verb, before, after)


def items_of(work: Work, village: UnitId) -> dict[str, Item]:
    """The wording of the acts that holds in a village."""
    return acts.current(rows.list_items(work.db, work.town, village))


def item_text(work: Work, entry: Entry) -> str:
    """An entry's act in words."""
    items = items_of(work, entry.village)
    return ";".join(f"{code} {items[code].text}" if code in items else code for code in entry.items)


# --- what is shown ---------------------------------------------------------------------------------------------------


def shown(work: Work, village: UnitId, kind: Kind) -> Shown | None:
    """The village's current list of a kind as anybody may read it now; None when nothing of it may be."""
    issue = rows.latest_published(work.db, work.town, village, kind)
    if issue is None:
        return None
    visible = [
        one
        for one in rows.list_entries(work.db, work.town, issue.number)
        if rules.is_shown(one, issue, issue.number, work.directory, work.now)
    ]
    if not visible:
        return None
    ordered = rules.in_order(visible)
    items = items_of(work, village)
    lines = tuple(say.line(one, items, name_of(work, one.person)) for one in ordered)
    return Shown(issue, tuple(ordered), lines, any(rules.may_object(one, work.now) for one in ordered))


def text_of(work: Work, found: Shown) -> str:
    """A list as people read it."""
    times = [one.published_at for one in found.entries if one.published_at is not None]
    until = max(times) + rules.WINDOW if found.objectable else None
    return say.shown(work.directory.title(found.issue.village), found.issue, found.lines, until)


# --- groups ----------------------------------------------------------------------------------------------------------


def groups(work: Work, village: UnitId) -> list[Outbound]:
    """Where a list of a village is posted, by the town's setting: empty messages to be filled."""
    kinds = [ChatKind(kind) for kind in work.settings.list_groups]
    chats = work.directory.chats_of(village, *kinds) if kinds else ()
    return [Outbound(InChat(chat.id), "", Priority.NOTICE) for chat in chats]


def post(work: Work, issue: Issue, places: Sequence[Outbound]) -> list[Outbound]:
    """The list as it may be shown now, to these groups, in their hours and once each."""
    found = shown(work, issue.village, issue.kind)
    if found is None or found.issue.number != issue.number or not places:
        return []
    edition = issue.edition + 1
    rows.change_issue(work.db, work.town, replace(found.issue, edition=edition))
    text = text_of(work, found)
    about, why = f"list:{issue.number}", "榜发布"
    return [replace(one, text=text, about=about, why=why, key=_key(issue, edition, one)) for one in places]


def chat_of(one: Outbound) -> ChatId:
    """The group of a message to a group."""
    assert isinstance(one.to, InChat)
    return one.to.chat


def _key(issue: Issue, edition: int, to: Outbound) -> str:
    return f"list:{issue.number}:{edition}:{chat_of(to)}"


_UNSENT = frozenset({outbox.State.QUEUED, outbox.State.FAILED, outbox.State.SKIPPED})


def has_read(work: Work, issue: Issue, to: Outbound, place: int) -> bool:
    """Whether a version of a list with that line has gone out to a group, or may have."""
    keys = [_key(issue, edition, to) for edition in range(1, issue.edition + 1)]
    sent = [outbox_reading.find_by_key(work.db, work.town, key) for key in keys]
    head = say.mark(place)
    return any(
        one is not None and one.state not in _UNSENT and any(line.startswith(head) for line in one.text.splitlines())
        for one in sent
    )


def take_back_waiting(work: Work, issue_number: int) -> list[Outbound]:
    """Something is shown no more: what still waits for its hour is dropped, and what is left goes in its place.

    A group that has read it already is not reached by this.
    """
    issue = rows.find_issue(work.db, work.town, issue_number)
    if issue is None or issue.published_at is None:
        return []
    waited = [
        one
        for one in groups(work, issue.village)
        if sum(
            outbox.skip(work.db, work.town, _key(issue, edition, one), work.now)
            for edition in range(1, issue.edition + 1)
        )
    ]
    return post(work, issue, waited)


def tell(who: Iterable[PersonId], text: str, entry: Entry | None, why: str, *, wakes: bool = False) -> list[Outbound]:
    """A private message to each, once each."""
    about = entry.about if entry is not None else ""
    return [Outbound(ToPerson(one), text, wakes=wakes, about=about, why=why) for one in dict.fromkeys(who)]


def staff_of(work: Work, entry: Entry, *roles: Role) -> list[PersonId]:
    """Who of the village's offices is told of a step; the subject and their household are not."""
    home = home_of(work, entry.person)
    found = rules.holders(work.directory, entry.village, work.today, *(roles or (Role.VILLAGE_STAFF,)))
    return [
        one.person for one in found if one.person != entry.person and not (home is not None and one.household == home)
    ]


def is_barred(work: Work, entry: Entry, who: Person) -> bool:
    """Whether an entry is about ``who`` or their household."""
    return rules.concerns_oneself(entry.person, home_of(work, entry.person), who) is not None


def open_states(kind: Kind) -> frozenset[State]:
    """States in which an entry is still being made."""
    shown_or_over = states.SHOWN | FINAL | {State.OBJECTED}
    return frozenset(state for state in states.TRANSITIONS[kind] if state not in shown_or_over)


def wall(work: Work, village: Unit, kind: Kind) -> str:
    """The wall version of what is shown now, as a page to be printed; printing is noted."""
    found = shown(work, village.id, kind)
    phone = work.settings.list_phone or work.settings.desk_phone
    name, bot = village.name, work.settings.bot_name
    note(work, f"wall:{village.id}", "print", after=kind.value)
    if found is None:
        return say_wall.page(kind, name, rules.period_of(work.today), None, [], None, phone, bot, work.today)
    items = items_of(work, village.id)
    lines = [_on_wall(work, one, items) for one in found.entries]
    times = [one.published_at for one in found.entries if one.published_at is not None]
    window = (min(times).date(), (max(times) + rules.WINDOW).date())
    number, period = found.issue.number, found.issue.period
    return say_wall.page(kind, name, period, number, lines, window, phone, bot, work.today)


def _on_wall(work: Work, entry: Entry, items: dict[str, Item]) -> tuple[int, str, str]:
    name = name_of(work, entry.person)
    if entry.kind is Kind.HONOUR:
        return entry.place, name, entry.facts
    return entry.place, (name if entry.named else ""), say.act_line(entry, items[entry.items[0]])
