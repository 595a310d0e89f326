"""待办: what waits for one person, at most five lines, each with what to type (handbook §3.4)."""

from bot.actions import todo as act
from bot.context import Context
from bot.domain import todo as rules
from bot.domain.directory import WARDEN_ROLES
from bot.domain.roles import Action, Grant, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say_concerns
from bot.texts import todo as say

router = Router("todo")

_HANDLERS = (*WARDEN_ROLES, Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.CARE_OFFICER, Role.DUTY)


@router.command(
    "待办",
    "todo",
    where=Where.PRIVATE,
    phrases=(
        "有啥要做", "有什么要做", "有啥事要办", "我的待办", "看待办", "要办啥", "今天有啥事", "今天要做什么", "有啥要办", "有什么要办的",
        "今天有什么要做的", "还有啥没办", "有没有要办的", "有啥要做的", "我有啥要办的", "有什么事要办",
    ),
    help=Help(say_concerns.HELP_TODO, dict.fromkeys(_HANDLERS, 3)),
)  # fmt: skip
def todo(ctx: Context) -> list[Outbound]:
    """待办 — what waits for an office holder, the most pressing first."""
    if not act.has_any(ctx.work):
        return ctx.reply(say_progress.nothing_to_do_reader())
    found = act.gather(ctx.work)
    if not found:
        return ctx.reply(say.nothing(serves=ctx.work.grant(Action.CHECK_IN) is not Grant.NO))
    return ctx.reply(say.listed([one.text for one in found[: rules.SHOWN]], max(len(found) - rules.SHOWN, 0)))
