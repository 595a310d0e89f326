"""Sentences between the bot and a person as such: who is who, where to speak, what went wrong."""

from bot.domain.roles import Role

_ROLES = {
    Role.VILLAGER: "村民",
    Role.WARDEN: "邻长",
    Role.BUILDING_WARDEN: "楼栋长",
    Role.MIGRANT_WARDEN: "流动党员邻长",
    Role.GRID_LEADER: "网格长",
    Role.VILLAGE_STAFF: "村干部",
    Role.BRANCH_SECRETARY: "支部书记",
    Role.SUPERVISOR: "村监委",
    Role.CARE_OFFICER: "关爱专干",
    Role.TOWN_STAFF: "镇干部",
    Role.TOWN_ADMIN: "镇管理员",
    Role.DUTY: "镇值班",
    Role.OPERATOR: "运维",
}


def role_name(role: Role) -> str:
    """A role as people call it."""
    return _ROLES[role]


def fault(number: str) -> str:
    """Something of ours broke; nothing of what was said is stored."""
    return f"对不起,小邻刚才出了点岔子(编号{number}),这句没办成,也没存。请再发一遍;急事请打邻长电话或110、119、120。"


def busy(phone: str) -> str:
    """The database does not answer."""
    desk = f"({phone})" if phone else ""
    return f"小邻这会儿正忙,您这句还没记上。请过几分钟再发一遍;要紧的事先打邻长或村便民点{desk}电话。"


def unbound_chat() -> str:
    """A group that nobody has registered (handbook §1.2)."""
    return "这个群还没登记,请村干部发“绑定群”。"


def need_binding() -> str:
    """A guest asked for something that only a known person may have."""
    return "小邻还不认得您。请回“我是 三组 张小明”(换成您的组和姓名),邻长认一下就好;手上有绑定码的,回“绑定 六位数字”。"


def denied(who: str) -> str:
    """The person may not do this; those who can."""
    return f"这一步要由{who}来办,您可以找他们。" if who else "这一步小邻替您办不了,您回“人工”找人帮忙。"


def come_private(bot_name: str) -> str:
    """Said in a group, but belongs in the private chat."""
    return f"这件事请私聊{bot_name}说,群里就不展开了。"
