"""A check-in set right in plain words: 刚才那条改成40分钟, 231改成昨天的, 刚才那条不算; and messages changed or taken back on the platform."""

import re
from datetime import datetime

from bot.actions import check_in_changes as changes
from bot.actions import check_ins as act
from bot.context import Context
from bot.domain import check_ins as rules
from bot.domain.check_in_corrections import correction
from bot.messages import Outbound
from bot.router import Router
from bot.texts import check_ins as say

router = Router("check_in_edits")


@router.otherwise(17)
def set_right(ctx: Context) -> list[Outbound] | None:
    """刚才那条改成40分钟 — a warden's own record of the last 24 hours, by its number or as the last one."""
    if ctx.in_group or not ctx.person.known or not act.may_check_in(ctx.work):
        return None
    wanted = correction(ctx.full)
    if wanted is None:
        return None
    word = "撤销打卡" if wanted.new is None else "改打卡"
    number = wanted.number or changes.latest(ctx.work, word)
    return ctx.go(f"{word} {number} {wanted.new or ''}".strip())


@router.changed
def changed_or_taken_back(ctx: Context, _key: str, at: datetime) -> list[Outbound] | None:
    """The message of a check-in was changed on a platform that can: the record follows within 24 hours."""
    if not ctx.person.known or not act.may_check_in(ctx.work):
        return []
    told = changes.told_at(ctx.work, at)
    if not told:
        return []
    numbers = [one.number for one in told]
    if ctx.message.edits is None:
        return ctx.reply_privately(say.message_taken_back(numbers))
    if ctx.in_group or not ctx.full.strip():
        return []
    if len(told) > 1:
        return ctx.reply(say.which_of(numbers, "改打卡"))
    if not rules.may_edit(told[0], ctx.now):
        return ctx.reply(say.cannot_edit(told[0]))
    said = re.sub(r"^\s*/?\s*(?:打卡|补记)\s*", "", ctx.full)
    return ctx.go(f"改打卡 {numbers[0]} {said}")
