"""What people read about 积分超市."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.calendar import short_day
from bot.domain.redemption import Item, Order
from bot.ids import UnitId


def switched_off() -> str:
    """The town has not switched it on."""
    return "积分超市没有开。积分照常记着,看自己的回“积分”。要开,请村民会议定了再找镇里。"


def shelf(
    items: Sequence[Item],
    spendable: int,
    opens: date | None,
    waiting: Sequence[tuple[Order, str]],
    places: Mapping[UnitId, str],
) -> str:
    """What there is, for who may take it; ``places``: of which village, for who keeps the shelves of several."""
    lines = [f"您可用{spendable}分。" + (f"现在不在兑换的日子,{short_day(opens)}起可以换。" if opens else "")]
    lines += [
        f"{one.number} {places.get(one.unit, '')}{one.name} {one.cost}分,{f'剩{one.left}份' if one.left else '换完了'}"
        for one in items[:8]
    ]
    lines += [f"已换待领:单{order.number} {name}" for order, name in waiting[:3]]
    if not items:
        return "\n".join([*lines, "村里还没有上架东西。"])
    return "\n".join([*lines, f"要换回“兑换 {items[0].number}”。换了不影响每期的比较。"])


def in_private() -> str:
    """Asked in a group."""
    return "兑换请私聊我,发“兑换”。"


def no_such_thing(said: str) -> str:
    """Nothing of that number or name."""
    return f"没有“{said[:12]}”这样东西。回“兑换”看有哪些。"


def closed(opens: date) -> str:
    """Not on this day."""
    return f"现在不在兑换的日子,{short_day(opens)}起可以换。积分不会少。"


def sold_out(name: str) -> str:
    """None is left."""
    return f"{name}换完了,没有扣分。回“兑换”看别的。"


def too_dear(item: Item, spendable: int) -> str:
    """Not enough points."""
    return f"{item.name}要{item.cost}分,您可用{spendable}分,还不够,没有扣分。"


def sure(name: str, cost: int) -> str:
    """Before anything is taken."""
    return f"用{cost}分换{name}1份,确定吗?回 是/否。"


def sure_again() -> str:
    """Neither yes nor no."""
    return "换就回“是”,不换回“否”。"


def not_taken() -> str:
    """Thought better of it."""
    return "好,没有换,积分没动。"


def taken(order: Order, item: Item, spendable: int) -> str:
    """Set aside."""
    return f"换好了,单{order.number}:{item.name}1份,用了{item.cost}分,还可用{spendable}分。\n到村里领,领时报单号。不要了回“兑换 取消 {order.number}”。"


def tell_village(order: Order, item: Item, name: str) -> str:
    """To the village's staff."""
    return f"{name}用积分换了{item.name}1份(单{order.number})。发了以后回“兑换 发放 {order.number}”。"


def no_such_order(number: int) -> str:
    """Not of this person."""
    return f"没找到单{number}。回“兑换”看自己的,村干部回“兑换 待领”。"


def over_already(number: int) -> str:
    """Handed out or given back."""
    return f"单{number}已经办完了,不用再办。"


def not_to_oneself(number: int) -> str:
    """Another hands it out."""
    return f"单{number}是您自己的,要另一位村干部来发。"


def given_back(order: Order, name: str) -> str:
    """Cancelled."""
    return f"单{order.number}({name})取消了,{order.cost}分退回来了。"


def handed(order: Order, name: str, who: str) -> str:
    """To the village's staff."""
    return f"记下了,单{order.number}:{name}给{who}了。"


def tell_handed(order: Order, name: str) -> str:
    """To the warden."""
    return f"单{order.number}({name})村里记着您领走了。没领到请回“人工”。"


def village_only() -> str:
    """The village's staff keep the shelf."""
    return "上架、发放由本村村干部来办。看有哪些东西回“兑换”。"


def which_shelf(villages: Sequence[str]) -> str:
    """Somebody who keeps the shelves of several villages."""
    return f"您管着{'、'.join(villages)}的货架,请写上是哪个村,比如“兑换 上架 {villages[-1]} 洗衣液 30分 20份 依据 …”。"


def how_to_put_on() -> str:
    """上架 without what is needed."""
    return "写法:“兑换 上架 洗衣液 30分 20份 依据 11月20日村民代表会议”。花集体的钱,要写清是哪次会定的。"


def out_of_range(cost: int, stock: int, name: int) -> str:
    """Values that cannot be."""
    return f"一样东西1到{cost}分、一次1到{stock}份、名字不超过{name}个字。\n{how_to_put_on()}"


def there_already(name: str) -> str:
    """The same thing twice."""
    return f"{name}已经上架了。加货回“兑换 加货 号 几份”,要改分数先“兑换 下架 号”。"


def put_on(item: Item, count: int) -> str:
    """On the shelf."""
    return f"上架了,{item.number}号{item.name}:{item.cost}分,{count}份。依据:{item.basis}。加货回“兑换 加货 {item.number} 10”。"


def stocked(item: Item) -> str:
    """More of it."""
    return f"{item.name}加好了,现在{item.left}份。"


def taken_off(item: Item) -> str:
    """Off the shelf."""
    return f"{item.name}下架了。已经换了还没领的照样发。"


def waiting(found: Sequence[tuple[Order, str, str]]) -> str:
    """What is to be handed out."""
    if not found:
        return "没有等着领的。"
    lines = [f"单{order.number} {who} {name}" for order, name, who in found[:15]]
    return "\n".join([f"待领{len(found)}单:", *lines, f"发了回“兑换 发放 {found[0][0].number}”。"])
