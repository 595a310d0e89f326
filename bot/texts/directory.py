"""Sentences about who looks after whom: the warden's card, one's own neighbourhood, binding a group (handbook §1.2, §3.3)."""

from collections.abc import Sequence

HELP_WARDEN = "找邻长"


def card(where: str, title: str, name: str, served: str, phone: str, promise: str = "") -> str:
    """邻长: who, of how many households, how to reach. A phone only when the person has agreed."""
    reach = f"电话{phone}。" if phone else f"电话没公开,在群里@{name}就行。"
    promised = f"{promise}\n" if promise else ""
    return f"{where}的{title}是{name},联系{served}。\n{promised}{reach}有事也可以直接回“反映 什么事、在哪儿”。"


def households(count: int) -> str:
    """``12户``."""
    return f"{count}户"


def members(count: int) -> str:
    """Of a neighbourhood of people away."""
    return f"{count}位在外乡亲"


def acting(where: str, post: str, title: str, name: str, phone: str) -> str:
    """The place is vacant: the next one up stands in."""
    reach = f"电话{phone}。" if phone else ""
    return f"{where}暂时没有{post},由{title}{name}代管。{reach}\n有事回“反映 什么事、在哪儿”,会转过去。"


def stood_in(where: str, post: str, away: str, title: str, name: str, phone: str) -> str:
    """The warden does not serve these days, and nobody has agreed to stand in: the next one up does."""
    reach = f"电话{phone}。" if phone else ""
    return f"{where}的{post}是{away},这阵子由{title}{name}代管。{reach}\n有事回“反映 什么事、在哪儿”,会转过去。"


def standing_in(title: str) -> str:
    """``邻长(代班)``: who serves while the warden is on leave."""
    return f"{title}(代班)"


def nobody(where: str) -> str:
    """Neither warden nor anybody above."""
    return f"{where}暂时没有邻长,也没查到代管的人。有事回“人工”,小邻帮您找人。"


def grid_card(where: str, title: str, name: str, phone: str, wardens: Sequence[tuple[str, str]]) -> str:
    """A whole group was asked for: its leader and its wardens."""
    reach = f"(电话{phone})" if phone else ""
    listed = "、".join(f"{place}{who or '暂缺'}" for place, who in wardens[:6])
    head = f"{where}的{title}是{name}{reach}。" if name else f"{where}暂时没有{title}。"
    return f"{head}\n邻长:{listed}。" if listed else head


def ask_home() -> str:
    """Nobody knows where this person lives."""
    return "您住哪个组、哪家旁边?例如“康桥三组2邻”。"


def ask_home_again() -> str:
    """No unit fits what was said."""
    return "没对上是哪儿。请说村和组,例如“康桥村三组”;楼里的说楼号,例如“新村1号楼”。"


def which_home(items: Sequence[str]) -> str:
    """Several neighbourhoods fit."""
    listed = "\n".join(f"{number} {item}" for number, item in enumerate(items, 1))
    return f"是哪一个?回数字:\n{listed}"


def contact_card(bot: str, where: str, title: str, name: str, served: str, phone: str, promise: str = "") -> str:
    """联系卡: a text to be passed on or printed."""
    line = f"电话:{phone}" if phone else f"电话:未公开,群里@{name}"
    promised = f"。{promise}" if promise else ""
    return f"【{title}联系卡】\n{where} {title}{name}\n联系{served}{promised}\n{line}\n有事找邻长,或跟{bot}说“反映 什么事”\n急事:110 119 120"
