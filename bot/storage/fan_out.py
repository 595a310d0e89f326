"""One text to thousands of groups in one statement: the groups are found and the rows written where the rows are (INSERT … SELECT)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.directory import ChatKind, ChatState, Tier
from bot.ids import TownId, UnitId
from bot.messages import Priority
from bot.storage.database import Db
from bot.storage.directory import chat, unit
from bot.storage.outbox import State, outbox
from bot.storage.schema import At


@dataclass(frozen=True, slots=True)
class FanOut:
    """What goes to every active group at and below some units. By kind of group: what it is told, and from when on it may be."""

    units: tuple[UnitId, ...]
    excluded: tuple[UnitId, ...]
    texts: Mapping[ChatKind, str]
    """Groups of other kinds get nothing."""
    opens: Mapping[ChatKind, datetime]
    priority: Priority
    wakes: bool
    about: str
    why: str
    key: str
    """Head of each key; the group's id follows."""
    files: tuple[str, ...] = ()


def put(db: Db, code: TownId, what: FanOut, at: datetime, new_id: Callable[[], int]) -> int:
    """Queue it, the town's groups first; how many groups that was. A group whose key is taken gets nothing and does not count."""
    groups = _groups(code, what)
    most = int(db.scalar(sa.select(sa.func.count()).select_from(chat).where(chat.c.town == code)) or 0)
    if not most:
        return 0
    first = new_id()  # as many numbers are taken as there are groups at all: gaps cost nothing
    for _ in range(most - 1):
        new_id()
    g = groups.c
    values = {
        "town": sa.literal(code),
        "id": first - 1 + sa.func.row_number().over(order_by=(g.rank, g.id)),
        "chat": g.id,
        "lane": sa.literal(f"{int(what.priority)}:chat:") + g.id,
        "text": _by_kind(g.kind, what.texts, outbox.c.text.type),
        "priority": sa.literal(int(what.priority)),
        "wakes": sa.literal(what.wakes),
        "about": sa.literal(what.about),
        "why": sa.literal(what.why),
        "key": sa.literal(what.key) + g.id,
        "state": sa.literal(State.QUEUED.value),
        "attempts": sa.literal(0),
        "made_at": sa.literal(at, At),
        "not_before": _by_kind(g.kind, what.opens, At()),
        "error": sa.literal(""),
        "card": sa.false(),
    }
    if what.files:
        values["files"] = sa.literal(" ".join(what.files))
    rows = sa.select(*(value.label(name) for name, value in values.items())).where(sa.true())
    db.execute(insert(outbox).from_select(list(values), rows).on_conflict_do_nothing())
    made = outbox.c.id.between(first, first + most - 1)
    return int(db.scalar(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.town == code, made)) or 0)


def _groups(code: TownId, what: FanOut) -> sa.Subquery:
    """The active groups of the units and of everything below them."""
    below = (
        sa.select(unit.c.id, unit.c.tier)
        .where(unit.c.town == code, unit.c.id.in_(what.units), unit.c.id.not_in(what.excluded))
        .cte("below", recursive=True)
    )
    child = unit.alias("child")
    below = below.union(
        sa.select(child.c.id, child.c.tier)
        .join(below, child.c.parent == below.c.id)
        .where(child.c.town == code, child.c.id.not_in(what.excluded))
    )
    rank = sa.case({tier.value: -tier.rank for tier in Tier}, value=below.c.tier, else_=0)
    return (
        sa.select(chat.c.id, chat.c.kind, rank.label("rank"))
        .join(below, chat.c.unit == below.c.id)
        .where(
            chat.c.town == code,
            chat.c.state == ChatState.ACTIVE.value,
            chat.c.kind.in_([kind.value for kind in what.texts]),
        )
        .subquery("groups")
    )


def _by_kind(kind: sa.ColumnElement[str], values: Mapping[ChatKind, object], type_: Any) -> sa.ColumnElement[Any]:
    """One value for each kind of group; those that share one share its place in the statement."""
    together: dict[object, list[str]] = {}
    for of, value in values.items():
        together.setdefault(value, []).append(of.value)
    *rest, (last, _) = together.items()
    bound: sa.ColumnElement[Any] = sa.literal(last, type_)
    if not rest:
        return bound
    return sa.case(*((kind.in_(kinds), sa.literal(value, type_)) for value, kinds in rest), else_=bound)
