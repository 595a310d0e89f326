"""Sentences of following a notice: how far it has got, who has answered, what was lost; to staff (handbook §3.6, §4.1)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.notices import Notice, State


def receipt_which() -> str:
    return "看哪一份的回执?带上编号,比如:回执 T26-031。"


def no_receipt_asked(found: Notice) -> str:
    return f"【{found.number}】没有要回执。送到哪儿了回“通知进度 {found.number}”。"


def receipts(found: Notice, persons: int, answered: int, asked: int, closed: bool, own_part: str) -> str:
    """Counts of persons and neighbourhoods (ruling 12), never names."""
    scope = f"({own_part})" if own_part else ""
    end = (
        ""
        if found.receipt_until is None
        else f"{'已于' if closed else ''}{calendar.moment_name(found.receipt_until)}截止。"
    )
    return f"【{found.number}】{found.title} 回执{scope}:{asked}个邻,已回{answered}个邻、{persons}人。{end}"


def safety(safe: int, people: int, helping: int) -> str:
    return f"报平安{safe}户{people}人,要帮忙{helping}户(已告诉邻长)。"


def receipts_closed(found: Notice, persons: int, answered: int, asked: int) -> str:
    return f"【{found.number}】{found.title} 回执截止了:{asked}个邻,已回{answered}个邻、{persons}人。"


def receipts_for_staff(who: str) -> str:
    return f"回执和进度由发通知的人和村镇干部看{f',您可以找{who}' if who else ''}。看通知内容回“通知”。"


def progress_which() -> str:
    return "看哪一份的进度?带上编号,比如:通知进度 T26-031。"


def progress(found: Notice, lines: Sequence[str]) -> str:
    head = f"【{found.number}】{found.title} {'已作废' if found.state is State.WITHDRAWN else ''}".rstrip()
    return "\n".join((f"{head} 进度:", *lines))


_PROGRESS = {
    "sent": "已送到",
    "queued": "等着发",
    "failed": "没发成,会再试",
    "dead": "没发出去",
    "unknown": "说不准到没到",
    "skipped": "没发(群没接上,或换成了更正、作废)",
}


def progress_line(state: str, count: int, names: Sequence[str], last: datetime | None) -> str:
    """How many groups are in a state of delivery; which, or by when the last gets it."""
    detail = "、".join(names) if names else f"最晚{calendar.moment_name(last)}" if last else ""
    return f"{_PROGRESS[state]}:{count}个群{f'({detail})' if detail else ''}"


def progress_eta(count: int, ready: datetime) -> str:
    return f"等着发:{count}个群(慢慢发,预计{calendar.moment_name(ready)}发完)"


def trouble(found: Notice, dead: Sequence[str], unknown: Sequence[str]) -> str:
    """Several lost deliveries in one message to the sender."""
    lines = [f"【{found.number}】{found.title}:"]
    if dead:
        lines.append(f"{len(dead)}个群没发出去:{'、'.join(dead[:10])}。请换个办法告诉他们,比如打电话给邻长。")
    if unknown:
        lines.append(f"{len(unknown)}个群说不准发到没有:{'、'.join(unknown[:10])}。请到群里看一眼,没有就人工转一下。")
    return "\n".join((*lines, f"详情回“通知进度 {found.number}”。"))
