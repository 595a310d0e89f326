"""Sentences of urgency: the hotline first, then who is being called (handbook §5.2, §5.4, S09–S12). Plain, short, no names in groups."""

from bot.domain.urgent import HOTLINES, Alarm

_WHAT = {
    Alarm.LIFE: "急病或落水等人命关天的事",
    Alarm.FIRE: "火情",
    Alarm.POLICE: "伤人、走失等治安急事",
    Alarm.TRAFFIC: "交通事故",
    Alarm.GEO: "险情灾害",
    Alarm.POWERLINE: "电线险情",
    Alarm.FRAUD: "可能正在被骗",
    Alarm.CRISIS: "可能有人想不开",
    Alarm.HOME: "请村里联系我",
}
_ADVICE = {
    Alarm.LIFE: "快打120!照电话里说的做,别乱动伤者。有人落水别盲目下水,用竹竿绳子拉。",
    Alarm.FIRE: "快打119!人先撤出来,别贪东西;烟大弯腰捂口鼻。煤气漏先开窗,别开灯。",
    Alarm.POLICE: "快打110!先顾自己安全,离开危险的人,别硬拦。",
    Alarm.TRAFFIC: "快打122,有人伤了打120!别挪伤者,后面放个警示,人站路边。",
    Alarm.GEO: "快打119(也可110)!马上往高处、空旷处撤,别回去拿东西。",
    Alarm.POWERLINE: "快打95598,有人触电打120!离电线8米以外,别碰,看住小孩,别让人走近。",
    Alarm.FRAUD: "先别转钱、别给验证码!快打96110,已经转了马上打110和银行。",
    Alarm.CRISIS: "我在。您现在安全吗?请马上打120或12356,也可打110,有人听您说。",
    Alarm.HOME: "有危险马上打110,也可打12338。能躲开就先躲开。",
}


def hotline(alarm: Alarm) -> str:
    """What is said at once, with or without a database."""
    return _ADVICE[alarm]


def answer(alarm: Alarm, *, asks_where: bool) -> str:
    """The whole answer: the hotline, and that people are being called."""
    if alarm is Alarm.CRISIS:
        return f"{_ADVICE[alarm]}\n我已请村里值班的人悄悄联系您,不告诉别人。"
    if alarm is Alarm.HOME:
        return f"{_ADVICE[alarm]}\n我已请村干部悄悄联系您,不告诉家里人和邻居。"
    where = "在哪儿?再说一句位置。" if asks_where else ""
    return f"{_ADVICE[alarm]}\n{where}我同时在叫邻长、网格长和值班的人。"


def not_me(bot: str) -> str:
    """Somebody asks for money in the bot's name."""
    return f"不是我!{bot}不收钱,也没有客服,别转。"


def passed_on(*, quiet: bool) -> str:
    """Further words, told in private while people are on their way; ``quiet``: only those who keep it to themselves hear them."""
    if quiet:
        return "这句也悄悄告诉联系您的人了。我在,想说就接着说;有危险先打110、120,12356也有人听。"
    return "这句转给他们了。还有变化接着说;人有危险先打110、119、120。"


def also(alarm: Alarm) -> str:
    """Said privately again within ten minutes."""
    first = HOTLINES[alarm][0]
    return f"这句也转给他们了。{first}的电话先打,别等。"


def what_happened() -> str:
    """快来人啊, and no word of what it is."""
    return "出什么事了?在哪儿?一句话告诉我,我马上叫人。\n人有危险先打110、119、120,别等。"


def is_it_urgent(alarm: Alarm, *, maybe: bool = False) -> str:
    """A doubtful one: the hotline all the same, and one question; ``maybe`` it is meant, and nothing is said of jokes."""
    first = HOTLINES[alarm][0]
    also_number = "" if first == "110" else "或110"
    if maybe:
        return f"是急事就先打{first}{also_number}!要我马上叫邻长、网格长过去,回1。真的不急,不用回。"
    return f"看着像玩笑或者说以前的事。要是真有急事,先打{first}{also_number},再回1,我马上叫人。不是就不用回。"


def is_it_happening(alarm: Alarm) -> str:
    """Presumed by weights alone: the hotline, and one question; silence is taken for a yes."""
    who = "悄悄请人联系您" if alarm is Alarm.CRISIS else "叫邻长、网格长和值班的人"
    return f"{_ADVICE[alarm]}\n是现在正发生的急事吗?是回1,不是回2。两分钟没回,我就{who}。"


def called_unasked(alarm: Alarm) -> str:
    """Two minutes have passed without an answer: people are being called."""
    who = "请村里值班的人悄悄联系您" if alarm is Alarm.CRISIS else "叫邻长、网格长和值班的人"
    return f"没等到您回话,我已{who}。{HOTLINES[alarm][0]}的电话请先打。"


def home_violence() -> str:
    """Somebody is being beaten at home: asked before anyone is called (S12)."""
    return "先顾安全:马上打110,也可打12338。能躲开就先躲开。\n要小邻请村干部悄悄联系您吗?回1。不回就不存,聊完可以清空。"


def home_violence_in_group() -> str:
    """The same said in a group: the numbers there, the rest in private."""
    return f"{_ADVICE[Alarm.HOME]}\n别的我私聊您说,群里不提。"


def not_urgent() -> str:
    """The answer was no."""
    return "好,那就好。真有急事先打110、119、120。"


def call(alarm: Alarm, number: str, short: str, where: str, who: str, text: str, minutes: int) -> str:
    """To each person called."""
    head = f"【急】({minutes}分钟了还没人应)" if minutes else "【急】"
    said = f":{text}" if text else "(原话没有存)"
    if alarm is Alarm.HOME:
        return (
            f"{head}家里有人挨打,请保密 {where}\n{who}{said}\n请悄悄联系本人,别当着家里人问,别告诉左邻右舍;有危险打110。\n"
            f"能联系的回“接单 {short}”或“收到”。【{number}】"
        )
    return (
        f"{head}{_WHAT[alarm]} {where}\n{who}{said}\n请马上去看、打{HOTLINES[alarm][0]}核实。\n"
        f"能去的回“接单 {short}”或“收到”。【{number}】"
    )


def more(number: str, text: str) -> str:
    """Further words about the same matter, to those called."""
    return f"【急】【{number}】又说:{text}"


def somebody_goes(number: str, name: str, *, quiet: bool) -> str:
    """To the others who were called; ``quiet``: it is not to get about."""
    rest = "不用再去了,请保密。" if quiet else "离得近的也请搭把手。"
    return f"【{number}】{name}接了,正在处理。{rest}"


def going() -> str:
    """In the group where it was said: no number, no name of the person in need."""
    return "刚才的急事有人接手了,正在赶过去。"


def help_comes(name: str) -> str:
    """To who raised the alarm, in private."""
    return f"{name}接手了,正在赶过来。电话别挂,照他们说的做。"


def nobody_yet() -> str:
    """To who raised the alarm, when half an hour has passed without an answer."""
    return "叫的人还没应,已经报到镇里。请一定打110、119、120,别等。"


def title(alarm: Alarm) -> str:
    """Title of the concern."""
    return _WHAT[alarm]


def yours(number: str, short: str) -> str:
    """To the one who answers the call."""
    return f"好,【{number}】算您接了,别人不再催。处理完回“办结 {short} 怎么处理的”。"


def place_noted() -> str:
    """Where it is has been passed on."""
    return "位置也转过去了。电话别挂,照他们说的做。"
