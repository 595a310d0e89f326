"""In what order things to do are shown: what matters first, then what is due first; five, and how many more (handbook §3.4). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Level

SHOWN = 5
SOON = timedelta(days=1)
ENDING_DAYS = 7
"""A key task that ends within so many days is something to do."""
CARE_DAYS = {
    "每天": 1,
    "每日": 1,
    "每周": 7,
    "每半月": 15,
    "半月": 15,
    "每月": 30,
    "每季": 90,
    "每季度": 90,
    "每半年": 180,
}


class Rank(IntEnum):
    """What matters: the smaller goes first."""

    PERIL = 0
    OVERDUE = 1
    DUE_SOON = 2
    SIGN = 3
    """Somebody else cannot go on without it: a notice to sign, a relay, a name to vouch for, a question to answer."""
    TAKE = 4
    CARE = 5
    IN_HAND = 6
    REVIEW = 7
    TASK = 8
    QUESTION = 9


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do, in words."""

    rank: Rank
    text: str
    when: datetime | None = None


def rank_of(one: Concern, now: datetime) -> Rank:
    """How pressing a concern is for who has it to do."""
    if one.alarm or one.level in {Level.RED, Level.ORANGE}:
        return Rank.PERIL
    due = due_of(one)
    if one.state is State.ON_HOLD or due is None:
        return Rank.IN_HAND
    if due < now:
        return Rank.OVERDUE
    if due <= now + SOON:
        return Rank.DUE_SOON
    return Rank.TAKE if one.state is State.FILED else Rank.IN_HAND


def due_of(one: Concern) -> datetime | None:
    """Until when the next step is to be done."""
    return one.ack_due_at if one.state is State.FILED and one.ack_due_at is not None else one.due_at


def ordered(items: Iterable[Item]) -> list[Item]:
    """The most pressing first; of the same rank what is due first, then as they came."""
    found = list(items)
    far = max((one.when for one in found if one.when is not None), default=None)

    def key(pair: tuple[int, Item]) -> tuple[int, bool, float, int]:
        at, one = pair
        return one.rank, one.when is None, one.when.timestamp() if one.when and far else 0.0, at

    return [one for _, one in sorted(enumerate(found), key=key)]


def care_is_due(often: str, last: date | None, today: date) -> bool:
    """Whether somebody cared for should be seen again by now."""
    days = next((CARE_DAYS[word] for word in sorted(CARE_DAYS, key=len, reverse=True) if word in often), 30)
    return last is None or (today - last).days >= days
