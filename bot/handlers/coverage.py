"""本邻, 久未走访: a warden's own households, and those not seen for long, for the warden's eyes alone (handbook §3.4, I32)."""

from bot.actions import coverage as act
from bot.context import Context
from bot.domain.directory import WARDEN_ROLES
from bot.domain.roles import Action
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import coverage as say

router = Router("coverage")


@router.command(
    "本邻",
    "mylin",
    "我管哪几户",
    asks=Action.CHECK_IN,
    where=Where.PRIVATE,
    help=Help(say.HELP_OWN, dict.fromkeys(WARDEN_ROLES, 12)),
    phrases=("我管几户", "我联系哪几户", "我的邻", "我有几户"),
)
def own(ctx: Context) -> list[Outbound]:
    """本邻 — a warden's own households, by surname, with the week of the last contact."""
    texts = [act.own(ctx.work, unit) for unit in act.own_units(ctx.work)]
    return [reply for text in texts or [say.no_own()] for reply in ctx.reply(text)]


@router.command(
    "久未走访",
    "jiuwei",
    "好久没走访",
    "久未联系",
    where=Where.PRIVATE,
    phrases=(
        "哪几户好久没去了", "哪几户好久没走了", "哪家好久没去了", "哪些户好久没去", "哪几户没走到", "哪户好久没走", "该去谁家了", "联系覆盖率", "走访覆盖率", "覆盖率",
    ),
)  # fmt: skip
def long_since(ctx: Context) -> list[Outbound]:
    """久未走访 — to a warden those of their own; to staff shares of whole places."""
    texts = [act.long_since(ctx.work, unit) for unit in act.own_units(ctx.work)]
    if act.sees_shares(ctx.work):
        texts.append(act.shares(ctx.work))
    return [reply for text in texts or [say.not_for_you()] for reply in ctx.reply(text)]
