"""Whether what a warden says in private, without 打卡, tells of something done. Pure; texts are normalised.

Rules of this file: who asks or reports is not telling; somebody of the warden's list with a visit, a time or a shut door is surely told;
a kind of service with a time, a day or a crowd is too; what may be either is asked, and never where a need alone is told (that is a concern).
"""

import re
from collections.abc import Sequence
from enum import Enum

from bot.domain.check_in_sentences import Sentence, undone
from bot.domain.check_ins import Kind
from bot.domain.service_words import kind_words
from bot.domain.speech import plain_speech
from bot.domain.spoken_days import DayState
from bot.domain.visit_findings import need_in


class Telling(Enum):
    """What is to be done with a sentence."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    """To be asked, once nothing else claims it."""
    UNDONE = "undone"
    """今天没去走访."""
    NO = "no"


_ASKS = re.compile(
    r"[?吗么吧]$|[?]|可(?:有人|能|会)|怎么(?!弄|申请|办理|交|报|用)|能不能|可不可以|谁(?!家)|多少|有没有|受骗|被骗|骗人|听说|哪里|哪儿|帮我|(?<![申邀宴])请(?!他|她|了|来|到|人|大家)|反映一下|我要反映|投诉|报修|报一下|求助|诉求|进度|积分|没人(?:清|修|收|扫|来管|处理)"
)
_QUESTION = re.compile(r"[?]|[吗么]$|怎么(?:记|打卡|写|算|填)")
_DONE = re.compile(r"了|过|完|刚|今天|今日|今儿|今朝|昨|前天|上午|下午|早上|晚上|回来|\d+号")
_WENT = re.compile(r"去(?:了|过)?|到(?:了)?|走访|看望?(?:了|过)?|陪(?:了|着)?|串门|入户|走了")
_TALKED = re.compile(r"坐|聊|唠|摆|谈|碰|见着|见到|说了|说话|待了|出来|回来|[帮给替].{1,8}(?:了|好)")
_SETS_OUT = re.compile(
    r"^(?:嗯|那个|我|刚才?|今天|昨天|前天|上午|下午|早上|晚上|中午|[\s,])*(?:去|到|在|跟|和|给|帮|陪|替|送|接|带|看|把|来到|上门|路过)"
)
_PART = re.compile(r"今[天儿早晚日朝]|昨|前天|上午|下午|早上|晚上|中午|傍晚|\d+号|上(?:周|礼拜|星期|个?月)")


def telling(text: str, sentences: Sequence[Sentence]) -> Telling:
    """How far ``text``, read as ``sentences``, tells of something done."""
    if len(text) < 4:
        return Telling.NO
    text = plain_speech(text)
    said = kind_words(text)
    told = bool(said) and said[0].start == 0  # 走访马永贵家, in so many words
    if _QUESTION.search(text) or (not told and _ASKS.search(text)):
        return Telling.NO
    if undone(text) and said:
        return Telling.UNDONE
    grades = [_grade(text, one, worded=bool(said), told=told) for one in sentences]
    return Telling.SURE if Telling.SURE in grades else Telling.DOUBTFUL if Telling.DOUBTFUL in grades else Telling.NO


def _grade(text: str, one: Sentence, *, worded: bool, told: bool) -> Telling:
    if one.kind is None:
        return Telling.NO
    tagged = text.startswith("#")
    timed = one.minutes is not None
    dated = one.day is not None and one.day.state is not DayState.FUTURE
    done = bool(told or tagged or timed or dated or one.unmet or _DONE.search(text))
    planned = one.day is not None and one.day.state is DayState.FUTURE
    if any(target.mention.candidates or target.mention.near for target in one.targets):
        went = bool(_WENT.search(text) or _TALKED.search(text))
        if done and (worded or tagged or timed or one.unmet or went):
            return Telling.SURE
        if (worded or went) and (planned or _SETS_OUT.search(text)):
            return Telling.SURE
        return Telling.NO if _needy(text) else Telling.DOUBTFUL
    if not worded:
        away = any(who.at_home for who in one.people) and _SETS_OUT.search(text) and _WENT.search(text)
        return Telling.SURE if away and done else Telling.NO
    if (done or _SETS_OUT.search(text)) and (timed or tagged or one.extra or one.crowd or one.people):
        return Telling.SURE
    if done and one.kind is not Kind.VISIT and _PART.search(text) and not _needy(text):
        return Telling.SURE
    return Telling.DOUBTFUL if told and not _needy(text) else Telling.NO


def _needy(text: str) -> bool:
    """A need is told, and maybe nothing else."""
    return bool(need_in(text))
