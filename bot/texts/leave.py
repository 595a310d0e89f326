"""What is said about leave and who stands in (handbook §3.4, §4.6)."""

from collections.abc import Sequence
from datetime import date

from bot.domain import leave as rules
from bot.domain.leave import Leave

EXAMPLE = "请假 12月1日到12月10日 让李大山代班"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def span(first: date, last: date) -> str:
    """``12月1日–10日(10天)``."""
    days = (last - first).days + 1
    end = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else _day(last)
    return f"{_day(first)}(1天)" if days == 1 else f"{_day(first)}–{end}({days}天)"


def how() -> str:
    """How leave is taken."""
    return f"请假说一句就行,不用写条子,也不用说原因。比如“{EXAMPLE}”。"


def ask_first() -> str:
    """From which day on."""
    return "从哪天起?比如“12月1号”或“明天”。"


def ask_last(first: date) -> str:
    """Until which day."""
    return f"从{_day(first)}起,请到哪天?比如“12月10号”或“三天”。"


def bad_day() -> str:
    """No day in the answer."""
    return "没看出是哪天,请写日子,比如“12月1号”。不请了回“取消”。"


def next_up(*, grid_leader: bool) -> str:
    """Who has it when nobody stands in."""
    return "村里" if grid_leader else "网格长"


def ask_deputy(names: Sequence[str], other: str = "", above: str = "网格长") -> str:
    """Who stands in: by number or by name."""
    listed = " ".join(f"{at} {name}" for at, name in enumerate(names, 1))
    first = f"{other}\n" if other else ""
    return f"{first}这几天请谁代班?回名字或数字:\n{listed}\n没人代就回“没有”,由{above}代管。"


def which_deputy(said: str, names: Sequence[str]) -> str:
    """Several fit."""
    listed = " ".join(f"{at} {name}" for at, name in enumerate(names, 1))
    return f"“{said}”是哪一位?回数字:\n{listed}"


def unknown_deputy(said: str) -> str:
    """Nobody of that name may stand in here."""
    return f"没对上“{said}”。代班要请本村的邻长、网格长或村干部,请写姓名。"


def not_oneself() -> str:
    """The one who goes cannot stand in."""
    return "自己不能代自己的班,请换一位;没人代回“没有”。"


def deputy_away(name: str) -> str:
    """That person is on leave then, too."""
    return f"{name}那几天自己也请假,请换一位;没人代回“没有”。"


def deputy_unreachable(name: str) -> str:
    """No account: cannot be asked."""
    return f"{name}还没在小邻这里认过号,没法问。请换一位;没人代回“没有”。"


def nothing_to_leave() -> str:
    """Leave, by somebody who is nobody's warden."""
    return "请假是给邻长、网格长用的。您名下现在没有邻,不用请;有别的事回“人工”。"


def fault(wrong: rules.Fault, standing: Leave | None) -> str:
    """These days cannot be."""
    match wrong:
        case rules.Fault.BACKWARDS:
            return f"结束的日子在开始前面了。请重新说,比如“{EXAMPLE}”。"
        case rules.Fault.LONG_AGO:
            return "一个月以前的假补不进来了,请村干部登记一下。"
        case rules.Fault.TOO_LONG:
            return f"连着最多请{rules.MOST_DAYS}天。再长的请跟村里商量换人,或先请到前面一段。"
        case rules.Fault.OVERLAPS:
            days = f"({span(standing.first, standing.last)})" if standing else ""
            return f"这几天您已经请过假{days}。改日子回“请假 改到 几号”,不请了回“销假”。"


def taken(one: Leave, deputy: str, above: str = "网格长") -> str:
    """Noted; who stands in has been asked."""
    days = span(one.first, one.last)
    if deputy:
        return (
            f"记下了:{days}请假。已私下问{deputy}愿不愿代班,回了我告诉您。\n改日子回“请假 改到 几号”,不去了回“销假”。"
        )
    return f"记下了:{days}请假,这几天的事由{above}代管。\n想请人代班回“请假 代班 姓名”,不去了回“销假”。"


def recorded_past(one: Leave) -> str:
    """A leave that is over already: counted, nobody needs to stand in."""
    return f"补记好了:{span(one.first, one.last)}请假。这几天不算在您的考核里。"


def ask_to_stand_in(name: str, where: str, first: date, last: date) -> str:
    """To the one who is asked."""
    return f"{name}{span(first, last)}请假,想请您代管{where}:那几天的诉求、通知会发给您。\n愿意回“好”,不方便回“不行”。"


def stands_in(one: Leave, name: str, where: str) -> str:
    """To the one who has agreed."""
    return (
        f"好,{span(one.first, one.last)}您代管{where}({name}的邻)。\n那几天回“待办”“本邻”都看得到,到期自动交还。谢谢您!"
    )


def agreed(one: Leave, deputy: str) -> str:
    """To who goes on leave."""
    return f"{deputy}答应了,{span(one.first, one.last)}代您的班。您安心去,提醒先不发给您了;提前回来说一声“销假”。"


def declined_back() -> str:
    """To who has declined."""
    return "好的,没关系,不麻烦您了。"


def ask_another(deputy: str, first: date, last: date, names: Sequence[str], above: str = "网格长") -> str:
    """To who goes on leave: the one asked does not have the time."""
    return ask_deputy(names, f"{deputy}那几天({span(first, last)})不方便。", above)


def deputy_leaves(name: str, one: Leave, above: str) -> str:
    """To who has somebody standing in: that one is away these days, too."""
    return f"替您代班的{name}{span(one.first, one.last)}自己也请假,那几天先由{above}代管。换人回“请假 代班 姓名”。"


def no_answer(deputy: str, one: Leave, above: str = "网格长") -> str:
    """Nobody has answered for three days."""
    return f"{deputy}还没回代班的事。{span(one.first, one.last)}先由{above}代管;换人回“请假 代班 姓名”。"


def asked_in_vain() -> str:
    """A yes to a leave that has been taken back, or given to another, meanwhile."""
    return "这次代班已经不用了,谢谢您。"


def tell_village(name: str, post: str, where: str, one: Leave, deputy: str, above: str = "网格长") -> str:
    """One line to the village's staff and the grid leader."""
    who = f"由{deputy}代班" if deputy else f"没请人代班,由{above}代管"
    return f"{where}{post}{name}{span(one.first, one.last)}请假,{who}。"


def tell_village_back(name: str, post: str, where: str) -> str:
    """Earlier than said."""
    return f"{where}{post}{name}提前销假,已经回来了。"


def tell_village_cancelled(name: str, post: str, where: str, one: Leave) -> str:
    """Not at all."""
    return f"{where}{post}{name}原定{span(one.first, one.last)}的假不请了。"


def starts(name: str, where: str, matters: int, last: date) -> str:
    """To who stands in, on the first morning."""
    left = f"手上还有{matters}件没办完,回“待办”看。" if matters else "眼下没有没办完的事。"
    return f"从今天起您代管{where}({name}的邻),到{_day(last)}。{left}"


def starts_without(name: str, where: str, last: date) -> str:
    """To the grid leader, on the first morning of a leave without anybody to stand in."""
    return f"{where}的{name}今天起请假到{_day(last)},没有代班的人,这几天的事先发给您。"


def back(where: str, handed: int) -> str:
    """To who was on leave, on the first morning after."""
    left = f"代班期间接的{handed}件还没办完,交还给您了,回“待办”看。" if handed else "没有留下没办完的事。"
    return f"您的假到期了,{where}交还给您。{left}"


def back_early(where: str, handed: int) -> str:
    """To who has come back early."""
    left = f"有{handed}件没办完的交还给您了,回“待办”看。" if handed else ""
    return f"销假了,欢迎回来!{where}从今天起还是您管。{left}"


def back_on(day: date) -> str:
    """Back before the leave is over, on a day to come."""
    return f"好,改到{_day(day)}回来。那天起就是您管,不用再说。"


def thanks(name: str, where: str) -> str:
    """To who stood in."""
    return f"{name}回来了,{where}交还了。这几天辛苦您,谢谢!"


def not_needed(name: str, one: Leave) -> str:
    """To who was to stand in: the leave is not taken."""
    return f"{name}{span(one.first, one.last)}的假不请了,不用您代班了。谢谢!"


def cancelled(one: Leave) -> str:
    """To who has taken it back before its first day."""
    return f"好,{span(one.first, one.last)}的假不请了,您照常管。"


def none_to_end() -> str:
    """销假 without a leave."""
    return f"您现在没有请假。要请的话说一句就行,比如“{EXAMPLE}”。"


def bad_return(one: Leave) -> str:
    """销假 with a day outside the leave."""
    return f"您的假是{span(one.first, one.last)},请写这几天里的日子;今天就回来直接回“销假”。"


def shortened(one: Leave) -> str:
    """Its end has been moved forward."""
    return f"改好了:{span(one.first, one.last)}请假。"


def lengthened(one: Leave, deputy: str, above: str = "网格长") -> str:
    """Days have been added behind."""
    who = f"后面几天再问{deputy}一声,回了我告诉您。" if deputy else f"后面几天由{above}代管,想请人回“请假 代班 姓名”。"
    return f"加上了:{span(one.first, one.last)}。{who}"


def same_end(one: Leave) -> str:
    """Nothing to change."""
    return f"您的假本来就到{_day(one.last)},不用改。"


def tell_deputy_shorter(name: str, one: Leave) -> str:
    """To who stands in: the end has moved."""
    return f"{name}的假改了:{span(one.first, one.last)},您代班的日子也跟着改。"


def standing(leaves: Sequence[tuple[Leave, str]], above: str = "网格长") -> str:
    """请假 alone, while some are taken."""
    lines = [
        f"{span(one.first, one.last)} {f'{deputy}代班' if deputy else _without(one, above)}"
        for one, deputy in leaves[:3]
    ]
    return "\n".join(("您的假:", *lines, "改日子回“请假 改到 几号”,换人回“请假 代班 姓名”,不请了回“销假”。"))


def _without(one: Leave, above: str) -> str:
    return "正在问代班的人" if one.asked else f"由{above}代管"


def record_how() -> str:
    """登记请假 without what it needs."""
    return "替邻长登记请假这样写:登记请假 何玉梅 10月1日 10月20日"


def not_your_warden(said: str) -> str:
    """No warden of one's village of that name."""
    return f"没找到您村里的邻长“{said}”。请写姓名,比如“登记请假 何玉梅 10月1日 10月20日”。"


def already_for(name: str, standing_: Leave) -> str:
    """To the village's officer: some of these days are a leave already."""
    return f"{name}{span(standing_.first, standing_.last)}已经请过假了,请只登记别的日子。"


def recorded_for(name: str, one: Leave) -> str:
    """To the village's officer."""
    return f"登记好了:{name}{span(one.first, one.last)}请假,这几天不算在考核里。也告诉本人了。"


def tell_recorded(by: str, one: Leave) -> str:
    """To the warden whose leave the village has noted."""
    return f"{by}替您登记了请假:{span(one.first, one.last)},这几天不算在考核里。不对请跟村里说一声。"


def todo_asked(name: str, one: Leave) -> str:
    """待办: a question that waits."""
    return f"{name}请您{span(one.first, one.last)}代班:回“愿意代班”或“不能代班”"
