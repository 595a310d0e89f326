"""Sentences about WeCom: how it stands, what is missing (for operators); what a picture-less platform says. In few words."""


def not_yet() -> str:
    return "还没有连上"


def unreachable() -> str:
    return "连不上企业微信的服务器"


def no_answer() -> str:
    return "企业微信没有回答"


def bad_secret() -> str:
    return "编号或密钥不对"


def intruder() -> str:
    return "另一个程序连上了这个机器人,把这边断开了"


def closed() -> str:
    return "企业微信断开了,正在重连"


def choose() -> str:
    """Title of a card with buttons."""
    return "请选一项"
