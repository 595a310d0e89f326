"""What the offices read while a list is made: drafts, hearings, decisions, publication, and what stands in the way (handbook §4.7)."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.list_rules import Merit
from bot.domain.list_states import Kind, State
from bot.domain.lists import Entry, Hindrance, Issue
from bot.texts.lists import NAMES, day, quarter

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
    return f"{day(when)}{when:%H:%M}"


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
        lines.append(f"审定:{entry.meeting}{entry.met_on.month}月{entry.met_on.day}日 {entry.reason}".strip())
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
    return f"哪个村的?在后面带上村名,比如“榜 起草 红榜 {names[0] if names else '康桥村'}”。"


def now_is(number: int, state: State) -> str:
    """An illegal move."""
    return f"{number}号现在是“{STATES[state]}”,不能这样办。回“榜 看 {number}”看细节。"


def no_entry(number: int) -> str:
    """No such number in the actor's scope."""
    return f"您这里没有{number}号。回“榜”看有哪些。"


def which_number(verb: str) -> str:
    """A verb without its number."""
    return f"是哪一条?带上号,比如“榜 {verb} 3”。回“榜”看有哪些。"


# --- drafting --------------------------------------------------------------------------------------------------------


def drafted(village: str, issue: Issue, lines: Sequence[str]) -> str:
    """The draft of an honour list."""
    head = f"{village}{quarter(issue.period)}红榜草稿(榜{issue.number}),按记录算的,定不定由支部:"
    if not lines:
        head = f"{village}{quarter(issue.period)}红榜(榜{issue.number}),按记录没有够条件的,不凑数。"
    add = "要补回“榜 加 正-05 姓名 做了什么”。"
    last = "不要的回“榜 删 号”,好了回“榜 送达 红榜”,我去问本人愿不愿意公布。" if lines else ""
    return "\n".join([head, *lines, add + last])


def draft_line(number: int, name: str, facts: str) -> str:
    """One candidate."""
    return f"{number}号 {name}:{facts}"


def drafted_by_itself(village: str, issue: Issue, count: int) -> str:
    """J20, to the village's staff."""
    return f"{village}{quarter(issue.period)}红榜草稿好了(榜{issue.number}),{count}位。回“榜”看看,再定送不送。"


def reminder_opened(village: str, issue: Issue, looks: Sequence[str]) -> str:
    """The reminder list has been opened; what might be looked into is only shown."""
    head = f"{village}{quarter(issue.period)}提醒榜(榜{issue.number})开了,现在是空的。没有就空着,不凑数。"
    seen = ["可以核一核(只给您看,没有上榜):", *looks] if looks else []
    return "\n".join([head, *seen, "要提醒的回“榜 加 负-02 姓名 事实”,写哪天、什么事没做;先听本人说明,再由支部审定。"])


def look(found: Merit, name: str) -> str:
    """A count that staff may look into."""
    if found.code == "负-02":
        return f"{name}那里督办的事超期{found.number}件"
    return f"{name}有{found.number}次走访抽查没对上,村监委核实过"


def added(entry: Entry, name: str) -> str:
    """An entry has been added."""
    if entry.kind is Kind.HONOUR:
        return f"加上了{entry.number}号 {name}:{entry.facts}。好了回“榜 送达 红榜”,先问本人愿不愿意公布。"
    return f"加上了{entry.number}号 {name} {entry.items[0]}。还没告诉任何人;回“榜 送达 {entry.number}”,先请本人说明。"


def how_to_add() -> str:
    """加 without its parts."""
    return "写法:“榜 加 正-05 姓名 做了什么”或“榜 加 负-02 姓名 哪天什么事没做”。事项看“榜 清单”。"


def only_acts(word: str) -> str:
    """A word about character, or no item at all (handbook S24)."""
    said = f"“{word}”说的是人,不是事。" if word else ""
    return f"黑榜只针对邻长履职,且不能写人品。{said}\n请写清单上的事项和事实,比如“榜 加 负-02 姓名 11月3日的诉求没接也没说明”。"


def character(word: str) -> str:
    """A word about character anywhere else in a list's text."""
    return f"“{word}”说的是人,不是事,榜上不能这样写。请改成做了什么、没做什么、哪天。"


def not_a_warden(name: str) -> str:
    """Somebody who is no warden in office of this village."""
    return f"{name}不是本村现任邻长。榜上只写邻长履职的事,村民和农户都不上榜。"


def which_warden(names: Sequence[str]) -> str:
    """No warden's name was said."""
    return f"写的是哪位邻长?本村现任邻长:{'、'.join(names)}。写法:“榜 加 负-02 {names[0] if names else '姓名'} 哪天什么事”。"


def facts_wanted() -> str:
    """An item and a name without facts."""
    return "还要写事实:哪天、什么事、做了或没做什么,比如“11月3日的诉求没接也没说明”。"


def too_long(most: int) -> str:
    """Facts or a reason that are too long."""
    return f"太长了,请写{most}个字以内,只写事。"


def has_number() -> str:
    """An ID, a card or a phone."""
    return "里面有身份证、银行卡或手机号,请删掉再写。"


def names_others() -> str:
    """What will be published speaks of other people."""
    return "红榜要公布,别写别人家的姓名和称呼。改成“帮一户老人”“调解两家”这样再发。"


def speaks_of_hardship() -> str:
    """Illness, poverty: not published."""
    return "红榜要公布,别写谁生病、低保、困难这些。改成“关爱探访”“送医”这样的事再发。"


def handed_over() -> str:
    """负-07."""
    return "负-07这类事不上榜,也没有存。请直接交镇纪委,或打12388。"


def needs_check() -> str:
    """负-04 without a verified spot check."""
    return "负-04要有抽查、并经村监委核实才能写。这位邻长没有这样的抽查记录,没有存。"


def twice(number: int) -> str:
    """The same act of the same warden in the same issue."""
    return f"这件已经在{number}号里了。回“榜 看 {number}”。"


def asked_this_time(name: str) -> str:
    """An honour's subject is asked once an issue."""
    return f"{name}这一期已经在红榜草稿里,或已经问过本人了,一期只问一次。"


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


def dropped(number: int) -> str:
    """A draft is gone."""
    return f"{number}号删掉了,没有公布过。"


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


# --- deciding --------------------------------------------------------------------------------------------------------


def how_to_decide(number: int | None) -> str:
    """审定 without its parts."""
    return f"写法:“榜 审定 {number or 3} 支委会 11-20 通过 理由”,或“不通过 理由”。没有支委会的写“党员大会”。"


def meeting_wanted(number: int) -> str:
    """A yes without the branch's meeting."""
    return f"上榜要支部会议定,请写会议和日期:“榜 审定 {number} 支委会 11-20 通过 理由”(没有支委会的写“党员大会”)。"


def meeting_day(day_: date | None) -> str:
    """A day that cannot be."""
    said = f"{day_.month}月{day_.day}日" if day_ else "这个日期"
    return f"{said}不对:会议要已经开过,而且在半年以内。请写实际开会的日子,比如“11-20”。"


def before_hearing(met: date, served_at: datetime) -> str:
    """The branch met before the warden could be heard."""
    return f"{met.month}月{met.day}日开会时还没告知本人({day(served_at)}才送达)。要听过说明再议,请写之后会议的日期。"


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
        return f"{entry.number}号 {name}审定通过。发布回“榜 发布 {NAMES[entry.kind]}”。"
    return f"{entry.number}号 {name}审定不上榜,没有公布。"


# --- publishing ------------------------------------------------------------------------------------------------------


def nothing_to_publish(kind: Kind | None) -> str:
    """Nothing has been decided with a yes: no quota is filled."""
    return f"{NAMES[kind] if kind else '榜'}里没有审定通过的。本期没有就不发,不凑数。"


def published(issue: Issue, count: int, groups: int, until: datetime) -> str:
    """To who published."""
    where = f"发到{groups}个群" if groups else "没有可发的群,乡亲回“红榜”“黑榜”能看到"
    return f"{NAMES[issue.kind]}(榜{issue.number})发布了{count}条,{where},公示到{day(until)}。上墙版回“榜 上墙 榜{issue.number}”。"


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


# --- the village's own wording ---------------------------------------------------------------------------------------


def how_to_adopt() -> str:
    """清单 with a new wording but without its decision."""
    return "改清单写法:“榜 清单 负-02 新的写法 村民代表会议 11-10 第3号决议”。要写会议日期和决议名称。"


def adopted(code: str, text: str) -> str:
    """A village's own wording holds from now on."""
    return f"记下了,本村的{code}改为:{text}。往后起草按新写法,已公布的不变。"


def rule_noted(village: str, on: bool) -> str:
    """The village's rule on names."""
    rest = "每一条仍要支部审定时写“实名”。" if on else "但镇里没有打开实名,现在还是只写事、不写名。"
    return f"记下了{village}的村规。{rest}"


def how_to_note_rule() -> str:
    """村规 without its parts."""
    return "写法:“榜 村规 11-10 村民代表会议第5号决议”。写开会日期和决议名称。"


def wall(village: str, name: str) -> str:
    """The printable version."""
    return (
        f"上墙版(A4、大字、留盖章处)请管电脑的同志运行:\nxianglin wall {village} {name} {village}{name}.html\n"
        "用浏览器打开、打印、盖章,贴到公开栏。"
    )


def which_issue(numbers: Sequence[int]) -> str:
    """Several lists could be meant."""
    return f"是哪张榜?{'、'.join(f'榜{one}' for one in numbers)}。写“榜 发布 榜{numbers[0]}”。"
