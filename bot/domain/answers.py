"""Short answers as people type them: a number out of a list, yes or no (handbook §3.2, ruling 5). Pure; texts are normalised."""

import re

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SHELL = re.compile(r"^(?:回|选|我选|要|就)?(?:第|头)?([0-9]{1,2}|[一二两三四五六七八九])(?:个|条|项|号|件)?$")
_CLOSING = " .,!?~。，！？～、)）("
YES = frozenset(
    {
        "是",
        "是的",
        "对",
        "对的",
        "好",
        "好的",
        "同意",
        "确认",
        "确定",
        "嗯",
        "可以",
        "行",
        "要",
        "1",
        "ACK",
        "是我",
        "没错",
    }
)
NO = frozenset({"否", "不", "不是", "不用", "不要", "不对", "没有", "不同意", "不行", "算了", "2", "不用了"})


def number(text: str) -> int | None:
    """``1``, ``①``, ``一``, ``第一个``, ``头一个``, ``回1`` → 1; None when it is no such thing."""
    found = _SHELL.match(text.strip(_CLOSING))
    if found is None:
        return None
    return _DIGITS.get(found[1]) or int(found[1])


def yes_or_no(text: str) -> bool | None:
    """Ruling 5; None when it is neither."""
    bare = text.strip(_CLOSING)
    if bare in YES:
        return True
    return False if bare in NO else None
