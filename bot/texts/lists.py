"""What residents and groups read of the honour list and the reminder list (handbook §4.7): only what ``domain.lists.is_shown`` lets through."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.calendar import short_day
from bot.domain.list_items import Item
from bot.domain.list_rules import Merit
from bot.domain.list_states import Kind
from bot.domain.lists import Entry, Issue

NAMES = {Kind.HONOUR: "红榜", Kind.REMINDER: "提醒榜"}
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def quarter(period: str) -> str:
    """``2026年第4季度``."""
    return f"{period[:4]}年第{period[5:]}季度"


def mark(place: int) -> str:
    """The sign before a line."""
    return _MARKS[place - 1] if 1 <= place <= len(_MARKS) else f"{place}."


def merit(found: Merit) -> str:
    """A counted fact in words; whom it was done for is never said."""
    return {
        "正-01": f"按时办结{found.number}件({found.rate}%)",
        "正-02": "关爱探访全覆盖",
        "正-03": f"成功调解{found.number}起",
        "正-04": "急事险情先到场",
        "正-05": "带头发展、示范带动",
        "正-06": f"群众满意率{found.rate}%",
        "正-07": f"建议被采纳{found.number}条",
    }[found.code]


def ranked() -> str:
    """Among the first of a settled half-year."""
    return "服务积分靠前"


def honour_line(place: int, name: str, facts: str) -> str:
    """One warden and what for."""
    return f"{mark(place)}{name}:{facts}"


def reminder_line(entry: Entry, item: Item, name: str) -> str:
    """One act; a name only where the village's rule and its branch say so. Never the facts: they may speak of others."""
    who = f"{name}:" if entry.named and name else ""
    return f"{mark(entry.place)}{who}{act_line(entry, item)}"


def act_line(entry: Entry, item: Item) -> str:
    """The act, and whether it has been put right."""
    return f"{item.code} {item.text}{'(已整改)' if entry.rectified_at else ''}"


def line(entry: Entry, items: Mapping[str, Item], name: str) -> str:
    """One entry as everybody may read it."""
    if entry.kind is Kind.HONOUR:
        return honour_line(entry.place, name, entry.facts)
    return reminder_line(entry, items[entry.items[0]], name)


def shown(village: str, issue: Issue, lines: Sequence[str], until: datetime | None) -> str:
    """A published list; ``until``: the last day on which it may be objected to, None when that is over."""
    where = f"{village}{quarter(issue.period)}"
    if issue.kind is Kind.HONOUR:
        head = f"{where}红榜(榜{issue.number}):"
    else:
        head = f"{where}提醒榜(榜{issue.number}),本期提醒{len(lines)}项,只写事、不评人:"
    window = f"公示到{short_day(until)}。" if until is not None else ""
    return "\n".join([head, *lines, f"{window}有意见私聊我“监督 榜{issue.number} 您的意见”。"])


def nothing(kind: Kind, village: str) -> str:
    """No list, or nothing on it."""
    return f"{village}{NAMES[kind]}本期没有。"


def nothing_at_all(village: str) -> str:
    """Neither."""
    return f"{village}红榜、提醒榜,本期都没有。想推荐谁、有意见,回“反映 什么事”。"


def taken_down(issue: Issue, place: int) -> str:
    """To groups that had read of it: what was wrong is put right in the same place."""
    return f"榜{issue.number}提醒榜第{place}条经复核已撤下,以此为准。"


def who_is_it() -> str:
    """黑榜是谁."""
    return "提醒榜只公布事项,不公布姓名,也不评人。有意见私聊我“监督 榜号 您的意见”,村监委来看。"


def how_it_works() -> str:
    """红榜怎么评的."""
    return (
        "红榜、提醒榜只写邻长履职的事:村干部按记录起草,红榜先问本人愿不愿意,提醒榜先听本人说明,支部一条条定,公示5天。\n"
        "条件回“榜 清单”,看榜回“红榜”“黑榜”,有意见回“监督”。"
    )


def how_to_put(*, staff: bool) -> str:
    """把谁放黑榜, 给谁上红榜."""
    if staff:
        return "上榜要写清事项和事实:“榜 加 正-05 姓名 做了什么”或“榜 加 负-02 姓名 哪天什么事”。只写现任邻长的事,不写人品。"
    return "榜上只写邻长履职的事,村民不上榜;由村干部起草、支部定。您知道的事,回“反映 哪天什么事”,村里给您答复。"


def ask_village(names: Sequence[str]) -> str:
    """Whose list is wanted."""
    return f"看哪个村的?回“红榜 {names[0]}”这样就行:{'、'.join(names)}。" if names else "还没有登记村。"


def adopted(village: str, items: Sequence[Item], own: bool) -> str:
    """The list of acts in force."""
    lines = [f"{one.code} {one.text}{_by(one)}" for one in items]
    head = f"{village}{'自己定的' if own else '用镇里的'}清单:"
    return "\n".join([head, *lines, "只写邻长做了什么、没做什么,不评人。村里改用自己的写法,要经村民代表会议。"])


def _by(one: Item) -> str:
    if one.adopted_on is None:
        return ""
    return f"({one.adopted_on.year}年{short_day(one.adopted_on)} {one.reference})"
