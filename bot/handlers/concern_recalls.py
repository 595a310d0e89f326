"""A message taken back or changed: 要撤回这件吗?, 换成新的说法吗? (handbook §3.9). Always asked in private."""

from datetime import datetime

from bot.actions import concern_recalls as act
from bot.actions import concerns as filing
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain import answers
from bot.forms import Draft, Form, NotAnswer, Step, start
from bot.messages import Outbound
from bot.router import Router
from bot.storage import concerns as rows
from bot.texts import concern_progress as say_progress
from bot.texts import concern_recalls as say

router = Router("concerns")


@router.changed
def recalled_or_edited(ctx: Context, key: str, at: datetime) -> list[Outbound] | None:
    """The message ``key`` that came ``at``; None for an edit whose new words are to be heard as if just said."""
    edited = ctx.message.edits is not None
    found = act.find_filed(ctx.work, ctx.person.id, at, act.CHANGED_WITHIN if edited else act.SOON)
    if found is not None and edited:
        if not ctx.full.strip():
            return []
        return start(ctx, REWORD, {"number": found.number, "text": ctx.full_original}, privately=True)
    if found is not None:
        return start(ctx, TAKE_BACK, {"number": found.number}, privately=True)
    begun = act.drop_drafts(ctx.work, ctx.person.id, ctx.place_key, at, key)
    begun = act.drop_drafts(ctx.work, ctx.person.id, "", at, key) or begun
    if edited:
        return None if begun else []
    return ctx.reply_privately(say.draft_gone()) if begun else []


def _yes(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_take_back(ctx: Context, draft: Draft) -> list[Outbound]:
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    if not draft["sure"]:
        return ctx.reply(say.kept(found), about=found.about)
    try:
        moved, told = filing.withdraw(ctx.work, found)
    except Refused as refused:
        return ctx.reply(str(refused), about=found.about)
    gone = moved.reporter != found.reporter or not moved.claimed_by
    text = say_progress.withdrawn() if gone else say_progress.closed_by_reporter(moved)
    return ctx.reply(text, about=moved.about) + told


TAKE_BACK = router.form(
    Form(
        "concern_take_back",
        (Step("sure", lambda w, d: say.ask_withdraw(rows.get_concern(w.db, w.town, str(d["number"]))), _yes),),
        _finish_take_back,
        waits=True,
        repeats=False,
    )
)


def _finish_reword(ctx: Context, draft: Draft) -> list[Outbound]:
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    if not draft["sure"]:
        return ctx.reply(say.kept(found), about=found.about)
    if found.final:
        return ctx.reply(say_progress.cannot_now(found), about=found.about)
    changed, told = act.change_words(ctx.work, found, str(draft["text"]))
    return ctx.reply(say.reworded(changed), about=changed.about) + told


REWORD = router.form(
    Form(
        "concern_reword",
        (Step("sure", lambda w, d: say.ask_reword(rows.get_concern(w.db, w.town, str(d["number"]))), _yes),),
        _finish_reword,
        waits=True,
        repeats=False,
    )
)
