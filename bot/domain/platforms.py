"""Platforms by the names that people use, and when an outage is worth telling. Pure."""

from datetime import timedelta

from bot.domain.roles import Role

TELL_AFTER = timedelta(minutes=2)
"""So long a platform must be silent before staff are told: a gateway that is started anew is back within seconds."""

ASKED_APART = timedelta(hours=2)
"""So often at most they hear that somebody asks for what is granted on the phone: while a town begins, there are dozens a day."""

TOLD = (Role.TOWN_ADMIN, Role.DUTY, Role.OPERATOR)
"""Who hears at the town of outages, and of platforms that were stopped."""

DEAF = frozenset({"wecom_robot"})
"""Platforms that only send: what must be said in a group cannot be said there."""

NAMES: dict[str, str] = {
    "sim": "模拟平台",
    "telegram": "Telegram",
    "wechaty": "微信",
    "wecom_robot": "企业微信群机器人",
    "wecom_app": "企业微信应用",
    "wecom_bot": "企业微信智能机器人",
}
_SAID: dict[str, tuple[str, ...]] = {
    "sim": ("sim", "模拟平台", "模拟"),
    "telegram": ("telegram", "tg", "电报"),
    "wechaty": ("wechaty", "微信", "wechat"),
    "wecom_robot": ("wecom_robot", "群机器人", "企业微信群机器人"),
    "wecom_app": ("wecom_app", "企业微信应用", "应用"),
    "wecom_bot": ("wecom_bot", "智能机器人", "企业微信智能机器人"),
}


def name_of(platform: str) -> str:
    """A platform as people call it."""
    return NAMES.get(platform, platform)


def named(text: str, known: list[str]) -> list[str] | None:
    """Which of the ``known`` platforms a normalised text means: all without a name, None when the name is none of them."""
    said = text.strip(" .。,").removesuffix("平台") if text.strip() not in NAMES.values() else text.strip()
    if not said or said in {"全部", "所有", "都"}:
        return list(known)
    if said == "企业微信":
        found = [one for one in known if one.startswith("wecom_")]
    else:
        found = [one for one in known if said in {*(word.lower() for word in _SAID.get(one, ())), one}]
    return found or None
