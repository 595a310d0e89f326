"""What people read about objections to a settled result."""

from collections.abc import Sequence

from bot.domain.calendar import short_day
from bot.domain.settlements import Objection, ObjectionState, Settlement
from bot.texts.points import settled_name


def about_check_in(number: int, reason: str) -> str:
    """An objection about one check-in."""
    return f"打卡#{number}:{reason}"


def filed(one: Objection, who: str) -> str:
    """To the warden."""
    return (
        f"收到,异议{one.number}记下了,{short_day(one.due_at.date())}前有人答复您"
        + (f"({who})。" if who else "。")
        + "答复前这一期不会核定。"
    )


def tell_answerers(one: Objection, name: str, settled: Settlement) -> str:
    """To those who answer."""
    return (
        f"{name}对{settled_name(settled.period)}积分有异议(异议{one.number}):{one.text}\n"
        f"请{short_day(one.due_at.date())}前答复:“答复 {one.number} 成立 怎么改的”或“答复 {one.number} 不成立 为什么”;要加分写“答复 {one.number} 加4分 原因”。"
    )


def too_late(one: Settlement) -> str:
    """The notice is over."""
    return f"{settled_name(one.period)}的公示{short_day(one.notice_until)}已经结束。哪一条打卡不对,回“异议 #号 理由”,更正会算进去或算到下一期。"


def waits_already(number: int) -> str:
    """One at a time."""
    return f"您的异议{number}还在看,有答复会告诉您。要补充,请直接跟村干部说一声。"


def nothing_waits(number: int) -> str:
    """Not for this person."""
    return f"您这里没有要答复的异议{number}。回“异议”看有哪些。"


def answered_already(number: int) -> str:
    """It is over."""
    return f"异议{number}已经答复过了。"


def not_yet_answered(number: int) -> str:
    """No points wait to be agreed to."""
    return f"异议{number}没有等着同意的加分。要答复回“答复 {number} 成立 怎么改的”。"


def second_must_differ(number: int, who: str) -> str:
    """The same person."""
    return f"异议{number}的加分是您提的,要另一个人同意才行。" + (f"可以找{who}。" if who else "")


def too_much(most: int) -> str:
    """More points than may be added at once."""
    return f"一条异议最多加{most}分。多出来的,请邻长补记打卡,审过就算。"


def how_to_answer(number: int | None) -> str:
    """答复 without what is needed."""
    shown = number or 3
    return f"写法:“答复 {shown} 成立 补审了两条”“答复 {shown} 不成立 那天是两户”,要加分写“答复 {shown} 加4分 原因”。回“异议”看有哪些。"


def needs_second(one: Objection, who: str) -> str:
    """To who answered."""
    return f"记下了,异议{one.number}加{one.amount}分,要另一个人同意才算。可以找{who or '镇干部'}回“批准 异议{one.number}”。"


def tell_second(one: Objection, name: str, asker: str) -> str:
    """To those who may agree."""
    return f"{asker}答复异议{one.number}({name}):成立,加{one.amount}分。\n原因:{one.answer}\n同意回“批准 异议{one.number}”,不同意回“答复 {one.number} 不成立 为什么”。"


def answered(one: Objection) -> str:
    """To who answered."""
    return f"异议{one.number}答复了,已告诉本人。"


def agreed(one: Objection, name: str) -> str:
    """To the second person."""
    return f"好,异议{one.number}:{name} 加{one.amount}分,已告诉本人。"


def tell_warden(one: Objection) -> str:
    """To the warden."""
    verdict = "不成立" if one.state is ObjectionState.DECLINED else "成立"
    added = f",加{one.amount}分" if one.amount else ""
    return f"您的异议{one.number}有答复了:{verdict}{added}。\n{one.answer}\n还有不明白的,请找村监委,或回“人工”。"


def overdue(one: Objection, title: str) -> str:
    """Three days without an answer."""
    return f"{title}的异议{one.number}满3天还没答复,请尽快回“答复 {one.number} 成立/不成立 原因”。没有答复就不能核定。"


def to_answer(found: Sequence[tuple[Objection, str]]) -> str:
    """What waits for who asks."""
    lines = [
        f"异议{one.number} {name}:{one.text[:40]}"
        + ("(等第二人同意加分)" if one.state is ObjectionState.SECOND else f",{short_day(one.due_at.date())}前答复")
        for one, name in found[:5]
    ]
    return "\n".join(
        [
            f"要答复的异议{len(found)}条:",
            *lines,
            f"回“答复 {found[0][0].number} 成立 怎么改的”或“答复 {found[0][0].number} 不成立 为什么”。",
        ]
    )
