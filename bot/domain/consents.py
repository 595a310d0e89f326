"""What a person may allow or forbid, purpose by purpose (handbook §3.3 同意, §4.8, I48; PIPL 14–16)."""

from enum import StrEnum

from bot.normal import normalise


class Purpose(StrEnum):
    """What data are used for. Each is decided by itself; refusing one takes nothing else away."""

    PHONE = "phone"
    """The number on record is shown to whoever asks for the warden, and may stand in a notice."""
    RECORD = "record"
    """What is reported is stored and passed on."""
    VISIT = "visit"
    """What a warden tells of a visit is stored with the check-in."""
    CARE = "care"
    """The person is on the care list."""
    ECHO = "echo"
    """A matter told in a group is reported back there, without a name."""


ASKED = frozenset({Purpose.PHONE})
"""Nothing is done without a yes; the others rest on the town's duty until somebody says no."""

_WORDS: dict[str, Purpose] = {
    "公开电话": Purpose.PHONE,
    "电话公开": Purpose.PHONE,
    "公开手机": Purpose.PHONE,
    "公开号码": Purpose.PHONE,
    "公布电话": Purpose.PHONE,
    "登记诉求": Purpose.RECORD,
    "诉求登记": Purpose.RECORD,
    "登记反映": Purpose.RECORD,
    "反映登记": Purpose.RECORD,
    "保存诉求": Purpose.RECORD,
    "走访记录": Purpose.VISIT,
    "记录走访": Purpose.VISIT,
    "走访": Purpose.VISIT,
    "关爱探访": Purpose.CARE,
    "关爱名单": Purpose.CARE,
    "关爱": Purpose.CARE,
    "探访": Purpose.CARE,
    "群里反馈": Purpose.ECHO,
    "群反馈": Purpose.ECHO,
    "群里说结果": Purpose.ECHO,
    "群里公布结果": Purpose.ECHO,
}
_NUMBERED = dict(zip("12345", Purpose, strict=True))


def purpose_of(said: str) -> Purpose | None:
    """Which one is meant: by name, or by its number in the list."""
    bare = normalise(said).strip(" .。,!！~的了")
    return _WORDS.get(bare) or _NUMBERED.get(bare)


NAMED = "|".join(sorted(_WORDS, key=len, reverse=True))
"""All names, for a pattern."""
