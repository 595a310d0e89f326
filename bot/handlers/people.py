"""Help and the like."""

from bot.context import Context
from bot.messages import Outbound
from bot.router import Router

router = Router("people")


@router.command("帮助", "help", guests=True, phrases=("你会啥", "怎么用", "菜单", "?", "小邻", "在吗"))
def ask_help(ctx: Context) -> list[Outbound]:
    """帮助 — the menu of this person's roles."""
    return ctx.reply("\n".join(line.text for line in ctx.help_lines()) or "反映 进度")
