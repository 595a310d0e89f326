"""What the offices read when the branch decides, when a list is published, and when something goes from it (handbook §4.7)."""

from datetime import date, datetime

from bot.domain.calendar import short_day
from bot.domain.list_states import Kind, State
from bot.domain.lists import Entry, Issue
from bot.texts.list_points import decided as deduction
from bot.texts.list_steps import minute
from bot.texts.lists import NAMES


def how_to_decide(number: int | None) -> str:
    """审定 without its parts."""
    return f"写法:“榜 审定 {number or 3} 支委会 11-20 通过 理由”,或“不通过 理由”。没有支委会的写“党员大会”。"


def meeting_wanted(number: int) -> str:
    """A yes without the branch's meeting."""
    return f"上榜要支部会议定,请写会议和日期:“榜 审定 {number} 支委会 11-20 通过 理由”(没有支委会的写“党员大会”)。"


def meeting_day(day_: date | None) -> str:
    """A day that cannot be."""
    said = short_day(day_) if day_ else "这个日期"
    return f"{said}不对:会议要已经开过,而且在半年以内。请写实际开会的日子,比如“11-20”。"


def before_hearing(met: date, served_at: datetime) -> str:
    """The branch met before the warden could be heard."""
    return f"{short_day(met)}开会时还没告知本人({short_day(served_at)}才送达)。要听过说明再议,请写之后会议的日期。"


def still_hearing(number: int, until: datetime) -> str:
    """Too early for a yes."""
    return f"{number}号还在听取说明,到{minute(until)};本人说明了或到期后再审定通过。现在可以回“榜 审定 {number} 不通过 理由”。"


def reason_wanted(number: int) -> str:
    """A decision about a reminder without a reason."""
    return f"提醒榜要写理由,本人看得到:“榜 审定 {number} 支委会 11-20 通过 核实了工单,属实”。"


def naming_not_allowed(why: str) -> str:
    """实名 without its conditions."""
    return f"不能写姓名:{why}。默认只写事、不写名,去掉“实名”两个字再发就行。"


NAMING_OFF = "镇里没有打开实名(lists.named)"
NAMING_NO_RULE = "本村还没有登记村民代表会议通过的村规(回“榜 村规 日期 会议名称”登记)"
NAMING_SENSITIVE = "这一条涉及个人情况"


def decided(entry: Entry, name: str) -> str:
    """To the branch secretary."""
    if entry.state is State.APPROVED:
        return f"{entry.number}号 {name}审定通过。{deduction(entry.deducts)}发布回“榜 发布 {NAMES[entry.kind]}”。"
    return f"{entry.number}号 {name}审定不上榜,没有公布。"


# --- publishing ------------------------------------------------------------------------------------------------------


def nothing_to_publish(kind: Kind | None) -> str:
    """Nothing has been decided with a yes: no quota is filled."""
    return f"{NAMES[kind] if kind else '榜'}里没有审定通过的。本期没有就不发,不凑数。"


def published(issue: Issue, count: int, groups: int, until: datetime) -> str:
    """To who published."""
    where = f"发到{groups}个群" if groups else "没有可发的群,乡亲回“红榜”“黑榜”能看到"
    return f"{NAMES[issue.kind]}(榜{issue.number})发布了{count}条,{where},公示到{short_day(until)}。上墙版回“榜 上墙 榜{issue.number}”。"


def lost(issue: Issue, group: str) -> str:
    """To the village's staff: a group will not get it."""
    return f"{NAMES[issue.kind]}(榜{issue.number})没能发到{group or '一个群'}。请当面说一声或上墙;乡亲私聊“红榜”“黑榜”也看得到。"


def withdrawn(number: int) -> str:
    """To who took it down."""
    return f"{number}号撤下了,往后查不到;手续留一年备查。"


def reason_to_withdraw(number: int) -> str:
    """撤下 without a reason."""
    return f"撤下要说一句原因,比如“榜 撤下 {number} 事实有误”。"


def mended_confirmed(entry: Entry) -> str:
    """To who confirmed."""
    if entry.state is State.RECTIFIED:
        return f"{entry.number}号核实已整改,从榜上拿下了。"
    return f"{entry.number}号核实已整改,记下了,审定时会看到。"


def nothing_mended(number: int) -> str:
    """核实, and the warden has said nothing."""
    return f"{number}号本人还没有报整改。改好了请本人回“整改 {number} 怎么改的”。"
