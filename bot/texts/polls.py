"""Sentences of polls. None of those that a voter reads depends on what they answered."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import day_name, moment_name
from bot.domain.poll_results import Cell
from bot.domain.polls import P1, Item, Poll

HELP_VOTE = "给邻长打分(不记名)"
HELP_RESULTS = "看测评结果"
HELP_LAUNCH = "发起满意度测评"
_CIRCLED = "①②③④⑤⑥"


def opened(bot: str, closes_at: datetime) -> str:
    """In a neighbourhood's group, when a poll opens."""
    return "\n".join(
        (
            "【邻长满意度测评】开始了",
            f"请私聊{bot},回“测评”,六道小题,两分钟。",
            "不记名,谁也查不到您选了啥;在群里说的不算票。",
            f"{moment_name(closes_at)}截止,截止前能重投,以最后一次为准。",
        )
    )


def reminded(bot: str, closes_at: datetime) -> str:
    """In a neighbourhood's group, to everyone alike: the bot does not say, and nobody can learn, who has voted."""
    return "\n".join(
        (
            f"【邻长满意度测评】{moment_name(closes_at)}截止",
            f"还想说说的,私聊{bot}回“测评”,不记名。",
            "答过的不用管,想改也可以再答一遍。",
        )
    )


def said_aloud() -> str:
    """Somebody tries to vote in a group."""
    return "为了不让别人看到您选啥,测评只在私聊里做。\n刚才那句没算票,也没记下来。\n请私聊我,回“测评”。"


def begin_with_the_questions() -> str:
    """A sentence in private that sounds like a vote."""
    return "刚才那句还不算票,请从第①题答起,一共6题,不记名。要反映具体的事,先回“取消”,再回“反映 什么事”。"


def how_to_vote() -> str:
    """测评怎么投."""
    return "测评在私聊里做:私聊我回“测评”,一题一题回数字就行,两分钟。\n不记名,谁也查不到;截止前想改可以再答。"


def not_open(next_opens: datetime | None) -> str:
    """Nothing to vote on."""
    lines = ["现在没有正在进行的测评。"]
    if next_opens is not None:
        lines.append(f"下一次{day_name(next_opens.date())}开始,到时群里会说。")
    return "\n".join((*lines, "想看上一次的,回“测评结果”。"))


def not_asked_here() -> str:
    """A poll is open, but not for this person's neighbourhood."""
    return "这次测评不包括您住的这一片。\n想看以前的,回“测评结果”。"


def unknown_person() -> str:
    """An account bound to nobody."""
    return "先认一认您是谁,才能答测评。\n回“我是 三组 张小明”(换成您的组和姓名),有绑定码的回“绑定 六位数字”。"


def elsewhere() -> str:
    """Belongs to no neighbourhood."""
    return "测评只请住在各邻的乡亲答,您没登记在哪个邻里。\n登记错了,回“更正 ……”告诉村里。"


def minor() -> str:
    """Under 18."""
    return "测评要满18岁才能答。\n有事想说,随时回“反映 什么事”。"


def own_household() -> str:
    """The warden and the warden's household."""
    return "自家人不评自家邻长,这次请别人来答。\n对村里有想法,回“反映 什么事”。"


def vacant() -> str:
    """Nobody to rate."""
    return "您这个邻眼下没有邻长,这次不测。\n有事先找网格长,回“邻长”看是谁。"


def closed_meanwhile() -> str:
    """The end came while somebody was answering."""
    return "测评刚刚截止,您没答完的那几题不算,已经删掉了。\n结果回“测评结果”看。"


def too_late(closes_at: datetime) -> str:
    """After the closing time."""
    return f"这次测评{moment_name(closes_at)}已经截止,不能再投了。\n看结果回“测评结果”。"


def introduction(poll: Poll) -> str:
    """Before the first question."""
    return f"【测评{poll.number}】一共6题,不记名,答完才算票;想改就再答一遍,以最后一次为准。"


def question(place: int, item: Item) -> str:
    """One of the closed questions."""
    options = " ".join(f"{number}{option}" for number, option in enumerate(item.options, 1))
    return f"{_CIRCLED[place]}{item.prompt}?\n{options}\n回数字就行"


def asked_again(place: int, item: Item) -> str:
    """Something else has been asked in between: the answer might have been meant for that."""
    return f"测评还没答完,怕弄混,这一题请再回一次(不答了回“取消”):\n{question(place, item)}"


def wish() -> str:
    """The last, free question."""
    return "⑥还想让邻长做点啥?一句话就行,别写人名和电话。\n没有就回“没有”"


def unclear(item: Item) -> str:
    """An answer that cannot be read."""
    options = " ".join(f"{number}{option}" for number, option in enumerate(item.options, 1))
    return f"没看明白,请回一个数字:\n{options}\n先不答了回“取消”,答过的都删掉"


def wish_too_long(most: int) -> str:
    """A free answer longer than is kept."""
    return f"写得有点长,请用{most}个字以内再说一遍。\n没有就回“没有”"


def wish_unreadable() -> str:
    """A picture or a voice message as the free answer."""
    return "这一题只收文字。写一句话,没有就回“没有”"


def cast() -> str:
    """After the last question, whatever was answered, the first time and every time."""
    return "谢谢,票收好了,不记名。\n截止前想改,再回“测评”答一遍就行。"


def given_up() -> str:
    """After 取消 in the middle."""
    return "好的,不答了,刚才答的都删了,不算票。\n想答时回“测评”。"


def secret_ballot() -> str:
    """Somebody wants to know who voted, or what."""
    return "票是不记名的:谁投没投、投了啥,谁也查不到,我也不知道。\n想看汇总,回“测评结果”。"


# --- results ---------------------------------------------------------------------------------------------------------


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


# --- launching -------------------------------------------------------------------------------------------------------


def ask_template() -> str:
    """First step of /发测评."""
    return "发哪种测评?\n1 邻长满意度(六道小题,不记名)\n回数字"


def unclear_template() -> str:
    """Only P1 so far."""
    return "眼下只有一种,回 1:邻长满意度。\n不发了回“取消”"


def ask_scope(example: str) -> str:
    """Whom to ask."""
    return f"请哪里的乡亲答?写村名、组名,例如“{example}”。"


def unclear_scope(example: str) -> str:
    """The words name no unit, or several."""
    return f"没认出是哪里,请写全一点,例如“{example}”。"


def scope_not_yours(names: str) -> str:
    """Outside the actor's scope."""
    return f"您能发的范围是{names}。请在这里面选,或请镇干部来发。"


def ask_deadline() -> str:
    """Until when."""
    return "哪天截止?例如“14天”或“12月15日”。\n最短3天,最长30天,到那天18点。"


def unclear_deadline() -> str:
    """Not a day between three and thirty days from now."""
    return "没看明白是哪天。写“14天”或“12月15日”,3天到30天之间。"


def confirm_launch(place: str, count: int, skipped: int, closes_at: datetime) -> str:
    """Preview; the opening is a person's decision."""
    lines = [f"要开的测评:邻长满意度,{place}{count}个邻,{moment_name(closes_at)}截止。"]
    if skipped:
        lines.append(f"另有{skipped}个邻这半年已经测过或没有邻长,这次不含。")
    return "\n".join((*lines, "现在开吗?回 1 开,2 不开"))


def unclear_confirm() -> str:
    """Neither yes nor no."""
    return "请回 1(现在开)或 2(不开)。"


def nothing_to_ask(place: str) -> str:
    """Every neighbourhood there has been asked in this half-year, or has no warden."""
    return f"{place}各邻这半年都测过了(或正在测、没有邻长)。\n半年只测一次,免得两次一减就猜出谁投了啥。\n看结果回“测评结果”。"


def launched(number: int, count: int, closes_at: datetime) -> str:
    """To who opened it."""
    return f"【测评{number}】开了,{count}个邻的群里马上通知(免打扰时段会等一等)。\n{moment_name(closes_at)}自动截止,结果回“测评结果 {number}”。"


def not_launched() -> str:
    """After 不开."""
    return "好的,没开。想开时再回“/发测评”。"
