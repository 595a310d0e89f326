"""红榜, 黑榜, 光荣榜: what is published now, and nothing else (handbook §3.3)."""

import re

from bot.actions import help as people_act
from bot.actions import list_decisions as decisions
from bot.actions import lists as act
from bot.context import Context, Work
from bot.domain.directory import Unit
from bot.domain.list_states import Kind
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router
from bot.storage.outbox import Delivery
from bot.texts import list_steps as say_steps
from bot.texts import lists as say

router = Router("lists")

_STEP = re.compile(
    r"^(起草|加上|加|添加|增加|删除|删|送达|审定|发布|公布|撤下|下榜|上墙|打印)(?=$|[\s:,，0-9#])[\s:,，]*(.*)$",
    re.DOTALL,
)
_OF_A_LIST = frozenset({"起草", "送达", "发布", "公布", "上墙", "打印"})
"""Steps of a whole list, which must be named; the others are of an entry."""


@router.command(
    "红榜",
    "光荣榜",
    "honours",
    asks=Action.READ_PUBLIC,
    guests=True,
    help=Help(say_steps.HELP, {Role.VILLAGER: 17}),
    phrases=("看红榜", "看看红榜", "看光荣榜", "看看光荣榜", "这期红榜", "本期红榜", "红榜有谁", "红榜上有谁", "谁上红榜了", "谁上了红榜", "红榜公布了吗"),
)  # fmt: skip
def honours(ctx: Context) -> list[Outbound]:
    """红榜 [村] — the current honour list."""
    return _step(ctx, "红榜") or _of(ctx, Kind.HONOUR)


@router.command(
    "黑榜",
    "提醒榜",
    "reminders",
    asks=Action.READ_PUBLIC,
    guests=True,
    phrases=(
        "看黑榜",
        "看看黑榜",
        "看提醒榜",
        "看看提醒榜",
        "这期黑榜",
        "本期黑榜",
        "本期提醒榜",
        "黑榜有啥",
        "黑榜有什么",
    ),
)
def reminders(ctx: Context) -> list[Outbound]:
    """黑榜 [村] — the current reminder list: acts, by default without a name."""
    return _step(ctx, "提醒榜") or _of(ctx, Kind.REMINDER)


def _step(ctx: Context, name: str) -> list[Outbound] | None:
    """红榜 起草, 黑榜 加 …, by those who make lists: the same as 榜 起草 红榜."""
    found = _STEP.match(ctx.original.strip())
    if found is None or not act.scope(ctx.work, *act.ALL_STEPS):
        return None
    whole = found[1] in _OF_A_LIST and not found[2][:1].isdigit()
    return ctx.go(" ".join(one for one in ("榜", found[1], name if whole else "", found[2]) if one))


@router.command("红黑榜", asks=Action.READ_PUBLIC, guests=True, phrases=("看榜", "看看榜", "看红黑榜", "有什么榜"))
def both(ctx: Context) -> list[Outbound]:
    """红黑榜 [村] — both lists."""
    return ctx.reply("\n".join(_texts(ctx, _villages(ctx), *Kind)))


@router.pattern(r"(?:红?黑榜|提醒榜)[^0-9]{0,8}(?:谁|哪个人|哪位|哪家|名字|姓名|名单)", guests=True)
def who_is_it(ctx: Context) -> list[Outbound]:
    """黑榜是谁 — only acts are published."""
    return ctx.reply(say.who_is_it())


_RED, _ANY = "(?:红榜|光荣榜)", "(?:红榜|光荣榜|红黑榜|黑榜|提醒榜)"
_ASKED = r"^(?:给我|帮我|我想|我要|想)?(?:看一?看|看一?下|看|查一?查|查一?下|查)?(?:我们|咱们?|俺们?|本|这|上|最新)?(?:个?村|期|个?季度)?的?"
_TAIL = r"上?(?:都)?(?:有)?(?:哪些|哪几个|啥|什么|几条)?(?:人|事|名单|内容)?(?:出来|公布|发)?(?:没有?|了)?(?:吗|呀|啊|呢|没)?[?？。!！]*$"


@router.pattern(
    rf"{_ANY}.{{0,6}}(?:怎么|咋|如何|凭啥|凭什么|标准|条件|规则|谁定|是啥|是什么)|(?:怎么|咋|如何).{{0,6}}{_ANY}",
    guests=True,
)
def how_it_works(ctx: Context) -> list[Outbound]:
    """红榜怎么评的 — who decides, and by what."""
    return ctx.reply(say.how_it_works())


@router.pattern(rf"(?:把|给|让|将).{{1,12}}(?:上|放|挂|列|登|写|弄|加|评).{{0,4}}{_ANY}", guests=True)
def put_somebody_there(ctx: Context) -> list[Outbound]:
    """把谁放黑榜 — only wardens, only acts, and not by a sentence."""
    staff = bool(act.scope(ctx.work, Action.DRAFT_LIST))
    return ctx.reply(say.how_to_put(staff=staff))


@router.pattern(rf"{_ASKED}{_RED}(?:上?(?:都)?(?:有)?谁)?{_TAIL}", guests=True)
def honours_asked(ctx: Context) -> list[Outbound]:
    """我们村的红榜, 看看红榜上有谁."""
    return _of(ctx, Kind.HONOUR)


@router.pattern(rf"{_ASKED}(?:黑榜|提醒榜){_TAIL}", guests=True)
def reminders_asked(ctx: Context) -> list[Outbound]:
    """我们村的黑榜, 黑榜上有啥."""
    return _of(ctx, Kind.REMINDER)


def _of(ctx: Context, kind: Kind) -> list[Outbound]:
    if kind is Kind.REMINDER and any(word in ctx.text for word in ("谁", "姓名", "名字")):
        return ctx.reply(say.who_is_it())
    return ctx.reply("\n".join(_texts(ctx, _villages(ctx), kind)), why="现在公布的榜")


def _villages(ctx: Context) -> list[Unit]:
    """The village named, the group's, one's own; of the town's people: all."""
    all_ = act.villages(ctx.work)
    named = [unit for unit in all_ if ctx.text and unit.name.removesuffix("村") in ctx.text]
    if named:
        return named
    if ctx.chat is not None and (here := ctx.work.directory.village_of(ctx.chat.unit)) is not None:
        return [here]
    home = people_act.home_of(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None)
    own = ctx.work.directory.village_of(home)
    return [own] if own is not None else all_


def _texts(ctx: Context, villages: list[Unit], *kinds: Kind) -> list[str]:
    found = [(unit, kind, act.shown(ctx.work, unit.id, kind)) for unit in villages for kind in kinds]
    told = [act.text_of(ctx.work, one) for _, _, one in found if one is not None]
    if len(villages) == 1 and told:
        told += [say.nothing(kind, unit.name) for unit, kind, one in found if one is None]
    if not told:
        where = villages[0].name if len(villages) == 1 else ""
        return [say.nothing(kinds[0], where) if len(kinds) == 1 else say.nothing_at_all(where)]
    return told


@router.on_dead("list")
def lost(work: Work, number: str, delivery: Delivery) -> list[Outbound]:
    """A group will never get the list: the village's staff is told which."""
    return decisions.tell_lost(work, number, delivery.to)
