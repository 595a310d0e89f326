"""Sentences of polls. None of those that a voter reads depends on what they answered."""

from datetime import datetime

from bot.domain.calendar import day_name, moment_name
from bot.domain.polls import Item, Poll

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
