"""What the offices read while a list is made: drafts, hearings, decisions, publication, and what stands in the way (handbook §4.7)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import short_day
from bot.domain.list_states import Kind, State
from bot.domain.lists import Entry, Hindrance, Issue
from bot.texts.lists import NAMES, quarter

HELP = "红榜、提醒榜"
HELP_STAFF = "办红黑榜"

STATES = {
    State.DRAFT: "草稿",
    State.ASKED: "在问本人",
    State.AGREED: "本人愿意,等审定",
    State.DECLINED: "不上榜",
    State.HEARING: "听取说明中",
    State.HEARD: "已听取说明,等审定",
    State.APPROVED: "已审定,等发布",
    State.REFUSED: "审定不上榜",
    State.PUBLISHED: "已公布",
    State.OBJECTED: "有人提了意见,先不显示",
    State.UPHELD: "复核后维持",
    State.REMOVED: "复核后撤下",
    State.RECTIFIED: "已整改,下榜",
    State.EXPIRED: "到期下榜",
    State.WITHDRAWN: "已撤下",
}


def minute(when: datetime) -> str:
    """``12月1日10:30``."""
    return f"{short_day(when)}{when:%H:%M}"


# --- the desk --------------------------------------------------------------------------------------------------------


def status(village: str, parts: Sequence[str]) -> str:
    """What is being made in a village."""
    if not parts:
        return f"{village}这期还没有榜。起草红榜回“榜 起草 红榜”,提醒榜回“榜 起草 提醒榜”;没有就不用办,不凑数。"
    return "\n".join(parts)


def issue_head(village: str, issue: Issue) -> str:
    """One issue."""
    return f"{village}{quarter(issue.period)}{NAMES[issue.kind]}(榜{issue.number}):"


def entry_line(entry: Entry, name: str) -> str:
    """One entry for the offices."""
    stated = ",本人有说明" if entry.statement and not entry.final else ""
    return f"{entry.number}号 {name} {'、'.join(entry.items)}:{STATES[entry.state]}{stated}"


def next_steps(kind: Kind, states: Sequence[State]) -> str:
    """What to do about it."""
    if State.DRAFT in states:
        return f"下一步:不要的回“榜 删 号”,好了回“榜 送达 {NAMES[kind]}”。"
    if State.HEARD in states or State.AGREED in states:
        return "下一步:支部审定,书记回“榜 审定 号 支委会 11-20 通过”(换成实际日期)。"
    if State.APPROVED in states:
        return f"下一步:回“榜 发布 {NAMES[kind]}”。"
    if State.HEARING in states or State.ASKED in states:
        return "下一步:等本人回话。"
    return "看哪条细节回“榜 看 号”,上墙版回“榜 上墙”。"


def full(entry: Entry, name: str, where: str, item: str) -> str:
    """One entry in full, for those who decide and who watch."""
    lines = [f"{entry.number}号 {NAMES[entry.kind]} {where}{name}", f"事项:{item}", f"情况:{entry.facts}"]
    lines.append(f"现在:{STATES[entry.state]}")
    if entry.hearing_until is not None and entry.state is State.HEARING:
        lines.append(f"说明到{minute(entry.hearing_until)}为止")
    lines += [f"本人说明:{entry.statement}"] if entry.statement else []
    lines += [f"本人说已整改:{entry.mended}{_confirmed(entry)}"] if entry.mended else []
    if entry.met_on is not None:
        lines.append(f"审定:{entry.meeting}{short_day(entry.met_on)} {entry.reason}".strip())
        lines += [f"另定扣{entry.deducts}分"] if entry.deducts else []
    return "\n".join(lines)


def _confirmed(entry: Entry) -> str:
    return "(已核实)" if entry.rectified_at else f"(待核实,属实回“榜 核实 {entry.number}”)"


def how() -> str:
    """/榜 with words that mean nothing here."""
    return (
        "榜这样办:起草→送达(问本人、听说明)→审定(支部)→发布。\n"
        "“榜 起草 红榜”“榜 加 负-02 姓名 事实”“榜 送达 提醒榜”“榜 审定 3 支委会 11-20 通过”“榜 发布 提醒榜”“榜 撤下 3 原因”\n"
        "看进度回“榜”,清单回“榜 清单”。"
    )


def not_yours(names: str) -> str:
    """A step of another office."""
    who = f",可以找{names}" if names else ""
    return f"这一步要{who[4:] if who else '村干部'}来办。看榜回“红榜”“黑榜”,有意见回“监督 榜号 意见”。"


def which_village(names: Sequence[str]) -> str:
    """Town staff must say which village."""
    return f"哪个村的?在刚才那句后面带上村名,比如“榜 起草 红榜 {names[0] if names else '康桥村'}”。"


def now_is(number: int, state: State) -> str:
    """An illegal move."""
    return f"{number}号现在是“{STATES[state]}”,不能这样办。回“榜 看 {number}”看细节。"


def no_entry(number: int) -> str:
    """No such number in the actor's scope."""
    return f"您这里没有{number}号。回“榜”看有哪些。"


def which_number(verb: str) -> str:
    """A verb without its number."""
    return f"是哪一条?带上号,比如“榜 {verb} 3”。回“榜”看有哪些。"


def conflict(number: int | None, why: Hindrance, who: str) -> str:
    """Somebody may not do this step for this entry."""
    what = f"{number}号" if number else "这条"
    reason = {
        Hindrance.SELF: "写的是您自己",
        Hindrance.HOUSEHOLD: "写的是您同户家人",
        Hindrance.AUTHOR: "是您起草的,起草和审定要分开",
        Hindrance.OBJECTOR: "是您自己提的",
        Hindrance.DECIDER: "是您审定的",
    }[why]
    return f"{what}{reason},这一步要别人来办。{who}"


def can(names: str) -> str:
    """Who could do it."""
    return f"可以找{names}。" if names else "可以请镇里来办。"


def too_long(most: int) -> str:
    """Facts or a reason that are too long."""
    return f"太长了,请写{most}个字以内,只写事。"


def wall(village: str, name: str) -> str:
    """The printable version."""
    return (
        f"上墙版(A4、大字、留盖章处)请管电脑的同志运行:\nxianglin wall {village} {name} {village}{name}.html\n"
        "用浏览器打开、打印、盖章,贴到公开栏。"
    )


def which_issue(numbers: Sequence[int]) -> str:
    """Several lists could be meant."""
    return f"是哪张榜?{'、'.join(f'榜{one}' for one in numbers)}。写“榜 发布 榜{numbers[0]}”。"


# --- serving ---------------------------------------------------------------------------------------------------------


def nothing_to_serve(kind: Kind | None) -> str:
    """No drafts."""
    return f"{NAMES[kind] if kind else '榜'}里没有要送达的草稿。回“榜”看进度。"


def served(asked: int, heard: int, until: datetime | None) -> str:
    """Everybody concerned has been told."""
    lines = [f"已私下问{asked}位愿不愿意公布,7天没回按不愿意。"] if asked else []
    if heard and until is not None:
        lines.append(f"已私下告知{heard}条的本人,到{minute(until)}可以说明或整改;之后支部审定。")
    return "\n".join(lines)


def ready(village: str, numbers: Sequence[int], kind: Kind) -> str:
    """To the branch secretary: something can be decided."""
    what = "、".join(f"{one}号" for one in numbers)
    how_ = "通过或不通过" if kind is Kind.HONOUR else "通过 理由,或不通过 理由"
    return f"{village}{NAMES[kind]}{what}可以审定了。先回“榜 看 {numbers[0]}”,再回“榜 审定 {numbers[0]} 支委会 日期 {how_}”。"
