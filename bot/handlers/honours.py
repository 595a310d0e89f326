"""荣誉加分: an honour that counts, told of with its document; 撤销 and 作罢. The second person says 批准 荣誉3, see actions.approvals (handbook §5.1)."""

import re

from bot.actions import honours as act
from bot.actions import namesakes
from bot.actions import point_balances as balances
from bot.context import Context
from bot.domain import honours as rules
from bot.domain.list_sentences import written
from bot.domain.roles import Action
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import honours as say
from bot.texts import points as say_points

router = Router("honours")

_BACK = re.compile(r"^(?:撤销|撤回|取消|收回)[\s:,#]*(?:荣誉)?\s*(\d{1,9})?\s*号?[\s:,]*(.*)$", re.DOTALL)
_DROP = re.compile(r"^(?:作罢|不同意|驳回|不办了?)[\s:,#]*(?:荣誉)?\s*(\d{1,9})")


@router.command(
    "荣誉加分", "记荣誉", "加荣誉", "登记荣誉", "荣誉积分", "honour", asks=Action.AWARD_HONOUR, where=Where.PRIVATE
)
def honours(ctx: Context) -> list[Outbound]:
    """荣誉加分 王建国 县级 优秀党员 凭 县委〔2026〕8号文件."""
    said = ctx.text.strip(" .。!")
    if not said or said in {"列表", "待批", "看看"}:
        return ctx.reply(say.waiting(act.waiting(ctx.work)))
    if found := _DROP.match(said):
        text, told = act.drop(ctx.work, int(found[1]))
        return ctx.reply(text) + told
    if found := _BACK.match(said):
        reason = written(ctx.original, found[2].strip())[:100]
        if not found[1] or len(reason) < 2:
            return ctx.reply(say.how_to_take_back(int(found[1]) if found[1] else None))
        text, told = act.ask_back(ctx.work, int(found[1]), reason)
        return ctx.reply(text) + told
    wardens, rest = balances.find_wardens(ctx.work, said)
    if not wardens:
        named = re.match(r"[一-龥]{2,4}(?=[\s,:])", said)
        return ctx.reply(say_points.nobody_of_that_name(named[0]) if named else say.how())
    if len(wardens) > 1:
        return namesakes.ask_which(ctx, wardens)
    one, text, told = act.tell(ctx.work, wardens[0].office.person, rules.read(rest, ctx.work.today))
    return ctx.reply(text, about=one.cause) + told


@router.pattern(
    r"^(?:请|帮)?给[一-龥\d()]{2,20}(?:的)?(?:记|加|登记)(?:上)?(?:一?[个项])?荣誉",
    asks=Action.AWARD_HONOUR,
    where=Where.PRIVATE,
)
def given(ctx: Context) -> list[Outbound]:
    """给王建国记个荣誉 县级 优秀党员 凭 … — the same."""
    found = re.match(
        r"^(?:请|帮)?给(.+?)的?(?:记|加|登记)上?(?:一?[个项])?荣誉(?:加?分)?(.*)$", ctx.full_original, re.DOTALL
    )
    return ctx.go(f"荣誉加分 {found[1]} {found[2]}" if found else "荣誉加分")


@router.command("批准荣誉", "同意荣誉", where=Where.PRIVATE)
def approve(ctx: Context) -> list[Outbound]:
    """批准荣誉3 — the same as 批准 荣誉3."""
    return ctx.go(f"批准 荣誉{ctx.text.strip()}")
