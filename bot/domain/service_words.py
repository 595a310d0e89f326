"""The words that say which kind of service a warden has done (handbook §3.7). Pure; texts are normalised."""

import re
from dataclasses import dataclass

from bot.domain.check_ins import Kind

_NUM = r"[\d一二两三四五六七八九十几]+"
_WORDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.VISIT,
        rf"走访|入户|串门|串了个?门|家访|上门|登门|走(?:了|过)?{_NUM}(?:户|家)|(?:去|到|入|进)(?:了|过)?{_NUM}(?:户|家)|转了?转|收集(?:了)?.{{0,4}}意见|拉家常|家常|唠嗑|打(?:了|过)?个?招呼",
    ),
    (
        Kind.CARE,
        r"关爱|关怀|辅导|量(?:了|一下)?血压|过(?:了|个)*生日|祝寿|大寿|寿辰|拜(?:了|个)*年|看望|探望|慰问|探视|探访|照看|照顾|照料|陪(?!同|审|标|嫁)|看(?:了|过|看|一下)*(?:几位|几个|两位|三位|那位|一位)?(?:独居|留守|空巢|孤寡|五保)(?:的)?(?:老人|儿童|孩子|妇女)|看(?:了|过|看|一下)*(?:几位|几个|两位|三位)老(?:人|党员|兵|军人)",
    ),
    (
        Kind.MEDIATE,
        r"调解|劝和|评理|劝架|说和|劝解|讲和|调和|撮合|说合|调(?:了|停)[^。;]{0,10}调(?:成|好|拢|通)|(?:争|抢|扯)[^,。;]{0,6}(?:地|界|水|路|田|山|林|坟)[^。;]{0,12}(?:调|劝|评|说)|(?:化解|处理|平息|摆平)(?:了)?.{0,8}(?:矛盾|纠纷)|(?:矛盾|纠纷|别扭|疙瘩).{0,4}(?:解决|化解|说开|解开|了结|理清|摆平)|吵.{0,12}(?:劝|说)|(?:闹|起)(?:了)?(?:意见|矛盾|别扭|纠纷|摩擦).{0,12}(?:谈|说|劝|调)|(?:拌嘴|斗嘴|红脸).{0,8}(?:谈|说|劝|调)|劝(?:了|住|开|好)",
    ),
    (
        Kind.POLICY,
        r"宣传|宣讲|送(?:了)?[^,。;]{0,8}(?:通知|告知书|缴费单)|通知(?:了|到)?(?:大家|大伙|各户|各家|每户|每家|住户|村民|群众|停水|停电)|(?:挨家挨户|挨家|逐户|逐家|挨户)[^,。;]{0,4}(?:提醒|叮嘱|告知|说|通知|发|送)|发(?:了|放|到|给|完)?.{0,8}(?:明白纸|宣传单|传单|宣传册|手册|告知书|公开信|倡议书|资料|通知单)|发(?:到|放到)|(?:(?<![他她我])讲|说[了说](?:说|一下)?)(?:了|讲|说|一下)*.{0,12}(?:补贴|怎么申请|怎么办理|怎么报|怎么交|报销|贷款)|(?:(?<![他她我])讲|说[了说](?:说|一下)?)(?:了|解|讲|说|一下|一遍|解了)*.{0,6}(?:禁烧|禁放|禁渔|防火|防溺水|诈骗|反诈|防骗|电诈|养老金|养老保险|医保|低保|新规|村规|民约|好处|重要性|知识|道理)|(?:反诈|诈骗|禁毒|普法|教育|警示).{0,2}(?:电影|片|讲座)|(?:嘱咐|叮嘱|提醒|让|叫)(?:大家|大伙|各家|村民|他们|每家)|关好门窗|讲(?:了|解|解了|一下|一遍|讲)*.{0,4}政策|(?:念|读|转|传达)(?:了|过|完|念|一遍|一下)*.{0,8}(?:通知|文件|公告|倡议|倡议书|公开信|告知书)|发(?:放|了|完)*(?:宣传|传单|明白纸|告知书|公开信)|解读|讲(?:了|解|解了|一下|讲)*(?:医保|社保|反诈|防诈|养老|惠农|补贴)|普法|科普|政策",
    ),
    (
        Kind.ENV,
        r"卫生(?!室|院|站|所|员|纸)|环境|扫地|扫路|扫雪|铲雪|扫了|打扫|大扫除|清沟|(?:清|扫|捡|铲|割|拔|掏|通|清理|打扫|收拾)(?:了|完|掉|好|干净)+[^,。;]{0,8}(?:垃圾|沟|渠|草|杂物|淤泥|路|雪|落叶|水葫芦|广场|塘|河|井|院子|厕所|楼道|猪圈|门前|屋后)|疏通(?!关系|思想)|清淤|清渠|整治|清理|清扫|清运|捡(?:了|拾)?.{0,2}垃圾|捡拾|保洁|拔草|除草|割草|锄草|铲草|拆旱厕|清洁|清扫|刷墙|淘(?:了)?(?:井|沟|塘)|井.{0,3}淘|消杀|消毒|擦(?:了|洗|干净)|冲洗|(?:垃圾|沟|渠|草|杂物|污泥|淤泥|小广告|水葫芦|路面|村道|村路|广场|柴堆|柴垛|水面|落叶|粪堆|废品|厕所|公厕|河道|河边|塘边|院子|门口)[^,。;没不未要该]{0,6}?(?:清|扫|割|除|拔|薅|锄|挖|铲|捞|捡|拾|收拾|刮|刷|拉走|运走|冲洗|冲干净)(?!楚|单|明)",
    ),
    (Kind.VOLUNTEER, r"志愿|义务(?!教育)"),
    (
        Kind.SAFETY,
        r"巡查|排查|巡夜|夜巡|巡(?:了|一圈|一遍|着|视|看)|查看|守(?:着|了|在)?.{0,6}(?:水(?!管|电)|塘|河|渡口|渡|码头|库|堤|坝|山林|林子|卡口|卡点)|火种|火源|(?:渡口|塘边|塘坝|河边|河堤|水库|码头|桥头|江边|湖边|堤上|坝上|山上|林区|卡口|水塘|池塘|沿河|沿塘|塘埂)[^,。;]{0,10}?(?:守|看(?!望|了[李王])|转|站|巡|走|劝|瞧)|下水|钓鱼的|游泳的|野泳|玩水|戏水|(?:发现|看见|看到|瞧见)[^,。;]{0,10}(?:电线|线杆|路灯|杆子|围墙|护栏|井盖|树枝|大树|变压器|燃气|煤气)[^,。;]{0,8}(?:掉|歪|断|倒|松|塌|漏|裂|缺|丢|冒)|查(?:了|看|看了|一遍)*[^,。;]{0,8}(?:炉子|煤炉|烟囱|烟道|线路|电线|灶|门窗|灭火器|液化气)|看水(?!管|表|塔|电)|防火|巡逻|巡河|巡塘|巡山|巡堤|巡护|护林|防溺水|防汛|(?:安全|隐患|消防)检查|检查(?:了|一下)*.{0,6}(?:电线|线路|煤气|燃气|灶|用电|消防|安全|灭火器|水库|塘|堤|危房)|查(?:了|看|看了)*.{0,4}(?:隐患|用电|水库|河堤|塘坝|危房)|隐患",
    ),
    (
        Kind.HELP,
        r"代办|跑腿|(?:接|送|带|陪)(?:着|了)?(?:去|到)?(?:体检|看病|医院|打针|打疫苗|复查|换药|取药|化疗|透析)|教(?:会|了|着)?.{0,6}(?:用|玩|操作|弄|发|扫|刷|连)(?:一下)?(?:手机|微信|医保|健康码|视频|智能|社保|支付|网)|搭把手|搭手|带路|背(?:着|了)?.{1,4}(?:下楼|上楼|去)|抢收|收割|插秧|双抢|晒谷(?!场)|收谷|(?:送|买|取|拿|带|领|捎)(?:了|过|点|些|一|两|几|趟|袋|桶|次|回|份|碗|盒|箱|床|的)*(?:救济粮|粮|药|慰问品|被子|棉被|衣服|棉衣|水|柴|煤球|鸡蛋|牛奶|水果)|送(?:了)?.{1,5}(?:回家|回去|回来)|送(?:了)?.{1,4}(?:上学|放学|去学校|急诊)|理发|带药|接送|理发|剪头发|代买|代缴|代交|代取|代领|代购|(?:送|买|取|拿|带|领)(?:了|点|些|一趟)*(?:药|菜|米|面|油|饭|煤|快递|包裹|东西)|送(?:了)?.{1,6}(?:去|到|上)(?:了|的)?(?:医院|卫生室|卫生院|镇上|学校|车站|县里)|接.{0,5}(?:放学|上学)|带(?:了|着)?.{1,6}(?:去|到).{0,4}(?:看病|医院|卫生|体检|镇上|县里|办)|帮(?:忙|着|了)?.{0,8}(?:搬(?!书)|寄|抢收|收|晒|劈|挑|担|料理|打扫|卸|拉|推|背|代?办|交|缴|买|修|搬|取|充|领|填|写|弄|换|查|调|做|教|看着|挂号|认证|申请|理发|洗)",
    ),
    (
        Kind.CULTURE,
        r"文艺|排练|演出|彩排|广场舞|唱戏|唱歌|健身操|打鼓|锣鼓|跳舞|排节目|排(?:了)?.{0,2}舞|合唱|演节目|村晚|腰鼓|龙灯|舞龙",
    ),
    (
        Kind.MEETING,
        r"开会|开(?:了|完|过)?个?.{0,4}会(?![计员儿])|会议|参会|例会|碰头会|座谈|党课|党员大会|听(?:了)?.{0,4}课|上(?:了)?.{0,3}课|讲座(?!.{0,4}给)|主题党日|学习(?!用|成绩)|培训",
    ),
    (
        Kind.EMERGENCY,
        r"值守|值班|值夜|抢险|转移|抗洪|救灾|抗旱|救火|灭火|扑火|扑救|救援|应急|(?:暴雨|涨水|下大雨|发大水|台风|半夜|洪水)[^。;]{0,16}(?:接到|接走|撤|安置|叫醒|背出|送到)",
    ),
    (
        Kind.LEAD,
        r"示范|带种|教技术|教(?:了|会|他|她|大家|村民|农户|几户|他们)*.{0,4}(?:种|养|技术|嫁接|剪枝|栽培|打药)|传授|技术指导|带动.{0,8}(?:种|养|发展)|带头(?:种|养|发展)",
    ),
    (
        Kind.CONTACT,
        r"联络|(?:通|打|回|拨)(?:了|过|通了?|通)?(?:个|一个|几个|两个|[一两二三四五几\d]+(?:次|通|遍|回))?(?:电话|视频)|来(?:了)?电话|停机|视频(?:了|通话|聊|电话)|电话(?:问|联系|联络|回访|慰问|沟通)|微信(?:问|联系|聊|视频)|语音(?:问|联系|聊)|发(?:了)?(?:个|条)?(?:微信|语音)|联系(?!不上|人|方式|卡|点|群|电话)",
    ),
)
_SIGNS: dict[Kind, str] = {
    Kind.VISIT: "访户门家转意唠招",
    Kind.CARE: "爱怀压辅望慰探照陪看生寿拜视",
    Kind.MEDIATE: "调劝评和撮化矛纠别疙闹起拌斗红争扯吵处平摆说",
    Kind.POLICY: "宣讲政知发读普送说念反诈禁教警嘱叮提让叫关解科传挨逐",
    Kind.ENV: "卫环扫铲疏割拔掏通收清整捡保草拆刷淘井消擦冲垃沟渠杂污淤广水路村柴落粪废厕河塘院门",
    Kind.VOLUNTEER: "志义",
    Kind.SAFETY: "巡查水防护隐检发看瞧守渡塘河码桥江湖堤坝山林卡钓游泳电线路杆围井树变燃煤安沿火",
    Kind.HELP: "代跑带接理剪送买取拿领帮搭教背抢收插双晒捎",
    Kind.CULTURE: "艺排演彩舞唱晚鼓龙健",
    Kind.MEETING: "会党学培座课讲",
    Kind.EMERGENCY: "值抢转抗救应扑灭暴涨雨发台半洪",
    Kind.LEAD: "示带教传技",
    Kind.CONTACT: "联话频微语停",
}
"""Characters of which every word of a kind has at least one: most kinds need not be looked for."""
_KINDS = tuple((kind, frozenset(_SIGNS[kind]), re.compile(words)) for kind, words in _WORDS)
_GIVES_WAY = frozenset({Kind.VISIT, Kind.SAFETY, Kind.ENV, Kind.EMERGENCY})
"""Its word before another one only says how or about what: 入户宣传, 防火宣传, 防汛值守."""
_TAKES_OVER = frozenset({Kind.POLICY, Kind.CARE, Kind.MEDIATE, Kind.SAFETY, Kind.EMERGENCY, Kind.ENV, Kind.MEETING})

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


_LACKED = re.compile(r"(?:没人|无人|没谁|想要?|希望|盼着|需要)(?:来|给|帮)?$")
"""作业没人辅导, 想办低保: what is wanted, not what was done."""


def kind_words(text: str) -> list[KindWord]:
    """All of them in order; the longer first where two begin together."""
    present = set(text)
    found = [
        KindWord(match.start(), match.end(), kind)
        for kind, signs, pattern in _KINDS
        if not signs.isdisjoint(present)
        for match in pattern.finditer(text)
        if not _LACKED.search(text, max(0, match.start() - 4), match.start())
    ]
    return found if len(found) < 2 else sorted(found, key=lambda word: (word.start, -word.end))


_SAYS_HOW = frozenset({Kind.POLICY, Kind.SAFETY, Kind.ENV})
_ENDS = re.compile(r"[,。;!?\n]")
_NAMED = re.compile(
    rf"^[\s,:。/]*(?:(?:打卡|补记)[\s,:。]*)?(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})[\s,:。]"
)


def chosen(words: list[KindWord], text: str) -> KindWord | None:
    """The word that says what was done: the first, unless it runs into one that says more (入户宣传, 入户3户宣传医保)."""
    if not words:
        return None
    first = words[0]
    if (
        _NAMED.match(text)
        and first.end - first.start >= 2
        and text[: first.start].strip(" ,:。") in {"", "打卡", "补记"}
    ):
        return first  # 打卡 值守 防汛: said by its name
    for word in words[1:]:
        near = first.end <= word.start <= first.end + (6 if first.kind is Kind.VISIT and word.kind in _SAYS_HOW else 1)
        if (
            near
            and first.kind in _GIVES_WAY
            and word.kind in _TAKES_OVER
            and not _ENDS.search(text[first.end : word.start])
        ):
            first = word
        elif word.start > first.end + 6:
            break
    return first
