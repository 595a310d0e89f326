"""What the HTTP interface and the pages answer when something is wrong: each says which field, and what it should be."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain import calendar


def not_json() -> str:
    return '请求的内容应当是一个 JSON 对象，像 {"chat": null, "sender": "张小明", "text": "帮助"}'


def unknown_field(field: str, known: Iterable[str]) -> str:
    return f"{field}:不认识这一项，可用的有 {'、'.join(known)}"


def wrong_field(field: str, expected: str) -> str:
    return f"{field}:{expected}"


def who_speaks() -> str:
    return "sender:要写谁在说话(名册里的姓名或编号);没登记的人改写 from_unknown"


def not_both(one: str, other: str) -> str:
    return f"{other}:不能和 {one} 一起写，留一个"


def no_chat(name: str) -> str:
    return f"chat:名册里没有群“{_short(name)}”"


def no_person(field: str, name: str) -> str:
    return f"{field}:名册里没有“{_short(name)}”这个人"


def same_name(field: str, name: str, numbers: Iterable[str]) -> str:
    return f"{field}:叫“{_short(name)}”的不止一位，请写编号:{'、'.join(numbers)}"


def no_clock() -> str:
    return "只有演示时能拨时钟"


def not_here() -> str:
    return "没有这个地址"


def only_loopback() -> str:
    return "模拟平台只给本机用：请从这台机器上打开 127.0.0.1"


def other_origin() -> str:
    return "这个请求是别的网站发来的，不收"


def stale_form() -> str:
    return "这一页放得太久了，请刷新后再试"


def too_large() -> str:
    return "内容太大了，最多 12 MB"


def no_length() -> str:
    return "请求要写明长度(Content-Length)"


def not_stored() -> str:
    return "数据库这会儿写不进去，这条没有存，请稍后原样再发一次"


def database_silent() -> str:
    return "数据库没有回答"


def outbox_stuck(minutes: int) -> str:
    return f"发件箱不动了，最早的一条等了 {minutes} 分钟"


def busy_moving() -> str:
    return "时钟正在往前走，请等它停下"


def no_why() -> str:
    return "没有找到这条消息"


def waiting(until: datetime, count: int, refused: int) -> str:
    """Something has not got to a chat yet."""
    why = f"被退回 {refused} 次，" if refused else "没到可以发的时候，"
    return f"还有 {count} 条没发：{why}{until.month}月{until.day}日 {until.hour:02}:{until.minute:02} 再发"


_ATTACHED = {
    "image": "照片",
    "voice": "语音",
    "file": "文件",
    "location": "位置",
    "video": "视频",
    "forwarded": "转发的聊天",
    "sticker": "表情",
    "red_packet": "红包",
    "mini_program": "小程序",
}


def attached(attachments: Sequence[tuple[str, str]]) -> str:
    """(kind, name) of what came with somebody's words, as the page shows it."""
    shown = ((_ATTACHED.get(kind, kind), name) for kind, name in attachments)
    return " ".join(f"[{kind}{' ' + name if name else ''}]" for kind, name in shown)


def no_file() -> str:
    return "没有这个文件，或者已过保存期"


def nothing_said() -> str:
    return "先写一句话，再点发送"


def nothing_to_repeat() -> str:
    return "这个群里还没人说过话，没有可以重发的"


def platforms_down(lost: Sequence[tuple[str, str]]) -> str:
    """(name, trouble) of platforms that cannot be reached."""
    return "、".join(f"{name}连不上" + (f"({trouble})" if trouble else "") for name, trouble in lost)


def bad_moment() -> str:
    return "时间要在现在之后、一年以内"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def going_out(number: str, reached: int, groups: int, now: datetime, ready: datetime) -> str:
    """How far a notice has got, and when all will have it."""
    minutes = round((ready - now).total_seconds() / 60)
    if minutes < 1:
        when = "正在发"
    elif minutes <= 90:
        when = f"约 {minutes} 分钟后发完"
    else:
        when = f"预计{calendar.moment_name(ready)}发完"
    return f"通知 {number}：已到 {reached}/{groups} 个群，{when}"


def more_going_out(count: int) -> str:
    return f"还有 {count} 份通知也在发"
