"""What groups and readers see of a notice: the post, its correction, 通知, 报平安."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain import calendar
from bot.domain.notices import Level, Notice, Receipt, State

LONG_FOR_RESIDENTS = 200
"""A longer body is left to 通知 N in residents' groups: they get the plain words."""


def post(found: Notice, issuer: str, *, work_group: bool) -> str:
    """A notice as a group gets it: plain words first for residents, the full text first in work groups."""
    number = f"【{found.number}】" if found.number else ""
    lines = [f"{number}{found.title}({issuer})"]
    same = found.plain_text in {"", found.body}
    plain = f"大白话:{found.plain_text}"
    if same:
        lines.append(found.body)
    elif work_group:
        lines += [found.body, plain]
    elif len(found.body) <= LONG_FOR_RESIDENTS:
        lines += [plain, found.body]
    else:
        lines += [
            plain,
            f"全文回“通知 {found.number}”。" if found.number else "(正文较长,村民群里只发大白话,全文回“通知 编号”)",
        ]
    return "\n".join((*lines, *_foot(found)))


def _valid(original: Notice, correction_: Notice) -> Notice:
    """What a correction says of the files stands for both."""
    return replace(original, attachment=correction_.attachment)


def _foot(found: Notice, today: date | None = None) -> list[str]:
    lines = [f"附件:{found.attachment}"] if found.attachment else []
    asked = f"咨询:{found.phone};" if found.phone else ""
    lines.append(f"{asked}有效期到{calendar.far_day_name(found.valid_until, found.made_at.date())}")
    until = found.receipt_until
    if found.receipt is Receipt.COUNT and until is not None and (today is None or until.date() >= today):
        lines.append(f"看到请回“收到”,{calendar.moment_name(until)}前")
    if found.receipt is Receipt.WARDEN and until is not None and (today is None or until.date() >= today):
        lines.append(f"请邻长回“收到”(别的乡亲不用回),{calendar.moment_name(until)}前")
    return lines


def urgent(found: Notice, issuer: str) -> str:
    """Red or orange, to groups: at any hour."""
    mark = "🔴特急通知" if found.level is Level.RED else "🟠紧急通知"
    number = f"【{found.number}】" if found.number else ""
    lines = [f"{mark}{number}{issuer}", found.body]
    if found.receipt is Receipt.SAFE:
        lines.append("家里平安,私聊小邻回“报平安 几口”;要人帮忙,回“帮 什么事”。看到的回“收到”。")
    else:
        lines.append("看到的回“收到”。")
    if found.attachment:
        lines.append(f"附件:{found.attachment}")
    tail = f"咨询:{found.phone}。" if found.phone else ""
    return "\n".join((*lines, f"{tail}有危险先打110、119、120。"))


def correction(found: Notice, title: str, phone: str) -> str:
    """To a chat that got the original."""
    asked = f"\n咨询:{phone}" if phone else ""
    attached = f"\n附件:{found.attachment}(原来的附件不作数)" if found.files else ""
    return f"更正【{found.corrects}】{title}\n{found.body}\n原来说的不一样的,以这次为准。{attached}{asked}"


def corrected_whole(original: Notice, found: Notice, issuer: str, merged: str | None) -> str:
    """To a chat that the original has not reached yet: everything, the valid words first."""
    whole = merged or f"(原通知,跟上面不一样的以上面为准){original.body}"
    lines = (f"更正【{original.number}】{original.title}({issuer})", found.body, whole, *_foot(_valid(original, found)))
    return "\n".join(lines)


def withdrawn(found: Notice) -> str:
    return f"通知【{found.number}】{found.title} 作废,以新通知为准。"


def red_again(found: Notice, valid: str, safe: int, helping: int) -> str:
    """To a warden alone, every half hour until they answer."""
    counts = f"本邻已报平安{safe}户,要帮忙{helping}户。\n" if safe or helping else ""
    return f"🔴特急【{found.number}】还等您回话:{valid}\n{counts}请看看本邻各户,看到回“收到”。有危险先打110、119、120。"


def acknowledged() -> str:
    return "好的。"


def none_yet() -> str:
    return "最近没有发给您这里的通知。有事找邻长,或回“反映 什么事”。"


def listing(lines: Sequence[str], example: str) -> str:
    return "\n".join(("最近的通知:", *lines, f"看全文回编号,比如:通知 {example}"))


def list_line(found: Notice, today: date, *, corrected: bool) -> str:
    marks = [
        text
        for shown, text in (
            (found.state is State.WITHDRAWN, "已作废"),
            (corrected, "有更正"),
            (found.expired(today) and found.state is not State.WITHDRAWN, "已过期"),
        )
        if shown
    ]
    day = calendar.day_name(found.released_at.date()) if found.released_at else ""
    return f"【{found.number}】{found.title} {day}{f'({chr(12289).join(marks)})' if marks else ''}"


def full(found: Notice, issuer: str, today: date) -> str:
    """The whole notice: text, plain words, phone, validity."""
    head = f"【{found.number}】{found.title}({issuer}{_when(found)})"
    lines = [_state(found, today), head, found.body]
    if found.plain_text not in {"", found.body}:
        lines.append(f"大白话:{found.plain_text}")
    return "\n".join(line for line in (*lines, *_foot(found, today)) if line)


def full_corrected(original: Notice, correction_: Notice, issuer: str, today: date, merged: str | None) -> str:
    """The valid words of a notice that was corrected; the former ones on request, so that nobody goes by them."""
    lines = [
        _state(original, today),
        f"【{original.number}】{original.title}({issuer}{_when(correction_)}更正)",
        correction_.body,
        f"改后全文:{merged}" if merged else "",
        *_foot(_valid(original, correction_), today),
        f"改之前的原文回“通知 {original.number} 原文”",
    ]
    return "\n".join(line for line in lines if line)


def former(original: Notice, issuer: str) -> str:
    return f"这是更正前的原文,不作数:\n【{original.number}】{original.title}({issuer})\n{original.body}\n现在的说法回“通知 {original.number}”。"


def _when(found: Notice) -> str:
    return f" {calendar.day_name(found.released_at.date())}" if found.released_at else ""


def _state(found: Notice, today: date) -> str:
    if found.state is State.WITHDRAWN:
        return "这份通知已作废,以新通知为准。"
    return "这份通知已过期。" if found.expired(today) else ""


def waiting_text(found: Notice, issuer: str, state: str) -> str:
    """A draft or pending one, to its author and those who sign."""
    return f"{state}\n{post(found, issuer, work_group=True)}"


def safe(home: str, people: int | None) -> str:
    counted = f"({people}人)" if people else ""
    return f"收到,{home}平安{counted}。要人帮忙就回“帮 什么事”。"


def safe_in_group(people: int | None) -> str:
    counted = f"{people}人" if people else ""
    return f"收到,记下平安{counted}。要人帮忙私聊小邻回“帮 什么事”。"


def nothing_urgent() -> str:
    return "眼下没有要报平安的紧急通知。家里有事回“反映 什么事”,有危险打110、119、120。"


def help_what() -> str:
    return "要帮什么忙?写一句,比如:帮 老人走不动。有危险先打110、119、120。"


def help_comes() -> str:
    return "记下了,已在叫邻长、网格长和值班的人。人有危险先打110、119、120。"


def ask_there(found: Notice) -> str:
    """Somebody asks something in reply to a notice."""
    phone = f"请打{found.phone}问" if found.phone else "请问邻长或村便民点"
    return f"【{found.number}】{found.title}的事,{phone}。全文回“通知 {found.number}”;有事要办回“反映 什么事”。"


def notice_what() -> str:
    return "“通知”后面写编号看全文,比如:通知 31;单发“通知”看最近的。要写新通知回“发通知”。"


def home_of(name: str) -> str:
    return f"{name}家"
