"""Sentences on hot topics: for the village, in words fit for the 一事一议 list; nobody is named (handbook §6)."""

from collections.abc import Sequence

from bot.domain.topics import LISTED, Topic

HELP_TOPICS = "看几户都提的事"


def title(topic: Topic) -> str:
    """``三组路灯``: the place and the thing."""
    return topic.title if not topic.place or topic.place in topic.title else f"{topic.place}{topic.title}"


def of_village(name: str, topics: Sequence[Topic]) -> str:
    """The list of one village."""
    lines = [f"【{name}】近30天同一问题多户反映:"]
    lines += [f"{number}、{_line(topic)}" for number, topic in enumerate(topics[:LISTED], 1)]
    if len(topics) > LISTED:
        lines.append(f"另有{len(topics) - LISTED}件。")
    lines.append("建议列入一事一议,或请有关部门一并解决。")
    return "\n".join(lines)


def _line(topic: Topic) -> str:
    state = f",{topic.open}件还在办" if topic.open else ",都办结了"
    return f"{title(topic)}({topic.households}户、{topic.reports}件{state})"


def none(names: Sequence[str]) -> str:
    """Nothing that three households have told."""
    return f"{'、'.join(names[:3])}近30天没有三户以上都反映的事。\n有了会写进村周报。"


def not_for_you() -> str:
    """By somebody who answers for no village."""
    return "热点是给村里、镇里看的。看您反映的事,回“进度”。"


def which(names: Sequence[str]) -> str:
    """A village that is not theirs."""
    return f"您能看的是{'、'.join(names[:6])}。请写“热点 {names[0]}”。"
