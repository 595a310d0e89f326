"""What is said to words that lead elsewhere: to the board, to a person, to what the bot does instead (handbook §3.3–§3.6)."""


def no_list() -> str:
    """Honours and lists: none is published."""
    return "本期没有公布的榜。定下来会先在村里公示。想推荐谁、有意见,回“反映 什么事”,村里给您答复。"


def no_event() -> str:
    """Events and sign-ups."""
    return "眼下没有在小邻这里报名的活动。有活动会发通知,看最近的回“通知”。"


def affairs() -> str:
    """Where the village's accounts and decisions are shown."""
    return "村务、账目贴在村部公开栏。想问哪一项,回“反映 想看什么”,村里给您答复。"


def mutual(warden: str) -> str:
    """Neighbours helping each other."""
    who = f"或找邻长{warden}" if warden else "或找邻长"
    return f"借东西、搭车这些事,在邻里群里问一声,{who}。有难处要人管,回“反映 什么事”。"


def care(officer: str) -> str:
    """The care list is shown to nobody here; a visit is written down."""
    who = f"请问关爱专干{officer}" if officer else "请问村干部"
    return f"关爱名单的事{who}。看过老人,私聊我说一声就记下,比如“打卡 看望 张大娘 半小时”。"


def care_of_officer() -> str:
    """The same to the one who keeps it."""
    return (
        "关爱名单在您手上,小邻不在聊天里列名字,添减请您在村里的名册上改。\n"
        "邻长探访谁没开门,当天17点我告诉您;应访已访多少回“村报”,要办的回“待办”。"
    )


def wardens(who: str) -> str:
    """Leave, pledges, evaluations: still on paper."""
    return f"这件事还是当面办,请找{who}。记走访回“打卡 做了什么”,看要办的回“待办”。"


def become_warden(who: str) -> str:
    """A resident who would like to be one."""
    return f"愿意为大家出力,谢谢您!当邻长的事当面办,请找{who}。想知道邻长做些什么,回“邻长”看看本邻的邻长卡。"


def staff(who: str) -> str:
    """Steps of the offices that the bot does not do."""
    return f"这一步小邻办不了,先按老办法办,可以找{who}。小邻能办的,回“帮助”看看。"
