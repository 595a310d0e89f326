"""How far the notices in delivery have got: the page's one line for each, from the rows that 通知进度 reads."""

from datetime import datetime

from bot.domain.settings import Settings
from bot.ids import TownId
from bot.storage import notice_deliveries as deliveries
from bot.storage import paces
from bot.storage.database import Db
from bot.storage.outbox import OPEN, State
from bot.texts import web as say

SHOWN = 3
_APART = {State.SKIPPED, State.BY_HAND}
"""Not the account's to send."""


def going_out(db: Db, town: TownId, now: datetime, settings: Settings) -> tuple[str, ...]:
    """A line for each notice that still goes out, the oldest first; empty when none does."""
    numbers = deliveries.list_going_out(db, town)
    lines = [line for number in numbers[:SHOWN] if (line := _line(db, town, number, now, settings))]
    return (*lines, say.more_going_out(len(numbers) - SHOWN)) if len(numbers) > SHOWN else tuple(lines)


def _line(db: Db, town: TownId, number: str, now: datetime, settings: Settings) -> str:
    rows = [row for row in deliveries.latest_in_chats(db, town, number).values() if row[2] not in _APART]
    opens = [row[3] for row in rows if row[2] in OPEN]
    if not opens:
        return ""
    ready = paces.ready_at(db, town, now, settings, f"notice:{number}") or max(opens)
    return say.going_out(number, sum(row[2] is State.SENT for row in rows), len(rows), now, ready)
