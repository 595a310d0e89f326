"""What was held for a group goes as one message: more than three at an opening, all of a day's card (handbook §7, 减负)."""

from bot.context import Work
from bot.messages import InChat, Outbound, Place, Priority
from bot.storage import outbox
from bot.storage.outbox import Delivery
from bot.texts import deliveries as say

SINGLY = 3
"""So many held messages still go one by one."""


def merge(work: Work, first: Delivery, longest: int) -> Delivery | None:
    """One message in the place of what waits where ``first`` goes, in order; None when they go one by one.

    The rows stay: they share the fate of the one that carries them.
    """
    if not (first.card or (isinstance(first.to, InChat) and first.not_before > first.made_at)):
        return None
    held = _held(work, first.to)
    card = any(one.card for one in held)
    if len(held) < 2 or (not card and len(held) <= SINGLY):
        return None
    chosen = _fitting(held, longest, card=card)
    if len(chosen) < 2:
        return None
    text = say.merged([one.text for one in chosen], card=card)
    number = work.new_id()
    message = Outbound(first.to, text, Priority.NOTICE, why="card" if card else "merged")
    outbox.put(work.db, work.town, number, message, work.now, work.now)
    outbox.carry(work.db, work.town, number, [one.id for one in chosen])
    return outbox.find(work.db, work.town, number)


def _held(work: Work, to: Place) -> list[Delivery]:
    """Held ones only: a message made after the opening is not old news."""
    waiting = outbox.list_held(work.db, work.town, to, work.now)
    return [one for one in waiting if one.card or one.not_before > one.made_at]


def _fitting(held: list[Delivery], longest: int, *, card: bool) -> list[Delivery]:
    """As many from the head as one message of the platform can hold."""
    chosen: list[Delivery] = []
    for one in held:
        if len(say.merged([*(other.text for other in chosen), one.text], card=card)) > longest:
            break
        chosen.append(one)
    return chosen
