"""Which kind of service a sentence tells of, from its word and whom it names (handbook §3.7). Pure; texts are normalised."""

import re
from collections.abc import Sequence
from datetime import date

from bot.domain import service_deeds as deeds
from bot.domain.check_ins import Kind
from bot.domain.patterns import Pattern
from bot.domain.residents import Mention
from bot.domain.service_words import KindWord

_LOOKED = Pattern(r"[看瞧瞅望](?:了|过|看|瞧|瞅|望|一下|一看|一眼|的)*(?:一下)?(?:望)?(?:独居的?|留守的?|孤寡的?)?$")
_LOOKED_ROUND = Pattern(r"(?:挨个|逐个|一个个|一家家|都|分别)(?:去|又)?[看瞧探](?:了|过|望|看)")
_LOOKED_AFTER = Pattern(r"^[^,。;]{0,3}(?:看过|看望|探望|去看了|看了看)")
_LIKE = r"(?:(?:五保户|贫困户|低保户|脱贫户|特困户|困难户|监测户|残疾人|孤儿|军属|老党员|老兵|退伍兵|留守儿童|独居|孤寡|留守|空巢|在外|老人|邻居|我们组|组里|隔壁|住院|生病|行动不便|腿脚不便|卧床|瘫痪)(?:的)?)*"
_FOR = Pattern(rf"(?:帮|给|替|为)(?:着|忙|了)?(?:料理|照应)?{_LIKE}$")
_FOR_SURE = Pattern(r"[帮替](?:着|忙|了)?[^,。;]{0,8}$")
_GIVING = Pattern(rf"给{_LIKE}$")
_GIVEN = Pattern(
    r"^(?:家|屋里)?(?!.{0,3}(?:说|讲|打|通(?!了?(?:下水|沟|管|厕|炕|烟|阴沟))|聊|拜|道|敬|开会|宣传|解释))[^,。;]{1,4}了"
)
_TAKEN = Pattern(
    r"(?:把|送|接|带|领|背|扶|载|拉|陪|捎|驮|搀|用车送)(?:着|了)?(?:(?:五保户|贫困户|孤寡老人|独居老人|老人|邻居)(?:的)?)*$"
)
_TAKEN_TO = Pattern(r"^[^,。;了]{0,6}?(?:去|到|上|回|接|送|背|来)(?!了?[一两几]趟)")
_TAKEN_ON_BUSINESS = Pattern(
    r"^(?:他|她)?(?:家)?(?:一起|一块儿?|一道)?(?:去|到|上|跑)(?:了|过)?(?:一)?(?:趟|次|回)?[^,。;]{0,4}(?:联|局|所|站|中心|银行|信用社|法院|大厅|办公室|镇上|镇里|县里|县城|市里|窗口|公司|厂|村部|村委|政府)"
)
_DONE_FOR = Pattern(
    r"^(?:家|屋里)?[^,。;]{0,3}(?:送|买|捎|带|取|拿|搬|修|换|交|缴|办|填|弄|装|剪|洗|做|劈|担|挑|扛|拉|收|晒|割|寄|充|打水|理|煮|烧|清|扫|找|借|垫|领|挂|配|抓|熬|安|腾|抢|剃|刮|梳|捶|喂|拍|认证|登记|申请|看孩子|看家)"
)
_IN_PASSING = Pattern(
    r"(?:我|去|从|顺手|顺便)[^,。;]{0,6}?(?:帮|给|替)(?:他|她|他们|老人家?|人家)(?:家)?[^,。;]{0,3}(?:送|买|捎|带|取|拿|搬|修|换|交|缴|办|填|弄|装|剪|洗|做|领|寄|挂|配|扛|挑|担|劈|搬)"
)
_THING_DONE = Pattern(
    r"^(?:家|屋里)?(?:里)?的(?![^,。;]{0,4}(?:事|情况|问题|矛盾))[^,。;]{1,8}[,\s]*(?:我|俺|咱)(?:给|帮|替|从|去|到|都|已经?|顺手)?[^,。;]{0,8}?(?:好|上|回来|来|完|掉|走|到家|上去|过去|下来|[修补洗弄])了"
)
"""石宝山家的柴火我劈好了."""
_LAID_OUT = Pattern(r"料理[^,。;]{0,8}(?:白事|后事|丧事|红事|喜事)")


def kind_of(text: str, word: KindWord | None, mentions: Sequence[Mention], today: date) -> Kind | None:
    """The kind of what ``text`` tells; ``word`` is the one that says what was done, if any does."""
    first = mentions[0] if mentions else None
    if word is not None and first is not None and _does_it(text, first, word):
        word = None
    if word is not None and first is not None and _rung_at_the_door(text, first, word):
        word = None
    if word is not None and word.kind is Kind.CONTACT and first is not None and _GONE_AFTER.search(text):
        return _looked(first, today)
    if word is None:
        return None if first is None else _unsaid(text, first, mentions, today)
    if first is None:
        return word.kind
    if word.kind in {Kind.ENV, Kind.MEETING} and first.end <= word.start and _FOR.search(text[: first.start]):
        return Kind.HELP
    if (
        word.kind is Kind.CARE
        and text[word.start] == "陪"
        and (_TAKEN_ON_BUSINESS.match(text[first.end :]) or _TAKEN_ON_BUSINESS.match(text[word.end :]))
    ):
        return Kind.HELP
    if word.kind is Kind.ENV and text[: first.start].endswith("把"):
        return Kind.HELP
    if word.kind is Kind.ENV and first.at_home and first.end <= word.start and _for_the_house(text, first):
        return Kind.HELP
    if word.kind is Kind.CONTACT and text[: first.start].endswith(("帮", "替")):
        return Kind.HELP
    if word.kind is Kind.VISIT and text[word.start : word.end] in {"上门", "登门", "入户"} and word.end < first.start:
        return deeds.deed_to(text[: first.start], text[first.end :]) or word.kind
    looked = next((one for one in mentions if one.start < word.start and _LOOKED.search(text[: one.start])), None)
    if looked is not None and word.kind not in {Kind.CARE, Kind.VISIT}:
        return _looked(looked, today)
    return word.kind


def _for_the_house(text: str, one: Mention) -> bool:
    """去赵桂芳家打扫了卫生: done for them, not for the village."""
    after = text[one.end :]
    if _WENT.search(text[: one.start]):
        return deeds.deed_at_home(after) is Kind.HELP
    return (
        re.search(r"[,。; ](?:我|俺)?[^,。;]{0,4}[给帮替]", after) is not None
        and deeds.deed_of_mine(after) is Kind.HELP
    )


def _does_it(text: str, one: Mention, word: KindWord) -> bool:
    """郑小兰值夜班: what somebody does is not what the warden did."""
    return (
        word.kind in {Kind.EMERGENCY, Kind.MEETING, Kind.CULTURE, Kind.VOLUNTEER, Kind.LEAD}
        and one.end == word.start
        and not one.at_home
        and not re.sub(r"今天|昨天|前天|上午|下午|早上|晚上|打卡|补记|[\s,。]", "", text[: one.start])
    )


def _rung_at_the_door(text: str, one: Mention, word: KindWord) -> bool:
    """陈大有家没人开门,打电话说在工地上: the call was part of the visit."""
    went = one.at_home or _SOUGHT.search(text[: one.start]) is not None
    return word.kind is Kind.CONTACT and went and re.search(r"[,。;\s]", text[one.end : word.start]) is not None


_GONE_AFTER = Pattern(
    r"(?:电话|手机|微信|视频)[^,。;]{0,6}(?:不通|没通|没接|不接|没人接|关机|停机|占线|没回|不回|不上)[^。;]*?[,。; ](?:我|就|便|赶紧|马上|不放心|担心|只好|又|下午|晚上|[,。; ])*(?:开车|骑车)?(?:跑|赶|走|找|去|上门|到)(?:过去|去|到|了|他家|她家|家)"
)
"""电话打不通,我跑过去看: the call only made the warden go."""


def _unsaid(text: str, one: Mention, mentions: Sequence[Mention], today: date) -> Kind:
    """Somebody is named and no word of a kind: looked in on, helped, or visited."""
    before, after = text[: one.start], text[_end_of_row(text, mentions) :]
    if before.endswith("把") and re.match(r"(?:家|屋里)?(?:里)?的", text[one.end :]):
        return Kind.HELP
    if _FOR.search(before) and (_FOR_SURE.search(before) or _DONE_FOR.match(after)):
        return Kind.HELP
    if _GIVING.search(before) and (_GIVEN.match(after) or deeds.deed_for(after)):
        return Kind.HELP
    if (done := deeds.deed_to(before, after)) is not None:
        return done
    if one.candidates and all(who.away for who in one.candidates) and not one.at_home and not _BACK.search(text):
        return Kind.CONTACT
    if _LAID_OUT.search(text) or _THING_DONE.match(after) or (_TAKEN.search(before) and _TAKEN_TO.match(after)):
        return Kind.HELP
    if (
        _LOOKED.search(before)
        or _LOOKED_ROUND.search(text)
        or any(_LOOKED_AFTER.match(text[other.end :]) for other in mentions)
    ):
        return _looked(one, today)
    if _WENT.search(before):
        return deeds.deed_at_home(after) or Kind.VISIT
    if _IN_PASSING.search(after):
        return Kind.HELP
    return deeds.deed_of_mine(after) or Kind.VISIT


_WENT = Pattern(r"去|到|走访|上门|[上在](?=$)|[串进找访]|看|路过")


def near(
    text: str, kind: Kind | None, word: KindWord | None, mentions: Sequence[Mention], today: date
) -> tuple[Kind, ...]:
    """Kinds that it may be as well when ``kind`` is only taken for granted, itself first; empty when it is told."""
    if kind is not Kind.VISIT or word is not None:
        return ()
    bare, at_home = text, any(one.at_home for one in mentions)
    for one in mentions:
        bare = bare[: one.start] + " " * (one.end - one.start) + bare[one.end :]
    if _FOR_THEM.search(bare) and not _TALKED.search(bare):
        return (kind, Kind.HELP, *([Kind.CARE] if any(_cared(one, today) for one in mentions) else []))
    if not mentions:
        return (
            ()
            if _WENT_ROUND.search(bare) or not re.search(r"[一-龥]", _NOTHING_TOLD.sub("", bare))
            else _guessed(bare, mentions, today)
        )
    if _I_DID.search(bare) and not _SOUGHT.search(text[: mentions[0].start]) and not _TALKED.search(bare):
        return _guessed(bare, mentions, today)
    if (done := _THERE_DONE.search(bare)) is not None and not _BEEN_THERE.search(done["deed"]):
        return _guessed(bare, mentions, today)
    if at_home or _BEEN_THERE.search(bare) or not re.search(r"[一-龥]", _NOTHING_TOLD.sub("", bare)):
        return ()
    return _guessed(bare, mentions, today)


def _guessed(text: str, mentions: Sequence[Mention], today: date) -> tuple[Kind, ...]:
    guessed = [other for other, signs in _HINTS if signs.search(text)]
    if any(_cared(one, today) for one in mentions):
        guessed.append(Kind.CARE)
    return tuple(dict.fromkeys([Kind.VISIT, *guessed, Kind.HELP, Kind.POLICY]))[:_MOST_NEAR]


_WENT_ROUND = Pattern(
    r"(?:走|跑|去|到|访|看|转|串|入|进|问|望|探|上|谈|聊|见|碰|遇|收集|联系)(?:了|过|访|完|遍|望|看|问)*(?:大概|差不多|约|一共|总共|有|这|那)?(?=[\d一二两三四五六七八九十几多独留空孤五])|上门|坐|聊|唠|家里|屋里"
)
_I_DID = Pattern(
    r"(?:我|俺|咱)(?!去|到|们)[^,。;]{0,8}(?:好|上|完|掉|净|通|回来|过去|下来|[修补洗弄])了|(?:给|帮|替|把|拿去?|送去?|带去?)[^,。;]{1,10}(?:好|上|完|掉|净|通|回来|过去|走|回)了"
)
_THERE_DONE = Pattern(
    r"[去到在]\s{2,}(?:里)?(?P<deed>[^,。;\d\s吃喝玩站拜量测望拉摆歇耍]{1,3})了(?!会|一会|几句|一趟|趟)(?P<rest>[^,。;\d\s]{1,})"
)
"""去段小红家收了调查表: a deed of which the verb says no kind."""
_SOUGHT = Pattern(r"[去到上访看瞧望找进在从](?:了|过|趟|望)*$")


def _end_of_row(text: str, mentions: Sequence[Mention]) -> int:
    """Where a row of names ends: 给甲、乙两个老人送粽子."""
    end = mentions[0].end
    for other in mentions[1:]:
        if not re.fullmatch(r"[\s,、和跟与]{1,2}", text[end : other.start]):
            break
        end = other.end
    several = re.match(r"[两俩三四五六](?:个|位|家|户)?(?:老人|人|孩子)?", text[end:])
    return end + (several.end() if several and end != mentions[0].end else 0)


_MOST_NEAR = 4
_FOR_THEM = Pattern(
    r"[给帮替](?:他|她|他们|她们|老人家?|人家|家里)(?:家)?(?!.{0,3}(?:说|讲|打|道|拜|聊|提|敬|解释|宣传|介绍|发))[^,。;]{1,4}"
)
"""Something done for them on the visit."""
_TALKED = Pattern(r"坐|聊|唠|谈|说了|拉(?:了)?(?:家常|呱|会|几句)")
_BEEN_THERE = Pattern(
    r"(?<![上下出进回过送])去|[到进回走串访坐聊唠谈看瞧瞅望见碰遇找问转待呆陪家屋门院敲]|[说讲约让]|[拉摆]了?(?:呱|会|几|半)|在家|不在|没[人在]|住院|出门|外出"
)
_NOTHING_TOLD = Pattern(
    r"打卡|补记|今天|昨天|前天|上午|下午|早上|晚上|中午|大概|左右|小时|分钟|钟头|半个?|[\d一二两三四五六七八九十]+(?:个|户|家|位|次|分|刻|号|日|月)?|各|[都很也挺还蛮真]好|老两口|一家人|身体|硬朗|精神|老样子|不错|没(?:什么|啥)事|正常|平安|没事|顺利|完成|了|和|跟|与"
)
_HINTS = (
    (Kind.HELP, Pattern(r"[帮给替把修装买搬取交填写剪洗砍劈收摘割扛挑背送捎带借喂杀贴接]|材料|手续|快递|教")),
    (Kind.MEDIATE, Pattern(r"[吵骂争闹劝调]|商量|地界|赔|占")),
    (Kind.POLICY, Pattern(r"发|登记|统计|核对|通知|app|缴费|医保|催|提醒|讲")),
    (Kind.SAFETY, Pattern(r"[查巡险]|电线|火|液化")),
    (Kind.ENV, Pattern(r"[扫清拔铲]|垃圾")),
    (Kind.LEAD, Pattern(r"种|养(?!老)|栽|嫁接|大棚")),
)
_BACK = Pattern(r"(?<![不没])回来(?:了|过)?|回家|回村|到家|在家|家里")


def _cared(mention: Mention, today: date) -> bool:
    return any(one.is_cared_for(today) for one in mention.candidates)


def _looked(mention: Mention, today: date) -> Kind:
    """看了 somebody: care when it is somebody cared for, else a visit."""
    return Kind.CARE if _cared(mention, today) else Kind.VISIT
