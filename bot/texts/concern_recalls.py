"""Sentences after a message was taken back or changed by its sender (handbook §3.9)."""

from bot.domain.concerns import Concern


def ask_withdraw(concern: Concern) -> str:
    """It had been registered."""
    return f"您撤回了刚才那条。【{concern.number}】也要撤回吗?回 是/否。不回就照常办。"


def kept(concern: Concern) -> str:
    """The concern stays."""
    return f"好,【{concern.number}】照常办。想看办到哪了,回“进度”。"


def draft_gone() -> str:
    """It had not been registered yet."""
    return "您撤回了刚才那条,没有登记,也没有存。要反映,重新说一句就行。"


def ask_reword(concern: Concern) -> str:
    """The words of something registered have been changed."""
    return f"您改了刚才那条。【{concern.number}】也换成新的说法吗?回 是/否"


def reworded(concern: Concern) -> str:
    """The new words are stored."""
    return f"好,【{concern.number}】换成新的说法了,办的人看得到。"


def reworded_for_you(concern: Concern) -> str:
    """To the handler."""
    return f"【{concern.number}】{concern.title},本人改了说法:{concern.text[:200]}"
