"""Sentences of receipts: 去不了, the tree by unit, the private list, reminders (handbook §4.2)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.notices import Notice, Receipt


def cannot_noted(found: Notice, reasoned: bool) -> str:
    rest = "原因也记下了" if reasoned else "有原因的话回“去不了 原因”"
    return f"知道了,【{found.number}】记您去不了,{rest}。要人帮忙办就找邻长。"


def cannot_count(found: Notice, count: int) -> str:
    return f"其中{count}人说去不了(原因私聊回“回执 {found.number} 原因”)。"


def more(found: Notice) -> str:
    names = f";还没回的邻长私聊回“回执 {found.number} 名单”" if found.urgent else ""
    return f"分单位看回“回执 {found.number} 明细”{names}。"


def branch(name: str, answered: int, asked: int, persons: int, cannot: int) -> str:
    rest = f",{cannot}人去不了" if cannot else ""
    return f"{name}:{answered}/{asked}邻,{persons}人{rest}"


def tree(found: Notice, lines: Sequence[str], left: int) -> str:
    rest = (f"还有{left}个没列出。",) if left > 0 else ()
    return "\n".join((f"【{found.number}】{found.title} 回执:", *lines, *rest))


def reasons(found: Notice, said: Sequence[str], count: int) -> str:
    if not count:
        return f"【{found.number}】还没有人说去不了。"
    return "\n".join((f"【{found.number}】{count}人说去不了:", *(f"· {one}" for one in said)))


def names(found: Notice, wardens: Sequence[str]) -> str:
    if not wardens:
        return f"【{found.number}】邻长都回了。"
    return f"【{found.number}】还没回的邻长{len(wardens)}位:{'、'.join(wardens)}。请打个电话问问,不要在群里点名。"


def names_only_urgent(found: Notice) -> str:
    return f"【{found.number}】不是紧急通知,只看数,不点名。分单位看回“回执 {found.number} 明细”。"


def closed(found: Notice) -> str:
    return f"【{found.number}】的回执已经截止,不用催了。看结果回“回执 {found.number}”。"


def reminded(found: Notice, count: int) -> str:
    if not count:
        return f"【{found.number}】各邻都有人回了,不用催。"
    return f"【{found.number}】私下提醒了还没回的{count}位邻长;最多提醒两次。"


def reminded_enough(found: Notice) -> str:
    return f"【{found.number}】已经提醒过两次,不再催了。急的话请打电话。"


def too_soon(found: Notice, when: datetime) -> str:
    return f"【{found.number}】刚提醒过,{calendar.moment_name(when)}以后才能再提醒。"


def please_answer(found: Notice, words: str) -> str:
    """To a warden who has not answered, alone."""
    text = words if len(words) <= 60 else f"{words[:60]}…"
    until = f"{calendar.moment_name(found.receipt_until)}前" if found.receipt_until else ""
    who = "请您" if found.receipt is Receipt.WARDEN else "您邻里还没人回,请您看看后"
    return f"【{found.number}】{found.title}:{text}\n{until}{who}回“收到”;去不了就回“去不了 原因”。"
