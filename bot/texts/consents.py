"""Sentences about consent: the list, a yes, a no, what is refused for the sake of a no."""

from collections.abc import Sequence
from datetime import date

from bot.domain.consents import Purpose

NAMES: dict[Purpose, str] = {
    Purpose.PHONE: "公开电话",
    Purpose.RECORD: "登记诉求",
    Purpose.VISIT: "走访记录",
    Purpose.CARE: "关爱探访",
    Purpose.ECHO: "群里反馈",
}
_MEANING: dict[Purpose, str] = {
    Purpose.PHONE: "乡亲问起时给您的电话",
    Purpose.RECORD: "存下您反映的事,转给能办的人",
    Purpose.VISIT: "邻长走访您时记几句",
    Purpose.CARE: "在关爱名单上,有人常来看望",
    Purpose.ECHO: "群里报的事,办好了在群里说一声(不提名)",
}
_AFTER_NO: dict[Purpose, str] = {
    Purpose.PHONE: "电话不再给别人看",
    Purpose.RECORD: "往后您反映的不存,急事照样转",
    Purpose.VISIT: "往后走访只记次数,不记内容",
    Purpose.CARE: "已从关爱名单上拿掉,不再安排探访",
    Purpose.ECHO: "往后办好了只私下告诉您",
}


def since(day: date) -> str:
    """When it was decided."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(lines: Sequence[tuple[Purpose, bool | None, str]]) -> str:
    """All purposes: (which, yes, no or not asked, since when)."""
    words = {True: "同意", False: "不同意", None: "没表过态"}
    shown = [
        f"{number} {NAMES[purpose]}({_MEANING[purpose]}):{words[state]}{',' + day if day else ''}"
        for number, (purpose, state, day) in enumerate(lines, 1)
    ]
    return "\n".join([*shown, "改就回“同意 公开电话”或“不同意 群里反馈”这样的话。都不同意也照样看通知、能找邻长。"])


def given(purpose: Purpose, day: date) -> str:
    """A yes."""
    return f"记下了:{since(day)}您同意{NAMES[purpose]}({_MEANING[purpose]})。想收回就回“不同意 {NAMES[purpose]}”。"


def refused(purpose: Purpose, day: date) -> str:
    """A no."""
    return f"记下了:{since(day)}您不同意{NAMES[purpose]},{_AFTER_NO[purpose]}。想恢复就回“同意 {NAMES[purpose]}”。"


def no_phone() -> str:
    """There is nothing to be shown."""
    return "名册上还没有您的电话。请回“登记错了 我的电话是……”,村里核对后再回“同意 公开电话”。"


def which() -> str:
    """No purpose of ours."""
    return "没有这一项。回“同意”看有哪几项。"


def not_recorded() -> str:
    """A matter that is not stored, because its speaker has said so."""
    return "您说过不同意登记诉求,这件没有存。要我转给能办的人,先回“同意 登记诉求”再说一遍;也可以直接打邻长电话,急事打110、119、120。"
