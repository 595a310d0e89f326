"""What is said about key tasks: to work groups, to the warden about their own part, to staff in numbers (handbook M17)."""

from collections.abc import Sequence
from datetime import date

from bot.domain import tasks as rules
from bot.domain.notice_gates import Fault
from bot.domain.tasks import Progress, Task
from bot.texts import notice_writing as writing

HELP = "重点任务"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def few(count: int, unit: str) -> str:
    """A number of people or homes; below three it is not told."""
    return f"{count}{unit}" if count >= rules.FEW else "少量" if count else f"0{unit}"


def posted(task: Task, issuer: str) -> str:
    """To a work group: what is to be looked after, and that nobody fills in anything."""
    return "\n".join(
        (
            f"【任务{task.number}】{task.title}({issuer}),到{_day(task.until)}",
            task.body,
            *_points(task),
            f"做过的打卡时带上“#{task.tag}”,小邻自己数,不用另外填表。",
        )
    )


def _points(task: Task) -> list[str]:
    return ["看:" + ";".join(task.points)] if task.points else []


def changed(task: Task, issuer: str) -> str:
    """To those who have had it."""
    return f"【任务{task.number}】{task.title}改了({issuer}):到{_day(task.until)}。\n{task.body}"


def withdrawn_there(task: Task) -> str:
    """To those who have had it."""
    return f"【任务{task.number}】{task.title} 不做了,已经打的卡照样算数。"


def thanks(task: Task, all_: Progress | None) -> str:
    """To the work group at its end: a sum, nobody's name."""
    if all_ is None or all_.records < rules.FEW:
        return f"【任务{task.number}】{task.title}结束了。谢谢大家!"
    homes = f",走到{all_.households}户" if all_.households >= rules.FEW else ""
    who = f"{all_.wardens}位邻长" if all_.wardens >= rules.FEW else "邻长们"
    return f"【任务{task.number}】{task.title}结束了:{who}记了{all_.records}次{homes}。谢谢大家!"


def summary(task: Task, lines: Sequence[str], all_: Progress | None) -> str:
    """To its author at its end."""
    head = f"【任务{task.number}】{task.title}到期结束了。{total(all_)}"
    return "\n".join((head, *lines, "只数记过的,不列没记的。也谢过大家了。"))


def total(all_: Progress | None) -> str:
    """All together."""
    if all_ is None:
        return "要做的邻长不到3位,不单列数字。"
    if not all_.records:
        return "还没有打卡记录。"
    homes = f",走到{few(all_.households, '户')}" if all_.households else ""
    return f"有记录的邻长{few(all_.wardens, '位')},共{all_.records}次{homes}。"


def place_line(name: str, part: Progress) -> str:
    """One place in numbers."""
    homes = f",{few(part.households, '户')}" if part.households else ""
    return f"{name}:邻长{few(part.wardens, '位')},{part.records}次{homes}"


def for_staff(
    task: Task, issuer: str, state: str, lines: Sequence[str], all_: Progress | None, *, manages: bool
) -> str:
    """任务 3, to those in charge of it."""
    head = f"【任务{task.number}】{task.title}({issuer}),{state}"
    steps = f"改回“任务 改 {task.number} 到 几号”,结束回“任务 结束 {task.number}”。" if manages else ""
    tail = f"{steps}只数记过的,不列没记的。"
    return "\n".join((head, task.body, *_points(task), total(all_), *lines, tail))


def for_warden(task: Task, issuer: str, state: str, own: Progress) -> str:
    """任务 3, to a warden: the text, and their own part."""
    head = f"【任务{task.number}】{task.title}({issuer}),{state}"
    return "\n".join((head, task.body, *_points(task), f"{mine(own)}打卡带上“#{task.tag}”就算进来,不用另外填。"))


def mine(own: Progress) -> str:
    """A warden's own part."""
    if not own.records:
        return "您还没记过,不急,做了再说一声。"
    return f"您记了{own.records}次" + (f",走到{own.households}户。" if own.households else "。")


def state(task: Task) -> str:
    """Until when, or that it is over."""
    return {
        rules.State.OPEN: f"到{_day(task.until)}",
        rules.State.ENDED: "已结束",
        rules.State.WITHDRAWN: "已作废",
    }[task.state]


def list_line(task: Task, own: Progress | None) -> str:
    """One task of the list."""
    part = "" if own is None else f":{mine(own)}" if own.records else ""
    return f"{task.number} {task.title},到{_day(task.until)}{part}"


def listing(lines: Sequence[str], example: int, *, manages: bool) -> str:
    """任务 in private."""
    tail = "布置新的回“任务 新建”。" if manages else ""
    return "\n".join(("眼下的重点任务:", *lines, f"看一件回“任务 {example}”。{tail}"))


def listing_in_group(lines: Sequence[str], bot: str) -> str:
    """任务 in a work group: titles alone."""
    return "\n".join(("眼下的重点任务:", *lines, f"自己的进度私聊{bot}看。"))


def none(*, manages: bool) -> str:
    """No open task."""
    return "眼下没有重点任务。" + ("要布置回“任务 新建”。" if manages else "照常走访就好,做完回一句“打卡 …”。")


def no_roll_call() -> str:
    """Who has not done it: told to nobody (I32)."""
    return "小邻只数做了的,不列“谁没做、谁没打卡”,这样的名单谁也查不到。看合计:任务回“任务”,走访回“久未走访”。"


def for_wardens_only() -> str:
    """任务, by somebody who is asked nothing and asks nothing."""
    return "重点任务是给邻长、网格长和村镇干部看的。您有事回“反映 什么事、在哪儿”。"


def not_found(number: int) -> str:
    """No such task, or none of theirs."""
    return f"没有您的任务{number}。看有哪些回“任务”。"


def which(word: str) -> str:
    """A step without the number."""
    return f"是哪一件?带上号,比如“任务 {word} 3”。看号回“任务”。"


def not_yours(task: Task, who: str) -> str:
    """Another's task."""
    return f"任务{task.number}不是您布置的。要改请找{who}。"


def not_now(task: Task) -> str:
    """It is over."""
    return f"任务{task.number}{state(task)},不能再改了。要接着做回“任务 新建”。"


def private_please(bot: str) -> str:
    """A step in a group."""
    return f"布置、改任务请私聊{bot},群里只看有哪些。"


# --- the dialogue ----------------------------------------------------------------------------------------------------------


def ask_title() -> str:
    """What it is called."""
    return "任务叫什么?不超过20字,比如“防溺水巡查”。"


def ask_body() -> str:
    """What is to be done."""
    return "要做什么?一两句话说清楚,比如“每周看一遍塘边、河边,提醒家长看好孩子”。"


def ask_until() -> str:
    """Until when."""
    return "做到哪天?比如“12月15日”或“月底”。"


def ask_units(examples: Sequence[str]) -> str:
    """Whose wardens."""
    return f"给哪些地方的邻长?比如“{'”“'.join(examples[:3])}”。"


def ask_tag(tag: str) -> str:
    """The tag that check-ins carry."""
    return f"打卡时带什么标签?用“#{tag}”就回“好”;想换就写一个,不超过12字。"


def ask_points() -> str:
    """A list of what to look at."""
    return "要不要列几点看什么?用分号隔开,比如“警示牌;救生杆;护栏”。不用就回“没有”。"


def preview(post: str, groups: str) -> str:
    """What will be sent, and to whom."""
    return f"{post}\n——\n发到:{groups}\n回“发”就发出去,改回“上一步”,不发回“取消”。"


def say_send() -> str:
    """Neither yes nor no at the preview."""
    return "回“发”就发出去;改回“上一步”,不发回“取消”。"


def fault(of: str, found: Fault, most: int) -> str:
    """A gate's objection."""
    return writing.fault(of, found, most)


def too_long(most: int) -> str:
    """Too many characters."""
    return f"太长了,请压到{most}字以内,话短大家才看得完。"


def no_day() -> str:
    """No day in the answer."""
    return "没看出是哪天,请写日子,比如“12月15日”。"


def past_day() -> str:
    """A day that is over."""
    return "这一天已经过了,请写以后的日子。"


def far_day() -> str:
    """More than half a year."""
    return "一件任务最长半年,请写近一点的日子。"


def bad_tag() -> str:
    """Not a tag."""
    return "标签要2到12个字,不带空格,比如“#防溺水”。"


def many_points() -> str:
    """Too many items."""
    return f"最多列{rules.MOST_POINTS}点,请精简一下。"


def beyond(mine_: Sequence[str], who: str) -> str:
    """Places that are not theirs."""
    return f"您能布置给{'、'.join(mine_)}的邻长。更大的范围请找{who}。"


def no_wardens() -> str:
    """Nobody serves there."""
    return "那里现在没有邻长,也没有网格长。请换一个地方。"


def released(task: Task, groups: str) -> str:
    """To the author."""
    return (
        f"任务{task.number}布置好了,发到{groups}(按各群能发的时间)。\n看进度回“任务 {task.number}”,小邻自己数,不用催。"
    )


def privately(count: int) -> str:
    """Instead of groups."""
    return f"{count}位邻长的私聊"


def ended(task: Task, all_: Progress | None) -> str:
    """任务 结束, to who says it."""
    return f"任务{task.number}结束了。{total(all_)}"


def withdrawn(task: Task) -> str:
    """任务 撤回, to who says it."""
    return f"任务{task.number}撤回了,也告诉发过的群了。已经打的卡照样算数。"


def changed_here(task: Task) -> str:
    """任务 改, to who says it."""
    return f"改好了:{task.title},到{_day(task.until)}。发过的群也会知道。"


def change_how(number: int) -> str:
    """任务 改, without what."""
    return f"改什么?比如“任务 改 {number} 到 12月20日”或“任务 改 {number} 内容 再看一遍水库边”。"


def todo(task: Task) -> str:
    """待办: it ends soon."""
    return f"任务“{task.title}”到{_day(task.until)},看进度回“任务 {task.number}”"
