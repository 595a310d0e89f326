"""The same matter told by several: proposed, merged, followed by “me too” (handbook §4.3, I25)."""

from dataclasses import replace
from datetime import datetime

from bot import forms
from bot.actions.concern_steps import move, note_move, photos_of, set_clock, to_people
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import concerns as rules
from bot.domain import topics
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import InChat, Outbound, ToPerson
from bot.storage import concern_attachments as attachments
from bot.storage import concern_followers as follows
from bot.storage import concerns as rows
from bot.texts import concern_merging as say

SAME_FORM = "concern_same"


def find_same(work: Work, concern: Concern) -> Concern | None:
    """What somebody else has reported within three days and is most likely the same; the oldest of them."""
    if _stands_alone(concern):
        return None
    village = work.directory.village_of(concern.unit)
    for number, unit, reporter in rows.list_standing(
        work.db, work.town, work.now - rules.SAME_WITHIN, concern.category
    ):
        if number == concern.number or reporter == concern.reporter or work.directory.village_of(unit) != village:
            continue
        other = rows.get_concern(work.db, work.town, number)
        if not _stands_alone(other) and topics.are_same(concern, other, work.directory):
            return other
    return None


def _stands_alone(concern: Concern) -> bool:
    return concern.private or concern.complaint or bool(concern.alarm) or not concern.text


def propose(work: Work, filed: Concern) -> list[Outbound]:
    """A new one is most likely the same as an older one: its reporter is asked, where they said it; its handlers hear of it too."""
    same = find_same(work, filed)
    if same is None:
        return []
    hands = rules.handlers(filed, work.directory, work.now)
    told = to_people(work, filed, hands, say.handler_hint(filed, same), "像同一件事")
    if filed.on_behalf_of or work.actor_id != filed.reporter:
        return told
    place = InChat(ChatId(filed.chat)) if filed.chat else ToPerson(filed.reporter)
    prompt = Outbound(place, say.ask_same(same, count(work, same)), wakes=True, about=filed.about, why="像同一件事")
    draft = {"number": filed.number, "same": same.number}
    return told + forms.ask(work, filed.reporter, SAME_FORM, "same", draft, prompt)


def count(work: Work, concern: Concern) -> int:
    """How many have reported it, merged and following ones included."""
    return 1 + len(follows.list_of(work.db, work.town, concern.number))


def merge(work: Work, one: Concern, into: Concern) -> tuple[Concern, list[Outbound]]:
    """并单: ``one`` goes on with ``into``; its reporter and its followers hear from now on of that.

    Raises:
        Refused: they may not become one.
    """
    if one.number == into.number:
        raise Refused(say.same_number())
    if into.final or into.state is State.RESOLVED:
        raise Refused(say.cannot_merge_into(into))
    if one.private != into.private or one.complaint or into.complaint or one.alarm or into.alarm:
        raise Refused(say.kept_apart())
    if work.directory.village_of(one.unit) != work.directory.village_of(into.unit):
        raise Refused(say.other_village())
    added = photos_of(work, one.number)
    moved = move(work, one, Event.MERGE, merged_into=into.number)
    attachments.move(work.db, work.town, one.number, into.number)
    into = _sooner(work, into, one)
    for earlier in rows.list_merged_into(work.db, work.town, one.number):
        rows.change(work.db, work.town, replace(earlier, merged_into=into.number))
    follows.move(work.db, work.town, one.number, into.number)
    for person in (one.reporter, one.collected_by):
        if person is not None and person != into.reporter:
            follows.add(work.db, work.town, into.number, person, work.now)
    told = to_people(work, into, [one.reporter], say.merged_for_you(moved, into), "并单")
    hands = [into.claimed_by] if into.claimed_by else list(rules.handlers(into, work.directory, work.now))
    told += to_people(work, into, hands, say.grew(into, count(work, into)), "并单", files=added)
    before = [one.claimed_by] if one.claimed_by else list(rules.handlers(one, work.directory, work.now))
    away = [person for person in before if person not in hands]
    return moved, told + to_people(work, one, away, say.merged_away(moved, into), "并单")


def _sooner(work: Work, into: Concern, one: Concern) -> Concern:
    """Who has waited longer waits no longer for being merged: the earlier of two running deadlines holds."""
    if State.ON_HOLD in {into.state, one.state}:
        return into
    sooner = replace(
        into,
        due_at=_earlier(work, into.due_at, one.due_at),
        ack_due_at=_earlier(work, into.ack_due_at, one.ack_due_at),
    )
    if sooner != into:
        sooner = replace(sooner, clock_from=min(into.clock_from or work.now, one.clock_from or work.now))
        rows.change(work.db, work.town, sooner)
        set_clock(work, sooner)
    return sooner


def _earlier(work: Work, own: datetime | None, other: datetime | None) -> datetime | None:
    """A deadline that is over already makes nothing sooner."""
    return min(own, other) if own is not None and other is not None and other > work.now else own


def follow(work: Work, person: PersonId, concern: Concern) -> tuple[int, list[Outbound]]:
    """我家也是: one more household; how many it is now, and what its handler hears.

    Raises:
        Refused: it is over, not to be joined, or their own.
    """
    if _stands_alone(concern) or person in concern.hidden_from:
        raise Refused(say.cannot_follow())
    if concern.final or concern.state is State.RESOLVED:
        raise Refused(say.over_already(concern))
    if person == concern.reporter:
        raise Refused(say.own_already(concern))
    if not follows.add(work.db, work.town, concern.number, person, work.now):
        raise Refused(say.followed_already(concern))
    note_move(work, concern, "follow", concern.state.value, concern.state.value)
    many = count(work, concern)
    hands = [concern.claimed_by] if concern.claimed_by else list(rules.handlers(concern, work.directory, work.now))
    return many, to_people(work, concern, hands, say.grew(concern, many), "又一户")


def near(work: Work, person: PersonId, unit: UnitId | None, chat: ChatId | None) -> list[Concern]:
    """What “me too” without a number may mean: told in this group, or (in private) in one's own neighbourhood or grid, within three days."""
    found = [
        one
        for one in rows.list_filed_since(work.db, work.town, work.now - rules.SAME_WITHIN)
        if not _stands_alone(one) and not one.final and one.state is not State.RESOLVED and one.reporter != person
    ]
    if chat is not None:
        return [one for one in found if one.chat == chat]
    own = [one for one in found if one.unit == unit]
    return own or [one for one in found if unit is not None and work.directory.covers(one.desk, unit)]


def hand_on(work: Work, concern: Concern) -> tuple[Concern, list[Outbound]] | None:
    """The reporter takes back what others follow: it goes on for the first of them, without the words of who has left. None: nobody follows."""
    others = [person for person in follows.list_of(work.db, work.town, concern.number) if person != concern.reporter]
    if not others:
        return None
    heir = others[0]
    merged = rows.list_merged_into(work.db, work.town, concern.number)
    words = next((one.text for one in merged if one.reporter == heir and one.text), concern.title)
    gone = [person for person in (concern.reporter, concern.collected_by) if person is not None]
    rows.erase_words(work.db, work.town, concern.number, gone)
    moved = replace(concern, reporter=heir, text=words, resolution="", on_behalf_of="", collected_by=None)
    rows.change(work.db, work.town, moved)
    follows.drop(work.db, work.town, concern.number, heir)
    note_move(work, moved, "hand_on", concern.state.value, concern.state.value)
    return moved, to_people(work, moved, [heir], say.yours_now(moved), "别人撤回,接着办")


def leave(work: Work, concern: Concern) -> None:
    """The reporter of a merged one takes it back: it is followed no longer, the words go."""
    for person in (concern.reporter, concern.collected_by):
        if person is not None:
            follows.drop(work.db, work.town, concern.merged_into, person)
            attachments.drop_of(work.db, work.town, concern.merged_into, [person])
    rows.erase_words(work.db, work.town, concern.number)
    note_move(work, concern, "leave", concern.state.value, concern.state.value)
