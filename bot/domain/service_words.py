"""The words of a warden's visit: which kind of service, nobody met, a need heard, an illness (handbook §3.7). Pure; texts are normalised."""

import re
from dataclasses import dataclass

from bot.domain.check_ins import Kind, Unmet

_NUM = r"[\d一二两三四五六七八九十几]+"
_WORDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.VISIT,
        rf"走访|入户|串门|串了个?门|家访|上门|登门|走(?:了|过)?{_NUM}(?:户|家)|(?:去|到)(?:了|过)?{_NUM}(?:户|家)|转了?转",
    ),
    (
        Kind.CARE,
        r"关爱|关怀|量(?:了|一下)?血压|看望|探望|慰问|探视|探访|照看|照顾|照料|陪(?!同|审|标|嫁)|看(?:了|过|看|一下)*(?:几位|几个|两位|三位|那位|一位)?(?:独居|留守|空巢|孤寡|五保)(?:的)?(?:老人|儿童|孩子|妇女)|看(?:了|过|看|一下)*(?:几位|几个|两位|三位)老人",
    ),
    (Kind.MEDIATE, r"调解|劝和|评理|劝架|说和|劝解|讲和|调和|撮合|化解(?:了)?.{0,6}(?:矛盾|纠纷)|劝(?:了|住|开|好)"),
    (
        Kind.POLICY,
        r"宣传|宣讲|讲(?:了|解|解了|一下|一遍|讲)*.{0,4}政策|(?:念|读|转|传达)(?:了|过|完|一遍|一下)*.{0,4}通知|发(?:放|了|完)*(?:宣传|传单|明白纸|告知书|公开信)|解读|讲(?:了|解|解了|一下|讲)*(?:医保|社保|反诈|防诈|养老|惠农|补贴)|普法|科普|政策",
    ),
    (
        Kind.ENV,
        r"卫生(?!室|院|站|所|员|纸)|环境|扫地|扫路|扫雪|铲雪|扫了|打扫|大扫除|清沟|清淤|清渠|整治|清理|清扫|清运|捡(?:了|拾)?.{0,2}垃圾|捡拾|保洁|拔草|除草|割草|拆旱厕|清洁",
    ),
    (Kind.VOLUNTEER, r"志愿|义务(?!教育)"),
    (
        Kind.SAFETY,
        r"巡查|排查|看水(?!管|表|塔|电)|防火|巡逻|巡河|巡塘|巡山|巡堤|巡护|护林|防溺水|防汛|(?:安全|隐患|消防)检查|检查(?:了|一下)*.{0,6}(?:电线|线路|煤气|燃气|灶|用电|消防|安全|灭火器|水库|塘|堤|危房)|查(?:了|看|看了)*.{0,4}(?:隐患|用电|水库|河堤|塘坝|危房)|隐患",
    ),
    (
        Kind.HELP,
        r"代办|跑腿|带药|接送|理发|剪头发|代买|代缴|代交|代取|代领|代购|(?:送|买|取|拿|带|领)(?:了|点|些|一趟)*(?:药|菜|米|面|油|饭|煤|快递|包裹|东西)|送(?:了)?.{1,6}(?:去|到|上)(?:了)?(?:医院|卫生室|卫生院|镇上|学校|车站|县里)|接.{0,5}(?:放学|上学)|带(?:了|着)?.{1,6}(?:去|到).{0,4}(?:看病|医院|卫生|体检|镇上|县里|办)|帮(?:忙|着|了)?.{0,8}(?:代?办|交|缴|买|修|搬|取|充|领|填|写|弄|换|收|查|挂号|认证|申请|理发|洗)",
    ),
    (Kind.CULTURE, r"文艺|排练|演出|彩排|广场舞|唱戏|跳舞|排节目|排(?:了)?.{0,2}舞|合唱|演节目|村晚|腰鼓|龙灯|舞龙"),
    (
        Kind.MEETING,
        r"开会|开(?:了|完|过)?个?.{0,4}会(?![计员儿])|会议|参会|例会|碰头会|座谈|党课|党员大会|主题党日|学习(?!用|成绩)|培训",
    ),
    (Kind.EMERGENCY, r"值守|抢险|转移|抗洪|救灾|抗旱|救火|扑火|扑救|救援|应急"),
    (
        Kind.LEAD,
        r"示范|带种|教技术|教(?:了|会|他|她|大家|村民|农户|几户|他们)*.{0,4}(?:种|养|技术|嫁接|剪枝|栽培|打药)|传授|技术指导|带动.{0,8}(?:种|养|发展)|带头(?:种|养|发展)",
    ),
    (
        Kind.CONTACT,
        r"联络|打(?:了|过|通了?|通)?(?:个|一个|几个|两个)?(?:电话|视频)|视频(?:了|通话|聊|电话)|电话(?:问|联系|联络|回访|慰问|沟通)|微信(?:问|联系|聊|视频)|语音(?:问|联系|聊)|联系(?!不|人|方式|卡|点|群|电话)",
    ),
)
_SIGNS: dict[Kind, str] = {
    Kind.VISIT: "访户门家转",
    Kind.CARE: "爱怀压望慰探照陪看",
    Kind.MEDIATE: "调劝评和撮化",
    Kind.POLICY: "宣讲政知发读普",
    Kind.ENV: "卫环扫铲清整捡保草拆",
    Kind.VOLUNTEER: "志义",
    Kind.SAFETY: "巡查水防护隐检",
    Kind.HELP: "代跑带接理剪送买取拿领帮",
    Kind.CULTURE: "艺排演彩舞唱晚鼓龙",
    Kind.MEETING: "会党学培座",
    Kind.EMERGENCY: "值抢转抗救应扑",
    Kind.LEAD: "示带教传技",
    Kind.CONTACT: "联话频微语",
}
"""Characters of which every word of a kind has at least one: most kinds need not be looked for."""
_KINDS = tuple((kind, frozenset(_SIGNS[kind]), re.compile(words)) for kind, words in _WORDS)
_GIVES_WAY = frozenset({Kind.VISIT, Kind.SAFETY, Kind.ENV, Kind.EMERGENCY})
"""Its word before another one only says how or about what: 入户宣传, 防火宣传, 防汛值守."""
_TAKES_OVER = frozenset({Kind.POLICY, Kind.CARE, Kind.MEDIATE, Kind.SAFETY, Kind.EMERGENCY, Kind.ENV, Kind.MEETING})
_LOOKED = re.compile(r"看(?:了|过|看|一下|一看|了看)*(?:一下)?(?:望)?$")
_FOR_SOMEBODY = re.compile(r"(?:帮|给|替)(?:着|忙)?$")

NAMES: dict[str, Kind] = {
    "走访": Kind.VISIT,
    "走访入户": Kind.VISIT,
    "关爱": Kind.CARE,
    "关爱探访": Kind.CARE,
    "调解": Kind.MEDIATE,
    "宣传": Kind.POLICY,
    "政策": Kind.POLICY,
    "卫生": Kind.ENV,
    "环境": Kind.ENV,
    "志愿": Kind.VOLUNTEER,
    "巡查": Kind.SAFETY,
    "代办": Kind.HELP,
    "帮忙": Kind.HELP,
    "文艺": Kind.CULTURE,
    "开会": Kind.MEETING,
    "会议": Kind.MEETING,
    "学习": Kind.MEETING,
    "值守": Kind.EMERGENCY,
    "应急": Kind.EMERGENCY,
    "示范": Kind.LEAD,
    "联络": Kind.CONTACT,
}
"""Kinds as answers to 哪一类."""


@dataclass(frozen=True, slots=True)
class KindWord:
    """A word of a kind, and where it stands."""

    start: int
    end: int
    kind: Kind


def kind_words(text: str) -> list[KindWord]:
    """All of them in order; the longer first where two begin together."""
    present = set(text)
    found = [
        KindWord(match.start(), match.end(), kind)
        for kind, signs, pattern in _KINDS
        if not signs.isdisjoint(present)
        for match in pattern.finditer(text)
    ]
    return found if len(found) < 2 else sorted(found, key=lambda word: (word.start, -word.end))


def chosen(words: list[KindWord]) -> KindWord | None:
    """The word that says what was done: the first, unless it runs into one that says more (入户宣传)."""
    if not words:
        return None
    first = words[0]
    for word in words[1:]:
        if first.end <= word.start <= first.end + 1 and first.kind in _GIVES_WAY and word.kind in _TAKES_OVER:
            first = word
        elif word.start > first.end + 1:
            break
    return first


def looked_at(text: str, start: int) -> bool:
    """Whether 看了 stands right before ``start``: a care visit when it is somebody cared for."""
    return bool(_LOOKED.search(text[:start]))


def is_for(text: str, start: int) -> bool:
    """Whether 帮 or 给 stands right before ``start``: cleaning at somebody's is a help to them."""
    return bool(_FOR_SOMEBODY.search(text[:start]))


_OTHERS = (
    r"(?:老伴|儿子|女儿|媳妇|孙子|孙女|老婆|老公|丈夫|妻子|爸|妈|父|母|娘|爹|儿女|子女|孩子|哥|弟|姐|妹|亲戚|邻居|女婿)"
)
_MET_AFTER = re.compile(
    r"(?:后来|才|最后|又)(?:见到|见着|碰到|回来)|(?:在|去|到)(?:了)?.{0,4}医院(?:里)?(?:看|探|陪|见)|医院看望"
)
_UNMET: tuple[tuple[Unmet, re.Pattern[str]], ...] = (
    (
        Unmet.UNWILLING,
        re.compile(
            r"不愿意?(?:见|谈|说|开门|让|配合|$|[,。;! ])|不让进|不让我?进门|不肯(?:见|开|谈|说|让)|拒绝(?:见|走访|开门|了)|不想见|不开门"
        ),
    ),
    (
        Unmet.IN_HOSPITAL,
        re.compile(
            r"(?<![伴子女妇孙婆公夫妻爸妈父母娘爹哥弟姐妹戚居婿])(?:他|她|人|老人)?(?:还)?(?:在)?住(?:了)?院(?:了|去了|没见)?(?![费保报])|(?<![伴子女妇孙婆公夫妻爸妈父母娘爹哥弟姐妹])(?:人)?去(?:了)?医院了"
        ),
    ),
    (
        Unmet.AWAY,
        re.compile(
            rf"(?<!{_OTHERS[4]})(?:人|他|她|全家|一家人|一家|都|户主)(?:都)?(?:外出|出门|出远门|出去|进城|上街|下地|走亲戚)(?:打工|务工|干活)?(?:了|去了)|(?:^|[,。; ])(?:外出|出门|出去|下地|走亲戚)(?:打工|务工|干活)?(?:了|去了)?(?=$|[,。;没])"
        ),
    ),
    (
        Unmet.UNREACHABLE,
        re.compile(
            r"联系不上|打不通|没打通|没人接|没接(?:电话|通)?|不接电话|电话关机|没开门|敲门(?:没人|不)应|没人应|没人开门|无人应"
        ),
    ),
    (
        Unmet.NOBODY_HOME,
        re.compile(
            r"没人在家|(?:家|屋)(?:里|中)?(?:都|也|又)?(?:没(?:得)?|无)人(?![管收照接修陪带帮住])|(?:都|人)?(?:不|没)在家|不在屋里|没(?:有)?(?:见|碰|遇|看|找)(?:到|着|上)(?:人|面|$|[,。; ])|没见(?:上|到)?面|锁(?:着|了)?门|门(?:是|都)?锁(?:着|了)|铁将军|扑了个?空|没碰面|白跑"
        ),
    ),
)


def unmet_in(text: str) -> Unmet | None:
    """Why nobody was met; None when somebody was, or nothing is said of it."""
    if _MET_AFTER.search(text):
        return None
    for reason, pattern in _UNMET:
        for found in pattern.finditer(text):
            if not re.search(_OTHERS + r"(?:都|也|又|最近|今年|常年)?$", text[: found.start()]):
                return reason
    return None


ILLNESS = re.compile(
    r"病|中风|瘫|偏瘫|癌|瘤|高血压|血压|血糖|糖尿|心脏|痴呆|残疾|抑郁|精神(?!文明|不错|很好|好|挺|头|状态)|住院|手术|骨折|摔(?:了|伤|断|倒)|怀孕|流产|吃药|降压药|透析|化疗|发烧|咳嗽|头晕|去世|过世|自杀|轻生|离婚|家暴|吵架|打架|低保|五保|救助|欠债|借钱|坐牢|吸毒"
)
"""Words of somebody's affairs that stay out of groups (handbook §9.1)."""

_NEED = re.compile(
    r"快没(?:了|有)?|(?<![都就])没(?:了(?!$)|药|水|电|钱|米|煤|气|信号|路灯|网)|用完|吃完|(?:药|米|油|煤|气|钱)(?:也|都)?(?:快)?没了|坏(?:了|的|掉)|漏(?:水|雨|电|气|得|了)|断(?:水|电|了|网)|停(?:水|电|了)"
    r"|堵(?:了|住|得|死)|缺(?:水|药|钱|人|少)|不够|没人(?:管|照顾|照看|收|修|接|带|做饭|陪|说话)|不亮|不来水|不通|开裂|裂(?:了|缝|开)|塌|倒了|要倒|松动|掉下来|掉了|断裂|陷"
    r"|想(?:申请|办|问|要|换|修|找|请|装|报|打听|知道|领|看病|学|把|让|去看)|要(?:办|申请|修(?!好)|换|装|人|开证明|做手术|住院|去看病|买药)|需要|困难|不方便|行动不便|走不动|下不了床|病了|生病|犯病|发病|有病"
    r"|疼|痛(?!快)|不舒服|头晕|发烧|摔(?:了|伤|断|倒|跤)|住院|中风|瘫|咳嗽|气喘|看不清|听不见|血压(?:有点|又|偏|很|还是|比较)?高|血糖(?:有点|又|偏|很)?高|没(?:领|收|发|拿|报|办|打|来|修|通|解决|批|装)(?:到|下来|成|上|电|水|好)?"
    r"|吵架|打架|闹矛盾|闹纠纷|扯皮|欠(?:薪|钱|债)|拖欠|不会(?:用|弄|办|交|操作)|反映|希望|盼(?:着|望)|请求|着急|发愁|愁|担心|隐患|危险|积水|烂(?:了|得)|臭|没收成|没到(?:账|位|手)|没(?:下文|着落|回音|下来)|丢了|被(?:骗|偷|撞|打)|上不了学|辍学|卖不(?:掉|出|动)|滞销|老鼠|白蚁|野猪|虫害|病虫|干死|淹(?:了|死)|屋顶漏|进水"
)
_DONE = re.compile(
    r"(?:修|弄|换|办|装|接|送|买|交|搞|补|清|疏|通|解决|处理|安|调|劝|说|帮|拿|取|配|领|充|缴|垫|扶|登记|报|填)(?:完|到|通)?好了|(?:修|弄|换|办|装|解决|处理|劝|疏通|清理|送|买|缴|交|领|取|配|垫付|代办|清|换上|补|接上)(?:好|完|到|掉|通|上)?了"
    r"|没(?:有|啥|什么|得)?(?:什么|啥|大)?(?:问题|困难|事|毛病|隐患|危险|不舒服|要求|需要|情况)|不(?:疼|痛|咳|晕|用|需要|缺|愁|困难|漏)了?|没(?:缺|病|疼|漏|坏|堵|发现)|平安|都好|挺好|正常|已(?:经)?(?:好|恢复|解决|修|办)|好多了|恢复|出院"
)
_HELPED = re.compile(r"^(?:顺便|顺手|还|又|再|也)?(?:帮|代|替|给(?:他|她)|陪|带着|送)")


_SAID = re.compile(
    r"^(?:他|她|户主|老人家?|人家|大爷|奶奶)?(?:还|又|跟我|也|一直)?(?:说是|说|讲|提到)(?:起|了)?(?=.{3})"
)


def need_in(text: str) -> str:
    """The words of a need heard on the visit; empty when there is none. What was done on the spot is none."""
    heard = [
        _SAID.sub("", part.strip())
        for part in re.split(r"[,。;!?\s]+", text)
        if _NEED.search(part) and not _DONE.search(part) and not _HELPED.match(part)
    ]
    return ",".join(heard)


_BROUGHT = re.compile(
    r"(?:带动|带着|发动|组织|叫上|动员|带领|召集)(?:了|周边|周围|左右|附近|群众|村民|邻居|大家)*([\d一二两三四五六七八九十]+)(?:多)?(?:户|家)"
)
_FOUND = re.compile(r"(?:发现|查出|查到|排查出|看到|找出).{0,12}")
_REPORTED = re.compile(r"上报|报告|报给|报了|已报|反映给|告诉(?:了)?(?:网格长|村|镇)|报(?:到)?(?:村|镇|网格)")


def households_brought(text: str) -> str | None:
    """The number of households brought along in a clean-up, as it was said."""
    found = _BROUGHT.search(text)
    return found[1] if found else None


def found_and_reported(text: str) -> bool:
    """A hazard found and reported on the patrol."""
    return bool((_FOUND.search(text) or "隐患" in text) and _REPORTED.search(text)) and not re.search(
        r"没(?:有)?(?:发现|隐患)|无隐患|未发现", text
    )
