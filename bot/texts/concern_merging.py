"""Sentences on one matter that several have told: is it the same, merged, followed (handbook §4.3)."""

from collections.abc import Sequence

from bot.domain.concerns import Concern


def ask_same(same: Concern, households: int) -> str:
    """To who has just reported something that is known."""
    return (
        f"【{same.number}】{same.title}已有{households}户反映,跟您说的是同一件吗?\n"
        "是,回“同一件”,并在一起办,有消息一起告诉您;不是就不用管。"
    )


def handler_hint(filed: Concern, same: Concern) -> str:
    """To handlers: two look alike."""
    return (
        f"【{filed.number}】像是和【{same.number}】{same.title}同一件。\n是的话回“并单 {filed.number} {same.number}”。"
    )


def merged_own(into: Concern, households: int) -> str:
    """The reporter has said that it is the same."""
    return f"好,同一件事已有{households}户反映,并到【{into.number}】一起办。\n有消息一起告诉您。"


def apart() -> str:
    """It is not the same."""
    return "好的,您这件单独办。"


def merged_for_you(one: Concern, into: Concern) -> str:
    """To the reporter of the merged one."""
    return f"您报的【{one.number}】和【{into.number}】{into.title}是同一件,并在一起办了。\n有消息一起告诉您。"


def merged(one: Concern, into: Concern, households: int) -> str:
    """To the one who has merged them."""
    return f"好,【{one.number}】并到【{into.number}】了,现在{households}户反映这件事。"


def merged_away(one: Concern, into: Concern) -> str:
    """To those whose desk the merged one was on."""
    return f"【{one.number}】{one.title}并到【{into.number}】一起办了,不用您再办。"


def grew(into: Concern, households: int) -> str:
    """To the handler: one more."""
    return f"【{into.number}】{into.title}又有一户反映,现在{households}户了。"


def merge_how() -> str:
    """并单 without two numbers."""
    return "请写两件的号,前一件并到后一件里,比如“并单 8 7”。"


def same_number() -> str:
    """Twice the same."""
    return "两个号是同一件,不用并。请写“并单 8 7”。"


def cannot_merge_into(into: Concern) -> str:
    """The other one is over."""
    return f"【{into.number}】已经办完了,不能往里并。看详细的,回“进度 {into.short}”。"


def kept_apart() -> str:
    """Private ones, complaints and urgent ones stand alone."""
    return "个人的事、对办事人的意见、急事要单独办,不能并。"


def other_village() -> str:
    """Two villages."""
    return "这两件不在一个村,不能并。"


def cannot_follow() -> str:
    """It may not be joined."""
    return "这件不能跟着反映。您家的事请单独说,比如“反映 我家停水了”。"


def over_already(concern: Concern) -> str:
    """It is solved already."""
    return f"【{concern.number}】{concern.title}已经说是办好了。您家还有问题,请单独说一句,比如“反映 还是没好”。"


def own_already(concern: Concern) -> str:
    """It is their own."""
    return f"【{concern.number}】就是您报的。想看办到哪了,回“进度 {concern.short}”。"


def followed_already(concern: Concern) -> str:
    """Twice."""
    return f"【{concern.number}】已经算上您家了。想看办到哪了,回“进度 {concern.short}”。"


def followed(concern: Concern, households: int) -> str:
    """One more household, in private."""
    return f"好,【{concern.number}】{concern.title}算上您家,现在{households}户。\n有消息一起告诉您。"


def followed_here(concern: Concern, households: int) -> str:
    """The same in a group: no names."""
    return f"【{concern.number}】{concern.title}算上这一户,现在{households}户反映。有消息告诉大家。"


def follow_which(lines: Sequence[str]) -> str:
    """Several may be meant."""
    return "是哪一件?请带上号:\n" + "\n".join(lines) + "\n比如“我家也是 7”。"


def follow_line(concern: Concern) -> str:
    """One that may be meant."""
    return f"{concern.number} {concern.title}"


def follow_none() -> str:
    """Nothing near has been reported."""
    return "附近这几天没有能跟着反映的事。您家有事直接说,比如“反映 村口路灯坏了”。"


def yours_now(concern: Concern) -> str:
    """Who reported it first has taken it back; it goes on for the next."""
    return f"【{concern.number}】{concern.title}:先报的那户撤回了,您家也反映过,接着给您办。\n不用办了,回“撤回 {concern.short}”。"


def followed_line(concern: Concern, state: str) -> str:
    """A followed one in one's own list."""
    return f"{concern.number} {concern.title}(您家也反映):{state}"


def left(concern: Concern) -> str:
    """A merged one is taken back."""
    return f"好,【{concern.number}】撤回了,内容已删,也不再给您发消息。"
