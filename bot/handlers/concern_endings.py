"""How it was done, when 办好了 alone was said; 不受理, 转出 by the village or the town; 别在群里说 by a reporter (handbook §4.3)."""

import re

from bot.actions import concern_endings as act
from bot.actions import concern_handling as handling
from bot.actions import concern_supervision as supervision
from bot.actions import concerns as filing
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.domain.roles import Action
from bot.forms import Draft, Form, Misread, NotAnswer, Step
from bot.messages import Outbound
from bot.router import Router, Where
from bot.storage import concerns as rows
from bot.texts import concern_endings as say
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress

router = Router("concerns")

_ASKS_BACK = re.compile(r"(?:[?？]|吗|呢|怎么办)[\s.。!！]*$")
"""A question is no account of how something was done."""


def _ask_how(work: Work, draft: Draft) -> str:
    return tell.resolution_how(rows.get_concern(work.db, work.town, str(draft["number"])).short)


def _read_how(ctx: Context, _draft: Draft) -> object:
    if not handling.WORDY.search(ctx.full.replace("ACK", "")) or _ASKS_BACK.search(ctx.full):
        raise NotAnswer
    if not handling.says_how(ctx.full):
        raise Misread(tell.how_longer())
    return ctx.full_original.strip()


def _finish_how(ctx: Context, draft: Draft) -> list[Outbound]:
    return ctx.go(f"办结 {draft['number']} {draft['how']}")


HOW = router.form(Form("concern_how", (Step("how", _ask_how, _read_how),), _finish_how, waits=True, repeats=False))


_BODY = re.compile(r"^[\s给到:,]*([^\s,，。:：]{2,30})[\s,，。:：]*(.*)$", re.DOTALL)


def _case(ctx: Context, word: str) -> tuple[Concern, str]:
    said, end = rules.take_number(ctx.text)
    rest = ctx.original[end:].strip() if len(ctx.original) == len(ctx.text) else ctx.text[end:].strip()
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    if not said:
        raise Refused(say_progress.which(word))
    return handling.find_case(ctx.work, said), rest


@router.command("不受理", "decline", asks=Action.HANDLE_CONCERN, where=Where.PRIVATE)
def reject(ctx: Context) -> list[Outbound]:
    """不受理 7 不归本镇管 — with a reason, by the village or the town."""
    found, reason = _case(ctx, "不受理")
    moved, told = act.reject(ctx.work, found, reason)
    return ctx.reply(say.rejected(moved), about=moved.about) + told


@router.command("转出", "转部门", "redirect", asks=Action.HANDLE_CONCERN, where=Where.PRIVATE)
def redirect(ctx: Context) -> list[Outbound]:
    """转出 7 县供电公司(95598) 高压线归他们管 — another body's matter."""
    found, rest = _case(ctx, "转出")
    named = _BODY.match(rest)
    body, reason = (named[1], named[2].strip()) if named else ("", "")
    moved, told = act.redirect(ctx.work, found, body, reason)
    return ctx.reply(say.redirected(moved, body), about=moved.about) + told


@router.command(
    "别在群里说", "不要在群里说", "不用在群里说", "别在群里讲", "不在群里说", guests=True, asks=Action.FILE_CONCERN
)
def not_in_group(ctx: Context) -> list[Outbound]:
    """别在群里说 7 — the outcome is told in private only."""
    said, _ = rules.take_number(ctx.text)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    if said:
        found = filing.find_own(ctx.work, ctx.person.id, said)
    else:
        mine = rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id)
        found = next((one for one in mine if one.chat is not None and not one.final), None)
    if found is None:
        return ctx.reply(say_progress.not_found() if said else say_progress.nothing_for_group())
    supervision.keep_out_of_group(ctx.work, found)
    return ctx.reply_privately(say_progress.stays_out_of_group(found), about=found.about)
