"""积分规则: the table that holds for who asks; 历史, 试算, 改 and 作罢 (handbook §5.1, §9.3). The second person says 批准 规则3, see actions.approvals."""

import re

from bot.actions import point_rules as act
from bot.actions import point_trials as trials
from bot.context import Context
from bot.domain import point_rule_words as words
from bot.ids import UnitId
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import point_rules as say

router = Router("point_rules")

_CHANGE = re.compile(r"^(?:改成|改|修改|调整|把|设为|设置)")
_TRY = re.compile(r"^(?:试算|试试|试一下|算算看)")
_DROP = re.compile(r"^(?:作罢|驳回|不同意|撤回|取消|不改)\s*(?:规则|#)?\s*(\d{1,9})")
_APPROVE = re.compile(r"^(?:批准|同意)\s*(?:规则|#)?\s*(\d{1,9})")


@router.command("积分规则", "打卡规则", "jifen_guize", phrases=("积分怎么算", "怎么算积分", "积分怎么算的", "积分咋算"))
def table(ctx: Context) -> list[Outbound]:
    """积分规则 — the public table, anywhere; 历史; 试算 走访 3; 改 走访 3 从 12月1日."""
    asked = ctx.text.strip(" ?。.!")
    if asked.startswith(("历史", "版本", "改过", "变化")):
        return ctx.reply(say.history(act.history(ctx.work, _place(ctx)), ctx.work.settings.point_rules.version))
    if _TRY.match(asked) or _CHANGE.match(asked) or _DROP.match(asked) or _APPROVE.match(asked):
        return ctx.reply(say.in_private()) if ctx.in_group else _change(ctx, asked)
    if "怎么改" in asked or "咋改" in asked:
        return ctx.reply(say.how_to_change())
    if not ctx.in_group and asked and words.read(asked, ctx.work.today).changes:
        return _change(ctx, f"改 {asked}")
    rules, village, coming = act.of_asker(ctx.work, _place(ctx))
    title = ctx.work.directory.title(village) if village else ""
    return ctx.reply(say.table(rules, title, ctx.work.today, coming))


@router.command("批准规则", "同意规则", "批准积分规则", where=Where.PRIVATE)
def approve(ctx: Context) -> list[Outbound]:
    """批准规则1 — the same as 批准 规则1."""
    found = re.match(r"\s*#?\s*(\d{1,9})", ctx.text)
    if found is None:
        return ctx.reply(say.which_to_approve())
    text, told = act.approve(ctx.work, int(found[1]))
    return ctx.reply(text) + told


def _place(ctx: Context) -> UnitId | None:
    return ctx.chat.unit if ctx.chat else ctx.person.unit


def _change(ctx: Context, asked: str) -> list[Outbound]:
    if found := _DROP.match(asked):
        text, told = act.refuse(ctx.work, int(found[1]))
        return ctx.reply(text) + told
    if found := _APPROVE.match(asked):
        text, told = act.approve(ctx.work, int(found[1]))
        return ctx.reply(text) + told
    if found := _TRY.match(asked):
        return ctx.reply(trials.try_out(ctx.work, asked[found.end() :]))
    found = _CHANGE.match(asked)
    assert found is not None
    text, told = act.propose(ctx.work, asked[found.end() :])
    return ctx.reply(text) + told
