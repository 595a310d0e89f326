"""Sentences to those who handle concerns: something new, taken, passed on, not yet done (handbook §3.4)."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain import calendar
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Level

_LEVELS = {Level.RED: "特急", Level.ORANGE: "紧急", Level.YELLOW: "较急", Level.BLUE: "一般"}


def who_reported(name: str, on_behalf_of: str) -> str:
    """``张小明反映``, ``王建国替李奶奶反映``."""
    reporter = name or "一位没登记的村民"
    return f"{reporter}替{on_behalf_of}反映" if on_behalf_of else f"{reporter}反映"


def _told(concern: Concern) -> str:
    """Their words, as far as they fit on a screen."""
    if len(concern.text) <= 200:
        return concern.text
    return f"{concern.text[:200]}…(接单后回“进度 {concern.short}”看)"


def _what(concern: Concern, category: str, *more: str) -> str:
    kinds = [one for one in (category, *more) if one != concern.title]
    return f"{concern.title}({','.join(kinds)})" if kinds else concern.title


def new_case(concern: Concern, category: str, reporter: str, photos: int) -> str:
    """A new concern on one's desk."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    private = ",请保密" if concern.private else ""
    pictures = f"(附照片{photos}张)" if photos else ""
    return (
        f"【{concern.number}】{_what(concern, category, _LEVELS[concern.level])}{private}\n"
        f"{reporter}:{_told(concern)}{pictures}\n"
        f"请在{due}前接单,回“接单 {concern.short}”。"
    )


def photos_added(concern: Concern, count: int) -> str:
    """To who has it: the reporter has sent pictures of it."""
    return f"【{concern.number}】{concern.title}:反映人补了{count}张照片,办事时看看。"


def again_case(concern: Concern, category: str, reporter: str, before: str) -> str:
    """One that the reporter was not satisfied with."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    done = f"\n上次:{before}" if before else ""
    return (
        f"【{concern.number}】{_what(concern, category)}没办好,转到您这里重办\n{reporter}:{_told(concern)}{done}\n"
        f"请在{due}前接单,回“接单 {concern.short}”。"
    )


def explain_case(concern: Concern, reporter: str, before: str) -> str:
    """The third time: a written explanation is due."""
    return (
        f"【{concern.number}】{concern.title}重办两次还不满意,请写个说明\n{reporter}:{_told(concern)}\n上次:{before}\n"
        f"回“说明 {concern.short} 写给本人的话”。"
    )


def came_up(concern: Concern, category: str, reporter: str, below: str, reason: str) -> str:
    """One that nobody below has taken, or that was passed up."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    why = f"\n原因:{reason}" if reason else ""
    return (
        f"【{concern.number}】{_what(concern, category)}由{below}转到您这里{why}\n{reporter}:{_told(concern)}\n"
        f"请在{due}前接单,回“接单 {concern.short}”。"
    )


def came_down(concern: Concern, category: str, reporter: str, above: str, reason: str) -> str:
    """One that was sent back."""
    return came_up(concern, category, reporter, above, reason)


def went_up(concern: Concern, who: str, *, taken: bool) -> str:
    """To those who did not take it, or (``taken``) not finish it, in time."""
    late = "过了办结时间还没办完" if taken else "过了时间没人接"
    return f"【{concern.number}】{concern.title}{late},已转给{who}。不用您再办了。"


def due_soon(concern: Concern) -> str:
    """Three quarters of the time are over."""
    waits = concern.state is State.FILED
    when = concern.ack_due_at if waits else concern.due_at
    until = calendar.moment_name(when) if when else ""
    if waits:
        return f"【{concern.number}】{concern.title}还没人接,{until}到时间。请回“接单 {concern.short}”。"
    return f"【{concern.number}】{concern.title}快到期了,{until}前要办好。\n办完回“办结 {concern.short} 怎么办的”;办不完回“延期 {concern.short} 几天 原因”。"


def went_away(concern: Concern, who: str) -> str:
    """To those whose desk it has left for another reason."""
    return f"【{concern.number}】{concern.title}已转给{who},不用您再办了。"


def still_waiting(concern: Concern, today: date) -> str:
    """At the top nobody has taken it: asked again."""
    return f"【{concern.number}】{concern.title}{_since(concern, today)},还没人接。请回“接单 {concern.short}”。"


def overdue(concern: Concern, today: date) -> str:
    """It should have been done by now."""
    return (
        f"【{concern.number}】{concern.title}{_since(concern, today)},到期还没办完。办完回“办结 {concern.short} 怎么办的”;\n"
        f"一时办不了,回“挂起 {concern.short} 几天 原因”。"
    )


def _since(concern: Concern, today: date) -> str:
    days = (today - concern.filed_at.date()).days
    return f"报上来{days}天了" if days else "今天报上来的"


def claimed(concern: Concern, text: str, reporter: str) -> str:
    """To the one who has taken it."""
    due = f"最迟{calendar.moment_name(concern.due_at)}办好。" if concern.due_at else ""
    return f"好,【{concern.number}】{concern.title}您接了。{reporter}:{text}\n{due}\n办完回“办结 {concern.short} 怎么办的”。"


def claimed_here(concern: Concern, who: str) -> str:
    """The same in a group: nothing of what was said."""
    due = f",最迟{calendar.day_name(concern.due_at.date())}办好" if concern.due_at else ""
    return f"【{concern.number}】{concern.title}:{who}接单了{due}。\n办完回“办结 {concern.short} 怎么办的”。"


def already_yours(concern: Concern) -> str:
    """Taken twice by the same person."""
    return f"【{concern.number}】您已经接了。办完回“办结 {concern.short} 怎么办的”。"


def taken_by(concern: Concern, name: str) -> str:
    """Somebody else has it."""
    return f"【{concern.number}】已由{name}接了,您不用再接。"


def not_yours(concern: Concern, who: str) -> str:
    """It is on another desk now."""
    return f"【{concern.number}】现在归{who}办,您这里不能办。有情况可以直接告诉{who}。"


def claim_first(concern: Concern) -> str:
    """A step that needs it to be taken first."""
    return f"【{concern.number}】现在是“等人接”,请先回“接单 {concern.short}”。"


def none_to_claim() -> str:
    """接单 without a number, and nothing waits."""
    return "现在没有等您接的事。看手上的,回“待办”。"


def several(word: str, numbers: str) -> str:
    """接单 or 办结 without a number, and several are meant."""
    return f"有好几件:{numbers}。请带上号,比如“{word} {numbers.split('、', maxsplit=1)[0]}”。"


def progressed(concern: Concern) -> str:
    """News noted."""
    return f"记下了,【{concern.number}】正在办。办完回“办结 {concern.short} 怎么办的”。"


def progress_how(number: str) -> str:
    """进展 without words."""
    return f"进展怎么样了?请写“进展 {number} 做到哪一步”。"


def resolution_how(number: str) -> str:
    """办结 without saying how."""
    return f"请写清怎么办的,至少6个字,比如“供电所换了灯泡”,或“办结 {number} 供电所换了灯泡”。"


def not_to_them(concern: Concern, name: str) -> str:
    """To who has it in hand: it is about whom it is to be given to."""
    return f"【{concern.number}】不能交给{name}办,要避嫌。请您自己办,或转给别的同事:回“转 {concern.short} 给谁”。"


def how_longer() -> str:
    """Asked how it was done, they say too little."""
    return "再多说几个字:谁去的、怎么弄好的,比如“供电所换了灯泡”。"


def resolved(concern: Concern) -> str:
    """Done; the reporter is asked."""
    return f"好,【{concern.number}】办结了,正在问本人满不满意。辛苦了!"


def resolved_own(concern: Concern) -> str:
    """Done, and there is nobody else to ask."""
    return f"好,【{concern.number}】办结了。辛苦了!"


def explained(concern: Concern) -> str:
    """The explanation has gone out."""
    return f"说明已发给本人,【{concern.number}】结了。"


def explain_how(number: str) -> str:
    """说明 without words."""
    return f"请把说明写清楚(至少6个字),比如“说明 {number} 这条路列入明年计划,村里先铺石子”。"


def explain_not_now(concern: Concern) -> str:
    """Nobody has asked for an explanation."""
    return f"【{concern.number}】还不用写说明。办完回“办结 {concern.short} 怎么办的”。"


def rated(concern: Concern, word: str) -> str:
    """To the handler: what the reporter said."""
    return f"【{concern.number}】{concern.title}:本人评“{word}”,结了。辛苦了!"


def not_solved(concern: Concern, who: str) -> str:
    """To the former handler: it has gone up."""
    return f"【{concern.number}】{concern.title}:本人说没办好,已转给{who}重办。"


def added(concern: Concern, text: str) -> str:
    """The reporter has added something."""
    return f"【{concern.number}】{concern.title},本人补充:{text}"


def withdrawn(concern: Concern) -> str:
    """The reporter has taken it back."""
    return f"【{concern.number}】{concern.title}:本人不反映了,不用再办。"


def passed(concern: Concern, who: str) -> str:
    """To the one who has passed it on."""
    return f"好,【{concern.number}】已转给{who}。"


def passed_to_you(concern: Concern, category: str, reporter: str, by: str, reason: str) -> str:
    """To the one whom it has been given to."""
    why = f"\n原因:{reason}" if reason else ""
    due = f"最迟{calendar.moment_name(concern.due_at)}办好。" if concern.due_at else ""
    return (
        f"【{concern.number}】{_what(concern, category)}由{by}转给您办{why}\n{reporter}:{_told(concern)}\n"
        f"{due}办完回“办结 {concern.short} 怎么办的”。"
    )


def why_needed(word: str, number: str) -> str:
    """转, 退回, 上提 of a handler need a reason."""
    return f"请写一句原因,比如“{word} {number} 这事要镇环卫来办”。"


def cannot_send_back(concern: Concern) -> str:
    """There is nobody below, or it has been sent back before."""
    return f"【{concern.number}】不能再往下退了。办不了请回“上提 {concern.short} 原因”。"


def keep_private() -> str:
    """A private matter handled in a group."""
    return "这件事涉及个人情况,请私聊我办,群里不说。"


def extended(concern: Concern) -> str:
    """Another due time."""
    due = calendar.day_name(concern.due_at.date()) if concern.due_at else ""
    return f"好,【{concern.number}】延到{due}。到期前请办完。"


def extend_how(number: str) -> str:
    """延期 without days or reason."""
    return f"请写延几天和原因(最多10个工作日,只能延一次),比如“延期 {number} 3天 等配件”。"


def extended_once(concern: Concern) -> str:
    """It has been extended before."""
    return f"【{concern.number}】已经延过一次,不能再延。办不了请回“上提 {concern.short} 原因”。"


def held(concern: Concern, until: datetime) -> str:
    """The clock is paused."""
    return f"好,【{concern.number}】挂起到{calendar.day_name(until.date())},到时候提醒您。"


def hold_how(number: str) -> str:
    """挂起 without reason or day."""
    return f"请写挂到几天后和原因(最多30天),比如“挂起 {number} 7天 等配件”。"


def resumed(concern: Concern) -> str:
    """The pause is over."""
    return f"【{concern.number}】{concern.title}挂起到期,接着办吧。办完回“办结 {concern.short} 怎么办的”。"


def call_back_not(concern: Concern) -> str:
    """回访 on something that is not done, or has been rated."""
    return f"【{concern.number}】现在不用回访:没办结,或者本人已经评过。要看的,回“回访”。"


def waiting_states() -> Sequence[State]:
    """States shown in 待办."""
    return (State.FILED, State.CLAIMED, State.IN_PROGRESS, State.ON_HOLD)
