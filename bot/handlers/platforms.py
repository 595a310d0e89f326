"""停发 (a platform's; a notice's is in ``notice_relays``), 恢复发送, 平台: the kill switch of every platform, and how they stand (for the town's staff and the operator)."""

from bot.actions import platforms as act
from bot.context import Context
from bot.domain.roles import Action
from bot.messages import Outbound
from bot.router import Router, Where

router = Router("platforms")


@router.command("全部停发", "stopsending", "停发平台", "紧急停发", asks=Action.MANAGE_PLATFORMS, where=Where.WORK)
def stop(ctx: Context) -> list[Outbound]:
    """全部停发, 停发平台 微信 — at once: nothing leaves on that platform (without a name: on none) until somebody resumes."""
    text, told = act.stop(ctx.work, ctx.text)
    return [*act.past_the_switch(ctx.reply(text)), *told]


@router.command("恢复发送", "resumesending", "继续发", asks=Action.MANAGE_PLATFORMS, where=Where.WORK)
def resume(ctx: Context) -> list[Outbound]:
    """恢复发送 微信 — what was held goes, in order."""
    text, told = act.resume(ctx.work, ctx.text)
    return [*ctx.reply(text), *told]


@router.command("平台", "platforms", "平台状态", asks=Action.MANAGE_PLATFORMS, where=Where.WORK)
def show(ctx: Context) -> list[Outbound]:
    """平台 — how each platform stands."""
    return ctx.reply(act.show(ctx.work))
