"""积分超市: shelf, orders, and the entries that change stock and what is spent, only ever added. Never touches the ledger of points.

Rules of this file: stock and purse are changed by one statement each that fails when too little is left, so that nothing is oversold or
overdrawn however many ask at once; both are the sums of the entries (``breaches`` recounts).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.redemption import Item, Order, OrderState
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, row_id, town

redemption_item = sa.Table(
    "redemption_item",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("unit", sa.Text, nullable=False),
    plain("name", sa.Text, nullable=False),
    plain("cost", sa.Integer, nullable=False),
    plain("left", sa.Integer, nullable=False),
    plain("basis", sa.Text, nullable=False),
    personal("listed_by", sa.Text, nullable=False),
    plain("listed_at", At, nullable=False),
    plain("listed", sa.Boolean, nullable=False),
)

redemption_purse = sa.Table(
    "redemption_purse",
    metadata,
    town(),
    personal("warden", sa.Text, primary_key=True),
    plain("spent", sa.Integer, nullable=False),
)

redemption_order = sa.Table(
    "redemption_order",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("warden", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("item", sa.BigInteger, nullable=False),
    plain("cost", sa.Integer, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("at", At, nullable=False),
    personal("settled_by", sa.Text),
    plain("settled_at", At),
    sa.Index("ix_redemption_order_warden", "town", "warden"),
)

redemption_entry = sa.Table(
    "redemption_entry",
    metadata,
    town(),
    row_id(),
    personal("warden", sa.Text),
    plain("item", sa.BigInteger, nullable=False),
    plain("count", sa.Integer, nullable=False),
    plain("amount", sa.Integer, nullable=False),
    plain("order_number", sa.BigInteger),
    plain("at", At, nullable=False),
    personal("by", sa.Text, nullable=False),
)

_ITEM = tuple(one for one in redemption_item.c if one.name != "town")
_ORDER = tuple(redemption_order.c[name] for name in ("number", "warden", "unit", "item", "cost", "state", "at"))


def _item(row: Sequence[Any]) -> Item:
    number, unit, name, cost, left, basis, listed_by, listed_at, listed = row
    return Item(number, UnitId(unit), name, cost, left, basis, PersonId(listed_by), listed_at, bool(listed))


def _order(row: Sequence[Any]) -> Order:
    number, warden, unit, item, cost, state, at = row
    return Order(number, PersonId(warden), UnitId(unit), item, cost, OrderState(state), at)


def add_entry(
    db: Db,
    code: TownId,
    number: int,
    item: int,
    count: int,
    amount: int,
    at: datetime,
    by: PersonId,
    *,
    warden: PersonId | None = None,
    order: int | None = None,
) -> None:
    """What has changed: so many more on the shelf, so many points more spent."""
    values: dict[str, Any] = {"item": item, "count": count, "amount": amount, "order_number": order, "at": at}
    db.execute(sa.insert(redemption_entry).values(town=code, id=number, warden=warden, by=by, **values))


def add_item(db: Db, code: TownId, new: Item) -> None:
    """A new thing."""
    values: dict[str, Any] = {"unit": new.unit, "name": new.name, "cost": new.cost, "left": new.left}
    values |= {"basis": new.basis, "listed_by": new.listed_by, "listed_at": new.listed_at, "listed": new.listed}
    db.execute(sa.insert(redemption_item).values(town=code, number=new.number, **values))


def list_items(db: Db, code: TownId, unit: UnitId) -> list[Item]:
    """What a village has on its shelf, sold out or not."""
    c = redemption_item.c
    rows = db.all(
        sa.select(*_ITEM).where(c.town == code, c.unit == unit, c.listed.is_(True)).order_by(c.cost, c.number)
    )
    return [_item(row) for row in rows]


def find_item(db: Db, code: TownId, number: int) -> Item | None:
    """One thing."""
    c = redemption_item.c
    row = db.first(sa.select(*_ITEM).where(c.town == code, c.number == number))
    return _item(row) if row else None


def take_off(db: Db, code: TownId, number: int) -> None:
    """It is on the shelf no more; orders stand."""
    c = redemption_item.c
    db.execute(sa.update(redemption_item).where(c.town == code, c.number == number).values(listed=False))


def change_stock(db: Db, code: TownId, number: int, by: int) -> bool:
    """More or fewer of a thing; False when that would be less than none."""
    c = redemption_item.c
    statement = (
        sa.update(redemption_item)
        .where(c.town == code, c.number == number, c.left + by >= 0)
        .values(left=c.left + by)
        .returning(c.left)
    )
    return db.first(statement) is not None


def spent_by(db: Db, code: TownId, warden: PersonId) -> int:
    """What somebody has spent so far."""
    c = redemption_purse.c
    return int(db.scalar(sa.select(c.spent).where(c.town == code, c.warden == warden)) or 0)


def spend(db: Db, code: TownId, warden: PersonId, amount: int, most: int) -> bool:
    """Spend so many points (below zero: get them back); False when ``most``, all that was earned, would not cover it."""
    c = redemption_purse.c
    db.execute(insert(redemption_purse).values(town=code, warden=warden, spent=0).on_conflict_do_nothing())
    statement = (
        sa.update(redemption_purse)
        .where(c.town == code, c.warden == warden, sa.or_(sa.literal(amount <= 0), c.spent + amount <= most))
        .values(spent=c.spent + amount)
        .returning(c.spent)
    )
    return db.first(statement) is not None


def add_order(db: Db, code: TownId, new: Order) -> None:
    """A new order."""
    values: dict[str, Any] = {"warden": new.warden, "unit": new.unit, "item": new.item, "cost": new.cost}
    db.execute(
        sa.insert(redemption_order).values(town=code, number=new.number, state=new.state.value, at=new.at, **values)
    )


def find_order(db: Db, code: TownId, number: int) -> Order | None:
    """One order."""
    c = redemption_order.c
    row = db.first(sa.select(*_ORDER).where(c.town == code, c.number == number))
    return _order(row) if row else None


def list_waiting(db: Db, code: TownId, *, unit: UnitId | None = None, warden: PersonId | None = None) -> list[Order]:
    """What is set aside and not yet handed out, of a village or a person."""
    c = redemption_order.c
    where = [c.town == code, c.state == OrderState.WAITING.value]
    where += [c.unit == unit] if unit is not None else []
    where += [c.warden == warden] if warden is not None else []
    return [_order(row) for row in db.all(sa.select(*_ORDER).where(*where).order_by(c.number))]


def settle(db: Db, code: TownId, number: int, state: OrderState, by: PersonId, at: datetime) -> bool:
    """Handed out, or given back; False when it does not wait any more."""
    c = redemption_order.c
    statement = (
        sa.update(redemption_order)
        .where(c.town == code, c.number == number, c.state == OrderState.WAITING.value)
        .values(state=state.value, settled_by=by, settled_at=at)
        .returning(c.number)
    )
    return db.first(statement) is not None


def breaches(db: Db, code: TownId) -> list[str]:
    """Stock and purses are the sums of their entries, and never below zero; what waits or was handed out has been paid."""
    i, p, e, o = redemption_item.c, redemption_purse.c, redemption_entry.c, redemption_order.c
    stock = {
        row[0]: int(row[1])
        for row in db.all(sa.select(e.item, sa.func.sum(e.count)).where(e.town == code).group_by(e.item))
    }
    lines = [
        f"兑换物品{number}: 剩 {left},流水是 {stock.get(number, 0)}"
        for number, left in db.all(sa.select(i.number, i.left).where(i.town == code))
        if left != stock.get(number, 0) or left < 0
    ]
    spent = {
        row[0]: int(row[1])
        for row in db.all(
            sa.select(e.warden, sa.func.sum(e.amount)).where(e.town == code, e.warden.is_not(None)).group_by(e.warden)
        )
    }
    lines += [
        f"兑换 {warden}: 用了 {amount},流水是 {spent.get(warden, 0)}"
        for warden, amount in db.all(sa.select(p.warden, p.spent).where(p.town == code))
        if amount != spent.get(warden, 0) or amount < 0
    ]
    paid = {
        row[0]: int(row[1])
        for row in db.all(
            sa.select(e.order_number, sa.func.sum(e.amount))
            .where(e.town == code, e.order_number.is_not(None))
            .group_by(e.order_number)
        )
    }
    for number, cost, state in db.all(sa.select(o.number, o.cost, o.state).where(o.town == code)):
        due = 0 if state == OrderState.CANCELLED.value else cost
        if paid.get(number, 0) != due:
            lines.append(f"兑换单{number}: 应付 {due},流水是 {paid.get(number, 0)}")
    return lines
