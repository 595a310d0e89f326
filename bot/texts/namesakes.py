"""What is asked where a name is that of two."""

from collections.abc import Sequence

from bot.domain.roles import Role
from bot.texts.people import role_name


def which(name: str, whose: Sequence[str]) -> str:
    """Which of them is meant."""
    lines = [f"{number} {one}" for number, one in enumerate(whose, 1)]
    return "\n".join([f"叫{name}的有{len(whose)}位,是哪一位?回数字:", *lines])


def office(place: str, role: Role) -> str:
    """康桥村三组2邻 邻长."""
    return f"{place} {role_name(role)}"


def bad(most: int) -> str:
    """No such number."""
    return f"回 1 到 {most} 的数字就行。不办了回“取消”。"
