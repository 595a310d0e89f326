"""同意, 不同意: one purpose at a time, in private (handbook §3.3). What is asked in a form is answered there, before this is looked at."""

import re

from bot.actions import consents as act
from bot.context import Context
from bot.domain.consents import NAMED, purpose_of
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import consents as say

router = Router("consents")

_SAID = re.compile(r"^(我)?(?P<no>不同意|撤回同意|收回同意|取消同意|不许)|^(我)?(同意|允许)")


@router.pattern(
    rf"^我?(?:不同意|撤回同意|收回同意|取消同意|同意|允许|不许)\s*(?:{NAMED}|[1-5])[。.!!了的]*$", where=Where.PRIVATE
)
def decide(ctx: Context) -> list[Outbound]:
    """不同意 群里反馈 — dated, and holding from the next time on."""
    found = _SAID.match(ctx.full)
    purpose = purpose_of(ctx.full[found.end() :]) if found else None
    if found is None or purpose is None:
        return ctx.reply(say.which())
    return ctx.reply(act.decide(ctx.work, ctx.person, purpose, given=found["no"] is None))


@router.pattern(r"^(?:不同意|同意|consent|同意书|授权)[。.!!]*$", where=Where.PRIVATE)
def show(ctx: Context) -> list[Outbound]:
    """同意 — what there is to decide, and how it stands."""
    return ctx.reply(act.listed(ctx.work, ctx.person))


@router.command("我的同意", "consents", where=Where.PRIVATE, phrases=("我同意过什么", "同意哪些", "同意事项"))
def show_mine(ctx: Context) -> list[Outbound]:
    """我的同意 — the same list."""
    return ctx.reply(act.listed(ctx.work, ctx.person))
