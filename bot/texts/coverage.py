"""What a warden reads about their households, and staff about shares: 本邻, 久未走访 (handbook §3.4, §9.6)."""

from collections.abc import Sequence

HELP_OWN = "我管哪几户"
MOST_LISTED = 20


def home_line(name: str, persons: int, away: bool, last: str) -> str:
    """``张先生家 3人 11月第3周``."""
    parts = [name, f"{persons}人" if persons else "", "在外" if away else "", last]
    return " ".join(part for part in parts if part)


def own(where: str, lines: Sequence[str], count: int, away: int, persons: int) -> str:
    """本邻: the households by surname, in private only."""
    gone = f",另有{away}户在外" if away else ""
    listed = list(lines[:MOST_LISTED])
    more = [f"…共{len(lines)}户"] if len(lines) > MOST_LISTED else []
    foot = "后面是上次走到的时候,没写的是还没记过。想看久没去的,回“久未走访”。"
    return "\n".join((f"{where}:常住{count}户{persons}人{gone}。", *listed, *more, foot))


def own_away(where: str, lines: Sequence[str]) -> str:
    """本邻 of a neighbourhood of people away: by person."""
    return "\n".join((f"{where}:{len(lines)}位在外乡亲。", *lines[:MOST_LISTED], "后面是上次联络的时候。"))


def household_name(surname: str, gender: str) -> str:
    """``张先生家``: no full names."""
    form = {"男": "先生", "女": "女士"}.get(gender, "")
    return f"{surname}{form}家"


def marked(name: str, mark: str) -> str:
    """``王先生家(4号)``: beside another of the same surname."""
    return f"{name}({mark})"


def ends_in(name: str) -> str:
    """``…福``: what tells two of one surname apart whose place is not known."""
    return f"…{name[-1:]}"


def no_own() -> str:
    """本邻, by who is nobody's warden."""
    return "您名下现在没有邻。要改的话请找村干部,或回“人工”。"


def long_since(where: str, lines: Sequence[str], days: int, more: int, *, by_person: bool) -> str:
    """久未走访: a kindly hint, to the warden alone."""
    each, hint = ("位", "得空打个电话问问就好") if by_person else ("户", "顺路时去坐坐就好")
    rest = f"(还有{more}{each})" if more else ""
    return "\n".join(
        (f"{where}这几{each}有{days}天没记着联系了{rest}:", *lines, f"{hint},不急。这个只有您自己看得到。")
    )


def long_line(name: str, last: str) -> str:
    """One household."""
    return f"{name} {f'上次{last}' if last else '还没记过'}"


def all_seen(where: str, days: int) -> str:
    """Nobody has been left out for long."""
    return f"{where}各户近{days}天都走到过,辛苦您了!"


def shares(quarter: str, lines: Sequence[str]) -> str:
    """久未走访 by staff: shares of whole places, nobody's households."""
    return "\n".join((f"{quarter}联系到的户数占比(按打卡自动算):", *lines, "哪几户久没走到,只有邻长本人看得到。"))


def share_line(where: str, percent: int | None) -> str:
    """One place."""
    return f"{where}:{f'{percent}%' if percent is not None else '户数或邻太少,不单列'}"


def quarter_name(month: int) -> str:
    """``四季度``."""
    return f"{'一二三四'[(month - 1) // 3]}季度"


def not_for_you() -> str:
    """Neither warden nor staff."""
    return "这个是给邻长看自己邻的。找您家邻长,回“邻长”。"
