"""Sentences to those who end a concern without a solution: 不受理, 转出 (handbook §4.3)."""

from bot.domain.concerns import Concern


def village_only(concern: Concern) -> str:
    """By somebody below the village."""
    return f"【{concern.number}】不受理、转出要由村里或镇里定。办不了请回“上提 {concern.short} 原因”。"


def not_urgent_ones(concern: Concern) -> str:
    """An urgent one has to be handled."""
    return f"【{concern.number}】是急事,要办到底。办完回“办结 {concern.short} 怎么办的”。"


def reject_how(number: str) -> str:
    """不受理 without a reason."""
    return f"请写原因,本人看得到,比如“不受理 {number} 不归本镇管”“不受理 {number} 没说是什么事”。"


def redirect_how(number: str) -> str:
    """转出 without saying to whom."""
    return f"请写归哪里办,本人看得到,比如“转出 {number} 县供电公司(95598) 高压线归他们管”。"


def rejected(concern: Concern) -> str:
    """Done."""
    return f"好,【{concern.number}】不受理,原因已告诉本人。"


def redirected(concern: Concern, body: str) -> str:
    """Done."""
    return f"好,【{concern.number}】转出到{body},已告诉本人。"
