"""What people read about service points."""

from collections.abc import Mapping, Sequence

from bot.domain.calendar import day_name
from bot.domain.check_ins import CheckIn, Kind
from bot.domain.points import (
    ADVICE,
    COLLECT,
    DEDUCTION,
    HELD,
    HONOURS,
    LATE,
    OBJECTION,
    PLEDGE,
    RESOLVE,
    SATISFIED,
    Entry,
    LedgerEntry,
)
from bot.texts.check_ins import KIND_NAMES

_SHORT: dict[str, str] = {
    Kind.VISIT: "走访",
    Kind.CARE: "关爱",
    Kind.MEDIATE: "调解",
    Kind.POLICY: "宣传",
    Kind.ENV: "环境",
    Kind.VOLUNTEER: "志愿",
    Kind.SAFETY: "巡查",
    Kind.HELP: "代办",
    Kind.CULTURE: "文艺",
    Kind.MEETING: "会议",
    Kind.EMERGENCY: "应急",
    Kind.LEAD: "示范",
    Kind.CONTACT: "联络",
    COLLECT: "收集诉求",
    RESOLVE: "办结诉求",
    SATISFIED: "回访满意",
    PLEDGE: "践诺",
    HELD: "调解成功",
    ADVICE: "建议采纳",
    **dict(zip(HONOURS, ("村级荣誉", "镇级荣誉", "县级荣誉", "市级荣誉"), strict=True)),
    LATE: "往期更正",
    OBJECTION: "异议更正",
    DEDUCTION: "扣分",
}
_ENTRIES = {Entry.GRANT: "", Entry.DEDUCTION: "支部审定", Entry.REVERSAL: "冲正", Entry.ADJUSTMENT: "封顶重算"}


def kind_name(kind: str) -> str:
    """In two to four characters."""
    return _SHORT.get(kind, kind)


def period_name(period: str) -> str:
    """``1–6月``, ``7–12月``, ``全年``."""
    return "1–6月" if period.endswith("H1") else "7–12月" if period.endswith("H2") else "全年"


def total(sums: Mapping[str, int]) -> int:
    """The points of a period: never below zero, also when an earlier one was corrected in it."""
    return max(0, sum(sums.values()))


def parts(sums: Mapping[str, int]) -> str:
    """走访18、关爱15."""
    return "、".join(f"{kind_name(kind)}{amount}" for kind, amount in sums.items())


def balance(period: str, sums: Mapping[str, int], waiting: int, hoped: int) -> str:
    """The points of a period; ``hoped`` is what the waiting ones would add."""
    said = parts(sums)
    first = f"本期({period_name(period)}){total(sums)}分" + (f":{said}。" if said else "。")
    waits = f"待审{waiting}条" + (f",都通过大约再加{hoped}分。" if hoped > 0 else "。") if waiting else "没有待审的。"
    return f"{first}\n{waits}\n想看怎么算的,回“积分明细”或“积分 为什么”。"


def of_period(period: str, sums: Mapping[str, int]) -> str:
    """The points of a period that has not been settled."""
    said = parts(sums)
    return (
        f"{settled_name(period)}您{total(sums)}分"
        + (f":{said}。" if said else "。")
        + "还没有结算,结算时会私下告诉您。"
    )


def of_wardens() -> str:
    """To somebody who can have none."""
    return "积分只记邻长替大家做的事。想看怎么算的回“积分规则”;想夸邻长、提意见,回“反映 什么事”。"


def no_ranking() -> str:
    """排名, 我第几."""
    return "积分不排名,谁多谁少都不公开。每期结算后,私下告诉您大概在前、中、后哪一段。看自己的回“积分”。"


def lifetime(points: int) -> str:
    """All that was ever earned."""
    return f"您历年累计{points}分,一直记着,不影响每期的比较。看本期回“积分”。"


def of_other(name: str, period: str, sums: Mapping[str, int], waiting: int) -> str:
    """Another's points, to those who may see them."""
    said = parts(sums)
    return (
        f"{name} 本期({period_name(period)}){total(sums)}分" + (f":{said}。" if said else "。") + f"待审{waiting}条。"
    )


def of_themselves_alone() -> str:
    """Somebody else's points, to one who is not to know them."""
    return "各人的积分只告诉本人和管这一片的干部,不公开。怎么算的回“积分规则”。"


def nobody_of_that_name(name: str) -> str:
    """Not a warden of the asker's scope."""
    return f"您这里没有叫“{name[:12]}”的邻长。看自己的回“积分”。"


def entries(found: Sequence[LedgerEntry]) -> str:
    """The last entries."""
    if not found:
        return "还没有积分流水。打卡审过就有了。想知道怎么算,回“积分规则”。"
    lines = [_entry(one) for one in found]
    return "\n".join([f"最近{len(found)}笔:", *lines, "觉得不对,回“异议 #号 理由”。"])


def _entry(one: LedgerEntry) -> str:
    about = one.cause.partition(":")[2] if one.cause.startswith(("check_in:", "list_entry:", "honour:")) else ""
    number = f" {_about(one.cause)}" if about else ""
    known = "" if one.kind == OBJECTION else _ENTRIES[one.entry]
    if one.kind == DEDUCTION and one.entry is not Entry.DEDUCTION:
        known = "退回" if one.amount > 0 else "重算"
    why = ("更正" + settled_name(one.refers) if one.refers else known) + (f"({one.reason})" if one.reason else "")
    return f"{one.day.month}/{one.day.day} {kind_name(one.kind)}{number} {one.amount:+d}" + (f" {why}" if why else "")


def _about(cause: str) -> str:
    area, number = cause.split(":")[:2]
    return {"list_entry": f"{number}号提醒", "honour": f"荣誉{number}"}.get(area, f"#{number}")


def settled_name(period: str) -> str:
    """``2026年1–6月``, ``2026年``."""
    return f"{period[:4]}年" + (period_name(period) if "H" in period else "")


def explained(
    period: str,
    points: int,
    kinds: Sequence[tuple[str, int, int, int]],
    others: Mapping[str, int],
    versions: Sequence[str],
    reversed_points: int,
    adjusted: int,
    caps: tuple[int, int],
) -> str:
    """How a balance comes about, on one screen: (kind, how many, by the table, counted) of the check-ins, and what was posted by itself."""
    lines = [f"{settled_name(period)}{points}分是这样来的:"]
    for kind, count, value, counted in kinds:
        cut = f"(按表{value}分,封顶少算{value - counted}分)" if counted < value else ""
        lines.append(f"{kind_name(kind)}{count}次 {counted}分{cut}")
    lines += [f"{kind_name(kind)} {amount}分{_decided(kind)}" for kind, amount in others.items() if amount]
    if reversed_points:
        lines.append(f"冲正过 {reversed_points}分,已不在里头")
    if adjusted:
        lines.append(f"封顶重算 {adjusted:+d}分,已在里头")
    lines.append(
        f"日常每天最多{caps[0]}分、每月{caps[1]}分。规则版本 {'、'.join(versions)},回“积分规则”看表,回“积分明细”看每一笔。"
    )
    return "\n".join(lines)


def _decided(kind: str) -> str:
    return "(提醒榜上支部审定的,不服找村监委或镇里,撤下就退回)" if kind == DEDUCTION else ""


def privately(bot_name: str) -> str:
    """Asked in a group."""
    return f"积分私聊告诉您,请点开我{bot_name}发“积分”。"


def how_to_object() -> str:
    """异议 without number or reason."""
    return "哪一条、为什么?写在一起,比如“异议 #231 那天是两户”。回“我的打卡”看号。"


def objection(number: int, reason: str) -> str:
    """The words of the case."""
    return f"对打卡 #{number} 的算分有异议:{reason}"


def objection_filed(number: str) -> str:
    """The village looks at it."""
    return f"收到,已请村里再看,号是【{number}】,3个工作日内回您。想看办到哪了,回“进度”。"


def how_to_reverse(number: str) -> str:
    """冲正 without number or reason; ``number`` as far as it was said."""
    return f"写法:“冲正 #{number or 231} 误记”。要说原因,还要另一个人同意才生效。"


def reversal_asked(record: CheckIn, who: str) -> str:
    """To who asked."""
    return f"#{record.number} 的冲正记下了,要另一个人同意才生效。\n可以找{who or '另一位村干部'}回“批准 #{record.number}”。"


def tell_second(record: CheckIn, name: str, asker: str, reason: str) -> str:
    """To those who may be the second."""
    return (
        f"{asker}提出冲正 #{record.number}:{name} {KIND_NAMES[record.kind]},{day_name(record.day)},{record.points}分。\n"
        f"原因:{reason}\n同意回“批准 #{record.number}”,不同意回“驳回 #{record.number} 原因”。"
    )


def reversed_(record: CheckIn, name: str, points: int) -> str:
    """To the second."""
    return f"#{record.number} 冲正了:{name} 减{points}分,原因已告诉本人。"


def tell_reversed(record: CheckIn, points: int, reason: str, *, late: bool = False) -> str:
    """To the warden; ``late``: its period is locked, so it counts in the running one."""
    where = "(那一期已核定,算在本期)" if late else ""
    return f"#{record.number}({KIND_NAMES[record.kind]},{day_name(record.day)})冲正了,减{points}分{where}。\n原因:{reason}\n有不同意见回“异议 #{record.number} 理由”,不影响您别的分。"


def already_reversed(number: int) -> str:
    """A second time."""
    return f"#{number} 已经冲正过了,不能再冲。"


def reversal_waits(number: int) -> str:
    """Asked for already."""
    return f"#{number} 已经有人提了冲正,等另一个人回“批准 #{number}”。"


def not_counted(number: int) -> str:
    """It has brought nothing that could be reversed."""
    return f"#{number} 还没有审过,不用冲正。不该算的回“驳回 #{number} 原因”。"


def nothing_to_approve(number: int) -> str:
    """No reversal waits."""
    return f"#{number} 没有等着批准的冲正。要审打卡回“通过{number}”。"


def second_must_differ(number: int, who: str) -> str:
    """The same person cannot agree with themself."""
    return f"#{number} 的冲正是您自己提的,要另一个人同意才行。" + (f"可以找{who}。" if who else "")


def not_yours_to_correct(number: int, who: str) -> str:
    """Out of scope, one's own, or one's household's."""
    return f"#{number} 这一步您办不了,自己和家里人的也要别人来。" + (f"可以找{who}。" if who else "可以找村干部。")


def reversal_dropped(number: int) -> str:
    """A waiting reversal was refused."""
    return f"好的,#{number} 的冲正不办了,分不变。"


def tell_reversal_dropped(number: int, reason: str) -> str:
    """To who had asked for it."""
    return f"您提的 #{number} 冲正,另一位不同意:{reason}\n分不变。"


def how_to_take_advice() -> str:
    """采纳建议 without a name or what it was."""
    return "写法:“采纳建议 王建国 村口装减速带”。邻长的建议村里用上了就能记,一个月最多算两条。"


def advice_taken(name: str, points: int) -> str:
    """To the village's staff."""
    return (
        f"记下了,{name}的建议采纳,算{points}分。" if points else f"记下了,{name}的建议采纳。这个月已算满两条,不再加分。"
    )


def tell_advice_taken(advice: str, points: int) -> str:
    """To the warden."""
    return (
        f"村里采纳了您的建议:{advice}\n" + (f"算{points}分。" if points else "这个月已算满两条,不再加分。") + "谢谢您!"
    )


def advice_by_the_village(who: str) -> str:
    """Another must confirm it."""
    return "建议采纳由本村村干部来记,自己和家里人的要别人来。" + (f"可以找{who}。" if who else "")


def advice_known(name: str) -> str:
    """One a day: the same is easily said twice."""
    return f"{name}今天已经记过一条建议了。还有一条,请明天再记。"
