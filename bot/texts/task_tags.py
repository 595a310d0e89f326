"""What is said of a ``#tag`` that a check-in was told with: the task it counts for, or that there is none of that name (handbook M17)."""

from collections.abc import Sequence


def counted(names: Sequence[str]) -> str:
    """Behind the answer to a check-in."""
    return f"已算进任务“{'”“'.join(names)}”。"


def no_such_tag(tag: str, running: Sequence[str]) -> str:
    """Behind the answer to a check-in whose tag is no task's."""
    return f"没有“#{tag}”这个任务," + (f"眼下的是{_tags(running)}。" if running else "眼下也没有别的任务,打卡照记。")


def tag_alone(tag: str, running: Sequence[str]) -> str:
    """A tag that is no task's, and no check-in behind it."""
    now = f"眼下的是{_tags(running)}" if running else "眼下也没有别的任务"
    return f"没有“#{tag}”这个任务,{now}。\n做了事照样能记,回“打卡 做了什么”;要反映事情回“反映 什么事”。"


def _tags(running: Sequence[str]) -> str:
    return "、".join(f"“#{one}”" for one in running[:3]) + ("等" if len(running) > 3 else "")
