"""Sentences to those who watch over concerns: what is late, 督办, 回访 (handbook §3.5, §3.6)."""

from collections.abc import Sequence

from bot.domain import calendar
from bot.domain.concern_states import State
from bot.domain.concerns import Concern

HELP_SUPERVISE = "看超期、督办"


def late(lines: Sequence[str], more: int) -> str:
    """The supervision list."""
    rest = f"\n还有{more}件。" if more else ""
    return "超期和督办的:\n" + "\n".join(lines) + rest + "\n督办一件,回“督办 号 意见”。"


def late_line(concern: Concern, who: str) -> str:
    """One line: number, what, whose turn, how late. No names of villagers."""
    due = concern.ack_due_at if concern.state is State.FILED else concern.due_at
    marks = ([f"超期{concern.overdue}次"] if concern.overdue else []) + (["督办"] if concern.supervised else [])
    if not marks:
        marks = ["已超期"]
    until = f",最迟{calendar.day_name(due.date())}" if due else ""
    return f"{concern.number} {concern.title}:{who},{'、'.join(marks)}{until}"


def none_late() -> str:
    """Nothing is late."""
    return "您这里没有超期的诉求。看待办回“待办”。"


def not_watching() -> str:
    """By somebody who watches over nothing."""
    return "督办、回访是给网格长、村镇干部用的。看您反映的事,回“进度”。"


def supervise_how(number: str) -> str:
    """督办 without an opinion."""
    return f"请写意见,比如“督办 {number} 本周内要有结果”。"


def supervised(concern: Concern, who: str) -> str:
    """Done."""
    return f"好,【{concern.number}】已督办,意见发给{who}了。"


def supervised_by(concern: Concern, name: str, opinion: str) -> str:
    """To the handler."""
    return f"【{concern.number}】{concern.title},{name}督办:{opinion}\n办到哪一步了?回“进展 {concern.short} 做到哪”或“办结 {concern.short} 怎么办的”。"


def unrated(lines: Sequence[str], more: int) -> str:
    """What may be asked again."""
    rest = f"\n还有{more}件。" if more else ""
    head = "办结了还没评价的:\n" + "\n".join(lines) + rest
    return head + "\n再问一次本人,回“回访 号”;电话问过了,回“回访 号 本人怎么说”。"


def unrated_line(concern: Concern) -> str:
    """One of them."""
    when = f",{calendar.day_name(concern.resolved_at.date())}办结" if concern.resolved_at else ""
    return f"{concern.number} {concern.title}{when}"


def none_unrated() -> str:
    """Nothing to ask."""
    return "没有要回访的:办结的都评过了。"


def asked_again(concern: Concern) -> str:
    """The question goes out."""
    return f"好,【{concern.number}】再问本人一次,有回音告诉您。"


def noted(concern: Concern) -> str:
    """A call is noted."""
    return f"【{concern.number}】回访记下了。评价要由本人说,小邻不代评;没办好的,回“上提 {concern.short} 原因”。"


def no_account(concern: Concern) -> str:
    """The reporter cannot be written to."""
    return f"【{concern.number}】本人没有用小邻,请打电话或上门问,再回“回访 {concern.short} 本人怎么说”。"
