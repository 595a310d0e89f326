"""Into the outbox: the one choke point through which everything that the bot says goes, with the hours at which it may go."""

from collections.abc import Iterable
from datetime import datetime

from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import ChatKind
from bot.messages import InChat, Outbound, Place, Priority
from bot.storage import outbox, privacy

MANY = 12
"""From so many on they are stored in one statement."""


def post(work: Work, messages: Iterable[Outbound]) -> list[int]:
    """Queue messages in this unit of work; the row numbers of those that were new."""
    opens: dict[ChatKind | None, datetime] = {}
    timed: list[tuple[int, Outbound, datetime]] = []
    for message in messages:
        if _declined(work, message):
            continue
        not_before = work.now
        if not message.wakes:
            kind = kind_of(work, message.to)
            if kind not in opens:
                opens[kind] = calendar.next_open(kind, work.now, work.settings)
            not_before = opens[kind]
        timed.append((work.new_id(), message, not_before))
    if len(timed) >= MANY:
        return outbox.put_many(work.db, work.town, timed, work.now)
    return [
        number
        for number, message, not_before in timed
        if outbox.put(work.db, work.town, number, message, work.now, not_before)
    ]


def _declined(work: Work, message: Outbound) -> bool:
    """Whether it is a notice or a digest to somebody who has said 安静; what wakes is never declined."""
    if message.wakes or message.priority < Priority.NOTICE or isinstance(message.to, InChat):
        return False
    return privacy.is_on(work.db, work.town, message.to.person, privacy.QUIET)


def kind_of(work: Work, place: Place) -> ChatKind | None:
    """The kind of group a place is; None for a private chat."""
    if isinstance(place, InChat) and place.chat in work.directory.chats:
        return work.directory.chats[place.chat].kind
    return None
