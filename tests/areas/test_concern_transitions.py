"""Every transition of the table is played by words (or by the clock) and ends where the table says; one without a road is named."""

from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.concern_states import TRANSITIONS, Event, State
from bot.domain.concerns import Concern
from bot.rehearsal import RehearsedTown
from bot.storage import audit, people
from bot.storage import concerns as rows

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
REPORTER, HANDLER = "张小明", "周文斌"

# how a concern that lies on the village's desk gets into each state; {n} its number, {m} another one's
ROADS: dict[State, tuple[tuple[str, str], ...]] = {
    State.FILED: (),
    State.CLAIMED: ((HANDLER, "接单 {n}"),),
    State.IN_PROGRESS: ((HANDLER, "接单 {n}"), (HANDLER, "进展 {n} 已经在看了")),
    State.ON_HOLD: ((HANDLER, "接单 {n}"), (HANDLER, "挂起 {n} 2天 等配件")),
    State.RESOLVED: ((HANDLER, "接单 {n}"), (HANDLER, "办结 {n} 已经找人弄好了")),
    State.CLOSED: ((HANDLER, "接单 {n}"), (HANDLER, "办结 {n} 已经找人弄好了"), (REPORTER, "评价 {n} 1")),
}
WORDS: dict[Event, tuple[tuple[str, str], ...]] = {
    Event.CLAIM: ((HANDLER, "接单 {n}"),),
    Event.PROGRESS: ((HANDLER, "进展 {n} 又看了一次"),),
    Event.RESOLVE: ((HANDLER, "办结 {n} 已经找人弄好了"),),
    Event.RATE_GOOD: ((REPORTER, "评价 {n} 1"),),
    Event.RATE_BAD: ((REPORTER, "评价 {n} 4"),),
    Event.HOLD: ((HANDLER, "挂起 {n} 2天 等配件"),),
    Event.EXTEND: ((HANDLER, "延期 {n} 2天 等配件"),),
    Event.ESCALATE: ((HANDLER, "上提 {n} 村里办不了"),),
    Event.SEND_BACK: ((HANDLER, "退回 {n} 下面能办"),),
    Event.REASSIGN: ((HANDLER, "转 {n} 给韩雪 她熟"),),
    Event.WITHDRAW: ((REPORTER, "撤回 {n}"),),
    Event.REOPEN: ((REPORTER, "补充 {n} 又坏了"), (REPORTER, "是")),
    Event.REFILE: ((REPORTER, "改类 {n}"), (REPORTER, "环境卫生")),
    Event.ADD: ((REPORTER, "补充 {n} 就在第三根杆子"),),
    Event.REJECT: ((HANDLER, "不受理 {n} 不归本镇管"),),
    Event.REDIRECT: ((HANDLER, "转出 {n} 县供电公司 归他们管"),),
    Event.MERGE: ((HANDLER, "并单 {n} {m}"),),
    Event.EXPLAIN: ((HANDLER, "说明 {n} 已经列入明年的计划"),),
}
CLOCK = {Event.RESUME: timedelta(days=2, minutes=1), Event.LAPSE: timedelta(days=7, minutes=1)}
NOT_SOLVED = (("接单 {n}", "周文斌"), ("办结 {n} 已经找人弄好了", "周文斌"))


async def look(town: RehearsedTown, number: str) -> tuple[Concern, list[str]]:
    def read(work: Work) -> tuple[Concern, list[str]]:
        trail = audit.list_of(work.db, work.town, "concern", number)
        return rows.get_concern(work.db, work.town, number), [verb for _, _, verb, _, _ in trail]

    return await town.app.writer.run(read)


async def filed(town: RehearsedTown, count: int) -> str:
    """A new concern, passed up to the village's desk; its number."""
    await town.say(f"/反映 村口第{count}根路灯杆上的灯不亮了", REPORTER)

    def newest(work: Work) -> str:
        who = people.list_named(work.db, work.town, REPORTER)[0]
        return rows.list_of_reporter(work.db, work.town, who.id, 1)[0].number

    number = str(await town.read(newest))
    for who in ("王建国", "李大山"):
        await town.say(f"上提 {number} 要村里办", who)
    return number


async def go(town: RehearsedTown, road: tuple[tuple[str, str], ...], number: str, other: str) -> None:
    for who, words in road:
        await town.say(words.format(n=number, m=other), who)


async def reopen_twice(town: RehearsedTown, number: str) -> None:
    """Until only an explanation ends it: at the town's desk, where 钱晓峰 sits."""
    for who in (HANDLER, "钱晓峰", "钱晓峰"):
        await town.say(f"接单 {number}", who)
        await town.say(f"办结 {number} 已经找人弄好了", who)
        await town.say(f"评价 {number} 4", REPORTER)


async def arrive(town: RehearsedTown, state: State, event: Event, number: str, other: str) -> None:
    if event is Event.EXPLAIN:
        await reopen_twice(town, number)
        road = tuple((who.replace(HANDLER, "钱晓峰"), words) for who, words in ROADS[state])
        await go(town, road, number, other)
    elif event is Event.CALL_BACK:
        await go(town, ROADS[State.RESOLVED], number, other)
        await town.move_to(town.clock.now() + CLOCK[Event.LAPSE])
    else:
        await go(town, ROADS[state], number, other)


async def happen(town: RehearsedTown, event: Event, number: str, other: str) -> None:
    if event in CLOCK:
        await town.move_to(town.clock.now() + CLOCK[event])
    elif event is Event.CALL_BACK:
        await town.say(f"回访 {number}", HANDLER)
    elif event is Event.EXPLAIN:
        await town.say(f"说明 {number} 已经列入明年的计划", "钱晓峰")
    else:
        await go(town, WORDS[event], number, other)


async def test_every_transition_of_the_table() -> None:
    wrong: list[str] = []
    count = 0
    async with RehearsedTown(MORNING) as town:
        for state, moves in TRANSITIONS.items():
            for event, expected in moves.items():
                count += 2
                name = f"{state.value} --{event.value}-->"
                other = await filed(town, count + 1) if event is Event.MERGE else ""
                number = await filed(town, count)
                await arrive(town, state, event, number, other)
                before, _ = await look(town, number)
                if before.state is not state:
                    wrong.append(f"{name} no road: it is {before.state.value}")
                    continue
                await happen(town, event, number, other)
                after, verbs = await look(town, number)
                if after.state is not expected or event.value not in verbs:
                    wrong.append(f"{name} ended {after.state.value}, not {expected.value}; {verbs[-3:]}")
        assert await town.breaches() == []
    assert wrong == []


async def test_what_is_not_in_the_table_is_refused_with_the_present_state() -> None:
    async with RehearsedTown(MORNING) as town:
        number = await filed(town, 1)
        await town.say(f"不受理 {number} 不归本镇管", HANDLER)
        for words, who in (
            ("接单", HANDLER), ("进展 看了", HANDLER), ("办结 已经找人弄好了", HANDLER), ("挂起 2天 等配件", HANDLER),
            ("上提 办不了", HANDLER), ("不受理 再说一次", HANDLER), ("转出 县供电公司", HANDLER), ("评价 1", REPORTER),
            ("撤回", REPORTER), ("补充 再说一句", REPORTER), ("上提 太慢", REPORTER),
        ):  # fmt: skip
            verb, _, rest = words.partition(" ")
            before = len(town.sent)
            await town.say(f"{verb} {number} {rest}", who)
            answer = next(sent.text for sent in town.sent[before:] if sent.address == who)
            assert "没有受理" in answer, f"{words}: {answer}"
        assert await town.breaches() == []
