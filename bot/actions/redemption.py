"""Verbs of 积分超市: list by the village meeting's decision, ask for a thing, hand it out, give it back. Off until the town switches it on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions import point_rules as tables
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import redemption as rules
from bot.domain.directory import Person, Tier
from bot.domain.redemption import Item, Order, OrderState
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, towns
from bot.storage import points as point_rows
from bot.storage import redemption as rows
from bot.texts import redemption as say


@dataclass(frozen=True, slots=True)
class Shelf:
    """What somebody may choose from, and how much they have."""

    items: list[Item]
    spendable: int
    open_now: bool
    waiting: list[tuple[Order, str]]
    places: Mapping[UnitId, str]
    """The villages' names, where it is more than one's."""


def must_be_on(work: Work) -> None:
    """Nothing of this can be done while the town has not switched it on.

    Raises:
        Refused: it is off.
    """
    if not work.settings.redemption:
        raise Refused(say.switched_off())


def spendable(work: Work, person: PersonId) -> int:
    """All that was ever earned, less what has been spent."""
    earned = point_rows.lifetime(work.db, work.town, person)
    return rules.spendable(earned, rows.spent_by(work.db, work.town, person))


def shelf(work: Work, person: Person) -> Shelf:
    """What there is in the village of who asks."""
    village = tables.village_on(work, person.id, work.today) or tables.village_of(work, person.unit)
    shelves = sorted({village, *_stocked(work)} - {UnitId("")})
    items = [one for unit in shelves for one in rows.list_items(work.db, work.town, unit)]
    mine = [(one, _name(work, one.item)) for one in rows.list_waiting(work.db, work.town, warden=person.id)]
    is_open = rules.is_open(work.settings.redemption_days, work.today)
    places = {unit: work.directory.title(unit) for unit in shelves} if len(shelves) > 1 else {}
    return Shelf(items, spendable(work, person.id), is_open, mine, places)


def _name(work: Work, number: int) -> str:
    found = rows.find_item(work.db, work.town, number)
    return found.name if found else ""


def chosen(work: Work, person: Person, said: str) -> Item:
    """The thing of the own village that is named by number or name, if it can be had today.

    Raises:
        Refused: says why not.
    """
    must_be_on(work)
    village = tables.village_on(work, person.id, work.today)
    items = rows.list_items(work.db, work.town, village)
    found = [one for one in items if said in {str(one.number), one.name}]
    found = found or [one for one in items if len(said) > 1 and said in one.name]
    if len(found) != 1:
        raise Refused(say.no_such_thing(said))
    if not rules.is_open(work.settings.redemption_days, work.today):
        raise Refused(say.closed(rules.next_opening(work.settings.redemption_days, work.today)))
    if found[0].left < 1:
        raise Refused(say.sold_out(found[0].name))
    if (has := spendable(work, person.id)) < found[0].cost:
        raise Refused(say.too_dear(found[0], has))
    return found[0]


def take(work: Work, person: Person, number: int) -> tuple[Order, Item, int, list[Outbound]]:
    """Set a thing aside and take its points; the order, the thing, what is left to spend, the messages to the village.

    Raises:
        Refused: it cannot be had any more.
    """
    item = chosen(work, person, str(number))
    earned = point_rows.lifetime(work.db, work.town, person.id)
    if not rows.change_stock(work.db, work.town, item.number, -1):
        raise Refused(say.sold_out(item.name))
    if not rows.spend(work.db, work.town, person.id, item.cost, earned):
        raise Refused(say.too_dear(item, spendable(work, person.id)))
    count = towns.next_number(work.db, work.town, "redemption_order")
    order = Order(count, person.id, item.unit, item.number, item.cost, OrderState.WAITING, work.now)
    rows.add_order(work.db, work.town, order)
    _enter(work, item.number, -1, item.cost, person.id, order.number)
    _note(work, order, "take", "", OrderState.WAITING)
    text = say.tell_village(order, item, person.name)
    told = [
        Outbound(
            ToPerson(office.person),
            text,
            about=f"redemption:{count}",
            why="积分兑换",
            key=f"redemption:{count}:{office.person}",
        )
        for office in work.directory.holders(Role.VILLAGE_STAFF, item.unit, work.today)
        if office.person != person.id
    ]
    return order, item, spendable(work, person.id), told


def _enter(work: Work, item: int, count: int, amount: int, warden: PersonId | None, order: int | None) -> None:
    assert work.actor_id is not None
    rows.add_entry(
        work.db, work.town, work.new_id(), item, count, amount, work.now, work.actor_id, warden=warden, order=order
    )


def cancel(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """Give it back: by who ordered it, or by the village; points and thing return.

    Raises:
        Refused: no such order of the actor's, or it was handed out.
    """
    must_be_on(work)
    order = rows.find_order(work.db, work.town, number)
    mine = order is not None and order.warden == work.actor_id
    if order is None or not (mine or order.unit in _stocked(work)):
        raise Refused(say.no_such_order(number))
    assert work.actor_id is not None
    if not rows.settle(work.db, work.town, number, OrderState.CANCELLED, work.actor_id, work.now):
        raise Refused(say.over_already(number))
    rows.change_stock(work.db, work.town, order.item, 1)
    rows.spend(work.db, work.town, order.warden, -order.cost, 0)
    _enter(work, order.item, 1, -order.cost, order.warden, order.number)
    _note(work, order, "cancel", OrderState.WAITING.value, OrderState.CANCELLED)
    name = _name(work, order.item)
    told = Outbound(ToPerson(order.warden), say.given_back(order, name), about=f"redemption:{number}", why="兑换取消")
    return say.given_back(order, name), [] if mine else [told]


def hand_out(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The village has given the thing to its warden; not to oneself.

    Raises:
        Refused: no such order in the actor's village, one's own, or over already.
    """
    must_be_on(work)
    order = rows.find_order(work.db, work.town, number)
    if order is None or order.unit not in _stocked(work):
        raise Refused(say.no_such_order(number))
    if order.warden == work.actor_id:
        raise Refused(say.not_to_oneself(number))
    assert work.actor_id is not None
    if not rows.settle(work.db, work.town, number, OrderState.HANDED, work.actor_id, work.now):
        raise Refused(say.over_already(number))
    _note(work, order, "hand_out", OrderState.WAITING.value, OrderState.HANDED)
    name = _name(work, order.item)
    told = Outbound(
        ToPerson(order.warden), say.tell_handed(order, name), about=f"redemption:{number}", why="兑换领走了"
    )
    return say.handed(order, name, work.directory.name(order.warden)), [told]


def _stocked(work: Work) -> set[UnitId]:
    """Villages whose shelf the actor keeps."""
    if work.actor is None or work.grant(Action.STOCK_REDEMPTION) is Grant.NO:
        return set()
    return {
        office.unit
        for office in work.directory.offices_of(work.actor.id, work.today)
        if office.role in {Role.VILLAGE_STAFF, Role.CARE_OFFICER}
        and office.unit in work.directory.units
        and work.directory.units[office.unit].tier is Tier.VILLAGE
    }


def village_for(work: Work, said: str) -> tuple[UnitId, str]:
    """The village whose shelf is meant, and what is left of the words: the one named, or the actor's only one.

    Raises:
        Refused: none of the actor's, or which of several must be said.
    """
    must_be_on(work)
    own = sorted(_stocked(work))
    if not own:
        raise Refused(say.village_only())
    names = {unit: work.directory.title(unit) for unit in own}
    head = re.split(r"\d", said, maxsplit=1)[0]  # a village may also stand in the name of its meeting
    named = [unit for unit in own if names[unit] in head] or [unit for unit in own if names[unit] in said]
    if len(own) > 1 and len(named) != 1:
        raise Refused(say.which_shelf(list(names.values())))
    unit = named[0] if named else own[0]
    return unit, said.replace(names[unit], " ", 1) if names[unit] in head else said


def put_on(work: Work, village: UnitId, name: str, cost: int, count: int, basis: str) -> Item:
    """A new thing on the village's shelf, by a meeting's decision.

    Raises:
        Refused: no village of the actor's, or values that cannot be.
    """
    must_be_on(work)
    if village not in _stocked(work):
        raise Refused(say.village_only())
    if (
        not 1 <= cost <= rules.MOST_COST
        or not 1 <= count <= rules.MOST_STOCK
        or not 1 <= len(name) <= rules.LONGEST_NAME
    ):
        raise Refused(say.out_of_range(rules.MOST_COST, rules.MOST_STOCK, rules.LONGEST_NAME))
    if any(one.name == name for one in rows.list_items(work.db, work.town, village)):
        raise Refused(say.there_already(name))
    assert work.actor_id is not None
    number = towns.next_number(work.db, work.town, "redemption_item")
    item = Item(number, village, name, cost, 0, basis, work.actor_id, work.now, listed=True)
    rows.add_item(work.db, work.town, item)
    rows.change_stock(work.db, work.town, number, count)
    _enter(work, number, count, 0, None, None)
    _note_item(work, number, "put_on")
    return item


def add_stock(work: Work, number: int, count: int) -> Item:
    """More of a thing.

    Raises:
        Refused: not on the actor's shelf, or too many.
    """
    item = _mine(work, number)
    if not 1 <= count <= rules.MOST_STOCK:
        raise Refused(say.out_of_range(rules.MOST_COST, rules.MOST_STOCK, rules.LONGEST_NAME))
    rows.change_stock(work.db, work.town, number, count)
    _enter(work, number, count, 0, None, None)
    _note_item(work, number, "add_stock")
    return rows.find_item(work.db, work.town, number) or item


def take_off(work: Work, number: int) -> Item:
    """A thing leaves the shelf; what is set aside stays so.

    Raises:
        Refused: not on the actor's shelf.
    """
    item = _mine(work, number)
    rows.take_off(work.db, work.town, number)
    _note_item(work, number, "take_off")
    return item


def _mine(work: Work, number: int) -> Item:
    must_be_on(work)
    item = rows.find_item(work.db, work.town, number)
    if item is None or not item.listed or item.unit not in _stocked(work):
        raise Refused(say.no_such_thing(str(number)))
    return item


def waiting(work: Work) -> list[tuple[Order, str, str]]:
    """What is set aside in the actor's villages: the order, the thing's name, the warden's name."""
    must_be_on(work)
    own = sorted(_stocked(work))
    if not own:
        raise Refused(say.village_only())
    found = [one for unit in own for one in rows.list_waiting(work.db, work.town, unit=unit)]
    return [(one, _name(work, one.item), work.directory.name(one.warden)) for one in found]


def _note(work: Work, order: Order, verb: str, before: str, after: OrderState) -> None:
    number = str(order.number)
    audit.put(
        work.db, work.town, work.new_id(), work.now, work.actor_id, "redemption", number, verb, before, after.value
    )


def _note_item(work: Work, number: int, verb: str) -> None:
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "redemption", f"item {number}", verb)
