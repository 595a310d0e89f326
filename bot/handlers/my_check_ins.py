"""我的打卡, 撤销打卡, 重报: a warden's own records (handbook §3.4)."""

import re

from bot.actions import check_in_changes as changes
from bot.actions import check_ins as act
from bot.actions.check_in_reading import LONGEST
from bot.context import Context
from bot.domain.roles import Action
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import check_ins as say

router = Router("my_check_ins")


_NUMBERED = re.compile(r"^[#\s]*(\d{1,9})(?!\d)\s*(?:号)?[\s:,]*(.*)$", re.DOTALL)


@router.command(
    "我的打卡",
    "打卡记录",
    "mydaka",
    asks=Action.CHECK_IN,
    where=Where.PRIVATE,
    phrases=("看看我的打卡", "我打了哪些卡", "查打卡"),
)
def my_check_ins(ctx: Context) -> list[Outbound]:
    """我的打卡 — this month's, with what has become of each."""
    mine = act.list_mine(ctx.work)
    return ctx.reply(say.my_records(mine[:12], ctx.work.today, len(mine)))


@router.command("撤销打卡", "撤打卡", "打卡撤销", "undo", asks=Action.CHECK_IN, where=Where.PRIVATE)
def withdraw_check_in(ctx: Context) -> list[Outbound]:
    """撤销打卡 号 — before it has been reviewed."""
    number, _ = _numbered(ctx.text)
    if number is None:
        return ctx.reply(say.which_number("撤销打卡"))
    return ctx.reply(say.withdrawn(changes.withdraw(ctx.work, number).number))


@router.command("重报", "重新打卡", "重报打卡", asks=Action.CHECK_IN, where=Where.PRIVATE)
def resubmit_check_in(ctx: Context) -> list[Outbound]:
    """重报 号 … — once, after a rejection."""
    number, rest = _numbered(ctx.text)
    if number is None:
        return ctx.reply(say.which_number("重报"))
    return ctx.reply(say.resubmitted(changes.resubmit(ctx.work, number, rest[:LONGEST]), ctx.work.today))


def _numbered(text: str) -> tuple[int | None, str]:
    """``#12 的话`` → 12 and the words."""
    found = _NUMBERED.match(text.strip())
    return (int(found[1]), found[2].strip()) if found else (None, "")
