"""Numbers as people write them: ``40``, ``1.5``, ``四十``, ``廿二``, ``俩``. Pure; texts are normalised."""

_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "廿": 20, "卅": 30}

CHINESE = "〇零一二两俩三仨四五六七八九十廿卅百"
NUMBER = rf"(?:\d{{1,6}}(?:\.\d{{1,2}})?|[{CHINESE}]{{1,7}})"
"""A number in a regular expression; read it with ``value``."""


def value(text: str) -> float:
    """What a match of ``NUMBER`` amounts to.

    Raises:
        ValueError: it is no number.
    """
    if text[:1].isdigit():
        return float(text)
    if len(text) == 2 and 0 < _DIGITS.get(text[0], 0) == _DIGITS.get(text[1], 0) - 1:
        return float(_DIGITS[text[0]])  # 两三个, 七八户: the lower of the two
    if all(one in _DIGITS for one in text) and len(text) > 1:
        return float("".join(str(_DIGITS[one]) for one in text))
    total, digit = 0, 0
    for one in text:
        if one == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif one in _TENS:
            total, digit = total + (digit * 10 if one == "十" and digit else _TENS[one]), 0
        elif one in _DIGITS:
            digit = _DIGITS[one]
        else:
            raise ValueError(text)
    return float(total + digit)


def whole(text: str) -> int:
    """``value``, without its fraction."""
    return int(value(text))
