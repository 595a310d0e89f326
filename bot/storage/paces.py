"""What each platform allows an account, written by ``deliver`` at the start: the preview and the progress of a notice reckon with it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain import calendar
from bot.domain.directory import ChatKind
from bot.domain.pacing import Pace, Queued, finished
from bot.domain.settings import Settings
from bot.ids import ChatId, TownId
from bot.messages import Priority
from bot.storage.database import Db
from bot.storage.directory import chat, chat_address
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
    plain("rest", sa.Float),
    plain("daily", sa.Integer),
)


def put(db: Db, code: TownId, platform: str, found: Pace | None) -> None:
    """What a platform allows from now on; None: no limit."""
    if found is None:
        db.execute(sa.delete(pace).where(pace.c.town == code, pace.c.platform == platform))
        return
    row: dict[str, Any] = {"most": found.most, "seconds": found.span.total_seconds(), "jitter": found.jitter}
    row |= {"rest": found.rest.total_seconds(), "daily": found.daily}
    statement = insert(pace).values(town=code, platform=platform, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "platform"], set_=row))


def list_all(db: Db, code: TownId) -> dict[str, Pace]:
    """All that is limited, by platform."""
    c = pace.c
    rows = db.all(sa.select(c.platform, c.most, c.seconds, c.jitter, c.rest, c.daily).where(c.town == code))
    return {
        row[0]: Pace(row[1], timedelta(seconds=row[2]), row[3], timedelta(seconds=row[4] or 0), row[5] or 0)
        for row in rows
    }


def ready_at(
    db: Db, code: TownId, now: datetime, settings: Settings, about: str = "", new: dict[ChatId, datetime] | None = None
) -> datetime | None:
    """When the last message about a matter will have been sent, with ``new`` ones (chat → not before) behind it; None without a pace."""
    paces = list_all(db, code)
    if not paces:
        return None
    waiting = _waiting(db, code, about)
    if new:
        rows = db.all(
            sa.select(chat_address.c.chat, chat_address.c.platform, chat.c.kind)
            .select_from(_HOMES)
            .where(chat_address.c.town == code)
        )
        for found, platform, kind in rows:
            if found in new:
                waiting.setdefault(platform, []).append(Queued(new[found], True, ChatKind(kind)))
    return _last(db, code, now, settings, paces, waiting)


def all_ready_at(db: Db, code: TownId, now: datetime, settings: Settings) -> datetime | None:
    """When everything that waits for a paced account will have been sent; None when nothing does."""
    paces = list_all(db, code)
    if not paces:
        return None
    waiting = {
        platform: [replace(one, ours=True) for one in queued] for platform, queued in _waiting(db, code, "").items()
    }
    return _last(db, code, now, settings, paces, waiting)


def _last(
    db: Db,
    code: TownId,
    now: datetime,
    settings: Settings,
    paces: dict[str, Pace],
    waiting: dict[str, list[Queued]],
) -> datetime | None:
    opens: dict[tuple[bool, datetime], datetime] = {}

    def next_open(kind: ChatKind | None, when: datetime) -> datetime:
        """Hours begin and end with a minute: thousands of groups ask for the same few."""
        minute = when.replace(second=0, microsecond=0)
        asked = (kind is not None and kind.is_work, minute)
        if asked not in opens:
            opens[asked] = calendar.next_open(kind, minute, settings)
        return when if opens[asked] == minute else opens[asked]

    ends = [
        finished(
            waiting.get(platform, ()),
            one,
            now,
            step=one.seen_step(_sent_lately(db, code, platform, now - _LATELY, _SEEN)),
            next_open=next_open,
            sent=_sent_lately(db, code, platform, now - timedelta(days=1), one.daily) if one.daily else (),
        )
        for platform, one in paces.items()
    ]
    return max((end for end in ends if end is not None), default=None)


_LATELY, _SEEN = timedelta(hours=1), 40


def _sent_lately(db: Db, code: TownId, platform: str, since: datetime, most: int) -> list[datetime]:
    """When an account has last sent what nobody asked for, oldest first."""
    c = outbox.c
    unasked = (c.platform == platform) & (c.priority >= int(Priority.NOTICE)) & c.carrier.is_(None)
    rows = db.all(
        sa.select(c.settled_at)
        .where(c.town == code, c.delivery.is_not(None), c.settled_at > since, unasked)
        .order_by(c.settled_at.desc())
        .limit(most)
    )
    return [row[0] for row in reversed(rows)]


_HOMES = chat_address.join(chat, (chat.c.town == chat_address.c.town) & (chat.c.id == chat_address.c.chat))


def _waiting(db: Db, code: TownId, about: str) -> dict[str, list[Queued]]:
    """By platform, every message to a group that nobody asked for and that has not gone, in its order."""
    joined = outbox.join(_HOMES, (chat_address.c.town == outbox.c.town) & (chat_address.c.chat == outbox.c.chat))
    rows = db.all(
        sa.select(chat_address.c.platform, outbox.c.not_before, outbox.c.about, chat.c.kind)
        .select_from(joined)
        .where(
            outbox.c.town == code,
            outbox.c.state.in_((State.QUEUED.value, State.FAILED.value)),
            outbox.c.priority >= int(Priority.NOTICE),
        )
        .order_by(outbox.c.not_before, outbox.c.priority, outbox.c.id)
    )
    found: dict[str, list[Queued]] = {}
    for platform, opens, of, kind in rows:
        found.setdefault(platform, []).append(Queued(opens, bool(about) and of == about, ChatKind(kind)))
    return found
