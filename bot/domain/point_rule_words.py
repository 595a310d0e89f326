"""A change of the points table as staff write it: 改 走访 3 从 2027-01-01, 每月封顶50分. Pure; texts are normalised."""

import re
from dataclasses import dataclass, field
from datetime import date

from bot.domain import numerals
from bot.domain.check_ins import Kind
from bot.domain.notice_dates import day_ahead
from bot.domain.patterns import Pattern
from bot.domain.point_rules import A_DAY, A_MONTH, span_of
from bot.domain.points import ADVICE, COLLECT, HELD, HONOURS, PLEDGE, RESOLVE, SATISFIED

NAMES: dict[str, str] = {
    "走访入户": Kind.VISIT,
    "走访": Kind.VISIT,
    "入户": Kind.VISIT,
    "关爱探访": Kind.CARE,
    "关爱": Kind.CARE,
    "探访": Kind.CARE,
    "看望": Kind.CARE,
    "流动党员联络": Kind.CONTACT,
    "联络": Kind.CONTACT,
    "联系": Kind.CONTACT,
    "收集诉求": COLLECT,
    "收集": COLLECT,
    "办结诉求": RESOLVE,
    "诉求办结": RESOLVE,
    "办结": RESOLVE,
    "回访满意": SATISFIED,
    "满意": SATISFIED,
    "建议采纳": ADVICE,
    "采纳建议": ADVICE,
    "建议": ADVICE,
    "践诺": PLEDGE,
    "村级荣誉": HONOURS[0],
    "镇级荣誉": HONOURS[1],
    "县级荣誉": HONOURS[2],
    "市级荣誉": HONOURS[3],
    "调解成功": HELD,
    "矛盾调处": Kind.MEDIATE,
    "调解": Kind.MEDIATE,
    "政策宣传": Kind.POLICY,
    "宣传": Kind.POLICY,
    "人居环境": Kind.ENV,
    "环境整治": Kind.ENV,
    "环境": Kind.ENV,
    "卫生": Kind.ENV,
    "整治": Kind.ENV,
    "志愿服务": Kind.VOLUNTEER,
    "志愿": Kind.VOLUNTEER,
    "巡查排查": Kind.SAFETY,
    "巡查": Kind.SAFETY,
    "排查": Kind.SAFETY,
    "代办跑腿": Kind.HELP,
    "代办": Kind.HELP,
    "跑腿": Kind.HELP,
    "文艺": Kind.CULTURE,
    "会议学习": Kind.MEETING,
    "会议": Kind.MEETING,
    "开会": Kind.MEETING,
    "学习": Kind.MEETING,
    "应急值守": Kind.EMERGENCY,
    "应急": Kind.EMERGENCY,
    "值守": Kind.EMERGENCY,
    "带头示范": Kind.LEAD,
    "示范带动": Kind.LEAD,
    "示范": Kind.LEAD,
    "带头": Kind.LEAD,
}
_N = numerals.NUMBER
_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_SPAN = r"(?:每|一|1)?个?(天|日|周|星期|月|季度|季)"
_DAY = r"(?:\d{4}[年\-./])?\d{1,2}[月\-./]\d{1,2}[日号]?|\d{4}年?\d{1,2}月\d{1,2}[日号]?"
_SINCE = Pattern(
    rf"(?:从|自|打)\s*(?P<after>(?:明年)?[^,，;；。\d]*?(?:{_DAY}|明天|后天|下个?月|月底|明年)[^,，;；。\s]*)|(?P<bare>(?:明年)?(?:{_DAY}))\s*(?:起|开始|生效)"
)
_BECOMES = r"改|调(?=[到成])|[为到成:]"
"""改成, 调到, 为: in pieces, so that there is one way to read them, however often they stand there."""
_CAP = Pattern(
    rf"(?:日常)?(?:{_SPAN}(?:总分|的?分)?(?:最多|封顶|上限|不超过|总共)+|(?:封顶|上限)\s*{_SPAN})(?:{_BECOMES})*\s*({_N})\s*分?"
)
_KIND_CAP = Pattern(
    rf"({_NAME})\s*(?:同一?[户人]|每[户人])?的?\s*{_SPAN}\s*(?:最多|封顶|上限)?(?:{_BECOMES})*\s*({_N})\s*次"
)
_BASE = Pattern(
    rf"({_NAME})\s*(?:一次|每次|的?分值?)?\s*(?:从\s*{_N}\s*分?)?(?:{_BECOMES}|[算记给=])*\s*({_N})\s*分?(?!\s*[天日周月年号次\-./])"
)


_DEDUCTED = Pattern(
    rf"负[\s\-–—_第]*({_N})(?:条|项|号)?[\s,:]*(?:每次|一次)?(?:改成?|改为|定为)?\s*(?:(?:扣|减)(?:成|到|为)?\s*({_N})\s*分?|(不(?:再)?扣)分?)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was read: the changes, from when, and what is left over."""

    changes: dict[str, int] = field(default_factory=dict[str, int])
    since: date | None = None
    rest: str = ""


def read(text: str, today: date) -> Wanted:
    """Everything that ``text`` asks for."""
    since, rest = _since(text, today)
    changes: dict[str, int] = {}
    for found in list(_DEDUCTED.finditer(rest)):
        changes[f"负-{numerals.whole(found[1]):02d}"] = 0 if found[3] else numerals.whole(found[2])
        rest = rest.replace(found[0], " ", 1)
    for found in list(_CAP.finditer(rest)):
        name = {"day": A_DAY, "month": A_MONTH}.get(span_of(found[1] or found[2]) or "")
        before = rest[max(0, found.start() - 8) : found.start()]
        if name and not re.search(rf"(?:{_NAME})[^,，;；、\d]*$", before):
            changes[name] = numerals.whole(found[3])
            rest = rest.replace(found[0], " ", 1)
    for found in list(_KIND_CAP.finditer(rest)):
        span = span_of(found[2])
        changes[f"{NAMES[found[1]]}/{span.value if span else ''}"] = numerals.whole(found[3])
        rest = rest.replace(found[0], " ", 1)
    for found in list(_BASE.finditer(rest)):
        changes[str(NAMES[found[1]])] = numerals.whole(found[2])
        rest = rest.replace(found[0], " ", 1)
    return Wanted(changes, since, re.sub(r"[改把将、,，;；。.和及\s分起]+", "", rest))


def _since(text: str, today: date) -> tuple[date | None, str]:
    found = _SINCE.search(text)
    if found is None:
        return None, text
    said = found["after"] or found["bare"]
    rest = text.replace(found[0], " ", 1)
    if "明年" in said:
        day = day_ahead(said.replace("明年", ""), today) if re.search(r"\d", said) else date(today.year, 1, 1)
        return (day.replace(year=today.year + 1) if day else None), rest
    if re.fullmatch(r"下个?月(?:起|开始)?", said.strip()):
        return date(today.year + today.month // 12, today.month % 12 + 1, 1), rest
    return day_ahead(said, today), rest
