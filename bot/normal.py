"""Normalising of text, in the order of handbook §3.1. Pure. The original is what is stored and shown; the normalised copy is what is matched.

NFKC, command marks, zero width characters, traditional to simplified, lower case, homophones, emoji that acknowledge.
"""

import re
import unicodedata

from bot.traditional import simplified

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_MARKS = str.maketrans({"、": "/", "＼": "/", "\\": "/"})
_ACK_EMOJI = re.compile(r"👌|👍|✅|🙏|\[(?:ok|强|抱拳|合十|赞)\]")

_RUN = re.compile(r"[\s,、/&]{5,}")
"""So long a run separates no more than two of its signs do, and a pattern with room for separators in several places would try all ways to share it."""

HOMOPHONES = {
    "打咔": "打卡",
    "打咖": "打卡",
    "大卡": "打卡",
    "打喀": "打卡",
    "反应": "反映",
    "反印": "反映",
    "投拆": "投诉",
    "机分": "积分",
    "积份": "积分",
    "收道": "收到",
    "受到": "收到",
    "帮住": "帮助",
    "补计": "补记",
    "通只": "通知",
}
"""Typing slips that are read as a command only where a command stands: at the head (受到 in a sentence is a word of its own)."""

_HEAD = re.compile(r"(\s*[/!]?\s*(?:我要|我想|我来)?)(" + "|".join(HOMOPHONES) + ")")


def _short(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else run[0][:2]


def normalise(text: str) -> str:
    """The copy of ``text`` on which words are matched. May differ from it in length."""
    plain = unicodedata.normalize("NFKC", text)
    head = plain.lstrip()[:1]
    if head in {"、", "＼", "\\"}:
        cut = len(plain) - len(plain.lstrip())
        plain = plain[:cut] + head.translate(_MARKS) + plain[cut + 1 :]
    plain = _RUN.sub(_short, _INVISIBLE.sub("", plain))
    plain = simplified(plain).lower().replace("己经", "已经").replace("著火", "着火")
    if found := _HEAD.match(plain):
        plain = found[1] + HOMOPHONES[found[2]] + plain[found.end() :]
    return _ACK_EMOJI.sub("ACK", plain)
