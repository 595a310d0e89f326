"""What people read about the points table: the table, a change of it, its history, a dry run."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.domain.calendar import short_day
from bot.domain.check_ins import Kind
from bot.domain.list_items import DEDUCTIBLE
from bot.domain.point_rules import A_DAY, A_MONTH, LEAST_DEDUCTED, MOST_DEDUCTED, OutOfBounds, RuleVersion
from bot.domain.point_trials import Effect
from bot.domain.points import ADVICE, COLLECT, HELD, HONOURS, PLEDGE, RESOLVE, PointRules
from bot.domain.standings import League
from bot.texts.points import kind_name, settled_name

_SPANS = {"day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "period": "每期"}
LEAGUES = {
    League.VILLAGE: "村组邻长",
    League.BUILDING: "楼栋长",
    League.MIGRANT: "流动党员邻长",
    League.NONE: "网格长",
}
_HOW = "写法:“积分规则 改 走访 3 从 12月1日”,也可改“每天封顶 12”“走访每月 3次”。先看影响回“积分规则 试算 走访 3”。"
_HOW_DEDUCTED = "先听本人说明,支部逐条审定,公示没有异议才扣,整改好的不扣,当期不低于0"


def day(when: date, today: date | None = None) -> str:
    """12月1日; with the year when it is another one, or not known which."""
    year = f"{when.year}年" if today is None or when.year != today.year else ""
    return f"{year}{short_day(when)}"


def name(what: str) -> str:
    """What a version changes, in words."""
    if what in {A_DAY, A_MONTH}:
        return "日常每天封顶" if what == A_DAY else "日常每月封顶"
    if what in DEDUCTIBLE:
        return f"{what}的扣分"
    kind, _, span = what.partition("/")
    return f"{kind_name(kind)}{_SPANS.get(span, span)}次数" if span else f"{kind_name(kind)}每次"


def _unit(what: str) -> str:
    return "次" if "/" in what else "分"


def _worth(what: str, value: int) -> str:
    """3分, 3次; of a deduction 扣3分 or 不扣."""
    if what in DEDUCTIBLE:
        return f"扣{value}分" if value else "不扣分"
    return f"{value}{_unit(what)}"


def _now(what: str, value: int) -> str:
    """走访每次3分, 负-02扣3分."""
    return f"{_head(what)}{_worth(what, value)}"


def _head(what: str) -> str:
    return what if what in DEDUCTIBLE else name(what)


def changes(lines: Sequence[tuple[str, int | None, int]]) -> str:
    """走访每次2分改3分; 负-02不扣分改扣3分."""
    return "、".join(
        _now(what, after) if before is None else f"{_head(what)}{_worth(what, before)}改{_worth(what, after)}"
        for what, before, after in lines
    )


def table(rules: PointRules, village: str, today: date, coming: RuleVersion | None) -> str:
    """The public rule that holds for who asks today."""
    lines = rules.lines
    timed = "、".join(kind_name(kind) for kind, line in lines.items() if line.timed)
    first = (Kind.VISIT, Kind.CARE, Kind.CONTACT, Kind.MEDIATE, Kind.POLICY, Kind.ENV)
    second = (Kind.VOLUNTEER, Kind.SAFETY, Kind.HELP, Kind.CULTURE, Kind.MEETING, Kind.LEAD)
    visits, care = _times(rules, Kind.VISIT), _times(rules, Kind.CARE)
    shown = [
        f"服务积分规则({village + ',' if village else ''}{rules.version}):",
        "、".join(f"{kind_name(kind)}{lines[kind].base}" for kind in first) + "分",
        "、".join(f"{kind_name(kind)}{lines[kind].base}" for kind in second) + "分",
        f"收集诉求{lines[COLLECT].base}、办结诉求{lines[RESOLVE].base}(回访满意+{lines['SATISFIED'].base})、应急值守每4小时{lines[Kind.EMERGENCY].base}",
        f"调解成功+{lines[HELD].base}、建议采纳{lines[ADVICE].base}(村里确认)、践诺一项{lines[PLEDGE].base};带动3户以上清洁、发现隐患并上报各+{lines[Kind.ENV].extra}",
        f"荣誉(凭文件,两个人定,同一个一年算最高的一次):村{lines[HONOURS[0]].base}、镇{lines[HONOURS[1]].base}、县{lines[HONOURS[2]].base}、市及以上{lines[HONOURS[3]].base}",
        f"时间:满{rules.bonus_minutes}分钟+1,最多算{rules.most_minutes}分钟({timed})",
        f"封顶:日常每天{rules.a_day}分、每月{rules.a_month}分;同一户走访{visits},同一人关爱{care}",
    ]
    if coming is not None:
        shown.append(
            f"{day(coming.since, today)}起:{'、'.join(_now(what, value) for what, value in coming.changes.items())}"
        )
    now = "、".join(_now(code, points) for code, points in sorted(rules.deductions.items()))
    soon = coming is not None and _deducts(coming.changes.items())
    if now:
        shown.append(f"扣分只有这几项:{now}。{_HOW_DEDUCTED}")
    elif soon:
        shown.append(f"在那以前一分不扣;以后也要{_HOW_DEDUCTED}")
    shown.append(f"{'别的' if now or soon else ''}只加不扣,不排名不公开,超了服务照样记。看自己的回“积分”。")
    return "\n".join(shown)


def _deducts(changed: Iterable[tuple[str, int]]) -> bool:
    return any(what in DEDUCTIBLE and value for what, value in changed)


def _times(rules: PointRules, kind: str) -> str:
    return "".join(f"{_SPANS[cap.span]}{cap.most}次" for cap in rules.lines[kind].caps)


def how_to_change() -> str:
    """改 without anything to change."""
    return f"要改哪一项、改成多少、从哪天起?\n{_HOW}"


def not_read(rest: str) -> str:
    """Something in it was not understood."""
    return f"“{rest[:20]}”没看懂,没有改。\n{_HOW}"


def since_when(today: date) -> str:
    """No day was given."""
    return f"从哪天起?加一句“从{day(today + timedelta(days=1), today)}”这样的日子。最早明天,之前做的不改。"


def too_early(today: date) -> str:
    """Back-dated."""
    return f"规则不能往前改,做过的事照原来的算。最早从{day(today + timedelta(days=1), today)}起。"


def settled_already(when: date) -> str:
    """In a period that is being settled."""
    return f"{day(when)}所在的这一期已经在结算,不能再改,请选下一期的日子。"


def out_of_bounds(faults: Sequence[OutOfBounds], *, of_village: bool) -> str:
    """Not so far."""
    lines = [
        f"{name(one.name)}不能改成{one.value}"
        + (f",只能在{one.bounds.least}到{one.bounds.most}{_unit(one.name)}之间" if one.bounds else ",没有这一项")
        for one in faults
    ]
    if any(one.name in DEDUCTIBLE for one in faults):
        return (
            ";".join(lines)
            + "。\n"
            + f"扣分由镇里定:0是不扣,要扣一项{LEAST_DEDUCTED}到{MOST_DEDUCTED}分;村里只能比镇里的少。"
        )
    why = "村里可以比镇里的略高略低,封顶不能高过镇里的。" if of_village else "分值小一点,哪一项都不会压过别的。"
    return ";".join(lines) + "。\n" + why


def nothing_changes() -> str:
    """It is so already."""
    return "现在就是这样,不用改。看全表回“积分规则”。"


def not_yours(who: str) -> str:
    """Who can."""
    return f"改积分规则要镇里或村里定。{f'可以找{who}。' if who else ''}看现在的规则回“积分规则”。"


def proposed(one: RuleVersion, title: str, lines: Sequence[tuple[str, int | None, int]], who: str) -> str:
    """To who asked."""
    return (
        f"记下了,规则{one.number}({title}):{changes(lines)},{day(one.since)}起。\n"
        f"要另一个人同意才生效,可以找{who or '另一位镇干部'}回“批准 规则{one.number}”。不改了回“积分规则 作罢 {one.number}”。"
    )


def tell_second(one: RuleVersion, title: str, lines: Sequence[tuple[str, int | None, int]], asker: str) -> str:
    """To those who may agree."""
    return (
        f"{asker}提出改积分规则(规则{one.number},{title}):{changes(lines)},{day(one.since)}起,之前做的照旧算。\n"
        f"同意回“批准 规则{one.number}”,不同意回“积分规则 作罢 {one.number}”。"
    )


def second_must_differ(number: int, who: str) -> str:
    """The same person."""
    return f"规则{number}是您自己提的,要另一个人同意才行。" + (f"可以找{who}。" if who else "")


def day_has_come(number: int) -> str:
    """Too late to agree."""
    return f"规则{number}定的日子已经到了,不能往前算。请重新提一个以后的日子。"


def nothing_waits(number: int) -> str:
    """No such proposal."""
    return f"没有等着同意的规则{number}。看改过哪些回“积分规则 历史”。"


def which_to_approve() -> str:
    """批准规则 without a number."""
    return "批准哪一条?带上号,比如“批准 规则1”。看改过哪些回“积分规则 历史”。"


def agreed(number: int, since: date) -> str:
    """To the second person."""
    return f"好,规则{number}定了,{day(since)}起用,已告诉工作群。"


def tell_agreed(number: int, since: date) -> str:
    """To who asked."""
    return f"规则{number}有人同意了,{day(since)}起用,已告诉工作群。"


def given_up(number: int) -> str:
    """It is not done."""
    return f"好,规则{number}不办了,照原来的算。"


def tell_refused(number: int) -> str:
    """To who asked."""
    return f"规则{number}另一位没同意,照原来的算。想改得少一点,可以再提。"


def announced(title: str, since: date, lines: Sequence[tuple[str, int | None, int]]) -> str:
    """In the work groups."""
    how = f",{_HOW_DEDUCTED}" if _deducts((what, after) for what, _before, after in lines) else ""
    return f"{title}服务积分规则{day(since)}起有变:{changes(lines)}{how}。\n之前做的照旧算。看全表回“积分规则”。"


def history(found: Sequence[tuple[RuleVersion, str, Mapping[str, int]]], initial: str) -> str:
    """All versions, the latest first."""
    lines = [
        f"{day(one.since)}起 规则{one.number}({title}):{'、'.join(_now(what, value) for what, value in changed.items())}"
        for one, title, changed in found[:10]
    ]
    return "\n".join(
        ["积分规则改过的:" if lines else "积分规则没有改过。", *lines, f"最初的版本 {initial}。看全表回“积分规则”。"]
    )


def in_private() -> str:
    """试算 or 改 said in a group."""
    return "这件事请私聊我办:试算、改规则都不在群里说。看现在的规则在这里发“积分规则”就行。"


def being_tried(title: str, wardens: int) -> str:
    """A trial that takes a while."""
    return f"正在试算({title},{wardens}人),人多要算一会儿,算好了私下告诉您。只算不改,别的事照常。"


def tried(title: str, period: str, running: bool, found: Mapping[League, Effect]) -> str:
    """A dry run, by league; nobody is named."""
    head = f"试算({title},{settled_name(period)}{'到今天' if running else ''},只算不改):"
    lines: list[str] = []
    for league, one in found.items():
        span = f",最多{one.most:+d}" if one.most > 0 else ""
        span += f",最少{one.least:+d}" if one.least < 0 else ""
        lines.append(f"{LEAGUES[league]}{one.wardens}人,{one.changed}人会变{span};合计{one.before}→{one.after}分")
    return "\n".join([head, *(lines or ["这一期还没有人任职。"]), "要改就回“积分规则 改 … 从 哪天”。"])
