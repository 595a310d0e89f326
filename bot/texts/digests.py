"""The weekly digests in words (handbook §6): at most 12 lines for residents, 25 for staff; empty sections are left out."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.calendar import day_name, short_day
from bot.domain.concern_states import State
from bot.domain.digest_weeks import GridWeek, ResidentWeek, TownWeek, VillageWeek
from bot.domain.digests import FEW, Counts, Matter, Period, comparable
from bot.domain.notices import Notice

HELP_VILLAGE = "看本村这周的简报"

CATEGORIES = {
    "WATER": "用水",
    "POWER_NET": "用电照明",
    "ROAD": "道路交通",
    "ENV": "环境卫生",
    "FARM": "农业生产",
    "LAND": "土地房屋",
    "SOCIAL": "社保救助",
    "HEALTH": "医疗医保",
    "EDU": "教育",
    "ELDER": "养老",
    "DISPUTE": "矛盾纠纷",
    "SAFETY": "安全隐患",
    "VILLAGE": "村务",
    "JOB": "就业办事",
    "OTHER": "其他",
}
_STATES = {
    State.FILED: "等人接单",
    State.CLAIMED: "在办",
    State.IN_PROGRESS: "在办",
    State.ON_HOLD: "挂起",
}
_SEASONS = {
    "heating": "天冷,生炉子、烤火开点窗;用电别超负荷",
    "forest_fire": "天干,别在田里山边烧草,上坟别点火",
    "straw": "收割时节,秸秆别烧,可以打捆或还田",
    "drowning": "天热,看好孩子,别下塘下河游水",
}
MOST_FIXED = 3
MOST_NOTICES = 3
MOST_LISTED = 5


def _days(period: Period) -> str:
    return f"{_day(period.first)}–{_day(period.last)}"


def _day(day: date) -> str:
    return f"{day.month}.{day.day}"


def _some(titles: Sequence[str], most: int) -> str:
    shown = ";".join(titles[:most])
    return f"{shown}等{len(titles)}件" if len(titles) > most else shown


def _notice(notice: Notice) -> str:
    return f"📢 记着:{notice.title}(到{_until(notice)},看全文回“通知 {notice.number}”)"


def _until(notice: Notice) -> str:
    year = f"{notice.valid_until.year}年" if notice.valid_until.year != notice.made_at.year else ""
    return f"{year}{short_day(notice.valid_until)}"


def neighbourhood(week: ResidentWeek) -> str:
    """To a neighbourhood's group, Sunday evening."""
    lines = [f"【{week.name}·一周】{_days(week.period)}"]
    if week.fixed:
        lines.append(f"✅ 办好的:{_some(week.fixed, MOST_FIXED)}")
    if week.in_progress:
        lines.append(f"🔧 还在办的{week.in_progress}件,有进展会说")
    lines += [_notice(notice) for notice in week.notices[:MOST_NOTICES]]
    lines.append(f"⚠️ {_SEASONS[week.season]}")
    lines += [_contact(week), "着急的事打110、119、120"]
    return "\n".join(lines)


def _contact(week: ResidentWeek) -> str:
    if week.contact_role == "warden":
        return f"有事找邻长{week.contact},或回“反映 什么事”"
    if week.contact_role == "grid_leader":
        return f"有事找网格长{week.contact}(代管),或回“反映 什么事”"
    return "有事回“反映 什么事”"


def migrant(week: ResidentWeek) -> str:
    """To a group of people away, Sunday evening: news from home."""
    lines = [f"【老家这一周·{week.name}】{_days(week.period)}"]
    if week.fixed:
        lines.append(f"✅ 替大家办好的:{_some(week.fixed, MOST_FIXED)}")
    lines += [_notice(notice) for notice in week.notices[:MOST_NOTICES]]
    lines.append("家里有事、有事想问,私聊我回“反映 什么事”" + (f",或找{week.contact}" if week.contact else ""))
    return "\n".join(lines)


def _beside(now: int, before: int) -> str:
    return f"(上周{before})" if comparable(now, before) else ""


def _people(count: int) -> str:
    """Numbers of households or people below three are not told."""
    return "少量住户" if 0 < count < FEW else f"{count}户"


def _concerns(counts: Counts) -> str:
    parts = [f"新到{counts.new}件{_beside(counts.new, counts.new_before)}"]
    parts.append(f"办结{counts.done}{_beside(counts.done, counts.done_before)}")
    parts.append(f"在办{counts.open}")
    parts.append(f"超期{counts.overdue}")
    return "诉求:" + ",".join(parts)


def _categories(counts: Counts) -> str:
    return "、".join(f"{CATEGORIES.get(code, code)}{count}" for code, count in counts.categories)


_NUMERALS = "一二三四五六七八九"


def village(week: VillageWeek) -> str:
    """To a village's work group, Monday morning."""
    sections: list[list[str]] = []
    counts = week.counts
    if counts.anything:
        lines = [_concerns(counts)]
        if counts.categories:
            lines.append(f"   多的几类:{_categories(counts)}")
        if week.overdue_titles:
            lines.append(f"   超期的:{_some(week.overdue_titles, MOST_LISTED)}")
        if counts.at_town:
            lines.append(f"   已到镇里的{counts.at_town}件")
        sections.append(lines)
    if counts.repeated:
        named = "、".join(f"{title}({count}户)" for title, count in counts.repeated)
        sections.append([f"同一问题多户反映:{named}——建议村里一并解决"])
    if week.visits.records:
        homes = f",联系{_people(week.visits.households)}" if week.visits.households else ""
        sections.append([f"走访服务:邻长记录{week.visits.records}次{homes}"])
    if week.visits.waiting:
        sections.append([f"待办:打卡待审{week.visits.waiting}条,回“审核”"])
    if week.notices:
        told = ";".join(f"{sent.title},{sent.groups}个群已到{sent.arrived}个" for sent in week.notices[:MOST_LISTED])
        more = f"等{len(week.notices)}条" if len(week.notices) > MOST_LISTED else ""
        sections.append([f"通知:{told}{more}"])
    if week.poll_until is not None:
        sections.append([f"测评:邻长满意度测评进行到{day_name(week.poll_until.date())}"])
    lines = [f"【{week.name}·周报】{_days(week.period)}(系统自动汇总,无需填报)"]
    for numeral, section in zip(_NUMERALS, sections, strict=False):
        lines += [f"{numeral}、{section[0]}", *section[1:]]
    return "\n".join(lines)


def grid(week: GridWeek) -> str:
    """To a grid's group, Monday morning: residents may be in it, so nobody is named."""
    lines = [f"【{week.name}·一周】{_days(week.period)}(自动汇总)", _concerns(week.counts)]
    lines += [_matter(one) for one in week.matters[:MOST_LISTED]]
    if len(week.matters) > MOST_LISTED:
        lines.append(f"另有{len(week.matters) - MOST_LISTED}件在办,处理人回“待办”可看。")
    return "\n".join(lines)


def _matter(one: Matter) -> str:
    due = f",{one.due_at.month}月{one.due_at.day}日前" if one.due_at and one.state is not State.ON_HOLD else ""
    return f"【{one.number}】{one.title}:{_STATES.get(one.state, '在办')}{due}"


def town(week: TownWeek) -> str:
    """To the town's work group, Monday morning."""
    lines = [f"【{week.name}·邻长工作周报】{_days(week.period)}(自动汇总)", "村:新到/办结/超期/到镇里"]
    shown = [(name, counts) for name, counts in week.villages if counts.anything]
    for name, counts in shown[:14]:
        lines.append(f"{name}:{counts.new}/{counts.done}/{counts.overdue}/{counts.at_town}")
    if len(shown) > 14:
        lines.append(f"另有{len(shown) - 14}个村,回“村报 村名”看")
    counts = week.counts
    lines.append(_concerns(counts))
    if counts.categories:
        lines.append(f"热点:{_categories(counts)}")
    if counts.repeated:
        named = "、".join(f"{title}({count}件)" for title, count in counts.repeated)
        lines.append(f"未诉先办建议:{named}")
    if week.vacant or week.oversize:
        vacant = f"{len(week.vacant)}个邻无邻长({_some_places(week.vacant)})" if week.vacant else ""
        oversize = f"超20户的邻{week.oversize}个" if week.oversize else ""
        lines.append("空缺:" + ";".join(part for part in (vacant, oversize) if part))
    if week.poll_until is not None:
        lines.append(f"测评:邻长满意度测评进行到{day_name(week.poll_until.date())}")
    beside = _beside(week.group_messages, week.group_messages_before)
    folded = f",另有{week.folded}条合进一天一张的卡" if week.folded else ""
    lines.append(f"减负:本周全镇各群收到小邻消息{week.group_messages}条{beside}{folded}")
    return "\n".join(lines)


def _some_places(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


def todo(matters: Sequence[Matter], waiting: int, now: datetime, points: int, beside: Sequence[str] = ()) -> str:
    """To one warden in private, Monday morning; the numbers are their own."""
    lines = ["早上好!这周要办的:"]
    lines += [_matter(one) + ("(已超期)" if one.is_overdue(now) else "") for one in matters[:MOST_LISTED]]
    if len(matters) > MOST_LISTED:
        lines.append(f"另有{len(matters) - MOST_LISTED}件,回“待办”看")
    lines += beside
    if waiting:
        lines.append(f"打卡待审{waiting}条,等村里看")
    if points:
        lines.append(f"您这半年积分{points}分")
    lines.append("接单回“接单 号”,办好了回“办结 号 怎么办的”")
    return "\n".join(lines)


def nothing(place: str, period: Period) -> str:
    """/村报 in a week without anything."""
    return f"{place}{_days(period)}还没有可汇总的事。\n有了诉求、走访、通知,这里会自动出来。"


def which_village(example: str) -> str:
    """Somebody answers for several villages, or named none of theirs."""
    return f"要看哪个村的?这样写:村报 {example}"


def not_your_village(names: str) -> str:
    """Another village's digest."""
    return f"您能看的是{names}的周报。"
