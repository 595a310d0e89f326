"""What may go through a platform outside of China: what is open to all, and nothing about a resident (handbook §0.1(4), I49). Pure."""

OPEN_COMMANDS = frozenset(
    {"电话", "隐私", "积分规则", "通知", "绑定群", "确认绑定", "解绑群", "停发", "全部停发", "恢复发送", "平台"}
)
"""Names of commands that neither ask for nor show anything about a resident. Everything else is refused there: also what is added later."""
OPEN_MATTERS = frozenset({"notice", "platform"})
"""What the bot may say there by itself: notices (their gates keep persons out of them) and how the platforms stand."""


def may_carry(about: str, answers: str | None) -> bool:
    """Whether a message may go there: an answer to what was let in there, or a matter open to all."""
    return answers is not None or about.partition(":")[0] in OPEN_MATTERS
