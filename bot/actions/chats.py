"""Verbs of groups: ask to bind one, give the second word, let one go (handbook §1.2, M31)."""

from dataclasses import replace

from bot.actions import platforms
from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import chats as rules
from bot.domain.directory import Chat, ChatKind, ChatState, Tier, Unit
from bot.domain.platforms import DEAF
from bot.domain.roles import Action, Grant, Role
from bot.ids import UnitId
from bot.storage import audit
from bot.storage import chats as rows
from bot.storage import directory as directory_rows
from bot.storage import platforms as platform_rows
from bot.texts import chats as say
from bot.texts import people as say_people

_STAFF = (Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.TOWN_ADMIN)


def is_staff(work: Work) -> bool:
    """Whether the actor may bind any group at all."""
    return work.grant(Action.BIND_CHAT) is not Grant.NO


def covers(work: Work, unit: UnitId) -> bool:
    """Whether the actor, as staff, is responsible for ``unit``."""
    if work.actor is None:
        return False
    held = work.directory.offices_of(work.actor.id, work.today)
    return any(office.role in _STAFF and work.directory.covers(office.unit, unit) for office in held)


def may_second(work: Work, unit: Unit) -> bool:
    """Whether the actor may give the second word for ``unit``: staff above it, or its own warden or grid leader."""
    if covers(work, unit.id):
        return True
    held = work.directory.offices_of(work.actor.id, work.today) if work.actor else ()
    return any(office.unit == unit.id and office.role in rules.seconds(unit) for office in held)


def ask(work: Work, chat: Chat, unit: Unit, kind: ChatKind, platform: str, address: str) -> str:
    """The first word: what is said in the group. The second, when somebody else has already asked the same.

    Raises:
        Refused: not the actor's unit. UserError: the group is already bound.
    """
    assert work.actor is not None
    if chat.state is ChatState.ACTIVE:
        raise UserError(say.already(work.directory.title(chat.unit)))
    if not covers(work, unit.id):
        raise Refused(say_people.denied(_who(work, unit)))
    earlier = rows.find(work.db, work.town, chat.id)
    fresh = earlier is not None and work.now - earlier.asked_at <= rules.LIVES
    if earlier is not None and fresh and earlier.asked_by != work.actor.id:
        if (earlier.unit, earlier.kind) == (unit.id, kind):
            return _bind(work, chat, unit, kind, platform, address)
    elif (chat.state, chat.unit, chat.kind) == (ChatState.PENDING, unit.id, kind):
        return _bind(work, chat, unit, kind, platform, address)  # the roster was the first word (ruling 29)
    asked = rows.ChatRequest(chat.id, unit.id, kind, work.actor.id, work.now)
    rows.put(work.db, work.town, asked)
    _audit(work, chat, "ask_binding", unit.id)
    lowest = unit.tier is Tier.NEIGHBOURHOOD
    return say.second_word(work.directory.title(unit.id), kind, say.second_persons(lowest))


def confirm(work: Work, chat: Chat, platform: str, address: str) -> str:
    """The second word, by somebody else.

    Raises:
        Refused: not this person. UserError: nothing to confirm.
    """
    assert work.actor is not None
    if chat.state is ChatState.ACTIVE:
        raise UserError(say.already(work.directory.title(chat.unit)))
    moved = _moved_here(work, platform, address)
    if moved is not None:
        return _follow(work, moved, platform, address)
    asked = rows.find(work.db, work.town, chat.id)
    if asked is None and chat.state is ChatState.PENDING and chat.unit in work.directory.units:
        unit, kind = work.directory.units[chat.unit], chat.kind  # imported: the roster was the first word
    elif asked is None:
        raise UserError(say.nothing_asked())
    elif work.now - asked.asked_at > rules.LIVES or asked.unit not in work.directory.units:
        raise UserError(say.lapsed())
    elif asked.asked_by == work.actor.id:
        raise Refused(say.another_person())
    else:
        unit, kind = work.directory.units[asked.unit], asked.kind
    if not may_second(work, unit):
        raise Refused(say.another_person())
    return _bind(work, chat, unit, kind, platform, address)


def confirm_unheard(work: Work, name: str) -> str:
    """The second word for a group on a platform that cannot hear it, said in private with the group's name there.

    Raises:
        Refused: not this person. UserError: no such group waits.
    """
    addresses = {
        chat: (platform, address) for platform, address, chat in directory_rows.list_addresses(work.db, work.town)
    }
    for chat in work.directory.chats.values():
        platform, address = addresses.get(chat.id, ("", ""))
        if platform in DEAF and chat.state is ChatState.PENDING and name in {address, chat.name}:
            unit = work.directory.units.get(chat.unit)
            if unit is None or not may_second(work, unit):
                raise Refused(say.another_person())
            return _bind(work, chat, unit, chat.kind, platform, address)
    raise UserError(say.no_such_group())


def _moved_here(work: Work, platform: str, address: str) -> Chat | None:
    """The bound group that is probably this one, under a new id (a new login of the account)."""
    old = platform_rows.find_move(work.db, work.town, platform, address)
    found = directory_rows.find_chat_at(work.db, work.town, platform, old) if old else None
    return work.directory.chats.get(found) if found else None


def _follow(work: Work, moved: Chat, platform: str, address: str) -> str:
    unit = work.directory.units.get(moved.unit)
    if unit is None or not may_second(work, unit):
        raise Refused(say.another_person())
    old = platform_rows.find_move(work.db, work.town, platform, address)
    assert old is not None
    platforms.follow(work, moved, platform, old, address)
    bound = replace(moved, state=ChatState.ACTIVE)
    directory_rows.put_chat(work.db, work.town, bound, platform, address)
    return say.bound(work.directory.title(unit.id), moved.kind)


def _bind(work: Work, chat: Chat, unit: Unit, kind: ChatKind, platform: str, address: str) -> str:
    where = work.directory.title(unit.id)
    name = chat.name or say.chat_name(where, kind)
    bound = Chat(chat.id, name, kind, unit.id, ChatState.ACTIVE)
    directory_rows.put_chat(work.db, work.town, bound, platform, address)
    rows.erase(work.db, work.town, chat.id)
    work.changed_directory()
    _audit(work, chat, "bind", unit.id)
    return say.bound(where, kind)


def unbind(work: Work, chat: Chat, platform: str, address: str) -> str:
    """Let a group go: nothing is posted in it any more.

    Raises:
        Refused: not the actor's unit. UserError: it is not bound.
    """
    may_unbind(work, chat)
    free = replace(chat, state=ChatState.UNBOUND)
    directory_rows.put_chat(work.db, work.town, free, platform, address)
    work.changed_directory()
    _audit(work, chat, "unbind", "")
    return say.unbound()


def may_unbind(work: Work, chat: Chat) -> None:
    """Whether the actor may let this group go.

    Raises:
        Refused: not the actor's unit. UserError: it is not bound.
    """
    if chat.state is not ChatState.ACTIVE:
        raise UserError(say.not_bound())
    if not covers(work, chat.unit):
        raise Refused(say_people.denied(_who(work, work.directory.units[chat.unit])))


def _who(work: Work, unit: Unit) -> str:
    for role in _STAFF:
        holders = work.directory.holders_above(role, unit.id, work.today)
        if holders:
            return f"{say_people.role_name(role)} {holders[0].name}"
    return ""


def _audit(work: Work, chat: Chat, verb: str, after: str) -> None:
    number = work.new_id()
    audit.put(work.db, work.town, number, work.now, work.actor_id, "chats", chat.id, verb, chat.state.value, after)
