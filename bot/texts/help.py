"""Sentences of the menu, of small talk, and of finding a person (handbook §3.3)."""

from collections.abc import Sequence

from bot.domain.settings import Hotline

HELP_HUMAN = "找人工"
HELP_PHONES = "常用电话"


def menu(bot: str, items: Sequence[str], more: bool, first: bool) -> str:
    """The menu: at most six numbered items."""
    numbered = [f"{number} {item}" for number, item in enumerate(items, 1)]
    rows = ["  ".join(numbered[at : at + 2]) for at in range(0, len(numbered), 2)]
    head = f"我是{bot},这些事可以找我:" if first else "还有这些:"
    foot = "回数字就行" + (",回“更多”看别的。" if more else "。")
    return "\n".join([head, *rows, foot + ("急事打110、119、120。" if first else "")])


def menu_of_guest(bot: str) -> str:
    """The menu of somebody whom nobody has vouched for yet."""
    return (
        f"我是{bot}。您现在就能:\n1 反映问题  2 查进度  3 找邻长\n4 常用电话  5 隐私  6 找人工\n"
        "回数字就行。想让小邻认得您,回“我是 三组 张小明”(换成您的组和姓名)。"
    )


def not_understood(items: Sequence[str]) -> str:
    """Private words that nothing claims: never “指令错误”."""
    listed = "  ".join(f"{number} {item}" for number, item in enumerate(items[:3], 1))
    return f"没听懂🙏 是要办这些吗?回数字就行:\n{listed}\n有事直接说,比如“反映 村口路灯坏了”;回“帮助”看全部。"


def not_understood_in_group() -> str:
    """The bot was called in a group with words that nothing claims."""
    return "没听懂🙏 要反映事情,请说“反映 什么事、在哪儿”;想看小邻能办啥,回“帮助”。"


def nothing_more() -> str:
    """更多, but the list is at its end."""
    return "就这些了。有事直接说,或回“人工”找人。"


def choose(count: int) -> str:
    """A number that is not in the list."""
    return f"请回1到{count}里的一个数字,或直接说您的事。"


def thanks() -> str:
    """谢谢."""
    return "不客气,有事随时找小邻。"


def hello(bot: str) -> str:
    """你好, and nothing else."""
    return f"您好,我是{bot}。有事直接说,回“帮助”看我能办啥。"


def noted() -> str:
    """好的, 收到, 知道了 in private, when nothing was asked."""
    return "好的。"


def only_emoji() -> str:
    """Nothing but pictures and signs."""
    return "看到啦😊 有事请打几个字,比如“反映 村口路灯坏了”;回“帮助”看小邻能办啥。"


def something_attached() -> str:
    """A photo or voice without words that nothing has claimed."""
    return "收到您发的东西了,小邻还得听您说一句:是什么事、在哪儿?比如“反映 村口路灯坏了”。"


def is_it_you(bot: str) -> str:
    """Somebody asks whether it was the bot that wanted something."""
    return f"要钱、要验证码、要银行卡的都不是{bot}。{bot}不收钱、不加好友推销。碰到冒充的别转账,请打96110。"


def no_money(bot: str) -> str:
    """Red packets and transfers (handbook §3.9)."""
    return f"{bot}不收钱、不发钱。有人用{bot}名义要钱,请打96110。"


def is_it_a_machine(bot: str) -> str:
    """Are you a person?"""
    return f"我是{bot},一个自动答话的助手,不是真人。想找人说,回“人工”。"


def phones(local: Sequence[Hotline], desk: str, duty: str) -> str:
    """The fixed list of handbook §5.3 and the local numbers."""
    lines = [
        "110报警 119火警 120急救 122交通事故",
        "12345政务 95598供电 96110反诈 12348法律援助",
        "12338妇女 12355青少年 12356心理 12393医保",
        "12333人社 12315消费 12316三农 12350安全生产",
        "12369环保 12328交通 12119森林火警 12388举报",
    ]
    near = [f"{one.name}{one.number}" for one in local]
    near += [f"村便民点{desk}"] if desk else []
    near += [f"镇值班{duty}"] if duty else []
    if near:
        lines.append(" ".join(near))
    return "\n".join([*lines, "找邻长回“邻长”,找人办事回“人工”。"])


def human(who: str, phone: str, number: str, *, night: bool) -> str:
    """人工: who takes over, by day and by night."""
    line = f",电话{phone}" if phone else ""
    noted_as = f"您的事记下了,号是【{number}】。" if number else ""
    if night:
        return f"这会儿下班了,着急请找{who}{line}。{noted_as}\n上班后有人联系您。性命攸关打110、119、120。"
    return f"好,给您转人工:{who}{line}。{noted_as}\n有人会联系您;急事打110、119、120。"


def human_besides(who: str, phone: str) -> str:
    """人工 with the matter behind it: who can be asked directly; the matter itself is answered next."""
    line = f",电话{phone}" if phone else ""
    return f"好,这就替您登记。想当面说,找{who}{line};急事打110、119、120。"


def human_again(who: str, phone: str, number: str) -> str:
    """人工 once more within a short time: no second case."""
    line = f",电话{phone}" if phone else ""
    more = f",号是【{number}】。想补一句回“补充 {number} 内容”" if number else "。想补一句请私聊我"
    return f"已经替您转给{who}{line}了{more}。急事打110、119、120。"


def wants_human() -> str:
    """The words of a case that 人工 has opened."""
    return "想找人工,还没说是什么事"


def nobody_near() -> str:
    """The town has nobody in that office."""
    return "村便民点"


def nothing_asked() -> str:
    """An answer, and no question is open."""
    return "小邻这会儿没有等您回的问题。有事直接说,比如“反映 村口路灯坏了”;回“帮助”看小邻能办啥。"


def stuck(who: str) -> str:
    """Three answers could not be read: somebody helps, the draft is kept."""
    return f"不怪您,是小邻没听明白。已请{who}帮您。\n您填的先留着:想接着说就再回一次,看问题回“重说”,不弄了回“取消”。"


def please_help(name: str, place: str, matter: str) -> str:
    """To who is to help: somebody is stuck. Says what kind of matter, not what was said."""
    where = f"{place} " if place else ""
    return f"{where}{name}想办“{matter}”,和小邻没说通,请您联系一下。"


def unnamed() -> str:
    """A guest, to who is to help."""
    return "一位还没登记的乡亲"


MATTERS = {
    "concern": "反映事情",
    "check_in": "打卡",
    "notice": "发通知",
    "poll": "测评",
    "whose_code": "发绑定码",
    "list": "红黑榜",
}
"""Forms by the beginning of their name → how the matter is called to who is to help."""


def matter(form: str) -> str:
    """What a form is about, in words."""
    return next((name for begin, name in MATTERS.items() if form.startswith(begin)), "一件事")
