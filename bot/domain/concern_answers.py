"""How people answer questions about a concern, and what they say to the bot that is no concern at all. Pure; texts are normalised."""

import re

from bot.domain import answers
from bot.domain.concerns import Rating

CHATTER = re.compile(
    r"(?:[\s,.!?~。,!?呀啊哦呢吧哈嗯哎喂]|小邻|大家|各位|乡亲们?|邻居们?|你们?|您|好|早上|上午|中午|下午|晚上|早安|晚安|在吗|在不在|在么|吃了?(?:吗|没有?)|今天|都|谢谢|多谢|感谢"
    r"|辛苦了?|帮忙|的|了|再见|拜拜|新年快乐|节日快乐|身体健康|恭喜|发财|祝|收到|知道了?|明白了?|没事|ack|ACK|测试|试试|试一下)++"
)

ASKING_AROUND = re.compile(r"^谁家?(?:有|卖|要|会|知道|家|能)|有谁|哪家(?:有|卖)|转发|通知大家|提醒大家")
"""Said to the neighbours rather than to the bot: asked about before it is registered."""

HOW_IT_STANDS = (
    r"^(?:小邻)?[\s,，]*(?:请问|问下|问一下)?(?:我|我们|咱|俺)?(?:家)?(?:昨天|前天|前几天|那天|上次|上回|上周|之前|早上|刚才)?(?:反映|报|报修|说|提|登记)?的?"
    r"(?:那个|那件|这个|这件)?(?:事|事情|问题|诉求)(?:儿)?[\s,，]*(?:现在|到底|后来)?(?:办得|办的|处理得|弄得|办)?"
    r"(?:咋样|咋个样|怎么样|怎样|如何|到哪儿?(?:一步)?|有(?:消息|结果|进展|眉目|下文)|有没有(?:消息|结果|进展|下文))了?(?:吗|呢|啊|没有?)?[\s?？。!！]*$"
)
"""昨天那个事咋样了: asked without the word 进度."""

CANCEL = frozenset({"取消", "算了", "不反映了", "不登记", "不登记了", "不用了", "不弄了", "没事了", "不说了"})

OTHER_WORDS = frozenset({"其他", "其它", "别的", "都不是", "不是这些", "4", "别的事", "不知道"})

WRONG = frozenset(
    {"2", "不对", "不是", "错了", "类别不对", "换类别", "不是这类", "分错了", "换一类", "改类别", "不对的"}
)

RIGHT = frozenset({"1", "对", "对的", "是", "是的", "好", "好的", "没错", "嗯", "ACK", "行", "可以", "知道了"})


_BAD = re.compile(
    r"没(?:有)?(?:解决|修好|弄好|办好|好|来|搞好|修|通|亮|动静)|还(?:是)?(?:不亮|没|堵|漏|坏|老样子|那样)|不亮|又坏了|没人来|根本没|没用|白搭"
)

_UNHAPPY = re.compile(r"不满意|不太满意|不好|不行|太差|很差|差劲|不咋地|不咋样|不怎么样|敷衍|糊弄")

_FAIR = re.compile(r"一般|还行|还可以|凑合|马马虎虎|将就|过得去|差不多")

_GOOD = re.compile(
    r"满意|好了|亮了|通了|修好|弄好|办好|解决了|可以|挺好|很好|不错|蛮好|谢谢|感谢|赞|真快|ACK|^好$|^好的$|有水了|来电了"
)


_DIGITS = re.compile(r"[\d\s.,、()#-]+号?")


def says_nothing(text: str) -> bool:
    """A bare number, a yes or a no: no matter that could be registered."""
    said = text.strip(" .。!！,，")
    return bool(_DIGITS.fullmatch(said)) or said in answers.YES or said in answers.NO


def read_rating(text: str) -> Rating | None:
    """Ruling 5: a number or words; None when it is neither."""
    said = text.strip(" .。!！,，")
    number = answers.number(said)
    if number is not None:
        return Rating(number) if 1 <= number <= 4 else None
    if len(said) > 16:
        return None
    for pattern, rating in (
        (_BAD, Rating.UNSOLVED),
        (_UNHAPPY, Rating.BAD),
        (_FAIR, Rating.FAIR),
        (_GOOD, Rating.GOOD),
    ):
        if pattern.search(said):
            return rating
    return None
