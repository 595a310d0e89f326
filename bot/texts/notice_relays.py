"""Sentences of passing a notice on: from tier to tier, and by a person where the bot is not (handbook §4.2)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.notices import LOCAL_LINE, Notice


def with_lines(text: str, lines: Sequence[tuple[str, str]]) -> str:
    """A notice with what each tier has added, and who that was."""
    added = [f"{unit}转达:{line}" if line else f"({unit}转达)" for unit, line in lines]
    return "\n".join((text, *added))


def by_itself() -> str:
    return "(系统代转)"


def please_relay_here(text: str, found: Notice) -> str:
    """At the foot of a work group's copy."""
    return f"{text}\n(逐级转达:本级负责的人回“转达 {found.number} 要补的话”,才发到下面的群)"


def please_relay(found: Notice, unit: str, due: datetime) -> str:
    return (
        f"【{found.number}】{found.title} 等您转到{unit}各群,{calendar.moment_name(due)}前。\n"
        f"回“转达 {found.number}”照转;要补一句本地的话,写在后面,{LOCAL_LINE}字以内。看全文回“通知 {found.number}”。"
    )


def nudge(found: Notice, unit: str, *, by_itself: bool) -> str:
    rest = "再过一会儿不转,小邻就代转了。" if by_itself else "在外面忙就回一声,转好就行。"
    return f"【{found.number}】{found.title} {unit}还没转到下面的群。回“转达 {found.number}”就转。{rest}"


def passed(found: Notice, units: Sequence[str]) -> str:
    return f"【{found.number}】转到{'、'.join(units)}了。看进度回“通知进度 {found.number}”。"


def passed_already(found: Notice) -> str:
    return f"【{found.number}】您这里已经转过了,不会再发第二遍。看进度回“通知进度 {found.number}”。"


def not_a_relayer(who: str) -> str:
    return f"转达由村干部和网格长来做{f',您可以找{who}' if who else ''}。看通知回“通知”。"


def not_addressed(found: Notice) -> str:
    return f"【{found.number}】没有发到您这里,不用转。看您这里的通知回“通知”。"


def over(found: Notice) -> str:
    return f"【{found.number}】有效期过了,不再往下转。看最近的回“通知”。"


def out_already(found: Notice) -> str:
    return f"【{found.number}】已经自动发到各群。要补一句本地的话,写在后面:转达 {found.number} 咱村的在村部办。"


def line_added(found: Notice, groups: int) -> str:
    return f"补的话发到{groups}个群了(【{found.number}】)。"


def local_line(found: Notice, unit: str, line: str) -> str:
    """To groups that have the notice already."""
    return f"【{found.number}】{found.title} {unit}补充:{line}"


def which(waiting: Sequence[str] = ()) -> str:
    if not waiting:
        return "转哪一份?带上编号,比如:转达 T26-031 咱村的到村部办。"
    return f"等您转达的有:{'、'.join(f'【{one}】' for one in waiting[:5])}。请带上编号,比如:转达 {waiting[0]} 咱村的到村部办。"


def please_tell(found: Notice, place: str, text: str) -> str:
    return (
        f"{place}没有小邻,请您转一下下面这段(群里发或口头说都行)。\n"
        f"转了回“已发 {found.root}”,转不了回“发不了 {found.root} 原因”。\n————\n{text}"
    )


def please_void(found: Notice, place: str) -> str:
    return f"【{found.number}】{found.title} 作废了。{place}那边请您说一声,以新通知为准。"


def nothing_by_hand() -> str:
    return "眼下没有等您转发的通知。看最近的通知回“通知”。"


def which_by_hand(numbers: Sequence[str]) -> str:
    return f"等您转发的有:{'、'.join(f'【{one}】' for one in numbers[:5])}。请带上编号,比如:已发 {numbers[0]}。"


def thanks(number: str, places: Sequence[str]) -> str:
    return f"好的,【{number}】{'、'.join(places)}记为已转到。辛苦了。"


def cannot_how(number: str) -> str:
    return f"为什么转不了?写一句,比如:发不了 {number or 'T26-031'} 群解散了。"


def cannot_noted(number: str) -> str:
    return f"记下了,【{number}】转不了的原因告诉发通知的人了。"


def cannot_to_author(found: Notice, places: Sequence[str], reason: str) -> str:
    return f"【{found.number}】{found.title}:{'、'.join(places)}没转成({reason})。请换个办法告诉他们,比如打电话。"


def copy_this(text: str) -> str:
    return f"复制下面这段去发:\n————\n{text}"


def copy_which() -> str:
    return "转哪一份?带上编号,比如:代转 T26-031。"


def copy_for_staff(who: str) -> str:
    return f"代转的文字给邻长和村镇干部{f',您可以找{who}' if who else ''}。看通知回“通知”。"


def waiting_relay(units: Sequence[str]) -> str:
    return f"等转达:{len(units)}个({'、'.join(units[:5])})"


def done_hand(places: Sequence[str]) -> str:
    return f"人转到的:{len(places)}处({'、'.join(places[:5])})"


def waiting_hand(places: Sequence[str]) -> str:
    return f"等人转发:{len(places)}处({'、'.join(places[:5])})"


def cannot_hand(places: Sequence[str]) -> str:
    return f"转不了:{len(places)}处({'、'.join(places[:5])})"
