"""What a warden reads about their check-ins."""

from collections.abc import Sequence
from datetime import date

from bot.domain.calendar import day_name
from bot.domain.check_ins import CheckIn, Kind, State, Unmet
from bot.domain.concerns import Concern
from bot.domain.points import Cut

KIND_NAMES: dict[Kind, str] = {
    Kind.VISIT: "走访入户",
    Kind.CARE: "关爱探访",
    Kind.MEDIATE: "矛盾调处",
    Kind.POLICY: "政策宣传",
    Kind.ENV: "环境整治",
    Kind.VOLUNTEER: "志愿服务",
    Kind.SAFETY: "安全巡查",
    Kind.HELP: "代办跑腿",
    Kind.CULTURE: "文艺活动",
    Kind.MEETING: "会议学习",
    Kind.EMERGENCY: "应急值守",
    Kind.LEAD: "示范带动",
    Kind.CONTACT: "电话联络",
}
_UNMET_NAMES: dict[Unmet, str] = {
    Unmet.NOBODY_HOME: "没见着人",
    Unmet.AWAY: "人外出了",
    Unmet.IN_HOSPITAL: "人住院了",
    Unmet.UNWILLING: "人家不愿意",
    Unmet.UNREACHABLE: "没联系上",
}
_STATE_NAMES: dict[State, str] = {
    State.SUBMITTED: "待审",
    State.APPROVED: "已通过",
    State.AUTO_APPROVED: "到期自动通过",
    State.REJECTED: "没通过",
    State.REVERSED: "已冲正",
    State.WITHDRAWN: "已撤销",
    State.MERGED: "已合并",
}
EXAMPLE = "打卡 走访 马大爷家 半小时"


def shown(record: CheckIn, today: date) -> str:
    """One record in one line, without its number."""
    parts = [KIND_NAMES[record.kind], record.target]
    if record.minutes is not None:
        parts.append(f"{record.minutes}分钟")
    if record.unmet is not None:
        parts.append(_UNMET_NAMES[record.unmet])
    if record.day != today:
        parts.insert(0, day_name(record.day))
    return ",".join(part for part in parts if part)


def recorded(
    records: Sequence[CheckIn], today: date, cut: Cut | None, shared: bool, caps: tuple[int, int] = (10, 60)
) -> str:
    """After a check-in; several households are several records."""
    if len(records) == 1:
        first = f"记下了 #{records[0].number}:{shown(records[0], today)},{_hoped(records[0].expected)}。"
    else:
        lines = [f"#{one.number} {shown(one, today)}" for one in records[:4]]
        if len(records) > 4:
            lines.append(f"…共{len(records)}条")
        first = "记下了:\n" + "\n".join(lines) + f"\n{_hoped(sum(one.expected for one in records))}。"
    notes = ["时间按户平分了。"] if shared else []
    if cut is not None:
        notes.append(_cut(cut, caps))
    return first + "".join(notes)


def _hoped(points: int) -> str:
    return f"预计{points}分,等村里看过算数"


def _cut(cut: Cut, caps: tuple[int, int]) -> str:
    return {
        Cut.DAY: f"今天已到{caps[0]}分上限,服务照样记着。",
        Cut.MONTH: f"这个月已到{caps[1]}分上限,服务照样记着。",
        Cut.SAME: "同一户(人)算分的次数到上限了,服务照样记着。",
        Cut.KIND: "这一类算分的次数到上限了,服务照样记着。",
    }[cut]


def recorded_in_group(numbers: Sequence[int]) -> str:
    """In a work group: never an echo."""
    return "记下了 " + " ".join(f"#{number}" for number in numbers) + " 👌"


def merged(record: CheckIn, today: date, reviewed: bool) -> str:
    """The same household, day and kind told again."""
    about = f"{_the_day(record.day, today)}{'这位' if record.person and record.kind is not Kind.VISIT else '这户'}"
    if reviewed:
        return f"{about}已记过 #{record.number},也审过了,不用再记。"
    return f"{about}已记过,合并到 #{record.number} 了:{shown(record, today)},预计{record.expected}分。"


def _the_day(day: date, today: date) -> str:
    return "今天" if day == today else f"{day.month}月{day.day}日"


def target_added(record: CheckIn, today: date) -> str:
    """Whom it was about has been added."""
    return f"补上了 #{record.number}:{shown(record, today)},预计{record.expected}分。"


def concern_filed(number: str) -> str:
    """The need has become a concern."""
    return f"转好了,诉求编号【{number}】,有人接了我告诉您。不在群里说。"


def concern_yours(one: Concern) -> str:
    """The need has become a concern, and it is theirs to see to."""
    return (
        f"转好了,诉求编号【{one.number}】,先归您这里办:回“接单 {one.short}”,办不了回“转 {one.short} 原因”。不在群里说。"
    )


def concern_declined() -> str:
    """It is left at the record."""
    return "好的,不转。想转了随时说“反映 …”。"


def future(word: str) -> str:
    """Not yet done."""
    return f"“{word}”的事等去过再记。去完说一声“{EXAMPLE}”就行。"


def not_done() -> str:
    """今天没去走访: nothing to write down, and nothing to be sorry for."""
    return f"没去成不用记,也不要紧。做了别的,说一声做了什么就行,比如“{EXAMPLE}”。"


def too_old() -> str:
    """More than half a year ago."""
    return "半年以前的事补不进来了,请跟村干部说一声。近几天的随时可以补记。"


def too_many_backfills() -> str:
    """Ten backfills in this month."""
    return "补记一个月最多10条,这样就到上限了,没记。要紧的请跟村干部说一声;今天做的照常打卡。"


def own_household() -> str:
    """One's own home is no service."""
    return "自己家不用打卡。走访别家的时候说一声,比如“打卡 走访 马大爷家”。"


def not_in_group(bot_name: str) -> str:
    """Neighbourhood and public groups are no place for it."""
    return f"打卡请私聊我{bot_name},群里不记,免得说到别人家的事。"


def others_affairs() -> str:
    """Said in a work group, but it names people or what ails them: nothing is stored."""
    return "这条涉及别人家的事,请私聊我打卡,群里这句我没记。"


def group_needs_words(bot_name: str) -> str:
    """打卡 alone, or unclear, in a work group."""
    return f"群里打卡请一句说完,比如“打卡 巡查 水库 30分钟”。说到哪家哪人的,请私聊我{bot_name}。"


def my_records(records: Sequence[CheckIn], today: date, total: int) -> str:
    """The check-ins of this month."""
    if not records:
        return f"这个月还没有打卡记录。做完事说一声就行,比如“{EXAMPLE}”。"
    lines = [f"#{one.number} {_dated(one)} {_STATE_NAMES[one.state]}{_brought(one)}" for one in records]
    head = f"{today.month}月打卡{total}条" + (f",最近{len(records)}条:" if total > len(records) else ":")
    return "\n".join([head, *lines, "记错了回“撤销打卡 号”,24小时内可回“改打卡 号 …”。"])


def _dated(record: CheckIn) -> str:
    parts = (KIND_NAMES[record.kind], record.target, f"{record.minutes}分钟" if record.minutes is not None else "")
    return f"{record.day.month}/{record.day.day} " + " ".join(part for part in parts if part)


def _brought(record: CheckIn) -> str:
    if record.state in {State.APPROVED, State.AUTO_APPROVED}:
        return f" {record.points}分"
    return f" 预计{record.expected}分" if record.state is State.SUBMITTED else ""


def withdrawn(number: int) -> str:
    """Taken back by its warden."""
    return f"#{number} 撤销了,不算分。记错了就再打一次卡。"


def not_yours(number: int) -> str:
    """Another's number, or none at all: the two are not told apart."""
    return f"没找到您的 #{number}。回“我的打卡”看看号。"


def which_number(word: str) -> str:
    """A command without the number it needs."""
    return f"请带上号,比如“{word} #12”。回“我的打卡”看看号。"


def cannot_withdraw(record: CheckIn) -> str:
    """Reviewed, or gone already."""
    if record.state in {State.APPROVED, State.AUTO_APPROVED}:
        return f"#{record.number} 已经审过,撤不了。记错了请村干部冲正。"
    return f"#{record.number} 现在是“{_STATE_NAMES[record.state]}”,不用再撤。"


def edited(record: CheckIn, today: date) -> str:
    """Changed by its warden within 24 hours."""
    return f"改好了 #{record.number}:{shown(record, today)},预计{record.expected}分,等村里看过算数。"


def cannot_edit(record: CheckIn) -> str:
    """Too late, or reviewed."""
    if record.state is State.SUBMITTED:
        return f"#{record.number} 过了24小时,改不了。可以“撤销打卡 #{record.number}”再补记。"
    return f"#{record.number} 现在是“{_STATE_NAMES[record.state]}”,改不了。记错了请找村干部。"


def nothing_lately() -> str:
    """刚才那条, and there is none within 24 hours."""
    return "这24小时里没有找到您的打卡。回“我的打卡”看看号,再说“改打卡 号 …”。"


def which_of(numbers: Sequence[int], word: str) -> str:
    """刚才那条, and the last message told of several."""
    listed = " ".join(f"#{number}" for number in numbers)
    return f"刚才一起记了 {listed},是哪一条?带上号说,比如“{word} #{numbers[0]}”。"


def message_taken_back(numbers: Sequence[int]) -> str:
    """The message of a check-in was taken back on the platform: the record stands until its warden says so."""
    listed = " ".join(f"#{number}" for number in numbers)
    return f"那句话您撤回了,打卡 {listed} 还记着。不要了就回“撤销打卡 #{numbers[0]}”。"


def edit_how(number: int) -> str:
    """Nothing to change in what was said."""
    return f"#{number} 改成什么?比如“改打卡 #{number} 走访 马大爷家 40分钟”。整条不要了,回“撤销打卡 #{number}”。"


def resubmitted(record: CheckIn, today: date) -> str:
    """Told again after a rejection."""
    return f"又交上去了 #{record.number}:{shown(record, today)},等村里看。"


def cannot_resubmit(record: CheckIn) -> str:
    """Not rejected, or rejected twice."""
    if record.state is State.REJECTED:
        return f"#{record.number} 已经重报过一次,不能再报。有不同意见请找村干部当面说。"
    return f"#{record.number} 现在是“{_STATE_NAMES[record.state]}”,不用重报。"


def nobody_opened(name: str) -> str:
    """To the care officer: nobody answered at somebody cared for (ruling 14)."""
    return f"提醒:今天邻长去看“{name}”,没开门或没联系上,到现在还没消息。麻烦您再问一问。"


def has_been_heard_of(name: str, *, needy: bool) -> str:
    """To the care officer, who has been told that nobody opened: there is news since."""
    return f"刚才提醒您的“{name}”有消息了,邻长问到了。" + ("还有要帮的,请问邻长一声。" if needy else "不用再找了。")


def somebody() -> str:
    """When the warden has not named whom they went to see."""
    return "一位关爱对象"
