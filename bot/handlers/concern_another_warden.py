"""换邻长: a household would like another warden; told to the village alone (handbook §3.3, M14)."""

import re

from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.context import Context
from bot.domain import concerns as rules
from bot.domain.roles import Action
from bot.forms import Draft, Form, Misread, Step, start
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import concerns as say

router = Router("concerns")

_LEAD = re.compile(r"^[\s,，:：。.]*(?:因为|理由是?|原因是?)?[\s,，:：]*")


@router.command(
    "换邻长",
    "想换邻长",
    "我想换邻长",
    "我要换邻长",
    "换个邻长",
    "想换个邻长",
    "我想换个邻长",
    "换楼栋长",
    "邻长换人",
    "changewarden",
    asks=Action.FILE_CONCERN,
    where=Where.PRIVATE,
    phrases=("能不能换个邻长", "能换个邻长吗", "可以换个邻长吗", "可以换邻长吗", "能不能换邻长", "我们想换个邻长", "我家想换个邻长", "邻长换人吧", "邻长换个人吧", "给我们换个邻长", "给我家换个邻长"),
)  # fmt: skip
def change_warden(ctx: Context) -> list[Outbound]:
    """换邻长 理由 — to the village; the warden is not told who asked."""
    why = _LEAD.sub("", ctx.original)
    return start(ctx, WHY, {"why": why} if rules.has_words(why) else {})


def _read_why(ctx: Context, _draft: Draft) -> object:
    if not rules.has_words(ctx.full):
        raise Misread(say.why_another_warden())
    return ctx.full_original.strip()


def _finish(ctx: Context, draft: Draft) -> list[Outbound]:
    filed, told = act.raise_concern(
        ctx.work, ctx.person, f"想换邻长:{draft['why']}", category="VILLAGE", private=True, accusing=True
    )
    text = say.filed_complaint(filed, steps.who_handles(ctx.work, filed))
    return ctx.reply(text, about=filed.about, why="换邻长,只到村里") + told


WHY = router.form(
    Form(
        "concern_another_warden", (Step("why", lambda _w, _d: say.why_another_warden(), _read_why, free=True),), _finish
    )
)
