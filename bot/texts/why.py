"""The words of the “why” drawer."""

from collections.abc import Mapping

from bot.messages import Priority

_PRIORITIES: Mapping[Priority, str] = {
    Priority.URGENT: "最急，先发",
    Priority.REPLY: "回话",
    Priority.NOTICE: "通知",
    Priority.DIGEST: "简报",
}
_STATES: Mapping[str, str] = {
    "queued": "排着队",
    "sending": "正在发",
    "sent": "送到了",
    "failed": "没发成，会再试",
    "dead": "发不出去，不再试",
    "skipped": "不用发了",
    "unknown": "不知道到没到，不重发",
}
_PROBLEMS: Mapping[str, str] = {
    "later": "平台说等一会儿",
    "gone": "群没了，或小邻被移出",
    "refused": "平台不收",
    "gave up": "试了几次都不成",
    "no answer": "平台没有回音",
    "no address": "没有可发的账号",
    "said directly": "已直接说过",
}


def cause(why: str, is_reply: bool) -> str:
    """The rule or word that led to the message."""
    if why:
        return why
    return "回答刚才那句话" if is_reply else "到了时候，小邻自己说的"


def priority(level: Priority) -> str:
    return _PRIORITIES[level]


def state(name: str) -> str:
    return _STATES.get(name, name)


def problem(error: str) -> str:
    return _PROBLEMS.get(error, error)


def system() -> str:
    return "系统"


def change(area: str, verb: str, before: str, after: str) -> str:
    """One row of the audit trail; codes stay codes, so that it can be looked up."""
    moved = f":{before or '(无)'} → {after}" if after else f":{before}" if before else ""
    return f"{area}.{verb}{moved}"
