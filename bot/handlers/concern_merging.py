"""One matter that several have told: 并单 by those who handle it, 同一件 and 我家也是 by villagers (handbook §3.5, §4.3)."""

import re

from bot.actions import concern_handling as handling
from bot.actions import concern_merging as act
from bot.actions import concerns as filing
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.domain.roles import Action
from bot.forms import Draft, Form, NotAnswer, Step
from bot.ids import ChatId
from bot.messages import Outbound
from bot.router import Router
from bot.storage import concerns as rows
from bot.texts import concern_merging as say
from bot.texts import concern_progress as say_progress

router = Router("concerns")

_SAME = frozenset(
    {
        "同一件",
        "是同一件",
        "同一件事",
        "是同一件事",
        "一样的",
        "一样",
        "就是这件",
        "就是那件",
        "并在一起",
        "一起办",
        "合并",
    }
)
_YES = frozenset({"是", "是的", "对", "对的", "1", "没错", "就是", "是啊", "对啊", "嗯"})
"""Ruling 5; 不是 and 2 belong to the category, which was asked about just before."""
_OTHER = frozenset({"不是同一件", "不是一件", "不一样", "另一件", "两件事", "不同的", "不是一回事", "单独办"})
_BETWEEN = re.compile(r"^[\s,、到入进和与>＞-]+")


@router.command("并单", "合并诉求", "merge", asks=Action.HANDLE_CONCERN)
def merge(ctx: Context) -> list[Outbound]:
    """并单 8 7 — the first goes on with the second."""
    first, end = rules.take_number(ctx.text)
    rest = _BETWEEN.sub("", ctx.text[end:])
    second, _ = rules.take_number(rest)
    if not first or not second:
        return ctx.reply(say.merge_how())
    one = handling.find_case(ctx.work, first)
    into = filing.find_seen(ctx.work, ctx.person.id, second)
    if into is None:
        raise Refused(say_progress.not_found())
    handling.must_handle(ctx.work, one)
    if ctx.in_group and (one.private or into.private):
        raise Refused(say.kept_apart())
    moved, told = act.merge(ctx.work, one, into)
    return ctx.reply(say.merged(moved, into, act.count(ctx.work, into)), about=into.about) + told


def _ask_same(work: Work, draft: Draft) -> str:
    same = rows.get_concern(work.db, work.town, str(draft["same"]))
    return say.ask_same(same, act.count(work, same))


def _read_same(ctx: Context, _draft: Draft) -> object:
    said = ctx.full.strip(" .。!！,，")
    if said in _SAME or (said in _YES and not (ctx.overheard and said in {"1", "嗯"})):
        return True
    if said in _OTHER:
        return False
    raise NotAnswer


def _finish_same(ctx: Context, draft: Draft) -> list[Outbound]:
    own = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    same = rows.get_concern(ctx.db, ctx.work.town, str(draft["same"]))
    if not draft["same_one"]:
        return ctx.reply(say.apart(), about=own.about)
    try:
        _, told = act.merge(ctx.work, own, same)
    except Refused as refused:
        return ctx.reply(str(refused), about=own.about)
    return ctx.reply(say.merged_own(same, act.count(ctx.work, same)), about=same.about) + told


SAME = router.form(
    Form(act.SAME_FORM, (Step("same_one", _ask_same, _read_same),), _finish_same, waits=True, repeats=False)
)


@router.command(
    "我家也是", "我也是", "我们家也是", "我家也一样", "我家也有", "我这也是", "我们这也是", "metoo",
    guests=True, asks=Action.FILE_CONCERN,
)  # fmt: skip
def me_too(ctx: Context) -> list[Outbound]:
    """我家也是 7 — one more household; quoting the bot's message, or when only one may be meant, without a number."""
    said, _ = rules.take_number(ctx.text)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    found = _meant(ctx, said) if said else _near(ctx)
    if isinstance(found, str):
        return ctx.reply(found)
    many, told = act.follow(ctx.work, ctx.person.id, found)
    text = say.followed_here(found, many) if ctx.in_group else say.followed(found, many)
    return ctx.reply(text, about=found.about) + told


def _meant(ctx: Context, said: str) -> Concern:
    """By number: of one's own village, and nothing private.

    Raises:
        Refused: there is none.
    """
    directory = ctx.work.directory
    if "-" in said:
        one = rows.find_concern(ctx.db, ctx.work.town, said)
        found = [one] if one is not None else []
    else:
        found = rows.list_ending(ctx.db, ctx.work.town, int(said))
    home = ctx.person.unit or (ctx.chat.unit if ctx.chat else None)
    village = directory.village_of(home) if home else None
    for one in found:
        if not one.private and (village is None or directory.village_of(one.unit) == village):
            return one
    raise Refused(say_progress.not_found())


def _near(ctx: Context) -> Concern | str:
    """The only one that may be meant, or what to say."""
    chat = ChatId(ctx.chat.id) if ctx.chat else None
    found = act.near(ctx.work, ctx.person.id, ctx.person.unit, chat)
    if not found:
        return say.follow_none()
    if len(found) > 1:
        return say.follow_which([say.follow_line(one) for one in found[-rules.LISTED :]])
    return found[0]
