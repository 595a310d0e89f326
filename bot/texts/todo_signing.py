"""Lines of 待办 about points and lists: who is waited for, and with which words."""

from bot.domain.settlements import Signing
from bot.texts.points import settled_name

_VERBS = {Signing.APPROVE: "批准", Signing.SIGN: "签字", Signing.LOCK: "锁定"}


def settlement(title: str, period: str, signing: Signing) -> str:
    return f"{title}{settled_name(period)}结算等您{_VERBS[signing]},回“结算 {_VERBS[signing]}”"


def rule_change(number: int) -> str:
    return f"积分规则{number}的改动等您看,回“批准规则{number}”,不同意回“积分规则 作罢 {number}”"


def reversal(number: int) -> str:
    return f"#{number} 的冲正等您看,同意回“批准 #{number}”,不同意回“驳回 #{number} 原因”"


def honour(number: int) -> str:
    return f"荣誉{number}等您看,同意回“批准 荣誉{number}”,不同意回“荣誉加分 作罢 {number}”"


def objections(count: int) -> str:
    return f"积分异议{count}条等您答复,回“异议”"


def decisions(title: str, count: int) -> str:
    return f"{title}的榜有{count}条等支部审定,回“榜”"


def supervision(count: int) -> str:
    return f"对榜的意见{count}条等您答复,回“监督”"


def statement(count: int) -> str:
    """To a warden: a reminder about themselves; nothing is said of what it is about."""
    return f"有{count}件事等您说明,回“申辩”或“整改”"


def spot_checks(count: int) -> str:
    return f"抽查有{count}件要问一问,回“抽查”"
