"""Is this message for the bot? Handbook §3.1: six ways; everything else is dropped in memory, never stored, never logged.

Asked twice: by ``ears`` in memory when the message comes (microseconds, may be wrong in saying yes, never in saying no), and by the
unit of work against the rows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.messages import Inbound
from bot.normal import normalise

MARKS = frozenset("/／、\\＼!！")
BARE = ("打卡", "补记", "反映", "我要反映", "诉求", "报修", "进度", "积分", "邻长", "帮助")
"""Handbook §3.1(4), without 收到, which counts only in an open receipt window."""
ACKNOWLEDGEMENTS = frozenset({"收到", "好的", "知道了", "1", "ACK"})
"""Ruling 17."""

_AFTER_BARE = frozenset(" :,")
_LONGEST_BARE = max(len(word) for word in BARE)
_LONGEST_ACKNOWLEDGEMENT = 12
_SENTENCE = 4
_LONGER_NAMES = frozenset("居里")
_CLOSING = " .,!~。"
_REPEATED_ACK = re.compile(r"(?:ACK\s*)+")


class Reason(StrEnum):
    """Why a message is for the bot."""

    PRIVATE = "private"
    MENTION = "mention"
    COMMAND = "command"
    BARE = "bare"
    QUOTE = "quote"
    QUESTION = "question"
    RECEIPT = "receipt"
    CHANGE = "change"
    """A message has been taken back, or its words have changed: of interest only if it had been taken in."""


@dataclass
class Ears:
    """What must be known in memory, by platform ids: the bot's names, its command words, who has been asked something where."""

    names: tuple[str, ...]
    is_command: Callable[[str], bool]
    """Whether normalised text, its mark taken off, begins with a command."""
    asked: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    """(platform, chat, sender) with an open question in that chat."""
    in_flight: dict[tuple[str, str, str], int] = field(default_factory=dict[tuple[str, str, str], int])
    """(platform, chat, sender) whose earlier message is being worked on: it may be asking something."""


def judge(message: Inbound, ears: Ears) -> Reason | None:
    """Why ``message`` is for the bot; None: forget it."""
    if message.recalls is not None:
        return Reason.CHANGE
    if message.chat is None:
        return Reason.PRIVATE
    if message.presses is not None:
        return Reason.QUESTION
    text = message.text
    if message.mention or (("@" in text or "＠" in text) and mentions(text, ears)):
        return Reason.MENTION
    if message.quote is not None:
        return Reason.QUOTE
    key = (message.platform, message.chat, message.sender)
    if key in ears.asked or key in ears.in_flight:
        return Reason.QUESTION
    head = text.lstrip()[:1]
    if head in MARKS and is_marked_command(text, ears.is_command):
        return Reason.COMMAND
    if is_bare(text):
        return Reason.BARE
    if message.edits is not None:
        return Reason.CHANGE
    if len(text) <= _LONGEST_ACKNOWLEDGEMENT and is_acknowledgement(text):
        return Reason.RECEIPT
    return None


def mentions(text: str, ears: Ears) -> bool:
    """Whether the bot is named by an @ that ends with its name."""
    return without_mention(text, ears) is not None


def without_mention(text: str, ears: Ears) -> str | None:
    """``text`` without the @ of the bot; None when it has none. ``@小邻居`` is somebody else."""
    for name in ears.names:
        for at in ("@", "＠"):
            begin = text.find(at + name)
            while begin >= 0:
                end = begin + 1 + len(name)
                rest = text[end:]
                if _is_ours(rest, ears):
                    return (text[:begin].rstrip() + " " + rest.lstrip(" \u2005\u00a0\u3000:：,，")).strip()
                begin = text.find(at + name, end)
    return None


def _is_ours(rest: str, ears: Ears) -> bool:
    """Whether what follows ``@小邻`` shows that the name has ended there.

    A person picks the name from a list (a space follows) or types it by hand, often without one: then a whole sentence follows,
    while a longer name (小邻居, 小邻客服) is short and stands alone.
    """
    if not rest or not rest[0].isalnum() or ears.is_command(normalise(rest)):
        return True
    run = next((place for place, sign in enumerate(rest) if not sign.isalnum()), len(rest))
    return run >= _SENTENCE and rest[0] not in _LONGER_NAMES


def is_marked_command(text: str, is_command: Callable[[str], bool]) -> bool:
    """Way 3: a command mark, then a known command (``/打卡@小邻`` too)."""
    plain = normalise(text[:64]).lstrip()
    return is_command(plain[1:].lstrip()) if plain[:1] in MARKS else False


def is_bare(text: str) -> bool:
    """Way 4: a word of the whitelist alone, or followed by space, colon or comma."""
    head = normalise(text.lstrip()[: _LONGEST_BARE + 4])
    return any(head.startswith(word) and (len(head) == len(word) or head[len(word)] in _AFTER_BARE) for word in BARE)


def is_acknowledgement(text: str) -> bool:
    """收到, 好的, 知道了, 1 or the emoji for it."""
    plain = normalise(text).strip(_CLOSING)
    return plain in ACKNOWLEDGEMENTS or bool(_REPEATED_ACK.fullmatch(plain))
