"""What a warden did for somebody, told by its verb alone: 去甲家装了扶手, 乙家孩子发烧,连夜开车送去卫生院 (handbook §3.7). Pure; texts are normalised.

Rules of this file: a deed counts as the warden's where its verb follows 家 at once, or 我, or a word of haste and wheels; what they did
themselves (他装了空调), what is only wanted and what is to come are none.
"""

import re

from bot.domain.check_ins import Kind
from bot.domain.patterns import Pattern

_ASPECT = r"(?:了|好|上|完|掉|通|净|回来|过去|下来|到|走)"
_SETTLED = r"(?:协调|调停|说和|劝架|劝和|劝(?:开|住|和|好|解)|评理|拉架|拉开|调解|从中|居中|主持公道|说合|说开|摆平|化解|调(?:了|停|好|成))"
_TOLD = r"(?:通知|告诉|告知|提醒|叮嘱|嘱咐|催|动员|传达|知会|宣讲|宣传|解释|讲解|普及|科普)"
_LOOKED = r"(?:检查|排查|查看|巡查|查(?:了|看)|摸排)"
_HELPED = r"(?:安装|装(?!作|修公司|病|傻|穷)|安(?:了|上|好|装)|修(?!养|行)|维修|换|更换|补(?!贴|助)|焊|疏通|通(?=了?(?:下水|沟|管|厕|炕|烟|水|炉))|搬|抬|扛|挑(?=了|水|粪|担)|背(?=了|[柴煤粮水他她老])|劈|砍(?=了|柴)|锯|买|捎|捎带|带(?=了|[药菜饭])|取(?=了|[药钱件快])|拿(?=了?药|了)|领(?=了|取|[药钱补])|送(?!走了?客)|寄|邮|交(?=了|[电水医社费钱])|缴|充(?=了|值|[电话])|付|垫|代(?=[办缴交买取领购写])|办(?=了|理|好|下来|[证卡])|填|写(?=了|[申材信])|打印|复印|挂(?=了?号)|预约|洗|拆洗|煮|做(?=了|[饭菜顿午晚早中])|烧(?=了?[水饭火炕])|炒|熬|喂|剪|理(?=了?发)|剃|缝|晒(?=了|[被粮谷稻])|收(?=了?[玉稻谷麦衣菜花苕红土粮])|割|掰|摘|挖|浇|栽|插(?=秧)|推|卸|糊|架|接(?=了?[水电线管])|搭|盖|砌|刷|擦|叠|打扫|清扫|收拾|整理|清理|扫(?=了|[雪地院])|铲|倒(?=了?[垃水])|[带喊](?=了?(?:师傅|电工|医生|村医|大夫|工人|人[去来]))|找(?=了?(?:人|师傅|医|电工|车))|叫(?=了?(?:人|师傅|医|车|救护|120|电工))|请(?=了?(?:人|师傅|医|车|电工))|打(?=了?120)|申请|登记(?=好|上|了)|认证|注销|绑定|下载|注册|调(?=了?(?:手机|电视|试))|充气|加(?=了?(?:油|水|煤))|生(?=了?[火炉])|借(?!着|口|酒)|垫付|抓(?=了?药)|量(?=了|体温|血)|测(?=了|血)|上(?=了?药)|敷|包扎|换药|按摩|捶|梳|辅导|照看|看护|守(?=了?(?:夜|灵|一))|帮(?=厨|工|灶)|弄(?=好|了|通|回|干净)|整(?=好|了)|搞(?=好|通)|(?:带|送|陪|背|拉|接|扶|抱|抬|载)(?:着|了)?(?:他|她|他们|老人家?|娃|孩子|人)(?:去|到|上|往|回|下)|看病|打针|输液|体检|接回|送回|送到|送去|送往|拉到|拉去|背到|背去|抬到|抬上|扶到|扶起|领回|找回|救)"
_CLASSES: tuple[tuple[Kind, Pattern], ...] = (
    (Kind.MEDIATE, Pattern(_SETTLED)),
    (Kind.POLICY, Pattern(_TOLD)),
    (Kind.SAFETY, Pattern(_LOOKED)),
    (Kind.HELP, Pattern(_HELPED)),
)
_HOW = r"(?:给|帮|替|为)?(?:他们|她们|他|她|老人家?|人家|老太太|老两口|孩子|娃)?(?:家)?(?:里)?(?:又|也|还|再|顺手|顺便|当场|亲自|动手|连夜|重新|一起|免费)*"
_AT_HOME = Pattern(
    rf"^(?:家|屋里|那里?|那儿)?(?:里|去|上门)?[,\s]?{_HOW}(?P<deed>{_SETTLED}|{_HELPED})(?P<rest>[^,。;]{{0,8}})"
)
"""Right behind where the warden went."""
_HASTE = r"(?:连夜|赶紧|赶忙|马上|立马|立即|立刻|当即|当场|急忙|连忙|及时|顺手|顺便|骑车|骑着?(?:电动|摩托|三轮)车|推着?(?:轮椅|车)|背着|抬着|开着?(?:三轮|拖拉机|车|面包车))"
_I = Pattern(
    rf"(?:^|[,。;! ]|(?<=[了坏断堵漏])(?=给[他她]|[帮替])|(?<=[^给跟让叫帮和对是请找说求被向与问])(?=我))(?:后来|然后|最后|于是|就|今早|昨晚|下午|上午|晚上|中午|早上)*(?:(?:我们?|俺|咱)(?:几个|两个|俩|两口子)?|(?=去|来|过去|赶过去|帮忙|给|帮|替|(?:带|请|叫|喊|找)了?[^,。;]{{0,3}}(?:师傅|人|电工|医生|村医|大夫|师父|工人)|(?:带|送|陪|背|拉|接|扶|抱|抬|载)(?:着|了)?(?:他|她|老人|娃|孩子|人))|(?={_HASTE}))(?:又|就|也|便|都|已经|已|从|在|去|来|到|过去|赶去|赶过去|跑去|跑过去|上门|{_HASTE}|给|帮|替|帮着|帮忙|把|将|他|她|他们|老人|人家|人|他家|她家|一起|用车|找人|请人|镇上|村里|县里|家里|街上|那边)*"
    rf"[^,。;去到我]{{0,3}}?(?P<deed>{_SETTLED}|{_LOOKED}|{_HELPED})(?P<rest>[^,。;]{{0,10}})"
)
_TO_COME = Pattern(
    r"明天|明日|后天|改天|下次|下回|下周|准备|打算|想|要|会|得(?!了)|应该|需要|等(?:会|我|下)|回头(?:给|帮|再)|能不能|说好|答应|约好|没|不"
)
_DONE = Pattern(r"了|好|完|上(?!门)|过|掉|通|到|去|回|往|[一两几三四\d]")
_TOLD_WHOM = Pattern(
    r"(?:^|[,。;! ]|我|去|电话|微信|上门|刚|又|再)(?P<deed>通知|告诉|告知|提醒|叮嘱|嘱咐|催|催促|动员|知会)(?:了|过|一下|下)*$"
)
_SENT = Pattern(
    r"(?:^|[,。;! 天午上了])(?:我|去|上门|又|专门|顺路|顺便)*(?P<deed>送|捎|借|退|还|递|塞|寄|带)(?:给|了)*$"
)
_THING = Pattern(r"^(?:家)?(?:了)?(?:[一二两俩三四五六七八九十几半\d]|些|点)")


_TAUGHT = Pattern(r"(?:^|[,。;! 天午上了])(?:我|去|上门|又|手把手)*教(?:会|了)*$")
_SPOKE = Pattern(r"(?:给|跟|向|对|和|同)$")
_OF = Pattern(
    r"^(?:家|他家|一家)?(?:里)?(?:人)?(?:详细|仔细|又|再|耐心|一起|都|也)*(?:(?:讲|解释|宣传|介绍|普及|强调|念|读|宣讲|解读|科普|普法)(?:了|解|讲|念|一下|一遍|清楚)*[^,。;了他她]{2}|(?:说|讲|谈)(?:了|说|谈|一下|一遍)*[^,。;]{0,6}(?:政策|补贴|医保|社保|低保|养老|合疗|合作医疗|确权|新规|选举|拆迁|征地|防火|防汛|诈骗|反诈|禁烧|禁放|禁渔|安全|殡葬|移风易俗|村规))"
)


def deed_to(before: str, after: str) -> Kind | None:
    """What was done to somebody, from the words on either side of the name: 通知毛水莲明天打疫苗, 送赵桂芳一床被子."""
    if _TOLD_WHOM.search(before):
        return Kind.POLICY
    if _SPOKE.search(before) and _OF.match(after):
        return Kind.POLICY
    if _TAUGHT.search(before) and not re.match(r"(?:他|她|家)?[^,。;]{0,4}(?:种|养(?!老)|栽|嫁接|修剪|育)", after):
        return Kind.HELP
    return Kind.HELP if _SENT.search(before) and _THING.match(after) else None


def deed_at_home(after: str) -> Kind | None:
    """What was done where the warden went: 去甲家装了扶手; ``after`` follows the name."""
    if _LENDING.match(after):
        return Kind.HELP
    found = _AT_HOME.match(after)
    if found is not None and (found["deed"] == "借" or re.match(r"(?:他|她|老人家?)家?", found["rest"])):
        return None
    return _kind(found, done=False)


def deed_for(after: str) -> bool:
    """Whether what follows 给甲 is a thing done for them, not said to them: 给甲测血糖."""
    return _kind(_AT_HOME.match(after), done=False) is Kind.HELP


def deed_of_mine(after: str) -> Kind | None:
    """What the warden says to have done in a later clause: 水管裂了,我给找了人修."""
    kind = next((kind for found in _I.finditer(after) if (kind := _kind(found)) is not None), None)
    return Kind.HELP if kind is None and (_LENT_A_HAND.search(after) or _RALLIED.search(after)) else kind


_LENDING = Pattern(
    r"^(?:家|屋里)?(?:里)?(?:去|一起)?(?:帮(?:忙|着|厨|工|灶)|搭把手|打下手|干活|做活)(?!.{0,2}(?:说|问|劝|调|讲))"
)
_RALLIED = Pattern(
    r"(?:组织|发动|叫上|喊上|带着?|召集)(?:了)?(?:人|大家|邻居|村民|几个人|[一二两三四五六七八九十几]+个人)[^,。;]{0,6}(?:找|搜|救|抬|搬|割|修|清|扫|扑|挖|收)"
)
_LENT_A_HAND = Pattern(
    r"(?:^|[,。;! ])(?:我们?|俺|咱)?(?:就|也|又|便|去|来|一起|叫上?人|喊上?人|[上下]午|赶紧|(?:组织|叫|喊|带|约|招呼|发动)[^,。;]{1,7}|(?<=去)[^,。;我]{1,3}){0,4}(?:帮(?:着|忙|他|她|他们|人家|老人家?)|替(?:他|她|他们|人家|老人家?))(?:家)?(?!.{0,2}(?:说|讲|问))[^,。;]{0,6}[^,。; ](?=了|好|完|[\d一二两半]|$|[,。;])"
)


def _kind(found: re.Match[str] | None, *, done: bool = True) -> Kind | None:
    if found is None or (done and not _DONE.search(found["deed"][-1] + found["rest"])) or _TO_COME.search(found[0]):
        return None
    return next((kind for kind, signs in _CLASSES if signs.match(found.string, found.start("deed"))), None)
