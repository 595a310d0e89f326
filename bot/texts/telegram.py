"""Sentences about Telegram: how it stands (for staff, in few words), and what a press on an old button says."""


def not_yet() -> str:
    return "还没有连上"


def unreachable() -> str:
    return "连不上 Telegram 的服务器"


def no_answer() -> str:
    return "Telegram 没有好好回答"


def bad_token() -> str:
    return "令牌不对或已经作废"


def intruder() -> str:
    return "另一个程序也在收这个账号的消息"


def refused(status: int) -> str:
    return f"Telegram 拒绝了({status})"


def stale() -> str:
    return "这一题已经过去了,请看最新的一条消息。"
