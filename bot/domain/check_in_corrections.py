"""A check-in set right in plain words: 刚才那条改成40分钟, 231改成昨天的, 刚才那条不算, 打卡记错了. Pure; texts are normalised."""

import re
from dataclasses import dataclass

from bot.domain.patterns import Pattern

_LAST = r"(?:刚才|刚刚|刚|方才|头先|上面|前面|上一?个?|最后一?)(?:我)?(?:说|记|打|报)?(?:的)?(?:那|这)?一?(?:条|个|次|户|家|遍|句)?(?:打卡|记录|走访)?(?:的)?"
_FIELD = r"(?:时间|日期|日子|时长|对象|人名?|名字|类型|内容)?(?:也|都)?"
_WRONG = r"(?:(?:写错|记错|说错|弄错|打错|搞错|报错|错)了?|不对)"
_HOW = r"(?:了|啦|啊|呢)?[,\s]*(?:怎么|咋)?(?:办|改|弄)?(?:才好|呢|呀|啊)?\??"
_TO = r"(?:改成|改为|改到|改|换成|应该是|应当是|应是|其实是|是)"
_NUMBER = r"(?:打卡)?#?(?P<number>\d{1,7})(?:号|那条)?(?:打卡)?(?:的)?"
_NOT = r"不是[^,。]{1,12}[,。\s]*(?:应该|而)?是"
_CHANGES = (
    Pattern(rf"^{_LAST}{_FIELD}{_WRONG}?[,。:\s]*(?:请|要|给我|帮我|把.{{0,4}})?(?:{_NOT}|{_TO})\s*(?P<new>.+)$"),
    Pattern(rf"^{_LAST}{_FIELD}{_WRONG}[,。:\s]+(?P<new>.+)$"),
    Pattern(
        rf"^(?:不好意思|哦|啊|唉)?[,\s]*(?:我)?{_WRONG}[,。:\s]*(?:{_NOT}|(?:应该|其实)?(?:是|改成|改为))\s*(?P<new>.+)$"
    ),
    Pattern(rf"^{_NUMBER}[\s]*{_FIELD}{_WRONG}?[,:\s]*(?:{_NOT}|改成|改为|改到|换成|应该是|其实是)\s*(?P<new>.+)$"),
)
_DROPS = (
    Pattern(
        rf"^{_LAST}[,\s]*(?:就)?(?:不算(?:数)?|不要|别记|不记|撤了|撤销|撤掉|撤回|删了|删掉|删除|作废|取消|记重|重复)(?:了|吧|掉)*$"
    ),
    Pattern(rf"^{_NUMBER}(?:不算(?:数)?|作废|撤销|撤掉|记重|重复)(?:了|吧|掉)*$"),
)
_WRONG_ALONE = (
    Pattern(rf"^(?:不好意思|哦|啊|唉)?[,\s]*(?:我)?(?:(?:{_LAST}|打卡(?:的)?){_FIELD}[,\s]*{_WRONG}|记错了){_HOW}$"),
    Pattern(rf"^{_NUMBER}\s*{_FIELD}{_WRONG}{_HOW}$"),
)

_SIGN = Pattern(r"[错对是改换不别撤删废消重]")
"""Without one of these nothing is set right: most of what is told has none."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Which record (None: the last one), and what is to be said of it instead.

    ``new`` is None when the record is to be taken back, empty when it is only said to be wrong.
    """

    number: int | None
    new: str | None


def correction(text: str) -> Correction | None:
    """What normalised ``text`` sets right; None when it is something else."""
    text = text.strip(" .。!")[:300]
    if not _SIGN.search(text):
        return None
    for pattern in _DROPS:
        if found := pattern.match(text):
            return Correction(_number(found), None)
    for pattern in _CHANGES:
        if found := pattern.match(text):
            return Correction(_number(found), found["new"].strip())
    for pattern in _WRONG_ALONE:
        if found := pattern.match(text):
            return Correction(_number(found), "")
    return None


def _number(found: re.Match[str]) -> int | None:
    said = found.groupdict().get("number")
    return int(said) if said else None
