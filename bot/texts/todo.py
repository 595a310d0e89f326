"""待办: what waits for one person, each line with what to type (handbook §3.4). Initials of those cared for, no other names of residents."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import calendar
from bot.domain.concern_states import State
from bot.domain.concerns import Concern
from bot.domain.notices import Notice


def listed(lines: Sequence[str], more: int) -> str:
    """At most five, and how many more."""
    rest = [f"还有{more}件,先办这些。"] if more else []
    return "\n".join(("您的待办:", *lines, *rest))


def nothing(*, serves: bool) -> str:
    """Nothing waits; ``serves``: the person has visits to tell of."""
    more = "做完走访回一句“打卡 做了什么”,看积分回“积分”。" if serves else "有新的会告诉您;想看能办啥,回“帮助”。"
    return f"现在没有等您办的事,歇口气。{more}"


def concern(one: Concern, now: datetime, *, mine: bool) -> str:
    """One concern: what, until when, what to type."""
    when = one.ack_due_at if one.state is State.FILED and one.ack_due_at else one.due_at
    late = "已超期" if when and when < now else f"最迟{calendar.moment_name(when)}" if when else ""
    if one.state is State.ON_HOLD:
        late = "挂起中"
    step = f"接单 {one.short}" if one.state is State.FILED or not mine else f"办结 {one.short} 怎么办的"
    verb = "待接单" if one.state is State.FILED else "您在办" if mine else "在办"
    return f"{one.number} {one.title}:{verb}{f',{late}' if late else ''},回“{step}”"


def relay(notice: Notice, due: datetime) -> str:
    """A notice to pass on."""
    return f"通知【{notice.number}】等您转达,最迟{calendar.moment_name(due)},回“转达 {notice.number}”"


def by_hand(number: str, count: int) -> str:
    """Groups that the bot is not in."""
    return f"通知【{number}】有{count}个群要您发,回“代转 {number}”,发完回“已发 {number}”"


def sign(count: int, number: str) -> str:
    """Notices that wait for a signature."""
    return f"{count}条通知等批准,回“批准 {number}”或“退改 {number} 理由”"


def look_after(number: str) -> str:
    """An urgent notice that went out at once and is still to be looked at."""
    return f"紧急通知【{number}】等补审,回“批准 {number}”,不妥回“撤回通知 {number}”"


def vouch(count: int, number: int) -> str:
    """Somebody says who they are."""
    return f"{count}个人等您认,认得回“认人 {number}”"


def review(count: int) -> str:
    """Check-ins to look at."""
    return f"打卡待审{count}条,回“审核”"


def care(initials: Sequence[str], count: int) -> str:
    """Those cared for who should be seen again."""
    more = f"等{count}位" if count > len(initials) else ""
    return f"该看望了:{'、'.join(initials)}{more},看过回“关爱记录 谁 平安”"


def care_count(count: int) -> str:
    """The same for a Monday morning: how many."""
    return f"该看望的关爱对象{count}位,看过回“关爱记录 谁 平安”"


def initial(name: str) -> str:
    """``李××``: nobody else reading along learns who."""
    return name[:1] + "×" * max(len(name) - 1, 1)


def questions(count: int) -> str:
    """Something has been asked and not answered."""
    return f"小邻有{count}个问题等您回,回“重说”就再问一遍"
