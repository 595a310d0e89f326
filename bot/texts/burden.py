"""Sentences of 减负: how much the bot has said by itself this week."""

from collections.abc import Sequence

SHOWN = 3

HELP = "看减负数字"


def _limit(most: int) -> str:
    return f"上限{most}条" if most else "没设上限"


def own(pushes: int, folded: int, most: int) -> str:
    rest = f",另有{folded}条合进一天一张的卡" if folded else ""
    return f"本周小邻主动给您发了{pushes}条({_limit(most)}){rest}。想再少点,回“安静”只留紧急的。"


def figures(
    groups: Sequence[tuple[str, int, int]], wardens: Sequence[tuple[int, int]], most_chat: int, most_person: int
) -> str:
    """``groups``: (name, messages, folded), the most burdened first; wardens are never named."""
    total, folded = sum(one[1] for one in groups), sum(one[2] for one in groups) + sum(one[1] for one in wardens)
    average = f"{total / len(groups):.1f}" if groups else "0"
    lines = ["减负:本周小邻主动发的(您问的不算)", f"群:{len(groups)}个,平均{average}条,{_limit(most_chat)}"]
    busiest = [f"{name}{pushes}条" for name, pushes, _ in groups[:SHOWN] if pushes]
    if busiest:
        lines.append(f"最多的:{'、'.join(busiest)}")
    if wardens:
        mean = sum(one[0] for one in wardens) / len(wardens)
        lines.append(
            f"邻长:{len(wardens)}位,平均{mean:.1f}条,最多{max(one[0] for one in wardens)}条,{_limit(most_person)}"
        )
    lines.append(f"超出的{folded}条合进了一天一张的卡(紧急的照发)。")
    return "\n".join(lines)


def for_staff(who: str) -> str:
    return f"减负数字给邻长和村镇干部看{f',您可以找{who}' if who else ''}。想少收消息,回“安静”。"
