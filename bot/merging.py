"""What was held for a group goes as one message: more than three at an opening, all of a day's card (handbook §7, 减负)."""

from bot.context import Work
from bot.messages import InChat, Outbound, Priority
from bot.storage import burden, outbox, outbox_queue, outbox_reading
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
    held = _held(work, first)
    card = any(one.card for one in held)
    if len(held) < 2 or (not card and len(held) <= SINGLY):
        return None
    chosen = _fitting(held, longest, card=card)
    if len(chosen) < 2:
        return None
    text = say.merged([one.text for one in chosen], card=card)
    number = work.new_id()
    files = tuple(dict.fromkeys(key for one in chosen for key in one.files))
    void = tuple(dict.fromkeys(key for one in chosen for key in one.recalls))
    message = Outbound(first.to, text, Priority.NOTICE, why="card" if card else "merged", files=files, recalls=void)
    outbox.put(work.db, work.town, number, message, work.now, work.now)
    outbox_queue.carry(work.db, work.town, number, [one.id for one in chosen])
    if card:
        burden.add(work.db, work.town, first.to, work.today, 0, len(chosen))
    return outbox_reading.find(work.db, work.town, number)


def _held(work: Work, first: Delivery) -> list[Delivery]:
    """On a day's card all that waits there; else held ones only: a message made after the opening is not old news."""
    waiting = outbox_queue.list_held(work.db, work.town, first.to, work.now)
    return [one for one in waiting if first.card or one.card or one.not_before > one.made_at]


def _fitting(held: list[Delivery], longest: int, *, card: bool) -> list[Delivery]:
    """As many from the head as one message of the platform can hold."""
    chosen: list[Delivery] = []
    for one in held:
        if len(say.merged([*(other.text for other in chosen), one.text], card=card)) > longest:
            break
        chosen.append(one)
    return chosen
