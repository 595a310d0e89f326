"""The three-minute tour of the demo page: what each step shows, and what is said in it. Words of the demo town's people."""

from dataclasses import dataclass, field

NEAR = "康桥三组2邻群"


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody says something; ``chat`` None is the private chat. ``{name}`` stands for what an earlier step has found."""

    by: str
    text: str
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """The clock goes to the next such moment: a weekday (Monday is 0) or a date, and an hour."""

    hour: int
    minute: int = 0
    weekday: int | None = None
    month_day: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a heading, two sentences, the button, what happens, what to remember of the answers."""

    title: str
    story: str
    button: str
    acts: tuple[Said | Until, ...]
    phone: str
    """Whose private chat is shown."""
    finds: dict[str, str] = field(default_factory=dict[str, str])
    """Name → pattern, looked for in what the bot says during the step; the latest wins."""
    near: str = NEAR
    look: str = ""
    """What to look at when it is done."""


_NOTICE = (
    "/发通知",
    "医保缴费提醒",
    "全镇",
    "2027年城乡居民医保缴费到12月20日截止，村部和手机都能交。",
    "医保还没交的，12月20日前到村部或者用手机交。",
    "要",
    "11月26日",
    "没有",
    "12393",
    "12月31日",
    "送审",
)

STEPS: tuple[Step, ...] = (
    Step(
        "邻居聊天，小邻不听",
        "邻里群里大家照常说话。没叫小邻的话，它不听、不存、不接茬。",
        "让刘长林说句家常",
        (Said("刘长林", "今天集上的萝卜又涨价了", NEAR),),
        "王建国",
        look="邻里群里那句是灰色的：小邻没听，也没存。",
    ),
    Step(
        "一句话报修",
        "张小明在群里叫了一声小邻。事情当场编号，邻长王建国在私聊里收到。",
        "张小明：村口路灯坏了",
        (Said("张小明", "@小邻 村口路灯坏了好几天,黑漆漆的", NEAR),),
        "王建国",
        {"num": r"【([A-Z]{2}\d{4}-\d+)】"},
        look="左边邻里群里有编号，右边手机上是邻长收到的提醒。",
    ),
    Step(
        "邻长接单，办好",
        "邻长在私聊里接单、办结。办结要写清怎么办的，报修的人会收到消息。",
        "王建国：接单，再办结",
        (Said("王建国", "接单 {num}"), Said("王建国", "办结 {num} 供电所来人换了新灯泡")),
        "王建国",
        look="群里说了有人接；结果私下告诉张小明。",
    ),
    Step(
        "满意不满意，村民说了算",
        "张小明收到回访。不满意会退回上一级重办。",
        "张小明：满意",
        (Said("张小明", "满意"),),
        "张小明",
        look="这件事从报修到评价，都有据可查：点小邻的话看“为什么”。",
    ),
    Step(
        "打卡就是说句话",
        "邻长走访完，跟小邻说一句就行：谁家、多久、什么事，小邻自己分。",
        "王建国：去看了李奶奶",
        (Said("王建国", "打卡 今天去看了李奶奶,陪了半个钟头,降压药快没了"), Said("王建国", "否")),
        "王建国",
        {"check": r"#(\d+)"},
        look="积分要等村里看过才算，自己不能审自己。",
    ),
    Step(
        "村里审过，积分到账",
        "村干部周文斌审一下；王建国自己查积分，只在私聊里说。",
        "周文斌通过，王建国查积分",
        (Said("周文斌", "通过{check}"), Said("王建国", "积分")),
        "王建国",
        look="群里从不报谁多少分。",
    ),
    Step(
        "发一个全镇通知",
        "镇干部钱晓峰跟着小邻一问一答：标题、给谁、正文、大白话……最后送审。",
        "钱晓峰写通知",
        tuple(Said("钱晓峰", text) for text in _NOTICE),
        "钱晓峰",
        {"notice": r"【(T\d{2}-\d+)】"},
        look="全镇的通知要另一个人批准，自己批不了自己的。",
    ),
    Step(
        "一声批准，跑下四级",
        "孙丽批准后，镇、村、网格、邻每个群各收到一次，一个不多，一个不少。",
        "孙丽：批准",
        (Said("孙丽", "批准 {notice}"),),
        "孙丽",
        look="看四个群：同一个通知，各一次。",
    ),
    Step(
        "回一声收到，只数数",
        "群里回“收到”，小邻默默记数，不点名、不催人。",
        "两位回收到，钱晓峰看回执",
        (Said("王建国", "收到", NEAR), Said("张小明", "好的", NEAR), Said("钱晓峰", "回执 {notice}")),
        "钱晓峰",
        look="只有数字，没有“谁没回”的名单。",
    ),
    Step(
        "周日晚上，简报自己写好",
        "把时钟拨到星期天晚上7点。这一周的事，小邻自己写成几行。",
        "拨到星期天19:00",
        (Until(19, 0, weekday=6),),
        "王建国",
        look="没事的群，一个字也不发。",
    ),
    Step(
        "星期一早上，村里看周报",
        "村工作群8:30收到一周的数。没人填表。",
        "拨到星期一8:30",
        (Until(8, 30, weekday=0),),
        "周文斌",
        look="只有件数，没有村民的名字。",
    ),
    Step(
        "测评只能悄悄投",
        "12月1日满意度测评自己开。马永贵在私聊里答；在群里说的不算票。",
        "拨到12月1日，马永贵投票",
        (
            Until(9, 5, month_day=(12, 1)),
            Said("朱翠萍", "@小邻 我给邻长打很满意", NEAR),
            Said("马永贵", "测评"),
            *(Said("马永贵", text) for text in ("1", "1", "1", "1", "2", "没有")),
        ),
        "马永贵",
        look="不满5票不给结果，谁投了什么谁也看不到。",
    ),
)


def finished() -> str:
    return "走完了。现在随便挑一个人，想说什么就说什么；也可以试试“不顺的时候”。"


def lost() -> str:
    return "前一步没有走完，找不到编号。请按“从头来”再走一遍。"
