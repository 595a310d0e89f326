"""The settings of Telegram, and how their values are read."""

import re
from collections.abc import Mapping
from typing import Any

from bot.config_values import BadValue, switch, text_in

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,120}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_WEBHOOK = re.compile(r"https://[^\s/:@]+(?::(?:443|80|88|8443))?/\S*")
HOOK = "/hooks/telegram/update"
"""Where the web side listens for it."""


def token(value: object) -> str:
    """What @BotFather gave."""
    found = text_in(value)
    if found and not _TOKEN.fullmatch(found):
        raise BadValue("@BotFather 给的令牌,像 123456789:AAE…")
    return found


def secret(value: object) -> str:
    """What Telegram shows when it calls us."""
    found = text_in(value)
    if found and not _SECRET.fullmatch(found):
        raise BadValue("自己想的一串暗号,16 到 256 个英文字母、数字、_ 和 -")
    return found


def webhook(value: object) -> str:
    """Our public address."""
    found = text_in(value)
    if found and not (_WEBHOOK.fullmatch(found) and found.endswith(HOOK)):
        raise BadValue(f"https:// 开头、{HOOK} 结尾的公网地址,端口只能是 443、80、88、8443;不填就自己去取消息")
    return found


def api(value: object) -> str:
    """Another server of the Bot API."""
    found = text_in(value).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/@]+(?:/\S*)?", found):
        raise BadValue("http:// 或 https:// 开头的地址,一般不用改")
    return found


SETTINGS = (
    ("telegram.token", token, "", "Telegram 机器人的令牌", True),
    ("telegram.webhook", webhook, "", "Telegram 往哪个公网地址送消息;不填就自己去取(一般不用填)"),
    ("telegram.secret", secret, "", "Telegram 送消息时要带的暗号,填了 telegram.webhook 就要填", True),
    ("telegram.api", api, "https://api.telegram.org", "Telegram 接口的地址;自己架了接口服务器才改"),
    ("telegram.allow_personal", switch, False, "镇和人都是编的才可以开:居民的个人信息也走 Telegram"),
)
"""Name, how it is read, default, meaning, whether it is a secret."""


def together(values: Mapping[str, Any]) -> list[str]:
    """What is wrong when they are seen beside each other."""
    if "telegram" not in values.get("adapters.enabled", ()) or not values.get("telegram.webhook"):
        return []
    if values.get("telegram.secret"):
        return []
    return ["telegram.secret 没有填:有 telegram.webhook 就要有。应当是:自己想的一串暗号,16 个以上英文字母和数字"]
