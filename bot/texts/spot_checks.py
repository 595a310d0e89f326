"""What a household is asked about a visit, and what the supervisors read of it."""

from collections.abc import Sequence
from datetime import date

from bot.domain.check_ins import CheckIn
from bot.domain.spot_checks import Answer, Counts, SpotCheck, State, Verdict
from bot.texts.check_ins import KIND_NAMES

CHOICES = ("来过", "没来", "记不清")
VERDICTS = {Verdict.TRUE: "属实", Verdict.MISTAKEN: "记错了", Verdict.VERIFIED: "有出入"}


def question(village: str) -> str:
    """To one grown-up of a household, in private; it names nobody and nothing of why they were visited."""
    return f"{village}随机问一句:邻长上周来看过您家吗?\n1 来过  2 没来  3 记不清\n回数字就行。只做抽查,不告诉邻长问了谁;不想答不用理。"


def thanks() -> str:
    """Whatever the answer."""
    return "谢谢您,记下了。只交给村监委看,不告诉邻长是谁说的。"


def already_over() -> str:
    """Answered by somebody else or too late."""
    return "这一问已经过了,不用再答。谢谢您。"


def tell_no(number: int) -> str:
    """To the supervisors: one household does not remember a visit."""
    return f"走访抽查:#{number} 有一户说没见着邻长。先当面问问情况,不扣分。回“抽查”看。"


def overview(village: str, month: date, sums: Counts, items: Sequence[tuple[SpotCheck, CheckIn, str]]) -> str:
    """To a supervisor: sums of the month, and what is to be talked over."""
    if not sums.drawn and not items:
        return f"{village}{month.month}月还没有抽查。每周一随机抽,不用您管。"
    lines = [
        f"{village}{month.month}月抽查{sums.drawn}户:来过{sums.came},没来{sums.not_come},记不清{sums.unsure},"
        f"没回{sums.silent}" + (f",还在等{sums.waiting}" if sums.waiting else "") + "。"
    ]
    lines += [_item(check, record, name) for check, record, name in items[:4]]
    if len(items) > 4:
        lines.append(f"…还有{len(items) - 4}条。")
    if items:
        lines.append("别告诉邻长问的是谁家;只是问问,不扣分。")
    return "\n".join(lines)


def _item(check: SpotCheck, record: CheckIn, name: str) -> str:
    about = f"#{record.number} {name} {record.day.month}月{record.day.day}日{KIND_NAMES[record.kind]}"
    if check.state is State.BY_HAND:
        return f"{about}:这户没法私聊问。您顺路时问一句,回“抽查 {record.number} 来过/没来/记不清”;不问也行。"
    return f"{about}:问到的人家说没来。跟邻长聊过,回“抽查 {record.number} 属实/记错了/有出入 说明”。"


def noted(number: int, answer: Answer) -> str:
    """Asked by hand."""
    told = {Answer.CAME: "来过", Answer.NOT: "没来", Answer.UNSURE: "记不清"}[answer]
    after = f"跟邻长聊过后回“抽查 {number} 属实/记错了/有出入 说明”。" if answer is Answer.NOT else "这条就算完了。"
    return f"记下了 #{number}:{told}。{after}"


def judged(number: int, verdict: Verdict) -> str:
    """What came of the talk."""
    if verdict is Verdict.VERIFIED:
        return f"记下了 #{number}:有出入。分要不要冲正、上不上提醒榜,都由村里按程序定,系统不自己扣。"
    return f"记下了 #{number}:{VERDICTS[verdict]},这条就算完了。"


def how(number: int) -> str:
    """Neither an answer nor an outcome."""
    return f"回“抽查 {number} 属实”“抽查 {number} 记错了”或“抽查 {number} 有出入 说明”。"


def say_why(number: int) -> str:
    """有出入 without a word of what was found."""
    return f"请加一句了解到的情况,比如“抽查 {number} 有出入 邻长说那天没去”。"


def nothing_open(number: int) -> str:
    """No such spot check in the supervisor's village, or it is over."""
    return f"您这里没有要了解的 #{number}。回“抽查”看看有哪些。"


def own_matter(number: int) -> str:
    """A supervisor's own visit, or one of their household."""
    return f"#{number} 跟您自己有关,请另一位村监委来问。"


def only_supervisors(names: str) -> str:
    """To everybody else."""
    return "走访抽查由村监委来看" + (f",可以找{names}。" if names else "。")


def how_by_hand(number: int) -> str:
    """To be asked in passing, and no answer in what was said."""
    return f"这户还没问。您问过后回“抽查 {number} 来过”“抽查 {number} 没来”或“抽查 {number} 记不清”。"
