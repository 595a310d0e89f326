"""Verbs of those who pass a notice on where the bot is not: 已发, 发不了, 代转 (handbook §4.2)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.actions.notice_spread import ask_hand, words
from bot.context import Work
from bot.domain.directory import ChatKind
from bot.domain.notices import Notice
from bot.domain.roles import Role
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import notice_relays as relays
from bot.storage import notices as rows
from bot.storage import outbox, outbox_queue, outbox_reading
from bot.storage.notice_deliveries import BY_HAND
from bot.storage.outbox import Delivery
from bot.texts import notice_relays as say


def list_waiting(work: Work) -> list[relays.ByHand]:
    """All that waits for the actor, the latest first."""
    return relays.list_asked_of(work.db, work.town, work.actor_id) if work.actor_id else []


def mine(work: Work, number: str) -> list[relays.ByHand]:
    """What waits for the actor, of one notice (empty: of the only one there is).

    Raises:
        UserError: several wait and none is named, or nothing does.
    """
    waiting = list_waiting(work)
    numbers = list(dict.fromkeys(one.number for one in waiting))
    if number:
        found = [one for one in waiting if one.number == number]
    elif len(numbers) > 1:
        raise UserError(say.which_by_hand(numbers))
    else:
        found = waiting
    if not found:
        raise UserError(say.nothing_by_hand())
    return found


def told(work: Work, places: Sequence[relays.ByHand]) -> str:
    """已发 — the groups have it."""
    for one in places:
        _settle(work, one, "done", "")
    return say.thanks(places[0].number, [reading.place_name(work, one.place) for one in places])


def cannot(work: Work, places: Sequence[relays.ByHand], reason: str) -> tuple[str, list[Outbound]]:
    """发不了 — with a reason, which the sender learns."""
    for one in places:
        _settle(work, one, "cannot", reason[:200])
    found = rows.find(work.db, work.town, places[0].number)
    names = [reading.place_name(work, one.place) for one in places]
    answer = say.cannot_noted(places[0].number)
    if found is None:
        return answer, []
    text = say.cannot_to_author(found, names, reason[:200])
    about = f"notice:{found.number}"
    message = Outbound(ToPerson(found.author), text, Priority.NOTICE, wakes=found.urgent, about=about, why="by hand")
    return answer, [message]


def _settle(work: Work, one: relays.ByHand, state: str, reason: str) -> None:
    relays.settle_by_hand(work.db, work.town, replace(one, state=state, reason=reason, at=work.now))
    row = outbox_reading.find_by_key(work.db, work.town, f"notice:{one.number}:{one.version}:{one.place}")
    if row is not None and row.state is outbox.State.BY_HAND:
        after = outbox.State.SENT if state == "done" else outbox.State.DEAD
        outbox_queue.mark(work.db, work.town, row.id, after, work.now, BY_HAND)


def ask_for_group(work: Work, number: str, delivery: Delivery) -> list[Outbound]:
    """The bot is not in a group: the person nearest to it gets the very text that was meant for it."""
    found = rows.find(work.db, work.town, number)
    if found is None or not isinstance(delivery.to, InChat) or delivery.to.chat not in work.directory.chats:
        return []
    version = (delivery.key or "").removeprefix(f"notice:{number}:").partition(":")[0]
    chat = work.directory.chats[delivery.to.chat]
    as_version = replace(found, version=int(version) if version.isdigit() else found.version)
    return ask_hand(work, as_version, chat.id, chat.unit, delivery.text, delivery.files)


def ready_text(work: Work, found: Notice) -> str:
    """代转 — the text to copy into a group that the bot is not in.

    Raises:
        Refused: it is not out, or not for those in the actor's charge.
    """
    original = reading.original_of(work, found)
    if original.released_at is None or not reading.sight(work, original):
        raise Refused(say.copy_for_staff(reading.somebody_with(work, Role.VILLAGE_STAFF)))
    return say.copy_this(words(work, original, ChatKind.NEIGHBOURHOOD, ()))
