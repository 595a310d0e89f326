"""The settings of WeCom (企业微信): the robots of groups, the self-built app, the 智能机器人; and how their values are read."""

import re
from typing import Any, cast

from bot.config_values import BadValue, text_in

_KEY = re.compile(r"[0-9a-zA-Z-]{8,64}")
_URL = re.compile(r"(?:https|http|wss|ws)://[^\s/?#]+(?:/[^\s?#]*)?")


def robots(value: object) -> dict[str, str]:
    """``群名=key``: which robot speaks in which group. From a variable: separated by commas."""
    listed: list[object] = (
        cast("list[object]", value)
        if isinstance(value, list)
        else [one for one in str(value).split(",") if one.strip()]
    )
    found: dict[str, str] = {}
    for one in listed:
        name, _, key = str(one).partition("=")
        if not name.strip() or _KEY.fullmatch(key.strip()) is None:
            raise BadValue(
                '一行一个“群名=key”,key 是群机器人地址里 key= 后面那串,如 "康桥工作群=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"'
            )
        found[name.strip()] = key.strip()
    return found


def word(value: object) -> str:
    """An id or a secret of the console: one word of ASCII."""
    found = text_in(value)
    if found and re.fullmatch(r"[\x21-\x7e]{1,200}", found) is None:
        raise BadValue("只有英文字母、数字和符号,照着企业微信后台抄")
    return found


def aes_key(value: object) -> str:
    """EncodingAESKey."""
    found = word(value)
    if found and re.fullmatch(r"[0-9a-zA-Z+/]{43}", found) is None:
        raise BadValue("43 个字符,后台“接收消息”里的 EncodingAESKey")
    return found


def address(value: object) -> str:
    """Where the service is: the real one, or a stand-in of the tests."""
    found = text_in(value).rstrip("/")
    if _URL.fullmatch(found) is None:
        raise BadValue("一个网址,不用改")
    return found


SETTINGS: tuple[tuple[Any, ...], ...] = (
    ("wecom.api", address, "https://qyapi.weixin.qq.com", "企业微信接口的地址,一般不用改"),
    ("wecom_robot.keys", robots, [], "群机器人:一行一个“群名=key”", True),
    ("wecom_app.corp_id", word, "", "自建应用:企业 ID"),
    ("wecom_app.agent_id", word, "", "自建应用:AgentId"),
    ("wecom_app.secret", word, "", "自建应用:Secret", True),
    ("wecom_app.token", word, "", "自建应用:接收消息的 Token", True),
    ("wecom_app.aes_key", aes_key, "", "自建应用:接收消息的 EncodingAESKey", True),
    ("wecom_bot.id", word, "", "智能机器人:Bot ID"),
    ("wecom_bot.secret", word, "", "智能机器人:长连接的 Secret", True),
    ("wecom_bot.url", address, "wss://openws.work.weixin.qq.com", "智能机器人长连接的地址,一般不用改"),
)
"""Name, how it is read, default, meaning, whether it is a secret."""
