"""Sentences on a concern that is under way: where it stands, taken, passed on, rated, taken back, one's own list (handbook §3.3)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Outcome, Rating
from bot.domain.directory import Directory, Tier
from bot.domain.roles import Role
from bot.ids import PersonId
from bot.texts.people import role_name

_STATES = {
    State.FILED: "等人接",
    State.CLAIMED: "已接单",
    State.IN_PROGRESS: "正在办",
    State.ON_HOLD: "暂时挂起",
    State.RESOLVED: "办好了,等评价",
    State.CLOSED: "已办结",
    State.MERGED: "并到另一件里了",
    State.WITHDRAWN: "已撤回",
    State.REDIRECTED: "已转别的部门",
    State.REJECTED: "没有受理",
}

_TIERS = {Tier.NEIGHBOURHOOD: "邻长", Tier.GRID: "网格长", Tier.VILLAGE: "村里", Tier.TOWN: "镇里"}

_NEAREST = (
    Role.WARDEN,
    Role.BUILDING_WARDEN,
    Role.MIGRANT_WARDEN,
    Role.GRID_LEADER,
    Role.VILLAGE_STAFF,
    Role.BRANCH_SECRETARY,
    Role.CARE_OFFICER,
    Role.DUTY,
    Role.TOWN_STAFF,
    Role.TOWN_ADMIN,
)

_ENDS = {
    Outcome.NONE: "",
    Outcome.RATED: "已评价",
    Outcome.UNRATED: "未评价",
    Outcome.EXPLAINED: "村里已说明",
    Outcome.BY_REPORTER: "您不反映了",
}


def state(concern: Concern) -> str:
    """Where it stands, in words."""
    return _STATES[concern.state]


def tier(found: Tier) -> str:
    """Whose desk: 邻长, 网格长, 村里, 镇里."""
    return _TIERS[found]


def owner(concern: Concern, directory: Directory, people: Sequence[PersonId]) -> str:
    """``邻长王建国``, ``村干部周文斌``, ``村里``: who answers for it."""
    if concern.claimed_by:
        name = directory.name(concern.claimed_by)
        if concern.alarm and concern.claimed_at:  # anybody who was called may have taken it
            return _called_by(directory.roles_of(concern.claimed_by, concern.claimed_at.date())) + name
        return (_TIERS[concern.tier] if concern.tier.rank < Tier.VILLAGE.rank else _TIERS[concern.tier] + "的") + name
    if len(people) == 1 and concern.tier.rank < Tier.VILLAGE.rank:
        return _TIERS[concern.tier] + directory.name(people[0])
    return _TIERS[concern.tier]


def _called_by(roles: Collection[Role]) -> str:
    """What somebody who has taken an urgent one is called by: their nearest office."""
    return next((role_name(role) for role in _NEAREST if role in roles), "")


def mine(lines: Sequence[str], more: int) -> str:
    """The list of one's own concerns."""
    rest = f"\n还有{more}件,回“进度 号”看。" if more else "\n看详细的,回“进度 号”,比如“进度 7”。"
    return "您反映的事:\n" + "\n".join(lines) + rest


def line(concern: Concern, who: str) -> str:
    """One concern in the list: number, what, where it stands, who, until when."""
    until = f",最迟{_day(concern.due_at)}" if concern.due_at and concern.state is not State.RESOLVED else ""
    by = "" if concern.final or concern.state is State.RESOLVED else f",{who}办{until}"
    end = f"({_ENDS[concern.outcome]})" if concern.outcome else ""
    return f"{concern.number} {concern.title}:{_STATES[concern.state]}{end}{by}"


def _day(when: datetime) -> str:
    return calendar.day_name(when.date())


def none_yet() -> str:
    """No concern of one's own."""
    return "您还没有反映过事情。有事直接说,比如“反映 村口路灯坏了”。"


def none_here() -> str:
    """In a group: nothing of one's own that may be shown here."""
    return "群里能看的没有您反映的事。个人的事请私聊我,回“进度”。"


def one(concern: Concern, category: str, who: str, last: str) -> str:
    """One concern in full, to its reporter or a handler."""
    end = f"({_ENDS[concern.outcome]})" if concern.outcome else ""
    kind = concern.title if concern.title == category else f"{concern.title}({category})"
    lines = [f"【{concern.number}】{kind}:{_STATES[concern.state]}{end}"]
    if concern.filed_at:
        lines.append(f"{_day(concern.filed_at)}登记" + ("" if concern.final else f",{who}在管"))
    if concern.due_at and not concern.final and concern.state is not State.RESOLVED:
        lines.append(f"最迟{calendar.moment_name(concern.due_at)}办好")
    if last:
        lines.append(last)
    if concern.final:
        lines.append("还有事,直接跟我说。")
    else:
        lines.append(f"要补充,回“补充 {concern.short} 内容”。")
    return "\n".join(lines)


def last_word(kind: str, text: str) -> str:
    """The latest note of a handler."""
    return {"progress": "进展:", "resolve": "怎么办的:", "explain": "说明:"}.get(kind, "") + text


def not_found() -> str:
    """Not theirs, or there is none: the same words for both, so that nothing is given away."""
    return "没找到这个号,或者这件不是您报的,不能看。看自己的事,回“进度”。"


def which(words: str) -> str:
    """A number is needed."""
    return f"是哪一件?请带上号,比如“{words} 7”。看号回“进度”或“待办”。"


def cannot_now(concern: Concern) -> str:
    """The step is not possible in the present state (handbook §4)."""
    return f"【{concern.number}】现在是“{_STATES[concern.state]}”,这一步不能做。看详细的,回“进度 {concern.short}”。"


def taken_by_handler(concern: Concern, who: str) -> str:
    """To the reporter: somebody has taken it."""
    due = f",最迟{_day(concern.due_at)}办好" if concern.due_at else ""
    return f"【{concern.number}】{concern.title}:{who}接单了{due}。想看办到哪了,回“进度”。"


def taken_in_group(concern: Concern, who: str) -> str:
    """The same in the group where it was filed: two lines that name nobody but the handler."""
    due = f"最迟{_day(concern.due_at)}办好。" if concern.due_at else ""
    return f"【{concern.number}】{concern.title}:{who}在办。\n{due}有消息再告诉大家。"


def done_in_group(concern: Concern, who: str) -> str:
    """It is solved: two lines for the group where it was filed."""
    return f"【{concern.number}】{concern.title}:办好了。\n谢谢{who}。还有别的事,@我说。"


def moved_up(concern: Concern, who: str) -> str:
    """To the reporter: it has gone one tier up."""
    return f"【{concern.number}】{concern.title}:还没人接,已转给{who}。想看办到哪了,回“进度”。"


def handed_on(concern: Concern, who: str) -> str:
    """To the reporter: a handler has passed it to somebody else."""
    return f"【{concern.number}】{concern.title}:现在由{who}来办。想看办到哪了,回“进度”。"


def progress_told(concern: Concern, text: str) -> str:
    """To the reporter: the first news."""
    return f"【{concern.number}】{concern.title}有进展:{text}\n要补充,回“补充 {concern.short} 内容”。"


def ask_rating(number: str, title: str, how_done: str) -> str:
    """Is it solved? Always asked in private (ruling 5)."""
    said = f":{how_done}" if how_done else ""
    return f"【{number}】{title}说是办好了{said}\n您满意吗?回 1满意 2一般 3不满意 4没解决"


def said_done(concern: Concern, how_done: str) -> str:
    """To those who follow it: it is said to be solved."""
    return f"【{concern.number}】{concern.title}说是办好了:{how_done}\n您家还没好,直接跟我说,比如“反映 还是没好”。"


def asked_again(number: str, title: str, how_done: str) -> str:
    """回访: asked once more."""
    return f"小邻回访:【{number}】{title}办好了吗?上次说:{how_done}\n回 1满意 2一般 3不满意 4没解决"


def not_accepted(concern: Concern, reason: str) -> str:
    """To the reporter: it is not taken on, and why."""
    return f"【{concern.number}】{concern.title}没有受理,原因:{reason}\n有不同意见可以打12345;情况有变,直接再跟我说。"


def belongs_elsewhere(concern: Concern, body: str, reason: str) -> str:
    """To the reporter: another body does this, and how to reach it."""
    why = f"\n{reason}" if reason else ""
    return f"【{concern.number}】{concern.title}归{body}办,小邻这里不再跟。{why}\n请找{body};找不着打12345问。"


def stays_out_of_group(concern: Concern) -> str:
    """别在群里说."""
    return f"好,【{concern.number}】办好了只私下告诉您,不在群里说。"


def nothing_for_group() -> str:
    """别在群里说, and nothing of theirs was told in a group."""
    return "您没有在群里反映的事。在群里说过的,可以回“别在群里说 7”。"


def rate_again() -> str:
    """The rating could not be read."""
    return "请回一个数字:1满意 2一般 3不满意 4没解决。"


def thanks(rating: Rating) -> str:
    """A good rating."""
    return "谢谢您!欢迎随时找小邻。" if rating is Rating.GOOD else "谢谢您,记下了。还有哪里不好,随时跟小邻说。"


def again_above(concern: Concern, who: str) -> str:
    """Not satisfied: it is done again one tier up."""
    return (
        f"对不住,没办好。【{concern.number}】已转给上一级({who})重新办,最迟{_day(concern.due_at)}。"
        if (concern.due_at)
        else f"对不住,没办好。【{concern.number}】已转给上一级({who})重新办。"
    )


def explained_next(concern: Concern, who: str) -> str:
    """The third time: no more reopening, a written explanation follows."""
    return f"【{concern.number}】已经重办过两次,不再往上转。请{who}给您一个书面说明,写好就发给您。"


def explanation(concern: Concern, text: str, who: str) -> str:
    """The written explanation, to the reporter."""
    return f"【{concern.number}】{concern.title},{who}的说明:{text}\n这件就到这里。还有新的情况,直接跟我说。"


def withdrawn() -> str:
    """Taken back before anybody acted: the words are gone."""
    return "已撤回,只留编号和类别,内容已删。想起来随时再说。"


def closed_by_reporter(concern: Concern) -> str:
    """Taken back after somebody had acted."""
    return f"好,【{concern.number}】按您不反映了结掉。已经有人办过,办理经过留着。"


def ask_withdraw(concern: Concern) -> str:
    """Which one is meant?"""
    return f"要撤回【{concern.number}】{concern.title}吗?回 是/否"


def added(concern: Concern) -> str:
    """Words added."""
    return f"补上了,办【{concern.number}】的人看得到。"


def closed_before(concern: Concern) -> str:
    """They are satisfied, a week after they were asked."""
    return f"谢谢您!【{concern.number}】前些天已经结了。还有别的事随时找小邻。"


def ask_reopen(concern: Concern) -> str:
    """The concern that was added to is over."""
    return f"【{concern.number}】已经{_STATES[concern.state].removeprefix('已')}了。要重新办吗?回 是/否"


def add_what(number: str) -> str:
    """补充 without words."""
    return f"要补充什么?请写“补充 {number} 内容”。"


def no_claim_to_rate() -> str:
    """评价 on something that is not waiting for it."""
    return "这件还没办好,先不用评。看办到哪了,回“进度”。"


def escalated_today() -> str:
    """上提 twice within a day."""
    return "今天已经往上转过一次了,明天还没动静再回“上提”。"


def at_the_top(concern: Concern) -> str:
    """There is no tier above."""
    return f"【{concern.number}】已经在镇里了,没有更上一级。急的话打12345。"


def escalated(concern: Concern, who: str) -> str:
    """Passed up by the reporter."""
    return f"好,【{concern.number}】已转给{who}。想看办到哪了,回“进度”。"


def nothing_to_do_reader() -> str:
    """待办 by somebody who handles nothing."""
    return "待办是给邻长、网格长、村镇干部看的。看您反映的事,回“进度”。"


def numbers(found: Iterable[Concern]) -> str:
    """Numbers to choose from."""
    return "、".join(concern.number for concern in found)


def good_to_hear() -> str:
    """修好了 by somebody who has nothing waiting."""
    return "那就好。还有事,直接跟我说;看您反映的事,回“进度”。"


def said(text: str) -> str:
    """What was reported, to its reporter and to those who handle it."""
    return f"说的是:{text[:150]}" + ("…" if len(text) > 150 else "")


def handled(concern: Concern, how: str) -> str:
    """To the reporter of something where life was at stake: what has been done, and no question of satisfaction."""
    return f"【{concern.number}】处理情况:{how}\n还要帮忙,直接跟我说。"
