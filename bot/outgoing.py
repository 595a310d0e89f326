"""Into the outbox: the one choke point through which everything that the bot says goes, with the hours at which it may go."""

from collections.abc import Iterable

from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import ChatKind
from bot.messages import InChat, Outbound, Place
from bot.storage import outbox


def post(work: Work, messages: Iterable[Outbound]) -> list[int]:
    """Queue messages in this unit of work; the row numbers of those that were new."""
    queued: list[int] = []
    for message in messages:
        not_before = (
            work.now if message.wakes else calendar.next_open(kind_of(work, message.to), work.now, work.settings)
        )
        number = work.new_id()
        if outbox.put(work.db, work.town, number, message, work.now, not_before):
            queued.append(number)
    return queued


def kind_of(work: Work, place: Place) -> ChatKind | None:
    """The kind of group a place is; None for a private chat."""
    if isinstance(place, InChat) and place.chat in work.directory.chats:
        return work.directory.chats[place.chat].kind
    return None
