"""The settings of WeChat through a Wechaty gateway, and how their values are read."""

import re
import ssl
from datetime import timedelta
from pathlib import Path

from bot.config_values import BadValue, switch, text_in

TLS = ("checked", "unchecked", "plain")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ENDPOINT = re.compile(r"(?:\[([0-9a-fA-F:]+)\]|([^\s:/\[\]]+)):(\d{1,5})")
_SPAN = re.compile(r"(\d{1,4}(?:\.\d)?)\s*[-–—~至]\s*(\d{1,4}(?:\.\d)?)")
_LEAST_GAP = 1.0


def endpoint(value: object) -> tuple[str, int]:
    """Host and port."""
    found = _ENDPOINT.fullmatch(text_in(value))
    if found is None or not 0 < int(found[3]) <= 65535:
        raise BadValue('主机:端口,如 "127.0.0.1:8788"')
    return found[1] or found[2], int(found[3])


def token(value: object) -> str:
    """What the gateway knows us by."""
    found = text_in(value)
    if found and not re.fullmatch(r"[\x21-\x7e]{1,200}", found):
        raise BadValue("网关的令牌,只有英文字母、数字和符号")
    return found


def tls(value: object) -> str:
    """How the connection is secured."""
    found = text_in(value)
    if found not in TLS:
        raise BadValue("checked(加密并核对证书)、unchecked(加密不核对,只许本机)、plain(不加密,只许本机)")
    return found


def ca(value: object) -> Path | None:
    """Certificates that vouch for the gateway's."""
    name = text_in(value)
    if not name:
        return None
    path = Path(name).expanduser()
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError):
        raise BadValue(f"一个证书文件(PEM);{name} 读不了或不是证书") from None
    return path


def gap(value: object) -> tuple[timedelta, timedelta]:
    """``3-8``: between two messages three to eight seconds, by chance."""
    found = _SPAN.fullmatch(str(value).strip())
    least, most = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    if not _LEAST_GAP <= least <= most:
        raise BadValue("两条之间隔几秒到几秒,如 3-8;最少 1 秒")
    return timedelta(seconds=least), timedelta(seconds=most)


def daily(value: object) -> int:
    """Messages a day."""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,4}", str(value)) or not 1 <= int(str(value)) <= 2000:
        raise BadValue("1 到 2000 的整数")
    return int(str(value))


SETTINGS = (
    ("wechaty.endpoint", endpoint, "127.0.0.1:8788", "微信网关(Wechaty)的主机和端口"),
    ("wechaty.token", token, "", "微信网关的令牌", True),
    ("wechaty.tls", tls, "checked", "和网关之间:checked 加密并核对证书;unchecked、plain 只许本机"),
    ("wechaty.tls_ca", ca, "", "签发网关证书的 CA 文件(PEM);不填用系统的"),
    ("wechaty.daily", daily, 300, "微信号一天最多发几条"),
    (
        "wechaty.announce",
        switch,
        False,
        "红色、橙色的紧急通知也设成群公告,提醒所有人(小邻是群主或管理员才行,会换掉原来的公告)",
    ),
    ("wechaty.gap", gap, "3-8", "微信号两条之间隔几秒到几秒,随机"),
)
"""Name, how it is read, default, meaning, whether it is a secret."""


def together(host: str, how: str) -> str:
    """What is wrong when they are seen beside each other; empty: nothing."""
    if how == "checked" or host in LOOPBACK:
        return ""
    return f"wechaty.tls 的值不能用:{how} 只许网关在本机。应当是:checked,并用 wechaty.tls_ca 写签发网关证书的文件;或把网关放在本机"
