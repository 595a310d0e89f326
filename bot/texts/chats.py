"""Sentences about binding a group to a unit (handbook §1.2). Said in the group itself, so never more than is needed."""

from bot.domain.directory import ChatKind

_KINDS = {
    ChatKind.TOWN_WORK: "镇级工作群",
    ChatKind.VILLAGE_WORK: "村级工作群",
    ChatKind.VILLAGE_PUBLIC: "村务公开群",
    ChatKind.GRID: "网格群",
    ChatKind.NEIGHBOURHOOD: "邻里群",
    ChatKind.MIGRANT: "在外乡亲群",
}


def kind_name(kind: ChatKind) -> str:
    """A kind of group as people call it."""
    return _KINDS[kind]


def chat_name(where: str, kind: ChatKind) -> str:
    """What a group bound by words is called in lists: ``康桥村三组2邻邻里群``."""
    return where + _KINDS[kind]


def in_the_group() -> str:
    return "请在要登记的那个群里发“/绑定群 单位”,例如“/绑定群 康桥村三组2邻”。"


def which_unit() -> str:
    return "请写清是哪个单位,例如“/绑定群 康桥村三组2邻”,或写编号“/绑定群 KQ03-02”。"


def which_village_chat(name: str) -> str:
    return f"{name}有两种群,请写明是哪种:“/绑定群 {name} 工作群”,或“/绑定群 {name} 公开群”。"


def several_units(names: list[str]) -> str:
    listed = "、".join(names[:6])
    return f"这几个都对得上:{listed}。请把村名也写上,例如“/绑定群 {names[0]}”。"


def already(where: str) -> str:
    return f"这个群已经登记给{where}了。要改,先发“/解绑群”。"


def second_word(where: str, kind: ChatKind, who: str) -> str:
    return f"要登记成{where}的{_KINDS[kind]}。为防登记错,请{who}也在这个群里回“/确认绑定”,24小时内有效。"


def no_such_group() -> str:
    return "没有叫这个名字、等着确认的群。能说话的群,请到那个群里发“/确认绑定”;名字看 xianglin bind-chat 的列表。"


def another_person() -> str:
    return "要另一个人来确认:请另一位村干部,或本邻邻长、网格长,在群里回“/确认绑定”。"


def nothing_asked() -> str:
    return "这个群还没有人申请登记。请村干部先发“/绑定群 单位”,例如“/绑定群 康桥村三组2邻”。"


def lapsed() -> str:
    return "上次的登记过了24小时,作废了。请村干部再发一次“/绑定群 单位”。"


def bound(where: str, kind: ChatKind) -> str:
    return f"登记好了:这是{where}的{_KINDS[kind]}。有事请@我,或发“反映 什么事、在哪儿”;没叫我的话我不看、不存。"


def confirm_unbinding(where: str) -> str:
    return f"解绑以后,{where}的通知就不再发到这个群。确定吗?回 1 是 / 2 不是"


def unbound() -> str:
    return "解绑了,以后不在这个群里发东西。要重新登记,请村干部发“/绑定群”。"


def kept() -> str:
    return "好,没动,照旧。"


def yes_or_no() -> str:
    return "请回 1(解绑)或 2(不解绑)。"


def not_bound() -> str:
    return "这个群还没登记,不用解绑。"


def second_persons(neighbourhood: bool) -> str:
    return "另一位村干部或本邻邻长" if neighbourhood else "另一位干部"
