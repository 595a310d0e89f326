"""What people read about the settlement of a half-year: each their own result, the group that there is one, those who sign whose turn it is."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.calendar import short_day
from bot.domain.settlements import Settlement, SettlementState, Signing
from bot.domain.standings import Band, League, Result
from bot.texts.point_rules import LEAGUES
from bot.texts.points import parts, period_name, settled_name

_BANDS = {Band.FRONT: "前1/3", Band.MIDDLE: "中间", Band.BACK: "后1/3"}
_STATES = {
    SettlementState.DRAFT: "草稿",
    SettlementState.NOTICE: "公示中",
    SettlementState.CLOSED: "公示完了",
    SettlementState.APPROVED: "支部批准了",
    SettlementState.SIGNED: "监委签字了",
    SettlementState.LOCKED: "已核定锁定",
}
_VERBS = {Signing.APPROVE: "批准", Signing.SIGN: "签字", Signing.LOCK: "锁定"}
_OFFICES = {Signing.APPROVE: "支部书记", Signing.SIGN: "村监委", Signing.LOCK: "镇管理员"}


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}%"


def _leagues(counts: Mapping[League, int]) -> str:
    return "、".join(f"{LEAGUES[league]}{count}人" for league, count in counts.items()) or "没有邻长"


def drafted(title: str, one: Settlement, counts: Mapping[League, int]) -> str:
    """To the village's staff."""
    return (
        f"{title}{settled_name(one.period)}积分草稿算好了:{_leagues(counts)}。\n"
        f"{short_day(one.notice_at.date())}上午9点起公示到{short_day(one.notice_until)},各人的结果只私下告诉本人。\n"
        "有漏审的先回“审核”,看草稿回“结算”。"
    )


def own_result(result: Result, sums: Mapping[str, int], one: Settlement) -> str:
    """To the warden alone: the total, how it comes about, the band, how to object."""
    standing = result.standing
    said = parts(sums)
    lines = [f"{settled_name(one.period)}服务积分:您{standing.points}分" + (f"({said})。" if said else "。")]
    if standing.league is not League.NONE:
        lines.append(_how_compared(result))
    if one.state is SettlementState.NOTICE:
        lines.append(f"有不同意见,{short_day(one.notice_until)}前回“异议 理由”,3天内有人答复。")
    elif one.state is SettlementState.LOCKED:
        lines.append("已核定。再有更正,算到下一期。")
    lines.append(f"怎么算的回“积分 为什么 {period_name(one.period)}”。")
    return "\n".join(lines)


def _how_compared(result: Result) -> str:
    standing = result.standing
    if not standing.months:
        return "任职不满半个月,这一期不参加比较。"
    served = f"任职{standing.months}个月" + (f",月均{standing.per_month / 100:.1f}分" if standing.points else "")
    reached = f",联系到的户{_percent(standing.coverage)}" if standing.coverage is not None else ""
    if not standing.points and not standing.coverage:
        return f"任职{standing.months}个月,这一期没有记分。打卡全凭自愿,不影响您当邻长。"
    place = _BANDS.get(result.band)
    told = f"在{LEAGUES[standing.league]}里:{place}(只告诉您)。" if place else "同组人少,不分档。"
    return f"{served}{reached}。{told}"


def noticed(one: Settlement) -> str:
    """In the work group: no name, no number, no place."""
    return (
        f"{settled_name(one.period)}服务积分算好了,公示到{short_day(one.notice_until)}。\n"
        "各人的结果已私下发给本人,有不同意见私聊我回“异议 理由”。"
    )


def your_turn(title: str, one: Settlement, signing: Signing, waiting: int) -> str:
    """To who comes next."""
    first = f"还有{waiting}条异议没答复,答复完" if waiting else "核对无误"
    return (
        f"{title}{settled_name(one.period)}积分结算{_STATES[one.state]},请您{_VERBS[signing]}。\n"
        f"看情况回“结算”,{first}回“结算 {_VERBS[signing]}”。"
    )


def next_step(one: Settlement, signing: Signing | None, names: str, waiting: int) -> str:
    """Who is next."""
    if one.state is SettlementState.LOCKED:
        return "这一期办完了,再有更正算到下一期。"
    if waiting:
        return f"先答复{waiting}条异议(回“异议”看)。"
    if one.state is SettlementState.DRAFT:
        return f"下一步:{short_day(one.notice_at.date())}上午9点自动开始公示。"
    if signing is None:
        return f"下一步:公示到{short_day(one.notice_until)},之后请支部书记回“结算 批准”。"
    who = f"{_OFFICES[signing]}{names}" if names else f"{_OFFICES[signing]}(还没登记,请镇里办)"
    return f"下一步:请{who}回“结算 {_VERBS[signing]}”。"


def signed(title: str, one: Settlement, signing: Signing, following: str) -> str:
    """To who has signed."""
    return f"好,{title}{settled_name(one.period)}结算您{_VERBS[signing]}了。{following}"


def locked(one: Settlement) -> str:
    """In the work group (S21)."""
    return f"{settled_name(one.period)}服务积分已核定,想看自己的,私聊我回“积分 {period_name(one.period)}”。"


def tell_changed(result: Result, one: Settlement) -> str:
    """To a warden whose points are not those of the notice."""
    return f"{settled_name(one.period)}服务积分核定了:您{result.standing.points}分(公示后有更正)。怎么算的回“积分 为什么 {period_name(one.period)}”。"


def standing(title: str, one: Settlement, following: str) -> str:
    """One village among several."""
    return f"{title}:{_STATES[one.state]}。{following}"


def summed_up(period: str, counts: Mapping[SettlementState, int]) -> str:
    """Many villages."""
    said = "、".join(f"{_STATES[state]}{count}个" for state, count in counts.items() if count)
    return f"{settled_name(period)}积分结算,各村进度:{said}。\n看一个村回“结算 村名”;到您这一步的,回“结算 批准/签字/锁定 全部”。"


def signed_many(count: int, signing: Signing) -> str:
    """To who has signed many at once."""
    return f"好,{count}个村的结算您{_VERBS[signing]}了,下一步该谁已分别告诉。"


def held_back(titles: Sequence[str]) -> str:
    """Those with objections that wait."""
    return f"{'、'.join(titles[:6])}还有异议没答复,这次没办。"


def shown(
    title: str,
    one: Settlement,
    counts: Mapping[League, int],
    total: int,
    candidates: Sequence[tuple[League, str]],
    following: str,
) -> str:
    """How a settlement stands, to those who answer for it."""
    lines = [
        f"{title}{settled_name(one.period)}积分结算:{_STATES[one.state]}"
        + (f"(到{short_day(one.notice_until)})" if one.state is SettlementState.NOTICE else "")
        + "。",
        f"{_leagues(counts)},合计{total}分。",
    ]
    if candidates:
        names = "、".join(f"{name}({LEAGUES[league]})" for league, name in candidates)
        lines.append(f"红榜可考虑:{names}。公开要本人同意、支部审定,请别往群里发。")
    return "\n".join([*lines, following])


def year(number: int, found: Mapping[League, Sequence[tuple[str, int]]]) -> str:
    """The first of each league over a year."""
    if not found:
        return f"{number}年还没有核定过的结算。看进行到哪一步回“结算”。"
    lines = [
        f"{LEAGUES[league]}:" + "、".join(f"{name}{points}分" for name, points in members)
        for league, members in found.items()
    ]
    return "\n".join([f"{number}年已核定的积分,各组最前面的:", *lines, "只给您评优参考;公开要本人同意。"])


def not_over(period: str, when: date) -> str:
    """The period is still running, or its reviews are."""
    return f"{settled_name(period)}还不能结算:要等过完再留7天审核,最早{when.year}年{short_day(when)}。想看上一期回“结算 上期”。"


def not_drafted(period: str) -> str:
    """There is nothing yet."""
    return f"{settled_name(period)}还没有结算草稿。村干部或镇干部回“结算 {period_name(period)}”就能出。"


def nobody(period: str) -> str:
    """Nobody served."""
    return f"{settled_name(period)}这里没有邻长任职,不用结算。"


def not_yours() -> str:
    """No office that sees settlements."""
    return "结算由村里和镇里办。看自己的回“积分 上期”,有不同意见回“异议 理由”。"


def other_person(signing: Signing, names: str) -> str:
    """Three signatures, three persons."""
    return f"前面一步是您办的,{_VERBS[signing]}要另一个人。" + (f"可以找{names}。" if names else "请找镇里。")


def not_this_step(title: str, one: Settlement, following: str) -> str:
    """Somebody else is next."""
    return f"{title}{settled_name(one.period)}结算现在是“{_STATES[one.state]}”。{following}"


def none_at_this_step(signing: Signing, lines: Sequence[str], count: int) -> str:
    """Nothing waits for this signature in any of several villages: how each stands."""
    rest = f"\n还有{count - len(lines)}个村,回“结算”看。" if count > len(lines) else ""
    return "\n".join((f"眼下没有等您{_VERBS[signing]}的:", *lines)) + rest


def against() -> str:
    """Who signs does not agree."""
    return (
        "好,您没批准、签字之前不会往下走。哪里不对请告诉村干部更正(补审、改分、冲正),更正了这里会重新算,再回“结算”看。"
    )


def locked_already(one: Settlement) -> str:
    """It is over."""
    return f"{settled_name(one.period)}已经核定锁定了,不用再办。再有更正算到下一期。"


def answer_first(title: str, numbers: Sequence[int]) -> str:
    """Objections wait."""
    listed = "、".join(f"异议{number}" for number in numbers[:5])
    return f"{title}还有{len(numbers)}条异议没答复({listed}),答复完才能往下办。回“异议”看。"


def which(found: Sequence[tuple[str, Settlement]], signing: Signing) -> str:
    """Several could be meant."""
    names = "、".join(f"{title}{period_name(one.period)}" for title, one in found[:6])
    return f"有{len(found)}个等您{_VERBS[signing]}:{names}。\n回“结算 {_VERBS[signing]} {found[0][0]}”,或“结算 {_VERBS[signing]} 全部”。"
