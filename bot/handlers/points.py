"""积分, 积分明细, 冲正: what has been earned and how it is reckoned (handbook §3.4, §5.1). 批准 belongs to notices, see actions.approvals."""

import re

from bot.actions import advice, namesakes, point_reversals, settlements
from bot.actions import point_balances as balances
from bot.context import Context
from bot.domain import namesakes as apart
from bot.domain.list_sentences import written
from bot.domain.roles import Action, Grant, Role
from bot.domain.settlements import read_period
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import points as say

router = Router("points")

_SERVING = {Role.WARDEN: 4, Role.BUILDING_WARDEN: 4, Role.MIGRANT_WARDEN: 4, Role.GRID_LEADER: 7}
_WHY = re.compile(r"^(?:为什么|为啥|怎么来|怎么回事|哪来的|why)")
_RANKING = re.compile(r"排名|排第|第几|名次|排行|积分榜|^榜|倒数|谁(?:最|第一)")
_LIFETIME = re.compile(r"^(?:累计|总共|一共|历年|总分)")
_RULES = re.compile(r"^(?:是|都)?(?:怎么|咋|如何)(?:个)?算")
_REVERSED = re.compile(r"^[#＃\s]*([\d０-９]{1,9})\s*号?[\s:：,，、]*(.*)$", re.DOTALL)


@router.command(
    "积分",
    "我的积分",
    "查积分",
    "jifen",
    help=Help("看积分", _SERVING),
    glued=True,
    phrases=("多少分了", "我多少分了", "我有多少分", "我多少分", "看看积分", "我的分", "看积分", "积分多少"),
)
def balance(ctx: Context) -> list[Outbound]:
    """积分 — of the running half-year, in private only; 积分 为什么 explains it; 积分 某人 for those who may see it."""
    if ctx.work.grant(Action.OWN_POINTS) is Grant.NO:
        return ctx.reply(say.of_wardens())
    if ctx.in_group:
        return ctx.reply(say.privately(ctx.work.settings.bot_name))
    asked = ctx.text.strip(" ?。.!")
    if asked.startswith("规则"):
        return ctx.go(f"积分规则 {ctx.original.strip().removeprefix('规则')}")
    period, rest = read_period(asked, ctx.work.today, yearly=False)
    if _WHY.match(rest):
        return ctx.reply(balances.explain(ctx.work, ctx.person.id, period if period and "H" in period else ""))
    if period is not None and not rest.strip("的分 "):
        return _of_period(ctx, period)
    if _RANKING.search(asked):
        return ctx.reply(say.no_ranking())
    if _LIFETIME.match(asked):
        return ctx.reply(say.lifetime(balances.lifetime(ctx.work, ctx.person.id)))
    if _RULES.match(asked):
        return ctx.go("积分规则")
    if other := _of_other(ctx, asked):
        return other
    if re.fullmatch(r"[一-龥]{2,4}", asked) and asked not in {"多少", "多少分", "查询", "几分", "余额"}:
        return ctx.reply(say.nobody_of_that_name(asked))
    period, sums, waiting, hoped = balances.balance(ctx.work, ctx.person.id)
    return ctx.reply(say.balance(period, sums, waiting, hoped))


def _of_period(ctx: Context, period: str) -> list[Outbound]:
    """积分 上半年 — the settled result once it has been told, else how many points it has."""
    settled = settlements.own(ctx.work, ctx.person.id, period)
    sums = balances.sums_of(ctx.work, ctx.person.id, period)
    return ctx.reply(settled or say.of_period(period, sums))


def _of_other(ctx: Context, said: str) -> list[Outbound] | None:
    """Somebody's points, as far as the asker may see them; None: nobody is named."""
    found, rest = balances.find_wardens(ctx.work, said)
    if not found or rest.strip("的有是积分多少几了呀啊呢?？ "):
        if ctx.person.name == said:
            return ctx.reply(say.balance(*balances.balance(ctx.work, ctx.person.id)))
        return None
    if len(found) > 1:
        return namesakes.ask_which(ctx, found, f"积分 {said}")
    office = found[0].office
    if office.person == ctx.person.id:
        return ctx.reply(say.balance(*balances.balance(ctx.work, ctx.person.id)))
    period, sums, waiting, _ = balances.balance(ctx.work, office.person)
    name = apart.told_apart(ctx.work.directory, office.person, office.name)
    return ctx.reply(say.of_other(name, period, sums, waiting))


_FEW = r"(?:为啥|为什么|怎么|咋)(?:我)?(?:才|就|只有?|这么|会)+(?:这么|有)*"


@router.pattern(
    r"^(?:查|看|我要看|看看)?(?:积分|邻长)?的?(?:排行榜?|排名|名次|倒数第几|谁倒数)[?？吗呢]*$"
    r"|^我(?:现在|本期|积分|的积分)?(?:能|会)?排名?(?:第?几|多少)|^[^,，。]{0,8}积分(?:的)?(?:排名|排行|名次|倒数|前几)[^,，。]{0,8}$"
)
def rank(ctx: Context) -> list[Outbound]:
    """排行榜, 我排第几 — there is none."""
    return ctx.reply(say.no_ranking())


@router.pattern(
    rf"^(?:我的?)?(?:分数?|积分)?{_FEW}(?:一?点|几|少)?[几\d]*分[^,，。]{{0,4}}$|^(?:我的?)?(?:分|积分)(?:为啥|为什么|怎么|咋)(?:这么|少了|变少|才)[^,，。]{{0,6}}$"
)
def why_so_few(ctx: Context) -> list[Outbound]:
    """为啥才这么点分 — one's own, explained."""
    return ctx.go("积分规则" if ctx.work.grant(Action.OWN_POINTS) is Grant.NO else "积分 为什么")


_WHOSE = re.compile(
    r"^(?:查一?下|查|看一?下|看|问一?下|问)?(?:我们|咱们?|俺们?)?(?:邻长|网格长|楼栋长)?的?(?P<who>[一-龥\d]{2,16}?)(?:现在|本期|一共|总共|这期)?的?"
    r"(?:积分(?:是|有)?(?:多少|几)?分?|(?:有|得了|拿了)?(?:多少|几)分)(?:了|呀|啊|呢)?[?？]*$"
)


@router.otherwise(15)
def whose_points(ctx: Context) -> list[Outbound] | None:
    """何玉梅积分多少 — the same as 积分 何玉梅, where a warden of that name is known; never a concern, never in a group."""
    found = _WHOSE.match(ctx.full)
    offices = ctx.work.directory.offices
    if found is None or not any(found["who"].endswith(office.name) and office.role in _SERVING for office in offices):
        return None
    if ctx.in_group:
        return ctx.reply(say.privately(ctx.work.settings.bot_name))
    if ctx.work.grant(Action.OTHERS_POINTS) is Grant.NO:
        return ctx.reply(say.of_themselves_alone())
    return _of_other(ctx, found["who"]) or ctx.reply(say.nobody_of_that_name(found["who"]))


@router.pattern(
    r"^(?:我)?(?:想|要)?(?:咋|怎么|如何|去哪)?(?:个)?(?:申诉|质疑|投诉)(?:我的)?积分|^积分(?:怎么|咋|如何)?(?:申诉|不对|算错了?|少了)[吗呢?？]*$",
    asks=Action.OWN_POINTS,
)
def how_to_object(ctx: Context) -> list[Outbound]:
    """咋申诉积分 — 异议, and how it is written."""
    return ctx.go("异议")


@router.pattern(r"^(?:这?个?(?:积?分|分数))?(?:都)?是?(?:怎么|咋|如何)算的?[?？呀啊呢]*$")
def how_reckoned(ctx: Context) -> list[Outbound]:
    """怎么算的 — the public table."""
    return ctx.go("积分规则")


@router.command("积分明细", "积分流水", "明细", "jifen_mingxi", asks=Action.OWN_POINTS, where=Where.PRIVATE)
def entries(ctx: Context) -> list[Outbound]:
    """积分明细 — the last twenty entries."""
    return ctx.reply(say.entries(balances.entries(ctx.work, ctx.person.id)))


@router.command("冲正", asks=Action.CORRECT_POINTS, where=Where.PRIVATE)
def reverse(ctx: Context) -> list[Outbound]:
    """冲正 #号 原因 — takes effect when a second person says 批准 #号."""
    found = _REVERSED.match(ctx.original.strip()) or _REVERSED.match(ctx.text.strip())
    reason = found[2].strip() if found else ""
    if found is None or len(reason) < 2:
        return ctx.reply(say.how_to_reverse(found[1] if found else ""))
    record, seconds, told = point_reversals.ask_reversal(ctx.work, int(found[1]), reason[:200])
    return ctx.reply(say.reversal_asked(record, seconds), about=record.cause) + told


@router.command("采纳建议", "建议采纳", asks=Action.REVIEW_CHECK_IN, where=Where.PRIVATE)
def take_advice(ctx: Context) -> list[Outbound]:
    """采纳建议 王建国 村口装减速带 — the village confirms; five points, two a month."""
    found, rest = balances.find_wardens(ctx.work, ctx.text)
    advice_ = written(ctx.original, rest.strip(" :,.")) if found else ""
    if not found and (named := re.match(r"\s*([一-龥]{2,4})[\s,:]+\S", ctx.text)):
        return ctx.reply(say.nobody_of_that_name(named[1]))
    if not found or not 2 <= len(advice_) <= 200:
        return ctx.reply(say.how_to_take_advice())
    if len(found) > 1:
        return namesakes.ask_which(ctx, found)
    text, told = advice.take(ctx.work, found[0].office.person, advice_)
    return ctx.reply(text) + told
