"""What must be treated with care: statutory matters, private matters, complaints about those who handle concerns (handbook §3.8, §4.3, §9.1)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.directory import Directory, Tier
from bot.domain.gates import Gate
from bot.domain.patterns import Pattern
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId


class Redirect(StrEnum):
    """Matters that are not registered: the legal channel is told and the words are not stored."""

    DISCIPLINE = "DISCIPLINE"
    LEGAL = "LEGAL"


_OFFICIAL = r"(?:村干部|镇干部|干部|书记|支书|村?主任|村长|镇长|所长|站长|会计|出纳|邻长|楼栋长|网格长|组长|村委|村里当官|当官|领导|办事员|工作人员|公家人)"
_DISCIPLINE = (
    r"贪污|受贿|行贿|索贿|吃拿卡要|吃回扣|拿回扣|回扣|截留|挪用|优亲厚友|假公济私|打白条|白条|腐败|贪官|私吞|中饱私囊|公款|套取|骗取.{0,4}补|虚报冒领|冒领",
    r"(?:举报|检举|揭发|告发|告).{0,4}" + _OFFICIAL,
    _OFFICIAL
    + r".{0,12}(?:收(?:了)?(?:钱|礼|好处|红包|东西|烟|酒|黑钱)|要(?:钱|好处|红包)|伸手要|克扣|贪|喝得烂醉|醉醺醺|嫖|赌博?|打牌赌|动手打人|打了?人)",
    r"收(?:了)?(?:钱|礼|好处|红包|东西).{0,3}(?:才|不|就)(?:给|肯|帮)?(?:办|盖|批|管)",
    r"(?:送|塞|给|拿|要).{0,8}(?:烟|酒|红包|礼|好处费|茶水费).{0,10}(?:才(?:给|肯|能)?|就)(?:办|盖|批|签|过)",
    r"(?:集体|公家|村里|组里|扶贫|补助|修路|救灾).{0,4}(?:的)?(?:钱|款).{0,14}(?:打牌|赌|吃喝|自己(?:腰包|口袋|兜)|腰包|分了|装进|揣|花在自家)",
    r"(?:低保|补助|名额|工程|岗位).{0,8}(?:给|是|都是|安排).{0,4}(?:他|她|自家|自己|书记|主任|干部)?.{0,3}(?:丈母娘|小舅子|亲戚|侄|堂弟|表弟|弟弟|亲家|亲家母|自己人|老婆|儿子|连襟)",
    r"(?<!老板)(?<!厂里)(?<!包工头)克扣(?!工|我工|我们工).{0,6}(?:补|低保|救|款|粮)",
    r"公车私用|(?:用|开)公家的?车|假签名|冒名(?:领|顶)|虚报|套补贴|干股|强揽工程|吃黑钱|发票(?:都)?是(?:假|凑)|代签.{0,6}领|(?:死|走)了.{0,8}名字.{0,6}领|死人.{0,6}领钱",
    r"纪委.{0,10}(?:电话|查|材料|举报)|巡察组|实名举报|匿名(?:告|举报)|举报材料|递材料|请上面来?查",
    r"(?:钱|款|林子|山场|物资|棉被|化肥).{0,10}(?:口袋|腰包|偷偷卖|拿去卖|拿去送|截了|被截)|(?:扣了|少发了?).{0,10}(?:移民款|补偿|补贴|辛苦费)",
    r"不给好处|(?:问|找)我要.{0,6}(?:块|千|百|万).{0,6}(?:才|保证|低保)|送礼才|(?:选举|换届|投票).{0,10}(?:买票|拉票|发钱|发烟)|买票|拉票",
    _OFFICIAL
    + r".{0,10}(?:私家车|小舅子|侄儿的施工|入股|老婆卡|儿子名下|自己卡上|老丈人|换人情|逼我们(?:捐|签)|分钱|侵占)",
)
_LEGAL = (
    r"打官司|起诉|诉讼|仲裁|判决|开庭|立案|上诉|法院.{0,6}(?:判|传票|执行|受理|告|状)|(?:递|写|交)了?(?:状子|诉状)|(?:告|状).{0,4}(?:法院|法庭)|法庭",
    r"官司|走法律程序|(?:申请|强制)执行|执行申请|再审|抗诉|撤诉|财产保全|被执行人|失信名单|老赖|法院.{0,6}(?:冻结|查封|拍卖|抓)|传票|刑事附带|律师费",
    r"判下来|一审|二审|(?:要|能)告(?:谁|政府|村委)|裁决书|抚养权|[上去]法院(?!门|那|上班|旁|对面)",
    r"(?:申请|要求|依).{0,4}信息公开|依申请公开|信息公开(?:的)?申请|行政复议|提了复议|复议|复核|上访|信访件?|请(?:个)?律师|找律师|律师函",
)
_NOT_LEGAL = Pattern(
    r"送法|普法|讲座|宣传|法律知识|信访局?(?:在哪|电话|几点|上班)|再不.{0,8}(?:就|要|只好)|法律援助在哪"
)
_STATUTORY = Gate([(Redirect.DISCIPLINE, one) for one in _DISCIPLINE] + [(Redirect.LEGAL, one) for one in _LEGAL])


def redirect_of(text: str) -> Redirect | None:
    """The legal channel that normalised ``text`` belongs to; None for an ordinary matter."""
    for kind, search in _STATUTORY.candidates(text):
        if search(text) and not (kind is Redirect.LEGAL and _NOT_LEGAL.search(text)):
            return kind
    return None


_NUMBERS = Pattern(r"(?<!\d)(?:\d{17}[\dx]|\d{15,19}|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
_KIN = r"(?:我|俺|咱|他|她|你|谁|哪|老[\u4e00-\u9fff])?(?:家)?(?:的)?(?:爸|妈|爹|娘|大爷|爷爷?|奶奶?|外公|外婆|老头子?|老太|老婆子?|老公|老伴|媳妇|儿子?|女儿|闺女|孙子|孙女|兄弟|姐|哥|弟|妹|婶|叔|舅|姑|老人|孩子|娃|伢)"
_PERSON = Pattern(
    _KIN + r"|我|俺|他(?!家的?(?:鸡|狗|墙))|她|[\u4e00-\u9fff](?:大爷|大娘|大妈|奶奶|爷爷|婆婆|大伯|大叔|阿姨|老师傅)"
)
_ILLNESS = Pattern(
    r"瘫|癌|肿瘤|中风|脑梗|精神病|神经病|抑郁|残疾|残废|糖尿病|高血压|癫痫|怀孕|流产|痴呆|尿毒症|透析|艾滋|肝炎|肺结核|白血病|心脏病|开刀|手术|化疗"
    r"|重病|得病|生病|住院|出院|有病|病倒|病重|病了|卧床|失禁|褥疮|聋|瞎|哑巴|傻|智障|自闭|发疯|疯了|月子|坐月子|大出血|骨折"
)
_WELFARE = Pattern(r"低保|特困|五保|救助|贫困|困难户|补助名单|边缘户")
_CHILD = Pattern(
    r"(?:我|俺|咱|他|她|你|谁|哪|隔壁)(?:们)?家?(?:的)?(?:那)?(?:个)?(?:小)?(?:孩子|娃|伢|孙子|孙女|儿子|女儿|闺女|丫头)|留守儿童|未成年|(?:\d|[一二三四五六七八九十])岁的?(?:孩子|娃|伢|小孩)"
)
_HOME = Pattern(r"家暴|打我|离婚|出轨|彩礼|外遇|坐牢|吸毒|没钱治|低保户|贫困户|五保户|欠债|遗产")
_PLACES_OF_ALL = frozenset({"WATER", "POWER_NET", "ROAD", "ENV", "SAFETY", "FARM", "VILLAGE", "OTHER"})


def is_personal(text: str, category: str, sensitive: bool) -> bool:
    """Whether what was said concerns somebody's private life: never to be repeated in a group (handbook §3.8)."""
    if sensitive or _NUMBERS.search(text) or _HOME.search(text):
        return True
    if (_ILLNESS.search(text) or _WELFARE.search(text)) and _PERSON.search(text):
        return True
    return category not in _PLACES_OF_ALL and bool(_CHILD.search(text))


_HOW = Pattern(
    r"怎么(?!还|又|没|不|搞的|回事|这么)|咋(?!还|又|没|不)|多少|好多钱|几多|啥时候|什么时候|几时|几点|哪天|在哪|去哪|到哪|哪里|找谁|找哪个|(?:是|该)找|打哪个|要什么|要啥|要带|带啥|带什么|什么条件|能不能|可以.{0,8}吗|可能.{0,8}"
)
_SOMEBODY = Pattern(
    r"我(?!们?(?:村|镇|这|们))|俺|咱(?!村|们|镇)|爸|妈|爹|娘|老头|老婆|儿子|女儿|孙|娃|孩|伢|奶|爷|媳妇|邻居|他|她|岁|[\u4e00-\u9fff]家(?:的)?(?:老|那)"
)


_ASKING = Pattern(
    r"我?(?:想|要|来)?(?:请问|问问|问一下|问下|打听一?下?|咨询一?下?|了解一?下?)|我们?(?:村|镇|这边|这里)|你们|您们|大家"
)


def is_general_question(text: str) -> bool:
    """“医保今年交多少”: how something is done, without anybody in it. May be answered in a group."""
    asked = _ASKING.sub("", text)
    return bool(_HOW.search(asked)) and not _SOMEBODY.search(asked) and not _NUMBERS.search(asked)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint about somebody who handles concerns: from whom it is hidden, and where it begins."""

    hidden_from: tuple[PersonId, ...]
    start: Tier


_TARGETS = Pattern(
    r"邻长|楼栋长|网格长|(?<!班)组长|村干部|村支书|支书|书记|(?<!班)主任(?!医)|村长|村委|村里(?:的)?干部|镇干部|镇里(?:的)?干部|办事员|干部"
)
_CONDUCT = Pattern(
    r"说话(?:太|很|好)?(?:冲|难听|凶|大声|带刺|气人)|讲话(?:太|很|好)?(?:冲|难听|凶|带刺)|态度(?!好|挺好|不错|很好)|凶(?!手)|骂|吼|训(?:人|我)|不理|不睬|爱理不理|不管(?!怎)|不问|不来(?!水|电)"
    r"|不肯来|不去|不办|不作为|不干事|不做事|不负责|推(?:来推去|诿|脱|三阻四)|踢皮球|敷衍|糊弄|应付|哄人|骗我|偏心|偏向|不公|摆架子|耍威风|霸道|欺负|瞧不起|看不起|冷淡|冷脸|不上心|不当回事"
    r"|不接(?:电话)?|不回(?:话|信|音|电话)|没(?:个)?(?:人影|影子)|找不到人|不露面|不见人|见不到人|没来过|从来没来|一(?:次|回)(?:也|都)没|装(?:没|聋|听不见)|拍桌子|打官腔|不耐烦"
    r"|不讲理|乱来|乱搞|没有?良心|不像话|太差|很差|差劲|不行|不称职|不配|吊儿郎当|懒|拖(?:着|拉|了)|恶劣|粗暴|蛮横|发火|发脾气|甩脸|脸色|说话不算|不算数|正事不干|不干(?!净|旱|涝)|喝酒|打麻将|磨蹭|不耐心|不热心|嫌(?:烦|我|弃)|挖苦|讽刺|刁难|为难(?!情)|卡着|针对我|不给(?:我)?(?:办|盖|开|解决|批)"
    r"|[总老净光](?:是)?推|推给|失职|渎职|答应.{0,12}(?:没|不)|见不着人|不见人影|不负责任|不作声|装不知道|意见大|有意见|不满|不把.{0,6}当|不通知|瞒着|收了?东西"
)
_ASKED = Pattern(r"(?:麻烦|请|让|叫|喊|找|拜托|谢谢|感谢|多亏|跟|问)(?:一下|下)?(?:我们|咱|俺|我)?(?:的)?$")
_SPOKEN_OF = Pattern(
    r"(?:找|问|跟|给|对|叫|喊|求|打|见|等)(?:他|她)(?!家)|(?:他|她)(?:就|都|总|老|也|说|讲|态度|不|没|爱|从来|天天|只|把我|骂我|这个?人|人)|这个?人"
)
"""程大勇,找他盖章三趟都推: spoken of, though the name stands in front."""
_PLACE_OF = Pattern(r"家(?:里|门|的|旁|屋|后|前|对|隔|那)|门口|屋后|屋前|旁边|对面|那边|隔壁")
_OF_HOUSE = Pattern(
    r"家(?:的|里|养的|里的)?(?:鸡|鸭|鹅|狗|猪|牛|羊|墙|围墙|院墙|树|污水|脏水|臭水|粪|垃圾|烟|猪圈|鸡圈|儿子|老婆|媳妇|孩子|亲戚|占|堵|盖|挡|欠|把|放|往|排|砌|倒)"
)
"""A quarrel with a handler's house is a conflict too (handbook §4.3): 邻长家的鸡, 王某家占我地."""
_TIER_OF = {"邻长": Tier.NEIGHBOURHOOD, "楼栋长": Tier.NEIGHBOURHOOD, "网格长": Tier.GRID, "组长": Tier.GRID}
_OFFICE_OF = {
    Tier.NEIGHBOURHOOD: (Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN),
    Tier.GRID: (Role.GRID_LEADER,),
    Tier.VILLAGE: (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY),
    Tier.TOWN: (Role.TOWN_STAFF, Role.TOWN_ADMIN),
}


def complaint_of(
    text: str, directory: Directory, unit: UnitId | None, by: PersonId, day: date, *, accusing: bool = False
) -> Complaint | None:
    """The complaint in normalised ``text`` of somebody who lives in ``unit``; None when it is none.

    Naming a handler is not enough (ruling 3): something must be said against them, or ``accusing`` (投诉 …).
    """
    known = _named(text, directory, by, day)
    houses = any(_OF_HOUSE.match(text[text.find(name) + len(name) :]) for name, _ in known) or any(
        _OF_HOUSE.match(text[found.end() :]) for found in _TARGETS.finditer(text)
    )
    named = [(name, person) for name, person in known if houses or _accused(text, text.find(name), name)]
    targets = [found for found in _TARGETS.finditer(text) if houses or _accused(text, found.start(), found[0])]
    spans = [(found.start(), found.end()) for found in targets]
    spans += [(text.find(name), text.find(name) + len(name)) for name, _ in named]
    if not houses and not any(
        _CONDUCT.search(text[end : end + 30]) or (accusing and begin <= 8) for begin, end in spans
    ):
        return None
    hidden = [person for _, person in named]
    tiers = [_highest(directory, person, day) for _, person in named]
    for found in targets:
        tier = _TIER_OF.get(found[0], Tier.TOWN if found[0].startswith("镇") else Tier.VILLAGE)
        tiers.append(tier)
        if not any(_highest(directory, person, day) is tier for _, person in named):
            hidden += _office(directory, unit, tier, day)
    top = max((tier.rank for tier in tiers), default=0)
    start = Tier.VILLAGE if top < Tier.VILLAGE.rank else Tier.TOWN
    return Complaint(tuple(dict.fromkeys(person for person in hidden if person != by)), start)


def _accused(text: str, begin: int, name: str) -> bool:
    """Whether the name stands for somebody who does something: not called upon (邻长,…), not asked for help, not a place (邻长家门口)."""
    after = text[begin + len(name) :]
    called_upon = begin == 0 and after[:1] in {",", ":", "你", "您", "好"} and not _SPOKEN_OF.search(after)
    return not (called_upon or _PLACE_OF.match(after) or _ASKED.search(text[:begin]))


def _named(text: str, directory: Directory, by: PersonId, day: date) -> list[tuple[str, PersonId]]:
    found = {
        office.person: office.name
        for office in directory.named_in(text, day)
        if office.role in _HANDLING and office.person != by
    }
    return [(name, person) for person, name in found.items()]


_HANDLING = frozenset(role for roles in _OFFICE_OF.values() for role in roles) | {Role.CARE_OFFICER, Role.DUTY}


def _highest(directory: Directory, person: PersonId, day: date) -> Tier:
    roles = directory.roles_of(person, day)
    for tier in (Tier.TOWN, Tier.VILLAGE, Tier.GRID):
        if roles & set(_OFFICE_OF[tier]):
            return tier
    return Tier.NEIGHBOURHOOD


def _office(directory: Directory, unit: UnitId | None, tier: Tier, day: date) -> list[PersonId]:
    found = directory.at(unit, tier)
    if found is None:
        return []
    served = [office.person for role in _OFFICE_OF[tier] for office in directory.holders(role, found.id, day)]
    away = [
        office.person
        for office in directory.offices
        if office.unit == found.id and office.role in _OFFICE_OF[tier] and office.holds_on(day)
    ]  # who is on leave may be the one who is meant
    if not served and tier is Tier.NEIGHBOURHOOD:  # the grid leader stands in for a warden who is missing
        return [*away, *_office(directory, unit, Tier.GRID, day)]
    return list(dict.fromkeys([*served, *away]))
