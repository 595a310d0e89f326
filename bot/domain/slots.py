"""What a sentence tells besides its category: where, since when, how many households (handbook §3.3). Pure; normalised text.

Rules of this file: words are taken as they were said, nothing is worked out from them; what was not said is empty.
"""

from dataclasses import dataclass

from bot.domain.patterns import Pattern

_SPOT = r"(?:门口|门前|路口|村口|巷口|桥头|桥边|桥上|桥下|塘边|河边|沟边|渠边|井边|屋后|屋前|房后|后山|山脚|学校|小学|幼儿园|卫生室|村部|祠堂|广场|晒场|小店|超市|大棚|厕所|垃圾池|变压器|机耕路|大路|公路)"
_WHERE = Pattern(
    rf"(?:(?:在|到|从)?[\u4e00-\u9fffa-z0-9]{{0,6}}?(?:家|村|组|湾|坳|冲|岭)?的?)?{_SPOT}(?:旁边|边上|对面|后面|前面|那里|那边|附近)?"
)
_LEAD = Pattern(r"^(?:在|到|从|我们?|咱们?|我们这|你们|请|就|有|把|反映|反映一下|的)+")
_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十半几百]{1,4})(?:多|来)?"
_SINCE = Pattern(
    rf"(?:停|坏|断|堵|漏|没|不亮|不来)?(?:都|有|已经|快)?({_COUNT}个?(?:天|夜|星期|礼拜|周|月|年|小时|钟头|晚上))(?:了|没|都|还|以前|前)"
    rf"|[了有]({_COUNT}个?(?:天|夜|星期|礼拜|周|月|年|小时|钟头|晚上))"
    r"|从?((?:昨天|前天|大前天|昨晚|前晚|今天|今早|早上|上个?(?:周|星期|礼拜|月)[一二三四五六日天]?|去年|前年|年前|正月|开春|入冬|下雨|下雪)[\u4e00-\u9fff]{0,4}?)(?:起|开始|到现在|就)"
)
_HOUSEHOLDS = Pattern(
    r"((?:\d{1,3}|[一二两三四五六七八九十百]{1,4}|好)(?:多|来|几)?)(?:户|家(?:人家|住户|人)?(?!的?具|伙|里))"
)
_ALL = Pattern(r"(全(?:组|湾|村|邻|巷)|整个?(?:组|村|湾)|家家户户|一(?:个)?(?:组|湾子|巷子)(?:的)?人?都)")


@dataclass(frozen=True, slots=True)
class Slots:
    """As it was said."""

    where: str = ""
    since: str = ""
    households: str = ""
    """``3户``, ``全组``."""

    def __bool__(self) -> bool:
        return bool(self.where or self.since or self.households)


def slots_of(text: str) -> Slots:
    """Where, since when, and how many households."""
    where = _WHERE.search(text)
    since = _SINCE.search(text)
    return Slots(
        _LEAD.sub("", where[0]) if where else "",
        next(filter(None, since.groups()), "") if since else "",
        _households(text),
    )


def _households(text: str) -> str:
    if (found := _HOUSEHOLDS.search(text)) and found[1] not in {"一", "1"}:
        return f"{found[1]}户"
    every = _ALL.search(text)
    return every[1] if every else ""
