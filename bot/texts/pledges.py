"""What is said about X+1 pledges: choosing them, the village's look, the card, how often each was kept (handbook M32)."""

from collections.abc import Sequence

from bot.domain import pledges as rules
from bot.domain.pledges import Fault, Pledge

HELP = "我的承诺"
_SIGNS = "①②③④⑤"


def listed(items: Sequence[str], kept: Sequence[int] = ()) -> list[str]:
    """The promises in lines, the last as that of one's own trade."""
    counts = [f"(践诺{count}次)" if count else "" for count in kept] or [""] * len(items)
    lines = [f"{_SIGNS[at]}{item}{count}" for at, (item, count) in enumerate(zip(items[:-1], counts, strict=False))]
    return [*lines, f"特长:{items[-1]}{counts[len(items) - 1]}"]


def ask_chosen(choices: Sequence[str]) -> str:
    """Which promises: by number, or one's own words."""
    lines = [f"{at} {text}" for at, text in enumerate(choices, 1)]
    return "\n".join(("今年您承诺哪几项?选1到5项,回数字,比如“1 3”:", *lines, "也可以自己写,一行一项;做得到的才写。"))


def ask_special() -> str:
    """The one of their own trade."""
    return "再加一项您拿手的(只写一项),比如“会修电,谁家跳闸随叫随到”。"


def preview(items: Sequence[str]) -> str:
    """Before it goes to the village."""
    head = f"您的{len(items) - 1}+1承诺:"
    return "\n".join((head, *listed(items), "村里看过就挂到您的邻长卡上,乡亲都看得到。回“好”交上去,改回“上一步”。"))


def say_submit() -> str:
    """Neither yes nor no at the preview."""
    return "回“好”交上去;改回“上一步”,不交回“取消”。"


def fault(wrong: Fault, text: str) -> str:
    """A promise that cannot stand, and what to write instead."""
    said = f"“{text[:12]}{'…' if len(text) > 12 else ''}”"
    return {
        Fault.EMPTY: "没看明白是哪几项。回数字,比如“1 3”;或写一句做得到的事。",
        Fault.LONG: f"{said}太长了,一项不超过{rules.LONGEST}字。",
        Fault.MONEY: f"{said}涉及钱、收入、名额,不能承诺。写您自己能做的服务,比如“帮着跑腿办材料”。",
        Fault.CHARACTER: f"{said}里有评价别人的话,不能写。只写您自己要做的事。",
        Fault.PERSONAL: f"{said}里有号码、姓名这类个人信息,请去掉。",
        Fault.TWICE: f"{said}写了两遍,留一项就行。",
        Fault.MANY: f"最多{rules.MOST}项,拣最做得到的写。",
    }[wrong]


def special_no_question() -> str:
    """A question is no speciality."""
    return "这句像是问话。特长写一件您会的、乡亲用得上的,比如“会修电,谁家跳闸随叫随到”;不写了回“取消”。"


def one_special() -> str:
    """Exactly one."""
    return "拿手的只写一项,一句话,比如“会修电,谁家跳闸随叫随到”。"


def submitted() -> str:
    """Handed in."""
    return f"交上去了。村里看过就挂到您的卡上,{rules.LOOKED_AT_WITHIN.days}天没人看也会挂上。想改回“承诺 重写”,不要了回“承诺 撤回”。"


def tell_reviewer(name: str, pledge: Pledge) -> str:
    """To the village."""
    tail = f"看过回“承诺 通过 {pledge.number}”;说得太满、办不到的,回“承诺 退改 {pledge.number} 哪里要改”。"
    return "\n".join((f"{name}交了{pledge.year}年承诺:", *listed(pledge.items), tail))


def published() -> str:
    """To the warden: it stands on the card."""
    return "您的承诺挂到邻长卡上了。做到一项就回“践诺 几 做了什么”,比如“践诺 1 走了三户”;打卡里说到的小邻自己记。"


def returned(reason: str) -> str:
    """To the warden: the village asks to change something."""
    return f"村里请您改一改承诺:{reason}\n改好回“承诺 重写”。"


def reviewed(name: str) -> str:
    """To the reviewer."""
    return f"好,{name}的承诺挂上去了,也告诉本人了。"


def returned_here(name: str) -> str:
    """To the reviewer."""
    return f"好,请{name}改一改,您的意见转过去了。"


def reason_needed(number: int) -> str:
    """退改 without a reason."""
    return f"请说一句哪里要改,比如“承诺 退改 {number} 每天走遍太满,改成每月”。"


def nothing_waits(number: int | None) -> str:
    """No such pledge waits here."""
    return f"没有等您看的承诺{'' if number is None else number}。看有哪些回“承诺 待看”。"


def own_pledge() -> str:
    """One's own, or one's household's."""
    return "自己家的承诺要别人看,已经告诉村里别的同志了。"


def waiting(lines: Sequence[str]) -> str:
    """承诺 待看."""
    return "\n".join(("等村里看的承诺:", *lines, "看过回“承诺 通过 号”,要改回“承诺 退改 号 哪里要改”。"))


def waiting_line(name: str, pledge: Pledge) -> str:
    """One of them."""
    return f"{pledge.number} {name}:{rules.short(pledge, 30)};特长:{pledge.special}"


def none_waiting() -> str:
    """Nothing to look at."""
    return "现在没有等您看的承诺。"


def mine(pledge: Pledge, kept: Sequence[int]) -> str:
    """承诺 and 践诺, to the warden: how it stands, how often each was kept."""
    head = {
        rules.State.SUBMITTED: "等村里看",
        rules.State.PUBLISHED: "已挂在邻长卡上",
        rules.State.RETURNED: f"村里请您改:{pledge.reason}",
    }.get(pledge.state, "已撤下")
    tail = "做到了回“践诺 几 做了什么”。要改回“承诺 重写”,不要了回“承诺 撤回”。"
    if pledge.state is rules.State.RETURNED:
        tail = "改好回“承诺 重写”。"
    return "\n".join((f"您{pledge.year}年的承诺({head}):", *listed(pledge.items, kept), tail))


def of_warden(title: str, name: str, pledge: Pledge) -> str:
    """To anybody: what their warden has promised."""
    return "\n".join(
        (f"{title}{name}{pledge.year}年的承诺:", *listed(pledge.items), "有意见、有夸奖,回“反映 什么事”。")
    )


def of_warden_none(title: str, name: str) -> str:
    """Nothing is on the card."""
    return f"{title}{name}还没有挂出承诺。有事照样找{name},或回“反映 什么事、在哪儿”。"


def nobody() -> str:
    """No warden, so no pledges."""
    return "这里眼下没有邻长,也就没有承诺。有事回“反映 什么事、在哪儿”。"


def which_warden() -> str:
    """Nobody knows where this person lives."""
    return "想看哪位邻长的承诺?这样写:承诺 康桥三组2邻"


def for_wardens_only() -> str:
    """践诺, by somebody else."""
    return "践诺是邻长记自己做到的事用的。看邻长承诺了什么,回“承诺”。"


def none_yet() -> str:
    """践诺 without a pledge."""
    return "您今年还没有挂出承诺,先回“承诺”选几项。"


def not_yet_shown() -> str:
    """践诺 while the village still looks: nothing is lost."""
    return "您的承诺村里还在看,挂出来才能记践诺。做的事先回“打卡 做了什么”,分不少您的。"


def which_item(pledge: Pledge) -> str:
    """践诺 with a number that is none, or without words."""
    return "\n".join((*listed(pledge.items), "做到了哪项、做了什么?比如“践诺 1 今天走了三户”。特长那项写“践诺 特 …”。"))


def counted(item: str) -> str:
    """Behind the answer to a check-in."""
    return f"也记作践诺“{item[:16]}{'…' if len(item) > 16 else ''}”。"


def withdrawn() -> str:
    """Taken down."""
    return "承诺撤下来了,卡上不再显示。已经践诺的照样算。想重新写回“承诺”。"


def nothing_to_withdraw() -> str:
    """None stands."""
    return "您现在没有承诺可撤。要写回“承诺”。"


def renew(pledge: Pledge) -> str:
    """At the beginning of a year."""
    return "\n".join(
        (f"{pledge.year}年的承诺到期了:", *listed(pledge.items), "接着用回“承诺 续”,想换回“承诺 重写”,不做了不用回。")
    )


def nothing_to_renew() -> str:
    """None of an earlier year, or this year's stands already."""
    return "没有要续的承诺。看自己的回“承诺”,重新写回“承诺 重写”。"


def choices(village: str, texts: Sequence[str], *, edits: bool) -> str:
    """承诺 清单."""
    lines = [f"{at} {text}" for at, text in enumerate(texts, 1)]
    tail = "加一项回“承诺 清单 加 内容”,去掉回“承诺 清单 删 号”。" if edits else "选好了回“承诺”。"
    return "\n".join((f"{village}的承诺清单:", *lines, tail))


def choice_added(text: str, at: int) -> str:
    """One more to choose from."""
    return f"加上了第{at}项:{text}。"


def choice_dropped(text: str) -> str:
    """One less."""
    return f"去掉了:{text}。已经选了它的照旧。"


def choice_how() -> str:
    """Without a text, or a number that is none."""
    return "加一项这样写:承诺 清单 加 帮着照看放学的孩子;去掉写:承诺 清单 删 2"


def choice_full(most: int) -> str:
    """The list is long enough, or must not be empty."""
    return f"清单最多{most}项、最少1项,请先删一项或加一项。"


def list_not_yours() -> str:
    """Only the village edits its list."""
    return "清单由村干部改。您选承诺直接回“承诺”。"


def on_card(pledge: Pledge) -> str:
    """On the card, short."""
    special = pledge.special if len(pledge.special) <= 18 else pledge.special[:17] + "…"
    return f"承诺:{rules.short(pledge, 16)};特长:{special}"


def on_contact_card(pledge: Pledge) -> str:
    """On the card that is printed: all of them."""
    return "承诺:" + ";".join((*pledge.chosen, f"特长:{pledge.special}"))


def todo(count: int) -> str:
    """待办 of the village."""
    return f"{count}份承诺等您看:回“承诺 待看”"


def todo_returned() -> str:
    """待办 of a warden."""
    return "村里请您改一改承诺:回“承诺 重写”"
