"""督办 and 回访: those who watch over concerns (handbook §3.5, §3.6)."""

from bot.actions import concern_handling as handling
from bot.actions import concern_steps as steps
from bot.actions import concern_supervision as act
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.domain.roles import Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import concern_progress as say_progress
from bot.texts import concern_supervision as say

router = Router("concerns")

_LISTED = 8
_SENIOR = frozenset(act.WATCHING) - {Role.GRID_LEADER}


@router.command(
    "督办",
    "超期",
    "supervise",
    where=Where.PRIVATE,
    help=Help(say.HELP_SUPERVISE, dict.fromkeys(sorted(_SENIOR), 9)),
)
def supervise(ctx: Context) -> list[Outbound]:
    """督办 — what is late; 督办 7 本周内要有结果 — an opinion to those who have it."""
    said, words = _meant(ctx)
    if not said:
        found = act.list_late(ctx.work)
        if not found:
            return ctx.reply(say.none_late())
        lines = [say.late_line(one, steps.who_handles(ctx.work, one)) for one in found[:_LISTED]]
        return ctx.reply(say.late(lines, max(len(found) - _LISTED, 0)))
    if not ctx.work.roles() & _SENIOR:
        raise Refused(say_progress.not_found())
    one = act.find_watched(ctx.work, said)
    if not rules.has_words(words):
        return ctx.reply(say.supervise_how(one.short))
    watched, told = act.supervise(ctx.work, one, words)
    return ctx.reply(say.supervised(watched, steps.who_handles(ctx.work, watched)), about=watched.about) + told


@router.command("回访", "callback", where=Where.PRIVATE)
def call_back(ctx: Context) -> list[Outbound]:
    """回访 — what is done and not rated; 回访 7 — ask again; 回访 7 本人说修好了 — noted."""
    said, words = _meant(ctx)
    if not said:
        found = act.list_unrated(ctx.work)
        if not found:
            return ctx.reply(say.none_unrated())
        lines = [say.unrated_line(one) for one in found[:_LISTED]]
        return ctx.reply(say.unrated(lines, max(len(found) - _LISTED, 0)))
    one = act.find_watched(ctx.work, said)
    if rules.has_words(words):
        act.note_call(ctx.work, one, words)
        return ctx.reply(say.noted(one), about=one.about)
    return _ask_again(ctx, one)


def _ask_again(ctx: Context, one: Concern) -> list[Outbound]:
    if not handling.has_account(ctx.work, one.reporter) or one.collected_by == one.reporter:
        return ctx.reply(say.no_account(one), about=one.about)
    told = act.ask_again(ctx.work, one)
    return ctx.reply(say.asked_again(one), about=one.about) + told


def _meant(ctx: Context) -> tuple[str, str]:
    """The number and the words behind it.

    Raises:
        Refused: they watch over nothing.
    """
    if not ctx.work.roles() & frozenset(act.WATCHING):
        raise Refused(say.not_watching())
    said, end = rules.take_number(ctx.text)
    rest = ctx.original[end:].strip() if len(ctx.original) == len(ctx.text) else ctx.text[end:].strip()
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    return said, rest
