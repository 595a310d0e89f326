"""What is said of honours that count for points: to who tells of one, to the second person, to the warden (handbook §5.1)."""

from collections.abc import Sequence

from bot.domain.calendar import short_day
from bot.domain.honours import Honour, Level, State

LEVELS = {Level.VILLAGE: "村级", Level.TOWN: "镇级", Level.COUNTY: "县级", Level.CITY: "市级及以上"}


def _line(one: Honour) -> str:
    return f"{LEVELS[one.level]}“{one.name}”({short_day(one.day)},凭{one.basis})"


def how() -> str:
    """荣誉加分 without its parts."""
    return (
        "写法:“荣誉加分 王建国 县级 优秀党员 凭 县委〔2026〕8号文件”。\n"
        "级别:村、镇、县、市及以上;要写凭哪份文件或证书;再有一个人同意才算。同一个荣誉一年只按最高的算一次。"
    )


def missing(what: Sequence[str]) -> str:
    """Some of its parts."""
    return f"还差{'、'.join(what)}。\n{how()}"


def out_of_range() -> str:
    """Too long, or too long ago."""
    return f"荣誉名30字以内,文件60字以内,日子在这一年里、不能在以后。\n{how()}"


def not_yours(who: str) -> str:
    """One's own, one's household's, or not of the place."""
    return "自己和家里人的荣誉,要别人来记;别村的由别村记。" + (f"可以找{who}。" if who else "")


def known_already(one: Honour) -> str:
    """The same, at the same level or a higher one."""
    waits = f",等另一个人回“批准 荣誉{one.number}”" if one.state is State.ASKED else ",同一个荣誉一年只按最高的算一次"
    return f"{LEVELS[one.level]}“{one.name}”已经记过了(荣誉{one.number}){waits}。"


def asked(one: Honour, name: str, points: int, who: str) -> str:
    """To who has told of it."""
    return (
        f"记下了,荣誉{one.number}:{name} {_line(one)},按规则{points}分。\n"
        f"要另一个人同意才算,可以找{who or '另一位村干部'}回“批准 荣誉{one.number}”。不办了回“荣誉加分 作罢 {one.number}”。"
    )


def tell_second(one: Honour, name: str, asker: str, points: int) -> str:
    """To who may be the second."""
    return (
        f"{asker}提出记荣誉{one.number}:{name} {_line(one)},按规则{points}分。\n"
        f"看过文件,同意回“批准 荣誉{one.number}”,不同意回“荣誉加分 作罢 {one.number}”。"
    )


def counted(one: Honour, name: str, points: int) -> str:
    """To the second person."""
    return f"荣誉{one.number}记上了:{name} {_line(one)},算{points}分,已告诉本人。"


def tell_counted(one: Honour, points: int) -> str:
    """To the warden."""
    return f"恭喜!您的荣誉记上了:{_line(one)},算{points}分。\n记错了请告诉村干部;看积分回“积分”。"


def asked_back(one: Honour, name: str, who: str) -> str:
    """撤销, to who wants it."""
    return f"荣誉{one.number}({name})要撤销,原因记下了。要另一个人同意,可以找{who or '另一位村干部'}回“批准 荣誉{one.number}”。"


def tell_second_back(one: Honour, name: str, asker: str) -> str:
    """撤销, to who may be the second."""
    return (
        f"{asker}提出撤销荣誉{one.number}:{name} {_line(one)}。\n原因:{one.reason}\n"
        f"同意回“批准 荣誉{one.number}”,不同意回“荣誉加分 作罢 {one.number}”。"
    )


def taken_back(one: Honour, name: str, points: int) -> str:
    """To the second person."""
    return f"荣誉{one.number}撤销了:{name} 减{points}分,原因已告诉本人。"


def tell_taken_back(one: Honour, points: int) -> str:
    """To the warden."""
    return f"荣誉{one.number}({LEVELS[one.level]}“{one.name}”)撤销了,减{points}分。\n原因:{one.reason}\n有不同意见请找村干部说说。"


def how_to_take_back(number: int | None) -> str:
    """撤销 without number or reason."""
    return f"写法:“荣誉加分 撤销 {number or 3} 记重了”。要说原因,还要另一个人同意。"


def dropped(one: Honour) -> str:
    """作罢, to who said so."""
    kept = "照旧算" if one.state is State.COUNTED else "不记了"
    return f"好,荣誉{one.number}{kept}。"


def tell_dropped(one: Honour) -> str:
    """作罢, to who had asked."""
    return f"荣誉{one.number}另一位没同意,{'照旧算' if one.state is State.COUNTED else '没有记'}。"


def second_must_differ(number: int, who: str) -> str:
    """The same person cannot agree with themself."""
    return f"荣誉{number}是您自己提的,要另一个人同意才行。" + (f"可以找{who}。" if who else "")


def nothing_waits(number: int) -> str:
    """No such one waits, as far as this person may know."""
    return f"没有等着您同意的荣誉{number}。看等着的回“荣誉加分”。"


def not_standing(number: int) -> str:
    """撤销 of what does not count."""
    return f"荣誉{number}没有在算,不用撤销。看等着的回“荣誉加分”。"


def waiting(found: Sequence[tuple[Honour, str]]) -> str:
    """荣誉加分 alone: what waits."""
    if not found:
        return how()
    lines = [
        f"荣誉{one.number} {name} {_line(one)}{',要撤销' if one.state is State.REVOKING else ''}"
        for one, name in found[:5]
    ]
    return "\n".join(["等另一个人同意的:", *lines, f"同意回“批准 荣誉{found[0][0].number}”。"])
