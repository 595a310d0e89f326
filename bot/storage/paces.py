"""What each platform allows an account, written by ``deliver`` at the start: the preview and the progress of a notice reckon with it."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.pacing import Pace, finished
from bot.ids import ChatId, TownId
from bot.messages import Priority
from bot.storage.database import Db
from bot.storage.directory import chat_address
from bot.storage.outbox import State, outbox
from bot.storage.schema import metadata, plain, town

pace = sa.Table(
    "pace",
    metadata,
    town(),
    plain("platform", sa.Text, primary_key=True),
    plain("most", sa.Integer, nullable=False),
    plain("seconds", sa.Float, nullable=False),
    plain("jitter", sa.Float, nullable=False),
)


def put(db: Db, code: TownId, platform: str, found: Pace | None) -> None:
    """What a platform allows from now on; None: no limit."""
    if found is None:
        db.execute(sa.delete(pace).where(pace.c.town == code, pace.c.platform == platform))
        return
    row: dict[str, Any] = {"most": found.most, "seconds": found.span.total_seconds(), "jitter": found.jitter}
    statement = insert(pace).values(town=code, platform=platform, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "platform"], set_=row))


def list_all(db: Db, code: TownId) -> dict[str, Pace]:
    """All that is limited, by platform."""
    rows = db.all(sa.select(pace.c.platform, pace.c.most, pace.c.seconds, pace.c.jitter).where(pace.c.town == code))
    return {row[0]: Pace(row[1], timedelta(seconds=row[2]), row[3]) for row in rows}


def ready_at(
    db: Db, code: TownId, now: datetime, about: str = "", new: dict[ChatId, datetime] | None = None
) -> datetime | None:
    """When the last message about a matter will have been sent, with ``new`` ones (chat → not before) behind it; None without a pace."""
    paces = list_all(db, code)
    if not paces:
        return None
    waiting = _waiting(db, code, about)
    if new:
        homes = dict[str, str](
            (row[0], row[1])
            for row in db.all(
                sa.select(chat_address.c.chat, chat_address.c.platform).where(chat_address.c.town == code)
            )
        )
        for found, opens in new.items():
            waiting.setdefault(homes.get(found, ""), []).append((opens, True))
    ends = [finished(waiting.get(platform, ()), one, now) for platform, one in paces.items()]
    return max((end for end in ends if end is not None), default=None)


def all_ready_at(db: Db, code: TownId, now: datetime) -> datetime | None:
    """When everything that waits for a paced account will have been sent; None when nothing does."""
    paces = list_all(db, code)
    waiting = _waiting(db, code, "") if paces else {}
    ends = [
        end
        for platform, one in paces.items()
        if (end := finished([(opens, True) for opens, _ in waiting.get(platform, ())], one, now)) is not None
    ]
    return max(ends, default=None)


def _waiting(db: Db, code: TownId, about: str) -> dict[str, list[tuple[datetime, bool]]]:
    """Platform → (not before, is it about the matter) of every message to a group that nobody asked for and that has not gone."""
    joined = outbox.join(chat_address, (chat_address.c.town == outbox.c.town) & (chat_address.c.chat == outbox.c.chat))
    rows = db.all(
        sa.select(chat_address.c.platform, outbox.c.not_before, outbox.c.about)
        .select_from(joined)
        .where(
            outbox.c.town == code,
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value)),
            outbox.c.priority >= int(Priority.NOTICE),
        )
        .order_by(outbox.c.not_before, outbox.c.priority, outbox.c.id)
    )
    found: dict[str, list[tuple[datetime, bool]]] = {}
    for platform, opens, of in rows:
        found.setdefault(platform, []).append((opens, bool(about) and of == about))
    return found
