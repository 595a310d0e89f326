"""Verbs about the platforms: stop and resume sending, note how their links stand, follow groups that were renamed, lost or moved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions import identity
from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import platforms as rules
from bot.domain.directory import Chat, ChatKind, ChatState
from bot.domain.roles import Action, Grant, Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Outbound, Priority, ToPerson
from bot.storage import audit, directory, outbox_reading, timers
from bot.storage import platforms as rows
from bot.storage.outbox import State
from bot.storage.platforms import FoundChat, Standing
from bot.texts import people as say_people
from bot.texts import platforms as say

ABOUT = "platform"
ASKED = "platform_asked"
"""The timer of what a person is asked to grant on the phone; its subject is ``platform:what``."""
_PAUSED = "platforms.paused"
_WAITING = (State.QUEUED, State.FAILED)


def paused(work: Work) -> frozenset[str]:
    """Platforms on which nothing is sent because somebody said 停发."""
    found = work.remembered.get(_PAUSED)
    if not isinstance(found, frozenset):
        found = frozenset(one.name for one in rows.list_all(work.db, work.town) if one.paused)
        work.remembered[_PAUSED] = found
    return found  # pyright: ignore[reportUnknownVariableType]  # put there by ourselves, above


def stop(work: Work, named: str) -> tuple[str, list[Outbound]]:
    """停发: nothing leaves on these platforms until somebody resumes. What the actor is told, and the others who may.

    Raises:
        Refused: not the actor's to do. UserError: no such platform, or stopped already.
    """
    chosen = _chosen(work, named)
    fresh = [one for one in chosen if not one.paused]
    names = [rules.name_of(one.name) for one in chosen]
    if not fresh:
        raise UserError(say.already_stopped(names))
    _switch(work, fresh, paused_now=True)
    names = [rules.name_of(one.name) for one in fresh]
    assert work.actor is not None
    return say.stopped(names), _tell_admins(work, say.stopped_by(_called(work), names), "停发")


def past_the_switch(replies: Sequence[Outbound]) -> list[Outbound]:
    """Who stops a platform must hear that it is stopped, on that very platform."""
    return [replace(one, about=ABOUT, priority=Priority.URGENT) for one in replies]


def names_platform(work: Work, named: str) -> bool:
    """Whether these words behind 停发 mean platforms (connected or not), and not a notice."""
    known = {*rules.NAMES, *(one.name for one in rows.list_all(work.db, work.town))}
    return bool(named.strip()) and rules.named(named, sorted(known)) is not None


def resume(work: Work, named: str) -> tuple[str, list[Outbound]]:
    """恢复发送: what was held goes, in order.

    Raises:
        Refused: not the actor's to do. UserError: nothing is stopped.
    """
    stopped = [one for one in _chosen(work, named) if one.paused]
    if not stopped:
        raise UserError(say.not_stopped())
    _switch(work, stopped, paused_now=False)
    names = [rules.name_of(one.name) for one in stopped]
    told = _tell_admins(work, say.resumed_by(_called(work), names), "恢复发送")
    return say.resumed(names, _waiting(work)), told


def show(work: Work) -> str:
    """How every platform stands.

    Raises:
        Refused: not for the actor.
    """
    _may(work)
    found = [
        (rules.name_of(one.name), one.up, one.trouble, one.since, one.paused)
        for one in rows.list_all(work.db, work.town)
    ]
    return say.standing(found, _waiting(work))


def _waiting(work: Work) -> int:
    counts = outbox_reading.count_by_state(work.db, work.town)
    return sum(counts.get(state.value, 0) for state in _WAITING)


def may_stop(work: Work) -> bool:
    """Whether the actor may stop a platform."""
    return work.grant(Action.MANAGE_PLATFORMS) is not Grant.NO


def _may(work: Work) -> None:
    if not may_stop(work):
        holders = work.directory.holders_above(Role.TOWN_ADMIN, None, work.today)
        who = f"{say_people.role_name(Role.TOWN_ADMIN)}{holders[0].name}" if holders else ""
        raise Refused(say_people.denied(who or say_people.role_name(Role.TOWN_ADMIN)))


def _chosen(work: Work, named: str) -> list[Standing]:
    _may(work)
    known = {one.name: one for one in rows.list_all(work.db, work.town)}
    chosen = rules.named(named, list(known))
    if chosen is None:
        raise UserError(say.which([rules.name_of(one) for one in known]))
    return [known[one] for one in chosen]


def _switch(work: Work, chosen: Sequence[Standing], *, paused_now: bool) -> None:
    for one in chosen:
        rows.put(work.db, work.town, replace(one, paused=paused_now))
        verb = "stop" if paused_now else "resume"
        audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "platforms", one.name, verb)
    work.changed_directory()  # what is remembered of rows is forgotten with it


def _called(work: Work) -> str:
    assert work.actor is not None
    return work.directory.name(work.actor.id) or work.actor.name


def _admins(work: Work) -> list[PersonId]:
    return list(
        dict.fromkeys(
            office.person
            for role in rules.TOLD
            for unit in work.directory.units.values()
            if unit.parent is None
            for office in work.directory.holders(role, unit.id, work.today)
        )
    )


def _tell_admins(work: Work, text: str, why: str) -> list[Outbound]:
    others = [person for person in _admins(work) if person != work.actor_id]
    return [Outbound(ToPerson(person), text, about=ABOUT, why=why) for person in others]


def note_link(work: Work, platform: str, up: bool, trouble: str, since: datetime) -> list[Outbound]:
    """How the link of a platform stands now; after an outage of some minutes staff are told over what still works, and when it is back."""
    earlier = rows.find(work.db, work.town, platform)
    paused_now = earlier.paused if earlier else False
    told = earlier.told if earlier else False
    name = rules.name_of(platform)
    messages: list[Outbound] = []
    if not up and not told and work.now - since >= rules.TELL_AFTER:
        told = True
        messages = _tell_admins(work, say.outage(name, trouble, since), "平台不通")
    elif up and told:
        told = False
        messages = _tell_admins(work, say.back(name, since), "平台恢复")
    found = Standing(platform, up, trouble, since, told, paused_now)
    if found != earlier:
        rows.put(work.db, work.town, found)
    return messages


def note_found(work: Work, platform: str, address: str, name: str) -> list[Outbound]:
    """The bot is in a group: kept for ``xianglin bind-chat``; nothing is said there (I11)."""
    rows.put_found(work.db, work.town, FoundChat(platform, address, name, work.now))
    chat = _chat_at(work, platform, address)
    if chat is not None and chat.state is ChatState.SUSPENDED:
        directory.put_chat(work.db, work.town, replace(chat, state=ChatState.PENDING), platform, address)
        work.changed_directory()
    return []


def note_renamed(work: Work, platform: str, address: str, name: str) -> list[Outbound]:
    """A group is called otherwise: staff are told, once a name; what it is bound to stays."""
    before = rows.find_found(work.db, work.town, platform, address)
    rows.put_found(work.db, work.town, FoundChat(platform, address, name, work.now))
    chat = _chat_at(work, platform, address)
    old = before.name if before else chat.name if chat else ""
    if chat is None or chat.state is not ChatState.ACTIVE or old == name or not name:
        return []
    return _tell_staff(work, chat, say.renamed(work.directory.title(chat.unit), old or chat.name, name), "群改名")


def note_lost(work: Work, platform: str, address: str) -> list[Outbound]:
    """The bot is not in a group any more: nothing is sent there, its unit's staff are told."""
    rows.erase_found(work.db, work.town, platform, address)
    chat = _chat_at(work, platform, address)
    if chat is None or chat.state is not ChatState.ACTIVE:
        return []
    directory.put_chat(work.db, work.town, replace(chat, state=ChatState.SUSPENDED), platform, address)
    audit.put(
        work.db, work.town, work.new_id(), work.now, None, "chats", chat.id, "lost", chat.state.value, "suspended"
    )
    work.changed_directory()
    return _tell_staff(work, chat, say.lost(work.directory.title(chat.unit), chat.name), "群丢了")


def note_moved(work: Work, platform: str, old: str, new: str, sure: bool) -> list[Outbound]:
    """A group has a new id. When the platform itself says so the history goes along; otherwise a person is asked to look."""
    chat = _chat_at(work, platform, old)
    if chat is None:
        return []
    where = work.directory.title(chat.unit)
    if not sure:
        if rows.find_move(work.db, work.town, platform, new) == old:
            return []
        rows.put_move(work.db, work.town, platform, old, new, work.now)
        return _tell_staff(work, chat, say.maybe_moved(where, chat.name), "群换号")
    follow(work, chat, platform, old, new)
    return _tell_staff(work, chat, say.moved(where, chat.name), "群换号")


def ask_from_outside(work: Work, platform: str, address: str, unit: UnitId, kind: ChatKind) -> bool:
    """The first word of a binding, by the operator: the group waits for 确认绑定 said in it. False: it is bound already."""
    known = directory.find_chat_at(work.db, work.town, platform, address)
    chat = work.directory.chats.get(known) if known else None
    if chat is not None and chat.state is ChatState.ACTIVE:
        return False
    found = rows.find_found(work.db, work.town, platform, address)
    number = chat.id if chat is not None else ChatId("U" + work.token(6))
    pending = Chat(number, found.name if found else "", kind, unit, ChatState.PENDING)
    directory.put_chat(work.db, work.town, pending, platform, address)
    audit.put(work.db, work.town, work.new_id(), work.now, None, "chats", number, "ask_binding", after=unit)
    work.changed_directory()
    return True


def follow(work: Work, chat: Chat, platform: str, old: str, new: str) -> None:
    """The group at ``old`` is at ``new`` from now on, with all that is bound to it."""
    rows.move_chat(work.db, work.town, platform, old, new)
    rows.erase_move(work.db, work.town, platform, new)
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "chats", chat.id, "move")
    work.changed_directory()


def note_account_moved(work: Work, platform: str, old: str, new: str, shown: str) -> list[Outbound]:
    """A person's account probably has a new id: who may vouch for them is asked."""
    return identity.propose_move(work, platform, old, new, shown)


def note_asked(work: Work, platform: str, what: str) -> list[Outbound]:
    """Somebody wants to be friends with the bot, or to have it in a group: never granted by itself; who may is told, some hours' requests at once."""
    subject = f"{platform}:{what}"
    if timers.find(work.db, work.town, ASKED, subject) is None:
        told = [one.made_at for one in outbox_reading.list_about(work.db, work.town, f"{ABOUT}:{subject}")]
        due = max([work.now, *(one + rules.ASKED_APART for one in told)])
        timers.set_timer(work.db, work.town, ASKED, subject, due)
    return []


def tell_asked(work: Work, subject: str) -> list[Outbound]:
    """The requests that have come since the last time, in one message."""
    platform, _, what = subject.partition(":")
    text = say.asked(rules.name_of(platform), what)
    return [
        Outbound(ToPerson(person), text, Priority.NOTICE, about=f"{ABOUT}:{subject}", why="手机上的申请")
        for person in _admins(work)
    ]


def _chat_at(work: Work, platform: str, address: str) -> Chat | None:
    found: ChatId | None = directory.find_chat_at(work.db, work.town, platform, address)
    return work.directory.chats.get(found) if found else None


def _tell_staff(work: Work, chat: Chat, text: str, why: str) -> list[Outbound]:
    offices = work.directory.holders_above(Role.VILLAGE_STAFF, chat.unit, work.today)
    persons = [office.person for office in offices] or _admins(work)
    return [Outbound(ToPerson(person), text, about=ABOUT, why=why) for person in dict.fromkeys(persons)]
