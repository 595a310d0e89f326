"""How far a town's time has got, as its rows tell: where the demo's clock goes on after a restart."""

from datetime import datetime

import sqlalchemy as sa

from bot.ids import TownId
from bot.storage.database import Db
from bot.storage.inbox import inbox
from bot.storage.jobs import job_run
from bot.storage.outbox import outbox


def latest_moment(db: Db, code: TownId) -> datetime | None:
    """The latest moment at which anything is known to have happened; None in a town without a past."""
    times: list[datetime | None] = [
        db.scalar(sa.select(sa.func.max(column)).where(column.table.c.town == code))
        for column in (inbox.c.at, outbox.c.made_at, outbox.c.settled_at, job_run.c.fire_at)
    ]
    return max((when for when in times if when is not None), default=None)
