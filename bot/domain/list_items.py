"""The adopted lists of acts (正负清单): what an entry may be about, and words that may stand in no text of a list (handbook §4.7, I39). Pure.

Rules of this file: an item names an act of a warden's office; a village may adopt its own wording, never another kind of subject; a word about
character is found also with spaces, signs and pictures between its characters, and in traditional characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.list_states import Kind
from bot.domain.numerals import NUMBER, whole
from bot.domain.patterns import Pattern
from bot.normal import normalise

LONGEST = 40
"""Characters of an item."""


@dataclass(frozen=True, slots=True)
class Item:
    """One act. ``village`` empty: the town's wording, which holds until a village has adopted its own."""

    code: str
    text: str
    village: str = ""
    version: int = 0
    reference: str = ""
    """The decision of the villagers' representatives by which it was adopted."""
    adopted_on: date | None = None


ITEMS: dict[str, str] = {
    "正-01": "诉求按时办结率95%以上,且不少于5件",
    "正-02": "关爱探访全覆盖",
    "正-03": "成功调解2起以上",
    "正-04": "急事险情先到场",
    "正-05": "带头发展、示范带动",
    "正-06": "群众满意率95%以上",
    "正-07": "提的建议被采纳",
    "负-01": "连续2个月未联系本邻任何一户,且未请假",
    "负-02": "无故不接单或超期3件以上,且未说明",
    "负-03": "应上报的险情、诉求没有上报",
    "负-04": "走访记录与抽查核实的不符",
    "负-05": "对群众态度粗暴(经核实)",
    "负-06": "泄露群众个人情况",
    "负-07": "借邻长身份谋取私利",
}
"""The town's wording (handbook §4.7)."""

CHECKED = "负-04"
"""Only from a spot check that the supervisors have verified."""
HANDED_OVER = "负-07"
"""Never on a list: it goes to the discipline inspection."""

DEDUCTIBLE = tuple(code for code in ITEMS if code.startswith("负") and code != HANDED_OVER)
"""Items for which the town may adopt a rule that takes off points (handbook §5.1)."""

_CODE = Pattern(rf"^([正负])[\s\-–—_第]*({NUMBER})(?:条|项|号)?(?=$|[\s:,.;、,。:])")


def code_at(text: str) -> tuple[str, str] | None:
    """The code that normalised ``text`` begins with (``负2``, ``负-02``, ``负二``), and what follows; None: no such item."""
    found = _CODE.match(text.strip())
    if found is None:
        return None
    code = f"{found[1]}-{whole(found[2]):02d}"
    return (code, text.strip()[found.end() :].strip(" :,.;/")) if code in ITEMS else None


def code_in(text: str) -> bool:
    """Whether normalised ``text`` names an item at the start of one of its words."""
    return any(code_at(text[found.start() :]) for found in re.finditer(r"(?<!\S)[正负]", text))


def kind_of(code: str) -> Kind:
    """Which list an item belongs to."""
    return Kind.HONOUR if code.startswith("正") else Kind.REMINDER


def current(adopted: Iterable[Item]) -> dict[str, Item]:
    """The wording in force by code: the village's latest, else the town's."""
    found = {code: Item(code, text) for code, text in ITEMS.items()}
    for one in sorted(adopted, key=lambda item: item.version):
        if one.code in found:
            found[one.code] = one
    return found


_SURE = (
    "懒惰", "好吃懒做", "懒汉", "懒散", "懒", "无所事事", "素质", "素养差", "人品", "品行", "德行", "品德", "觉悟低", "觉悟差", "觉悟不高", "道德败坏", "缺德", "刁", "无赖", "泼皮", "赖皮",
    "二流子", "游手好闲", "不务正业", "不求上进", "不思进取", "混日子", "吃闲饭", "老油条", "屡教不改", "自私", "贪婪", "贪心", "愚昧", "愚蠢",
    "愚笨", "蠢", "笨", "没文化", "窝囊", "废物", "败类", "人渣", "害群之马", "没良心", "不孝", "低能", "没本事", "丢人", "可耻",
    "恶劣分子", "落后分子", "后进分子", "落后户", "懒户", "流氓", "性格", "脾气差", "脾气坏", "作风不正", "作风败坏",
)  # fmt: skip
_LOOSE = ("落后", "后进", "差劲")
"""Words that may arise from two neighbouring sentences: not looked for across commas and full stops."""
_BETWEEN = Pattern(r"[^一-鿿]+")
_WITHIN = Pattern(r"[^一-鿿,.;、。,!?]+")
_PINYIN = Pattern(r"lan\s*duo|su\s*zhi|ren\s*pin|wu\s*suo\s*shi\s*shi|luo\s*hou")
_HARMLESS = Pattern(r"扶懒|笨重|贪心算法|刁[一-鿿]{1,2}(?:村|组|湾|庄|家)")


def character_word(text: str, names: Iterable[str] = ()) -> str:
    """The first word about character in ``text``, empty when there is none; ``names`` of people (刁…) are not looked at."""
    seen = normalise(text).replace("ack", " ")
    for name in sorted((name for name in names if len(name) >= 2), key=len, reverse=True):
        seen = seen.replace(name, "。")
    seen = _HARMLESS.sub("。", seen)
    tight, loose = _BETWEEN.sub("", seen), _WITHIN.sub("", seen)
    found = next((word for word in _SURE if word in tight), "")
    found = found or next((word for word in _LOOSE if word in loose), "")
    if not found and (written := _PINYIN.search(seen)):
        found = written[0]
    return found
