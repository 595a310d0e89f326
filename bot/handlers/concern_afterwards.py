"""What is said right after a concern was registered, without its number: 就是水塘那段, 别说是我说的 (handbook §3.3, §9.1)."""

import re

from bot.actions import concern_supervision as supervision
from bot.actions import concerns as act
from bot.context import Context
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.messages import Outbound
from bot.router import Router
from bot.storage import concerns as rows
from bot.texts import concern_afterwards as say
from bot.texts import concern_progress as say_progress

router = Router("concerns")

_A_LINE = 40
_MORE = re.compile(
    r"(?:上次|上回|以前|之前|前几天|早就|一直|老是|已经|就?是?在|就是|就那|位置|地方|具体|靠近|挨着|紧挨|离|从.{1,10}到|这一?段|那一?段|还有.{1,8}(?:也|都)|一共|总共|有?[\d一二两三四五六七八九十几好]+(?:多|几)?(?:户|家|天|年|个月))"
    r"|.{1,16}都(?:是)?(?:这样|一样)的?$"
)
"""How somebody goes on who has just told of a matter."""
_UNNAMED = re.compile(
    r".{0,6}(?:匿名|不留名|不署名|保密).{0,6}|.{0,4}(?:不想|别|不要|不能|莫|怕).{0,10}(?:是我(?:说|讲|反映|报|告)|说是我|提我|我的?名字).{0,8}"
)
_WHEN = re.compile(
    r"(?:(?:什么|啥)时候|几时|多久|哪天|几天|要多长时间).{0,4}(?:来|好|修|弄|办|解决|有人|处理).{0,5}|还要(?:等)?多久.{0,3}|(?:怎么|咋)还没(?:人)?来.{0,2}"
)


@router.otherwise(44)
def unnamed(ctx: Context) -> list[Outbound] | None:
    """不想让人知道是我说的, 我要匿名 — who sees the name, and how to stay without one."""
    if not _UNNAMED.fullmatch(ctx.full.strip(" .。!！~")) or act.understand(ctx.work, ctx.full).sure:
        return None
    found = _just_told(ctx)
    if found is not None and found.chat is not None:
        supervision.keep_out_of_group(ctx.work, found)
    if found is None:
        return ctx.reply_privately(say.who_sees_the_name(""))
    return ctx.reply_privately(say.who_sees_the_name(found.number), about=found.about)


@router.otherwise(44)
def how_long(ctx: Context) -> list[Outbound] | None:
    """什么时候来人, 还要多久 — asked in private by somebody who waits: how their matters stand."""
    if ctx.in_group or not _WHEN.fullmatch(ctx.full.strip(" .。?？!！")):
        return None
    waiting = [one for one in rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id, 10) if not one.final]
    return ctx.go("进度") if waiting else None


@router.otherwise(47)
def more_of_it(ctx: Context) -> list[Outbound] | None:
    """就是我家门口到水塘那段 — said in private after a matter was told: it belongs to that, and is no new one."""
    said = ctx.full.strip()
    if ctx.in_group or len(said) > _A_LINE or not _MORE.match(said) or not rules.has_words(said):
        return None
    found = _just_told(ctx)
    if found is None:
        return None
    routed = act.understand(ctx.work, said)
    if routed.sure and routed.category != found.category:
        return None
    moved, told = act.add_words(ctx.work, found, ctx.full_original.strip())
    return ctx.reply(say_progress.added(moved), about=moved.about) + told


def _just_told(ctx: Context) -> Concern | None:
    """What this person registered last, when that was minutes ago and it is not over."""
    mine = rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id, 3)
    return next((one for one in mine if not one.final and ctx.now - one.filed_at <= rules.JOIN), None)
