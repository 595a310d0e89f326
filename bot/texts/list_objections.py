"""监督: what is said to who has an opinion on a list, and to the supervisors who look at it (handbook §3.3, §4.7)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import short_day
from bot.domain.list_states import Kind
from bot.domain.lists import Answer, Issue, Objection
from bot.texts.lists import NAMES

HELP = "监督意见"


def how(current: Sequence[Issue]) -> str:
    """监督 without an opinion."""
    if not current:
        return "本期没有公布的榜。对别的事有意见,回“反映 什么事”;举报违纪打12388。"
    one = current[0]
    return f"对榜有意见,写“监督 榜{one.number} 您的意见”,只给村监委看,不进群。看榜回“红榜”“黑榜”。"


def no_issue(current: Sequence[Issue]) -> str:
    """No such list, or no longer shown."""
    return "没有这张榜,或者已经下榜。" + how(current)


def which_issue(current: Sequence[Issue]) -> str:
    """Several lists are shown."""
    listed = "、".join(f"榜{one.number}({NAMES[one.kind]})" for one in current)
    return f"说的是哪张榜?{listed}。写“监督 榜{current[0].number} 您的意见”。"


def which_place(issue: Issue, count: int) -> str:
    """Several lines: which one, or the list as a whole."""
    return f"说的是第几条?回1到{count}的数字;说的是整张榜{issue.number}回 0。"


def unclear_place(count: int) -> str:
    """Not a line of it."""
    return f"请回1到{count}的数字,说整张榜回 0,不说了回“取消”。"


def no_place(place: int, count: int) -> str:
    """No such line."""
    return f"这张榜没有第{place}条,一共{count}条。写“监督 榜号 第1条 您的意见”。"


def too_long(most: int) -> str:
    """An opinion that is too long."""
    return f"话有点长,请写{most}个字以内,要紧的先写;细节村监委会再找您。"


def too_many() -> str:
    """Somebody sends many."""
    return "您这一期的意见已经收了好几条,村监委都会看。着急请当面找村监委。"


def taken(number: int, who: str, *, hidden: bool, due: datetime) -> str:
    """To who said it."""
    first = f"收到(意见{number}号),交给{who}看,不进群、不写您的名字。"
    return f"{first}这一条先不显示,{short_day(due)}前有人答复您。" if hidden else f"{first}{short_day(due)}前答复您。"


def tell_warden(number: int, entry: int) -> str:
    """To the warden of an entry that is hidden for now."""
    return f"有人对{entry}号提了意见(意见{number}号),这一条先不显示,村监委3天内看过再说。您不用做什么。"


def tell_supervisors(objection: Objection, issue: Issue, place: int, due: datetime) -> str:
    """To the supervisors, in private: where it is to be read; who said it is not told."""
    what = f"第{place}条" if place else "整张"
    return (
        f"榜{issue.number}({NAMES[issue.kind]}){what}有一条意见,{short_day(due)}前要答复。\n"
        f"回“监督”看内容,再回“{_example(objection)}”。"
    )


def _example(objection: Objection) -> str:
    if objection.hides:
        return f"监督 回复 {objection.number} 维持 理由”或“监督 回复 {objection.number} 撤下 理由"
    return f"监督 回复 {objection.number} 您的答复"


def open_line(objection: Objection, issue: Issue, place: int) -> str:
    """One that waits, with its words."""
    who = "当事邻长" if objection.by_warden else "一位乡亲"
    what = f"第{place}条" if place else ""
    hidden = ",这一条先不显示" if objection.hides else ""
    return f"{objection.number}号 榜{issue.number}{NAMES[issue.kind]}{what}({who},{short_day(objection.at)}{hidden}):{objection.text}"


def open_list(lines: Sequence[str], first: Objection | None) -> str:
    """监督 of a supervisor."""
    if first is None:
        return "现在没有要答复的意见。看榜回“榜”。"
    return "\n".join([*lines, f"答复回“{_example(first)}”。答复会原样告诉提意见的人。"])


def not_open(number: int) -> str:
    """No such opinion waits in the actor's scope."""
    return f"您这里没有等着答复的意见{number}号。回“监督”看看。"


def how_to_answer(objection: Objection) -> str:
    """回复 without a decision or words."""
    return f"写法:“{_example(objection)}”。" + ("维持就恢复显示,撤下就从榜上拿掉。" if objection.hides else "")


def both(objection: Objection) -> str:
    """Uphold and remove at once."""
    return f"是维持还是撤下?只写一个。{how_to_answer(objection)}"


def answered(objection: Objection, left: int) -> str:
    """To who answered."""
    if objection.state is Answer.REMOVED:
        return f"意见{objection.number}号答复了,这一条撤下了。"
    if objection.state is Answer.UPHELD and left:
        return f"意见{objection.number}号答复了。这一条还有{left}条意见没答复,先不恢复显示。"
    if objection.state is Answer.UPHELD:
        return f"意见{objection.number}号答复了,这一条维持,恢复显示。"
    return f"意见{objection.number}号答复了。"


def tell_objector(objection: Objection) -> str:
    """To who said it."""
    outcome = {Answer.REMOVED: "撤下了", Answer.UPHELD: "复核后维持"}.get(objection.state, "")
    said = f"结果:{outcome}。" if outcome else ""
    return f"您的意见{objection.number}号有答复了。{said}{objection.answer}\n还不认可,可以找镇里,或打12345。"


def tell_subject(number: int, kind: Kind, *, removed: bool) -> str:
    """To the warden."""
    if removed:
        return f"{number}号复核后从{NAMES[kind]}撤下了,不再显示。"
    return f"{number}号复核后维持,恢复显示。"


def overdue(objection: Objection, issue: Issue) -> str:
    """Three days are over: the supervisors and the town."""
    hidden = "这一条一直不显示,直到有人答复。" if objection.hides else ""
    return f"榜{issue.number}的意见{objection.number}号过了3天没人答复。{hidden}回“监督”看内容。"


def supervisors(names: Sequence[str]) -> str:
    """Who looks at it."""
    return f"村监委{'、'.join(names)}" if names else "镇里"
