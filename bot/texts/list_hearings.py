"""What a warden reads who may stand on a list: asked before an honour, heard before a reminder, told of every step (handbook §4.7)."""

from datetime import datetime

from bot.domain.calendar import short_day
from bot.domain.lists import Entry
from bot.texts.list_points import decided as deduction
from bot.texts.list_points import may_follow
from bot.texts.list_steps import minute


def ask_consent(facts: str, period: str) -> str:
    """May it be published?"""
    return f"村里想把您放上红榜({period}):{facts}。\n愿意公布姓名和这句话吗?回 1 愿意,2 不愿意。7天不回就不公布,都不影响别的。"


def agreed() -> str:
    """A yes."""
    return "好,记下了。支部审定通过才公布;不想公布了随时回“不上红榜”。"


def declined() -> str:
    """A no."""
    return "好,不公布,也不会有人知道问过您。"


def too_late_to_answer() -> str:
    """The question is over."""
    return "这一期的红榜已经定了,不用回了。谢谢您。"


def taken_back(count: int) -> str:
    """不上红榜."""
    return "好,您已经从红榜上拿下了。" if count else "眼下红榜上没有您。往后问到时回 2 就不公布。"


def heard(entry: Entry, item: str, until: datetime, deducts: int) -> str:
    """Told in private before anything is decided."""
    return (
        f"村里记了一条提醒(还没定,没公布):{item}\n情况:{entry.facts}\n"
        f"到{minute(until)}前,您可以说明:回“申辩 {entry.number} 您的话”;改好了回“整改 {entry.number} 怎么改的”。"
        f"支部听了再定,默认不写姓名。{may_follow(deducts)}"
    )


def own(entry: Entry, item: str, state: str, *, may_state: bool) -> str:
    """榜, by the warden whom an entry is about: as it stands, and what to type."""
    lines = [f"{entry.number}号提醒({state}):{item}", f"情况:{entry.facts}"]
    lines += [f"您说的:{entry.statement}"] if entry.statement else []
    lines += [f"您说的整改:{entry.mended}"] if entry.mended else []
    if may_state:
        until = f"到{minute(entry.hearing_until)}前" if entry.hearing_until and not entry.statement else ""
        next_ = f"{until}要说明回“申辩 {entry.number} 您的话”;"
    else:
        next_ = f"不服在公示期内回“监督 榜{entry.issue} 第{entry.place}条 您的意见”;" if entry.place else ""
    return "\n".join((*lines, f"{next_}改好了回“整改 {entry.number} 怎么改的”。"))


def is_it_for_this(number: int) -> str:
    """Something said while the hearing is open."""
    return f"这是对{number}号提醒的说明吗?回 是,记作您的申辩;回 否,当作要反映的事。"


def how_to_mend(number: int) -> str:
    """整改 without words."""
    return f"请写怎么改的,比如“整改 {number} 三件都回话办结了”。"


def nothing_to_state() -> str:
    """No entry about this warden is open."""
    return "您这里没有要说明的提醒。有事直接说,或回“反映 什么事”。"


def which_one(numbers: list[int], verb: str) -> str:
    """Several are open."""
    return f"是哪一条?{'、'.join(f'{one}号' for one in numbers)}。带上号,比如“{verb} {numbers[0]} 您的话”。"


def over(number: int, verb: str) -> str:
    """Past the point where it helps."""
    return f"{number}号已经审定了,不能再{verb}。不服请在公示期内回“监督 榜号 意见”,改好了回“整改 {number} 怎么改的”。"


def stated() -> str:
    """To the warden."""
    return "记下了,只给支部和办事的村干部、村监委看,不进群。支部看过您的说明才会定,结果我告诉您。"


def mended(*, published: bool) -> str:
    """To the warden."""
    return f"记下了,村干部核实后{'就下榜' if published else '支部审定时会看到'},结果我告诉您。"


def too_long(most: int) -> str:
    """A statement that is too long."""
    return f"话有点长,请写{most}个字以内,要紧的先写;细节可以当面找村干部说。"


def tell_stated(number: int, name: str) -> str:
    """To the village: something is to be read."""
    return f"{name}对{number}号有说明,回“榜 看 {number}”。"


def tell_mended(number: int, name: str) -> str:
    """To the village: something is to be looked at."""
    return f"{name}说{number}号改好了。核实属实回“榜 核实 {number}”。"


def tell_decided(entry: Entry, item: str, *, yes: bool) -> str:
    """To the warden: what the branch has decided, and why."""
    meeting = f"{entry.meeting}{short_day(entry.met_on)}" if entry.met_on else "支部"
    if not yes:
        return f"{item}:{meeting}定了不上榜。{entry.reason}\n这件事到此为止,没有公布过。"
    how = "写姓名" if entry.named else "只写事、不写姓名"
    return (
        f"{item}:{meeting}定了上提醒榜,{how}。理由:{entry.reason}\n"
        f"公布后5天内不服,回“监督 榜号 意见”;改好了回“整改 {entry.number} 怎么改的”,核实就下榜。{deduction(entry.deducts)}"
    )


def tell_published(issue: int, place: int, until: datetime) -> str:
    """To the warden of a reminder."""
    return f"提醒榜公布了:榜{issue}第{place}条。{short_day(until)}前不服,回“监督 榜{issue} 第{place}条 您的意见”,先不显示,3天内有人答复。"


def tell_honoured(issue: int, place: int) -> str:
    """To the warden of an honour."""
    return f"恭喜,您在红榜上(榜{issue}第{place}条)。不想公布了随时回“不上红榜”。"


def tell_rectified(number: int, *, off: bool) -> str:
    """To the warden."""
    return f"{number}号核实已整改{',从榜上拿下了' if off else ',支部审定时会看到'}。辛苦您。"


def tell_expired(number: int) -> str:
    """To the warden: it is over."""
    return f"{number}号提醒到期,已从榜上拿下,乡亲查不到了。"


def tell_dropped(number: int) -> str:
    """To the warden: an entry ends before anybody has read of it."""
    return f"{number}号提醒不再提了,没有公布过。"


def tell_withdrawn(number: int, reason: str, back: str = "") -> str:
    """To the warden."""
    return f"{number}号撤下了:{reason}" + (f"\n{back}" if back else "")


def not_reached(number: int, name: str) -> str:
    """To the village's staff: the private message has not arrived."""
    return f"{number}号没能私下送到{name},请当面告知、听说明;没听过说明请不要审定通过。"
