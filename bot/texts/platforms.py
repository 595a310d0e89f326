"""Sentences about the platforms themselves: outages, stopping, groups that were renamed, lost or have a new id. For staff."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import moment_name

StandingShown = tuple[str, bool, str, datetime, bool]
"""Name, up, trouble, since, paused."""


def outage(name: str, trouble: str, since: datetime) -> str:
    why = f"({trouble})" if trouble else ""
    return (
        f"{name}从{moment_name(since)}起收发不了消息{why}。"
        "要发的都存着,通了会接着发;急事请先打电话。运维人员请运行 xianglin doctor 看怎么修。"
    )


def back(name: str, since: datetime) -> str:
    return f"{name}{moment_name(since)}恢复了,存着的消息正在按顺序发出。"


def stopped(names: Sequence[str]) -> str:
    return f"{'、'.join(names)}停发了:一条也不往外发,来的消息照收照存。恢复回“恢复发送”。"


def resumed(names: Sequence[str], waiting: int) -> str:
    held = f"存着的{waiting}条按顺序发。" if waiting else "没有存着的消息。"
    return f"{'、'.join(names)}恢复发送了。{held}"


def stopped_by(who: str, names: Sequence[str]) -> str:
    return f"{who}停了{'、'.join(names)}的发送。恢复回“恢复发送”。"


def resumed_by(who: str, names: Sequence[str]) -> str:
    return f"{who}恢复了{'、'.join(names)}的发送。"


def already_stopped(names: Sequence[str]) -> str:
    return f"{'、'.join(names)}已经停发。恢复回“恢复发送”。"


def not_stopped() -> str:
    return "没有停发的平台,消息在正常发。看各平台情况回“平台”。"


def which(names: Sequence[str]) -> str:
    """No platform of that name is connected."""
    if not names:
        return not_stopped()
    return f"没有接这个平台。接着的有:{'、'.join(names)}。例如“停发 {names[0]}”,全停回“停发 全部”。"


def standing(shown: Sequence[StandingShown], waiting: int) -> str:
    lines: list[str] = []
    for name, up, trouble, since, paused in shown:
        state = "已停发" if paused else "正常" if up else f"不通({trouble})" if trouble else "不通"
        lines.append(f"{name}:{state},{moment_name(since)}起")
    lines.append(f"等着发的消息{waiting}条。停某个平台回“停发 平台名”,全停回“停发 全部”。")
    return "\n".join(lines)


def asked(name: str, what: str) -> str:
    """Only a person grants it, on the phone that the account belongs to. Who asks stands there too."""
    if what == "group":
        return (
            f"有人邀请{name}上的小邻进群。小邻自己不会进:请在登录那个号的手机上看看是不是本镇的群,"
            "是就点同意;进群后在群里发“绑定群 单位”。不是就不用管。"
        )
    return (
        f"有人在{name}上申请加小邻为好友。小邻自己不会通过:请在登录那个号的手机上打开“新的朋友”,认得的点通过;"
        "通过后请本人私聊小邻发“绑定 六位码”。不认得的不用管。"
    )


def renamed(where: str, old: str, new: str) -> str:
    return f"{where}的群“{old}”改名叫“{new}”了。还是这个群就不用管;不是了,请在群里发“解绑群”。"


def lost(where: str, name: str) -> str:
    return f"小邻不在{where}的群“{name}”里了(被移出,或群没了)。通知会请人代发;拉回来后在群里发“绑定群 {where}”。"


def moved(where: str, name: str) -> str:
    return f"{where}的群“{name}”升级换了号,小邻已经跟过去,记录都在,不用再登记。"


def maybe_moved(where: str, name: str) -> str:
    return f"{where}的群“{name}”像是换了号。请到群里看一眼,是这个群就发“确认绑定”,不是就不用管。"
