"""The words of the “why” drawer."""

import re
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
    "by_hand": "等人转发",
}
_PROBLEMS: Mapping[str, str] = {
    "later": "平台说等一会儿",
    "gone": "群没了，或小邻被移出",
    "refused": "平台不收",
    "gave up": "试了几次都不成",
    "no answer": "平台没有回音",
    "no address": "没有可发的账号",
    "said directly": "已直接说过",
    "interrupted": "发到一半小邻重启了",
    "replaced": "换成了更正或作废",
    "by hand": "由人转发",
}
_CODES: Mapping[str, str] = {
    "ballot": "测评答题",
    "by hand": "群里没有小邻，请人转发",
    "card": "超过每周条数，合成一天一张卡",
    "check_in": "打卡追问",
    "concern": "登记诉求",
    "concern_alarm": "急事词",
    "concern_guess": "拿不准是哪类，给三个选",
    "concern_rating": "办结回访",
    "concern_withdraw": "撤回前问一声",
    "delivery lost": "有群没送到，告诉发件人",
    "digest": "定时简报",
    "fault": "出了岔子，道歉",
    "launch_poll": "发起测评",
    "menu": "菜单",
    "merged": "休息时间攒下的，合成一条",
    "notice": "通知转达",
    "notice approval": "通知等另一人批准",
    "notice_correction": "更正通知",
    "poll": "测评",
    "poll closed": "测评截止",
    "poll_p1": "定时测评",
    "poll_close": "测评截止",
    "receipt reminder": "还没回回执，私下提醒",
    "receipts": "回执截止，汇总",
    "red again": "急事没人接，再叫一次",
    "relay": "逐级转达",
    "retention": "按期清理",
    "review_nudge": "打卡等着审",
    "schedule": "定时的通知",
    "unbind_chat": "解绑群前问一声",
    "vote in a group": "在群里投票不算",
    "warden_morning": "邻长早上的待办",
    "care_alert": "关爱对象没联系上",
    "leave": "请假、代班",
    "leave_again": "换代班的人",
    "leave_another": "代班的人不方便,再问一位",
    "leave_ask": "问能不能代班",
    "pledge": "承诺",
    "task": "重点任务",
    "task_change": "重点任务改了",
    "task_end": "重点任务结束",
    "task_post": "布置重点任务",
    "task_withdraw": "重点任务撤回",
}
"""Names of forms, jobs and rules, as people would say them."""
_FAMILIES = ("concern", "check_in", "digest", "notice", "poll")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def cause(why: str, is_reply: bool) -> str:
    """The rule or word that led to the message."""
    if why:
        for code in (why, *_FAMILIES):
            if why.startswith(code) and code in _CODES:
                return _CODES[code]
        return why if _CHINESE.search(why) else f"规矩 {why}"
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
