"""Sentences of urgent notices, which go out first and are looked at after: to staff (handbook §3.6, §4.1)."""

from collections.abc import Sequence

from bot.domain.notices import Level, Notice
from bot.texts.notices import level_name


def reviewed(found: Notice) -> str:
    return f"补审过了,【{found.number}】照发。谢谢。"


def reviewed_to_author(found: Notice, approver: str) -> str:
    return f"【{found.number}】紧急通知,{approver}补审通过。"


def urgent_how() -> str:
    return "这样写:紧急通知 red 三组沿河住户马上转移到村部。\nred(特急,夜里也发,半小时再叫邻长)或 orange(紧急,夜里也发一次);写上单位名就发到那里,不写就发您单位。"


def urgent_unclear(words: str, options: Sequence[str]) -> str:
    return f"“{words}”有好几个:{'、'.join(options[:6])}。还没发出,请马上写全单位名再发一遍。"


def urgent_blocked(reason: str) -> str:
    return f"还没发出。{reason}"


def urgent_sent(found: Notice, chats: int, reviewers: Sequence[str]) -> str:
    who = "、".join(reviewers) if reviewers else "另一位镇干部或镇管理员"
    return (
        f"【{found.number}】已发到{chats}个群。已请{who}两小时内补审。\n"
        f"看报平安、要帮忙的户数:回执 {found.number};发错了:撤回通知 {found.number}。"
    )


def please_review(found: Notice, author: str, where: str) -> str:
    return (
        f"{author}刚发了{level_name(found.level)}通知【{found.number}】({where}):\n{found.body}\n"
        f"请补审:没问题回“批准 {found.number}”,不妥回“撤回通知 {found.number}”。"
    )


def review_overdue(found: Notice) -> str:
    return (
        f"{level_name(found.level)}通知【{found.number}】发出两小时了,还没补审:\n{found.body}\n"
        f"请回“批准 {found.number}”,不妥回“撤回通知 {found.number}”。"
    )


def urgent_without(fault: str) -> str:
    """The words have gone out, the file has not."""
    return f"附件没带上:{fault}"


def urgent_title(level: Level) -> str:
    return f"{level_name(level)}通知"
