"""Urgency and legal channels: patterns that were heard and learned weights decide together, each with its own bar (handbook §5.4).

Rules of this file: a pattern is evidence like a word is (``rx:FIRE``), so that the context can outweigh it in either direction;
above the bar people are called, a little below it the person is asked; with a pattern heard the person is asked further down, and
when it was said in jest or of the past they are asked always. Pure.
"""

import re
from collections.abc import Sequence

from bot.domain.learned import Weights
from bot.domain.tact import Redirect
from bot.domain.urgent import Alarm, Doubt, Urgent, is_heard_twice

NOTHING = "-"
"""The label of what is neither urgent nor for a legal channel."""
LEAST = 8
"""Without a pattern so few characters are never urgent (快到了)."""
ASK = 0.15
"""So far below the bar the person is asked."""
HEARD = 0.7
"""With a pattern heard they are asked further down."""
PERIL = 0.6
"""So far below the bar they are called when no pattern was heard, but a word is there that peril is told with."""
_PERIL = re.compile(
    r"血|倒|掉|翻|撞|轧|碾|烧|火|烟|塘|河里|井|水库|淹|电线|变压器|电杆|高压|刀|打人|砸|贼|农药|药|喘|不出气|晕|昏|醒|不应|叫不|喊不|不动"
    r"|动不|抽|骗|转账|密码|汇|塌|垮|埋|困|漏|炸|蛇|咬|蜇|救|不见|走丢|没影|跳|绳|摔|呼吸|发紫|发青|卡|吞|噎|冲|裂|滚|砍|捅|掐|抢|躲|楼顶"
)


def alarm_marks(found: Urgent | None) -> set[str]:
    """The pattern that was heard, as features."""
    if found is None:
        return set()
    return {"rx", f"rx:{found.alarm}"} if found.sure else {f"rx?:{found.doubt}", f"rx?:{found.alarm}"}


def redirect_marks(found: Redirect | None) -> set[str]:
    """The channel that was heard, as a feature."""
    return set() if found is None else {f"rx:{found}"}


def _marked(weights: Weights, marks: set[str]) -> int:
    return sum(weights.lanes.get(one, 0) for one in marks)


def outweighs(weights: Weights, scores: Sequence[float]) -> float:
    """How far something outweighs nothing."""
    return -scores[weights.labels.index(NOTHING)]


def stands_out(weights: Weights, scores: Sequence[float]) -> float:
    """The same, and one group must stand out of all: what alarms need when no pattern was heard."""
    return outweighs(weights, scores) + max(
        score for score, label in zip(scores, weights.labels, strict=True) if label != NOTHING
    )


def heaviest(weights: Weights, scores: Sequence[float]) -> str:
    """The label that weighs most, nothing apart."""
    return max((score, label) for score, label in zip(scores, weights.labels, strict=True) if label != NOTHING)[1]


def alarm(weights: Weights, text: str, added: int, heard: Urgent | None) -> Urgent | None:
    """What urgency a text speaks of, and whether to ask first; ``added``: of its features without the marks of what was ``heard``."""
    if heard is None and len(text) < LEAST:
        return None
    if heard is not None and heard.sure and is_heard_twice(text, heard):
        return heard
    scores = weights.scores_of(added + _marked(weights, alarm_marks(heard)))
    margin = (stands_out if heard is None else outweighs)(weights, scores)
    bar = weights.sure if heard is not None else weights.unheard - (PERIL if _PERIL.search(text) else 0.0)
    doubted = heard is not None and not heard.sure
    if margin < bar - (ASK if heard is None else HEARD) and not doubted:
        return None
    group = heard.alarm if heard is not None else Alarm(heaviest(weights, scores))
    word = heard.word if heard is not None else ""
    if margin >= bar:
        return Urgent(group, word)
    return Urgent(group, word, heard.doubt if heard is not None and heard.doubt else Doubt.UNSURE)


def redirect(weights: Weights, added: int, heard: Redirect | None) -> Redirect | None:
    """The legal channel that a text belongs to."""
    scores = weights.scores_of(added + _marked(weights, redirect_marks(heard)))
    if heard is not None:
        return heard if outweighs(weights, scores) >= weights.sure else None
    return Redirect(heaviest(weights, scores)) if stands_out(weights, scores) >= weights.unheard else None
