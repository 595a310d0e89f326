"""Sentences of writing and signing a notice: to staff (handbook §3.6, §4.1)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.notices import Level, Notice, People, State


def reach(
    chats: int,
    examples: Sequence[str],
    households: int,
    left_out: Sequence[str],
    without_group: Sequence[str],
    times: Sequence[tuple[bool, datetime]],
    now: datetime,
) -> str:
    """How many get it, for example which, who not, and when each kind of group gets it (True: work groups)."""
    homes = f",约{households}户" if households else ""
    lines = f"发给{chats}个群({'、'.join(examples)}{'等' if chats > len(examples) else ''}){homes}。"
    lines += f"不发:{'、'.join(left_out)}。" if left_out else ""
    lines += f"没有群、要另外告诉的:{'、'.join(without_group)}。" if without_group else ""
    return f"{lines}\n{_times(times, now)}"


def correction_reach(got: int, waiting: int, times: Sequence[tuple[bool, datetime]], now: datetime) -> str:
    """Whom a correction reaches."""
    if not got:
        return f"原通知还没发到群里,{waiting}个群直接发改好的。\n{_times(times, now)}"
    rest = f",还没收到的{waiting}个群直接发改好的" if waiting else ""
    return f"发给收过原通知的{got}个群{rest}。\n{_times(times, now)}"


def _times(times: Sequence[tuple[bool, datetime]], now: datetime) -> str:
    when = ";".join(
        f"{'工作群' if work else '村民群'}{'现在就发' if opens <= now else calendar.moment_name(opens)}"
        for work, opens in times
    )
    return f"发出时间:{when}。"


def waits(found: Notice, approvers: Sequence[str]) -> str:
    who = "、".join(approvers) if approvers else ""
    asked = f"已请{who}批准" if who else "眼下没有别的镇干部或镇管理员能批,请先联系镇管理员"
    return f"【{found.number}】{found.title} 已送审,{asked}。批了马上告诉您;不发了回“撤回通知 {found.number}”。"


def waits_correction(found: Notice, approvers: Sequence[str]) -> str:
    who = "、".join(approvers) if approvers else "另一位镇干部或镇管理员"
    return f"更正【{found.corrects}】已送审,等{who}批准,批了就发到收过原通知的群。\n更正稿编号【{found.number}】"


def released(found: Notice, reached: str) -> str:
    return (
        f"【{found.number}】{found.title} 已发出,本单位范围内不用另批。\n{reached}\n看进度回“通知进度 {found.number}”。"
    )


def please_approve(found: Notice, author: str, issuer: str, post: str, reached: str) -> str:
    """To every other person who may sign."""
    what = f"更正【{found.corrects}】" if found.corrects else "一份通知"
    return (
        f"{author}送审了{what},等您批:【{found.number}】({issuer})\n{post}\n————\n{reached}\n"
        f"同意回“批准 {found.number}”,要改回“退改 {found.number} 理由”。"
    )


def approved(found: Notice, reached: str) -> str:
    return f"批准了【{found.number}】{found.title}。\n{reached}"


def approved_to_author(found: Notice, approver: str, reached: str) -> str:
    return f"【{found.number}】{found.title}:{approver}批准了。\n{reached}\n看进度回“通知进度 {found.number}”。"


def approved_by(approver: str) -> str:
    return f"{approver}批准了。"


def scheduled(found: Notice, when: datetime) -> str:
    again = f",{found.repeats}" if found.repeats else ""
    stop = "停发" if found.repeats else "撤回通知"
    return f"【{found.number}】{found.title} 定在{calendar.moment_name(when)}发出{again}。不发了回“{stop} {found.number}”。"


def repeated(found: Notice, copy: Notice, following: datetime) -> str:
    """To the author of a repeating notice, when one time of it has gone out."""
    return f"【{found.number}】{found.title}({found.repeats})这次发出了,编号【{copy.number}】。下次{calendar.moment_name(following)}。"


def missed(found: Notice, when: datetime, following: datetime | None) -> str:
    rest = f"下次{calendar.moment_name(following)}。" if following else "没有发出,请重写一份。"
    return f"【{found.number}】{found.title} {calendar.moment_name(when)}那次错过了(小邻停机),没有补发。{rest}"


def paused(found: Notice) -> str:
    return (
        f"【{found.number}】{found.title} 停发了。要接着发回“续发 {found.number}”,不要了回“撤回通知 {found.number}”。"
    )


def paused_already(found: Notice) -> str:
    return f"【{found.number}】已经停着。要接着发回“续发 {found.number}”。"


def not_paused(found: Notice) -> str:
    return f"【{found.number}】没有停发。要停回“停发 {found.number}”。"


def not_scheduled(found: Notice) -> str:
    return f"【{found.number}】不是定时的通知。看它的进度回“通知进度 {found.number}”。"


def scheduled_list(lines: Sequence[str]) -> str:
    if not lines:
        return "眼下没有定时要发的通知。写通知到预览时回“定时 明天上午9点”就能定时。"
    return "\n".join(("定时要发的:", *lines))


def scheduled_line(found: Notice) -> str:
    when = "停着" if found.paused or found.send_at is None else calendar.moment_name(found.send_at)
    return f"【{found.number}】{found.title} {when}{f'({found.repeats})' if found.repeats else ''}"


def which_scheduled(word: str, *, platforms: bool = False) -> str:
    more = "\n要一条也不往外发,回“停发 全部”。" if platforms else ""
    return f"哪一份?带上编号,比如:{word} T26-031。看有哪些回“定时通知”。{more}"


def own_draft(found: Notice) -> str:
    tail = "这份已经发出,不用再批。" if found.state is State.RELEASED and not found.review_due else ""
    return f"【{found.number}】是您自己写的,自己不能批,要另一位镇干部或镇管理员来批。{tail}"


def not_approver(who: str) -> str:
    return f"通知由镇干部、镇管理员来批{f',您可以找{who}' if who else ''}。"


def nothing_waits(number: str) -> str:
    return f"没有等批的{number or '这份'}通知。编号照消息里【】内的写,比如:批准 T26-031。"


def which_to_approve(waiting: Sequence[str]) -> str:
    if not waiting:
        return "眼下没有等您批的通知。"
    return f"等批的有:{'、'.join(f'【{one}】' for one in waiting[:5])}。请带上编号,比如:批准 {waiting[0]}。"


def not_now(found: Notice) -> str:
    """It is in a state in which this cannot be done."""
    state = {
        State.DRAFT: "退回修改中",
        State.PENDING: "在等批准,还没发出",
        State.SCHEDULED: "定好了时间,还没到",
        State.RELEASED: "已经发出,不用再批",
        State.WITHDRAWN: "已经作废",
        State.CANCELLED: "已经撤回,没有发出",
    }[found.state]
    return f"【{found.number}】{state}。"


def too_late(found: Notice) -> str:
    return f"【{found.number}】的回执截止或有效期已经过了,不能发。请回“退改 {found.number} 时间过了”让作者改。"


def need_reason(number: str) -> str:
    return f"请带上一句理由,比如:退改 {number or 'T26-031'} 时间写错了。"


def sent_back(found: Notice) -> str:
    return f"【{found.number}】退回去改了,理由已告诉作者。"


def sent_back_to_author(found: Notice, by: str) -> str:
    if found.corrects:
        return f"更正稿【{found.number}】{by}退回:{found.reason}\n改好重发:更正 {found.corrects} 新内容"
    return f"【{found.number}】{found.title},{by}退回修改:{found.reason}\n稿子还在,回“改通知 {found.number}”接着改。"


def no_returned_draft() -> str:
    return "没有退回来的稿子。要写新的回“发通知”。"


def correct_how(number: str = "") -> str:
    return f"请写上编号和新内容,比如:更正 {number or 'T26-031'} 时间改为12月2日上午8点。"


def ask_correction(number: str) -> str:
    return f"【{number}】改成什么?写一句新的说法,比如:时间改为12月2日上午8点。"


def correct_own_data() -> str:
    return (
        "要改自己的登记信息:先回“我的数据”看看登记了啥,再回“人工”告诉村里哪里不对,3个工作日内改好。\n"
        "要更正一条通知,带上编号:更正 T26-031 新内容。"
    )


def not_yours(found: Notice, who: str) -> str:
    return f"【{found.number}】不是您发的,要改要撤请找{who}。"


def not_found(words: str) -> str:
    return f"没找到“{words}”这份通知。回“通知”看最近的几份。"


def not_out_yet(found: Notice) -> str:
    return f"【{found.number}】还没发出,不用更正。要改内容回“改通知 {found.number}”,不发了回“撤回通知 {found.number}”。"


def cannot_edit(found: Notice) -> str:
    if found.state is State.PENDING:
        return f"【{found.number}】正等人批,先不能改。要改先回“撤回通知 {found.number}”,或请批的人退改。"
    return f"【{found.number}】已经发出,改内容请用:更正 {found.number} 新内容。"


def withdraw_which() -> str:
    return "撤回哪一份?带上编号,比如:撤回通知 T26-031。"


def cancelled(found: Notice) -> str:
    return f"【{found.number}】已撤回,不会发出。"


def withdrawn(found: Notice, told: int, stopped: int) -> str:
    if not told:
        return f"【{found.number}】已作废,{stopped}个群都还没发,不发了。"
    rest = f",{stopped}个群还没发的也停了" if stopped else ""
    return f"【{found.number}】已作废:在收到过的{told}个群里说明{rest}。"


def withdraw_needs_other(found: Notice) -> str:
    return f"【{found.number}】要另一位镇干部或镇管理员来撤:请他们回“撤回通知 {found.number}”。已经替您告诉他们了。"


def please_withdraw(found: Notice, author: str) -> str:
    return f"{author}想作废【{found.number}】{found.title}。同意就回“撤回通知 {found.number}”。"


def nobody_got_it(found: Notice) -> str:
    return f"【{found.number}】没有一个群收到过,不用更正。"


def level_name(level: Level) -> str:
    return {Level.NORMAL: "一般", Level.IMPORTANT: "重要", Level.ORANGE: "紧急", Level.RED: "特急"}[level]


def eta(ready: datetime) -> str:
    return f"为防封号慢慢发,预计{calendar.moment_name(ready)}发完。"


def listed(names: Sequence[str]) -> str:
    return "、".join(names)


def people_name(people: People) -> str:
    return {People.STAFF: "工作群", People.RESIDENTS: "村民群", People.AWAY: "在外乡亲群"}[people]


def audience_name(units: Sequence[str], excluded: Sequence[str], people: Sequence[People] = ()) -> str:
    return (
        "、".join(units)
        + "".join(people_name(one) for one in people)
        + (f"(不含{'、'.join(excluded)})" if excluded else "")
    )


def which_to_send_back(waiting: Sequence[str]) -> str:
    if not waiting:
        return "眼下没有等您批的通知。"
    return f"退哪一份?带上编号和理由,比如:退改 {waiting[0]} 时间写错了。"


HELP_WRITE = "发通知"
HELP_APPROVE = "批准通知"
HELP_URGENT = "紧急通知"
HELP_READ = "看通知"
