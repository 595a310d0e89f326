"""Sentences to whoever reports a concern: registering, guesses, how it stands, the rating (handbook §3.3, §3.8, §3.9)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Outcome, Rating
from bot.domain.directory import Directory, Tier
from bot.ids import PersonId

HELP_REPORT = "反映问题"
HELP_PROGRESS = "查进度"
HELP_TODO = "看待办"
HELP_CLAIM = "接单办事"
HELP_ON_BEHALF = "替人反映"
HOTLINES = "急事请打110、119、120。"

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
        return (_TIERS[concern.tier] if concern.tier.rank < Tier.VILLAGE.rank else _TIERS[concern.tier] + "的") + name
    if len(people) == 1 and concern.tier.rank < Tier.VILLAGE.rank:
        return _TIERS[concern.tier] + directory.name(people[0])
    return _TIERS[concern.tier]


def what(concern: Concern, category: str) -> str:
    """``路灯(供电照明与通信)``."""
    return concern.title if concern.title == category else f"{concern.title}({category})"


def filed(
    concern: Concern, category: str, who: str, *, correctable: bool, cut: bool, photos: int, tip: str = ""
) -> str:
    """It is registered: number, what, who gets in touch until when."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    lines = [f"收到,已登记【{concern.number}】{what(concern, category)}。", f"{who}最迟{due}前联系您。"]
    if tip:
        lines.append(tip)
    if photos:
        lines.append(f"照片{photos}张也附上了。")
    if cut:
        lines.append("字太多,只存了前1000个字,可以拍照补上。")
    lines.append("类别不对回2。" + HOTLINES if correctable else HOTLINES)
    return "\n".join(lines)


def filed_complaint(concern: Concern, who: str) -> str:
    """A complaint about a handler: it starts above and is kept from them."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    return f"收到,已登记【{concern.number}】,由{who}来办,被反映的人看不到。\n{who}最迟{due}前联系您。\n想看办到哪了,回“进度”。"


_SHORT = {
    "WATER": "水",
    "POWER_NET": "电和网",
    "ROAD": "路桥",
    "ENV": "环境卫生",
    "FARM": "种田养殖",
    "LAND": "土地房屋",
    "SOCIAL": "社保救助",
    "HEALTH": "看病医保",
    "EDU": "上学",
    "ELDER": "养老",
    "DISPUTE": "纠纷",
    "SAFETY": "安全",
    "VILLAGE": "村务",
    "JOB": "务工办事",
    "OTHER": "其他",
}


def short_name(code: str, name: str) -> str:
    """A category in a menu."""
    return _SHORT.get(code, name)


def guess(names: Sequence[str], *, reported: bool, doubtful: bool = False) -> str:
    """Three numbered guesses."""
    numbered = " ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    head = "记下了。是哪类事?" if reported else "没太听准🙏 您是要反映事情吗?是哪类?"
    tail = "都不是,回“其他”。不选,10分钟后按“其他”登记。" if reported else "都不是,回“其他”;看能办啥,回“帮助”。"
    end = f"\n{HOTLINES}" if doubtful or reported else ""
    return f"{head}\n{numbered}\n回数字就行。{tail}{end}"


def guess_again(most: int) -> str:
    """The answer to the guesses was no number of the list."""
    return f"请回1到{most}的数字;都不是,回“其他”。"


def categories(names: Sequence[str]) -> str:
    """All categories to choose from."""
    numbered = " ".join(f"{number}{name}" for number, name in enumerate(names, 1))
    return f"换成哪类?回数字:\n{numbered}"


def refiled(concern: Concern, category: str, who: str) -> str:
    """The category has been changed."""
    return f"好,【{concern.number}】改成“{category}”了,由{who}来办。想看办到哪了,回“进度”。"


def right() -> str:
    """The category was right."""
    return "好的,有消息就告诉您。想看办到哪了,回“进度”。"


def ask_what() -> str:
    """反映 with nothing behind it."""
    return "您说,什么事、在哪儿?一句话就行,可以附照片。不说了回“取消”。"


def ask_where() -> str:
    """A guest or a staff member: where is it?"""
    return "记下了。在哪个村、哪个组?比如“康桥村三组”。不知道就回“不知道”。"


def not_a_place() -> str:
    """That names no unit of the town."""
    return "没找到这个地方。请写村和组,比如“康桥村三组”;不知道就回“不知道”。"


def go_private(bot_name: str) -> str:
    """Said in a group, about somebody's private life (handbook §3.8)."""
    return f"这件事涉及个人情况,我私聊您办,群里不留。刚才那条您可以长按撤回。没收到私聊,请加“{bot_name}”为好友,或打邻长电话。"


def tell_privately() -> str:
    """The private side of it: nothing is stored yet."""
    return "您刚才在群里说的事,小邻没有存。请在这里再说一遍,说完就登记,只有办的人看得到。不说了回“取消”。"


def answer_how(line: str) -> str:
    """“How do I” asked in a group, without anybody in it."""
    return f"{line}\n要是您家有事要办,请私聊我说。"


_HOW = {
    "HEALTH": "医保的事打12393,看病拿药问村卫生室。",
    "SOCIAL": "社保的事打12333,低保救助问村便民点。",
    "EDU": "上学的事问学校,或打12345。",
    "LAND": "地和房子的事问村便民点,办证要本人去。",
    "ELDER": "养老的事问村便民点,或打12345。",
    "DISPUTE": "有纠纷可以找村调委会,法律的事打12348。",
}


def tip(category: str) -> str:
    """The same beside a registered question; empty when there is nothing to add."""
    return _HOW.get(category, "")


def how(category: str) -> str:
    """Who knows the answer."""
    return answer_how(_HOW.get(category, "这件事可以打12345,或问村便民点。"))


def redirect_discipline() -> str:
    """What the discipline inspection handles: not registered, the words are not stored."""
    return "这类事小邻不登记、不留底,怕走漏。请打12388,或直接找镇纪委。要反映别的事,直接发给我。"


def redirect_legal() -> str:
    """What courts and the petition office handle."""
    return "打官司、复议、信访的事,小邻不登记、不留底。法律上的事问12348(免费);已经信访的,找原来受理的信访部门。要反映别的事,直接发给我。"


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
    lines = [f"【{concern.number}】{what(concern, category)}:{_STATES[concern.state]}{end}"]
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


def ask_reopen(concern: Concern) -> str:
    """The concern that was added to is over."""
    return f"【{concern.number}】已经{_STATES[concern.state]}。要重新办吗?回 是/否"


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


def photo_what(count_kind: str) -> str:
    """A photo without words (handbook §3.9)."""
    return f"{count_kind}收到。是要反映什么事?回 1路 2水电 3垃圾 4其他,或写一句话。10分钟内说就一起登记。"


def photo_joined(number: str) -> str:
    """A photo after the words."""
    return f"照片收到,附到【{number}】里了。"


def voice(name: str, number: str) -> str:
    """A voice message: kept for the handler to listen to."""
    return f"小邻还听不懂语音,已登记【{number}】交给{name}听,今天内回您。急事请打电话:110、119、120。"


def voice_write() -> str:
    """A voice message of somebody whose place is not known."""
    return "小邻还听不懂语音,请写几个字:什么事、在哪个村哪个组。急事请打110、119、120。"


def attach_private(bot_name: str) -> str:
    """A photo or voice message to the bot in a group, without words."""
    return f"小邻在群里不看照片、不听语音。请写一句话,或私聊“{bot_name}”。急事请打110、119、120。"


def ask_place(number: str) -> str:
    """A location after a concern."""
    return f"用这个位置当【{number}】的地点吗?回 是/否"


def place_kept() -> str:
    """The location is kept."""
    return "好,位置附上了,只有办的人看得到。"


def place_dropped() -> str:
    """The location is not used."""
    return "好,位置没有存。"


def location_what() -> str:
    """A location without a concern."""
    return "位置收到,没有存。要反映什么事?写一句话就行,比如“反映 路边井盖没了”。"


def file_what() -> str:
    """A file."""
    return "小邻不看文件。要反映什么事,写一句话,或发照片。"


def empty_words() -> str:
    """Emoji or signs alone behind a report word."""
    return "没看出是什么事。请写一句话:什么事、在哪儿。比如“反映 村口路灯坏了”。"


def on_behalf_how() -> str:
    """代办 without name or content."""
    return "替谁反映、什么事?请写“代办 王奶奶 家里水管坏了”。"


def on_behalf_agreed(name: str) -> str:
    """Has the person agreed?"""
    return f"{name}本人同意您代为反映吗?回 是/否"


def on_behalf_not() -> str:
    """The person has not agreed: nothing is filed."""
    return "那先不登记。等本人同意了,再发“代办 谁 什么事”。"


def on_behalf_scope(name: str) -> str:
    """That person is not of the actor's household or neighbourhood."""
    return f"{name}不在您管的范围里。请告诉{name}那边的邻长,或让村干部来代办。"


def filed_for_you(concern: Concern, by: str, who: str) -> str:
    """To the person for whom it was filed."""
    return f"{by}替您登记了【{concern.number}】{concern.title},由{who}来办。不是您的意思,回“撤回 {concern.short}”。"


def cancelled_report() -> str:
    """The report was given up before it was registered."""
    return "好的,不登记了,刚才的话也删了。想起来随时说。"


def todo(lines: Sequence[str], more: int) -> str:
    """A handler's open concerns."""
    rest = f"\n还有{more}件。" if more else ""
    return "您的待办:\n" + "\n".join(lines) + rest + "\n接单回“接单 号”,办完回“办结 号 怎么办的”。"


def todo_line(concern: Concern, mine_: bool) -> str:
    """One line of it: number, what, what is to be done until when. No names."""
    when = concern.ack_due_at if concern.state is State.FILED else concern.due_at
    until = f",{'接单' if concern.state is State.FILED else '办好'}最迟{calendar.moment_name(when)}" if when else ""
    return f"{concern.number} {concern.title}:{'您在办' if mine_ else _STATES[concern.state]}{until}"


def nothing_to_do() -> str:
    """No open concerns."""
    return "现在没有要您办的诉求。看积分回“积分”,记走访回“打卡 做了什么”。"


def nothing_to_do_reader() -> str:
    """待办 by somebody who handles nothing."""
    return "待办是给邻长、网格长、村镇干部看的。看您反映的事,回“进度”。"


def numbers(found: Iterable[Concern]) -> str:
    """Numbers to choose from."""
    return "、".join(concern.number for concern in found)


def already(concern: Concern) -> str:
    """The same words by the same person."""
    return f"这件已经登记了【{concern.number}】{concern.title},不用再报。想看办到哪了,回“进度 {concern.short}”。"


def photo_waits() -> str:
    """A photo in the middle of telling."""
    return "照片收到,登记时一起附上。请接着说。"


def photo_which() -> str:
    """A number that is not in the list."""
    return "请回1到4的数字,或写一句话说是什么事。"


def photo_where() -> str:
    """The kind is known; the words are not."""
    return "在哪儿、什么情况?写一句话。"


def voice_text() -> str:
    """What stands in a concern that is still a voice message."""
    return "(语音,等您听)"


def complaint_title() -> str:
    """Title of a complaint about a handler: of whom, is nobody's business."""
    return "对办事人的意见"


def good_to_hear() -> str:
    """修好了 by somebody who has nothing waiting."""
    return "那就好。还有事,直接跟我说;看您反映的事,回“进度”。"


def said(text: str) -> str:
    """What was reported, to its reporter and to those who handle it."""
    return f"说的是:{text[:150]}" + ("…" if len(text) > 150 else "")


def tell_again() -> str:
    """是 where the words are needed: they were not kept."""
    return "刚才的话没有存,请在这里把事情再写一遍,一句话就行。不说了回“取消”。"
