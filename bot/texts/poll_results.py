"""Sentences that tell the results of polls."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import moment_name
from bot.domain.poll_results import Cell
from bot.domain.polls import P1, Poll


def not_closed(number: int, closes_at: datetime, earlier: int | None) -> str:
    """Results are asked for while the poll is open: no number whatever."""
    lines = [f"【测评{number}】还没截止,{moment_name(closes_at)}以后才有结果,中间谁也看不到。"]
    if earlier is not None:
        lines.append(f"看上一次的,回“测评结果 {earlier}”。")
    return "\n".join(lines)


def being_counted(number: int) -> str:
    """Between the closing time and the close."""
    return f"【测评{number}】已经截止,正在数票,过一会儿再回“测评结果”。"


def not_in_poll(number: int, place: str) -> str:
    """A place that this poll did not ask."""
    return f"【测评{number}】没有测{place}。\n回“测评结果 {number}”看测了的。"


def no_poll() -> str:
    """There has been none."""
    return "还没有做过测评。\n每年6月1日、12月1日开始,到时群里会说。"


def no_such_poll(number: int) -> str:
    """A number that is none."""
    return f"没有{number}号测评。\n回“测评结果”看最近一次的。"


def not_yours(number: int, names: str) -> str:
    """Results of another place."""
    return f"【测评{number}】您能看的是{names}的结果。\n回“测评结果 {number}”就行。"


def no_such_place() -> str:
    """The words behind the number name no unit."""
    return "没认出是哪个村、哪个组。\n请这样写:测评结果 1 三组2邻"


def head(poll: Poll) -> str:
    """First line of every result."""
    return f"【测评{poll.number}】邻长满意度 {_day(poll.opens_at)}—{_day(poll.closes_at)}"


def _day(when: datetime) -> str:
    return f"{when.year}年{when.month}月{when.day}日" if when.month == 1 else f"{when.month}月{when.day}日"


def withheld(poll: Poll, place: str) -> str:
    """Too few ballots, at this place and at all above it."""
    return "\n".join(
        (
            head(poll),
            f"{place}:票数不足5票,不公布。",
            "票太少,公布了会让人猜出是谁投的。",
            "等下一次测评,多几家来答就能看到。",
        )
    )


def too_few(place: str) -> str:
    """One of several places, without a result."""
    return f"{place}:票数不足5票,不公布"


def more_places(count: int) -> str:
    """A list cut short."""
    return f"还有{count}处没列出来,写上地名就能看。"


def not_for_you() -> str:
    """Free answers are read by those who answer for a village or the town."""
    return "大家写的意见由村里和镇里看,您可以看分数:回“测评结果”。"


def rolled_up(place: str, above: str) -> str:
    """This place is not shown, one above it is."""
    return f"{place}不足5票(或一减就能猜出),不单独公布,并在{above}里:"


def line(name: str, cell: Cell, least: int) -> str:
    """One unit in one line."""
    return f"{name}:{_rate(cell, least)}"


def _rate(cell: Cell, least: int) -> str:
    rate = cell.rate(least)
    unsure = f",不了解{cell.unsure}" if cell.unsure else ""
    if rate is None:
        return f"共{cell.ballots}票,有效票不足5,不算满意率{unsure}"
    return f"满意率{rate}%(有效{cell.valid}票{unsure})"


def turnout(cell: Cell) -> str:
    """How many of those who could have voted did."""
    if cell.eligible < cell.ballots or cell.eligible == 0:
        return f"收到{cell.ballots}票"
    return f"能投{cell.eligible}人,收到{cell.ballots}票({round(100 * cell.ballots / cell.eligible)}%)"


DETAILS_FROM = 10
"""Ballots from which on the questions are shown one by one: with fewer, “没有1” would point at somebody."""


def details(cell: Cell) -> str:
    """Question by question, for one place."""
    if cell.ballots < DETAILS_FROM:
        return f"满{DETAILS_FROM}票才列每道题的,免得猜出是谁。"
    lines: list[str] = []
    for item in P1:
        counted = cell.tally.get(item.name, {})
        said = " ".join(f"{option}{counted[option]}" for option in item.options if counted.get(option))
        if said:
            lines.append(f"{item.label}:{said}")
    return "\n".join(lines)


def hidden_rest(count: int) -> str:
    """How many places of a list are not shown on their own."""
    return f"另有{count}个邻不足5票(或一减就能猜出),不单列,已并在上一级里。"


def how_to_see_more(number: int, example: str) -> str:
    """Last line of a staff result."""
    return f"看某处每道题的,回“测评结果 {number} {example}”。"


def how_counted() -> str:
    """Last line of a resident's result."""
    return "满意率=(很满意+满意)÷有效票,“不了解”不算。"


def wishes(poll: Poll, said: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Free answers of places with enough ballots, in no order, names and numbers taken out."""
    lines = [f"【测评{poll.number}】大家想让邻长做的(不记名,人名号码已去掉)"]
    for place, texts in said:
        lines.append(f"{place}:")
        lines += [f"· {text}" for text in texts]
    return "\n".join((*lines, "请只用来改进工作,不要去猜是谁写的。"))


def no_wishes(number: int) -> str:
    """Nobody wrote anything that may be shown."""
    return f"【测评{number}】没有可以看的意见(没人写,或那一片不足5票)。\n看分数回“测评结果 {number}”。"
