"""Words of the warden system that people say to the bot and that are dealt with elsewhere: on paper, on the board, by a person.

Without this table 荣誉 or 请假 would be taken for something to report. A word leaves it when the bot learns to do the thing. Pure.
"""

import re
from enum import StrEnum


class Topic(StrEnum):
    """Where such a word leads."""

    LISTS = "lists"
    EVENTS = "events"
    AFFAIRS = "affairs"
    MUTUAL = "mutual"
    CARE = "care"
    WARDENS = "wardens"
    STAFF = "staff"


_WORDS: dict[Topic, tuple[str, ...]] = {
    Topic.LISTS: ("荣誉", "谁得奖", "推荐"),
    Topic.EVENTS: ("活动", "报名", "取消报名", "参加活动", "接龙"),
    Topic.AFFAIRS: ("村务", "村务公开", "账目", "看账"),
    Topic.MUTUAL: ("互助", "邻里互助"),
    Topic.CARE: ("关爱", "我联系的老人", "关爱名单", "关爱记录", "结对"),
    Topic.WARDENS: ("自评", "互评", "我要当邻长", "我想当邻长", "想当邻长", "申请邻长", "报名当邻长", "申请当邻长"),
    Topic.STAFF: (
        "名册", "申请", "初审", "审定", "公示", "任用", "调整", "摸底", "值班", "发测评", "评议", "核定", "统计", "导出", "设置",
        "停用", "体检", "停机公告", "村务发布",
    ),
}  # fmt: skip
_TOPIC_OF = {word: topic for topic, words in _WORDS.items() for word in words}
_HEAD = re.compile(r"^([^\s:,.;、()0-9a-z-]+)(.*)$", re.DOTALL)
_EVERYDAY = frozenset({"申请", "公示", "调整", "值班", "体检", "统计", "结对"})
"""Words of everyday too (申请低保, 体检在哪): alone and from an office holder, or with what a command has behind it."""
_PRAISED = re.compile(
    r"^(?:我要|我想|想)?推荐(?:一下)?(?:最美|美丽庭院|示范户|优秀(?:邻长|党员)|好(?:媳妇|婆婆|邻居|人))"
)
"""推荐最美家庭 谁家, without a space behind 推荐."""
_LIKE_A_COMMAND = re.compile(r"^\s*(?:[#a-z]*\d|周$|月$|列表$)")


def topic_of(text: str, *, official: bool = False) -> Topic | None:
    """What normalised ``text`` asks for, if its first word stands in the table; a sentence that only begins so does not."""
    if _PRAISED.match(text):
        return Topic.LISTS
    found = _HEAD.match(text.strip(" .。!?！？"))
    if found is None:
        return None
    word, rest = found[1], found[2]
    topic = _TOPIC_OF.get(word)
    if topic is None or (rest and not rest[0].isspace() and not rest[0].isdigit() and rest[0] not in ":,#"):
        return None
    return None if word in _EVERYDAY and not (official and not rest) and not _LIKE_A_COMMAND.match(rest) else topic
