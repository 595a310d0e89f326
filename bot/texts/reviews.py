"""What reviewers read, and what wardens are told of a review."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.check_ins import CheckIn, Hindrance, State
from bot.domain.review_flags import Flag, Seen
from bot.texts.check_ins import KIND_NAMES, shown

_LONGEST = 300


def queue(
    items: Sequence[tuple[CheckIn, str]],
    seen: Mapping[int, Sequence[Seen]],
    total: int,
    before: int,
    today: date,
    decides: bool,
) -> str:
    """What waits, with each warden's name, as many as one screen holds; the numbers are the check-ins' own."""
    if not items:
        return "后面没有了。回“审核”从头看。" if before else "现在没有要审的打卡。"
    pages = (_page(items[:count], seen, total, before, today, decides) for count in range(len(items), 0, -1))
    return next(
        (text for text in pages if len(text) <= _LONGEST), _page(items[:1], seen, total, before, today, decides)
    )


def _page(
    items: Sequence[tuple[CheckIn, str]],
    seen: Mapping[int, Sequence[Seen]],
    total: int,
    before: int,
    today: date,
    decides: bool,
) -> str:
    lines = [_line(one, name, seen.get(one.number, ()), today) for one, name in items]
    more = total - before - len(items)
    head = f"待审{total}条" + (f",从第{before + 1}条看:" if before else f",先看{len(items)}条:" if more else ":")
    if not decides:
        return "\n".join([head, *lines, "您是抽查,看到不对的请告诉村干部。"])
    first, last = items[0][0].number, items[-1][0].number
    several = f",也可“通过 {first}-{last}”" if last != first else ""
    how = f"回“通过{first}”“驳回{first} 原因”“改分{first} 3 原因”{several};看原话回“审核 {first}”"
    return "\n".join([head, *lines, how + (f",往后看回“审核 后{before + len(items)}”。" if more else "。")])


def _line(one: CheckIn, name: str, seen: Sequence[Seen], today: date) -> str:
    line = f"#{one.number} {name}:{shown(one, today)},{one.value}分{'(补记)' if one.backfill else ''}"
    return f"{line}\n  ↑{second_look(seen)}" if seen else line


def second_look(seen: Sequence[Seen]) -> str:
    """What may be worth a second look, in neutral words; at most two things."""
    return ";".join(_flag(one) for one in seen[:2]) + ",看一眼"


def _flag(one: Seen) -> str:
    return {
        Flag.SAME_DAY: "同一户当天还有一条",
        Flag.SAME_KIND: "同一类当天还有一条",
        Flag.SOON: "同一户前后脚也记过",
        Flag.MANY: f"一小时里记了{one.number}户",
        Flag.COPIED_OWN: "跟前面一条写得差不多",
        Flag.COPIED_OTHER: "跟别处一条写得差不多",
        Flag.FAR_BACK: f"隔了{one.number}天才记",
        Flag.OVERLAP: "时间跟当天另一条有重叠",
        Flag.LONG_DAY: f"当天加起来{one.number}小时",
        Flag.NIGHT: "时间在夜里",
    }[one.flag]


def in_full(record: CheckIn, name: str, seen: Sequence[Seen], today: date) -> str:
    """One record with what was said, for a reviewer."""
    lines = [
        f"#{record.number} {name}:{shown(record, today)},{record.value}分{'(补记)' if record.backfill else ''}",
        f"原话:{record.note[:150]}" if record.note else "原话没有留。",
    ]
    if record.reason:
        lines.append(f"补记原因:{record.reason[:60]}")
    if seen:
        lines.append(f"↑{second_look(seen)}。")
    if record.state is State.SUBMITTED:
        lines.append(f"回“通过{record.number}”“驳回{record.number} 原因”或“改分{record.number} 3 原因”。")
    return "\n".join(lines)


def nowhere(about: str) -> str:
    """审核 with a name that nothing in the scope has."""
    return f"您管的地方没找到“{about[:10]}”。回“审核”看全部,或“审核 三组”“审核 邻长名字”。"


def ask_all(numbers: Sequence[int], flagged: Sequence[int], left: int) -> str:
    """全部通过: asked once more, with the numbers."""
    first = f"一共{len(numbers)}条:{_listed(numbers)},全部通过吗?"
    if flagged:
        first += f"\n其中{_listed(flagged)}提示看一眼,也在内。"
    if left:
        first += f"\n(一次最多{len(numbers)}条,还有{left}条下次。)"
    return first + "\n回 是 / 否"


def _listed(numbers: Sequence[int]) -> str:
    return " ".join(f"#{number}" for number in numbers[:12]) + ("…" if len(numbers) > 12 else "")


def none_to_approve() -> str:
    """全部通过, and nothing waits."""
    return "现在没有要审的打卡,不用通过。"


def left_waiting() -> str:
    """全部通过, and then no."""
    return "好的,一条没动。回“审核”一条条看。"


def approved(done: Sequence[tuple[CheckIn, str]], skipped: Sequence[str]) -> str:
    """Which were approved, with each warden's name and what it brought."""
    lines = [
        f"通过了 #{one.number}:{name} {KIND_NAMES[one.kind]},算{one.points}分{_held_back(one)}。"
        for one, name in done[:8]
    ]
    if len(done) > 8:
        lines.append(f"…一共通过{len(done)}条。")
    return "\n".join([*lines, *skipped])


def _held_back(record: CheckIn) -> str:
    return f"(原{record.value}分,到上限)" if record.points < record.value else ""


def cannot(number: int, why: Hindrance, who: str) -> str:
    """Why this reviewer may not decide about it, and who can."""
    if why is Hindrance.OWN:
        return f"#{number} 是您自己的,自己的要别人看,已转村里。{who}"
    if why is Hindrance.HOUSEHOLD:
        return f"#{number} 是您同户家人的,要别人来审。{who}"
    if why is Hindrance.VILLAGE_ONLY:
        return f"#{number} 这一类要村里审定。{who}"
    if why is Hindrance.WATCHER:
        return f"#{number} 您可以抽查,通过要村干部来定。{who}"
    return nothing_waits(number)


def can(names: str) -> str:
    """Who could do it."""
    return f"可以找{names}。" if names else ""


def nothing_waits(number: int) -> str:
    """No such number in this reviewer's scope."""
    return f"您这里没有待审的 #{number}。回“审核”看看有哪些。"


def already(number: int, state: str, by: str) -> str:
    """It has been decided, by somebody or by time."""
    seen = f"已由{by}看过," if by else ""
    return f"#{number} {seen}已经是“{state}”了,不用再审。"


def state_name(approved_already: bool, rejected: bool) -> str:
    """In a word."""
    return "审过" if approved_already else "驳回" if rejected else "不在待审"


def how_to_approve() -> str:
    """通过 without a number."""
    return "通过哪一条?带上号,比如“通过231”或“通过 1-8”。回“审核”看看有哪些。"


def too_many(most: int) -> str:
    """A range that is too wide."""
    return f"一次最多{most}条,请分几次。"


def how_to_reject(number: int | None) -> str:
    """驳回 without number or reason."""
    return f"驳回要说原因,比如“驳回{number or 231} 那天没去”,邻长看得到。"


def rejected(record: CheckIn, name: str) -> str:
    """To the reviewer."""
    return f"驳回了 #{record.number}({name}),原因已告诉本人" + (",可以重报一次。" if record.rejections < 2 else "。")


def tell_rejected(record: CheckIn, reason: str, today: date) -> str:
    """To the warden."""
    first = f"#{record.number}({shown(record, today)})没通过:{reason}"
    if record.rejections < 2:
        return f"{first}\n可以补充后再报一次:回“重报 #{record.number} 要补的话”。"
    return f"{first}\n有不同意见请找村干部说说。"


def how_to_change(number: int | None, most: int | None) -> str:
    """改分 without its parts, or beyond the table."""
    if number is not None and most is not None:
        return f"#{number} 这一类最多{most}分。写法:“改分{number} 分数 原因”。"
    return f"写法:“改分{number or 231} 3 时间记多了”。分数在规则表以内,原因邻长看得到。"


def so_already(number: int, value: int) -> str:
    """改分 to what it is."""
    return f"#{number} 本来就是{value}分,不用改。就这个分通过,回“通过{number}”。"


def changed(record: CheckIn, name: str) -> str:
    """To the reviewer."""
    return f"通过了 #{record.number}({name}),改为{record.value}分,算{record.points}分{_held_back(record)}。原因已告诉本人。"


def tell_changed(record: CheckIn, reason: str, before: int) -> str:
    """To the warden."""
    return f"#{record.number} 通过了,分由{before}改为{record.value}:{reason}\n想问清楚请找审核的村干部。"


def held(record: CheckIn, more: int, name: str) -> str:
    """A mediation confirmed as having held."""
    return f"通过了 #{record.number}({name}),调解成功加{more}分,一共算{record.points}分。"


def nudge(count: int, oldest_days: int) -> str:
    """To a reviewer, in private, counts only (J11)."""
    waited = f",最早的等了{oldest_days}天" if oldest_days >= 7 else ""
    return f"有{count}条打卡等您看{waited}。回“审核”,一条一回或“通过 1-8”都行。"
