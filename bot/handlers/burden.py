"""减负: how much the bot has said by itself this week."""

from bot.actions import burden as act
from bot.context import Context
from bot.messages import Outbound
from bot.router import Router, Where

router = Router("burden")


@router.command("减负", "jianfu", "消息太多", "减负数字", where=Where.WORK)
def show(ctx: Context) -> list[Outbound]:
    """减负 — messages that nobody asked for, against the town's limits."""
    return ctx.reply(act.show(ctx.work))
