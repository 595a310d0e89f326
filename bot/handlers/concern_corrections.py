"""Another category for a concern that has just been filed: 不对, 改类 (handbook §3.3)."""

from bot import words
from bot.actions import concern_media as media
from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.actions import lessons
from bot.actions.concern_merging import SAME_FORM
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import concern_answers as heard
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern
from bot.domain.roles import Action
from bot.forms import Blocked, Draft, Form, Misread, NotAnswer, Step, start
from bot.messages import Outbound
from bot.router import Router
from bot.storage import concerns as rows
from bot.storage import questions
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say

router = Router("concerns")


def _joined_here(ctx: Context, found: Concern) -> str:
    """A photo in the group, by the same person, just after their words."""
    media.keep_all(ctx.work, ctx.person.id, ctx.attachments, ctx.message.key)
    media.join_attachments(ctx.work, ctx.person.id, found.number)
    return say.photo_joined(found.number)


def _ask_wrong(_work: Work, draft: Draft) -> str:
    return str(draft["said"])


def _read_wrong(ctx: Context, draft: Draft) -> object:
    if ctx.overheard and not ctx.full.strip() and any(one.kind in media.PICTURES for one in ctx.attachments):
        found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
        if ctx.now - found.filed_at <= rules.JOIN_AFTER and not found.private:
            raise Blocked(_joined_here(ctx, found))  # the question stays open
    said = ctx.full.strip(" .。!！,，")
    if said in heard.WRONG or said.startswith("不对回"):
        return True
    if said in heard.RIGHT and not (ctx.overheard and said in {"1", "ACK", "好的", "知道了", "好"}):
        if any(
            one.form == SAME_FORM for one in questions.list_open(ctx.db, ctx.work.town, ctx.person.id, ctx.place_key)
        ):
            raise NotAnswer  # whether it is the same as a known one was asked last
        return False
    raise NotAnswer


def _ask_category(_work: Work, _draft: Draft) -> str:
    return say.categories(steps.short_names(list(words.lexicon().categories)))


def _read_category(ctx: Context, _draft: Draft) -> object:
    codes = list(words.lexicon().categories)
    said = ctx.full.strip(" .。!！,，")
    number = answers.number(said)
    if number is not None:
        if 1 <= number <= len(codes):
            return codes[number - 1]
        raise Misread(say.guess_again(len(codes)))
    for code in codes:
        names = (steps.category_name(code), *steps.short_names([code]))
        if said in names or (len(said) > 1 and any(said in name for name in names)):
            return code
    routed = act.understand(ctx.work, said)
    if len(said) <= 8 and routed.sure:
        return routed.category
    raise NotAnswer


def _finish_correct(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["wrong"]:
        return ctx.reply(say.right())
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    try:
        moved, told = act.refile(ctx.work, found, str(draft["category"]))
    except Refused as refused:
        return ctx.reply(str(refused), about=found.about)
    lessons.remember(ctx.work, moved, found.category)
    if ctx.in_group and moved.private:
        hidden = ctx.reply(say.go_private(ctx.work.settings.bot_name))
        return hidden + _refiled(ctx, moved, privately=True) + told
    return _refiled(ctx, moved, privately=False) + told


def _refiled(ctx: Context, moved: Concern, *, privately: bool) -> list[Outbound]:
    text = say.refiled(moved, steps.category_name(moved.category), steps.who_handles(ctx.work, moved))
    return ctx.reply_privately(text, about=moved.about) if privately else ctx.reply(text, about=moved.about)


CORRECT = router.form(
    Form(
        "concern_correct",
        (
            Step("wrong", _ask_wrong, _read_wrong),
            Step("category", _ask_category, _read_category, needed=lambda draft: bool(draft.get("wrong"))),
        ),
        _finish_correct,
        waits=True,
        repeats=False,
    )
)


@router.command("改类", "recategorise", guests=True, asks=Action.FILE_CONCERN)
def recategorise(ctx: Context) -> list[Outbound]:
    """改类 7 — another category, whatever else has been asked meanwhile."""
    said, _ = rules.take_number(ctx.text)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    found = act.find_own(ctx.work, ctx.person.id, said)
    if found is None or ctx.person.id in found.hidden_from or (ctx.in_group and found.private):
        return ctx.reply(say.recategorise_which())
    if found.state is not State.FILED:
        return ctx.reply(say_progress.cannot_now(found), about=found.about)
    return start(ctx, CORRECT, {"number": found.number, "said": "", "wrong": True})
