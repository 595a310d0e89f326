"""Whether what a warden says in private, without 打卡, is a check-in: something done, not something asked or reported."""

import re

from bot.actions import check_ins as act
from bot.actions.check_in_reading import LONGEST
from bot.context import Work
from bot.domain.check_in_acts import read_sentences
from bot.domain.check_in_sentences import Sentence, undone
from bot.domain.service_words import kind_words
from bot.domain.visit_findings import unmet_in

_ASKS = re.compile(
    r"[?吗么]$|[?]|怎么(?!弄|申请|办理|交)|能不能|可不可以|谁(?!家)|多少|有没有|骗|听说|哪里|哪儿|帮我|请(?!他|她|了|来|到|人|大家)|反映一下|我要反映|投诉|报修|报一下|求助|诉求|进度|积分|没人(?:清|修|收|扫|来管|处理)"
)
_DONE = re.compile(r"了|过|完|刚|今天|今日|今儿|今朝|昨|前天|上午|下午|早上|晚上|回来|\d+号")
_WENT = re.compile(r"去(?:了|过)?|到(?:了)?|走访|看望?(?:了|过)?|陪(?:了|着)?|串门|入户")
_TALKED = re.compile(r"坐|聊|唠|摆|谈|碰|见着|见到|说了|说话|待了|出来|回来|[帮给替].{1,8}(?:了|好)")


def tells_of_nothing_done(work: Work, text: str) -> bool:
    """今天没去走访, from a warden."""
    return undone(text) and bool(kind_words(text)) and not _ASKS.search(text) and act.may_check_in(work)


def tells(work: Work, text: str) -> bool:
    """Whether normalised ``text``, said in private, can only be a check-in."""
    text = text[:LONGEST]
    if work.actor is None or len(text) < 4 or _ASKS.search(text) or not act.may_check_in(work):
        return False
    tagged = text.startswith("#")
    worded = bool(kind_words(text))
    told = worded and kind_words(text)[0].start == 0  # 走访马永贵家, in so many words
    if not (tagged or told or _DONE.search(text) or unmet_in(text)):
        return False
    residents = act.residents_of(work, work.actor)
    return any(
        _is_telling(text, one, worded=worded, tagged=tagged)
        for one in read_sentences(text, residents, work.today, work.actor.household)
    )


def _is_telling(text: str, one: Sentence, *, worded: bool, tagged: bool) -> bool:
    if one.kind is None:
        return False
    if any(target.mention.candidates for target in one.targets):
        met = worded or tagged or one.minutes is not None or one.unmet is not None
        return met or bool(_WENT.search(text) or _TALKED.search(text))
    return worded and (one.minutes is not None or tagged or one.extra or bool(one.crowd or one.people))
