"""What the village's staff reads while a list is drafted, and what may stand in no text of a list (handbook §4.7)."""

from collections.abc import Sequence

from bot.domain.list_rules import Merit
from bot.domain.list_states import Kind
from bot.domain.lists import Entry, Issue
from bot.texts.lists import quarter


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


def which_kind() -> str:
    """起草, and not which."""
    return "起草哪一张?回“榜 起草 红榜”或“榜 起草 提醒榜”。没有就不用办,不凑数。"


def one_each() -> str:
    """Two wardens in one entry."""
    return "一条只写一位邻长的事,请分开写,事实里也别写别的邻长。"


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


def dropped(number: int) -> str:
    """A draft is gone."""
    return f"{number}号删掉了,没有公布过。"


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
