"""Whether the concerns are sound: handbook I18–I22 and the invariants of their table."""

import sqlalchemy as sa

from bot.domain.concern_states import FINAL, State
from bot.domain.concerns import Concern, Outcome
from bot.ids import TownId
from bot.storage.concerns import COLUMNS, concern, made
from bot.storage.database import Db
from bot.storage.timers import timer


def breaches(db: Db, code: TownId) -> list[str]:
    """Handbook I18–I22 and the invariants of the table: one Chinese line each."""
    lines: list[str] = []
    for row in db.all(sa.select(*COLUMNS).where(concern.c.town == code).order_by(concern.c.number)):
        lines += [f"诉求{row.number}:{fault}" for fault in _faults(made(row))]
    lines += [f"诉求{number}:没办完却没有在走的钟" for number in _without_timer(db, code)]
    return lines


def _faults(one: Concern) -> list[str]:
    found: list[str] = []
    if one.final:
        if one.due_at is not None or one.ack_due_at is not None:
            found.append("已经结束却还有期限")
        if one.closed_at is None:
            found.append("已经结束却没有结束时间")
    elif not one.desk or (one.due_at is None and one.state is not State.ON_HOLD):
        found.append("没有经手的人或期限")
    if one.claimed_by is not None and one.claimed_by in one.hidden_from:
        found.append("由被反映的人在办")
    if one.state in {State.CLAIMED, State.IN_PROGRESS, State.ON_HOLD} and one.claimed_by is None:
        found.append("在办却没有接单的人")
    if one.reopened > 2:
        found.append("重办超过两次")
    if one.outcome is Outcome.UNRATED and one.rating:
        found.append("未评价却有评分")
    if len(set(one.sent_back)) != len(one.sent_back):
        found.append("同一级退回了两次")
    if (one.state is State.MERGED) != bool(one.merged_into):
        found.append("并单没有说明并到哪件")
    if one.complaint and not one.private:
        found.append("反映经手人的事没有设为私密")
    return found


def _without_timer(db: Db, code: TownId) -> list[str]:
    watched = sa.exists().where(timer.c.town == concern.c.town, timer.c.subject == concern.c.number)
    rows = db.all(
        sa.select(concern.c.number)
        .where(concern.c.town == code, concern.c.state.not_in([state.value for state in FINAL]), ~watched)
        .order_by(concern.c.number)
    )
    return [str(row[0]) for row in rows]
