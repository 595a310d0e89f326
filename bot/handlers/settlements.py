"""结算: draw it, look at it, 批准, 签字, 锁定 (handbook §1.4, §3.6, §5.1); each step says who is next."""

import re

from bot.actions import settlement_signing as signing
from bot.actions import settlements as act
from bot.context import Context
from bot.domain import settlements as rules
from bot.domain.directory import Unit
from bot.domain.roles import Action, Role
from bot.domain.settlements import Signing
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import settlements as say

router = Router("settlements")

_STEPS = {
    Signing.APPROVE: re.compile(r"批准|同意|审定"),
    Signing.SIGN: re.compile(r"签字|签名|签了"),
    Signing.LOCK: re.compile(r"锁定|核定|锁上"),
}
_AGAINST = re.compile(r"不(?:同意|批准|签|锁|行)|退回|驳回|先别|暂缓")
_RANKS = {Role.BRANCH_SECRETARY: 9, Role.SUPERVISOR: 9, Role.TOWN_ADMIN: 9}


@router.command(
    "结算",
    "积分结算",
    "jiesuan",
    asks=Action.SETTLE,
    where=Where.PRIVATE,
    help=Help("积分结算", _RANKS),
)
def settle(ctx: Context) -> list[Outbound]:
    """结算 上半年 — draws it or shows it; 结算 批准, 结算 签字, 结算 锁定; 结算 2026年全年 the year's first."""
    if _AGAINST.search(ctx.text):
        return ctx.reply(say.against())
    for step, words in _STEPS.items():
        if words.search(ctx.text):
            return _sign(ctx, words.sub(" ", ctx.text, count=1), step)
    units, rest = act.named(ctx.work, ctx.text)
    if not units:
        return ctx.reply(say.not_yours())
    yearly = ctx.work.settings.points_yearly
    if not yearly and (year := re.fullmatch(r"\s*(?:(\d{4})年?|今年|去年)?\s*(?:全年|年度|一年)\s*", rest)):
        number = int(year[1]) if year[1] else ctx.work.today.year - (1 if "去年" in rest else 0)
        return ctx.reply(say.year(number, signing.year(ctx.work, number, units)))
    period, _ = rules.read_period(rest, ctx.work.today, yearly=yearly)
    period = period or rules.last_ended(ctx.work.today, yearly=yearly)
    told = act.draw(ctx.work, period, units) if _missing(ctx, period, units) else []
    lines = signing.show(ctx.work, period, units)
    return ctx.reply("\n".join(lines) if lines else say.nobody(period)) + told


def _missing(ctx: Context, period: str, units: list[Unit]) -> bool:
    return any(act.find(ctx.work, f"{unit.id}:{period}") is None for unit in units) and (
        act.may_draw(ctx.work) or not any(act.find(ctx.work, f"{unit.id}:{period}") for unit in units)
    )


@router.command(
    "签字",
    "锁定",
    "批准结算",
    "签字结算",
    "锁定结算",
    "结算批准",
    "结算签字",
    "结算锁定",
    asks=Action.SETTLE,
    where=Where.PRIVATE,
)
def sign(ctx: Context) -> list[Outbound]:
    """签字 结算 康桥村, 锁定 结算 — the same as 结算 签字, 结算 锁定."""
    step = next(one for one, words in _STEPS.items() if words.search(ctx.command))
    return _sign(ctx, ctx.text.replace("积分结算", " ").replace("结算", " "), step)


def _sign(ctx: Context, said: str, step: Signing) -> list[Outbound]:
    text, told = signing.sign(ctx.work, said, step)
    return ctx.reply(text) + told
