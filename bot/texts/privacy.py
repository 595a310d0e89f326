"""Sentences about one's own data: the notice of handbook §9.4, the list of what is held, what is erased and what stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime

HELP = "我的数据、隐私"


def notice(bot: str, desk: str, phone: str) -> str:
    """The text of handbook §9.4."""
    reach = f"{desk},电话{phone}" if phone else desk
    return (
        f"{bot}只看@它的话、私聊和您回它的话;群里别的聊天不看、不存。\n"
        "存的:您叫啥、住哪组、您反映的事和办理经过。您家的病、钱、孩子的事只有办事的人看得到,不发群里。不收身份证号,不要定位。\n"
        "办完一年后内容自动删。想看回“我的数据”,想删回“删除”,不同意回“不同意”,名册不对回“登记错了”。少收消息回“安静”,照样能反映、能打电话找邻长。\n"
        f"负责人:{reach}。有人冒充{bot}要钱,打96110。"
    )


def desk(name: str) -> str:
    """Who answers for the data."""
    return f"村便民点 {name}" if name else "村便民点"


def my_data(head: Sequence[str], sections: Sequence[tuple[str, Sequence[str], int]], foot: str) -> str:
    """Everything held about the person: (what, the lines of it, how many there are)."""
    lines = list(head)
    for name, items, count in sections:
        lines.append(f"{name}:{count}条" if not items else f"{name}({count}条):")
        lines += [f"· {item}" for item in items]
        if items and count > len(items):
            lines.append(f"· 另有{count - len(items)}条较早的")
    return "\n".join([*lines, foot])


def section(name: str, count: int) -> str:
    """Head of one kind of rows in the full list."""
    return f"【{name}】{count}条"


def reported(row: Mapping[str, object]) -> str:
    """One concern, whole."""
    done = f"。办理结果:{row['resolution']}" if row["resolution"] else ""
    return f"{row['number']} {row['title']} {row['text']}{done}".strip()


def decided(name: str, at: object, *, given: bool) -> str:
    """One consent or refusal."""
    day = f"{at.year}年{at.month}月{at.day}日" if isinstance(at, datetime) else ""
    return f"{day}{'同意' if given else '不同意'}{name}"


def sent(at: object, text: str) -> str:
    """One message that the bot sent to the person."""
    day = f"{at.month}月{at.day}日 " if isinstance(at, datetime) else ""
    return day + " ".join(text.split())


def foot(*, whole: bool = False) -> str:
    """What can be done about it; ``whole``: this was everything."""
    more = "" if whole else "要全部内容回“导出我的数据”,"
    return f"这些只发给您本人。{more}想删回“删除”,哪里不对回“登记错了 哪里不对”,怎么保管回“隐私”。"


def who(name: str, where: str, gender: str, born: str) -> str:
    """The person's own row."""
    parts = [part for part in (name, where, gender, born) if part]
    return "您的登记:" + ",".join(parts)


def phone(masked: str, *, public: bool) -> str:
    """The phone on record, the middle left out."""
    return f"电话:{masked}({'已同意公开' if public else '不公开'})"


def tags(words: str) -> str:
    """Marks of the roster."""
    return f"标注:{words}"


def guest() -> str:
    """Nobody has vouched for this account yet."""
    return "您这个号还没认过,小邻不知道您叫什么。"


def nothing_else() -> str:
    """Nothing but the roster's row."""
    return "别的没有了。"


def born_on(day: str, *, lunar: bool) -> str:
    """A birthday."""
    return f"生日{day}{'(农历)' if lunar else ''}"


NAMES: dict[tuple[str, str], str] = {
    ("account", "person"): "认过的号",
    ("lesson", "person"): "您帮着改对类别的句子",
    ("office", "person"): "任过的职务",
    ("concern", "reporter"): "您反映的事",
    ("concern", "collected_by"): "您替乡亲报的事",
    ("concern", "claimed_by"): "您接办的事",
    ("concern", "hidden_from"): "需要您回避的事",
    ("consent", "person"): "您同意、不同意过什么",
    ("concern_follower", "person"): "您说过“我家也是”的事",
    ("concern_note", "author"): "您写的办理记录",
    ("concern_attachment", "person"): "您发的照片、语音",
    ("check_in", "warden"): "您的打卡",
    ("check_in", "person"): "邻长记的走访",
    ("check_in", "reviewer"): "您审过的打卡",
    ("ledger", "warden"): "积分流水",
    ("ledger", "by"): "您记过的积分流水",
    ("ledger", "second"): "您签过的积分流水",
    ("points_credit", "warden"): "自动记的积分",
    ("points_sum", "warden"): "积分合计",
    ("list_entry", "person"): "红榜、提醒榜上关于您的条目",
    ("list_entry", "author"): "您起草的榜",
    ("list_entry", "decided_by"): "您审定的榜",
    ("list_entry", "rectified_by"): "您核实过的整改",
    ("list_item", "by"): "您登记的正负清单",
    ("list_objection", "person"): "您提的监督意见",
    ("list_objection", "answered_by"): "您答复的监督意见",
    ("point_rule", "asked_by"): "您提的积分规则",
    ("point_rule", "decided_by"): "您定的积分规则",
    ("settlement", "approved_by"): "您批准的积分结算",
    ("settlement", "drafted_by"): "您起草的积分结算",
    ("settlement", "locked_by"): "您锁定的积分结算",
    ("settlement", "signed_by"): "您签字的积分结算",
    ("settlement_objection", "answered_by"): "您答复的积分异议",
    ("settlement_objection", "warden"): "您对积分结算的异议",
    ("settlement_result", "warden"): "您每期结算的积分",
    ("points_year", "warden"): "您全年核定的积分",
    ("redemption_entry", "by"): "您经手的兑换",
    ("redemption_entry", "warden"): "您兑换的流水",
    ("redemption_item", "listed_by"): "您上架的兑换物品",
    ("redemption_order", "settled_by"): "您发放的兑换物品",
    ("redemption_order", "warden"): "您的兑换",
    ("redemption_purse", "warden"): "您兑换用掉的积分",
    ("honour", "warden"): "您记了分的荣誉",
    ("point_trial", "asked_by"): "您正在试算的积分规则",
    ("honour", "asked_by"): "您提的荣誉加分",
    ("honour", "back_by"): "您提的荣誉撤销",
    ("honour", "decided_by"): "您批的荣誉加分",
    ("points_reversal", "asked_by"): "您提的冲正",
    ("points_reversal", "approved_by"): "您批的冲正",
    ("notice_by_hand", "person"): "要您亲手发的通知",
    ("notice_relay", "person"): "要您转达的通知",
    ("notice", "author"): "您写的通知",
    ("notice", "approver"): "您批的通知",
    ("notice_receipt", "person"): "您回过的收到、报平安",
    ("care", "person"): "关爱名单上的登记",
    ("care", "carer"): "您结对看望的人",
    ("question", "person"): "小邻正等您回的问题",
    ("outbox", "person"): "小邻私下发给您的消息",
    ("inbox", "person"): "您发来的消息的编号(不存原话)",
    ("audit", "actor"): "您办过的手续(不含内容)",
    ("bind_code", "person"): "还没用的绑定码",
    ("wrong_code", "person"): "输错绑定码的次数",
    ("identity_claim", "guest"): "您正在认的名字",
    ("identity_claim", "claimed"): "正有人在认您的名字",
    ("identity_claim", "asked"): "正等您认的人",
    ("chat_request", "asked_by"): "您申请登记的群",
    ("preference", "person"): "您的消息开关",
    ("leave", "person"): "您请过的假(只有日子)",
    ("leave", "deputy"): "您代过的班",
    ("leave", "asked"): "正等您答复的代班",
    ("spot_check", "asked"): "正等您回的走访抽查",
    ("spot_check", "judged_by"): "您了解过的走访抽查",
    ("task", "author"): "您定的重点任务",
    ("pledge", "person"): "您的承诺",
    ("pledge", "reviewer"): "您看过的承诺",
}
"""(table, column of the person) → how that is called. A table or column that is missing here fails a test."""


def other(table: str) -> str:
    """A table without a name: counted, never hidden."""
    return f"其他记录({table})"


def sure_to_erase(concerns: int, *, guest: bool, office: bool, ledger: bool = False) -> str:
    """删除: what will go, what stays and why, how to say yes."""
    gone = f"您反映的{concerns}件事的内容和照片(没办完的算您撤回)、" if concerns else ""
    row = "您这个号" if guest else "您的电话、生日、标注" + ("" if office else "、认过的号")
    stays = "事情的编号和类别(只做统计,不连着您)" if concerns else "发消息的次数(只做统计)"
    if not guest:
        stays += "、村里名册上的姓名和住处(归村里管,要改找村干部)、同意和手续的记录(作凭据,不含内容,留3年)"
    if office:
        stays += "、您任职办事的记录和积分(结算后留3年)"
    if ledger:
        stays += "、您当邻长时的积分数(换成编号,不连着您)和任职记录"
    return f"会删掉:{gone}小邻私下发给您的消息、{row}。\n会保留:{stays}。\n确定就回“确定删除”,不删回“取消”。"


def sure_or_not() -> str:
    """The answer was neither."""
    return "确定就回“确定删除”四个字,不删回“取消”。"


def not_erased() -> str:
    """Thought better of it."""
    return "好,没有删,一切照旧。"


def erased(*, office: bool) -> str:
    """Done."""
    after = "您的职务照旧。" if office else "以后还想用,回“我是 三组 张小明”(换成您的组和姓名)重新认。"
    return f"删好了,备份里的最迟35天也会清掉。{after}急事照样打110、119、120。"


def quiet_on() -> str:
    """安静."""
    return "好的,通知、周报这些不再私聊您;红色、橙色预警和您自己办的事照样告诉您。想恢复回“不安静”。"


def quiet_off() -> str:
    """不安静."""
    return "好的,恢复了,通知照常发给您。"


def correction_filed(number: str) -> str:
    """更正: a case for the village."""
    return f"收到,已请村里核对,号是【{number}】,3个工作日内回您。"


def correction(text: str) -> str:
    """The words of the case."""
    return f"名册登记要更正:{text}"


def ask_correction() -> str:
    """更正 without saying what."""
    return "哪里登记错了?例如“登记错了 我家搬到三组3邻了”。"
