"""帮助 and its ways of asking, 电话, 人工, small talk, and what is said to words that nothing else claims (handbook §3.3)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from bot.actions import check_in_hearing
from bot.actions import help as act
from bot.context import Context, HelpLine, Work
from bot.domain import answers
from bot.domain.questions import Question
from bot.domain.roles import Role
from bot.forms import AGAIN, BACK, CANCEL, TEN_MINUTES, Form, NotAnswer, Step, start
from bot.messages import Outbound
from bot.router import Help, Router
from bot.storage import questions
from bot.texts import help as say

router = Router("help")

PAGE = 6
"""Handbook ruling 28."""
FOR_GUESTS = ("反映", "进度", "邻长", "电话", "隐私", "人工")
"""What the six numbers of a guest's menu stand for."""


@router.command(
    "帮助",
    "help",
    "菜单",
    "怎么用",
    guests=True,
    phrases=(
        "你会啥", "你会什么", "你会干啥", "你会做什么", "你能干啥", "你能干什么", "你能做什么", "你能帮我干啥", "能干啥",
        "能办啥", "有啥用", "有什么用", "怎么使用", "咋用", "怎么弄", "?", "??", "???", "在吗", "在不在", "在不", "在么",
        "小邻在吗", "小邻你会啥", "小邻你好", "有什么功能", "功能", "使用说明", "说明", "主菜单", "目录", "不会用", "教教我",
        "我不会用", "怎么反映", "有人吗",
    ),
)  # fmt: skip
def ask_help(ctx: Context) -> list[Outbound]:
    """帮助 — the menu of this person's roles."""
    return _menu(ctx, 0)


@router.command("小邻", guests=True, alarms=True)
def call(ctx: Context) -> list[Outbound]:
    """小邻, 我家停水了 — its name before the matter itself."""
    if not ctx.text:
        return _menu(ctx, 0)
    if not ctx.in_group and check_in_hearing.tells(ctx.work, ctx.text):  # a warden tells of a visit
        return ctx.go(f"打卡 {ctx.original}")
    return ctx.go(ctx.original) or ctx.go(f"反映 {ctx.original}")


def _menu(ctx: Context, offset: int) -> list[Outbound]:
    for open_ in questions.list_open(ctx.db, ctx.work.town, ctx.person.id, ctx.place_key):
        if open_.form == MENU.name:
            questions.erase(ctx.db, ctx.work.town, open_.id)
    lines = ctx.help_lines() if ctx.person.known else tuple(HelpLine("", word) for word in FOR_GUESTS)
    page = [[line.text, line.command] for line in lines[offset : offset + PAGE]]
    if not page:
        return ctx.reply(say.nothing_more())
    draft = {"items": page, "offset": offset, "more": len(lines) > offset + PAGE}
    return start(ctx, MENU, draft)


def _items(draft: Mapping[str, object]) -> list[list[str]]:
    return cast("list[list[str]]", draft["items"])


def _ask_menu(work: Work, draft: Mapping[str, object]) -> str:
    bot, items = work.settings.bot_name, _items(draft)
    if draft.get("lost"):
        return say.not_understood([text for text, _ in items])
    if not items[0][0]:
        return say.menu_of_guest(bot)
    return say.menu(bot, [text for text, _ in items], more=bool(draft["more"]), first=not draft["offset"])


def _read_menu(ctx: Context, draft: Mapping[str, object]) -> object:
    """A number of the list, 更多, or the item's own words; anything else is no answer to the menu."""
    said = ctx.full.strip(" .。!?！？")
    if said in {"更多", "下一页", "还有呢", "还有", "别的"}:
        return "more"
    items = _items(draft)
    number = answers.number(said)
    if number is None:
        number = next((at for at, (text, _) in enumerate(items, 1) if text and said == text), None)
    if number is None or not 1 <= number <= len(items):
        raise NotAnswer
    return number


def _finish_menu(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    chosen = draft["choice"]
    if chosen == "more":
        return _menu(ctx, int(str(draft["offset"])) + PAGE)
    return ctx.go(_items(draft)[int(str(chosen)) - 1][1])


MENU = router.form(
    Form("menu", (Step("choice", _ask_menu, _read_menu),), _finish_menu, waits=True, repeats=False, lives=TEN_MINUTES)
)


@router.command(
    "电话",
    "phones",
    "常用电话",
    "找谁办",
    guests=True,
    help=Help(say.HELP_PHONES, dict.fromkeys(Role, 20)),
    phrases=(
        "急救电话",
        "报警电话",
        "火警电话",
        "有哪些电话",
        "电话号码",
        "打什么电话",
        "打哪个电话",
        "便民电话",
        "村里电话",
    ),
)
def ask_phones(ctx: Context) -> list[Outbound]:
    """电话 — the fixed list, the village's desk and the town's duty."""
    settings = ctx.work.settings
    return ctx.reply(say.phones(settings.local_phones, settings.desk_phone, settings.duty_phone))


_WHICH_NUMBER = re.compile(
    r".{0,14}(?:应?该|要|得)?(?:打|拨|报|找)(?:哪个|什么|啥|几号|多少|哪一个)(?:电话|号码|号)(?:呢|啊|呀|吗)?|\d{3,5}(?:电话|号码)?是?(?:干|做|管)(?:啥|什么|嘛|哪)的?.{0,4}"
)


@router.otherwise(43)
def which_number(ctx: Context) -> list[Outbound] | None:
    """停电打哪个电话, 12345是干啥的 — the list answers; nothing is registered."""
    return ask_phones(ctx) if _WHICH_NUMBER.fullmatch(ctx.full.strip(" .。?？!！")) else None


@router.command(
    "人工",
    "human",
    "转人工",
    "找人工",
    "找人",
    "人工服务",
    "人工客服",
    guests=True,
    alarms=True,
    help=Help(say.HELP_HUMAN, dict.fromkeys(Role, 6)),
    phrases=(
        "我要人工",
        "我要找人",
        "叫个人来",
        "找个人",
        "有真人吗",
        "接人工",
        "我想找人",
        "让人联系我",
        "联系村干部",
        "找村干部",
    ),
)
def ask_human(ctx: Context) -> list[Outbound]:
    """人工 — who is on duty and the phone; what the person wants is opened as a case."""
    home = act.home_of(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None)
    helper = act.helper(ctx.work, home, night=act.is_night(ctx.work))
    if ctx.text:
        return [*ctx.reply(say.human_besides(helper.title, helper.phone)), *ctx.go(f"反映 {ctx.original}")]
    earlier = act.earlier_case(ctx.work, ctx.person)
    if earlier:
        return ctx.reply(say.human_again(helper.title, helper.phone, "" if ctx.in_group else earlier))
    number, others = act.ask_for_human(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None)
    shown = "" if ctx.in_group else number  # a private case: its number is nobody else's
    return [*ctx.reply(say.human(helper.title, helper.phone, shown, night=helper.night)), *others]


@router.on_hand_over
def take_over(ctx: Context, question: Question) -> list[Outbound]:
    """Three answers could not be read: the nearest person is asked to help, the draft stays."""
    who, others = act.take_over(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None, question.form)
    kept = replace(question, failures=0, asked_at=ctx.now, lapses_at=max(question.lapses_at, ctx.now + TEN_MINUTES))
    questions.change(ctx.db, ctx.work.town, kept)
    return [*ctx.reply(say.stuck(who), why=question.form), *others]


@router.command("谢谢", "多谢", guests=True, alarms=True, phrases=(
    "谢了", "谢谢你", "谢谢您", "谢谢小邻", "多谢小邻", "太谢谢了", "谢谢啦", "感谢", "非常感谢", "辛苦了", "辛苦小邻了", "麻烦了",
    "麻烦你了", "好的谢谢", "好谢谢", "知道了谢谢", "收到谢谢", "thanks",
))  # fmt: skip
def thanks(ctx: Context) -> list[Outbound]:
    """谢谢 — answered kindly, and nothing more."""
    if ctx.text and len(ctx.text) > _A_FEW:
        return ctx.go(f"反映 {ctx.original}")
    return ctx.reply(say.thanks())


@router.pattern(
    r"^(?:太|真|非常|十分|多)?(?:谢谢|感谢|多谢|谢|辛苦|麻烦)(?:你|您|了|啦|啊|哈|小邻|帮忙|大家|们|费心|[,!~ ])*$",
    guests=True,
)
def thanks_in_other_words(ctx: Context) -> list[Outbound]:
    """太谢谢你啦小邻 — the same."""
    return ctx.reply(say.thanks())


@router.command(
    "你好",
    "您好",
    guests=True,
    alarms=True,
    phrases=("早上好", "上午好", "下午好", "晚上好", "早", "嗨", "哈喽", "hello", "hi", "喂"),
)
def hello(ctx: Context) -> list[Outbound]:
    """你好 — and what may follow it."""
    if ctx.text:
        return ctx.go(ctx.original) or ctx.go(f"反映 {ctx.original}")
    return ctx.reply(say.hello(ctx.work.settings.bot_name))


_A_FEW = 6
_SHORT = 24


@router.pattern(
    r"^(?:请问)?(?:小邻)?(?:刚才|昨天|那个|这个)?.{0,16}(?:是不是(?:你|小邻)|(?:是|真的?是)(?:你|小邻)(?:本人|发的|说的)?吗|你是(?:真的?)?小邻吗"
    r"|(?:你|小邻)(?:会|要|可以|能)?(?:收钱|收费|要钱|加.{0,2}好友|借钱).{0,4}$|冒充(?:你|小邻)|假(?:的)?小邻|小邻客服"
    r"|(?:用|借|打着|顶着|拿).{0,2}(?:你|小邻)的?(?:名义|名字|名头|头像|旗号)|自称(?:是)?小邻|说(?:他|她)?是小邻)",
    guests=True,
)
def is_it_you(ctx: Context) -> list[Outbound]:
    """@小邻 是你吗 — somebody uses its name to get money."""
    return ctx.reply(say.is_it_you(ctx.work.settings.bot_name))


@router.pattern(
    rf"^(?=.{{1,{_SHORT}}}$)(?!.*(?:村里|公平|公开|干部|书记|主任|邻长|集体|骗)).*(?:红包|转账|打赏|转你|转给你)",
    guests=True,
)
def red_packet(ctx: Context) -> list[Outbound]:
    """Red packets and transfers are never touched."""
    return ctx.reply(say.no_money(ctx.work.settings.bot_name))


@router.pattern(
    rf"^(?=.{{1,{_SHORT}}}$)(?:你|小邻).{{0,4}}(?:是机器人|是不是机器人|是真人|是不是真人|是人吗|是人还是|是谁|叫什么|哪位)",
    guests=True,
)
def is_it_a_machine(ctx: Context) -> list[Outbound]:
    """Are you a person?"""
    return ctx.reply(say.is_it_a_machine(ctx.work.settings.bot_name))


_NODS = frozenset({"好的", "好", "收到", "知道了", "ok", "嗯", "哦", "行", "明白", "明白了", "晓得了", "1", "可以"})
_ANSWERS = (CANCEL | BACK | AGAIN | answers.YES | answers.NO) - _NODS - {"2"}
"""What answers a question, when none is open."""
_ACKS = re.compile(r"(?:ACK\s*)+")


@router.otherwise(10)
def small_signs(ctx: Context) -> list[Outbound] | None:
    """A nod, an emoji, nothing at all: never a form, never a lecture."""
    said = ctx.full.strip(" .。,!！~～")
    if said in _NODS or _ACKS.fullmatch(said):
        return [] if ctx.in_group else ctx.reply(say.noted())
    if said in _ANSWERS:
        return ctx.reply(say.nothing_asked())
    if ctx.attachments and not said:
        return None
    if said and not any(unicodedata.category(one)[0] in "LN" for one in said):
        return [] if ctx.in_group else ctx.reply(say.only_emoji())
    return None


@router.otherwise(100)
def not_understood(ctx: Context) -> list[Outbound]:
    """The last to be asked: the menu in private, one line in a group. Never “指令错误”."""
    if ctx.attachments and not ctx.full:
        return ctx.reply(say.something_attached())
    if not ctx.full:
        return _menu(ctx, 0)
    if ctx.in_group:
        return ctx.reply(say.not_understood_in_group())
    if not ctx.person.known:
        return _menu(ctx, 0)
    for open_ in questions.list_open(ctx.db, ctx.work.town, ctx.person.id, ""):
        if open_.form == MENU.name:
            questions.erase(ctx.db, ctx.work.town, open_.id)
    page = [[line.text, line.command] for line in ctx.help_lines()[:3]]
    return start(ctx, MENU, {"items": page, "offset": 0, "more": True, "lost": True})
